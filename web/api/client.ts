/** One way to ask the API anything, typed by its own description, and one kind of thing that can go wrong. */
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "../../clients/typescript/src/schema.d.ts";
import { patiently } from "./carry-on";

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

const ours: Middleware = {
  onRequest({ request }) {
    // Proves that a change comes from a page of ours: the API refuses one by cookie without it.
    request.headers.set("x-aexy", "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemFrom(response);
    return response;
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === "AbortError" ? error : OFFLINE;
  },
};

export const api = createClient<paths>({ credentials: "same-origin", fetch: (request) => patiently(request) });
api.use(ours);

/** What was answered. A refusal has been thrown by then. */
export async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T;
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** The address of something the browser itself fetches, a file to download, leaving out what is not set. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const tail = search.toString();
  return `/api/v1${path}${tail ? `?${tail}` : ""}`;
}
