import { describe, expect, it } from "vitest";
import type { DrawingOf, PresetShape, WidgetAccess } from "@/api/dashboard";
import { askOf } from "@/app/_dashboard/card";
import { found } from "@/app/_dashboard/catalogue";
import { landing, placeOf } from "@/app/_dashboard/drag";
import { subjectOf } from "@/app/_dashboard/figures";
import { splitHref } from "@/app/_dashboard/going";
import { grows, heightOf } from "@/app/_dashboard/heights";
import {
  added,
  asItComes,
  drawn,
  isSame,
  moved,
  nextSize,
  type Placed,
  parsed,
  removed,
  resized,
  spans,
  written,
} from "@/app/_dashboard/layout";
import { addressOf } from "@/app/_dashboard/share";
import { heatSummary, histogramOf, severalOf, stepsOf, tableOf } from "@/app/_dashboard/tables";
import { counted } from "@/app/_frame/visits";

const at = (key: string, available = true): Placed => ({ key, size: "medium", available });
const board = [at("welcome"), at("myGoals", false), at("quickStats"), at("orgMetrics")];
const keys = (placed: readonly Placed[]) => placed.map((one) => one.key);
const widget = (key: string, sizes: WidgetAccess["sizes"] = ["small", "medium", "large", "full"]) =>
  ({ key, size: "medium", sizes, accessible: true }) as WidgetAccess;

describe("a layout", () => {
  it("moves among what is drawn, and what is not keeps its place behind whom it stood", () => {
    expect(keys(moved(board, "orgMetrics", 0))).toEqual(["orgMetrics", "welcome", "myGoals", "quickStats"]);
    expect(keys(moved(board, "welcome", 2))).toEqual(["quickStats", "orgMetrics", "welcome", "myGoals"]);
  });
  it("never moves beyond its ends, nor what is not there", () => {
    expect(keys(moved(board, "welcome", 99))).toEqual(["quickStats", "orgMetrics", "welcome", "myGoals"]);
    expect(moved(board, "other", 0)).toEqual(board);
  });
  it("is another one after each step, and the first stays what it was", () => {
    const before = structuredClone(board);
    expect(keys(removed(board, "welcome"))).not.toContain("welcome");
    expect(resized(board, "welcome", "full")[0]?.size).toBe("full");
    expect(keys(added(board, "teamOverview", "large")).at(-1)).toBe("teamOverview");
    expect(board).toEqual(before);
  });
  it("is the same when order and sizes are", () => {
    expect(isSame(board, [...board])).toBe(true);
    expect(isSame(board, resized(board, "welcome", "full"))).toBe(false);
    expect(isSame(board, board.slice(1))).toBe(false);
  });
  it("offers only sizes a widget may have", () => {
    expect(nextSize(["small", "large"], "small", 1)).toBe("large");
    expect(nextSize(["small", "large"], "small", -1)).toBeNull();
    expect(nextSize(["full"], "full", 1)).toBeNull();
  });
  it("fills its rows, and doubles nothing more than once", () => {
    expect(spans(["large", "medium", "medium"])).toEqual([4, 2, 2]);
    expect(spans(["medium", "small", "medium"])).toEqual([2, 2, 4]);
    expect(spans(["medium", "full", "small", "full"])).toEqual([4, 4, 2, 4]);
    expect(spans(["large", "small", "full", "medium"])).toEqual([3, 1, 4, 4]);
    expect(spans(["small", "small", "large"])).toEqual([2, 2, 4]);
    expect(spans(["small"])).toEqual([1]);
    expect(spans([])).toEqual([]);
  });
});

describe("a layout in an address", () => {
  const known = [widget("welcome"), widget("quickStats", ["full"])];
  it("comes back as it went", () => {
    const sent = resized(drawn(board), "welcome", "small");
    expect(written(sent)).toBe("welcome.s,quickStats.m,orgMetrics.m");
    expect(keys(parsed(written(sent), known))).toEqual(keys(sent));
  });
  it("says what cannot be drawn here, and keeps sizes a widget may have", () => {
    expect(parsed("quickStats.s,later.l", known)).toEqual([
      { key: "quickStats", size: "medium", available: true },
      { key: "later", size: "large", available: false },
    ]);
  });
  it("passes over what is no widget's name, and what is said twice", () => {
    expect(keys(parsed("../x.f,<b>.s,welcome.f,welcome.s,,", known))).toEqual(["welcome"]);
  });
  it("is the preset with its usual sizes where nothing was changed", () => {
    const preset = { key: "admin", widgets: ["welcome", "later"] } as PresetShape;
    expect(asItComes(preset, known)).toEqual([
      { key: "welcome", size: "medium", available: true },
      { key: "later", size: "medium", available: false },
    ]);
  });
});

describe("how tall a widget is", () => {
  it("is declared, and the same before and after it has answered, but for a line and figures across the page", () => {
    expect(grows({ height: "line" }, "full")).toBe(true);
    expect(grows({ height: "line" }, "medium")).toBe(false);
    expect(grows({ height: "card" }, "full")).toBe(false);
    expect(heightOf({ height: "figures" }, "small")).toBe(heightOf({ height: "card" }, "large"));
    expect(heightOf({ height: "figures" }, "full")).toContain("min-h-");
  });
});

describe("where a widget leads", () => {
  it("is a page of ours with its query", () => {
    expect(splitHref("/person?id=1")).toEqual({ path: "/person", changes: { id: "1" } });
  });
  it("is nowhere else", () => {
    for (const href of ["https://elsewhere", "//elsewhere", "/\\elsewhere", "javascript:alert(1)"]) {
      expect(splitHref(href)).toBeNull();
    }
  });
  it("is the drawer of whose number it is", () => {
    expect(subjectOf({ metric: "m", level: "workspace", id: null })).toBe("workspace");
    expect(subjectOf({ metric: "m", level: "team", id: "t" })).toBe("team:t");
  });
});

