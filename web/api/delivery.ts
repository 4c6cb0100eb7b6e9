"use client";
/** What the pages about delivery ask and change. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useChange } from "./change";
import { answer, api } from "./client";
import { every } from "./hooks";
import type { Span } from "./insights";
import type { Bucket, Page, Shapes } from "./types";

export type Dora = Shapes["Dora"];
export type DoraReading = Shapes["DoraReading"];
export type DoraKey = Shapes["DoraKey"];
export type LeadStage = Shapes["LeadStage"];
export type MergeWeek = Shapes["MergeWeek"];
export type ServiceShort = Shapes["ServiceShort"];
export type Deployment = Shapes["DeploymentRow"];
export type DeploymentDetail = Shapes["DeploymentDetail"];
/** A pull request that went live; of those behind the lead time it is known with which deployment. */
export type Change = Shapes["DeliveredPull"] & Partial<Pick<Shapes["DoraChange"], "deployment_id" | "service">>;
export type Incident = Shapes["IncidentRow"];
export type Correction = Shapes["Correction"];
export type Rules = Shapes["Rules"];
export type RulesDocument = Rules["document"];
export type DeploymentRule = Shapes["DeploymentRule"];
export type IncidentRule = Shapes["IncidentRule"];
export type ServiceRule = Shapes["ServiceRule"];
export type NewRules = Shapes["NewRules"];
export type RulesVersion = Shapes["RulesVersion"];
export type Preview = Shapes["Preview"];
export type PreviewSide = Shapes["PreviewSide"];
export type Suggestion = Shapes["DeploymentSuggestion"];
export type PreviewRow = Shapes["PreviewRow"];

export type CiReport = Shapes["CiReport"];
export type CiNumbers = Shapes["CiNumbers"];
export type CiWorkflow = Shapes["CiWorkflow"];
export type CiPrice = Shapes["CiPrice"];
export type CiPriceWish = Shapes["CiPriceWish"];
export type Flakiness = Shapes["Flakiness"];
export type OpenFlow = Shapes["OpenFlow"];
export type OpenPull = Shapes["OpenPullRow"];
export type PullStage = Shapes["PullStage"];
export type StageOpen = Shapes["StageOpen"];
export type BothClocks = Shapes["BothClocks"];
export type Stale = Shapes["Stale"];
export type Waiting = Shapes["Waiting"];
export type WaitKind = Shapes["WaitKind"];
export type ReviewRounds = Shapes["ReviewRounds"];

export type Agreement = Shapes["Agreement"];
export type AgreementTemplate = Shapes["AgreementTemplate"];
export type AgreementWish = Shapes["AgreementWish"];
export type LimitUnit = Shapes["LimitUnit"];
export type Keeping = Shapes["Keeping"];
export type KeepingShort = Shapes["KeepingShort"];
export type Keepings = Shapes["Keepings"];
export type Verdict = Keeping["verdict"];

const IN = "/api/v1/workspaces/{workspace_id}";
const KEEP = 60_000;
const MOST = 200;
/** More than these are not drawn: the latest stand for all. */
export const MOST_DRAWN = 1000;
/** All that rests on the rules, or on which deployment an incident came of. */
const TOUCHED = ["delivery"];

export interface DoraAsk extends Span {
  subject: string;
  bucket: Exclude<Bucket, "total" | "sprint">;
  edition: string | null;
}

