"use client";
/** One thing that happened, as a sentence; where it can be opened, here or at the provider, it is a link. */
import { ArrowUpRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Happened } from "@/api/activity";
import { useHref } from "@/app/_frame/address";
import { activity as text } from "@/text/en-activity";
import { Badge, cx, exact, Foreign } from "@/ui/basic";
import { PICTURES } from "./kinds";

const LINK = "rounded-sm font-medium hover:text-accent-ink hover:underline";

export function ActivityRow({ one }: { one: Happened }) {
  const Picture = PICTURES[one.kind];
  const broken = one.kind === "incident_opened" || one.outcome === "failure";
  return (
    <li className="grid grid-cols-[44px_18px_minmax(0,1fr)] items-baseline gap-x-3 px-4 py-1.5 hover:bg-hover sm:grid-cols-[44px_18px_minmax(0,1fr)_minmax(0,200px)]">
      <Time one={one} />
      <Picture
        aria-hidden="true"
        size={15}
        strokeWidth={1.75}
        className={cx("translate-y-[3px]", broken ? "text-broken" : "text-ink-3")}
      />
      <p className="min-w-0 break-words text-ink-2">
        <Said one={one} />
      </p>
      {one.repository && one.person ? (
        <p className="min-w-0 truncate text-small text-ink-3 sm:text-right max-sm:col-start-3">
          <RepositoryLink repository={one.repository} />
        </p>
      ) : null}
    </li>
  );
}

function Time({ one }: { one: Happened }) {
  if (one.kind === "push")
    return <span title={text.dayOnly} className="figures text-right text-small text-ink-3" aria-hidden="true" />;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(one.at));
  return (
    <time dateTime={one.at} title={exact(one.at)} className="figures text-right text-small text-ink-3">
      {time}
    </time>
  );
}

function Said({ one }: { one: Happened }): ReactNode {
  const { wrote } = text;
  switch (one.kind) {
    case "push":
      return (
        <>
          <Who one={one} /> {wrote.push(one.commits ?? 0)}{" "}
          {one.repository && <RepositoryLink repository={one.repository} className={cx(LINK, "text-ink")} />}
        </>
      );
    case "repository_added":
      return (
        <>
          {one.repository && <RepositoryLink repository={one.repository} className={cx(LINK, "text-ink")} />}{" "}
          {wrote.repository_added}
        </>
      );
    case "release":
      return (
        <>
          {one.repository && <RepositoryLink repository={one.repository} className={cx(LINK, "text-ink")} />}{" "}
          <What one={one} /> {wrote.release} {one.outcome === "prerelease" && <Badge>{text.prerelease}</Badge>}
        </>
      );
    case "deployment":
      return (
        <>
          <What one={one} /> {one.outcome === "failure" ? wrote.failed(one.detail ?? "") : wrote.live(one.detail ?? "")}
        </>
      );
    case "incident_opened":
    case "incident_resolved":
      return (
        <>
          {wrote[one.kind]} <What one={one} /> {one.detail && <Foreign className="text-ink-3">{one.detail}</Foreign>}{" "}
          {one.kind === "incident_opened" && one.outcome && <Badge tone="worse">{one.outcome}</Badge>}
        </>
      );
    case "review":
      return (
        <>
          <Who one={one} /> {wrote[one.outcome as "approved"] ?? wrote.dismissed} <What one={one} />
        </>
      );
    case "pull_merged":
    case "pull_closed":
      // It is its author's, whoever pressed the button.
      return (
        <>
          <Who one={one} />
          {wrote.of} <What one={one} /> {wrote[one.kind]}
        </>
      );
    default:
      return (
        <>
          <Who one={one} /> {wrote[one.kind]} <What one={one} />
        </>
      );
  }
}

function Who({ one }: { one: Happened }) {
  const href = useHref();
  if (one.person === null || one.person === undefined) return <span className="font-medium">{text.somebody}</span>;
  return (
    <>
      <Link href={href("/person", { id: one.person.id })} prefetch={false} className={cx(LINK, "text-ink")}>
        <Foreign>{one.person.name ?? text.somebody}</Foreign>
      </Link>
      {one.person.is_bot && (
        <>
          {" "}
          <Badge>bot</Badge>
        </>
      )}
    </>
  );
}

/** What it is about: a deployment or incident of ours, or something at the provider. */
function What({ one }: { one: Happened }) {
  const href = useHref();
  const words = (
    <>
      {one.number && one.number !== one.title && <span className="figures text-ink-3">{one.number} </span>}
      <Foreign>{one.title ?? ""}</Foreign>
    </>
  );
  if (one.object_id) {
    const open = `${one.kind === "deployment" ? "deployment" : "incident"}:${one.object_id}`;
    return (
      <Link
        href={href("/insights/delivery/deployments", { open, period: "all" })}
        prefetch={false}
        className={cx(LINK, "text-ink")}
      >
        {words}
      </Link>
    );
  }
  if (one.url === null || one.url === undefined || !/^https?:\/\//i.test(one.url))
    return <span className="font-medium text-ink">{words}</span>;
  return (
    <a href={one.url} target="_blank" rel="noreferrer noopener" className={cx(LINK, "text-ink")}>
      {words}
      <ArrowUpRight aria-hidden="true" size={12} className="ml-0.5 inline text-ink-3" />
    </a>
  );
}

function RepositoryLink({
  repository,
  className = "hover:text-accent-ink hover:underline",
}: {
  repository: { id: string; name: string };
  className?: string;
}) {
  const href = useHref();
  return (
    <Link href={href("/repository", { id: repository.id })} prefetch={false} className={className}>
      <Foreign>{repository.name}</Foreign>
    </Link>
  );
}
