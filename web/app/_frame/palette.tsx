"use client";
/** ⌘K: type a few letters of a name and be there. */
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import { type FoundPerson, usePeopleSearch } from "@/api/expertise";
import { useRepositories, useTeams } from "@/api/hooks";
import { useMetrics } from "@/api/insights";
import { DELIVERY_PAGES } from "@/app/_delivery/pages";
import { en } from "@/text/en";
import { delivery } from "@/text/en-delivery";
import { search } from "@/text/en-profile";
import { cx, Foreign } from "@/ui/basic";
import { openExplain, useHref } from "./address";
import { match } from "./matching";
import { usePlace } from "./place";
import { PAGES, usePages } from "./rail";

interface Hit {
  id: string;
  group: string;
  name: string;
  detail: string;
  go: () => void;
}

const MOST = 6;
/** Parts of pages that have an address of their own. */
const PARTS = DELIVERY_PAGES.slice(1).map(({ path, title }) => ({ path, title, within: delivery.title }));

/** What somebody was found by, where it is not the name that stands there. */
export function whyFound(one: Pick<FoundPerson, "name" | "matches">): string {
  const reasons = one.matches.filter(({ by, text }) => by !== "name" && text !== one.name);
  return reasons.map(({ text, depth }) => search.match(text, depth)).join(", ");
}

function useHits(text: string, onClose: () => void): Hit[] {
  const { workspace } = usePlace();
  const href = useHref();
  const router = useRouter();
  const found = usePeopleSearch(workspace.id, text.trim(), { limit: MOST }).data;
  const repositories = useRepositories(workspace.id).data;
  const teams = useTeams(workspace.id).data;
  const metrics = useMetrics().data;
  const pages = usePages(PAGES);
  return useMemo(() => {
    const open = (path: string, id?: string) => () => {
      onClose();
      router.push(href(path, id === undefined ? {} : { id }));
    };
    const best = (hits: Hit[]) =>
      hits
        .map((hit) => ({ hit, rank: match(hit.name, text) ?? match(hit.detail, text) }))
        .filter((one): one is { hit: Hit; rank: number } => one.rank !== null)
        .sort((a, b) => a.rank - b.rank)
        .slice(0, MOST)
        .map((one) => one.hit);
    const people = text ? (found?.items ?? []) : [];
    return [
      ...best(
        [...pages.map(({ path, title }) => ({ path, title, within: "" })), ...PARTS].map((page) => ({
          id: page.path,
          group: en.search.pages,
          name: page.title,
          detail: page.within,
          go: open(page.path),
        })),
      ),
      ...people.map((one) => ({
        id: one.id,
        group: en.search.people,
        name: one.name ?? en.people.unnamed,
        detail: whyFound(one),
        go: open("/person", one.id),
      })),
      ...best(
        (repositories ?? []).map((one) => ({
          id: one.id,
          group: en.search.repositories,
          name: one.name,
          detail: one.owner ?? "",
          go: open("/repository", one.id),
        })),
      ),
      ...best(
        (teams ?? []).map((one) => ({
          id: one.id,
          group: en.search.teams,
          name: one.name,
          detail: "",
          go: open("/team", one.id),
        })),
      ),
      ...(text
        ? best(
            (metrics ?? []).map((one) => ({
              id: one.key,
              group: en.search.metrics,
              name: one.name,
              detail: one.key,
              go: () => {
                onClose();
                openExplain(one.key, "workspace");
              },
            })),
          )
        : []),
    ];
  }, [found, repositories, teams, metrics, text, href, router, onClose, pages]);
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const hits = useHits(useDeferredValue(typed), onClose);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const at = Math.min(chosen, Math.max(0, hits.length - 1));

  useEffect(() => {
    list.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((at + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      hits[at]?.go();
    }
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
            className="max-h-[46vh] overflow-y-auto p-1.5"
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
                  onClick={hit.go}
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
          {hits.length === 0 && <p className="px-4 pb-4 text-ink-3">{en.search.none(typed)}</p>}
          <p className="border-t border-line px-4 py-2 text-fine text-ink-3 max-sm:hidden">{en.search.hint}</p>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
