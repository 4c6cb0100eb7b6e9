"use client";
/** Where the link of an invitation leads: what it is to, and the way in, with an account or a new one. */
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { Problem } from "@/api/client";
import { useSession } from "@/api/hooks";
import { acceptInvitation, joinByInvitation, seeInvitation } from "@/api/members";
import type { Shapes } from "@/api/types";
import { en } from "@/text/en";
import { invitation as words } from "@/text/en-members";
import { Button, Foreign } from "@/ui/basic";
import { asProblem, Wrong } from "@/ui/states";

type Seen = Shapes["SeenInvitation"];
type State =
  | { kind: "working" }
  | { kind: "no-token" }
  | { kind: "refused"; problem: Problem }
  | { kind: "open"; seen: Seen };

export default function InvitationPage() {
  const [token, setToken] = useState<string | null>(null);
  const [state, setState] = useState<State>({ kind: "working" });
  useEffect(() => {
    document.title = `${words.title} · ${en.product}`;
    const found = new URLSearchParams(window.location.hash.slice(1)).get("token");
    if (found === null) return setState({ kind: "no-token" });
    setToken(found);
    seeInvitation(found).then(
      (seen) => setState({ kind: "open", seen }),
      (error: unknown) => setState({ kind: "refused", problem: asProblem(error) }),
    );
  }, []);
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <div className="w-full max-w-[420px] rounded-card border border-line bg-card p-6" aria-live="polite">
        {state.kind === "working" && <Head title={words.title}>{words.working}</Head>}
        {state.kind === "no-token" && <Head title={words.title}>{words.noToken}</Head>}
        {state.kind === "refused" && (
          <>
            <Head title={words.title} />
            <Wrong error={state.problem} className="px-0!" />
          </>
        )}
        {state.kind === "open" && token !== null && <Open seen={state.seen} token={token} />}
        {state.kind !== "open" && state.kind !== "working" && (
          <p className="mt-4">
            <Link href="/" className="text-accent-ink underline">
              {words.home}
            </Link>
          </p>
        )}
      </div>
    </main>
  );
}

function Head({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <>
      <p
        aria-hidden="true"
        className="mb-4 inline-flex size-8 items-center justify-center rounded-card bg-accent-solid font-semibold text-on-accent"
      >
        A
      </p>
      <h1 className="text-big font-semibold">
        <Foreign>{title}</Foreign>
      </h1>
      {children !== undefined && <p className="mt-2 text-ink-2">{children}</p>}
    </>
  );
}

function Open({ seen, token }: { seen: Seen; token: string }) {
  const session = useSession();
  const isSignedOut = session.error instanceof Problem && session.error.status === 401;
  return (
    <>
      <Head title={words.joinTo(seen.workspace)}>
        <Foreign>{words.says(seen.invited_by, seen.role, seen.is_limited)}</Foreign>
      </Head>
      {session.data && <WithAccount token={token} name={session.data.account.name} />}
      {isSignedOut &&
        (seen.makes_account ? <Anew token={token} /> : <p className="mt-4 text-ink-2">{words.signInFirst}</p>)}
      {session.error && !isSignedOut && <Wrong error={session.error} className="px-0!" />}
    </>
  );
}

function WithAccount({ token, name }: { token: string; name: string }) {
  const client = useQueryClient();
  const router = useRouter();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const accept = () => {
    setBusy(true);
    acceptInvitation(token).then(
      (joined) => {
        client.clear();
        router.replace(`/overview?ws=${encodeURIComponent(joined.slug)}`);
      },
      (error: unknown) => {
        setBusy(false);
        setProblem(error);
      },
    );
  };
  return (
    <div className="mt-4">
      <p className="mb-3 text-ink-3">
        <Foreign>{words.as(name)}</Foreign>
      </p>
      {problem !== null && <Wrong error={problem} className="mb-3 p-0!" />}
      <Button look="primary" disabled={busy} onClick={accept}>
        {words.accept}
      </Button>
    </div>
  );
}

function Anew({ token }: { token: string }) {
  const id = useId();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    joinByInvitation(token, name.trim()).then(
      // The sign-in page takes it from here: the address carries a token that works once.
      (joined) => window.location.assign(joined.sign_in),
      (error: unknown) => {
        setBusy(false);
        setProblem(error);
      },
    );
  };
  return (
    <form onSubmit={submit} className="mt-4 space-y-3">
      <div>
        <label htmlFor={id} className="block font-medium">
          {words.name}
        </label>
        <p id={`${id}-says`} className="mb-1 text-small text-ink-3">
          {words.nameSays}
        </p>
        <input
          id={id}
          required
          autoComplete="name"
          maxLength={100}
          value={name}
          aria-describedby={`${id}-says`}
          onChange={(event) => setName(event.target.value)}
          className="field"
        />
      </div>
      {problem !== null && <Wrong error={problem} className="p-0!" />}
      <Button look="primary" type="submit" disabled={busy || name.trim() === ""}>
        {words.join}
      </Button>
      <p className="text-small text-ink-3">{words.haveOne}</p>
    </form>
  );
}
