"use client";
/** What is shown before anything is asked: open work nobody has, each a question to ask. */
import { useWidgetAnswer } from "@/api/dashboard";
import { Items } from "@/app/_dashboard/rows";
import { usePlace } from "@/app/_frame/place";
import { skills } from "@/text/en-skills";
import { Card, Sentence, Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";

const NOBODYS = "taskMatcher";

export function NobodyHas() {
  const { workspace } = usePlace();
  const query = useWidgetAnswer(
    workspace.id,
    NOBODYS,
    { from: null, to: null, team_id: null },
    { enabled: true, every: false },
  );
  const items = query.data?.drawings.find((one) => one.drawing === "items");
  return (
    <>
      <Card>
        <Empty title={skills.startTitle}>{skills.start}</Empty>
      </Card>
      {query.error ? (
        <Card title={skills.open}>
          <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
        </Card>
      ) : query.data === undefined ? (
        <Card title={skills.open} says={skills.openSays}>
          <Skeleton className="h-64" />
        </Card>
      ) : items !== undefined ? (
        <Card title={skills.open} says={skills.openSays}>
          <Items drawing={items} label={skills.open} />
        </Card>
      ) : (
        <Card title={skills.open}>
          <p className="text-ink-3">
            <Sentence>{query.data.withheld ?? query.data.empty?.sentence ?? ""}</Sentence>
          </p>
        </Card>
      )}
    </>
  );
}
