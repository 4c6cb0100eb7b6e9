"use client";
/** ⌘K or /: type a few letters of a name and be there; or do one of a few things from wherever one is. */
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import type { FoundPerson } from "@/api/expertise";
import { type Found, useSearch } from "@/api/search";
import { DELIVERY_PAGES } from "@/app/_delivery/pages";
import { en } from "@/text/en";
import { deliveryNames, pageNames } from "@/text/en-pages";
import { search } from "@/text/en-profile";
import { cx, Foreign } from "@/ui/basic";
import { type Changes, openExplain, useHref } from "./address";
import { match } from "./matching";
import { useActions } from "./palette-actions";
import { usePlace } from "./place";
import { PAGES, usePages } from "./rail";
import { type Recent, recentIn, remember } from "./recent";

interface Hit {
  id: string;
  group: string;
  name: string;
  detail: string;
  /** Where it leads; without it something is done. */
  href?: string;
  go: () => void;
}

const MOST = 6;
const STEP = 5;
const LOOSE = 2;
/** Parts of pages that have an address of their own. */
const PARTS = [
  ...DELIVERY_PAGES.slice(1).map(({ path, title }) => ({ path, title, within: deliveryNames.title })),
  { path: "/insights/sprints", title: pageNames.sprints, within: pageNames.issues },
  { path: "/insights/matching", title: pageNames.matching, within: en.nav.skills },
];
const WHERE = { person: "/person", team: "/team", repository: "/repository" } as const;
const GROUPS = { person: en.search.people, team: en.search.teams, repository: en.search.repositories } as const;

const PLACES = { issue: search.issues, tracker: search.trackers, folder: search.folders } as const;

/** Of what has no page of its own: an issue is opened among all, a folder stands on the map of whose code is whose. */
export function wayTo(one: Pick<Found, "id" | "detail">, kind: keyof typeof PLACES): [string, Changes] {
  if (kind === "issue") return ["/insights/issues", { open: `issue:${one.id}` }];
  if (kind === "tracker") return ["/insights/issues", { q: `${one.detail ?? ""}-` }];
  const at = one.id.indexOf(":");
  return ["/insights/ownership", { repository: one.id.slice(0, at), folder: one.id.slice(at + 1) }];
}

/** What somebody was found by, where it is not the name that stands there. */
export function whyFound(one: Pick<FoundPerson, "name" | "matches">): string {
  const reasons = one.matches.filter(({ by, text }) => by !== "name" && text !== one.name);
  return reasons.map(({ text, depth }) => search.match(text, depth)).join(", ");
}

/** Those that fit; `loose` are those of which only letters in order do, which stand behind everything else. */
function best(hits: readonly Hit[], text: string, loose = false): Hit[] {
  return hits
    .map((hit) => ({ hit, rank: match(hit.name, text) ?? match(hit.detail, text) }))
    .filter((one): one is { hit: Hit; rank: number } => one.rank !== null && (one.rank === LOOSE) === loose)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map((one) => one.hit);
}

/** Pages, actions and where somebody was: known without asking. */
function useOwn(text: string, onClose: () => void): Record<"recent" | "pages" | "actions" | "loose", Hit[]> {
  const { workspace } = usePlace();
  const href = useHref();
  const router = useRouter();
  const pages = usePages(PAGES);
  const actions = useActions();
  const [before] = useState(() => recentIn(workspace.id));
  return useMemo(() => {
    const to = (group: string, one: Recent, where: string): Hit => ({
      id: one.id,
      group,
      name: one.name,
      detail: where,
      href: href(one.path, one.group === "page" ? {} : { id: one.id }),
      go: () => {
        onClose();
        remember(workspace.id, one);
        router.push(href(one.path, one.group === "page" ? {} : { id: one.id }));
      },
    });
    const all = [...pages.map(({ path, title }) => ({ path, title, within: "" })), ...PARTS].map(
      ({ path, title, within }) => to(en.search.pages, { group: "page", id: path, name: title, path }, within),
    );
    const doing = actions.map(
      ({ id, name, detail, path, run }): Hit => ({
        id,
        group: en.search.doing,
        name,
        detail,
        ...(path === undefined ? {} : { href: path }),
        go: () => {
          onClose();
          if (path === undefined) run?.();
          else router.push(path);
        },
      }),
    );
    const kinds = { ...GROUPS, page: en.search.pages };
    return {
      recent: text === "" ? before.map((one) => to(en.search.recent, one, kinds[one.group] ?? "")) : [],
      pages: best(all, text),
      loose: text === "" ? [] : [...best(all, text, true), ...best(doing, text, true)],
      actions: text === "" ? doing : best(doing, text),
    };
  }, [text, onClose, workspace.id, href, router, pages, actions, before]);
}

