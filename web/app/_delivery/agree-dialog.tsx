"use client";
/** Agreeing on something: of what kind, how much of it at most, and whose. */
import { type FormEvent, useId, useState } from "react";
import type { AgreementTemplate, LimitUnit } from "@/api/delivery";
import { useAgreeing, useAgreementTemplates } from "@/api/delivery-flow";
import { useTeams } from "@/api/hooks";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { Button, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Select } from "@/ui/select";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const EVERYBODY = "everybody";
const LABEL = "mb-1 block text-small text-ink-2";

export default function AgreeDialog({
  template,
  onClose,
}: {
  template: AgreementTemplate | null;
  onClose: () => void;
}) {
  const { workspace } = usePlace();
  const templates = useAgreementTemplates(workspace.id).data;
  const begun = template ?? templates?.[0];
  return (
    <Dialog open onClose={onClose} title={delivery.agreeTitle} says={delivery.agreeSays}>
      {begun === undefined || templates === undefined ? (
        <Skeleton className="h-48" />
      ) : (
        <Form templates={templates} begun={begun} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Form({
  templates,
  begun,
  onClose,
}: {
  templates: readonly AgreementTemplate[];
  begun: AgreementTemplate;
  onClose: () => void;
}) {
  const { workspace, team } = usePlace();
  const teams = useTeams(workspace.id).data ?? [];
  const tell = useTell();
  const id = useId();
  const { agree } = useAgreeing(workspace.id);
  const [template, setTemplate] = useState(begun);
  const [name, setName] = useState(begun.name);
  const [limit, setLimit] = useState(begun.limit);
  const [unit, setUnit] = useState<LimitUnit | null>(begun.unit);
  const [whose, setWhose] = useState(team ?? EVERYBODY);
  const choose = (key: string) => {
    const found = templates.find((one) => one.key === key);
    if (found === undefined) return;
    if (name === template.name) setName(found.name);
    setTemplate(found);
    setLimit(found.limit);
    setUnit(found.unit);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    agree.mutate(
      { name, kind: template.kind, limit, unit, team_id: whose === EVERYBODY ? null : whose },
      {
        onSuccess: () => {
          tell(delivery.agreed(name));
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <div>
        <span className={LABEL}>{delivery.agreeOn}</span>
        <Select
          label={delivery.agreeOn}
          value={template.key}
          options={templates.map((one) => ({ value: one.key, label: one.name }))}
          onChange={choose}
          className="h-[34px]! max-sm:h-10! w-full max-w-none! justify-between!"
        />
        <p className="mt-1 text-small text-ink-3">{template.says}</p>
      </div>
      {template.units.length > 0 && (
        <div className="grid grid-cols-2 gap-3">
          <div>
            <label htmlFor={`${id}-limit`} className={LABEL}>
              {delivery.agreeLimit}
            </label>
            <input
              id={`${id}-limit`}
              type="number"
              step="any"
              min={0.1}
              max={100_000}
              required
              value={limit ?? ""}
              onChange={(event) =>
                setLimit(Number.isNaN(event.target.valueAsNumber) ? null : event.target.valueAsNumber)
              }
              className="field figures"
            />
          </div>
          <div>
            <span className={LABEL}>{delivery.agreeUnit}</span>
            <Select
              label={delivery.agreeUnit}
              value={unit ?? template.units[0] ?? ""}
              options={template.units.map((one) => ({ value: one, label: delivery.units[one] }))}
              onChange={(value) => setUnit(value as LimitUnit)}
              className="h-[34px]! max-sm:h-10! w-full max-w-none! justify-between!"
            />
          </div>
        </div>
      )}
      <div>
        <label htmlFor={`${id}-name`} className={LABEL}>
          {delivery.agreeName}
        </label>
        <input
          id={`${id}-name`}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="field"
        />
      </div>
      <div>
        <span className={LABEL}>{delivery.agreeOf}</span>
        <Select
          label={delivery.agreeOf}
          value={whose}
          options={[
            { value: EVERYBODY, label: delivery.agreeEverybody },
            ...teams.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={setWhose}
          className="h-[34px]! max-sm:h-10! w-full max-w-none! justify-between!"
        />
      </div>
      {agree.error && <Wrong error={agree.error} className="px-0!" />}
      <Button look="primary" type="submit" disabled={agree.isPending}>
        {delivery.agreeKeep}
      </Button>
    </form>
  );
}
