/** One way to ask the API anything, and one kind of thing that can go wrong. */

export type Query = Record<string, string | number | boolean | null | undefined>;

const ROOT = "/api/v1";

/** A refusal as the API words it: a sentence, and what to do about it (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly nextStep: string,
    readonly field: string | null = null,
    readonly requestId: string | null = null,
  ) {
    super(detail);
    this.name = "Problem";
  }
}

const OFFLINE = new Problem(
  0,
  "Aexy does not answer",
  "The page could not reach Aexy.",
  "Check that it is running with `aexy status`, then try again.",
);

function text(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}

async function problemFrom(answer: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await answer.json()) as Record<string, unknown>;
  } catch {
    // Not JSON: something between us and the API answered. The status is all there is.
  }
  return new Problem(
    answer.status,
    text(body.title, "Something went wrong"),
    text(body.detail, `The answer was ${answer.status}.`),
    text(body.next_step, ""),
    typeof body.field === "string" ? body.field : null,
    typeof body.request_id === "string" ? body.request_id : null,
  );
}

/** The address of an API resource, leaving out what is not set. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const tail = search.toString();
  return `${ROOT}${path}${tail ? `?${tail}` : ""}`;
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw OFFLINE;
  }
  if (!answer.ok) throw await problemFrom(answer);
  if (answer.status === 204 || answer.headers.get("content-length") === "0") return undefined as T;
  return (await answer.json()) as T;
}

/** Reads a resource. */
export function read<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>(address(path, query), { headers: { accept: "application/json" }, signal: signal ?? null });
}

/** Changes something. The header proves that the request came from a page of ours (the API refuses without it). */
export function send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T> {
  return ask<T>(address(path), {
    method,
    headers: { accept: "application/json", "content-type": "application/json", "x-aexy": "1" },
    body: body === undefined ? null : JSON.stringify(body),
  });
}
