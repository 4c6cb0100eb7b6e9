import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { patiently } from "@/api/carry-on";

const PLACE = "http://aexy.test/api/v1/auth/me";

describe("a page whose token has run out", () => {
  let exchanges: number;
  let status: number;

  beforeEach(() => {
    exchanges = 0;
    status = 200;
    vi.stubGlobal("navigator", {});
    vi.stubGlobal("window", { localStorage: { getItem: () => null, setItem: () => undefined } });
    vi.stubGlobal("fetch", async () => {
      exchanges += 1;
      return new Response("{}", { status });
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** Answers 401 until a fresh token was given. */
  const server = () => {
    const asked: string[] = [];
    return {
      asked,
      ask: async (request: RequestInfo | URL) => {
        asked.push(await (request as Request).clone().text());
        return new Response("{}", { status: exchanges === 0 ? 401 : 200 });
      },
    };
  };

  it("gets a fresh one and asks the same again, its body too", async () => {
    const { ask, asked } = server();
    const answer = await patiently(new Request(PLACE, { method: "POST", body: "said" }), ask);
    expect(answer.status).toBe(200);
    expect(asked).toEqual(["said", "said"]);
  });

  it("exchanges its token once, however much it asks at once", async () => {
    const { ask } = server();
    const answers = await Promise.all([1, 2, 3, 4].map(() => patiently(new Request(PLACE), ask)));
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200]);
    expect(exchanges).toBe(1);
  });

  it("is told that it is signed out where there is nothing to go on with", async () => {
    status = 401;
    const refuses = async () => new Response("{}", { status: 401 });
    expect((await patiently(new Request(PLACE), refuses)).status).toBe(401);
    expect(exchanges).toBe(1);
  });

  it("takes the refusal of a link for what it is", async () => {
    const refuses = async () => new Response("{}", { status: 401 });
    await patiently(new Request("http://aexy.test/api/v1/auth/redeem", { method: "POST" }), refuses);
    expect(exchanges).toBe(0);
  });
});
