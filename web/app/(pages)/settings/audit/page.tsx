"use client";
/** Who changed what may be seen or done: the log, what of it is looked for, and whether its chain holds. */
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { Fragment, useState } from "react";
import { type AuditEvent, useAuditEvents, useVerdict, type Verdict } from "@/api/audit";
import { address } from "@/api/client";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Button, Card, dateTime, exact, Foreign, Sentence, Skeleton, shortTime } from "@/ui/basic";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { type Column, ShowMore, Table } from "@/ui/table";

const KINDS = Object.entries(en.audit.kinds).map(([kind, label]) => ({ value: kind || "all", label }));
const SHORT = 8;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

const COLUMNS: Column<AuditEvent>[] = [
  {
    key: "when",
    title: en.audit.when,
    cell: (one) => (
      <time dateTime={one.at} title={exact(one.at)} className="whitespace-nowrap text-ink-2">
        {shortTime(one.at)}
      </time>
    ),
  },
  {
    key: "who",
    title: en.audit.who,
    cell: (one) => (
      <span className="block max-w-[140px] truncate max-sm:max-w-[90px]" title={nameOf(one)}>
        <Foreign>{nameOf(one)}</Foreign>
      </span>
    ),
  },
  {
    key: "what",
    title: en.audit.what,
    cell: (one) => <span className="font-mono text-small sm:whitespace-nowrap">{inParts(one.action)}</span>,
  },
  {
    key: "subject",
    title: en.audit.subject,
    from: "lg",
    cell: (one) => (
      <span className="font-mono text-small whitespace-nowrap text-ink-3" title={one.subject}>
        {shortened(one.subject)}
      </span>
    ),
  },
  {
    key: "said",
    title: en.audit.said,
    from: "sm",
    cell: (one) => (
      <span className="line-clamp-2 text-small break-words text-ink-2" title={inPairs(one.said)}>
        <Foreign>{inPairs(one.said)}</Foreign>
      </span>
    ),
  },
];

export default function Audit() {
  const { workspace } = usePlace();
  const [kind, setKind] = useState("all");
  const query = useAuditEvents(workspace.id, kind === "all" ? "" : kind);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Chain workspace_id={workspace.id} />
      <Card
        flush
        title={en.audit.title}
        says={en.audit.says}
        className="overflow-hidden"
        actions={
          <>
            <Select label={en.audit.about} value={kind} options={KINDS} onChange={setKind} />
            <a href={address(`/workspaces/${workspace.id}/audit/export`)} download className="control">
              {en.audit.export}
            </a>
          </>
        }
      >
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} />
        ) : !query.isPending && rows.length === 0 ? (
          <Empty>{en.audit.none}</Empty>
        ) : (
          <Table
            label={en.audit.title}
            columns={COLUMNS}
            rows={rows}
            rowKey={(one) => String(one.seq)}
            loading={query.isPending ? 6 : 0}
            dense
          />
        )}
        <ShowMore query={query} />
      </Card>
    </>
  );
}

function Chain({ workspace_id }: { workspace_id: string }) {
  const query = useVerdict(workspace_id);
  return (
    <Card>
      <div className="flex min-h-[36px] flex-wrap items-center justify-between gap-3">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : query.data ? (
          <Said verdict={query.data} />
        ) : (
          <Skeleton className="h-5 w-72" />
        )}
        <Button disabled={query.isFetching} onClick={() => void query.refetch()}>
          {en.audit.verify}
        </Button>
      </div>
    </Card>
  );
}

function Said({ verdict }: { verdict: Verdict }) {
  if (verdict.broken) {
    return (
      <div className="flex min-w-0 items-start gap-2.5" role="alert">
        <ShieldAlert aria-hidden="true" size={18} className="mt-px shrink-0 text-broken" />
        <div className="min-w-0">
          <p className="font-medium text-broken">{en.audit.broken(verdict.broken.seq)}</p>
          <p className="text-small text-ink-2">
            <Sentence>{verdict.broken.why}</Sentence> {en.audit.brokenNext}
          </p>
        </div>
      </div>
    );
  }
  return (
    <div className="flex min-w-0 items-start gap-2.5">
      <ShieldCheck aria-hidden="true" size={18} className="mt-px shrink-0 text-better" />
      <div className="min-w-0">
        <p>{verdict.since ? en.audit.whole(verdict.events, dateTime(verdict.since)) : en.audit.empty}</p>
        {verdict.head && (
          <p className="text-small text-ink-3" title={`${verdict.head.seq}:${verdict.head.hash}`}>
            {en.audit.head(verdict.head.seq, verdict.head.hash)}
          </p>
        )}
      </div>
    </div>
  );
}

function nameOf(one: AuditEvent): string {
  return one.by_name ?? (one.by === null ? en.audit.machine : en.audit.left);
}

/** A long name breaks between its words. */
function inParts(action: string) {
  return action.split(/(?<=[._])/).map((part, at) => (
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}

/** An id by its first letters, as the command line shows it. */
function shortened(subject: string): string {
  const [kind, id] = subject.split(":");
  return id === undefined || !ID.test(id) ? subject : `${kind}:${id.slice(0, SHORT)}`;
}

function inPairs(said: Record<string, unknown>): string {
  return Object.entries(said)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${key.replaceAll("_", " ")}: ${inWords(value)}`)
    .join(" · ");
}

/** What was and what is, where it says both. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  if (typeof value !== "object" || value === null) return String(value ?? en.audit.nothing);
  if ("before" in value && "after" in value) return `${inWords(value.before)} → ${inWords(value.after)}`;
  return JSON.stringify(value);
}
