/**
 * Goes on with a session whose access token has run out: the browser holds a refresh token that no script can read, and
 * the API exchanges it. Each is good for one exchange, so the tabs of a browser take turns.
 */
const STAMP = "aexy-carried-on";
const LOCK = "aexy-carry-on";
/** Well before the ten minutes of an access token are over, so that what the browser fetches by itself is let in too. */
const SOON = 8 * 60_000;
/** Another tab was just here: what it was given is ours too. */
const JUST_NOW = 5000;
const REFRESH = "/api/v1/auth/refresh";
/** Their 401 says something about what was sent, not about the session. */
const OF_SIGNING_IN = ["/auth/redeem", "/auth/refresh", "/auth/finish"];

function stamped(): number {
  try {
    return Number(window.localStorage.getItem(STAMP) ?? "0");
  } catch {
    return 0; // A browser may keep nothing; then every 401 asks.
  }
}

/** Remembers when a token was given. */
export function stamp(now = Date.now()): void {
  try {
    window.localStorage.setItem(STAMP, String(now));
  } catch {
    // As above.
  }
}

let turn: Promise<boolean> | null = null;

async function exchange(): Promise<boolean> {
  if (Date.now() - stamped() < JUST_NOW) return true;
  try {
    const answer = await fetch(REFRESH, { method: "POST", credentials: "same-origin", headers: { "x-aexy": "1" } });
    if (answer.ok) stamp();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Whether there is a fresh access token now. Whoever asks meanwhile waits for the same answer. */
export function carryOn(): Promise<boolean> {
  turn ??= (navigator.locks ? navigator.locks.request(LOCK, exchange) : exchange()).finally(() => {
    turn = null;
  });
  return turn;
}

/** Before the token runs out, if somebody signed in here. */
export async function carryOnInTime(now = Date.now()): Promise<void> {
  const last = stamped();
  if (last > 0 && now - last > SOON && document.visibilityState === "visible") await carryOn();
}

/** Asks; and once more with a fresh token, where the one there was has run out. */
export async function patiently(request: Request, ask: typeof fetch = fetch): Promise<Response> {
  const again = request.clone();
  const answer = await ask(request);
  const signsIn = OF_SIGNING_IN.some((path) => new URL(request.url).pathname.endsWith(path));
  if (answer.status !== 401 || signsIn || !(await carryOn())) return answer;
  return ask(again);
}
