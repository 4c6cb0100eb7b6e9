import { describe, expect, it } from "vitest";
import { Turns } from "@/app/_frame/turns";

/** Time passes when the test says so. */
function clockwork() {
  const due: (() => void)[] = [];
  const pass = (times = 1) => {
    for (let time = 0; time < times; time += 1) due.shift()?.();
  };
  return { clock: { later: (call: () => void) => void due.push(call) }, pass, due };
}

function queue(isCalm: () => boolean, ...names: string[]) {
  const { clock, pass, due } = clockwork();
  const turns = new Turns(clock);
  const drawn: string[] = [];
  const who = names.map((name) => ({ name }));
  const leave = who.map((one) =>
    turns.join(one, { draw: (when) => drawn.push(when === "now" ? `${one.name} now` : one.name), isCalm }),
  );
  return { turns, drawn, who, leave, pass, due };
}

describe("parts below the first screen", () => {
  it("are drawn one at a time, in the order of the page", () => {
    const { drawn, pass } = queue(() => true, "reviews", "families", "people");
    expect(drawn).toEqual([]);
    pass();
    expect(drawn).toEqual(["reviews"]);
    pass();
    expect(drawn).toEqual(["reviews", "families"]);
  });

  it("wait for what is asked before them, but not for ever", () => {
    let calm = false;
    const { drawn, pass } = queue(() => calm, "reviews", "families");
    pass(9);
    expect(drawn).toEqual([]);
    pass();
    expect(drawn).toEqual(["reviews"]);
    pass(2);
    expect(drawn).toEqual(["reviews"]);
    calm = true;
    pass();
    expect(drawn).toEqual(["reviews", "families"]);
  });

  it("are drawn past all others when somebody comes near, and once", () => {
    const { turns, who, drawn, pass } = queue(() => true, "reviews", "families");
    turns.call(who[1] as object);
    expect(drawn).toEqual(["families"]);
    pass(3);
    expect(drawn).toEqual(["families", "reviews"]);
  });

  it("are all drawn at once for paper", () => {
    const { turns, drawn } = queue(() => false, "reviews", "families", "people");
    turns.callAll();
    expect(drawn).toEqual(["reviews now", "families now", "people now"]);
  });

  it("are forgotten when the page is left, and nobody looks after them any longer", () => {
    const { drawn, leave, pass, due } = queue(() => true, "reviews");
    leave[0]?.();
    pass();
    expect(drawn).toEqual([]);
    expect(due).toEqual([]);
  });
});
