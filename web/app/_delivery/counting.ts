/** Rules as the pages hold them: whole, with nothing left to a default. */
import type { DeploymentRule, IncidentRule, RulesDocument, ServiceRule } from "@/api/delivery";

export type WholeDeployments = Required<DeploymentRule>;
export type WholeIncidents = Required<IncidentRule>;
export interface WholeService {
  /** Null for one that was not kept yet. */
  id: string | null;
  name: string;
  members: { repository_id: string; paths: string[] }[];
  /** Null where the workspace's rule holds. */
  deployments: WholeDeployments | null;
  incidents: WholeIncidents | null;
}
export interface WholeDocument {
  deployments: WholeDeployments;
  incidents: WholeIncidents;
  incident_window_hours: number;
  services: WholeService[];
}
export type Counts = WholeDeployments["counts"];
export const COUNTS: readonly Counts[] = ["deployments", "runs", "jobs", "releases", "tags", "merges"];

/** Which patterns a way of counting asks for. */
export const ASKS: Record<Counts, readonly ("environments" | "names" | "branches" | "prereleases")[]> = {
  deployments: ["environments", "names"],
  runs: ["names", "branches"],
  jobs: ["names", "environments", "branches"],
  releases: ["names", "prereleases"],
  tags: ["names"],
  merges: ["branches"],
};

export function wholeDeployments(rule: DeploymentRule | null | undefined): WholeDeployments {
  return { counts: "deployments", environments: [], names: [], branches: [], prereleases: false, ...rule };
}

export function wholeIncidents(rule: IncidentRule | null | undefined): WholeIncidents {
  const own = { reported: true, names: [], issue_kinds: ["incident"], labels: [], trackers: [], reverts: false };
  return { ...own, hotfixes: [], ...rule };
}

function wholeService({ id, name, members, deployments, incidents }: ServiceRule): WholeService {
  return {
    id: id ?? null,
    name,
    members: members.map(({ repository_id, paths }) => ({ repository_id, paths: paths ?? [] })),
    deployments: deployments ? wholeDeployments(deployments) : null,
    incidents: incidents ? wholeIncidents(incidents) : null,
  };
}

export function whole(document: RulesDocument): WholeDocument {
  return {
    deployments: wholeDeployments(document.deployments),
    incidents: wholeIncidents(document.incidents),
    incident_window_hours: document.incident_window_hours ?? 72,
    services: (document.services ?? []).map(wholeService),
  };
}

/** What is sent: a service that was not kept yet has no id to say. */
export function sent(document: WholeDocument): RulesDocument {
  return {
    ...document,
    services: document.services.map(({ id, ...rest }) => (id === null ? rest : { id, ...rest })),
  };
}

/** The same rules, with another thing standing for a deployment everywhere. */
export function counting(document: WholeDocument, counts: Counts): WholeDocument {
  return { ...document, deployments: wholeDeployments({ counts }) };
}

export function isSame(one: WholeDocument, other: WholeDocument): boolean {
  return JSON.stringify(sent(one)) === JSON.stringify(sent(other));
}
