"use client";
/** What fires and why, the rules behind it, and rules to begin with. */
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { alerts as en } from "@/text/en-alerts";
import { Feed } from "./feed";
import { History } from "./history";
import { Rules } from "./rules";
import { Templates } from "./templates";

export default function Alerts() {
  return (
    <>
      <PageHead title={en.title} />
      <PageBody>
        <p className="max-w-[80ch] text-ink-2">{en.says}</p>
        <Feed />
        <Rules />
        <Templates />
        <History />
      </PageBody>
    </>
  );
}
