"use client";
/** Who asked to be erased and who was, named by nothing; and erasing somebody, with a look at what would go first. */
import { useState } from "react";
import { type Erasure, useErasures, usePrivacyChanges } from "@/api/privacy";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { privacy } from "@/text/en-privacy";
import { Badge, Button, Card, dateTime, Foreign } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";
import { EraseDialog } from "./erase-dialog";

const text = privacy.erasures;

export function Erasures() {
  const { workspace } = usePlace();
  const tell = useTell();
  const isAdmin = useMay()("GET /api/v1/workspaces/{workspace_id}/erasures");
  const query = useErasures(workspace.id, isAdmin);
  const { confirm, refuse } = usePrivacyChanges(workspace.id);
  const [erasing, setErasing] = useState(false);
  if (!isAdmin) return null;
  const wrong = (error: unknown) => tell(inWords(error));
  const columns: Column<Erasure>[] = [
    { key: "who", title: text.who, cell: (one) => one.name },
    {
      key: "state",
      title: text.state,
      cell: ({ state }) => state && <Badge tone={state === "asked" ? "accent" : "quiet"}>{text.states[state]}</Badge>,
    },
    { key: "asked", title: text.asked, from: "sm", cell: ({ asked_at }) => (asked_at ? dateTime(asked_at) : "–") },
    {
      key: "by",
      title: text.by,
      from: "lg",
      cell: ({ asked_by }) => (asked_by === null ? "–" : <Foreign>{asked_by}</Foreign>),
    },
    {
      key: "actions",
      title: "",
      label: text.actions,
      className: "text-right",
      cell: ({ id, state, name }) =>
        id !== null &&
        state === "asked" && (
          <span className="inline-flex flex-wrap justify-end gap-1.5">
            <Button
              aria-label={`${text.confirm}: ${name}`}
              disabled={confirm.isPending}
              onClick={() => confirm.mutate(id, { onSuccess: () => tell(text.ordered), onError: wrong })}
            >
              {text.confirm}
            </Button>
            <Button
              aria-label={`${text.refuse}: ${name}`}
              disabled={refuse.isPending}
              onClick={() => refuse.mutate(id, { onError: wrong })}
            >
              {text.refuse}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Card
      flush
      title={text.title}
      says={text.says}
      actions={<Button onClick={() => setErasing(true)}>{text.erase}</Button>}
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data?.length === 0 ? (
        <Empty>{text.none}</Empty>
      ) : (
        <Table
          label={text.title}
          columns={columns}
          rows={query.data ?? []}
          rowKey={(one) => one.id ?? one.developer_id}
          loading={query.data === undefined ? 2 : 0}
        />
      )}
      {erasing && <EraseDialog onClose={() => setErasing(false)} />}
    </Card>
  );
}
