/** The shapes the API answers with, by the names the pages use; all of them generated from its description. */
import type { components } from "../../clients/typescript/src/schema.d.ts";

export type Shapes = components["schemas"];

export type Session = Shapes["Me"];
/** A workspace as its members see it in their session. */
export type Workspace = Shapes["OwnWorkspace"];
export type WorkspaceDetail = Shapes["Workspace"];
export type Job = Shapes["Job"];
export type Repository = Shapes["Repository"];
export type Developer = Shapes["Developer"];
export type DeveloperDetail = Shapes["DeveloperDetail"];
export type Team = Shapes["Team"];
export type TeamDetail = Shapes["TeamDetail"];
export type TeamMember = Shapes["Member"];

export type Metric = Shapes["MetricShape"];
export type Unit = Shapes["Unit"];
export type Better = Shapes["Better"];
export type Bucket = Shapes["Readings"]["bucket"];
export type Level = Shapes["Level"];
export type Reading = Shapes["Reading"];
export type Readings = Shapes["Readings"];
export type Breakdown = Shapes["Breakdown"];
export type BreakdownRow = Shapes["Row"];
export type BreakdownReading = Shapes["Cell"];
export type Hours = Shapes["Hours"];
export type Histogram = Shapes["Histogram"];
export type Explain = Shapes["Explanation"];
export type ExplainColumn = Shapes["Column"];
export type Check = Shapes["Check"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
