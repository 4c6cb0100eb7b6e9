"use client";
/** What all parts of delivery share: their head, whose numbers they show, the ways to each other, and the drawer. */
import { lazy, type ReactNode, Suspense } from "react";
import { DELIVERY_PAGES } from "@/app/_delivery/pages";
import { SubjectFilter } from "@/app/_delivery/subject";
import { useAddress, useHere, useHref } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { Tabs } from "@/app/_frame/tabs";
import { delivery } from "@/text/en-delivery";

const DeliveryDrawer = lazy(() => import("@/app/_delivery/drawer"));

export default function DeliveryLayout({ children }: { children: ReactNode }) {
  const here = useHere();
  const href = useHref();
  const { service, edition, open } = useAddress();
  const page = DELIVERY_PAGES.find(({ path }) => path === here);
  return (
    <>
      <PageHead
        title={delivery.title}
        name={page === undefined ? delivery.title : `${page.title} · ${delivery.title}`}
        periods={page?.periods ?? false}
        filter={page === undefined || page.subjects === "none" ? undefined : <SubjectFilter of={page.subjects} />}
      />
      <PageBody>
        <Tabs
          label={delivery.tabs}
          tabs={DELIVERY_PAGES.map(({ path, title }) => ({
            href: href(path, { service, edition }),
            title,
            chosen: path === here,
          }))}
        />
        {children}
      </PageBody>
      {open !== null && (
        <Suspense fallback={null}>
          <DeliveryDrawer />
        </Suspense>
      )}
    </>
  );
}
