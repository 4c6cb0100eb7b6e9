"use client";
/** Work records: the kinds there are, and a list that the address narrows. Widgets lead here with their filters. */
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type Narrowed, type State, useRecordKinds } from "@/api/records";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { Bring } from "@/app/_records/bring";
import { Filters } from "@/app/_records/filters";
import { Kinds } from "@/app/_records/kinds";
import { Listed } from "@/app/_records/listed";
import { records as en } from "@/text/en-records";
import { Card } from "@/ui/basic";
import { Wrong } from "@/ui/states";

const STATES: readonly string[] = ["open", "closed", "overdue"];

function useNarrowed(): Narrowed {
  const search = useSearchParams();
  return useMemo(() => {
    const state = search.get("state");
    return {
      kind: search.get("kind"),
      status: search.get("status"),
      stage: search.get("stage"),
      state: state !== null && STATES.includes(state) ? (state as State) : null,
      owner: search.get("owner"),
      id: search.get("id"),
      q: search.get("q"),
    };
  }, [search]);
}

export default function Records() {
  const { workspace } = usePlace();
  const narrowed = useNarrowed();
  const kinds = useRecordKinds(workspace.id);
  return (
    <>
      <PageHead title={en.title} />
      <PageBody>
        <p className="max-w-[80ch] text-ink-2">{en.says}</p>
        {kinds.error ? (
          <Card>
            <Wrong error={kinds.error} retry={() => void kinds.refetch()} />
          </Card>
        ) : kinds.data?.length === 0 ? (
          <Bring workspace_id={workspace.id} />
        ) : (
          <>
            <Kinds kinds={kinds.data} chosen={narrowed.kind} />
            <Filters narrowed={narrowed} workspace_id={workspace.id} />
            <Listed narrowed={narrowed} workspace_id={workspace.id} />
          </>
        )}
      </PageBody>
    </>
  );
}
