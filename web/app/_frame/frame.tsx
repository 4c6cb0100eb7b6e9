"use client";
/** What stands around every page: who you are, where you are, and the ways to other places. */
import { useRouter } from "next/navigation";
import { lazy, type ReactNode, Suspense, useDeferredValue, useEffect } from "react";
import { Problem } from "@/api/client";
import { useSession } from "@/api/hooks";
import { useMetrics } from "@/api/insights";
import { en } from "@/text/en";
import { Skeleton } from "@/ui/basic";
import { Empty, Wrong } from "@/ui/states";
import { useAddress } from "./address";
import { Permitted } from "./permitted";
import { PlaceProvider, pickWorkspace, rememberedWorkspace, rememberWorkspace } from "./place";
import { Rail, RailShell } from "./rail";
import { Visits } from "./visits";

const ExplainDrawer = lazy(() => import("@/metrics/explain"));
const EndingBanner = lazy(() => import("./ending"));

export function Frame({ children }: { children: ReactNode }) {
  const session = useSession();
  const catalogue = useMetrics();
  const { workspace: asked, explain, isWall } = useAddress();
  const router = useRouter();
  const signedOut = session.error instanceof Problem && session.error.status === 401;
  const workspace = session.data ? pickWorkspace(session.data, asked, asked ?? rememberedWorkspace()) : null;
  const none = session.data !== undefined && workspace === null;
  // The whole page comes with one answer: in slices, so that a press finds a moment between them; the rail after it.
  const isShown = useDeferredValue(workspace !== null);
  const hasRail = useDeferredValue(isShown);

  useEffect(() => {
    if (signedOut) {
      const back = window.location.pathname + window.location.search;
      router.replace(`/sign-in?next=${encodeURIComponent(back)}`);
    } else if (none) router.replace("/");
  }, [signedOut, none, router]);
  useEffect(() => {
    if (workspace) rememberWorkspace(workspace.slug);
  }, [workspace]);

  if (session.error && !signedOut) {
    return (
      <main className="mx-auto mt-[20vh] max-w-[480px] rounded-card border border-line bg-card">
        <Wrong error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (workspace === null || !isShown) return <FrameSkeleton />;
  const unknown = asked !== null && asked !== workspace.slug && asked !== workspace.id;
  return (
    <PlaceProvider workspace={workspace}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded-control bg-accent-solid px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        {en.nav.skip}
      </a>
      <Visits />
      {!isWall && (hasRail ? <Rail /> : <RailSkeleton />)}
      <div className={isWall ? "min-w-0" : "min-w-0 pb-10 sm:ml-14 lg:ml-(--rail) max-sm:pb-20"}>
        {workspace.deleting_at !== null && (
          <Suspense fallback={null}>
            <EndingBanner />
          </Suspense>
        )}
        {unknown ? (
          <main id="content" className="p-6">
            <Empty title={`There is no workspace called “${asked}” that you belong to.`}>{en.error.missingNext}</Empty>
          </main>
        ) : catalogue.error ? (
          // Without the catalogue no number can say what it is, so none is shown.
          <main id="content">
            <Wrong error={catalogue.error} retry={() => void catalogue.refetch()} className="p-6!" />
          </main>
        ) : (
          <Permitted>{children}</Permitted>
        )}
      </div>
      {explain !== null && (
        <Suspense fallback={null}>
          <ExplainDrawer />
        </Suspense>
      )}
    </PlaceProvider>
  );
}

function RailSkeleton() {
  return (
    <RailShell>
      <div className="flex h-9 items-center gap-2 px-2 max-lg:justify-center max-lg:px-0">
        <Skeleton className="size-[22px]" />
        <Skeleton className="h-3 w-24 max-lg:hidden" />
      </div>
    </RailShell>
  );
}

/** The frame in its final size, before anything is known. */
export function FrameSkeleton() {
  return (
    <>
      <RailSkeleton />
      <div className="sm:ml-14 lg:ml-(--rail)">
        <div className="flex h-(--bar) items-center border-b border-line px-6 max-sm:px-4">
          <Skeleton className="h-4 w-32" />
        </div>
        <main className="mx-auto max-w-[1440px] space-y-4 p-6 max-sm:p-3" aria-busy="true">
          <Skeleton className="h-[132px] w-full rounded-card!" />
          <div className="grid grid-cols-3 gap-4 max-lg:grid-cols-1">
            <Skeleton className="col-span-2 h-[310px] rounded-card! max-lg:col-span-1" />
            <Skeleton className="h-[310px] rounded-card!" />
          </div>
        </main>
      </div>
    </>
  );
}