export function useDora(workspace_id: string, query: DoraAsk) {
  const params = { path: { workspace_id }, query: { ...query, edition: query.edition ?? undefined } };
  return useQuery({
    queryKey: ["delivery", workspace_id, "dora", query],
    queryFn: ({ signal }) => answer(api.GET(`${IN}/insights/dora`, { params, signal })),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export function useServices(workspace_id: string, query: Span) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "services", query],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(
          api.GET(`${IN}/insights/dora/services`, {
            params: { path: { workspace_id }, query: { ...query, limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface OfSubject extends Span {
  subject: string;
}

export function useChanges(
  workspace_id: string,
  query: OfSubject & { which: "deployed" | "not_deployed" | "all"; sort: string },
) {
  return useInfiniteQuery({
    queryKey: ["delivery", workspace_id, "changes", query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET(`${IN}/insights/dora/changes`, {
          params: { path: { workspace_id }, query: { ...query, limit: 25, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** Of one service, or of all. */
export interface OfService extends Span {
  service: string | null;
}

/** All deployments to production of a period, as many as are drawn. */
export function useDeployments(workspace_id: string, query: OfService) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "deployments", query],
    queryFn: ({ signal }) =>
      upTo(MOST_DRAWN, (cursor) =>
        answer(
          api.GET(`${IN}/delivery/deployments`, {
            params: { path: { workspace_id }, query: { ...query, production: true, limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

export interface Some<T> {
  items: T[];
  /** Whether there are others. */
  more: boolean;
}

async function upTo<T>(most: number, page: (cursor: string | null) => Promise<Page<T>>): Promise<Some<T>> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const { items: found, next_cursor }: Page<T> = await page(cursor);
    items.push(...found);
    cursor = next_cursor;
  } while (cursor !== null && items.length < most);
  return { items, more: cursor !== null };
}

export function useDeployment(workspace_id: string, deployment_id: string) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "deployment", deployment_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET(`${IN}/delivery/deployments/{deployment_id}`, {
          params: { path: { workspace_id, deployment_id } },
          signal,
        }),
      ),
    staleTime: KEEP,
  });
}

export function useIncidents(workspace_id: string, query: OfService) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "incidents", query],
    queryFn: ({ signal }) =>
      upTo(MOST_DRAWN, (cursor) =>
        answer(
          api.GET(`${IN}/delivery/incidents`, {
            params: { path: { workspace_id }, query: { ...query, limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** Says of which deployment an incident came, or takes back what was said. */
export function useCorrecting(workspace_id: string, incident_id: string) {
  const params = { path: { workspace_id, incident_id } };
  const path = `${IN}/delivery/incidents/{incident_id}/deployment` as const;
  return {
    correct: useChange((body: Correction) => answer(api.PUT(path, { params, body })), TOUCHED),
    takeBack: useChange(() => answer(api.DELETE(path, { params })), TOUCHED),
  };
}

export function useRulesInForce(workspace_id: string) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "rules"],
    queryFn: ({ signal }) =>
      answer(api.GET(`${IN}/insights/dora/rules`, { params: { path: { workspace_id } }, signal })),
    // While the numbers are behind the rules, somebody waits for them.
    refetchInterval: (query) =>
      query.state.data && query.state.data.counted_version < query.state.data.version ? 1500 : false,
  });
}

/** The rules as they were in a version, for who wants them back. */
export function rulesOf(workspace_id: string, version: number): Promise<Rules> {
  return answer(
    api.GET(`${IN}/insights/dora/rules/versions/{version}`, { params: { path: { workspace_id, version } } }),
  );
}

export function useRulesVersions(workspace_id: string) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "rules", "versions"],
    queryFn: ({ signal }) =>
      every((cursor) =>
        answer(
          api.GET(`${IN}/insights/dora/rules/versions`, {
            params: { path: { workspace_id }, query: { limit: MOST, cursor } },
            signal,
          }),
        ),
      ),
  });
}

/** What could stand for deployments in repositories that nothing is deployed from. */
export function useSuggestions(workspace_id: string) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "suggestions"],
    queryFn: ({ signal }) =>
      answer(api.GET(`${IN}/insights/dora/rules/suggestions`, { params: { path: { workspace_id } }, signal })),
    staleTime: KEEP,
  });
}

/** What a document would count. Nothing is changed by asking. */
export function usePreview(workspace_id: string, document: RulesDocument | null) {
  return useQuery({
    queryKey: ["delivery", workspace_id, "preview", document],
    queryFn: ({ signal }) =>
      answer(
        api.POST(`${IN}/insights/dora/rules/preview`, {
          params: { path: { workspace_id } },
          body: { document: document ?? {} },
          signal,
        }),
      ),
    enabled: document !== null,
    staleTime: KEEP,
    placeholderData: keepPreviousData,
  });
}

/** The tracker projects there are, by name. */
export function useTrackers(workspace_id: string) {
  return useQuery({
    queryKey: ["trackers", workspace_id],
    queryFn: async ({ signal }) =>
      (
        await answer(
          api.GET("/api/v1/workspaces/{workspace_id}/trackers", { params: { path: { workspace_id } }, signal }),
        )
      ).items,
    staleTime: KEEP,
  });
}

export function useKeepRules(workspace_id: string) {
  return useChange(
    (body: NewRules) => answer(api.PUT(`${IN}/insights/dora/rules`, { params: { path: { workspace_id } }, body })),
    TOUCHED,
  );
}
