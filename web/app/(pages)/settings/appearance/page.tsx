"use client";
/** How this browser shows everything: colours, density, clock, and where it begins. */
import { type ReactNode, useId, useMemo, useState } from "react";
import { usePlace } from "@/app/_frame/place";
import { PAGES, usePages } from "@/app/_frame/rail";
import { en } from "@/text/en";
import { appearance as text } from "@/text/en-appearance";
import { Button, Card, dateTime } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import {
  chooseDensity,
  chooseStart,
  chooseZone,
  DENSITIES,
  isZone,
  USUAL_START,
  useDensity,
  useStart,
  useZone,
} from "@/ui/display";
import { chooseScheme, type SchemeChoice, useSchemeChoice } from "@/ui/scheme";
import { useTell } from "@/ui/toast";

const SCHEMES: readonly SchemeChoice[] = ["system", "light", "dark"];

export default function Appearance() {
  const tell = useTell();
  const scheme = useSchemeChoice();
  const density = useDensity();
  const reset = () => {
    chooseScheme("system");
    chooseDensity("comfortable");
    chooseZone(null);
    chooseStart(USUAL_START);
    tell(text.wasReset);
  };
  return (
    <Card title={text.title} says={text.kept} actions={<Button onClick={reset}>{text.reset}</Button>}>
      <div className="divide-y divide-line">
        <Line title={text.scheme} says={text.schemeSays}>
          <Choice
            tall
            label={text.scheme}
            value={scheme}
            options={SCHEMES.map((value) => ({ value, label: en.settings.scheme[value] }))}
            onChange={chooseScheme}
          />
        </Line>
        <Line title={text.density} says={text.densitySays}>
          <Choice
            tall
            label={text.density}
            value={density}
            options={DENSITIES.map((value) => ({ value, label: text.densities[value] }))}
            onChange={chooseDensity}
          />
        </Line>
        <Zone />
        <Start />
      </div>
    </Card>
  );
}

function Line({
  title,
  says,
  htmlFor,
  children,
}: {
  title: string;
  says: string;
  htmlFor?: string;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-x-6 gap-y-2 py-4 first:pt-0 last:pb-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,300px)]">
      <div>
        {htmlFor === undefined ? (
          <p className="font-medium">{title}</p>
        ) : (
          <label htmlFor={htmlFor} className="block font-medium">
            {title}
          </label>
        )}
        <p className="text-small text-ink-3">{says}</p>
      </div>
      <div>{children}</div>
    </div>
  );
}

type Which = "own" | "workspace" | "utc" | "other";

function Zone() {
  const { workspace } = usePlace();
  const id = useId();
  const zone = useZone();
  const [asksOther, setAsksOther] = useState(false);
  const [typed, setTyped] = useState("");
  const known = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  const own = useMemo(() => new Intl.DateTimeFormat().resolvedOptions().timeZone, []);
  const kept: Which =
    zone === undefined ? "own" : zone === workspace.time_zone ? "workspace" : zone === "UTC" ? "utc" : "other";
  const which: Which = asksOther ? "other" : kept;
  const choose = (value: Which) => {
    setAsksOther(value === "other");
    if (value === "own") chooseZone(null);
    if (value === "workspace") chooseZone(workspace.time_zone);
    if (value === "utc") chooseZone("UTC");
  };
  return (
    <Line title={text.zone} says={text.zoneSays} htmlFor={id}>
      <select id={id} value={which} onChange={(event) => choose(event.target.value as Which)} className="field">
        <option value="own">{text.zones.own(own)}</option>
        <option value="workspace">{text.zones.workspace(workspace.time_zone)}</option>
        <option value="utc">{text.zones.utc}</option>
        <option value="other">{text.zones.other}</option>
      </select>
      {which === "other" && (
        <>
          <input
            list={`${id}-zones`}
            aria-label={text.otherZone}
            placeholder={text.otherZone}
            value={typed || (kept === "other" ? (zone ?? "") : "")}
            onChange={(event) => {
              setTyped(event.target.value);
              if (isZone(event.target.value)) chooseZone(event.target.value);
            }}
            aria-invalid={(typed !== "" && !isZone(typed)) || undefined}
            className="field mt-2"
          />
          <datalist id={`${id}-zones`}>
            {known.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          {typed !== "" && !isZone(typed) && (
            <p role="alert" className="mt-1 text-broken">
              {en.settings.zoneUnknown}
            </p>
          )}
        </>
      )}
      <p className="mt-1 text-small text-ink-3" aria-live="polite">
        {text.example(dateTime(new Date().toISOString()))}
      </p>
    </Line>
  );
}

function Start() {
  const id = useId();
  const start = useStart();
  const pages = usePages(PAGES);
  return (
    <Line title={text.start} says={text.startSays} htmlFor={id}>
      <select id={id} value={start} onChange={(event) => chooseStart(event.target.value)} className="field">
        {pages.map(({ path, title }) => (
          <option key={path} value={path}>
            {title}
          </option>
        ))}
      </select>
    </Line>
  );
}
