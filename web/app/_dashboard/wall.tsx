"use client";
/** The dashboard on a screen on a wall: nothing around it, larger, asked again every five minutes. */
import { Minimize2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTeams } from "@/api/hooks";
import { go } from "@/app/_frame/address";
import { usePeriodSays } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { Foreign, IconButton } from "@/ui/basic";

const text = dashboard.wall;
const MINUTE = 60_000;

function leave(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
  go({ wall: null }, "replace");
}

export default function Wall({ title, children }: { title: string; children: ReactNode }) {
  const { workspace, team } = usePlace();
  const teams = useTeams(workspace.id).data;
  const period = usePeriodSays();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), MINUTE);
    const press = (event: KeyboardEvent) => event.key === "Escape" && !event.defaultPrevented && leave();
    const turned = () => document.fullscreenElement === null && leave();
    window.addEventListener("keydown", press);
    document.addEventListener("fullscreenchange", turned);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("keydown", press);
      document.removeEventListener("fullscreenchange", turned);
    };
  }, []);
  const name = teams?.find((one) => one.id === team)?.name;
  return (
    <main id="content" tabIndex={-1} className="min-h-dvh space-y-4 p-5 outline-none" style={{ zoom: 1.2 }}>
      <div className="flex items-baseline gap-3">
        <h1 className="text-big font-semibold">
          <Foreign>{name ?? workspace.name}</Foreign>
        </h1>
        <p className="grow truncate text-ink-3">
          {title}, {period}
        </p>
        <p className="figures text-title text-ink-2" title={text.every}>
          {now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}
        </p>
        <IconButton label={text.leave} onClick={leave} className="self-center">
          <Minimize2 size={16} />
        </IconButton>
      </div>
      {children}
    </main>
  );
}
