"use client";
/** Whose connection it is, what its tokens may still ask, its web hook, and the way to take it away. */
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { type Connection, type ConnectionHealth, useConnectionChanges } from "@/api/connections";
import { useHref } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Button, Card, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { displayZone } from "@/ui/display";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { Hook } from "./hook";

export function AboutConnection({
  health,
  connection,
}: {
  health: ConnectionHealth;
  connection: Connection | undefined;
}) {
  const [asking, setAsking] = useState<"token" | "remove" | null>(null);
  if (connection === undefined) return <Skeleton className="h-[300px] rounded-card" />;
  return (
    <Card title={sources.integration.about}>
      <dl className="space-y-2">
        <Line name={sources.integration.account}>
          <Foreign>{connection.account ?? "–"}</Foreign>
        </Line>
        <Line name={sources.integration.address}>
          <Foreign>{connection.base_url}</Foreign>
        </Line>
        <Line name={sources.integration.rights}>
          <Foreign>{connection.scopes.join(", ") || "–"}</Foreign>
        </Line>
        {connection.tokens.map((token) => (
          <Line key={token.number} name={sources.integration.token(token.number + 1)}>
            {token.hint && <code className="font-mono">…{token.hint} </code>}
            {sources.integration.added} <Instant at={token.created_at} />
            {token.expires_at && (
              <>
                , {sources.integration.expires} <Instant at={token.expires_at} />
              </>
            )}
          </Line>
        ))}
        <Budgets health={health} />
      </dl>
      <Hook connection={connection} />
      <div className="mt-4 flex flex-wrap gap-2 border-t border-line pt-3">
        <Button onClick={() => setAsking("token")}>{sources.integration.newToken}</Button>
        <Button look="danger" onClick={() => setAsking("remove")}>
          {sources.integration.remove}…
        </Button>
      </div>
      {asking === "token" && <TokenDialog connection={connection} onClose={() => setAsking(null)} />}
      {asking === "remove" && <RemoveDialog connection={connection} onClose={() => setAsking(null)} />}
    </Card>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[110px_1fr] gap-3">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Budgets({ health }: { health: ConnectionHealth }) {
  const known = health.budgets.filter((one) => one.remaining !== null);
  if (known.length === 0) return <Line name={sources.integration.budget}>{sources.integration.budgetNone}</Line>;
  return known.map((one) => (
    <Line key={`${one.token} ${one.resource}`} name={sources.integration.budget}>
      {sources.integration.left(one.remaining ?? 0, one.allowance)} ({one.resource})
      {one.resets_at && `, ${sources.integration.resets(timeOfDay(one.resets_at))}`}
    </Line>
  ));
}

const timeOfDay = (at: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: displayZone() }).format(
    new Date(at),
  );

function TokenDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const id = useId();
  const { workspace } = usePlace();
  const tell = useTell();
  const [token, setToken] = useState("");
  const { tokens } = useConnectionChanges(workspace.id, connection.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    tokens.mutate(
      { tokens: [token.trim()] },
      {
        onSuccess: (kept) => {
          tell(sources.connecting.works(kept.account ?? kept.name));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={sources.integration.newToken} says={sources.connecting.tokenSays}>
      <form onSubmit={submit} className="space-y-3">
        <label htmlFor={id} className="sr-only">
          {sources.connecting.token}
        </label>
        <input
          id={id}
          type="password"
          value={token}
          autoComplete="off"
          onChange={(event) => setToken(event.target.value)}
          className="field"
        />
        {tokens.error && <Wrong error={tokens.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{sources.integration.keep}</Button>
          <Button look="primary" type="submit" disabled={token.trim() === "" || tokens.isPending}>
            {tokens.isPending ? sources.connecting.trying : sources.connecting.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { workspace } = usePlace();
  const router = useRouter();
  const href = useHref();
  const tell = useTell();
  const { remove } = useConnectionChanges(workspace.id, connection.id);
  return (
    <Dialog
      open
      onClose={onClose}
      title={sources.integration.removeTitle(connection.name)}
      says={<Sentence>{sources.integration.removeSays}</Sentence>}
    >
      {remove.error && <Wrong error={remove.error} className="px-0!" />}
      <div className="flex justify-end gap-2 pt-2">
        <Button onClick={onClose}>{sources.integration.keep}</Button>
        <Button
          look="danger"
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                tell(sources.integration.removed);
                router.push(href("/integrations"));
              },
            })
          }
        >
          {sources.integration.remove}
        </Button>
      </div>
    </Dialog>
  );
}
