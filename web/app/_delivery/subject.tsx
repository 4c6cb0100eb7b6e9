"use client";
/** Whose delivery is shown: the workspace's, one service's or one team's. The address says which. */
import { useServices } from "@/api/delivery";
import { useTeams } from "@/api/hooks";
import { go, useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { Skeleton } from "@/ui/basic";
import { type Option, Select } from "@/ui/select";

const WHOLE = "workspace";

/** As the API names it: `workspace`, `service:ID`, `team:ID`. */
export function subjectOf({ service, team }: { service: string | null; team: string | null }): string {
  return service !== null ? `service:${service}` : team !== null ? `team:${team}` : WHOLE;
}

export function useSubject(): string {
  return subjectOf(useAddress());
}

export function chooseSubject(subject: string): void {
  const [kind, id = null] = subject.split(":");
  go({ service: kind === "service" ? id : null, team: kind === "team" ? id : null });
}

export function SubjectFilter({ of }: { of: "all" | "services" | "teams" }) {
  const { workspace } = usePlace();
  const services = useServices(workspace.id, useSpan());
  const teams = useTeams(workspace.id);
  const chosen = useSubject();
  if (services.isPending || teams.isPending) return <Skeleton className="h-[30px] w-[152px]" />;
  const options: Option[] = [
    { value: WHOLE, label: delivery.whole },
    ...(of === "teams" ? [] : (services.data ?? [])).map(({ id, name }) => ({
      value: `service:${id}`,
      label: name,
      group: delivery.services,
    })),
    ...(of === "services" ? [] : (teams.data ?? [])).map(({ id, name }) => ({
      value: `team:${id}`,
      label: name,
      group: delivery.teams,
    })),
  ];
  const known = options.some((option) => option.value === chosen);
  return (
    <Select
      label={delivery.subject}
      value={known ? chosen : WHOLE}
      options={options}
      onChange={chooseSubject}
      className="max-w-[200px]"
    />
  );
}
