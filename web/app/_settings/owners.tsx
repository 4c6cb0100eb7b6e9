"use client";
/** Which teams own which repositories: what is said, what the work suggests, and the way from the one to the other. */
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { useRepositories, useTeams } from "@/api/hooks";
import { type OwnedRepository, useOwned, useOwnerSuggestion, useOwners, useSetOwners } from "@/api/settings";
import { useHref } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { writeDay } from "@/metrics/periods";
import { en } from "@/text/en";
import { owning as text } from "@/text/en-owning";
import { Badge, Button, Card, Foreign, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Empty, inWords, Wrong } from "@/ui/states";
import { type Column, ShowAll, Table } from "@/ui/table";
import { useTell } from "@/ui/toast";

const SHOWN = 20;
const MAY_SET = "PUT /api/v1/workspaces/{workspace_id}/repositories/{repository_id}/owners";

export function RepositoryOwners() {
  const { workspace } = usePlace();
  const query = useOwned(workspace.id);
  const teams = useTeams(workspace.id).data;
  const mayChange = useMay()(MAY_SET);
  const [all, setAll] = useState(false);
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [changing, setChanging] = useState<OwnedRepository | null>(null);
  const wanted = (query.data ?? []).filter((one) => !onlyOpen || one.owners.length === 0);
  const shown = all ? wanted : wanted.slice(0, SHOWN);
  return (
    <Card
      flush
      title={text.repositories}
      says={text.repositoriesSays}
      className="overflow-hidden"
      actions={
        <Button
          aria-pressed={onlyOpen}
          onClick={() => setOnlyOpen(!onlyOpen)}
          className="aria-pressed:border-accent! aria-pressed:bg-accent-wash! aria-pressed:text-accent-ink!"
        >
          {text.open}
        </Button>
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : teams?.length === 0 ? (
        <Empty>{text.noTeams}</Empty>
      ) : !query.isPending && wanted.length === 0 ? (
        <Empty>{onlyOpen ? text.noneOpen : text.noRepositories}</Empty>
      ) : (
        <>
          <Table
            label={text.repositories}
            columns={columns(mayChange, setChanging)}
            rows={shown}
            rowKey={(one) => one.repository_id}
            loading={query.isPending ? 6 : 0}
          />
          {wanted.length > shown.length && <ShowAll n={wanted.length} onClick={() => setAll(true)} />}
        </>
      )}
      {changing && <ChangeOwners repository={changing} onClose={() => setChanging(null)} />}
    </Card>
  );
}

function columns(mayChange: boolean, onChange: (one: OwnedRepository) => void): Column<OwnedRepository>[] {
  return [
    { key: "name", title: text.repository, cell: (one) => <RepositoryName one={one} /> },
    { key: "owners", title: text.owners, cell: (one) => <OwnerNames one={one} /> },
    {
      key: "suggestion",
      title: text.suggestion,
      from: "sm",
      cell: (one) => <Suggested one={one} mayChange={mayChange} />,
    },
    {
      key: "change",
      title: "",
      label: text.change,
      number: true,
      cell: (one) =>
        mayChange && (
          <Button aria-label={text.changeOf(one.name)} onClick={() => onChange(one)}>
            {text.change}
          </Button>
        ),
    },
  ];
}

function RepositoryName({ one }: { one: OwnedRepository }) {
  const { workspace } = usePlace();
  const href = useHref();
  // Several may have one name.
  const owner = useRepositories(workspace.id).data?.find(({ id }) => id === one.repository_id)?.owner;
  return (
    <Link
      href={href("/repository", { id: one.repository_id })}
      prefetch={false}
      className="font-medium hover:text-accent-ink hover:underline"
    >
      {owner && <Foreign className="font-normal text-ink-3">{`${owner}/`}</Foreign>}
      <Foreign>{one.name}</Foreign>
    </Link>
  );
}

function OwnerNames({ one }: { one: OwnedRepository }) {
  if (one.owners.length === 0) return <span className="text-ink-3">{text.nobody}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {one.owners.map(({ team_id, name }) => (
        <Badge key={team_id} tone="accent">
          <Foreign>{name}</Foreign>
        </Badge>
      ))}
    </span>
  );
}

