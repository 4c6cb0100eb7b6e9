"use client";
/** The rules in a form, what they would count beside it, and keeping them: with a note, and kindly where two did at once. */
import { type FormEvent, useId, useMemo, useState } from "react";
import { Problem } from "@/api/client";
import { type Rules, useKeepRules, usePreview, useRulesInForce } from "@/api/delivery";
import { go, useAddress } from "@/app/_frame/address";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { ruleWords } from "@/text/en-delivery-rules";
import { Badge, Button, Card, Foreign, Instant, Skeleton, shortTime } from "@/ui/basic";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { COUNTS, counting, isSame, sent, type WholeDocument, whole } from "./counting";
import { useMayKeep, useMayTry } from "./may-rules";
import { PreviewCard } from "./preview";
import { DeploymentForm, IncidentForm } from "./rule-forms";
import { ServiceForms } from "./service-forms";
import { useDebounced } from "./use-debounced";
import { Versions } from "./versions";

const edit = ruleWords;
const CALM = 450;

export function RulesEditor({ rules }: { rules: Rules }) {
  const { workspace } = usePlace();
  const may = useMayTry();
  const mayKeep = useMayKeep();
  const { tried } = useAddress();
  const [base, setBase] = useState(rules);
  const kept = useMemo(() => whole(base.document), [base]);
  const wanted = COUNTS.find((counts) => counts === tried);
  const [document, setDocument] = useState<WholeDocument>(() =>
    wanted !== undefined && may ? counting(kept, wanted) : kept,
  );
  const calm = useDebounced(document, CALM);
  const body = useMemo(() => (may ? sent(calm) : null), [calm, may]);
  const preview = usePreview(workspace.id, body);
  const dirty = !isSame(document, kept);
  const take = (theirs: Rules) => {
    setBase(theirs);
    setDocument(whole(theirs.document));
    if (tried !== null) go({ tried: null }, "replace");
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,440px)]">
      <div className="min-w-0 space-y-4">
        <InForce
          rules={base.version >= rules.version ? base : rules}
          says={mayKeep ? null : may ? edit.onlyTry : edit.readOnly}
        />
        {wanted !== undefined && dirty && (
          <p className="rounded-card border border-accent bg-accent-wash px-4 py-2.5 text-accent-ink">
            {edit.tried(delivery.counts[wanted].name)}
          </p>
        )}
        <Whole document={document} onChange={setDocument} readOnly={!may} />
        <Card title={edit.services} says={edit.servicesSay}>
          <ServiceForms document={document} onChange={setDocument} readOnly={!may} />
        </Card>
        {dirty && mayKeep && <KeepBar document={document} base={base} onTake={take} onDrop={() => setDocument(kept)} />}
        <Versions
          current={base.version}
          services={kept.services.flatMap((one) => one.id ?? [])}
          onRestore={may ? setDocument : null}
        />
      </div>
      {may && (
        <div className="min-w-0 lg:sticky lg:top-[64px]">
          <PreviewCard query={preview} fresh={calm === document && !preview.isFetching} />
        </div>
      )}
    </div>
  );
}

function InForce({ rules, says }: { rules: Rules; says: string | null }) {
  const { version, made_at, made_by, note, counted_version } = rules;
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="font-semibold">{version === 0 ? edit.inForce : edit.version(version)}</h2>
        {version > 0 && <Badge tone="accent">{edit.current}</Badge>}
        {counted_version < version && <Badge tone="worse">{edit.counting}</Badge>}
        <p className="text-small text-ink-3">
          {version === 0 ? (
            edit.product
          ) : (
            <>
              <Foreign>{made_by ?? edit.somebody}</Foreign> · <Instant at={made_at} />
            </>
          )}
        </p>
      </div>
      {note !== null && (
        <p className="mt-1 text-ink-2">
          <Foreign>{note}</Foreign>
        </p>
      )}
      {says !== null && <p className="mt-1 text-small text-ink-3">{says}</p>}
    </Card>
  );
}

interface WholeProps {
  document: WholeDocument;
  onChange: (document: WholeDocument) => void;
  readOnly: boolean;
}

const SECTION = "mb-2 font-semibold";

