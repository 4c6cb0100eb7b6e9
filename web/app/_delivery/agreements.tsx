"use client";
/** What was agreed on about pull requests, and how far it is kept; something to begin with where nothing is. */
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { AgreementTemplate, KeepingShort } from "@/api/delivery";
import { useAgreementTemplates, useKeepings } from "@/api/delivery-flow";
import { openDrawer } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { say } from "@/metrics/format";
import { known, Sparkline } from "@/metrics/sparkline";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { Badge, Button, Card, Foreign, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { useMayAgree } from "./may-rules";

const AgreeDialog = lazy(() => import("./agree-dialog"));

export default function Agreements() {
  const { workspace } = usePlace();
  const query = useKeepings(workspace.id, useSpan());
  const may = useMayAgree();
  const [beginning, setBeginning] = useState<AgreementTemplate | "any" | null>(null);
  const items = query.data?.items ?? [];
  return (
    <Card
      title={delivery.agreements}
      says={delivery.agreementsSay}
      actions={
        may &&
        items.length > 0 && (
          <Button onClick={() => setBeginning("any")}>
            <Plus aria-hidden="true" size={13} /> {delivery.agree}
          </Button>
        )
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      ) : query.isPending ? (
        <Skeleton className="h-40" />
      ) : items.length > 0 ? (
        <ul className="grid gap-3 min-[560px]:grid-cols-2 min-[1280px]:grid-cols-3">
          {items.map((one) => (
            <li key={one.agreement.id} className="min-w-0">
              <Kept keeping={one} />
            </li>
          ))}
        </ul>
      ) : may ? (
        <Begin onBegin={setBeginning} />
      ) : (
        <Empty title={delivery.agreementsNone}>{delivery.agreementsNoneViewer}</Empty>
      )}
      {beginning !== null && (
        <Suspense fallback={null}>
          <AgreeDialog template={beginning === "any" ? null : beginning} onClose={() => setBeginning(null)} />
        </Suspense>
      )}
    </Card>
  );
}

function Begin({ onBegin }: { onBegin: (template: AgreementTemplate) => void }) {
  const { workspace } = usePlace();
  const templates = useAgreementTemplates(workspace.id).data;
  return (
    <>
      <p className="mb-3 text-ink-2">
        <span className="font-medium text-ink">{delivery.agreementsNone}.</span> {delivery.agreementsNoneSays}
      </p>
      <ul className="grid gap-3 min-[560px]:grid-cols-2 min-[1280px]:grid-cols-3">
        {(templates ?? [null, null, null]).map((template, index) => (
          <li key={template?.key ?? index} className="min-w-0">
            {template === null ? (
              <Skeleton className="h-[92px] rounded-card!" />
            ) : (
              <button
                type="button"
                onClick={() => onBegin(template)}
                className="block h-full min-h-[72px] w-full rounded-card border border-dashed border-line-strong px-4 py-3 text-left hover:bg-hover"
              >
                <span className="block font-medium">{template.name}</span>
                <span className="block text-small text-ink-3">{template.says}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

export function keptText(
  keeping: Pick<KeepingShort, "rate" | "kept" | "n" | "undecided" | "at_least" | "at_most">,
): string {
  const { kept, n, undecided, at_least, at_most } = keeping;
  return [
    delivery.keptOf(kept, n),
    ...(undecided > 0 ? [delivery.undecided(undecided)] : []),
    ...(undecided > 0 && at_least !== null && at_most !== null
      ? [delivery.between(say(at_least, "share"), say(at_most, "share"))]
      : []),
  ].join(" · ");
}

function Kept({ keeping }: { keeping: KeepingShort }) {
  const { agreement, withheld, rate, weeks } = keeping;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => openDrawer("agreement", agreement.id)}
      className="flex h-full w-full flex-col rounded-card border border-line px-4 py-3 text-left hover:bg-hover"
    >
      <span className="flex items-baseline justify-between gap-2">
        <Foreign className="min-w-0 truncate font-medium">{agreement.name}</Foreign>
        <Badge>
          <Foreign>{delivery.agreementOf(agreement.team)}</Foreign>
        </Badge>
      </span>
      <span className="text-small text-ink-3">
        <Sentence>{agreement.says}</Sentence>
      </span>
      {withheld !== null ? (
        <span className="mt-2 text-small text-ink-3">{withheld}</span>
      ) : (
        <>
          <span className="mt-2 flex items-end justify-between gap-4">
            <span className="figures text-reading font-semibold whitespace-nowrap">
              {rate === null ? en.reading.nothing : say(rate, "share")}
            </span>
            <span className="block w-28 shrink-0">
              <Sparkline {...known(weeks.map(({ rate, open }) => ({ value: rate, open })))} />
            </span>
          </span>
          <span className="figures text-small text-ink-3">{keptText(keeping)}</span>
        </>
      )}
    </button>
  );
}
