"use client";
/** Keeps what the API answered, for all pages of the tab, and the session going while one of them is looked at. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { carryOnInTime } from "@/api/carry-on";
import { Problem } from "@/api/client";
import { Notes } from "@/ui/toast";

/** A refusal stays one; only what may pass by itself is tried again. */
function mayPass(failures: number, error: unknown): boolean {
  return failures < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 502);
}

export function Answers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: 5000, retry: mayPass, retryDelay: 600, refetchOnWindowFocus: true },
        },
      }),
  );
  useEffect(() => {
    const look = () => void carryOnInTime();
    const timer = window.setInterval(look, 30_000);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return (
    <QueryClientProvider client={client}>
      <Notes>{children}</Notes>
    </QueryClientProvider>
  );
}
