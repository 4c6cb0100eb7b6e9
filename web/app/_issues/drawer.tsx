"use client";
import Link from "next/link";
/** One issue: where it stands, how long it took, everything that happened to it, and the pull requests that name it. */
import { type IssueChange, type IssueDetail, useIssue } from "@/api/issues";
import { DrawerBody, DrawerHead, type Fact, FactGrid, FactList } from "@/app/_delivery/drawer-parts";
import { At, Out } from "@/app/_delivery/pulls";
import { closeDrawer, useAddress, useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { NOTHING, say } from "@/metrics/format";
import { issues as en } from "@/text/en-issues";
import { Badge, Foreign, Skeleton } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Drawer } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { Dot } from "./listed";
import { SPRINTS } from "./pages";

const DAY = 86_400_000;

export default function IssueDrawer() {
  const { open } = useAddress();
  if (open === null) return null;
  return (
    <Drawer open onClose={closeDrawer} label={en.list}>
      <One key={open.id} id={open.id} />
    </Drawer>
  );
}

function One({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useIssue(workspace.id, id);
  const found = query.data;
  return (
    <>
      <DrawerHead
        title={found ? <Foreign>{found.issue_key}</Foreign> : en.columns.issue}
        badge={
          found && (
            <Badge>
              <Foreign>{found.status}</Foreign>
            </Badge>
          )
        }
        says={found ? <Out url={found.url}>{found.title}</Out> : "\u00a0"}
      />
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="px-5" />
      ) : found === undefined ? (
        <DrawerBody>
          <Skeleton className="h-[74px]" />
          <Skeleton className="h-64" />
        </DrawerBody>
      ) : (
        <Found found={found} />
      )}
    </>
  );
}

function Found({ found }: { found: IssueDetail }) {
  const isOpen = found.closed_at === null;
  return (
    <DrawerBody>
      <FactGrid facts={figures(found)} />
      {found.stuck_by.length > 0 && (
        <p className="flex flex-wrap gap-1.5">
          {found.stuck_by.map((by) => (
            <Badge key={by} tone="worse">
              {en.reasons[by]}
            </Badge>
          ))}
        </p>
      )}
      <FactList facts={facts(found)} />
      {isOpen && (
        <ButtonLink href="/insights/matching" changes={askedOf(found)}>
          {en.one.match}
        </ButtonLink>
      )}
      <Changes found={found} />
      <Pulls found={found} />
      {found.sprints.length > 0 && <InSprints found={found} />}
    </DrawerBody>
  );
}

/** A number is one of several repositories' as likely as not; words are read either way. */
function askedOf(found: IssueDetail) {
  return found.issue_key.startsWith("#") ? { text: found.title } : { issue: found.issue_key };
}

function figures(found: IssueDetail): Fact[] {
  const end = found.closed_at === null ? Date.parse(found.as_of) : Date.parse(found.closed_at);
  const age = (end - Date.parse(found.opened_at)) / DAY;
  const days = (value: number | null) => (
    <span className="figures">{value === null ? NOTHING : say(value, "days")}</span>
  );
  return [
    { title: found.closed_at === null ? en.one.age : en.one.until, body: days(age) },
    { title: en.one.todo, body: days(found.todo_days) },
    { title: en.one.inProgress, body: days(found.in_progress_days) },
    {
      title: en.one.points,
      body: <span className="figures">{found.points ?? <span className="text-ink-3">{en.one.noPoints}</span>}</span>,
    },
  ];
}

