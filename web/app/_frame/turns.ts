/** Who waits to be drawn, in the order of the page. One at a time, once nothing else is asked for, or after a while. */

const STEP = 50;
/** The longest that one waits for what is asked before it. */
const PATIENCE = 500;

export interface Clockwork {
  /** Calls back when the browser has time, not before so many milliseconds. */
  later: (call: () => void, ms: number) => void;
}

interface Waiting {
  /** Draws when there is time between two frames, or now. */
  draw: (when: "soon" | "now") => void;
  isCalm: () => boolean;
}

export class Turns {
  readonly #clock: Clockwork;
  readonly #waiting = new Map<object, Waiting>();
  #waited = 0;
  #isLooking = false;

  constructor(clock: Clockwork) {
    this.#clock = clock;
  }

  /** Queues up; what is given back leaves the queue. */
  join(who: object, waiting: Waiting): () => void {
    this.#waiting.set(who, waiting);
    this.#look();
    return () => this.#waiting.delete(who);
  }

  /** Past everybody else: somebody comes near. */
  call(who: object, when: "soon" | "now" = "soon"): void {
    const waiting = this.#waiting.get(who);
    this.#waiting.delete(who);
    waiting?.draw(when);
  }

  /** Everybody, now: paper does not wait. */
  callAll(): void {
    for (const who of [...this.#waiting.keys()]) this.call(who, "now");
  }

  #look(): void {
    if (this.#isLooking || this.#waiting.size === 0) return;
    this.#isLooking = true;
    this.#clock.later(() => {
      this.#isLooking = false;
      this.#waited += STEP;
      const [first] = this.#waiting;
      if (first !== undefined && (first[1].isCalm() || this.#waited >= PATIENCE)) {
        this.#waited = 0;
        this.call(first[0]);
      }
      this.#look();
    }, STEP);
  }
}
