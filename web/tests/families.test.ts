import { describe, expect, it } from "vitest";
import type { ExplainColumn, Metric } from "@/api/types";
import { addressOf, columnsOf } from "@/metrics/explain-rows";
import { families } from "@/metrics/layout";

const metric = (key: string, family: string, beside: string[] = [], levels = ["workspace"]) =>
  ({ key, family, beside, levels }) as unknown as Metric;
const keysOf = (shape: { first: readonly { metric: Metric }[] } | undefined) =>
  shape?.first.map((one) => one.metric.key);

describe("families of numbers", () => {
  const catalogue = [
    metric("net_lines", "velocity"),
    metric("commit_frequency", "velocity"),
    metric("prs_merged", "velocity"),
    metric("commits_count", "velocity"),
    metric("focus_score", "sustainability", ["cross_team_pr_ratio"]),
    metric("cross_team_pr_ratio", "collaboration"),
    metric("unanswered_review_requests", "quality"),
    metric("review_turnaround_hours", "quality", ["unanswered_review_requests"]),
    metric("longest_streak_days", "sustainability", [], ["developer"]),
  ];
  const found = families(catalogue, "workspace", () => 2);
  const of = (name: string) => found.find((shape) => shape.family === name);

  it("stand in one order, and only where they have numbers at this level", () => {
    expect(found.map((shape) => shape.family)).toEqual(["velocity", "quality", "collaboration", "sustainability"]);
    expect(keysOf(of("sustainability"))).toEqual(["focus_score"]);
  });
  it("begin with what tells most, and keep the rest for who asks", () => {
    expect(keysOf(of("velocity"))).toEqual(["commits_count", "prs_merged"]);
    expect(of("velocity")?.rest.map((one) => one.metric.key)).toEqual(["net_lines", "commit_frequency"]);
  });
  it("show what must be seen together together, once in its family and also where it is needed", () => {
    expect(keysOf(of("quality"))).toEqual(["review_turnaround_hours"]);
    expect(of("quality")?.first[0]?.beside.map((one) => one.key)).toEqual(["unanswered_review_requests"]);
    expect(of("sustainability")?.first[0]?.beside.map((one) => one.key)).toEqual(["cross_team_pr_ratio"]);
    expect(keysOf(of("collaboration"))).toEqual(["cross_team_pr_ratio"]);
  });
  it("show the one that is left rather than a button for it", () => {
    expect(keysOf(families(catalogue, "workspace", () => 3)[0])).toHaveLength(4);
  });
});

describe("rows behind a number", () => {
  const column = (key: string, kind: string, unit: string | null = null): ExplainColumn => ({
    key,
    title: key,
    unit,
    kind,
  });
  const pulls = [
    column("number", "text"),
    column("title", "text"),
    column("repository", "text"),
    column("at", "instant"),
    column("cycle_hours", "number", "hours"),
    column("deploy_hours", "number", "hours"),
  ];
  const row = { number: "#7", title: "Pay in time", repository: "api", at: "2026-11-20T10:00:00Z", cycle_hours: 2 };

  it("of pull requests begin with the request and what the number is made of", () => {
    const keys = columnsOf(pulls, [{ ...row, deploy_hours: null }], "avg_pr_cycle_time_hours").map((one) => one.key);
    expect(keys).toEqual(["title", "cycle_hours", "at"]);
  });
  it("keep their columns where there is nothing to fold", () => {
    const commits = [column("sha", "sha"), column("subject", "text"), column("repository", "text")];
    expect(columnsOf(commits, [{ sha: "1", subject: "x", repository: "api" }], "commits_count")).toEqual(commits);
  });
  it("lead to where they were written, by an address of the web and no other", () => {
    expect(addressOf({ url: "https://git.example/pull/7" })).toBe("https://git.example/pull/7");
    expect(addressOf({ url: "javascript:alert(1)" })).toBeNull();
    expect(addressOf({ url: null })).toBeNull();
    expect(addressOf({})).toBeNull();
  });
});
