"use client";
/** What a new key is for, what it may do, for how long and where. */
import { type FormEvent, useId, useState } from "react";
import { type MadeKey, useKeyChanges } from "@/api/account";
import { usePlace } from "@/app/_frame/place";
import { account } from "@/text/en-account";
import { Button, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { asProblem } from "@/ui/states";

const text = account.tokens;
const SCOPES = ["read", "write", "admin"] as const;
type KeyScope = (typeof SCOPES)[number];

export function MakeKey({ onClose, onMade }: { onClose: () => void; onMade: (key: MadeKey) => void }) {
  const id = useId();
  const { workspace } = usePlace();
  const { make } = useKeyChanges();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly KeyScope[]>(["read"]);
  const [days, setDays] = useState(90);
  const [only, setOnly] = useState(true);
  const problem = make.error ? asProblem(make.error) : null;
  const toggle = (scope: KeyScope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = { name: name.trim(), scopes: [...scopes], days, workspace_id: only ? workspace.id : null };
    make.mutate(wish, { onSuccess: onMade });
  };
  return (
    <Dialog open onClose={onClose} title={text.makeTitle}>
      <form onSubmit={submit} className="space-y-4">
        <div>
          <label htmlFor={`${id}-name`} className="mb-1 block font-medium">
            {text.name}
          </label>
          <input
            id={`${id}-name`}
            value={name}
            required
            maxLength={100}
            placeholder={text.namePlaceholder}
            onChange={(event) => setName(event.target.value)}
            className="field"
          />
        </div>
        <fieldset>
          <legend className="mb-1 font-medium">{text.may}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="flex items-center gap-2 py-0.5">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
              <code className="w-12 font-mono text-small">{scope}</code>
              <span className="text-ink-2">{account.scopes[scope]}</span>
            </label>
          ))}
        </fieldset>
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          <div>
            <label htmlFor={`${id}-days`} className="mb-1 block font-medium">
              {text.days}
            </label>
            <select
              id={`${id}-days`}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
              className="field"
            >
              {text.dayChoices.map((choice) => (
                <option key={choice.days} value={choice.days}>
                  {choice.text}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label htmlFor={`${id}-where`} className="mb-1 block font-medium">
              {text.where}
            </label>
            <select
              id={`${id}-where`}
              value={only ? "one" : "all"}
              onChange={(event) => setOnly(event.target.value === "one")}
              className="field"
            >
              <option value="one">{workspace.name}</option>
              <option value="all">{text.everywhere}</option>
            </select>
          </div>
        </div>
        {problem && (
          <p role="alert" className="text-broken">
            <Sentence>{`${problem.detail} ${problem.nextStep}`}</Sentence>
          </p>
        )}
        <Button look="primary" type="submit" disabled={make.isPending || scopes.length === 0 || name.trim() === ""}>
          {text.make}
        </Button>
      </form>
    </Dialog>
  );
}
