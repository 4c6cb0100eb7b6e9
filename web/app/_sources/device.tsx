"use client";
/** Signing in by a code that is typed at the provider; this page asks until it was. */
import { useEffect, useState } from "react";
import { type Connection, type Provider, useConnecting } from "@/api/connections";
import type { Shapes } from "@/api/types";
import { usePlace } from "@/app/_frame/place";
import { sources } from "@/text/en-sources";
import { Skeleton } from "@/ui/basic";
import { Wrong } from "@/ui/states";

export function DeviceSignIn({
  provider,
  address,
  onMade,
}: {
  provider: Provider;
  address: string;
  onMade: (made: Connection) => void;
}) {
  const { workspace } = usePlace();
  const { startDevice, pollDevice } = useConnecting(workspace.id);
  const [code, setCode] = useState<Shapes["DeviceCode"] | null>(null);
  const base = address.trim() ? { base_url: address.trim() } : {};
  const begin = startDevice.mutate;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once, when this part appears
  useEffect(() => begin({ provider, ...base } as Shapes["DeviceWish"], { onSuccess: setCode }), []);
  const poll = pollDevice.mutate;
  const pause = pollDevice.data?.seconds_between ?? code?.seconds_between ?? 5;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one question after the other, each after its pause
  useEffect(() => {
    if (code === null || pollDevice.error) return;
    const timer = setTimeout(
      () =>
        poll({ provider, device_code: code.device_code, ...base } as Shapes["DevicePoll"], {
          onSuccess: (answer) => answer.connection && onMade(answer.connection),
        }),
      pause * 1000,
    );
    return () => clearTimeout(timer);
  }, [code, pollDevice.submittedAt, pollDevice.error]);
  const error = startDevice.error ?? pollDevice.error;
  if (error) return <Wrong error={error} className="p-0!" />;
  if (code === null) return <Skeleton className="h-24" />;
  return (
    <div className="space-y-3 text-center">
      <p className="text-ink-2">{sources.connecting.deviceSays}</p>
      <p className="figures font-mono text-reading font-semibold tracking-widest">{code.user_code}</p>
      <a href={code.verification_url} target="_blank" rel="noreferrer" className="text-accent-ink underline">
        {sources.connecting.deviceOpen}
      </a>
    </div>
  );
}
