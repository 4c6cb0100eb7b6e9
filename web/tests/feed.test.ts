import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Happened } from "@/api/activity";
import { byDay } from "@/app/_activity/days";
import { GROUPS, readGroup } from "@/app/_activity/kinds";
import { forgetRecent, type Recent, recentIn, remember, withFirst } from "@/app/_frame/recent";

const page = (path: string): Recent => ({ group: "page", id: path, name: path, path });

describe("where somebody was", () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });

  it("is kept last first, each once, and not for ever", () => {
    const list = ["/a", "/b", "/c", "/d", "/e", "/a"].reduce<Recent[]>((kept, path) => withFirst(kept, page(path)), []);
    expect(list.map(({ path }) => path)).toEqual(["/a", "/e", "/d", "/c", "/b"]);
  });

  it("is kept workspace by workspace, and forgotten when somebody signs out", () => {
    remember("one", page("/a"));
    remember("two", page("/b"));
    expect(recentIn("one").map(({ path }) => path)).toEqual(["/a"]);
    forgetRecent();
    expect(recentIn("one")).toEqual([]);
  });

  it("is nothing where something else is kept under that name", () => {
    localStorage.setItem("aexy.recent", "{broken");
    expect(recentIn("one")).toEqual([]);
    localStorage.setItem("aexy.recent", JSON.stringify({ one: "a" }));
    expect(recentIn("one")).toEqual([]);
  });
});

describe("kinds of what happened", () => {
  it("are everything where the address says nothing that is known", () => {
    expect(readGroup(null)).toBe("all");
    expect(readGroup("toString")).toBe("all");
    expect(readGroup("pulls")).toBe("pulls");
    expect(GROUPS.all).toEqual([]);
  });

  it("stand in one group each", () => {
    const all = Object.values(GROUPS).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("what happened", () => {
  const one = (id: string, kind: string, at: string, day: string) => ({ id, kind, at, day }) as Happened;
  const rows = [
    one("late", "merged", "2026-11-30T23:13:00Z", "2026-12-01"),
    one("commits", "push", "2026-11-30T23:00:00Z", "2026-12-01"),
    one("noon", "merged", "2026-11-30T12:00:00Z", "2026-11-30"),
  ];
  const under = (zone: string) => byDay(rows, zone).map(([day, own]) => [day, own.map(({ id }) => id)]);

  it("stands under the day of whoever reads its hour; of commits only the workspace's day is known", () => {
    expect(under("UTC")).toEqual([
      ["2026-12-01", ["commits"]],
      ["2026-11-30", ["late", "noon"]],
    ]);
    expect(under("Europe/Berlin")).toEqual([
      ["2026-12-01", ["late", "commits"]],
      ["2026-11-30", ["noon"]],
    ]);
  });
});