function facts(found: IssueDetail): Fact[] {
  const listed: (Fact | null)[] = [
    {
      title: en.one.whose,
      body: found.assignee ? (
        <Foreign>{found.assignee.name}</Foreign>
      ) : (
        <span className="text-ink-3">{found.assignee_withheld ?? en.ofNobody}</span>
      ),
    },
    found.place === null ? null : { title: en.one.place, body: <Foreign>{found.place}</Foreign> },
    { title: en.one.kind, body: <Foreign>{found.kind}</Foreign> },
    found.priority === null ? null : { title: en.one.priority, body: <Foreign>{found.priority}</Foreign> },
    found.labels.length === 0 ? null : { title: en.one.labels, body: <Foreign>{found.labels.join(", ")}</Foreign> },
    { title: en.one.opened, body: <At at={found.opened_at} /> },
    found.due_at === null ? null : { title: en.one.due, body: <At at={found.due_at} /> },
    found.closed_at === null ? null : { title: en.one.closed, body: <At at={found.closed_at} /> },
  ];
  return listed.filter((one) => one !== null);
}

function Changes({ found }: { found: IssueDetail }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{en.one.changes}</h3>
      {!found.changes_known && <p className="mb-2 text-ink-3">{en.one.changesUnread}</p>}
      {found.changes_known && found.changes.length === 0 && <p className="text-ink-3">{en.one.changesNone}</p>}
      <ol aria-label={en.one.changes} className="border-t border-line">
        {found.changes.map((change, place) => (
          <Change key={place} change={change} />
        ))}
      </ol>
    </section>
  );
}

function Change({ change }: { change: IssueChange }) {
  return (
    <li className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 border-b border-line py-1.5 max-sm:grid-cols-1">
      <span className="text-small text-ink-3">
        <At at={change.at} />
      </span>
      <span className="min-w-0">
        <span className="mr-1.5 text-ink-3">{en.one.fields[change.field] ?? change.field}</span>
        {change.withheld !== null ? (
          <span className="text-ink-3">{change.withheld}</span>
        ) : (
          <>
            <span className="inline-flex items-center gap-1.5">
              {change.after_category !== null && <Dot category={change.after_category} />}
              <Foreign className="font-medium wrap-anywhere">{change.after ?? en.one.nothing}</Foreign>
            </span>
            {change.before !== null && (
              <Foreign className="ml-2 text-small text-ink-3">{en.one.was(change.before)}</Foreign>
            )}
          </>
        )}
        {change.by !== null && <Foreign className="ml-2 text-small text-ink-3">{en.one.by(change.by.name)}</Foreign>}
      </span>
    </li>
  );
}

const TONES = { open: "accent", merged: "better", closed: "quiet" } as const;

function Pulls({ found }: { found: IssueDetail }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{en.one.pulls}</h3>
      {found.pulls.length === 0 ? (
        <p className="text-ink-3">{en.one.pullsNone}</p>
      ) : (
        <ul className="border-t border-line">
          {found.pulls.map((pull) => (
            <li key={pull.id} className="border-b border-line py-2">
              <div className="flex items-baseline justify-between gap-3">
                <span className="min-w-0 truncate">
                  <Out url={pull.url}>{pull.title}</Out>
                </span>
                <Badge tone={TONES[pull.state as keyof typeof TONES] ?? "quiet"}>
                  {en.one.states[pull.state] ?? pull.state}
                </Badge>
              </div>
              <p className="text-small text-ink-3">
                <Foreign>{`${pull.repository} #${pull.number}`}</Foreign>
                {pull.author !== null && (
                  <>
                    {" · "}
                    <Foreign>{pull.author.name}</Foreign>
                  </>
                )}
                {" · "}
                {en.one.known(pull.evidence.map((word) => en.one.evidence[word] ?? word).join(", "))}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function InSprints({ found }: { found: IssueDetail }) {
  const href = useHref();
  return (
    <section>
      <h3 className="mb-2 font-semibold">{en.one.sprints}</h3>
      <ul className="border-t border-line">
        {found.sprints.map((one) => (
          <li key={one.id} className="flex items-baseline justify-between gap-3 border-b border-line py-1.5">
            <Link href={href(SPRINTS, { id: one.id })} prefetch={false} className="text-accent-ink hover:underline">
              <Foreign>{one.name}</Foreign>
            </Link>
            <span className="text-small text-ink-3">
              {one.added_at !== null && <At at={one.added_at} />}
              {one.removed_at !== null && (
                <>
                  {" – "}
                  <At at={one.removed_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
