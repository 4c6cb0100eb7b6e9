"use client";
/** How numbers are counted, for those who may change it and for those who want to know. */
import { Plus, X } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { type InsightSettings, useChangeSettings } from "@/api/settings";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { counting as text } from "@/text/en-counting";
import { Button, Card, IconButton } from "@/ui/basic";
import { inWords as problemInWords } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { MOST_CHURN, MOST_HALF_LIFE, type Written, wholeDays, wishOf, writtenOf } from "./counting-form";

type Change = (changed: Partial<Written>) => void;

export function CountingForm({ settings }: { settings: InsightSettings }) {
  const { workspace } = usePlace();
  const tell = useTell();
  const mayChange = useMay()("PUT /api/v1/workspaces/{workspace_id}/insights/settings");
  const save = useChangeSettings(workspace.id);
  const [written, setWritten] = useState<Written>(() => writtenOf(settings));
  const wish = wishOf(written, settings);
  const isSame = wish !== null && Object.keys(wish).length === 0;
  const change: Change = (changed) => setWritten({ ...written, ...changed });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wish === null || isSame) return;
    save.mutate(wish, { onSuccess: () => tell(text.saved), onError: (error) => tell(problemInWords(error)) });
  };
  return (
    <Card title={text.how} says={text.howSays}>
      <form onSubmit={submit}>
        <fieldset disabled={!mayChange} className="divide-y divide-line">
          <Basics written={written} change={change} />
          <Skills written={written} change={change} />
          {settings.quorum !== undefined && (
            <Line title={text.quorum} says={text.quorumSays(settings.quorum)}>
              <span className="figures">{settings.quorum}</span>
            </Line>
          )}
        </fieldset>
        {mayChange ? (
          <div className="flex gap-2 border-t border-line pt-4">
            <Button look="primary" type="submit" disabled={wish === null || isSame || save.isPending}>
              {text.save}
            </Button>
            {!isSame && <Button onClick={() => setWritten(writtenOf(settings))}>{text.drop}</Button>}
          </div>
        ) : (
          <p className="border-t border-line pt-4 text-ink-3">{text.readOnly}</p>
        )}
      </form>
    </Card>
  );
}

function Line({ title, says, id, children }: { title: string; says: string; id?: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-2 py-3 first:pt-0 sm:grid-cols-[minmax(0,1fr)_260px]">
      <div>
        {id === undefined ? (
          <p className="font-medium">{title}</p>
        ) : (
          <label htmlFor={id} className="block font-medium">
            {title}
          </label>
        )}
        <p className="text-small text-ink-3">{says}</p>
      </div>
      <div className="sm:text-right">{children}</div>
    </div>
  );
}

function Basics({ written, change }: { written: Written; change: Change }) {
  const id = useId();
  return (
    <>
      <Line title={text.period} says={text.periodSays} id={`${id}-period`}>
        <select
          id={`${id}-period`}
          value={written.period}
          onChange={(event) => change({ period: event.target.value as Written["period"] })}
          className="field sm:max-w-[160px]"
        >
          {Object.entries(text.periods).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Line>
      <Line title={text.auto} says={text.autoSays}>
        <label className="inline-flex items-start gap-2 text-left">
          <input
            type="checkbox"
            checked={written.auto}
            onChange={(event) => change({ auto: event.target.checked })}
            className="mt-1 accent-accent"
          />
          {text.autoOn}
        </label>
      </Line>
      <Line title={text.churn} says={text.churnSays} id={`${id}-churn`}>
        <Days id={`${id}-churn`} value={written.churn} most={MOST_CHURN} onChange={(churn) => change({ churn })} />
      </Line>
      <Line title={text.halfLife} says={text.halfLifeSays} id={`${id}-life`}>
        <Days
          id={`${id}-life`}
          value={written.halfLife}
          most={MOST_HALF_LIFE}
          onChange={(halfLife) => change({ halfLife })}
        />
      </Line>
    </>
  );
}

function Days({
  id,
  label,
  value,
  most,
  onChange,
}: {
  id?: string;
  label?: string;
  value: string;
  most: number;
  onChange: (value: string) => void;
}) {
  return (
    <span className="inline-flex items-center gap-2">
      <input
        id={id}
        aria-label={label}
        inputMode="numeric"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={wholeDays(value, most) === null || undefined}
        className="field figures w-[84px]! text-right"
      />
      <span className="text-ink-3">{text.days}</span>
    </span>
  );
}

function Skills({ written, change }: { written: Written; change: Change }) {
  const skills = written.skills;
  const put = (at: number, one: readonly [string, string]) =>
    change({ skills: skills.map((other, index) => (index === at ? one : other)) });
  return (
    <Line title={text.perSkill} says={skills.length === 0 ? text.noSkills : text.perSkillSays}>
      <ul className="space-y-2">
        {skills.map(([name, days], index) => (
          <li key={index} className="flex items-center gap-2 sm:justify-end">
            <input
              aria-label={text.skill}
              value={name}
              placeholder={text.skill}
              maxLength={100}
              onChange={(event) => put(index, [event.target.value, days])}
              aria-invalid={name.trim() === "" || undefined}
              className="field min-w-0"
            />
            <Days
              label={`${text.halfLife}: ${name}`}
              value={days}
              most={MOST_HALF_LIFE}
              onChange={(value) => put(index, [name, value])}
            />
            <IconButton
              label={text.removeSkill(name)}
              onClick={() => change({ skills: skills.filter((_, at) => at !== index) })}
            >
              <X size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        className={skills.length > 0 ? "mt-2" : ""}
        onClick={() => change({ skills: [...skills, ["", written.halfLife]] })}
      >
        <Plus aria-hidden="true" size={13} /> {text.addSkill}
      </Button>
    </Line>
  );
}
