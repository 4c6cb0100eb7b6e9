import { describe, expect, it } from "vitest";
import type { InUse, Stay, TechnologyUse } from "@/api/technology";
import { endOf, lagOf, versionsOf } from "@/app/_technology/in-use";
import { day, lanesOf } from "@/app/_technology/lanes";
import { technology } from "@/text/en-technology";

const stay = (more: Partial<Stay>): Stay => ({
  repository_id: "r",
  repository: "shop",
  manifest: "uv.lock",
  package: "django",
  version: "4.2",
  is_locked: true,
  since: "2024-01-01",
  until: null,
  status: null,
  supported_until: null,
  ...more,
});

describe("versions over time", () => {
  it("are bars on the lane of their manifest, from the first day until today", () => {
    const { lanes, years } = lanesOf(
      [
        stay({ since: "2024-01-01", until: "2024-07-01", version: "3.2" }),
        stay({ since: "2024-07-01" }),
        stay({ manifest: "old.txt", since: "2024-01-01", until: "2024-04-01" }),
      ],
      new Date("2025-01-01T00:00:00Z"),
    );
    expect(lanes.map(({ manifest, bars }) => [manifest, bars.length])).toEqual([
      ["uv.lock", 2],
      ["old.txt", 1],
    ]);
    const [first, second] = lanes[0]?.bars ?? [];
    expect(first?.left).toBe(0);
    expect(second?.left).toBeCloseTo(49.7, 1);
    expect((second?.left ?? 0) + (second?.width ?? 0)).toBe(100);
    expect(years).toEqual([{ year: 2025, left: 100 }]);
  });
  it("of nothing are no lanes", () => {
    expect(lanesOf([], new Date("2025-01-01T00:00:00Z")).lanes).toEqual([]);
  });
});

describe("a technology in use", () => {
  const use = (more: Partial<TechnologyUse>) =>
    ({ version: null, lag_days: null, supported_until: null, ...more }) as TechnologyUse;
  const row = (...uses: TechnologyUse[]) => ({ uses }) as unknown as InUse;
  it("is as far behind as its oldest use", () => {
    expect(lagOf(row(use({ lag_days: 3 }), use({ lag_days: 400 }), use({})))).toBe(400);
    expect(lagOf(row(use({})))).toBeNull();
  });
  it("ends with the first of its uses", () => {
    expect(endOf(row(use({ supported_until: "2026-04-01" }), use({ supported_until: "2024-04-01" })))).toBe(
      "2024-04-01",
    );
  });
  it("lists each version once, most used first", () => {
    expect(versionsOf(row(use({ version: "1" }), use({ version: "2" }), use({ version: "2" }), use({})))).toEqual([
      "2",
      "1",
    ]);
  });
  it("says days, months and years", () => {
    expect([technology.behind(20), technology.behind(300), technology.behind(1000)]).toEqual([
      "20 d",
      "10 mo",
      "2.7 y",
    ]);
    expect(day("2026-03-03")).toBe("3 Mar 2026");
  });
});
