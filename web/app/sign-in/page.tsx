"use client";
/**
 * Every way in: a one-time token in the address becomes a session and is forgotten, a provider's answer is handed on, and
 * whoever brings neither is offered the ways there are.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { beginAt, finish, useWays } from "@/api/account";
import { redeem } from "@/api/changes";
import { Problem } from "@/api/client";
import { Alone } from "@/app/_frame/alone";
import { en } from "@/text/en";
import { account } from "@/text/en-account";
import { Button, Sentence, Skeleton } from "@/ui/basic";
import { asProblem } from "@/ui/states";

type State = { kind: "working" } | { kind: "asking" } | { kind: "refused"; problem: Problem; by: "link" | "provider" };

const REFUSED_THERE = new Problem(403, "", account.signIn.refusedThere, account.signIn.again);

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
    // A token and a code work once; React's double run of effects in development must not spend them twice.
    if (started.current) return;
    started.current = true;
    document.title = `${en.signIn.title} · ${en.product}`;
    const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
    const said = new URLSearchParams(window.location.search);
    const [code, back, error] = [said.get("code"), said.get("state"), said.get("error")];
    const next = safeNext(window.location.search);
    // Neither stays in the address or in the history.
    const kept = next === "/" ? "" : `?next=${encodeURIComponent(next)}`;
    window.history.replaceState(null, "", window.location.pathname + kept);
    const arrive = (place: string) => {
      client.clear();
      router.replace(place);
    };
    if (token !== null) {
      redeem(token).then(
        () => arrive(next),
        (wrong: unknown) => setState({ kind: "refused", problem: asProblem(wrong), by: "link" }),
      );
    } else if (code !== null && back !== null) {
      finish({ code, state: back, iss: said.get("iss") }).then(
        (arrived) => arrive(safeNext(`?next=${encodeURIComponent(arrived.next)}`)),
        (wrong: unknown) => setState({ kind: "refused", problem: asProblem(wrong), by: "provider" }),
      );
    } else if (error !== null) setState({ kind: "refused", problem: REFUSED_THERE, by: "provider" });
    else setState({ kind: "asking" });
  }, [router, client]);

  return (
    <Alone title={en.signIn.title}>
      <div aria-live="polite">
        {state.kind === "working" && <p className="mt-2 text-ink-2">{en.signIn.working}</p>}
        {state.kind === "refused" && <Refused problem={state.problem} by={state.by} />}
      </div>
      {state.kind !== "working" && <WaysIn />}
    </Alone>
  );
}

/** Why a link or a provider's answer opened nothing. What was wrong with a link is always the same to whoever holds it. */
function Refused({ problem, by }: { problem: Problem; by: "link" | "provider" }) {
  const spent = by === "link" && [400, 401, 404].includes(problem.status);
  return (
    <div role="alert" className="mt-2">
      <p className="font-medium">
        <Sentence>{spent ? en.signIn.used : problem.detail}</Sentence>
      </p>
      {!spent && problem.nextStep !== "" && (
        <p className="text-ink-2">
          <Sentence>{problem.nextStep}</Sentence>
        </p>
      )}
    </div>
  );
}

/** Exactly the ways that are set, and the one that always is. */
function WaysIn() {
  const ways = useWays();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [leaving, setLeaving] = useState(false);
  const go = (way: string) => {
    setLeaving(true);
    beginAt(way, safeNext(window.location.search)).then(
      (trip) => window.location.assign(trip.url),
      (wrong: unknown) => {
        setLeaving(false);
        setProblem(asProblem(wrong));
      },
    );
  };
  if (ways.isPending) return <Skeleton className="mt-4 h-9 w-full" />;
  const items = ways.data ?? [];
  return (
    <>
      {items.length === 0 ? (
        <p className="mt-2 text-ink-2">{en.signIn.noToken}</p>
      ) : (
        <ul className="mt-4 space-y-2">
          {items.map((way, index) => (
            <li key={way.key}>
              <Button
                look={index === 0 ? "primary" : "plain"}
                className="h-9! w-full justify-center"
                disabled={leaving}
                onClick={() => go(way.key)}
              >
                {account.signIn.by(way.name)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p role="alert" className="mt-3 text-broken">
          <Sentence>{`${problem.detail} ${problem.nextStep}`}</Sentence>
        </p>
      )}
      <p className={items.length === 0 ? "mt-4 text-ink-2" : "mt-5 border-t border-line pt-4 text-ink-2"}>
        {items.length === 0 ? en.signIn.hint : account.signIn.orLink}
      </p>
      <pre className="mt-2 overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono">
        {en.signIn.command}
      </pre>
    </>
  );
}
