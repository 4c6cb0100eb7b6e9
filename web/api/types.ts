/** The shapes the API answers with. */

export type Role = "owner" | "admin" | "member" | "viewer" | (string & {});

export interface Account {
  id: string;
  name: string;
  email: string | null;
}

export interface Workspace {
  id: string;
  slug: string;
  name: string;
  role: Role;
  is_demo: boolean;
  time_zone: string;
  /** ISO weekdays: Monday is 1. */
  working_days?: number[];
  late_from?: number;
  late_until?: number;
}

export interface Session {
  account: Account;
  workspaces: Workspace[];
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled" | (string & {});

export interface Job {
  id: string;
  kind: string;
  repository_id: string | null;
  repository_name: string | null;
  state: JobState;
  stage: string | null;
  done: number;
  total: number | null;
  unit: string | null;
  error: string | null;
  details: Record<string, unknown> | null;
  created_at: string;
  started_at: string | null;
  heartbeat_at: string | null;
  finished_at: string | null;
}

export interface Repository {
  id: string;
  name: string;
  owner: string | null;
  provider: string;
  url: string;
  is_local: boolean;
  default_branch: string | null;
  is_shallow: boolean;
  mirror_bytes: number | null;
  last_synced_at: string | null;
  commits_counted: number | null;
  commits_stored: number | null;
  first_commit_at: string | null;
  last_commit_at: string | null;
  active_job: Job | null;
  last_job: Job | null;
}

export interface TeamName {
  id: string;
  slug: string;
  name: string;
}

export interface Developer {
  id: string;
  kind: string;
  name: string | null;
  email: string | null;
  first_activity_at: string | null;
  last_activity_at: string | null;
  teams: TeamName[];
  is_me: boolean;
}

export interface DeveloperDetail extends Developer {
  identities: Identity[];
  stints: Stint[];
}

export interface Identity {
  provider: string;
  username: string | null;
  name: string | null;
  email: string | null;
  verified: boolean;
}

export interface Stint {
  team: TeamName;
  role: string;
  joined_at: string | null;
  left_at: string | null;
}

export interface TeamMember {
  developer_id: string;
  name: string | null;
  kind: string;
  role: string;
  joined_at: string | null;
  left_at: string | null;
}

export interface Team {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  /** Who is in it now. */
  developer_ids: string[];
}

export interface TeamDetail extends Team {
  members: TeamMember[];
}

export type Unit = "count" | "lines" | "share" | "hours" | "days" | "per_working_day" | "score" | (string & {});
export type Better = "higher" | "lower" | "neither" | (string & {});
export type Level = "developer" | "team" | "repository" | "workspace" | (string & {});

export interface Metric {
  key: string;
  name: string;
  family: string;
  unit: Unit;
  better: Better;
  says: string;
  caution: string | null;
  quorum: number;
  audience: string;
  version: number;
  levels: Level[];
  /** What a period without facts gives: `zero` or `null`. */
  empty: string;
  formula: string;
}

export interface Previous {
  value: number | null;
  n: number;
  start: string;
  end: string;
}

export interface Reading {
  metric: string;
  unit: Unit;
  better: Better;
  period: { start: string; end: string; open: boolean };
  value: number | null;
  n: number;
  median?: number | null;
  p75?: number | null;
  p90?: number | null;
  caution: string | null;
  withheld: string | null;
  source: string;
  version: number;
  previous: Previous | null;
}

export interface SubjectRef {
  kind: Level;
  id: string;
  name: string;
  detail?: string | null;
}

export interface Readings {
  as_of: string;
  time_zone: string;
  subject: SubjectRef;
  from: string;
  to: string;
  bucket: string;
  readings: Reading[];
}

export interface BreakdownReading {
  value: number | null;
  n: number;
  withheld: string | null;
}

export interface BreakdownRow {
  subject: SubjectRef;
  readings: Record<string, BreakdownReading>;
  trend: (number | null)[] | null;
}

export interface Breakdown {
  as_of: string;
  from: string;
  to: string;
  rows: BreakdownRow[];
  total_rows: number;
}

export interface LanguageRow {
  language: string;
  lines_added: number;
  lines_removed: number;
  commits: number;
  share: number | null;
}

export interface Languages {
  items: LanguageRow[];
  unknown?: { lines_added: number; lines_removed: number; commits: number } | null;
}

export interface Hours {
  cells: number[][];
  n: number;
  withheld: string | null;
}

export interface Histogram {
  edges: number[];
  counts: number[];
  previous_counts: number[] | null;
  scale: string;
}

export interface ExplainColumn {
  key: string;
  title: string;
  unit: string | null;
  kind: string;
}

export interface Explain {
  metric: Metric;
  reading: Reading | null;
  quantiles: { median: number | null; p75: number | null; p90: number | null } | null;
  histogram: Histogram | null;
  left_out: { reason: string; n: number }[];
  columns: ExplainColumn[];
  rows: Record<string, unknown>[];
  /** Why single rows are not shown; null when they are. */
  rows_withheld?: string | null;
  total_rows: number;
  next_cursor: string | null;
  fresh: { as_of: string; last_synced_at: string | null; repositories: number; repositories_syncing: number };
}

export interface Check {
  key: string;
  says: string;
  n: number;
  of: number | null;
  severity: string;
  next_step: string | null;
}
