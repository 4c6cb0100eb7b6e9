"use client";
/** The way to other pages: a rail, only pictures where it is narrow, a bar at the bottom of a phone. */
import {
  Activity,
  Bell,
  BellRing,
  BookOpen,
  ChartColumnStacked,
  ChartNetwork,
  Check,
  ChevronsUpDown,
  CircleUser,
  Columns3,
  DatabaseZap,
  Ellipsis,
  Fingerprint,
  FolderGit2,
  Gauge,
  GraduationCap,
  Layers,
  LayoutDashboard,
  ListTodo,
  LogOut,
  type LucideIcon,
  Map as MapIcon,
  Plug,
  Plus,
  Rocket,
  ScrollText,
  Settings,
  Sparkles,
  Users,
  UsersRound,
  Waypoints,
} from "lucide-react";
import Link from "next/link";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { useDevelopers, useRepositories, useTeams } from "@/api/hooks";
import type { Route } from "@/api/may";
import { count } from "@/metrics/format";
import { en } from "@/text/en";
import { pageNames } from "@/text/en-pages";
import { Badge, cx, Foreign, Initials } from "@/ui/basic";
import { MENU_ITEM, Popover, PopoverClose } from "@/ui/overlay";
import { useAddress, useHref } from "./address";
import { useMay } from "./may";
import { signOutHere } from "./palette-actions";
import { PinButton, usePins } from "./pins";
import { usePlace } from "./place";

export interface Item {
  path: string;
  also?: string | readonly string[];
  title: string;
  icon: LucideIcon;
  /** Without this route the page has nothing to show. */
  needs?: Route;
  /** Which number stands beside it. */
  n?: "people" | "teams" | "repositories";
  onPhone?: boolean;
}

const MAIN: Item[] = [
  { path: "/overview", title: en.nav.overview, icon: Gauge, onPhone: true },
  { path: "/dashboard", title: pageNames.dashboard, icon: LayoutDashboard, onPhone: true },
  { path: "/activity", title: pageNames.activity, icon: Activity },
  { path: "/me", title: en.nav.me, icon: CircleUser, onPhone: true },
  { path: "/people", also: "/person", title: en.nav.people, icon: Users, n: "people" },
  { path: "/teams", also: "/team", title: en.nav.teams, icon: UsersRound, n: "teams", onPhone: true },
  {
    path: "/repositories",
    also: "/repository",
    title: en.nav.repositories,
    icon: FolderGit2,
    n: "repositories",
  },
];
const MORE: Item[] = [
  { path: "/insights/delivery", title: en.nav.delivery, icon: Rocket },
  { path: "/insights/issues", also: "/insights/sprints", title: pageNames.issues, icon: ListTodo },
  { path: "/insights/investment", title: pageNames.investment, icon: ChartColumnStacked },
  { path: "/insights/ai-impact", title: pageNames.assistance, icon: Sparkles },
  { path: "/analytics", title: en.nav.analytics, icon: ChartNetwork },
  { path: "/insights/compare", title: en.nav.compare, icon: Columns3 },
  { path: "/alerts", title: en.nav.alerts, icon: BellRing },
  { path: "/notifications", title: pageNames.notifications, icon: Bell },
  {
    path: "/integrations",
    also: "/integration",
    title: en.nav.integrations,
    icon: Plug,
    needs: "GET /api/v1/workspaces/{workspace_id}/sync-health",
  },
  {
    path: "/records",
    title: en.nav.records,
    icon: ScrollText,
    needs: "GET /api/v1/workspaces/{workspace_id}/work-records",
  },
  { path: "/identities", title: en.nav.identities, icon: Fingerprint },
  { path: "/insights/data-quality", title: en.nav.dataQuality, icon: DatabaseZap },
  { path: "/metrics", title: en.nav.metrics, icon: BookOpen },
  { path: "/settings", title: en.nav.settings, icon: Settings },
];
const KNOWLEDGE: Item[] = [
  { path: "/insights/technology", title: en.nav.technology, icon: Layers },
  {
    path: "/insights/skills",
    also: ["/insights/profile", "/insights/matching"],
    title: en.nav.skills,
    icon: GraduationCap,
  },
  { path: "/insights/network", title: en.nav.network, icon: Waypoints },
  { path: "/insights/ownership", also: "/insights/hotspots", title: en.nav.codeKnowledge, icon: MapIcon },
];
export const PAGES = [...MAIN, ...KNOWLEDGE, ...MORE];
/* Of pages that have no place in the rail by themselves; their names come with it. */
const Pinned = lazy(() => import("./pinned"));

