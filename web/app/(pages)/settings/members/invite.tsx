"use client";
/** Asks for an address and a role; then shows the link, this once. */
import { Check, Copy } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { includes, ROLES, type Role } from "@/api/may";
import { type MadeInvitation, useInvitationChanges } from "@/api/members";
import { usePlace } from "@/app/_frame/place";
import { members as words } from "@/text/en-members";
import { Button, Foreign, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";
import { canBeLimited, ReachField } from "./reach";

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<MadeInvitation | null>(null);
  return made === null ? <Ask onClose={onClose} onMade={setMade} /> : <LinkDialog made={made} onClose={onClose} />;
}

function Ask({ onClose, onMade }: { onClose: () => void; onMade: (made: MadeInvitation) => void }) {
  const { workspace } = usePlace();
  const id = useId();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [teams, setTeams] = useState<string[] | null>(null);
  const { invite } = useInvitationChanges(workspace.id);
  const reach = canBeLimited(role) ? teams : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role, teams: reach }, { onSuccess: onMade });
  };
  const given = ROLES.filter((one) => includes(workspace.role, one));
  return (
    <Dialog open onClose={onClose} title={words.invite.title} says={words.invite.says}>
      <form onSubmit={submit} className="space-y-4">
        <div>
          <label htmlFor={id} className="mb-1 block font-medium">
            {words.invite.email}
          </label>
          <input
            id={id}
            type="email"
            required
            autoComplete="off"
            value={email}
            maxLength={254}
            onChange={(event) => setEmail(event.target.value)}
            aria-invalid={invite.error ? true : undefined}
            className="field"
          />
        </div>
        <div>
          <p className="mb-1 font-medium">{words.role}</p>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Select
              label={words.role}
              value={role}
              options={[...given].reverse().map((one) => ({ value: one, label: one }))}
              onChange={(value) => setRole(value as Role)}
            />
            <span className="text-small text-ink-3">{words.roleSays[role]}</span>
          </div>
        </div>
        {canBeLimited(role) && <ReachField teams={teams} onChange={setTeams} />}
        {invite.error && <Wrong error={invite.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.invite.cancel}</Button>
          <Button
            look="primary"
            type="submit"
            disabled={invite.isPending || email.trim() === "" || reach?.length === 0}
          >
            {words.invite.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The link of an invitation that was just made. It is nowhere else to be had. */
export function LinkDialog({ made, onClose }: { made: MadeInvitation; onClose: () => void }) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(made.link).then(() => setCopied(true));
  return (
    <Dialog open onClose={onClose} title={<Foreign>{words.invite.made(made.email)}</Foreign>}>
      <p className="mb-3 text-ink-2" role="status">
        <Sentence>
          {made.is_mailed ? words.invite.mailed(made.email) : words.invite.notMailed(made.mail_problem ?? "")}
        </Sentence>
      </p>
      <label htmlFor={id} className="mb-1 block font-medium">
        {words.invite.link}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={made.link}
          onFocus={(event) => event.target.select()}
          className="field font-mono"
        />
        <Button className="h-[34px]! max-sm:h-10!" onClick={copy}>
          {copied ? <Check aria-hidden="true" size={13} /> : <Copy aria-hidden="true" size={13} />}
          <span className="max-sm:sr-only">{copied ? words.invite.copied : words.invite.copy}</span>
        </Button>
      </div>
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          {words.invite.done}
        </Button>
      </div>
    </Dialog>
  );
}
