import { describe, expect, it } from "vitest";
import type { CiNumbers, DoraReading, LeadStage, Waiting } from "@/api/delivery";
import { ciMoved, ciValue, sayTime } from "@/app/_delivery/ci-numbers";
import { counting, isSame, sent, whole } from "@/app/_delivery/counting";
import { withWords } from "@/app/_delivery/fields";
import { partsOf, stageSummary } from "@/app/_delivery/lead";
import { sayLong } from "@/app/_delivery/long";
import { histogramOf, movedOf, trended } from "@/app/_delivery/reading";
import { subjectOf } from "@/app/_delivery/subject";
import { graphOf, waysOf } from "@/app/_delivery/waiting-graph";
import { parseOpen } from "@/app/_frame/address";
import { spreadTable } from "@/metrics/spread";
import { type Stack, stackSummary, stackTable } from "@/metrics/stacked";
import { fitting } from "@/metrics/stages";
import { trendTable } from "@/metrics/trend";

describe("one of the five", () => {
  const bin = (from: number, to: number | null, n: number) => ({ from, to, n });

  it("is drawn as bars where it is an amount, else as a line, and says so where it is a median", () => {
    expect(trended({ name: "Deployment frequency", unit: "per_week" })).toMatchObject({ mark: "bars", empty: "zero" });
    expect(trended({ name: "Lead time", unit: "hours" })).toMatchObject({ mark: "line", name: "Lead time (median)" });
    expect(trended({ name: "Change fail rate", unit: "share" })).toMatchObject({ mark: "line" });
  });
  it("spreads over bins, of which the last may have no end", () => {
    const found = histogramOf({ distribution: [bin(0, 1, 3), bin(1, 2, 4), bin(2, 4, 0), bin(4, null, 1)] });
    expect(found).toMatchObject({ counts: [3, 4, 0, 1], scale: "log" });
    expect(found && spreadTable(found, "hours").rows.at(-1)?.[0]).toBe("4 – ∞\u00a0h");
    expect(histogramOf({ distribution: [bin(0, 1, 1), bin(1, 2, 1), bin(2, null, 0)] })?.scale).toBe("linear");
  });
  it("does not spread where there is nothing in any bin", () => {
    expect(histogramOf({ distribution: [] })).toBeNull();
    expect(histogramOf({ distribution: [bin(0, 1, 0), bin(1, null, 0)] })).toBeNull();
  });
  it("is worse when a lower number would be better and it rose", () => {
    const reading = { value: 0.08, previous: 0.06, unit: "share", better: "lower" } as DoraReading;
    expect(movedOf(reading)).toMatchObject({ direction: "up", verdict: "worse" });
  });
  it("has its bounds in the table of its steps, as far as they are known", () => {
    const step = { start: "2026-11-02", end: "2026-11-09", open: false, value: 4, mean: null, n: 9 };
    const metric = trended({ name: "Lead time", unit: "hours" });
    expect(trendTable(metric, [{ ...step, low: 3, high: 6 }, step]).rows.map((row) => row[2])).toEqual([
      "3.0\u00a0h – 6.0\u00a0h",
      "–",
    ]);
    expect(trendTable(metric, [step]).head).toHaveLength(3);
  });
});

describe("the stages of a change", () => {
  const stage = (key: string, mean: number | null) => ({ key, name: key, mean, median: 1, n: 3 }) as LeadStage;
  it("are a bar of means that add up to the mean lead time", () => {
    const stages = [stage("coding", 10), stage("pickup", null), stage("review", 5)];
    expect(partsOf(stages).map((part) => part.value)).toEqual([10, 0, 5]);
    expect(stageSummary(stages)).toContain("Mean lead time 15.0");
  });
  it("say as much as fits into them", () => {
    const part = { key: "coding", name: "Coding", value: 15, text: "15.2 h" };
    expect(fitting(part, 200)).toBe("Coding 15.2 h");
    expect(fitting(part, 60)).toBe("15.2 h");
    expect(fitting(part, 20)).toBe("");
  });
});

describe("the address of delivery", () => {
  it("names a service, else a team, else the workspace", () => {
    expect(subjectOf({ service: "s", team: "t" })).toBe("service:s");
    expect(subjectOf({ service: null, team: "t" })).toBe("team:t");
    expect(subjectOf({ service: null, team: null })).toBe("workspace");
  });
  it("holds what is open, and nothing that is not both a kind and an id", () => {
    expect(parseOpen("deployment:a:b")).toEqual({ kind: "deployment", id: "a:b" });
    expect(parseOpen(":a")).toBeNull();
    expect(parseOpen("deployment")).toBeNull();
    expect(parseOpen(null)).toBeNull();
  });
});

