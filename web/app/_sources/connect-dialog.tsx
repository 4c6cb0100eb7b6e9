"use client";
/** Connecting a provider in three steps: a token that is tried, a look at whose it is, the choice of what to follow. */
import { CircleCheck, ExternalLink } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { type Checked, type Connection, type Provider, useConnecting, useGuide } from "@/api/connections";
import type { Shapes } from "@/api/types";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Button, Foreign, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { asProblem } from "@/ui/states";
import { DeviceSignIn } from "./device";
import { FollowForm } from "./follow";

export function ConnectDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const [made, setMade] = useState<Connection | null>(null);
  const name = sources.integrations.names[provider] ?? provider;
  return made === null ? (
    <Dialog open onClose={onClose} title={sources.connecting.title(name)} says={sources.connecting.tokenSays} wide>
      <TokenForm provider={provider} onMade={setMade} />
    </Dialog>
  ) : (
    <Dialog open onClose={onClose} title={sources.connecting.follow} says={sources.connecting.followSays} wide>
      <FollowForm connection={made} onDone={onClose} />
    </Dialog>
  );
}

function TokenForm({ provider, onMade }: { provider: Provider; onMade: (made: Connection) => void }) {
  const { workspace } = usePlace();
  const id = useId();
  const [address, setAddress] = useState("");
  const [login, setLogin] = useState("");
  const [token, setToken] = useState("");
  const [name, setName] = useState("");
  const [checked, setChecked] = useState<Checked | null>(null);
  const [byCode, setByCode] = useState(false);
  const guide = useGuide(workspace.id, provider, address).data;
  const { check, make } = useConnecting(workspace.id);
  const failed = make.error ?? check.error;
  const problem = failed ? asProblem(failed) : null;
  const wanted: Shapes["Wanted"] = {
    provider,
    tokens: token.trim() ? [token.trim()] : [],
    ...(address.trim() ? { base_url: address.trim() } : {}),
    ...(login.trim() ? { login: login.trim() } : {}),
  } as Shapes["Wanted"];
  const edited = (set: (value: string) => void) => (value: string) => {
    set(value);
    setChecked(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (checked === null) check.mutate(wanted, { onSuccess: setChecked });
    else make.mutate({ ...wanted, name: name.trim() || null }, { onSuccess: onMade });
  };
  if (byCode) return <DeviceSignIn provider={provider} address={address} onMade={onMade} />;
  return (
    <form onSubmit={submit} noValidate className="space-y-3">
      <Field
        id={`${id}-address`}
        label={sources.connecting.address}
        hint={sources.connecting.addressHint(guide?.base_url ?? null)}
        value={address}
        onChange={edited(setAddress)}
        wrong={problem?.field === "base_url"}
      />
      {provider === "jira" && (
        <Field
          id={`${id}-login`}
          label={sources.connecting.login}
          hint={sources.connecting.loginHint}
          value={login}
          onChange={edited(setLogin)}
          wrong={problem?.field === "login"}
        />
      )}
      <Field
        id={`${id}-token`}
        label={sources.connecting.token}
        value={token}
        onChange={edited(setToken)}
        wrong={problem?.field === "tokens"}
        secret
      />
      {guide && <How guide={guide} />}
      {problem && (
        <p role="alert">
          <span className="text-broken">
            <Sentence>{problem.detail}</Sentence>
          </span>{" "}
          <span className="text-ink-2">
            <Sentence>{problem.nextStep}</Sentence>
          </span>
        </p>
      )}
      {checked && <WhoseItIs checked={checked} />}
      {checked && (
        <Field
          id={`${id}-name`}
          label={sources.connecting.name}
          hint={sources.connecting.nameHint}
          value={name}
          onChange={setName}
          wrong={problem?.field === "name"}
        />
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {guide?.has_device_flow && checked === null && (
          <Button onClick={() => setByCode(true)}>{sources.connecting.device}</Button>
        )}
        <Button look="primary" type="submit" disabled={token.trim() === "" || check.isPending || make.isPending}>
          {checked ? sources.connecting.save : check.isPending ? sources.connecting.trying : sources.connecting.try}
        </Button>
      </div>
    </form>
  );
}

function Field({
  id,
  label,
  hint,
  value,
  onChange,
  wrong = false,
  secret = false,
}: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  wrong?: boolean;
  secret?: boolean;
}) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={id}
        type={secret ? "password" : "text"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...(hint === undefined ? {} : { placeholder: hint })}
        aria-invalid={wrong || undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-1p-ignore
        className="field"
      />
    </div>
  );
}

function How({ guide }: { guide: Shapes["Guide"] }) {
  return (
    <details className="rounded-control border border-line px-3 py-2">
      <summary className="cursor-pointer text-ink-2">{sources.connecting.how}</summary>
      <ol className="mt-2 list-decimal space-y-1 pl-5 text-ink-2">
        {guide.steps.map((step) => (
          <li key={step}>
            <Sentence>{step}</Sentence>
          </li>
        ))}
      </ol>
      {guide.token_url && (
        <a
          href={guide.token_url}
          target="_blank"
          rel="noreferrer"
          className="mt-2 inline-flex items-center gap-1 text-accent-ink underline"
        >
          {sources.connecting.makeIt} <ExternalLink aria-hidden="true" size={12} />
        </a>
      )}
      <table className="mt-2 w-full text-small">
        <caption className="sr-only">{sources.connecting.scopes}</caption>
        <tbody>
          {guide.scopes.map((one) => (
            <tr key={one.scope} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-mono font-normal">
                {one.scope}
              </th>
              <td className="py-1 text-ink-2">{one.reads}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function WhoseItIs({ checked }: { checked: Checked }) {
  return (
    <div role="status" className="rounded-control bg-sunken px-3 py-2">
      <p className="flex items-center gap-2 font-medium">
        <CircleCheck aria-hidden="true" size={15} className="text-better" />
        <Foreign>{sources.connecting.works(checked.account)}</Foreign>
      </p>
      {checked.notes.map((note) => (
        <p key={note} className="mt-1 text-small text-ink-2">
          <Sentence>{note}</Sentence>
        </p>
      ))}
      {checked.missing.length > 0 && (
        <>
          <p className="mt-2 text-worse">{sources.connecting.missing}</p>
          <ul className="list-disc pl-5 text-small text-ink-2">
            {checked.missing.map((one) => (
              <li key={one.scope}>
                <code className="font-mono">{one.scope}</code>: <Sentence>{one.costs}</Sentence>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
