/** A page with one thing to do on it and nothing around: signing in, letting a terminal in. */
import type { ReactNode } from "react";

export function Alone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <div className="w-full max-w-[420px] rounded-card border border-line bg-card p-6">
        <p
          aria-hidden="true"
          className="mb-4 inline-flex size-8 items-center justify-center rounded-card bg-accent-solid font-semibold text-on-accent"
        >
          A
        </p>
        <h1 className="text-big font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  );
}