describe("rules in the form", () => {
  const kept = whole({ services: [{ id: "s", name: "api", members: [{ repository_id: "r" }] }] });

  it("are whole, whatever was left out, and stay the same when they are sent as they came", () => {
    expect(kept.deployments).toEqual({
      counts: "deployments",
      environments: [],
      names: [],
      branches: [],
      prereleases: false,
    });
    expect(kept.services[0]).toMatchObject({ deployments: null, members: [{ repository_id: "r", paths: [] }] });
    expect(isSame(kept, whole(sent(kept)))).toBe(true);
  });
  it("differ as soon as anything does", () => {
    expect(isSame(kept, counting(kept, "tags"))).toBe(false);
    expect(isSame(kept, { ...kept, incident_window_hours: 24 })).toBe(false);
  });
  it("say no id of a service that was never kept", () => {
    const service = { id: null, name: "new", members: [], deployments: null, incidents: null };
    expect(sent({ ...kept, services: [service] }).services?.[0]).not.toHaveProperty("id");
  });
  it("take several patterns at once, and none twice", () => {
    expect(withWords(["a"], " b, a ,, c*")).toEqual(["a", "b", "c*"]);
  });
});

describe("who waits for whom", () => {
  const UNNAMED = { from: "nobody", to: "anybody" };
  const edge = (from: string | null, to: string | null, n: number, kind = "review", team: string | null = null) =>
    ({
      from_id: from,
      from_name: from,
      to_id: to,
      to_name: to,
      to_team: team,
      kind,
      n,
      longest_hours: n,
    }) as unknown as Waiting["edges"][number];

  it("is one way between two, whatever they wait for", () => {
    const { ways } = waysOf([edge("a", "b", 2), edge("a", "b", 1, "changes")], UNNAMED);
    expect(ways).toEqual([{ from: "a", to: "b", n: 3, longest: 2, kinds: ["review", "changes"] }]);
  });
  it("keeps a team that was asked apart from nobody in particular", () => {
    const { ways, names } = waysOf([edge("a", null, 1), edge("a", null, 1, "team_review", "Platform")], UNNAMED);
    expect(ways.map((way) => way.to)).toEqual(["nobody", "team Platform"]);
    expect(names.get("to nobody")).toBe(UNNAMED.to);
  });
  it("draws those with most, and counts the rest", () => {
    const graph = graphOf([edge("a", "b", 5), edge("c", "d", 3), edge("e", "f", 1)], UNNAMED, 2);
    expect(graph.awaited.map((stop) => stop.key)).toEqual(["b", "d"]);
    expect(graph.left).toBe(1);
  });
});

describe("steps that are stacked", () => {
  const stack: Stack = {
    bucket: "weekly",
    steps: [
      { start: "2026-11-02", end: "2026-11-09", open: false },
      { start: "2026-11-09", end: "2026-11-16", open: true },
    ],
    layers: [{ key: "n", name: "deployed", hue: "one", values: [3, 4] }],
  };
  it("add up what happened in them, but not what there was at an instant", () => {
    expect(stackSummary(stack)).toContain("deployed 7");
    expect(stackSummary({ ...stack, instants: true })).toContain("deployed 4");
  });
  it("say in the table which is still open", () => {
    expect(stackTable(stack).rows[1]?.[0]).toContain("still open");
  });
});

describe("CI", () => {
  it("writes a time in the unit that tells most", () => {
    expect([sayTime(null), sayTime(31), sayTime(444), sayTime(1320), sayTime(5400)]).toEqual([
      "–",
      "31\u00a0s",
      "7.4\u00a0min",
      "22\u00a0min",
      "1.5\u00a0h",
    ]);
    expect([sayLong(24), sayLong(5.25), sayLong(72)]).toEqual(["24\u00a0h", "5.3\u00a0h", "3\u00a0d"]);
  });
  it("compares durations by their medians, and nothing with nothing", () => {
    const numbers = (median: number | null) => ({ duration: { median, n: 5 } }) as unknown as CiNumbers;
    expect(ciValue(numbers(120), "duration")).toMatchObject({ value: 2, text: "2.0\u00a0min" });
    expect(ciMoved(numbers(120), numbers(240), "duration")?.verdict).toBe("better");
    expect(ciMoved(numbers(120), numbers(null), "duration")?.verdict).toBe("none");
    expect(ciMoved(numbers(120), null, "duration")).toBeNull();
  });
});
