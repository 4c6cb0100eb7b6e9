import { describe, expect, it } from "vitest";
import type { Deployment, Incident } from "@/api/delivery";
import { lanesOf, midnight, spansOf, spotsOf, ticksOf, toneOf } from "@/app/_delivery/lanes";
import { stepTo } from "@/app/_delivery/timeline";

const scale = { from: 0, to: 100, width: 100 };

function deployment(at: number, more: Partial<Deployment> = {}): Deployment {
  return {
    id: `d${at}`,
    service_id: "s",
    service: "api",
    status: "success",
    failed_by: null,
    is_first: false,
    is_rollback: false,
    finished_at: new Date(at).toISOString(),
    started_at: null,
    created_at: new Date(at).toISOString(),
    ...more,
  } as Deployment;
}

function incident(from: number, to: number | null): Incident {
  return {
    id: `i${from}`,
    service_id: "s",
    service: "api",
    started_at: new Date(from).toISOString(),
    resolved_at: to === null ? null : new Date(to).toISOString(),
  } as Incident;
}

describe("marks of a lane", () => {
  it("that stand too close to be told apart are one, with the worst of them in its colour", () => {
    const rows = [deployment(10), deployment(14, { failed_by: "incident" }), deployment(40)];
    const spots = spotsOf(rows, scale, 10);
    expect(spots.map((spot) => [spot.x, spot.tone, spot.rows.length])).toEqual([
      [12, "harmful", 2],
      [40, "success", 1],
    ]);
  });
  it("do not grow into one long mark, however many follow each other", () => {
    expect(
      spotsOf(
        [0, 6, 12, 18].map((at) => deployment(at)),
        scale,
        10,
      ).map((spot) => spot.rows.length),
    ).toEqual([2, 2]);
  });
  it("outside of what is shown are not drawn", () => {
    expect(spotsOf([deployment(-5), deployment(200)], scale, 10)).toEqual([]);
  });
  it("say first that it never went live, then that it harmed, then that it took something back", () => {
    expect(toneOf(deployment(0, { status: "failure", is_rollback: true }))).toBe("failure");
    expect(toneOf(deployment(0, { failed_by: "rollback", is_first: true }))).toBe("harmful");
    expect(toneOf(deployment(0, { is_rollback: true, is_first: true }))).toBe("rollback");
    expect(toneOf(deployment(0, { is_first: true }))).toBe("first");
  });
});

describe("incidents under a lane", () => {
  it("lie on lines of their own where they overlap", () => {
    const spans = spansOf([incident(0, 50), incident(20, 60), incident(70, 80)], scale, 100);
    expect(spans.map((span) => span.line)).toEqual([0, 1, 0]);
  });
  it("last until now while they are open, and never less than can be seen", () => {
    const [open, short] = spansOf([incident(50, null), incident(60, 60)], scale, 90);
    expect(open).toMatchObject({ x: 50, width: 40, openEnd: true });
    expect(short?.width).toBe(4);
  });
  it("that were resolved before they began are as short as can be", () => {
    expect(spansOf([incident(50, 20)], scale, 90)[0]).toMatchObject({ x: 50, width: 4 });
  });
});

describe("lanes", () => {
  it("are one a service, in order of name, also for one that has only incidents", () => {
    const other = { ...incident(1, 2), service_id: "x", service: "a-service" } as Incident;
    expect(lanesOf([deployment(1)], [other]).map((lane) => lane.name)).toEqual(["a-service", "api"]);
  });
  it("are gone through by the arrow keys: along one, and to the nearest mark of another", () => {
    const lanes = [
      { spots: spotsOf([deployment(10), deployment(50)], scale, 5) },
      { spots: [] },
      { spots: spotsOf([deployment(45), deployment(90)], scale, 5) },
    ];
    expect(stepTo(lanes, null, "ArrowRight")).toEqual({ lane: 0, spot: 1 });
    expect(stepTo(lanes, { lane: 0, spot: 1 }, "ArrowLeft")).toEqual({ lane: 0, spot: 0 });
    expect(stepTo(lanes, { lane: 0, spot: 0 }, "ArrowLeft")).toEqual({ lane: 0, spot: 0 });
    expect(stepTo(lanes, { lane: 0, spot: 1 }, "ArrowDown")).toEqual({ lane: 2, spot: 0 });
    expect(stepTo(lanes, { lane: 2, spot: 0 }, "ArrowDown")).toEqual({ lane: 2, spot: 0 });
    expect(stepTo(lanes, null, "x")).toBeNull();
  });
});

describe("the axis", () => {
  it("stands on Mondays, or on days where the period is short", () => {
    expect(ticksOf("2026-09-09", "2026-10-07", 10).map((tick) => tick.day)).toEqual([
      "2026-09-14",
      "2026-09-21",
      "2026-09-28",
      "2026-10-05",
    ]);
    expect(ticksOf("2026-09-09", "2026-09-12", 10).map((tick) => tick.label)).toEqual(["9 Sep", "10", "11"]);
  });
  it("begins a day where it begins in the workspace, also after the clocks change", () => {
    expect(new Date(midnight("2026-07-01", "Europe/Berlin")).toISOString()).toBe("2026-06-30T22:00:00.000Z");
    expect(new Date(midnight("2026-12-01", "Europe/Berlin")).toISOString()).toBe("2026-11-30T23:00:00.000Z");
    expect(new Date(midnight("2026-12-01", "America/New_York")).toISOString()).toBe("2026-12-01T05:00:00.000Z");
  });
});
