"use client";
/** The whole workspace, or some teams: chosen when somebody is invited and afterwards. */
import { useId } from "react";
import { useTeams } from "@/api/hooks";
import type { Role } from "@/api/may";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Foreign } from "@/ui/basic";

/** Owners and admins look after the whole workspace. */
export function canBeLimited(role: Role): boolean {
  return role !== "owner" && role !== "admin";
}

/** `teams` is null for the whole workspace. */
export function ReachField({
  teams,
  onChange,
}: {
  teams: readonly string[] | null;
  onChange: (teams: string[] | null) => void;
}) {
  const { workspace } = usePlace();
  const known = useTeams(workspace.id).data ?? [];
  const name = useId();
  const toggle = (id: string) => {
    const chosen = teams ?? [];
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{words.reaches}</legend>
      <label className="flex items-center gap-2 py-1">
        <input
          className="accent-accent-solid"
          type="radio"
          name={name}
          checked={teams === null}
          onChange={() => onChange(null)}
        />
        {words.scope.whole}
      </label>
      <label className="flex items-center gap-2 py-1">
        <input
          className="accent-accent-solid"
          type="radio"
          name={name}
          checked={teams !== null}
          disabled={known.length === 0}
          onChange={() => onChange([])}
        />
        {words.scope.some}
      </label>
      {known.length === 0 && <p className="pl-6 text-small text-ink-3">{words.scope.none}</p>}
      {teams !== null && (
        <div className="mt-1 max-h-[180px] overflow-y-auto rounded-control border border-line p-1 pl-2">
          {known.map((team) => (
            <label key={team.id} className="flex items-center gap-2 py-1">
              <input
                className="accent-accent-solid"
                type="checkbox"
                checked={teams.includes(team.id)}
                onChange={() => toggle(team.id)}
              />
              <Foreign>{team.name}</Foreign>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
