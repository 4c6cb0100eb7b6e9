"use client";
/** The rules there are, each to be tested, those of one's own to be taken away. */
import { FlaskConical, Trash2 } from "lucide-react";
import { useState } from "react";
import { type Rule, useAlerting, useRules } from "@/api/alerts";
import { usePlace } from "@/app/_frame/place";
import { alerts as en } from "@/text/en-alerts";
import { Badge, Button, Card, Foreign } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { TestDialog } from "./trial";

export function about(rule: { subject: string; subject_name?: string | null }): string {
  if (rule.subject === "workspace") return en.workspace;
  return rule.subject_name ?? rule.subject.replace(/:.*/, "");
}

export function Rules() {
  const { workspace } = usePlace();
  const query = useRules(workspace.id);
  const [tested, setTested] = useState<Rule | null>(null);
  const [leaving, setLeaving] = useState<Rule | null>(null);
  const columns: Column<Rule>[] = [
    {
      key: "name",
      title: en.columns.name,
      cell: (rule) => (
        <div className="max-w-[560px] min-w-0 py-1">
          <p className="flex flex-wrap items-center gap-2">
            <Foreign className="font-medium">{rule.name}</Foreign>
            {!rule.is_on && <Badge>{en.off}</Badge>}
          </p>
          <p className="text-small whitespace-normal text-ink-2">{rule.says}</p>
          {rule.trouble && <p className="text-small whitespace-normal text-worse">{rule.trouble}</p>}
        </div>
      ),
    },
    { key: "about", title: en.columns.about, from: "sm", cell: (rule) => <Foreign>{about(rule)}</Foreign> },
    { key: "owner", title: en.columns.owner, from: "sm", cell: (rule) => <Foreign>{rule.owner}</Foreign> },
    {
      key: "actions",
      title: "",
      label: en.test,
      number: true,
      cell: (rule) => (
        <span className="flex justify-end gap-2">
          <Button onClick={() => setTested(rule)}>
            <FlaskConical aria-hidden="true" size={13} /> {en.test}
          </Button>
          {rule.delivery !== null && (
            <Button look="quiet" aria-label={en.remove} title={en.remove} onClick={() => setLeaving(rule)}>
              <Trash2 aria-hidden="true" size={13} />
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <Card flush title={en.rules} says={en.rulesSay} className="overflow-hidden">
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <Empty title={en.noRules}>{en.noRulesSay}</Empty>
      ) : (
        <Table
          label={en.rules}
          columns={columns}
          rows={query.data ?? []}
          rowKey={(rule) => rule.id}
          loading={query.isPending ? 2 : 0}
        />
      )}
      {tested && <TestDialog name={tested.name} tried={{ id: tested.id }} onClose={() => setTested(null)} />}
      {leaving && <Leaving rule={leaving} onClose={() => setLeaving(null)} />}
    </Card>
  );
}

function Leaving({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { remove } = useAlerting(workspace.id);
  return (
    <Dialog open onClose={onClose} title={rule.name} says={rule.says}>
      <Button
        look="danger"
        disabled={remove.isPending}
        onClick={() =>
          remove.mutate(rule.id, {
            onSuccess: () => {
              tell(en.removed);
              onClose();
            },
            onError: (error) => tell(inWords(error)),
          })
        }
      >
        {en.removeSure}
      </Button>
    </Dialog>
  );
}
