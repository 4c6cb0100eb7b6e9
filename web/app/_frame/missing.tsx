"use client";
/** A page of something whose address does not say of what. */
import { en } from "@/text/en";
import { Card } from "@/ui/basic";
import { ButtonLink } from "@/ui/button-link";
import { Empty } from "@/ui/states";
import { PageBody, PageHead } from "./page-head";

export function MissingId({ title }: { title: string }) {
  return (
    <>
      <PageHead title={title} />
      <PageBody>
        <Card>
          <Empty title={en.error.missing} action={<ButtonLink href="/overview">{en.nav.overview}</ButtonLink>}>
            {en.error.missingNext}
          </Empty>
        </Card>
      </PageBody>
    </>
  );
}
