"use client";
/** A signed-in person sees which terminal asks to be let in, from where and for what, and decides. */
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useId, useState } from "react";
import { decide, useWaiting, type Waiting } from "@/api/account";
import { Problem } from "@/api/client";
import { useSession } from "@/api/hooks";
import { Alone } from "@/app/_frame/alone";
import { en } from "@/text/en";
import { account } from "@/text/en-account";
import { Button, Foreign, Instant, Sentence, Skeleton } from "@/ui/basic";
import { asProblem, Wrong } from "@/ui/states";

const text = account.device;

export default function Device() {
  const session = useSession();
  const router = useRouter();
  const [code, setCode] = useState<string | null>(null);
  const signedOut = session.error instanceof Problem && session.error.status === 401;

  useEffect(() => {
    document.title = `${text.title} · ${en.product}`;
    const given = new URLSearchParams(window.location.search).get("code");
    if (given !== null) setCode(given);
  }, []);
  useEffect(() => {
    if (!signedOut) return;
    const back = window.location.pathname + window.location.search;
    router.replace(`/sign-in?next=${encodeURIComponent(back)}`);
  }, [signedOut, router]);

  return (
    <Alone title={text.title}>
      {session.error && !signedOut ? (
        <Wrong error={session.error} className="px-0!" />
      ) : session.data === undefined ? (
        <Skeleton className="mt-4 h-24" />
      ) : code === null ? (
        <CodeForm onCode={setCode} />
      ) : (
        <Decision code={code} name={session.data.account.name} onAnother={() => setCode(null)} />
      )}
    </Alone>
  );
}

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const id = useId();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") onCode(code.trim());
  };
  return (
    <form onSubmit={submit} className="mt-2">
      <p className="text-ink-2">{text.says}</p>
      <label htmlFor={id} className="mt-4 mb-1 block font-medium">
        {text.code}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={code}
          maxLength={20}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          placeholder={text.placeholder}
          onChange={(event) => setCode(event.target.value.toUpperCase())}
          className="field font-mono tracking-widest"
        />
        <Button look="primary" type="submit" disabled={code.trim() === ""} className="h-auto! self-stretch">
          {text.look}
        </Button>
      </div>
    </form>
  );
}

function Decision({ code, name, onAnother }: { code: string; name: string; onAnother: () => void }) {
  const waiting = useWaiting(code);
  const [state, setState] = useState<"asked" | "sending" | "allowed" | "refused">("asked");
  const [problem, setProblem] = useState<Problem | null>(null);
  const say = (is_allowed: boolean) => {
    setState("sending");
    decide({ user_code: code, is_allowed }).then(
      () => setState(is_allowed ? "allowed" : "refused"),
      (error: unknown) => {
        setProblem(asProblem(error));
        setState("asked");
      },
    );
  };
  const wrong = problem ?? (waiting.error ? asProblem(waiting.error) : null);
  return (
    <div aria-live="polite">
      {wrong !== null ? (
        <div className="mt-2">
          <p role="alert" className="text-broken">
            <Sentence>{`${wrong.detail} ${wrong.nextStep}`}</Sentence>
          </p>
          <Button className="mt-4" onClick={onAnother}>
            {text.another}
          </Button>
        </div>
      ) : state === "allowed" || state === "refused" ? (
        <p className="mt-2 text-ink-2">{text[state]}</p>
      ) : waiting.data === undefined ? (
        <Skeleton className="mt-4 h-40" />
      ) : (
        <>
          <Asked waiting={waiting.data} code={code} name={name} />
          <div className="mt-5 flex gap-2">
            <Button look="primary" disabled={state === "sending"} onClick={() => say(true)}>
              {text.allow}
            </Button>
            <Button disabled={state === "sending"} onClick={() => say(false)}>
              {text.refuse}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Asked({ waiting, code, name }: { waiting: Waiting; code: string; name: string }) {
  return (
    <>
      <p className="mt-2">
        <Foreign className="font-semibold">{waiting.client_name}</Foreign> {text.asks}
      </p>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-control border border-line bg-sunken px-3 py-2.5">
        <dt className="text-ink-3">{text.code}</dt>
        <dd className="font-mono tracking-widest">{code}</dd>
        <dt className="text-ink-3">{text.address}</dt>
        <dd className="font-mono">{waiting.address}</dd>
        <dt className="text-ink-3">{text.since}</dt>
        <dd>
          <Instant at={waiting.created_at} />
        </dd>
        <dt className="text-ink-3">{en.settings.account}</dt>
        <dd>
          <Foreign>{name}</Foreign>
        </dd>
      </dl>
      <p className="mt-4 font-medium">{text.may}</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-5 text-ink-2">
        {waiting.scopes.map((scope) => (
          <li key={scope}>{account.scopes[scope]}</li>
        ))}
      </ul>
      <p className="mt-4 text-ink-2">{text.warning}</p>
    </>
  );
}
