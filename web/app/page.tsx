"use client";
/** The first page: on to the numbers when there are some, else the way to the first repository. */
import { Suspense } from "react";
import { FirstRun } from "./_frame/first-run";

export default function Home() {
  return (
    <Suspense fallback={null}>
      <FirstRun />
    </Suspense>
  );
}
