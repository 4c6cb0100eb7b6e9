"use client";
/** Takes the one-time token out of the address, gives it to the API for a session, and forgets it. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { redeem } from "@/api/changes";
import type { Problem } from "@/api/client";
import { Alone } from "@/app/_frame/alone";
import { en } from "@/text/en";
import { Sentence } from "@/ui/basic";
import { asProblem } from "@/ui/states";

type State = { kind: "working" } | { kind: "no-token" } | { kind: "refused"; problem: Problem };

/** Only a page of ours: an address that begins with one slash. */
function safeNext(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") && !next.startsWith("/sign-in")
    ? next
    : "/";
}

export default function SignIn() {
  const [state, setState] = useState<State>({ kind: "working" });
  const router = useRouter();
  const client = useQueryClient();
  const started = useRef(false);

  useEffect(() => {
    // A token works once; React's double run of effects in development must not spend it twice.
    if (started.current) return;
    started.current = true;
    document.title = `${en.signIn.title} · ${en.product}`;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    const next = safeNext(window.location.search);
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    if (token === null) {
      setState({ kind: "no-token" });
      return;
    }
    redeem(token).then(
      () => {
        client.clear();
        router.replace(next);
      },
      (error: unknown) => setState({ kind: "refused", problem: asProblem(error) }),
    );
  }, [router, client]);

  return (
    <Alone title={en.signIn.title}>
      <div aria-live="polite">
        {state.kind === "working" && <p className="mt-2 text-ink-2">{en.signIn.working}</p>}
        {state.kind === "no-token" && <p className="mt-2 text-ink-2">{en.signIn.noToken}</p>}
        {state.kind === "refused" && (
          <div role="alert" className="mt-2">
            <p className="font-medium">
              <Sentence>
                {state.problem.status === 401 || state.problem.status === 400 || state.problem.status === 404
                  ? en.signIn.used
                  : state.problem.detail}
              </Sentence>
            </p>
            {state.problem.status === 0 && (
              <p className="text-ink-2">
                <Sentence>{state.problem.nextStep}</Sentence>
              </p>
            )}
          </div>
        )}
        {state.kind !== "working" && (
          <>
            <p className="mt-4 text-ink-2">{en.signIn.hint}</p>
            <pre className="mt-2 overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono">
              {en.signIn.command}
            </pre>
          </>
        )}
      </div>
    </Alone>
  );
}
