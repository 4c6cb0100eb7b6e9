"use client";
/** What counts as a deployment, and what as an incident: of the workspace, or of one service. */
import type { ReactNode } from "react";
import { useTrackers } from "@/api/delivery";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { ruleWords } from "@/text/en-delivery-rules";
import { Foreign } from "@/ui/basic";
import { ASKS, COUNTS, type WholeDeployments, type WholeIncidents } from "./counting";
import { OneOf, PatternsField, Tick } from "./fields";

interface FormProps<Rule> {
  rule: Rule;
  onChange: (rule: Rule) => void;
  readOnly: boolean;
}

const edit = ruleWords;

export function DeploymentForm({ rule, onChange, readOnly }: FormProps<WholeDeployments>) {
  const asks = ASKS[rule.counts];
  const patterns = (key: "environments" | "names" | "branches") =>
    asks.includes(key) && (
      <PatternsField
        key={key}
        label={key === "names" && rule.counts === "deployments" ? edit.names.ofDeployments : edit[key].label}
        none={key === "branches" && rule.counts === "merges" ? edit.branches.ofMerges : edit[key].none}
        placeholder={edit[key].such}
        value={rule[key]}
        onChange={(value) => onChange({ ...rule, [key]: value })}
        readOnly={readOnly}
      />
    );
  return (
    <div className="space-y-3">
      <OneOf
        label={edit.counts}
        value={rule.counts}
        options={COUNTS.map((value) => ({ value, ...delivery.counts[value] }))}
        // What another way of counting asked for means nothing to this one.
        onChange={(counts) => onChange({ counts, environments: [], names: [], branches: [], prereleases: false })}
        readOnly={readOnly}
      />
      {patterns("environments")}
      {patterns("names")}
      {patterns("branches")}
      {asks.includes("prereleases") && (
        <Tick
          checked={rule.prereleases}
          onChange={(prereleases) => onChange({ ...rule, prereleases })}
          readOnly={readOnly}
        >
          {edit.prereleases}
        </Tick>
      )}
    </div>
  );
}

export function IncidentForm({
  rule,
  onChange,
  readOnly,
  ofService,
}: FormProps<WholeIncidents> & { ofService: boolean }) {
  const { workspace } = usePlace();
  const trackers = useTrackers(workspace.id).data ?? [];
  const set = (part: Partial<WholeIncidents>) => onChange({ ...rule, ...part });
  return (
    <div className="space-y-3">
      <Tick checked={rule.reported} onChange={(reported) => set({ reported })} readOnly={readOnly}>
        {edit.reported}
        <Small>{edit.reportedSays}</Small>
      </Tick>
      {ofService && rule.reported && (
        <PatternsField
          label={edit.incidentNames.label}
          none={edit.incidentNames.none}
          placeholder={edit.incidentNames.such}
          value={rule.names}
          onChange={(names) => set({ names })}
          readOnly={readOnly}
        />
      )}
      <div className="grid gap-3 min-[560px]:grid-cols-2">
        <PatternsField
          label={edit.kinds.label}
          none={edit.kinds.none}
          placeholder={edit.kinds.such}
          value={rule.issue_kinds}
          onChange={(issue_kinds) => set({ issue_kinds: issue_kinds.slice(0, 10) })}
          readOnly={readOnly}
        />
        <PatternsField
          label={edit.labels.label}
          none={edit.labels.none}
          placeholder={edit.labels.such}
          value={rule.labels}
          onChange={(labels) => set({ labels })}
          readOnly={readOnly}
        />
      </div>
      {trackers.length > 0 && (
        <fieldset>
          <legend className="text-small text-ink-2">{edit.trackers}</legend>
          <div className="mt-1 flex flex-wrap gap-x-5 gap-y-1">
            {trackers.map((tracker) => (
              <Tick
                key={tracker.id}
                checked={rule.trackers.includes(tracker.id)}
                onChange={(isOn) =>
                  set({
                    trackers: isOn ? [...rule.trackers, tracker.id] : rule.trackers.filter((id) => id !== tracker.id),
                  })
                }
                readOnly={readOnly}
              >
                <Foreign>{tracker.name}</Foreign> <span className="text-ink-3">{tracker.prefix}</span>
              </Tick>
            ))}
          </div>
        </fieldset>
      )}
      <Tick checked={rule.reverts} onChange={(reverts) => set({ reverts })} readOnly={readOnly}>
        {edit.reverts}
        <Small>{edit.revertsSay}</Small>
      </Tick>
      <PatternsField
        label={edit.hotfixes.label}
        none={edit.hotfixes.none}
        placeholder={edit.hotfixes.such}
        value={rule.hotfixes}
        onChange={(hotfixes) => set({ hotfixes })}
        readOnly={readOnly}
      />
    </div>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <span className="block text-small text-ink-3">{children}</span>;
}
