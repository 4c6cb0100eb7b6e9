"use client";
/** What a rule would have said lately: a bar a period, its line, and a sentence for each time it fired. */
import { type RuleWish, type Trial, type Trials, useTrials, type Verdict } from "@/api/alerts";
import { usePlace } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { alerts as en } from "@/text/en-alerts";
import { Foreign, Skeleton } from "@/ui/basic";
import { Dialog } from "@/ui/overlay";
import { Wrong } from "@/ui/states";

const H = 88;
const BAR = 36;

const FILL: Record<Verdict, string> = {
  fires: "fill-worse",
  counts: "fill-worse opacity-50",
  holds: "fill-worse opacity-50",
  resolves: "fill-better",
  calm: "fill-series-1",
  abstains: "fill-line",
};

export function TestDialog({
  name,
  tried,
  onClose,
}: {
  name: string;
  tried: { id: string } | { wish: RuleWish };
  onClose: () => void;
}) {
  const { workspace } = usePlace();
  const query = useTrials(workspace.id, tried);
  return (
    <Dialog open wide onClose={onClose} title={name} says={query.data?.rule ?? en.testSays}>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton className="h-[160px]" />
      ) : (
        <>
          <p className="font-medium">{en.fired(query.data.fired)}</p>
          <Legend />
          <div className="flex flex-col gap-5">
            {query.data.trials.map((trial) => (
              <Picture key={trial.subject.id} trials={query.data} trial={trial} />
            ))}
          </div>
          {query.data.left_out > 0 && <p className="mt-3 text-small text-ink-3">{en.leftOut(query.data.left_out)}</p>}
        </>
      )}
    </Dialog>
  );
}

function Picture({ trials, trial }: { trials: Trials; trial: Trial }) {
  const silent = trial.judgments.findLast((one) => one.verdict === "abstains");
  return (
    <section>
      <h3 className="mb-1 text-ink-2">
        <Foreign>{trial.subject.name}</Foreign>
      </h3>
      <Bars trials={trials} trial={trial} />
      <p className="flex justify-between text-fine text-ink-3">
        <span>{trial.judgments[0]?.start}</span>
        <span>{trial.judgments.at(-1)?.start}</span>
      </p>
      <ul className="mt-1 text-small text-ink-2">
        {trial.episodes.map((one) => (
          <li key={one.opened}>
            <Foreign>{one.why}</Foreign>
          </li>
        ))}
        {trial.episodes.length === 0 && silent && <li className="text-ink-3">{silent.says}</li>}
      </ul>
    </section>
  );
}

function Legend() {
  const shown: Verdict[] = ["calm", "fires", "resolves", "abstains"];
  return (
    <ul className="mb-3 flex flex-wrap gap-x-4 text-small text-ink-3">
      {shown.map((verdict) => (
        <li key={verdict} className="flex items-center gap-1.5">
          <svg aria-hidden="true" viewBox="0 0 8 8" className="size-2">
            <rect width={8} height={8} className={FILL[verdict]} />
          </svg>
          {en.verdict[verdict]}
        </li>
      ))}
    </ul>
  );
}

function Bars({ trials, trial }: { trials: Trials; trial: Trial }) {
  const values = trial.judgments.map((one) => one.value ?? 0);
  const top = Math.max(...values, trials.limit ?? 0, 1e-9) * 1.05;
  const floor = Math.min(...values, trials.limit ?? 0, 0);
  const y = (value: number) => H - ((value - floor) / (top - floor)) * H;
  const width = BAR * trial.judgments.length;
  const label = trial.judgments
    .map((one) => `${one.start}: ${say(one.value, trials.unit)}, ${en.verdict[one.verdict]}`)
    .join("; ");
  return (
    <svg
      viewBox={`0 0 ${width} ${H}`}
      role="img"
      aria-label={label}
      className="block h-[88px] w-full"
      preserveAspectRatio="none"
    >
      {trial.judgments.map((one, index) => (
        <rect
          key={one.start}
          x={index * BAR + 3}
          width={BAR - 6}
          y={Math.min(y(one.value ?? 0), y(0)) - 1}
          height={Math.abs(y(one.value ?? 0) - y(0)) + 1}
          className={FILL[one.verdict]}
        >
          <title>{one.says}</title>
        </rect>
      ))}
      {trials.limit !== null && (
        <line
          x1={0}
          x2={width}
          y1={y(trials.limit)}
          y2={y(trials.limit)}
          className="stroke-broken"
          strokeDasharray="4 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
