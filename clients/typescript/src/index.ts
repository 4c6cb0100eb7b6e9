/** Ask an Aexy server anything it answers; `schema.d.ts` is generated from the server's own description. */

import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { components, operations, paths } from "./schema.d.ts";

export type { components, operations, paths };

/** The shapes of what is sent and answered, by name: `Shapes["Repository"]`. */
export type Shapes = components["schemas"];

/** What a server says when it cannot do as asked: a sentence, and a next step. */
export class AexyProblem extends Error {
  constructor(readonly problem: Shapes["Problem"]) {
    super(`${problem.detail} ${problem.next_step}`.trim());
    this.name = "AexyProblem";
  }
}

export interface Options {
  /** Where the server is; a page of its own leaves this out. */
  baseUrl?: string;
  /** A session's token; a page sends its cookie instead. */
  token?: string;
  /** For tests, and for platforms without a global one. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A client whose every path, parameter and answer is typed: `await aexy.GET("/api/v1/auth/me")`. */
export function aexy({ baseUrl = "", token, fetch }: Options = {}): Client<paths> {
  const client = createClient<paths>({ baseUrl, credentials: "same-origin", ...(fetch ? { fetch } : {}) });
  client.use(signed(token), failing);
  return client;
}

function signed(token: string | undefined): Middleware {
  return {
    onRequest({ request }) {
      // A change by cookie has to show that it comes from a page of the server's own.
      request.headers.set("x-aexy", "1");
      if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
      return request;
    },
  };
}

/** Turns every refusal into an AexyProblem, so that what is returned is what was asked for. */
const failing: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return response;
    throw new AexyProblem(await problemOf(response));
  },
};

async function problemOf(response: Response): Promise<Shapes["Problem"]> {
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) return response.json();
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: `The server answered ${response.status}.`,
    next_step: "Try again in a moment.",
    request_id: response.headers.get("x-request-id"),
  };
}
