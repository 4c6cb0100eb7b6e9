"use client";
/** What everything in the drawer of delivery is made of: a head, a body, facts. */
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { closeDrawer, isNested } from "@/app/_frame/address";
import { DrawerButtons } from "@/metrics/drawer-buttons";
import { delivery } from "@/text/en-delivery";
import { IconButton } from "@/ui/basic";

export function DrawerHead({
  title,
  says,
  badge,
  csv,
}: {
  title: ReactNode;
  says?: ReactNode;
  badge?: ReactNode;
  csv?: string;
}) {
  return (
    <div className="sticky top-0 z-10 flex items-start justify-between gap-3 border-b border-line bg-raised px-5 py-3">
      <div className="flex min-w-0 items-start gap-2">
        {isNested() && (
          <IconButton label={delivery.back} onClick={() => window.history.back()} className="-ml-1.5">
            <ArrowLeft size={15} />
          </IconButton>
        )}
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-title font-semibold">
            {title}
            {badge}
          </div>
          <p className="truncate text-small text-ink-3">{says}</p>
        </div>
      </div>
      <DrawerButtons csv={csv} onClose={closeDrawer} />
    </div>
  );
}

export function DrawerBody({ children }: { children: ReactNode }) {
  return <div className="space-y-6 px-5 pt-4 pb-8">{children}</div>;
}

export interface Fact {
  title: string;
  body: ReactNode;
  below?: ReactNode;
}

/** Figures side by side, each under its name. */
export function FactGrid({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none">
      {facts.map((fact) => (
        <div key={fact.title} className="min-w-0 bg-raised px-3.5 py-2.5 max-sm:last:odd:col-span-2">
          <dt className="text-small text-ink-3">{fact.title}</dt>
          <dd className="text-[18px] leading-6 font-semibold">{fact.body}</dd>
          {fact.below !== undefined && <dd className="min-h-4 text-small text-ink-3">{fact.below}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** What is said in words rather than in large figures. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5">
      {facts.map((fact) => (
        <div key={fact.title} className="contents">
          <dt className="text-ink-3">{fact.title}</dt>
          <dd className="min-w-0">{fact.body}</dd>
        </div>
      ))}
    </dl>
  );
}
