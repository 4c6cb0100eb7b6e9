"use client";
/** A part below the first screen: drawn when it comes near, or in its turn once what is seen has its answers. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense, startTransition, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Card, cx, Skeleton } from "@/ui/basic";
import { Turns } from "./turns";

/** As far below what is seen: less than the turn of a wheel. */
const NEAR = "0px 0px 300px 0px";

/** Safari has no idle callback; there, a pause has to do. */
function later(call: () => void, ms: number): void {
  window.setTimeout(() => {
    if (typeof window.requestIdleCallback === "function") window.requestIdleCallback(call, { timeout: 200 });
    else call();
  }, ms);
}

const turns = new Turns({ later });
if (typeof window !== "undefined") window.addEventListener("beforeprint", () => turns.callAll());

function useTurn() {
  const client = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (isDrawn || element === null) return;
    const leave = turns.join(element, {
      // No frame is held up by what nobody waits for.
      draw: (when) => (when === "now" ? flushSync(() => setDrawn(true)) : startTransition(() => setDrawn(true))),
      isCalm: () => client.isFetching() === 0,
    });
    const near = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) turns.call(element);
      },
      { rootMargin: NEAR },
    );
    near.observe(element);
    return () => {
      near.disconnect();
      leave();
    };
  }, [isDrawn, client]);
  return [box, isDrawn] as const;
}

export function Below({
  id,
  size,
  children,
}: {
  /** Where a link leads into the page; it does so before the part is drawn. */
  id?: string;
  /** How high the part is going to be, as classes. */
  size: string;
  children: ReactNode;
}) {
  const [box, isDrawn] = useTurn();
  const place = (
    <Card className={cx("overflow-hidden", size)}>
      <Skeleton className="h-5 w-40" />
    </Card>
  );
  return (
    <div ref={box} id={id} className="scroll-mt-16">
      {/* What is drawn may be loaded then, too. */}
      {isDrawn ? <Suspense fallback={place}>{children}</Suspense> : place}
    </div>
  );
}
