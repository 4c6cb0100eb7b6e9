"use client";
/** Short notes that something happened, with the way back where there is one. */
import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { en } from "@/text/en";
import { Button, IconButton, Sentence } from "./basic";

interface Note {
  id: number;
  text: string;
  undo?: (() => void) | undefined;
  /** A later note of the same kind takes its place. */
  kind?: string | undefined;
}

const Context = createContext<(text: string, undo?: () => void, kind?: string) => void>(() => undefined);
const SHOWN_FOR = 6000;

export function Notes({ children }: { children: ReactNode }) {
  const [notes, setNotes] = useState<Note[]>([]);
  const next = useRef(1);
  const drop = useCallback((id: number) => setNotes((all) => all.filter((note) => note.id !== id)), []);
  const tell = useCallback(
    (text: string, undo?: () => void, kind?: string) => {
      const id = next.current++;
      setNotes((all) => [
        ...all.filter((note) => kind === undefined || note.kind !== kind).slice(-2),
        { id, text, undo, kind },
      ]);
      setTimeout(() => drop(id), undo ? SHOWN_FOR * 2 : SHOWN_FOR);
    },
    [drop],
  );
  const value = useMemo(() => tell, [tell]);
  return (
    <Context.Provider value={value}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="fixed right-4 bottom-4 z-60 flex max-w-[calc(100vw-32px)] flex-col items-end gap-2 max-sm:bottom-[72px]"
      >
        {notes.map((note) => (
          <div
            key={note.id}
            className="flex items-center gap-3 rounded-card border border-line-strong bg-raised py-2 pr-2 pl-4 shadow-lift"
          >
            <span>
              <Sentence>{note.text}</Sentence>
            </span>
            {note.undo !== undefined && (
              <Button
                onClick={() => {
                  note.undo?.();
                  drop(note.id);
                }}
              >
                {en.team.undo}
              </Button>
            )}
            <IconButton label={en.toast.close} onClick={() => drop(note.id)}>
              <X size={14} />
            </IconButton>
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}

/** `tell("Saved.")`, or with a way back: `tell("Removed.", () => add(it))`. */
export function useTell() {
  return useContext(Context);
}
