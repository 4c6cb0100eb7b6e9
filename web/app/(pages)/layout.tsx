import type { ReactNode } from "react";
import { Suspense } from "react";
import { Frame, FrameSkeleton } from "../_frame/frame";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={<FrameSkeleton />}>
      <Frame>{children}</Frame>
    </Suspense>
  );
}
