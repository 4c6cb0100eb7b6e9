"use client";
/** The five readings of CI; the chosen one is drawn over time below. */
import type { CiReport } from "@/api/delivery";
import { NOTHING } from "@/metrics/format";
import { ChangeMark } from "@/metrics/reading";
import { known, Sparkline } from "@/metrics/sparkline";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { cx, Skeleton } from "@/ui/basic";
import { CI_KEYS, type CiKey, ciMoved, ciName, ciValue, sayCost, sayTime } from "./ci-numbers";

export function CiTiles({
  report,
  chosen,
  onChoose,
}: {
  report: CiReport | undefined;
  chosen: CiKey;
  onChoose: (key: CiKey) => void;
}) {
  return (
    <section
      aria-label={delivery.ci}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-5"
    >
      {CI_KEYS.map((key) => (
        <div key={key} className="min-w-0 bg-card max-sm:[&:nth-child(5)]:col-span-2">
          {report === undefined ? (
            <div className="h-[148px] px-4 py-3">
              <Skeleton className="h-5 w-24" />
            </div>
          ) : (
            <Tile report={report} metric={key} chosen={key === chosen} onChoose={() => onChoose(key)} />
          )}
        </div>
      ))}
    </section>
  );
}

/** What a reading must not be shown without. */
export function ciBeside({ total, price }: Pick<CiReport, "total" | "price">, key: CiKey): string {
  switch (key) {
    case "success":
      return delivery.ciCancelled(total.cancelled);
    case "duration":
    case "queue":
      return `p90 ${sayTime(total[key].p90)}`;
    case "flaky":
      return delivery.ciFlakyCommits(total.flaky_commits);
    default:
      return total.cost === null ? delivery.ciNoPrice : sayCost(total.cost, price);
  }
}

function Tile({
  report,
  metric,
  chosen,
  onChoose,
}: {
  report: CiReport;
  metric: CiKey;
  chosen: boolean;
  onChoose: () => void;
}) {
  const found = ciValue(report.total, metric);
  const moved = ciMoved(report.total, report.previous, metric);
  const before = report.previous === null ? null : ciValue(report.previous, metric);
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      title={delivery.ciSays[metric]}
      className={cx(
        "flex h-[148px] w-full min-w-0 flex-col px-4 pt-3 pb-2 text-left focus-visible:outline-offset-[-2px]",
        chosen ? "bg-accent-wash" : "hover:bg-hover",
      )}
    >
      <span className="truncate text-ink-2">{ciName(metric)}</span>
      <span className={cx("figures mt-0.5 text-reading font-semibold", found.value === null && "text-ink-3")}>
        {found.text}
        {found.value !== null && (metric === "duration" || metric === "queue") && (
          <span className="ml-1.5 text-body font-normal text-ink-3">{delivery.median}</span>
        )}
      </span>
      <span className="flex min-h-5 items-center gap-x-2 overflow-hidden text-small whitespace-nowrap text-ink-3">
        {moved && <ChangeMark of={moved} before={before?.text ?? NOTHING} />}
        <span className="figures">{found.value === null ? en.reading.nothing : en.reading.n(found.n)}</span>
      </span>
      <span className="figures truncate text-small text-ink-3">{ciBeside(report, metric)}</span>
      <span className="mt-auto block h-7 shrink-0">
        <Sparkline
          {...known(report.trend.map((step) => ({ value: ciValue(step, metric).value, open: step.period.open })))}
          tone={moved?.verdict === "worse" ? "worse" : "accent"}
        />
      </span>
    </button>
  );
}
