"use client";
/** Whose code is shown: the same repository on every part of knowledge. */
import { useRepositories } from "@/api/hooks";
import { useChosen } from "@/app/_code/choose";
import { go } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { knowledge } from "@/text/en-knowledge";
import { Skeleton } from "@/ui/basic";
import { Select } from "@/ui/select";

export function ChooseRepository() {
  const { workspace } = usePlace();
  const all = useRepositories(workspace.id).data;
  const chosen = useChosen();
  if (all === undefined || chosen === undefined) return <Skeleton className="h-[30px] w-[152px]" />;
  if (chosen === null) return null;
  return (
    <Select
      label={knowledge.repository}
      value={chosen.id}
      options={all.map(({ id, name, owner }) => ({ value: id, label: owner ? `${owner}/${name}` : name }))}
      onChange={(repository) => go({ repository, folder: null })}
      className="max-w-[220px]"
    />
  );
}
