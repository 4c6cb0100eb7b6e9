"use client";
/** What the rules as they are being written would count: how many, when, which of the latest, and why or why not. */
import { Check, Minus, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { Preview, PreviewRow, PreviewSide } from "@/api/delivery";
import { count } from "@/metrics/format";
import { writeRange } from "@/metrics/periods";
import { delivery } from "@/text/en-delivery";
import { Badge, Card, cx, exact, Foreign, Sentence, Skeleton, shortTime } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { Select } from "@/ui/select";
import { Empty, Wrong } from "@/ui/states";
import { safe } from "./pulls";
import { Weeks } from "./weeks";

const said = delivery.previewed;
const SUGGESTED = 6;

export function PreviewCard({
  query,
  fresh,
}: {
  query: { data: Preview | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  /** Whether it shows what is written now. */
  fresh: boolean;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const preview = query.data;
  const services = preview?.services ?? [];
  const keyOf = (service: Preview["services"][number]) => service.id ?? `new:${service.name}`;
  const service = services.find((one) => keyOf(one) === chosen) ?? services[0];
  return (
    <Card
      title={said.title}
      says={preview && fresh ? said.says(writeRange(preview.from, preview.to)) : said.counting}
      actions={
        services.length > 1 && service ? (
          <Select
            label={delivery.service}
            value={keyOf(service)}
            options={services.map((one) => ({ value: keyOf(one), label: one.name }))}
            onChange={setChosen}
          />
        ) : undefined
      }
    >
      <div aria-live="polite" aria-busy={!fresh} className="min-h-[320px]">
        {query.error ? (
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        ) : preview === undefined ? (
          <Skeleton className="h-[300px]" />
        ) : (
          <>
            <Warnings warnings={preview.warnings} />
            {service ? <Sides key={keyOf(service)} service={service} /> : <Empty>{said.noService}</Empty>}
            {preview.left_out > 0 && <p className="mt-2 text-small text-ink-3">{said.leftOut(preview.left_out)}</p>}
            <Suggestions suggestions={preview.suggestions} />
          </>
        )}
      </div>
    </Card>
  );
}

function Suggestions({ suggestions }: { suggestions: Preview["suggestions"] }) {
  if (suggestions.length === 0) return null;
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h3 className="text-small text-ink-3">{said.suggestions}</h3>
      <ul className="mt-1 space-y-1 text-small text-ink-2">
        {suggestions.slice(0, SUGGESTED).map((one) => (
          <li key={`${one.repository_id} ${one.rule.counts}`}>
            <span className="font-medium">
              <Foreign>{one.repository}</Foreign>
            </span>
            : <Sentence>{one.says}</Sentence>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="mb-3 space-y-1.5">
      {warnings.map((warning) => (
        <li key={warning} className="flex items-start gap-2 rounded-control bg-worse-wash px-3 py-2 text-worse">
          <TriangleAlert aria-hidden="true" size={14} className="mt-[3px] shrink-0" />
          <span className="min-w-0">
            <Sentence>{warning}</Sentence>
          </span>
        </li>
      ))}
    </ul>
  );
}

type Which = "deployments" | "incidents";

function Sides({ service }: { service: Preview["services"][number] }) {
  const [which, setWhich] = useState<Which>("deployments");
  const side = service[which];
  return (
    <>
      <Choice
        label={said.which}
        value={which}
        options={[
          { value: "deployments", label: `${delivery.deployments} ${count(service.deployments.n)}` },
          { value: "incidents", label: `${delivery.incidents} ${count(service.incidents.n)}` },
        ]}
        onChange={setWhich}
      />
      <Side key={which} side={side} what={which === "deployments" ? "deployment" : "incident"} />
    </>
  );
}

function Side({ side, what }: { side: PreviewSide; what: string }) {
  const [only, setOnly] = useState<"all" | "yes" | "no">("all");
  const rows = side.rows.filter((row) => only === "all" || row.counts === (only === "yes"));
  const difference = side.n - side.n_now;
  return (
    <div className="mt-3">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="figures text-reading font-semibold">{count(side.n)}</span>
        <span className="text-ink-2">{said.of(side.examined)}</span>
        <span className={cx("figures text-small", difference === 0 ? "text-ink-3" : "text-accent-ink")}>
          {difference === 0 ? said.asNow : said.now(side.n_now)}
        </span>
      </p>
      <p className="figures text-small text-ink-3">
        {Object.entries(side.by_status)
          .filter(([, n]) => n > 0)
          .map(([status, n]) => `${count(n)} ${delivery.status[status] ?? status}`)
          .join(" · ") || "\u00a0"}
      </p>
      <div className="mt-2">
        <Weeks weeks={side.weeks} what={what} height={56} />
      </div>
      <div className="mt-3">
        <Warnings warnings={side.warnings} />
      </div>
      <div className="mt-3 flex items-center justify-between gap-2">
        <h3 className="text-small text-ink-3">{said.rows}</h3>
        <Choice
          label={said.rows}
          value={only}
          options={[
            { value: "all", label: said.all },
            { value: "yes", label: said.yes },
            { value: "no", label: said.no },
          ]}
          onChange={setOnly}
        />
      </div>
      {rows.length === 0 ? (
        <p className="py-4 text-small text-ink-3">{said.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
        <section tabIndex={0} aria-label={said.rows} className="mt-1 max-h-[380px] overflow-y-auto">
          <ul>
            {rows.map((row, index) => (
              <Row key={index} row={row} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Row({ row }: { row: PreviewRow }) {
  const url = safe(row.url);
  const Icon = row.counts ? Check : Minus;
  return (
    <li className="flex items-start gap-2.5 border-t border-line py-1.5">
      <Icon
        aria-label={row.counts ? said.yes : said.no}
        size={14}
        className={cx("mt-[3px] shrink-0", row.counts ? "text-better" : "text-ink-3")}
      />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={cx("min-w-0 truncate", !row.counts && "text-ink-2")}>
            {url === null ? (
              <Foreign>{row.title}</Foreign>
            ) : (
              <a href={url} target="_blank" rel="noreferrer noopener" className="hover:text-accent-ink hover:underline">
                <Foreign>{row.title}</Foreign>
              </a>
            )}
          </span>
          {row.status !== null && row.status !== "success" && (
            <Badge tone={row.status === "failure" ? "broken" : "quiet"}>
              {delivery.status[row.status] ?? row.status}
            </Badge>
          )}
          <time dateTime={row.at} title={exact(row.at)} className="figures ml-auto shrink-0 text-small text-ink-3">
            {shortTime(row.at)}
          </time>
        </span>
        <span className="block text-small text-ink-3">
          <Sentence>{row.why}</Sentence>
        </span>
      </span>
    </li>
  );
}
