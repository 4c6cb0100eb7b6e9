"use client";
/** The bar at the head of a page: what it is, which period it shows, and the search. */
import { Moon, Search, Sun } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTeams } from "@/api/hooks";
import { NotificationBell } from "@/app/_notifications/bell";
import { writeRange } from "@/metrics/periods";
import { en } from "@/text/en";
import { Button, IconButton, Keys, Skeleton } from "@/ui/basic";
import { chooseScheme, useScheme } from "@/ui/scheme";
import { Select } from "@/ui/select";
import { go } from "./address";
import { JobIndicator } from "./job-indicator";
import { PeriodPicker } from "./period-picker";
import { usePlace } from "./place";
import { WorkspaceSwitcher } from "./rail";

const loadPalette = () => import("./palette");
const Palette = lazy(loadPalette);

/** `last 12 weeks, against the 12 before`. */
export function usePeriodSays(): string {
  const { period } = usePlace();
  const { choice } = period;
  if (choice.kind === "custom") return writeRange(period.from, period.to);
  const then = choice.kind === "all" ? null : en.period.against[choice.kind];
  return en.period.subtitle(en.period.long[choice.kind], then);
}

export function PageHead({
  title,
  name,
  says,
  periods = false,
  teams = false,
  badge,
  filter,
}: {
  title: ReactNode;
  /** The same in plain text, for the tab. */
  name?: string;
  says?: ReactNode;
  periods?: boolean;
  teams?: boolean;
  badge?: ReactNode;
  /** What else narrows the page down, beside period and team. */
  filter?: ReactNode;
}) {
  const periodSays = usePeriodSays();
  const tab = name ?? (typeof title === "string" ? title : en.product);
  useEffect(() => {
    document.title = `${tab} · ${en.product}`;
  }, [tab]);
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-page/92 backdrop-blur-sm max-sm:static">
      <div className="mx-auto flex min-h-(--bar) max-w-[1488px] flex-wrap items-center gap-x-3 gap-y-2 px-6 py-2 max-sm:px-3">
        <div className="order-first w-full sm:hidden">
          <div className="flex items-center justify-between gap-2">
            <div className="min-w-0 max-w-[220px]">
              <WorkspaceSwitcher compact />
            </div>
            <div className="flex items-center gap-1">
              <JobIndicator />
              <NotificationBell />
              <SchemeToggle />
              <SearchButton small />
            </div>
          </div>
        </div>
        <div className="flex min-w-0 grow items-baseline gap-2.5">
          <h1 className="truncate text-title font-semibold">{title}</h1>
          {badge}
          <p className="truncate text-small text-ink-3 max-lg:hidden">{says ?? (periods ? periodSays : null)}</p>
        </div>
        <div className="flex min-w-0 flex-wrap items-center gap-2">
          {periods && <PeriodPicker />}
          {teams && <TeamFilter />}
          {filter}
          <div className="flex items-center gap-1 max-sm:hidden">
            <SearchButton />
            <JobIndicator />
            <NotificationBell />
            <SchemeToggle />
          </div>
        </div>
      </div>
    </header>
  );
}

/** The content under the head, on the grid. */
export function PageBody({ children }: { children: ReactNode }) {
  return (
    <main id="content" tabIndex={-1} className="mx-auto max-w-[1488px] space-y-4 px-6 py-4 outline-none max-sm:px-3">
      {children}
    </main>
  );
}

function TeamFilter() {
  const { workspace, team } = usePlace();
  const query = useTeams(workspace.id);
  const teams = query.data ?? [];
  if (query.isPending) return <Skeleton className="h-[30px] w-[109px] max-sm:h-10" />;
  if (teams.length === 0) return null;
  const options = [
    { value: "all", label: en.teamFilter.all },
    ...teams.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Select
      label={en.teamFilter.label}
      value={team ?? "all"}
      options={options}
      onChange={(value) => go({ team: value === "all" ? null : value })}
    />
  );
}

function SchemeToggle() {
  const scheme = useScheme();
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <IconButton
      label={`${en.nav.scheme}: ${en.settings.scheme[other].toLowerCase()}`}
      onClick={() => chooseScheme(other)}
    >
      {scheme === "dark" ? <Sun size={15} /> : <Moon size={15} />}
    </IconButton>
  );
}

/** Where letters are somebody's text; and behind what lies over the page, keys are its own. */
function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog][data-state=open]") !== null) return true;
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

function SearchButton({ small = false }: { small?: boolean }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // One of the two buttons is hidden at any width; the wide one listens for the keys.
    if (small) return;
    // Fetched once the page is calm, so that letters typed right after ⌘K are not lost.
    const calm = setTimeout(() => void loadPalette(), 1500);
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        setOpen((now) => !now);
      } else if (event.key === "/" && !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target)) {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener("keydown", listen);
    return () => {
      clearTimeout(calm);
      window.removeEventListener("keydown", listen);
    };
  }, [small]);
  return (
    <>
      {small ? (
        <IconButton label={en.search.open} onClick={() => setOpen(true)}>
          <Search size={15} />
        </IconButton>
      ) : (
        <Button onClick={() => setOpen(true)}>
          <Search aria-hidden="true" size={13} /> {en.search.open} <Keys>⌘K</Keys>
        </Button>
      )}
      {open && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