export function RailShell({ children }: { children: ReactNode }) {
  return (
    <aside className="fixed inset-y-0 left-0 z-30 flex w-14 flex-col gap-4 overflow-y-auto border-r border-line bg-page p-2 lg:w-(--rail) lg:p-2.5 max-sm:hidden">
      {children}
    </aside>
  );
}

export function Rail() {
  const { pinned, often } = usePins();
  const hasPins = pinned.length > 0 || often.length > 0;
  return (
    <>
      <RailShell>
        <WorkspaceSwitcher />
        <nav aria-label={en.nav.label} className="flex flex-col gap-5">
          <Links items={MAIN} />
          {hasPins && (
            <Suspense fallback={null}>
              <Pinned />
            </Suspense>
          )}
          <div>
            <p className="mb-1 px-2 text-fine text-ink-3 max-lg:hidden">{en.nav.knowledge}</p>
            <Links items={KNOWLEDGE} />
          </div>
          <div>
            <p className="mb-1 px-2 text-fine text-ink-3 max-lg:hidden">{en.nav.work}</p>
            <Links items={MORE} />
          </div>
        </nav>
      </RailShell>
      <nav
        aria-label={en.nav.label}
        className="fixed inset-x-0 bottom-0 z-30 flex h-14 border-t border-line bg-page sm:hidden"
      >
        <PhoneLinks />
      </nav>
    </>
  );
}

function useCounts(): Record<NonNullable<Item["n"]>, number | null> {
  const { workspace } = usePlace();
  const people = useDevelopers(workspace.id, { kind: "human" }).data;
  const first = people?.pages[0];
  return {
    people: first && first.next_cursor === null ? first.items.length : null,
    teams: useTeams(workspace.id).data?.length ?? null,
    repositories: useRepositories(workspace.id).data?.length ?? null,
  };
}

/** The pages beside it that stand under it in the rail. */
export function others({ also }: Item): readonly string[] {
  return also === undefined ? [] : typeof also === "string" ? [also] : also;
}

function isHere(item: Item, path: string): boolean {
  const here = path.replace(/\/$/, "") || "/";
  return here === item.path || others(item).includes(here) || here.startsWith(`${item.path}/`);
}

/** Pages without those that have nothing to show to whoever looks. */
export function usePages<Page extends Item>(items: readonly Page[]): Page[] {
  const may = useMay();
  return useMemo(() => items.filter((item) => item.needs === undefined || may(item.needs)), [items, may]);
}

export function Links({ items }: { items: readonly Item[] }) {
  const shown = usePages(items);
  const { path } = useAddress();
  const href = useHref();
  const counts = useCounts();
  return (
    <ul className="flex flex-col gap-0.5">
      {shown.map((item) => {
        const here = isHere(item, path);
        const n = item.n === undefined ? null : counts[item.n];
        return (
          <li key={item.path} className="group relative">
            <Link
              href={href(item.path)}
              prefetch={false}
              aria-current={here ? "page" : undefined}
              title={item.title}
              className={cx(
                "flex h-8 items-center gap-2.5 rounded-control px-2 max-lg:justify-center",
                here ? "bg-accent-wash font-medium text-accent-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
              )}
            >
              <item.icon aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0" />
              <span className="grow max-lg:sr-only">{item.title}</span>
              {n !== null && (
                <span
                  className={cx(
                    "figures text-small group-focus-within:invisible group-hover:invisible max-lg:hidden",
                    here ? "text-accent-ink" : "text-ink-3",
                  )}
                >
                  {count(n, true)}
                </span>
              )}
            </Link>
            <PinButton path={item.path} title={item.title} />
          </li>
        );
      })}
    </ul>
  );
}

const PHONE_ENTRY = "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-[11px] leading-4";

