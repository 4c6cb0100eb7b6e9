"use client";
/** What a minute of CI costs, as somebody said; who may says it anew. */
import { type FormEvent, useId, useState } from "react";
import type { CiPrice, CiReport } from "@/api/delivery";
import { useSetPrice } from "@/api/delivery-flow";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { ruleWords } from "@/text/en-delivery-rules";
import { Button, Card, Foreign, Instant, Sentence } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { useMaySetPrice } from "./may-rules";

const said = delivery.price;

export function Price({ report }: { report: CiReport | undefined }) {
  const may = useMaySetPrice();
  const [open, setOpen] = useState(false);
  if (report === undefined) return null;
  const { price, caution } = report;
  return (
    <Card title={said.title} actions={may && <Button onClick={() => setOpen(true)}>{said.change}</Button>}>
      <p className="text-ink-2">
        {price.per_minute === null ? (
          said.none
        ) : (
          <>
            <Foreign>{said.is(price.per_minute, price.currency ?? "")}</Foreign>{" "}
            <span className="text-ink-3">
              <Foreign>{price.set_by ?? ruleWords.somebody}</Foreign> · <Instant at={price.set_at} />
            </span>
          </>
        )}
      </p>
      <p className="mt-2 text-small text-ink-3">
        <Sentence>{caution}</Sentence>
      </p>
      {open && <PriceDialog price={price} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function PriceDialog({ price, onClose }: { price: CiPrice; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const id = useId();
  const change = useSetPrice(workspace.id);
  const [amount, setAmount] = useState(price.per_minute === null ? "" : String(price.per_minute));
  const [currency, setCurrency] = useState(price.currency ?? "USD");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wish = amount.trim() === "" ? { per_minute: null, currency: null } : { per_minute: Number(amount), currency };
    change.mutate(wish, {
      onSuccess: () => {
        tell(said.kept);
        onClose();
      },
    });
  };
  return (
    <Dialog open onClose={onClose} title={said.title} says={said.says}>
      <form onSubmit={submit} className="space-y-3">
        <div className="grid grid-cols-2 gap-3">
          <div>
            <label htmlFor={`${id}-amount`} className="mb-1 block text-small text-ink-2">
              {said.perMinute}
            </label>
            <input
              id={`${id}-amount`}
              type="number"
              step="any"
              min={0}
              max={100_000}
              value={amount}
              placeholder={said.unknown}
              onChange={(event) => setAmount(event.target.value)}
              className="field figures"
            />
          </div>
          <div>
            <label htmlFor={`${id}-currency`} className="mb-1 block text-small text-ink-2">
              {said.currency}
            </label>
            <input
              id={`${id}-currency`}
              value={currency}
              maxLength={12}
              required={amount.trim() !== ""}
              onChange={(event) => setCurrency(event.target.value)}
              className="field"
            />
          </div>
        </div>
        {change.error && <Wrong error={change.error} className="px-0!" />}
        <Button look="primary" type="submit" disabled={change.isPending}>
          {said.keep}
        </Button>
      </form>
    </Dialog>
  );
}
