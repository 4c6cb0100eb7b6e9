"use client";
/** There are no records: how a file and how a program bring some. */
import { address } from "@/api/client";
import { useHref } from "@/app/_frame/address";
import { COMMANDS, records as en, POSTED } from "@/text/en-records";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";

export function Bring({ workspace_id }: { workspace_id: string }) {
  const href = useHref();
  return (
    <Card>
      <Empty title={en.emptyTitle} action={<ButtonLink href={href("/settings/tokens")}>{en.tokens}</ButtonLink>}>
        {en.empty}
      </Empty>
      <div className="grid grid-cols-2 gap-4 max-lg:grid-cols-1">
        <Way title={en.byFile} says={en.byFileSays} lines={COMMANDS} />
        <Way
          title={en.byProgram}
          says={en.byProgramSays}
          lines={POSTED(`$AEXY${address(`/workspaces/${workspace_id}/work-records`)}`)}
        />
      </div>
    </Card>
  );
}

function Way({ title, says, lines }: { title: string; says: string; lines: string }) {
  return (
    <section className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <p className="text-small text-ink-3">{says}</p>
      {/* Lines too long for the page scroll, and the keyboard must reach them. */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by Tab
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono text-small"
      >
        {lines}
      </pre>
    </section>
  );
}