/** What fits a thumb, and behind the last entry every other page. */
function PhoneLinks() {
  const { path } = useAddress();
  const href = useHref();
  const shown = MAIN.filter((item) => item.onPhone);
  const pages = usePages(PAGES).filter((item) => !shown.includes(item));
  const isElsewhere = pages.some((item) => isHere(item, path));
  const groups = [
    { title: null, items: pages.filter((item) => MAIN.includes(item)) },
    { title: en.nav.knowledge, items: pages.filter((item) => KNOWLEDGE.includes(item)) },
    { title: en.nav.work, items: pages.filter((item) => MORE.includes(item)) },
  ];
  return (
    <>
      {shown.map((item) => (
        <Link
          key={item.path}
          href={href(item.path)}
          prefetch={false}
          aria-current={isHere(item, path) ? "page" : undefined}
          className={cx(PHONE_ENTRY, isHere(item, path) ? "font-medium text-accent-ink" : "text-ink-2")}
        >
          <item.icon aria-hidden="true" size={18} strokeWidth={1.75} />
          <span className="max-w-full truncate">{item.title}</span>
        </Link>
      ))}
      <Popover
        label={en.nav.more}
        className="max-h-[78dvh] w-[366px] max-w-[calc(100vw-24px)] overflow-y-auto"
        trigger={
          <button type="button" className={cx(PHONE_ENTRY, isElsewhere ? "font-medium text-accent-ink" : "text-ink-2")}>
            <Ellipsis aria-hidden="true" size={18} strokeWidth={1.75} />
            <span className="max-w-full truncate">{en.nav.more}</span>
          </button>
        }
      >
        {groups.map(({ title, items }) => (
          <section key={title ?? ""} aria-label={title ?? en.nav.label}>
            {title !== null && <p className="px-2 pt-3 pb-1 text-small text-ink-3">{title}</p>}
            <ul className="grid grid-cols-2">
              {items.map((item) => (
                <li key={item.path}>
                  <PopoverClose asChild>
                    <Link
                      href={href(item.path)}
                      prefetch={false}
                      aria-current={isHere(item, path) ? "page" : undefined}
                      className={cx(MENU_ITEM, isHere(item, path) && "font-medium text-accent-ink!")}
                    >
                      <item.icon aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 text-ink-3" />
                      <span className="min-w-0 truncate">{item.title}</span>
                    </Link>
                  </PopoverClose>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Popover>
    </>
  );
}

export function WorkspaceSwitcher({ compact = false }: { compact?: boolean }) {
  const { session, workspace } = usePlace();
  const [open, setOpen] = useState(false);
  const trigger = (
    <button
      type="button"
      aria-label={`${en.nav.workspace}: ${workspace.name}`}
      className={cx(
        "flex h-9 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover",
        !compact && "max-lg:justify-center max-lg:px-0",
      )}
    >
      <span
        aria-hidden="true"
        className="inline-flex size-[22px] shrink-0 items-center justify-center rounded-control bg-accent-solid text-small font-semibold text-on-accent"
      >
        {[...workspace.name][0]?.toUpperCase()}
      </span>
      <span className={cx("min-w-0 grow truncate font-semibold", !compact && "max-lg:hidden")}>
        <Foreign>{workspace.name}</Foreign>
      </span>
      <ChevronsUpDown aria-hidden="true" size={13} className={cx("shrink-0 text-ink-3", !compact && "max-lg:hidden")} />
    </button>
  );
  return (
    <Popover
      trigger={trigger}
      label={en.nav.workspace}
      align="start"
      open={open}
      onOpenChange={setOpen}
      className="w-[240px]"
    >
      <ul>
        {session.workspaces.map((one) => (
          <li key={one.id}>
            <PopoverClose asChild>
              <Link href={`/overview?ws=${encodeURIComponent(one.slug)}`} prefetch={false} className={MENU_ITEM}>
                <Initials name={one.name} square />
                <span className="min-w-0 grow truncate">
                  <Foreign>{one.name}</Foreign>
                </span>
                {one.is_demo && <Badge>{en.nav.demo}</Badge>}
                {one.id === workspace.id && <Check aria-hidden="true" size={14} />}
              </Link>
            </PopoverClose>
          </li>
        ))}
      </ul>
      <div className="mt-1.5 border-t border-line pt-1.5">
        <PopoverClose asChild>
          <Link href="/?add" prefetch={false} className={MENU_ITEM}>
            <Plus aria-hidden="true" size={15} className="mx-0.5" /> {en.nav.addOwn}
          </Link>
        </PopoverClose>
        <button type="button" className={MENU_ITEM} onClick={signOutHere}>
          <LogOut aria-hidden="true" size={15} className="mx-0.5" /> {en.nav.signOut}
        </button>
      </div>
    </Popover>
  );
}
