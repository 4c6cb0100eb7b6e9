"use client";
/** Whose code is shown, and over how long: the address says so. */
import { useRepositories } from "@/api/hooks";
import type { Repository } from "@/api/types";
import { go, useAddress } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { code } from "@/text/en-code";
import { Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";

export const WINDOWS = [90, 182, 365, 730, 3650];
const USUAL = 365;

/** The repository of the address, else the first there is; undefined while nobody knows, null where there is none. */
export function useChosen(): Repository | null | undefined {
  const { workspace } = usePlace();
  const { repository } = useAddress();
  const all = useRepositories(workspace.id).data;
  if (all === undefined) return undefined;
  return all.find(({ id }) => id === repository) ?? all[0] ?? null;
}

export function useWindow(): number {
  const { back } = useAddress();
  return back !== null && WINDOWS.includes(back) ? back : USUAL;
}

export function ChooseRepository() {
  const { workspace } = usePlace();
  const all = useRepositories(workspace.id).data;
  const chosen = useChosen();
  const window = useWindow();
  if (all === undefined || chosen === undefined) return <Skeleton className="h-[30px] w-[152px]" />;
  if (chosen === null) return null;
  const twice = new Set(all.map(({ name }) => name).filter((name, at, names) => names.indexOf(name) !== at));
  return (
    <>
      <Select
        label={code.repository}
        value={chosen.id}
        options={all.map(({ id, name, owner }) => ({
          value: id,
          label: twice.has(name) && owner ? `${owner}/${name}` : name,
        }))}
        onChange={(repository) => go({ repository })}
        className="max-w-[200px]"
      />
      <Select
        label={code.window}
        value={String(window)}
        options={WINDOWS.map((days) => ({ value: String(days), label: code.windows[days] ?? String(days) }))}
        onChange={(days) => go({ back: days })}
      />
    </>
  );
}
