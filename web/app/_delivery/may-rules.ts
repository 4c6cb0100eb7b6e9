"use client";
/** What whoever looks may do on the pages about delivery. */
import { useMay } from "@/app/_frame/may";

/** Try what other rules would count. */
export function useMayTry(): boolean {
  return useMay()("POST /api/v1/workspaces/{workspace_id}/insights/dora/rules/preview");
}

/** Put other rules in force. */
export function useMayKeep(): boolean {
  return useMay()("PUT /api/v1/workspaces/{workspace_id}/insights/dora/rules");
}

/** Say of which deployment an incident came. */
export function useMayCorrect(): boolean {
  return useMay()("PUT /api/v1/workspaces/{workspace_id}/delivery/incidents/{incident_id}/deployment");
}

/** Say what a minute of CI costs. */
export function useMaySetPrice(): boolean {
  return useMay()("PUT /api/v1/workspaces/{workspace_id}/delivery/ci/price");
}

/** Agree on something, in the workspace or in a team of theirs. */
export function useMayAgree(): boolean {
  return useMay()("POST /api/v1/workspaces/{workspace_id}/delivery/agreements");
}
