"use client";
/** What was decided about people, newest first, each with the way back. */
import { type Decision, useDeciding, useDecisions } from "@/api/identities";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Badge, Button, Card, Foreign, Instant } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";

const TONE = { waiting: "worse", in_force: "better", refused: "quiet", undone: "quiet" } as const;

const named = (people: Decision["left"]) =>
  people.map((one) => one.name ?? one.username ?? one.email ?? `#${one.id}`).join(", ");

export function Decisions({ decides }: { decides: boolean }) {
  const { workspace } = usePlace();
  const query = useDecisions(workspace.id);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Decision>[] = [
    {
      key: "what",
      title: sources.identities.columns.what,
      cell: (one) => (
        <span>
          {sources.identities.action[one.action]}
          {one.kind && `: ${sources.identities.kinds[one.kind]}`}
        </span>
      ),
    },
    {
      key: "who",
      title: sources.identities.columns.who,
      cell: (one) => (
        <span className="block max-w-[420px]">
          <Foreign>{[named(one.left), named(one.right)].filter(Boolean).join(" · ")}</Foreign>
        </span>
      ),
    },
    {
      key: "by",
      title: sources.identities.columns.by,
      from: "sm",
      cell: (one) => <Foreign>{one.decided_by?.name ?? sources.identities.bySystem}</Foreign>,
    },
    {
      key: "when",
      title: sources.identities.columns.when,
      number: true,
      cell: (one) => <Instant at={one.decided_at} />,
    },
    {
      key: "state",
      title: sources.identities.columns.state,
      from: "sm",
      cell: (one) => <Badge tone={TONE[one.state]}>{sources.identities.state[one.state]}</Badge>,
    },
    {
      key: "undo",
      title: "",
      label: sources.identities.undo,
      number: true,
      cell: (one) => (decides && one.can_undo ? <Undo decision={one} /> : null),
    },
  ];
  return (
    <Card flush title={sources.identities.decisions} says={sources.identities.decisionsSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : !query.isPending && rows.length === 0 ? (
        <Empty>{sources.identities.decisionsNone}</Empty>
      ) : (
        <Table
          label={sources.identities.decisions}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          loading={query.isPending ? 3 : 0}
        />
      )}
    </Card>
  );
}

function Undo({ decision }: { decision: Decision }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { undo } = useDeciding(workspace.id);
  return (
    <Button
      disabled={undo.isPending}
      onClick={() =>
        undo.mutate(decision.id, {
          onSuccess: () => tell(sources.identities.undone),
          onError: (error) => tell(inWords(error)),
        })
      }
    >
      {sources.identities.undo}
    </Button>
  );
}