/** What the workspace has under these letters, in the server's order, group by group. */
function useFound(text: string, onClose: () => void) {
  const { workspace } = usePlace();
  const href = useHref();
  const router = useRouter();
  const query = useSearch(workspace.id, text);
  const found = text === "" ? undefined : query.data;
  const hits = useMemo(() => {
    const toMetric = (one: Found): Hit => ({
      id: one.id,
      group: en.search.metrics,
      name: one.name ?? one.id,
      detail: one.detail ?? "",
      go: () => {
        onClose();
        openExplain(one.id, "workspace");
      },
    });
    const toPage = (one: Found, kind: keyof typeof WHERE): Hit => {
      const name = one.name ?? en.people.unnamed;
      const where = href(WHERE[kind], { id: one.id });
      return {
        id: one.id,
        group: GROUPS[kind],
        name,
        detail: one.detail ?? "",
        href: where,
        go: () => {
          onClose();
          remember(workspace.id, { group: kind, id: one.id, name, path: WHERE[kind] });
          router.push(where);
        },
      };
    };
    const toPlace = (one: Found, kind: keyof typeof PLACES): Hit => {
      const [path, changes] = wayTo(one, kind);
      const where = href(path, changes);
      return {
        id: one.id,
        group: PLACES[kind],
        name: one.name ?? one.id,
        detail: one.detail ?? "",
        href: where,
        go: () => {
          onClose();
          router.push(where);
        },
      };
    };
    const groups = new Map<string, Hit[]>();
    for (const one of found?.items ?? []) {
      // Projects have no page of their own.
      if (one.kind === "project") continue;
      const hit =
        one.kind === "metric"
          ? toMetric(one)
          : one.kind === "issue" || one.kind === "tracker" || one.kind === "folder"
            ? toPlace(one, one.kind)
            : toPage(one, one.kind);
      groups.set(hit.group, [...(groups.get(hit.group) ?? []), hit]);
    }
    return [...groups.values()].flat();
  }, [found, href, router, onClose, workspace.id]);
  return {
    hits,
    isNear: found?.is_near ?? false,
    isPending: text !== "" && (query.isPending || query.isPlaceholderData),
    failed: query.isError,
  };
}

function useHits(text: string, onClose: () => void) {
  const own = useOwn(text, onClose);
  const found = useFound(text, onClose);
  const certain = [...own.pages, ...own.actions];
  const hits =
    text === ""
      ? [...own.recent, ...own.pages, ...own.actions]
      : [
          ...own.pages,
          ...(found.isNear ? [] : found.hits),
          ...own.actions,
          ...(found.isNear ? found.hits : []),
          ...own.loose,
        ];
  // What only may be meant is said so, unless a page or an action is meant for certain.
  const isGuess = found.isNear && found.hits.length > 0 && certain.length === 0;
  const says = found.failed ? en.search.failed : isGuess ? en.search.near(text) : null;
  return { hits, says, isPending: found.isPending };
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const sought = useDeferredValue(typed.trim());
  const { hits, says, isPending } = useHits(sought, onClose);
  const [wanted, setWanted] = useState(false);
  const waits = isPending || sought !== typed.trim();
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const at = Math.min(chosen, Math.max(0, hits.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const take = (hit: Hit | undefined, apart: boolean) => {
    if (hit === undefined) return;
    if (apart && hit.href !== undefined) window.open(hit.href, "_blank", "noopener");
    else hit.go();
  };
  // Enter right after the last letter means what will be found by all of them.
  useEffect(() => {
    if (!wanted || waits) return;
    setWanted(false);
    hits[at]?.go();
  }, [wanted, waits, hits, at]);
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const leap = { PageDown: STEP, PageUp: -STEP }[event.key];
    if (step !== undefined) setChosen((at + step + hits.length) % Math.max(1, hits.length));
    else if (leap !== undefined) setChosen(Math.min(Math.max(0, at + leap), Math.max(0, hits.length - 1)));
    else if (event.key === "Enter" && waits && chosen === 0) setWanted(true);
    else if (event.key === "Enter") take(hits[at], event.metaKey || event.ctrlKey);
    else return;
    event.preventDefault();
  };
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-[560px] -translate-x-1/2 overflow-hidden rounded-card border border-line-strong bg-raised shadow-lift"
        >
          <Radix.Title className="sr-only">{en.search.open}</Radix.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden="true" size={15} className="text-ink-3" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls={`${id}-list`}
              aria-activedescendant={hits.length > 0 ? `${id}-${at}` : undefined}
              aria-label={en.search.placeholder}
              placeholder={en.search.placeholder}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
                setWanted(false);
              }}
              onKeyDown={press}
              className="h-12 grow bg-transparent text-[14px] outline-none placeholder:text-ink-3"
            />
          </div>
          <div
            ref={list}
            role="listbox"
            id={`${id}-list`}
            aria-label={en.search.open}
            className="max-h-[52vh] overflow-y-auto p-1.5"
          >
            {hits.map((hit, index) => (
              <div key={`${hit.group}-${hit.id}`} role="presentation">
                {hits[index - 1]?.group !== hit.group && (
                  <p className="px-2 pt-2 pb-1 text-fine text-ink-3" role="presentation">
                    {hit.group}
                  </p>
                )}
                {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; it names the chosen option */}
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field hears the keys */}
                <div
                  id={`${id}-${index}`}
                  data-index={index}
                  role="option"
                  aria-selected={index === at}
                  onClick={(event) => take(hit, event.metaKey || event.ctrlKey)}
                  onMouseMove={() => setChosen(index)}
                  className={cx(
                    "flex cursor-pointer items-baseline gap-2 rounded-control px-2 py-1.5",
                    index === at ? "bg-accent-wash text-ink" : "text-ink-2",
                  )}
                >
                  <Foreign className="truncate">{hit.name}</Foreign>
                  <Foreign className="truncate text-small text-ink-3">{hit.detail}</Foreign>
                </div>
              </div>
            ))}
          </div>
          <p role="status" className={cx("px-4 text-ink-3", (hits.length === 0 || says !== null) && "pb-3")}>
            {says ?? (hits.length > 0 ? "" : isPending ? en.search.searching : en.search.none(typed))}
          </p>
          <p className="border-t border-line px-4 py-2 text-fine text-ink-3 max-sm:hidden">{en.search.hint}</p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