describe("a drawing as a table", () => {
  const trend: DrawingOf<"trend"> = {
    drawing: "trend",
    title: "Rounds",
    unit: "count",
    step: "monthly",
    series: [
      {
        name: "One",
        points: [
          { start: "2026-11-01", value: 3 },
          { start: "2026-12-01", value: null, open: true },
        ],
      },
      { name: "Two", points: [{ start: "2026-12-01", value: 4, open: true }] },
    ],
  };
  it("has a value of every line for every step, and a blank where there is none", () => {
    const several = severalOf(trend);
    expect(several.steps.map((step) => [step.start, step.end, step.open])).toEqual([
      ["2026-11-01", "2026-12-01", false],
      ["2026-12-01", "2027-01-01", true],
    ]);
    expect(several.lines.map((line) => line.values)).toEqual([
      [3, null],
      [null, 4],
    ]);
    expect(tableOf(trend)?.rows[0]).toEqual(["1 Nov – 30 Nov 2026", "3", "–"]);
  });
  it("does not make up how many there were", () => {
    expect(stepsOf(trend)[0]?.n).toBeNull();
  });
  it("says withheld where something is, and the median of times", () => {
    const figures: DrawingOf<"figures"> = {
      drawing: "figures",
      figures: [
        { label: "Cycle", value: 30, median: 12, unit: "hours", n: 5 },
        { label: "Hours", value: null, unit: "hours", withheld: "Fewer than five people." },
      ],
    };
    expect(tableOf(figures)?.rows).toEqual([
      ["Cycle", "12.0\u00a0h", "–", "5"],
      ["Hours", "Not shown", "–", "–"],
    ]);
  });
  it("names the largest square of a grid", () => {
    const heat: DrawingOf<"heat"> = {
      drawing: "heat",
      title: "Skills",
      unit: "share",
      rows: ["Go", "SQL"],
      columns: ["Ada", "Bo"],
      values: [
        [0.1, null],
        [0.2, 0.9],
      ],
      hrefs: [],
    };
    expect(heatSummary(heat)).toContain("SQL, Bo, with 90");
  });
  it("knows which edges grow by a factor", () => {
    expect(histogramOf({ edges: [1, 2, 4, 8], counts: [1, 1, 1] }).scale).toBe("log");
    expect(histogramOf({ edges: [0, 5, 10, 15], counts: [1, 1, 1] }).scale).toBe("linear");
  });
});

describe("where something that is dragged would land", () => {
  const rooms = [
    { key: "a", left: 0, right: 100, top: 0, bottom: 100 },
    { key: "b", left: 110, right: 210, top: 0, bottom: 100 },
    { key: "c", left: 0, right: 210, top: 110, bottom: 210 },
  ];
  it("is the side of the nearest one that the pointer is on", () => {
    expect(landing(rooms, 20, 50, 210)).toEqual({ key: "a", side: "before", isStacked: false });
    expect(landing(rooms, 300, 50, 210)).toEqual({ key: "b", side: "after", isStacked: false });
  });
  it("is above or below one that takes the whole width", () => {
    expect(landing(rooms, 50, 190, 210)).toEqual({ key: "c", side: "after", isStacked: true });
  });
  it("is a place in the list without what is moved", () => {
    const over = (key: string, side: "before" | "after") => ({ key, side, isStacked: false });
    expect(placeOf(["a", "b", "c"], "a", over("c", "after"))).toBe(2);
    expect(placeOf(["a", "b", "c"], "c", over("a", "before"))).toBe(0);
    expect(placeOf(["a", "b", "c"], "a", over("b", "before"))).toBe(0);
  });
});

describe("the address of a dashboard", () => {
  it("holds preset, period, team and what was changed, and no open drawer", () => {
    const here = "https://here/dashboard?period=26w&team=t&explain=x&on=workspace&wall=1";
    expect(addressOf(here, "acme", "admin", board)).toBe(
      "https://here/dashboard?period=26w&team=t&ws=acme&preset=admin&widgets=welcome.m,myGoals.m,quickStats.m,orgMetrics.m",
    );
    expect(addressOf(here, "acme", "admin", null)).not.toContain("widgets");
  });
});

describe("what a widget is asked", () => {
  const span = { from: "2026-09-07", to: "2026-12-01" };
  it("is only what it takes", () => {
    expect(askOf({ takes_period: true, takes_team: true }, span, "t")).toEqual({ ...span, team_id: "t" });
    expect(askOf({ takes_period: false, takes_team: false }, span, "t")).toEqual({
      from: null,
      to: null,
      team_id: null,
    });
  });
});

describe("the catalogue of widgets", () => {
  const all = [
    { key: "a", title: "At a glance", says: "Commits and reviews.", categories: ["profile"] },
    { key: "b", title: "Reviews", says: "How long they wait.", categories: ["tracking"] },
  ] as WidgetAccess[];
  it("finds by title before what a widget says, and by category", () => {
    expect(found(all, "review", null).map((one) => one.key)).toEqual(["b", "a"]);
    expect(found(all, "", "profile").map((one) => one.key)).toEqual(["a"]);
    expect(found(all, "nothing", null)).toEqual([]);
  });
});

describe("visits", () => {
  it("count pages that have a place in the rail, and no others", () => {
    expect(counted({ "/me": 1 }, "/me")).toEqual({ "/me": 2 });
    expect(counted({}, "/insights/delivery/ci")).toEqual({ "/insights/delivery/ci": 1 });
    expect(counted({}, "/person")).toEqual({});
  });
});
