"use client";
/** A piece of work in words, as an issue or by its files, and who may be asked. What is asked stands in the address. */
import { type FormEvent, useEffect, useState } from "react";
import { skills } from "@/text/en-skills";
import { Button, Card } from "@/ui/basic";
import { Select } from "@/ui/select";
import { type Asked, DAYS, questionOf } from "./question";

export function Ask({ asked, busy, onAsk }: { asked: Asked; busy: boolean; onAsk: (asked: Asked) => void }) {
  const [form, setForm] = useState(asked);
  // Back, and a link, bring another question.
  useEffect(() => setForm(asked), [asked]);
  const set = (change: Partial<Asked>) => setForm((now) => ({ ...now, ...change }));
  const ask = (event: FormEvent) => {
    event.preventDefault();
    onAsk(form);
  };
  /** A choice among whom to ask is asked at once, where something is asked. */
  const choose = (change: Partial<Asked>) => {
    set(change);
    if (questionOf(asked, null) !== null) onAsk({ ...form, ...change });
  };
  return (
    <Card title={skills.askTitle} says={skills.askSays} className="xl:sticky xl:top-16">
      <form onSubmit={ask} className="space-y-3">
        <Words form={form} set={set} />
        <fieldset className="space-y-3 border-t border-line pt-3">
          <legend className="sr-only">{skills.whom}</legend>
          <label className="block">
            <span className="text-small text-ink-3">{skills.takesAll}</span>
            <input
              className="field"
              maxLength={400}
              placeholder={skills.takesExample}
              value={form.takes}
              onChange={(event) => set({ takes: event.target.value })}
            />
          </label>
          <div className="grid grid-cols-2 items-end gap-3">
            <label className="block">
              <span className="text-small text-ink-3">{skills.mostInHand}</span>
              <input
                className="field figures"
                inputMode="numeric"
                pattern="\d{0,3}"
                placeholder={skills.mostExample}
                value={form.most}
                onChange={(event) => set({ most: event.target.value })}
              />
            </label>
            <div>
              <p aria-hidden="true" className="text-small text-ink-3">
                {skills.activeDays}
              </p>
              <Select
                label={skills.activeDays}
                value={String(form.days)}
                options={DAYS.map((one) => ({ value: String(one), label: skills.daysOf(one) }))}
                onChange={(days) => choose({ days: Number(days) })}
              />
            </div>
          </div>
          <Tick label={skills.fair} checked={form.fair} onChange={(fair) => choose({ fair })} />
          <Tick label={skills.available} checked={form.there} onChange={(there) => choose({ there })} />
        </fieldset>
        <Button
          type="submit"
          look="primary"
          className="w-full justify-center"
          disabled={busy || questionOf(form, null) === null}
        >
          {skills.ask}
        </Button>
      </form>
    </Card>
  );
}

function Words({ form, set }: { form: Asked; set: (change: Partial<Asked>) => void }) {
  return (
    <>
      <label className="block">
        <span className="text-small text-ink-3">{skills.text}</span>
        <textarea
          className="field h-auto! min-h-[84px] resize-y py-1.5!"
          rows={4}
          maxLength={10_000}
          placeholder={skills.textExample}
          value={form.text}
          onChange={(event) => set({ text: event.target.value })}
        />
      </label>
      <label className="block">
        <span className="text-small text-ink-3">{skills.issue}</span>
        <input
          className="field"
          placeholder={skills.issueExample}
          maxLength={200}
          value={form.issue}
          onChange={(event) => set({ issue: event.target.value })}
        />
      </label>
      <label className="block">
        <span className="text-small text-ink-3">{skills.paths}</span>
        <textarea
          className="field h-auto! min-h-[52px] resize-y py-1.5! font-mono text-small"
          rows={2}
          placeholder={skills.pathsExample}
          value={form.paths}
          onChange={(event) => set({ paths: event.target.value })}
        />
      </label>
    </>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex items-start gap-2 text-small text-ink-2">
      <input
        type="checkbox"
        className="mt-0.5"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
