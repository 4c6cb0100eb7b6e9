"use client";
/** At which day's end the open work is looked at; now, if nobody says so. The address holds it. */
import { useId } from "react";
import { go } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { isDay } from "@/metrics/periods";
import { delivery } from "@/text/en-delivery";
import { Button } from "@/ui/basic";

export function When({ at }: { at: string | null }) {
  const { today } = usePlace();
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id} className="text-ink-2">
        {delivery.at}
      </label>
      <input
        id={id}
        type="date"
        value={at ?? today}
        max={today}
        onChange={(event) => {
          const day = event.target.value;
          if (isDay(day)) go({ at: day >= today ? null : day });
        }}
        className="field figures h-[30px]! w-[150px]!"
      />
      {at !== null && <Button onClick={() => go({ at: null })}>{delivery.atNow}</Button>}
    </div>
  );
}
