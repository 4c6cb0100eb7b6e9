/** What is stuck, in sentences: what has gone quiet, which stage is waited in longest, and which issues. */
import type { OpenFlow, Stale } from "@/api/delivery";
import type { Standing } from "@/api/issues";
import { delivery } from "@/text/en-delivery";
import { sayLong } from "./long";

/** Drafts wait for nobody but their author. */
const WAITS = ["waiting_for_first_review", "in_review", "approved"];

export function quietSays(found: Pick<Stale, "n" | "of" | "days"> | undefined): string | null {
  if (found?.n == null || found.of == null) return null;
  return delivery.stuckQuiet(found.n, found.of, found.days);
}

/** The stage half of whose pull requests have been in it longest. */
export function longestSays(found: Pick<OpenFlow, "stages"> | undefined): string | null {
  const waits = (found?.stages ?? []).flatMap(({ stage, n, in_stage }) =>
    WAITS.includes(stage) && n > 0 && in_stage.hours.median !== null ? [{ stage, n, half: in_stage.hours.median }] : [],
  );
  const [longest] = waits.toSorted((a, b) => b.half - a.half);
  return longest ? delivery.stuckLongest[longest.stage](longest.n, sayLong(longest.half)) : null;
}

/** How many issues are stuck; null where no tracker is known or they are out of reach. */
export function stuckIssues(found: Pick<Standing, "has_any" | "withheld" | "stuck"> | undefined): number | null {
  return found?.has_any && found.withheld === null ? found.stuck : null;
}
