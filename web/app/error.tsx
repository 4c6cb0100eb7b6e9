"use client";
import { en } from "@/text/en";
import { Button } from "@/ui/basic";

export default function Broken() {
  return (
    <main role="alert" className="grid min-h-[60dvh] place-items-center px-4 text-center">
      <div>
        <h1 className="text-big font-semibold">{en.error.broken}</h1>
        <p className="mt-1 mb-4 text-ink-2">{en.error.brokenNext}</p>
        {/* Loads the page anew: what broke may be an older version of it, kept open across an update. */}
        <Button onClick={() => window.location.reload()}>{en.error.reload}</Button>
      </div>
    </main>
  );
}
