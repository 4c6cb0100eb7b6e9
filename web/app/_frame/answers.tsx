"use client";
/** Keeps what the API answered, for all pages of the tab. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
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
  return (
    <QueryClientProvider client={client}>
      <Notes>{children}</Notes>
    </QueryClientProvider>
  );
}
