"use client";
/** What is shown instead of content: nothing there, something wrong, still loading. */
import { CircleAlert, RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "@/api/client";
import { en } from "@/text/en";
import { Button, cx, Sentence } from "./basic";

export function Empty({ title, children, action }: { title?: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-8 text-center">
      {title !== undefined && <p className="font-semibold">{title}</p>}
      <p className="max-w-[52ch] text-balance text-ink-3">{children}</p>
      {action !== undefined && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(500, "Something went wrong", en.error.broken, en.error.brokenNext);
}

/** The same in one line, for a short note. */
export function inWords(error: unknown): string {
  const problem = asProblem(error);
  return `${problem.detail} ${problem.nextStep}`.trim();
}

/** A refusal: what is wrong, what to do about it, and the way to try again. */
export function Wrong({
  error,
  retry,
  className,
}: {
  error: unknown;
  retry?: (() => void) | undefined;
  className?: string;
}) {
  const problem = asProblem(error);
  return (
    <div role="alert" className={cx("flex items-start gap-3 p-4", className)}>
      <CircleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-broken" />
      <div className="min-w-0">
        <p className="font-medium">
          <Sentence>{problem.detail}</Sentence>
        </p>
        {problem.nextStep !== "" && (
          <p className="text-ink-2">
            <Sentence>{problem.nextStep}</Sentence>
          </p>
        )}
        {retry !== undefined && (
          <Button className="mt-3" onClick={retry}>
            <RotateCcw aria-hidden="true" size={13} /> {en.error.retry}
          </Button>
        )}
        {problem.requestId !== null && <p className="mt-2 text-fine text-ink-3">{en.error.id(problem.requestId)}</p>}
      </div>
    </div>
  );
}