/** What the work of the last 90 days says, with the way to take its word for it. */
function Suggested({ one, mayChange }: { one: OwnedRepository; mayChange: boolean }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const query = useOwnerSuggestion(workspace.id, one.repository_id, true);
  const set = useSetOwners(workspace.id);
  if (query.isPending) return <Skeleton className="h-3 w-40" />;
  const { team, n, caution } = query.data ?? {};
  if (!team) return <span className="text-small text-ink-3">{caution ?? ""}</span>;
  const isSaid = one.owners.some(({ team_id }) => team_id === team.team_id);
  const accept = () =>
    set.mutate(
      {
        repository_id: one.repository_id,
        team_ids: [...one.owners.map(({ team_id }) => team_id), team.team_id],
        since: one.owners.length === 0 ? null : new Date().toISOString(),
      },
      {
        onSuccess: () => tell(text.accepted(team.name, one.name)),
        onError: (error) => tell(inWords(error)),
      },
    );
  return (
    <span className="flex items-center gap-2 text-small" title={caution}>
      <span className="min-w-0 text-ink-2">
        <Foreign>{text.suggests(team.name, say(team.share, "share"), n ?? 0)}</Foreign>
      </span>
      {isSaid ? (
        <span className="shrink-0 text-ink-3">{text.agrees}</span>
      ) : (
        mayChange && (
          <Button
            aria-label={text.acceptOf(team.name, one.name)}
            disabled={set.isPending}
            onClick={accept}
            className="h-[26px]!"
          >
            {text.accept}
          </Button>
        )
      )}
    </span>
  );
}

function ChangeOwners({ repository, onClose }: { repository: OwnedRepository; onClose: () => void }) {
  const { workspace, today } = usePlace();
  const tell = useTell();
  const id = useId();
  const teams = useTeams(workspace.id).data ?? [];
  const set = useSetOwners(workspace.id);
  const [chosen, setChosen] = useState(() => repository.owners.map(({ team_id }) => team_id));
  const [since, setSince] = useState(repository.owners.length === 0 ? "" : today);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(
      {
        repository_id: repository.repository_id,
        team_ids: chosen,
        since: since === "" ? null : `${since}T00:00:00Z`,
      },
      {
        onSuccess: () => {
          tell(text.saved);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={text.changeTitle(repository.name)} says={text.changeSays}>
      <form onSubmit={submit} className="space-y-4">
        <fieldset className="max-h-[220px] overflow-y-auto rounded-control border border-line">
          <legend className="sr-only">{text.owners}</legend>
          {teams.map((team) => (
            <label key={team.id} className="flex cursor-pointer items-center gap-2 px-3 py-1.5 hover:bg-hover">
              <input
                type="checkbox"
                checked={chosen.includes(team.id)}
                onChange={() =>
                  setChosen(chosen.includes(team.id) ? chosen.filter((one) => one !== team.id) : [...chosen, team.id])
                }
                className="accent-accent"
              />
              <Foreign>{team.name}</Foreign>
            </label>
          ))}
        </fieldset>
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-ink-2">
            {text.since}
          </label>
          <input
            id={id}
            type="date"
            value={since}
            onChange={(event) => setSince(event.target.value)}
            aria-describedby={`${id}-says`}
            className="field figures max-w-[200px]"
          />
          <p id={`${id}-says`} className="mt-1 text-small text-ink-3">
            {text.sinceSays}
          </p>
        </div>
        <History repository_id={repository.repository_id} />
        {set.error && <Wrong error={set.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button look="primary" type="submit" disabled={set.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function History({ repository_id }: { repository_id: string }) {
  const { workspace } = usePlace();
  const history = useOwners(workspace.id, repository_id).data?.history ?? [];
  if (history.length === 0) return null;
  const day = (at: string | null, none: string) => (at === null ? none : writeDay(at.slice(0, 10), ""));
  return (
    <section className="border-t border-line pt-3">
      <h3 className="mb-1 text-small text-ink-3">{text.history}</h3>
      <ul>
        {history.map((one, index) => (
          <li key={index} className="flex justify-between gap-3 py-0.5">
            <Foreign>{one.name}</Foreign>
            <span className="text-small text-ink-3">
              {day(one.since, text.always)} – {day(one.until, en.team.stillHere)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
