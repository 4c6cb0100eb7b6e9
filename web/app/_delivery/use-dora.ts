"use client";
/** The five metrics of what the address says: whose, of which period, by which edition. */
import { useDora } from "@/api/delivery";
import { useAddress } from "@/app/_frame/address";
import { usePlace, useSpan } from "@/app/_frame/place";
import { useSubject } from "./subject";

export function useDoraHere() {
  const { workspace, period } = usePlace();
  const { edition } = useAddress();
  const subject = useSubject();
  return useDora(workspace.id, { ...useSpan(), subject, bucket: period.bucket, edition });
}