function Whole({ document, onChange, readOnly }: WholeProps) {
  const id = useId();
  return (
    <Card title={edit.whole} says={edit.wholeSays}>
      <div className="space-y-5">
        <section>
          <h3 className={SECTION}>{edit.deployments}</h3>
          <DeploymentForm
            rule={document.deployments}
            onChange={(deployments) => onChange({ ...document, deployments })}
            readOnly={readOnly}
          />
        </section>
        <section className="border-t border-line pt-4">
          <h3 className={SECTION}>{edit.incidents}</h3>
          <IncidentForm
            ofService={false}
            rule={document.incidents}
            onChange={(incidents) => onChange({ ...document, incidents })}
            readOnly={readOnly}
          />
          <div className="mt-3">
            <label htmlFor={id} className="mb-1 block text-small text-ink-2">
              {edit.window}
            </label>
            <div className="flex items-center gap-3">
              <input
                id={id}
                type="number"
                min={1}
                max={720}
                readOnly={readOnly}
                value={document.incident_window_hours}
                onChange={(event) =>
                  onChange({
                    ...document,
                    incident_window_hours: Math.max(1, Math.min(720, Math.round(event.target.valueAsNumber || 1))),
                  })
                }
                className="field figures w-[96px]! shrink-0"
              />
              <p className="text-small text-ink-3">{edit.windowSays}</p>
            </div>
          </div>
        </section>
      </div>
    </Card>
  );
}

function KeepBar({
  document,
  base,
  onTake,
  onDrop,
}: {
  document: WholeDocument;
  base: Rules;
  onTake: (theirs: Rules) => void;
  onDrop: () => void;
}) {
  const { workspace } = usePlace();
  const tell = useTell();
  const id = useId();
  const keep = useKeepRules(workspace.id);
  const inForce = useRulesInForce(workspace.id);
  const [note, setNote] = useState("");
  const nameless = document.services.some((service) => service.name.trim() === "");
  const isConflict = keep.error instanceof Problem && keep.error.status === 409;
  const theirs = inForce.data;
  const put = (base_version: number) =>
    keep.mutate(
      { document: sent(document), base_version, note: note.trim() === "" ? null : note.trim() },
      {
        onSuccess: (rules) => {
          tell(edit.kept(rules.version));
          onTake(rules);
        },
        onError: () => void inForce.refetch(),
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!nameless) put(base.version);
  };
  return (
    <form
      onSubmit={submit}
      className="sticky bottom-4 z-10 rounded-card border border-accent bg-raised p-4 shadow-lift max-sm:bottom-[68px]"
    >
      {isConflict && theirs && theirs.version > base.version ? (
        <div role="alert">
          <p className="font-semibold">{edit.conflict}</p>
          <p className="mt-1 text-ink-2">
            {edit.conflictSays(
              theirs.version,
              theirs.made_by ?? edit.somebody,
              theirs.made_at === null ? "" : shortTime(theirs.made_at),
            )}
          </p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button look="primary" onClick={() => put(theirs.version)} disabled={keep.isPending}>
              {edit.mine}
            </Button>
            <Button onClick={() => onTake(theirs)}>{edit.theirs}</Button>
          </div>
        </div>
      ) : (
        <>
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-[180px] grow">
              <label htmlFor={id} className="mb-1 block text-small text-ink-2">
                {edit.note}
              </label>
              <input
                id={id}
                value={note}
                maxLength={500}
                onChange={(event) => setNote(event.target.value)}
                className="field"
              />
            </div>
            <div className="flex gap-2">
              <Button look="quiet" onClick={onDrop} className="h-[34px]! max-sm:h-10!">
                {edit.drop_all}
              </Button>
              <Button
                look="primary"
                type="submit"
                disabled={keep.isPending || nameless}
                className="h-[34px]! max-sm:h-10!"
              >
                {edit.keep}
              </Button>
            </div>
          </div>
          {nameless && <p className="mt-2 text-small text-worse">{edit.nameless}</p>}
          {keep.error && !isConflict && <Wrong error={keep.error} className="px-0! pb-0!" />}
        </>
      )}
    </form>
  );
}

export function RulesSkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,440px)]">
      <div className="space-y-4">
        <Skeleton className="h-[76px] rounded-card!" />
        <Skeleton className="h-[520px] rounded-card!" />
      </div>
      <Skeleton className="h-[420px] rounded-card!" />
    </div>
  );
}
