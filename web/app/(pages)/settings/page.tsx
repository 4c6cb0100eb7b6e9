"use client";
/** The workspace's name, clock and working days, its stored numbers, and its end. */
import { type FormEvent, useId, useMemo, useState } from "react";
import { useChangeWorkspace, useRecompute } from "@/api/changes";
import { useWorkspace } from "@/api/hooks";
import type { WorkspaceDetail } from "@/api/types";
import { DangerZone } from "@/app/_frame/danger-zone";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { Button, Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { asProblem, inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

export default function Settings() {
  const { workspace } = usePlace();
  const may = useMay();
  const query = useWorkspace(workspace.id);
  return (
    <>
      <Card title={en.settings.workspace} says={en.settings.workspaceSays}>
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : query.data ? (
          <WorkspaceForm workspace={query.data} />
        ) : (
          <Skeleton className="h-[230px]" />
        )}
      </Card>
      {may("POST /api/v1/workspaces/{workspace_id}/insights/snapshots/generate") && <Stored />}
      <AccountCard />
      {may("DELETE /api/v1/workspaces/{workspace_id}") && <DangerZone />}
    </>
  );
}

function zones(current: string): string[] {
  const all = Intl.supportedValuesOf("timeZone");
  return [...new Set(["UTC", current, ...all])];
}

function WorkspaceForm({ workspace }: { workspace: WorkspaceDetail }) {
  const id = useId();
  const tell = useTell();
  const [name, setName] = useState(workspace.name);
  const [zone, setZone] = useState(workspace.time_zone);
  const [days, setDays] = useState(workspace.working_days);
  const known = useMemo(() => zones(workspace.time_zone), [workspace.time_zone]);
  const save = useChangeWorkspace(workspace.id);
  const problem = save.error ? asProblem(save.error) : null;
  const zoneUnknown = !known.includes(zone);
  const mayChange = useMay()("PATCH /api/v1/workspaces/{workspace_id}");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (zoneUnknown) return;
    save.mutate(
      { name: name.trim(), time_zone: zone, working_days: days },
      { onSuccess: () => tell(en.settings.saved) },
    );
  };
  const toggle = (day: number) =>
    setDays(days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort());
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayChange} className="space-y-4">
        <div>
          <label htmlFor={`${id}-name`} className="mb-1 block font-medium">
            {en.settings.name}
          </label>
          <input
            id={`${id}-name`}
            value={name}
            required
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            aria-invalid={problem?.field === "name" || undefined}
            className="field max-w-[360px]"
          />
        </div>
        <div>
          <label htmlFor={`${id}-zone`} className="mb-1 block font-medium">
            {en.settings.zone}
          </label>
          <input
            id={`${id}-zone`}
            list={`${id}-zones`}
            value={zone}
            onChange={(event) => setZone(event.target.value)}
            aria-invalid={zoneUnknown || problem?.field === "time_zone" || undefined}
            aria-describedby={`${id}-wrong`}
            className="field max-w-[360px]"
          />
          <datalist id={`${id}-zones`}>
            {known.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          <p id={`${id}-wrong`} role="alert" className="mt-1 min-h-5 text-broken">
            {zoneUnknown ? en.settings.zoneUnknown : ""}
          </p>
        </div>
        <fieldset>
          <legend className="mb-1 font-medium">{en.settings.days}</legend>
          <div className="grid max-w-[372px] grid-cols-7 gap-1.5 max-sm:gap-1">
            {en.settings.dayNames.map((label, index) => (
              <Button
                key={label}
                aria-pressed={days.includes(index + 1)}
                aria-label={en.settings.longDays[index]}
                onClick={() => toggle(index + 1)}
                className="px-0! aria-pressed:border-accent! aria-pressed:bg-accent-wash! aria-pressed:text-accent-ink!"
              >
                {label}
              </Button>
            ))}
          </div>
        </fieldset>
        {problem && (
          <p role="alert" className="text-broken">
            <Sentence>{`${problem.detail} ${problem.nextStep}`}</Sentence>
          </p>
        )}
        {mayChange ? (
          <Button look="primary" type="submit" disabled={save.isPending || days.length === 0 || name.trim() === ""}>
            {en.settings.save}
          </Button>
        ) : (
          <p className="text-ink-3">{en.settings.readOnly}</p>
        )}
      </fieldset>
    </form>
  );
}

function Stored() {
  const { workspace } = usePlace();
  const tell = useTell();
  const recompute = useRecompute(workspace.id);
  return (
    <Card title={en.settings.snapshots} says={en.settings.snapshotsSay}>
      <Button
        disabled={recompute.isPending}
        onClick={() =>
          recompute.mutate(undefined, {
            onSuccess: () => tell(en.settings.recomputing),
            onError: (error) => tell(inWords(error)),
          })
        }
      >
        {en.settings.recompute}
      </Button>
    </Card>
  );
}

function AccountCard() {
  const { session, workspace } = usePlace();
  return (
    <Card title={en.settings.account}>
      <p>
        <Foreign>{session.account.name}</Foreign>{" "}
        {session.account.email && <Foreign className="text-ink-3">{session.account.email}</Foreign>}
      </p>
      <p className="text-ink-3">{en.settings.role(workspace.role)}</p>
    </Card>
  );
}
