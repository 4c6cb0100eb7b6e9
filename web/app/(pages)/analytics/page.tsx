"use client";
/** Who knows what, who did what when, how it goes, who has what in hand, who works with whom: a tab each. */
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useHref } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { analytics } from "@/text/en-analytics";
import { cx } from "@/ui/basic";
import { ActivityTab } from "./activity";
import { CollaborationTab } from "./collaboration";
import { ProductivityTab } from "./productivity";
import { SkillsTab } from "./skills";
import { WorkloadTab } from "./workload";

const TABS = {
  skills: SkillsTab,
  activity: ActivityTab,
  productivity: ProductivityTab,
  workload: WorkloadTab,
  collaboration: CollaborationTab,
} as const;
type Tab = keyof typeof TABS;
const ORDER = Object.keys(TABS) as Tab[];
const OF_A_PERIOD: readonly Tab[] = ["productivity", "workload"];

export default function Analytics() {
  const asked = useSearchParams().get("tab");
  const tab: Tab = ORDER.find((one) => one === asked) ?? "skills";
  const Content = TABS[tab];
  return (
    <>
      <PageHead title={analytics.title} periods={OF_A_PERIOD.includes(tab)} teams={tab !== "activity"} says="" />
      <PageBody>
        <Tabs chosen={tab} />
        <Content />
      </PageBody>
    </>
  );
}

function Tabs({ chosen }: { chosen: Tab }) {
  const href = useHref()("/analytics");
  const joint = href.includes("?") ? "&" : "?";
  return (
    <nav aria-label={analytics.tabs} className="-mx-1 overflow-x-auto px-1">
      <ul className="flex gap-1 border-b border-line">
        {ORDER.map((tab) => (
          <li key={tab}>
            <Link
              href={`${href}${joint}tab=${tab}`}
              aria-current={tab === chosen ? "page" : undefined}
              className={cx(
                "-mb-px block border-b-2 px-3 py-2 whitespace-nowrap",
                tab === chosen
                  ? "border-accent font-semibold text-ink"
                  : "border-transparent text-ink-2 hover:text-ink",
              )}
            >
              {analytics[tab]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
