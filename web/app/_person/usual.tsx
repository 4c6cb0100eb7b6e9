"use client";
import type { Unit } from "@/api/types";
/** My last weeks beside my own usual: for my eyes, and nobody else's. */
import { type Burnout, type Indicator, useBurnout } from "@/api/wellbeing";
import { usePlace } from "@/app/_frame/place";
import { Figure } from "@/metrics/figure";
import { say } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import type { TableView } from "@/metrics/plain-table";
import { wellbeing as text } from "@/text/en-wellbeing";
import { Badge, Sentence } from "@/ui/basic";
import { Band } from "./band";
import { amount, bandOf, beside } from "./usual-words";

type SignKey =
  | "after_hours_share"
  | "weekend_share"
  | "streak_days"
  | "days_since_break"
  | "daily_commits"
  | "review_depth";

export default function Usual({ id }: { id: string }) {
  const { workspace } = usePlace();
  const query = useBurnout(workspace.id, id);
  const found = query.data;
  const when = found?.start && found.end ? writeRange(found.start, found.end) : null;
  return (
    <Figure
      title={text.title}
      says={when ? text.says(when) : text.saysNothing}
      height={280}
      query={query}
      empty={found && found.indicators.length === 0 ? (found.reason ?? text.nothing) : null}
      table={found ? tableOf(found) : null}
    >
      {found && (
        <>
          <Summary found={found} />
          <Signs found={found} />
          <Meaning found={found} />
        </>
      )}
    </Figure>
  );
}

function Summary({ found }: { found: Burnout }) {
  const level = found.risk_level;
  return (
    <div className="mb-4 space-y-1">
      {level && <Badge tone={level === "low" ? "quiet" : "accent"}>{text.levels[level]}</Badge>}
      {found.reason && <p className="text-ink-2">{found.reason}</p>}
      {level && found.alerts.length === 0 && <p className="text-ink-2">{text.nothing}</p>}
      {found.alerts.map((alert) => (
        <p key={alert.key}>{alert.says}</p>
      ))}
    </div>
  );
}

function Signs({ found }: { found: Burnout }) {
  const units = new Map(found.signs.map((sign) => [sign.key, sign.unit]));
  return (
    <ul className="grid gap-x-6 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
      {found.indicators.map((one) => (
        <Sign key={one.key} one={one} unit={units.get(one.key) ?? "count"} found={found} />
      ))}
    </ul>
  );
}

function Sign({ one, unit, found }: { one: Indicator; unit: Unit; found: Burnout }) {
  const name = text.signs[one.key] ?? one.key;
  const values = found.trend.map((week) => week[one.key as SignKey]);
  const band = bandOf(one);
  const words = beside(one);
  const label = text.band(name, values.length, amount(band?.[0] ?? null, unit), amount(band?.[1] ?? null, unit));
  return (
    <li className="min-w-0">
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="truncate text-ink-2" title={found.signs.find((sign) => sign.key === one.key)?.says}>
          {name}
        </h3>
        <span className="figures text-[17px] font-semibold">{amount(one.value, unit)}</span>
      </div>
      <Band weekly={{ values, band }} label={label} className="my-1" />
      <p className="truncate text-small text-ink-3" title={one.reason ?? text.restsOn(one.n, one.weeks)}>
        {one.reason ??
          [words, one.baseline !== null && words !== text.unusual && text.usual(amount(one.baseline, unit))]
            .filter(Boolean)
            .join(" · ")}
      </p>
    </li>
  );
}

function tableOf(found: Burnout): TableView {
  const signs = found.signs.map(({ key, unit }) => ({ key: key as SignKey, unit }));
  return {
    head: [text.week, ...signs.map(({ key }) => text.signs[key] ?? key), text.score],
    rows: [...found.trend]
      .reverse()
      .map((week) => [
        writeRange(week.week, week.week),
        ...signs.map(({ key, unit }) => amount(week[key], unit)),
        say(week.risk_score, "score"),
      ]),
  };
}

function Meaning({ found }: { found: Burnout }) {
  return (
    <details className="mt-4 text-small text-ink-3">
      <summary className="cursor-pointer hover:text-ink">{text.explain}</summary>
      <p className="mt-1 max-w-[88ch]">
        <Sentence>{found.says}</Sentence> <Sentence>{found.caution}</Sentence> {text.how}
      </p>
      <dl className="mt-2 grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_1fr]">
        {found.signs.map((sign) => (
          <div key={sign.key} className="contents">
            <dt className="font-medium">{text.signs[sign.key] ?? sign.key}</dt>
            <dd>{sign.says}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
