"use client";
/** What stands at the head of every drawer: its address to copy, its rows as CSV, and the way out. */
import { Check, Copy, Download, X } from "lucide-react";
import { useState } from "react";
import { en } from "@/text/en";
import { Button } from "@/ui/basic";

export function DrawerButtons({ csv, onClose }: { csv?: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Button onClick={() => void copy()} className="max-sm:w-[30px] max-sm:px-0!" aria-label={en.explain.copy}>
        {copied ? <Check aria-hidden="true" size={13} /> : <Copy aria-hidden="true" size={13} />}
        <span className="max-sm:hidden" aria-live="polite">
          {copied ? en.explain.copied : en.explain.copy}
        </span>
      </Button>
      {csv !== undefined && (
        <a href={csv} download className="control">
          <Download aria-hidden="true" size={13} /> {en.explain.csv}
        </a>
      )}
      <Button onClick={onClose} aria-label={en.explain.close}>
        <span className="max-sm:hidden">Esc</span>
        <X aria-hidden="true" size={13} className="sm:hidden" />
      </Button>
    </div>
  );
}
