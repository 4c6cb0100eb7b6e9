"use client";
/** What is left to do before Aexy says much: done by itself where facts say so, else ticked. */
import { ArrowRight, Check, CircleCheck } from "lucide-react";
import type { Preferences, Step } from "@/api/dashboard";
import { dashboard } from "@/text/en-dashboard";
import { Button, Card, cx, Sentence, tame } from "@/ui/basic";
import { Going } from "./going";
import { useChecklist } from "./ticking";

const text = dashboard.checklist;

export default function Checklist({ preferences }: { preferences: Preferences }) {
  const { tick, dismiss } = useChecklist(preferences);
  const steps = preferences.checklist;
  const done = steps.filter((step) => step.done).length;
  return (
    <Card
      title={text.title}
      says={text.done(done, steps.length)}
      actions={
        <Button look="quiet" onClick={() => dismiss(true)}>
          {text.dismiss}
        </Button>
      }
    >
      <div aria-hidden="true" className="mb-3 h-1 rounded-full bg-step-0">
        <div className="h-full rounded-full bg-accent" style={{ width: `${(done / steps.length) * 100}%` }} />
      </div>
      <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2 lg:grid-cols-3">
        {steps.map((step) => (
          <li key={step.id} className="flex items-start gap-2.5 py-1.5">
            <Mark step={step} onTick={() => tick(step)} />
            <div className="min-w-0">
              <p className={cx("font-medium", step.done && "text-ink-3")}>
                <Going href={step.done ? null : step.link.href} className="hover:text-accent-ink hover:underline">
                  {tame(step.title)}
                  {!step.done && <ArrowRight aria-hidden="true" size={12} className="ml-1 inline text-accent-ink" />}
                </Going>
              </p>
              <p className="text-small text-ink-3">
                <Sentence>{step.says}</Sentence>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Mark({ step, onTick }: { step: Step; onTick: () => void }) {
  const ring = "mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-full border";
  if (!step.by_hand || step.by_facts) {
    return step.done ? (
      <CircleCheck aria-label={text.isDone} size={16} className="mt-0.5 shrink-0 text-better" />
    ) : (
      <span aria-hidden="true" className={cx(ring, "border-dashed border-line-strong")} />
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a round mark, drawn as the others are
    <button
      type="button"
      role="checkbox"
      aria-checked={step.done}
      aria-label={text.tick(tame(step.title))}
      onClick={onTick}
      className={cx(
        ring,
        step.done ? "border-transparent bg-accent-solid text-on-accent" : "border-field-line hover:bg-hover",
      )}
    >
      {step.done && <Check aria-hidden="true" size={11} strokeWidth={3} />}
    </button>
  );
}
