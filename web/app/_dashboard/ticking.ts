"use client";
/** How a step is ticked and the list put away: known to the page's menu as well, which the list itself is not part of. */
import { type Preferences, type Step, usePreferenceChange } from "@/api/dashboard";
import { usePlace } from "@/app/_frame/place";
import { dashboard } from "@/text/en-dashboard";
import { inWords } from "@/ui/states";
import { useTell } from "@/ui/toast";

const text = dashboard.checklist;

export function useChecklist(preferences: Preferences) {
  const { workspace } = usePlace();
  const change = usePreferenceChange(workspace.id);
  const tell = useTell();
  const said = (refused: unknown) => tell(inWords(refused));
  return {
    tick: (step: Step) => {
      const others = preferences.checklist_progress.filter((one) => one !== step.id);
      const progress = step.done ? others : [...others, step.id];
      const checklist = preferences.checklist.map((one) => (one.id === step.id ? { ...one, done: !step.done } : one));
      change({ checklist_progress: progress }, { checklist_progress: progress, checklist }).catch(said);
    },
    dismiss: (is: boolean) => {
      change({ checklist_dismissed: is }, { checklist_dismissed: is }).then(() => is && tell(text.dismissed), said);
    },
  };
}
