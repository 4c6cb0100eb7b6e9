"use client";
/** Which months are written down, and by whom they may be opened again. */
import { type FormEvent, useId, useState } from "react";
import { type Allocation, type AllocationMonth, useInvesting } from "@/api/investment";
import { usePlace } from "@/app/_frame/place";
import { count, shortMonth } from "@/metrics/format";
import { investment as text } from "@/text/en-investment";
import { Badge, Button, Card } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { inWords, Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

export function monthName(day: string): string {
  return shortMonth(MONTH.format(new Date(`${day}T00:00:00Z`)));
}

export function Months({ allocation }: { allocation: Allocation }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const { freeze } = useInvesting(workspace.id);
  const [opening, setOpening] = useState<string | null>(null);
  const put = (month: string) =>
    freeze.mutate(month, {
      onSuccess: () => tell(text.didFreeze(monthName(month))),
      onError: (error) => tell(inWords(error)),
    });
  return (
    <Card title={text.monthsTitle} says={text.monthsSays}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse */}
      <ul tabIndex={0} aria-label={text.monthsTitle} className="max-h-[218px] divide-y divide-line overflow-y-auto">
        {[...allocation.months].reverse().map((month) => (
          <li key={month.from} className="flex min-h-9 items-center gap-3 py-1">
            <span className="w-[76px] shrink-0">{monthName(month.from)}</span>
            <State month={month} />
            <span className="figures ml-auto text-ink-2">{count(month.n)}</span>
            {allocation.may_decide && (
              <span className="w-[92px] shrink-0 text-right">
                {month.is_frozen ? (
                  <Button look="quiet" onClick={() => setOpening(month.from)}>
                    {text.openAgain}
                  </Button>
                ) : (
                  !month.open && (
                    <Button look="quiet" disabled={freeze.isPending} onClick={() => put(month.from)}>
                      {text.freeze}
                    </Button>
                  )
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
      {opening !== null && <OpenDialog month={opening} onClose={() => setOpening(null)} />}
    </Card>
  );
}

function State({ month }: { month: AllocationMonth }) {
  if (month.is_frozen)
    return (
      <span title={text.frozenBy(month.rules_version)}>
        <Badge>{text.frozen}</Badge>
      </span>
    );
  if (month.open) return <Badge tone="accent">{text.open}</Badge>;
  return month.reason ? (
    <span title={month.reason}>
      <Badge>{text.reopened}</Badge>
    </span>
  ) : null;
}

function OpenDialog({ month, onClose }: { month: string; onClose: () => void }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const id = useId();
  const [reason, setReason] = useState("");
  const { open } = useInvesting(workspace.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate(
      { month, reason },
      {
        onSuccess: () => {
          tell(text.didOpen(monthName(month)));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={text.openTitle(monthName(month))} says={text.openSays}>
      <form onSubmit={submit} className="space-y-4">
        <div>
          <label htmlFor={id} className="mb-1 block text-small text-ink-2">
            {text.reason}
          </label>
          <input
            id={id}
            required
            minLength={3}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className="field"
          />
        </div>
        {open.error && <Wrong error={open.error} className="p-0!" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary" disabled={open.isPending}>
            {text.openAgain}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
