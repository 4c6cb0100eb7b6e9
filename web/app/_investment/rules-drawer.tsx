"use client";
/** The rules about what work is spent on: read by everybody, tried by managers, kept by admins once they were counted. */
import { X } from "lucide-react";
import { type FormEvent, useId, useMemo, useState } from "react";
import { Problem } from "@/api/client";
import { type InvestmentRules, useInvestmentRules, useKeepInvestmentRules, useRulesPreview } from "@/api/investment";
import { useDebounced } from "@/app/_delivery/use-debounced";
import { closeDrawer } from "@/app/_frame/address";
import { useMay } from "@/app/_frame/may";
import { usePlace } from "@/app/_frame/place";
import { en } from "@/text/en";
import { investing as text } from "@/text/en-investing";
import { Button, Foreign, IconButton, Instant, Skeleton } from "@/ui/basic";
import { Drawer } from "@/ui/overlay";
import { Wrong } from "@/ui/states";
import { useTell } from "@/ui/toast";
import { Categories, RuleList } from "./rules-fields";
import { documentOf, isSameRules, writtenRules } from "./rules-form";
import { PreviewOfRules } from "./rules-preview";

const CALM = 500;
const RULES = "/api/v1/workspaces/{workspace_id}/insights/allocation/rules";

export default function RulesDrawer() {
  const { workspace } = usePlace();
  const query = useInvestmentRules(workspace.id, true);
  return (
    <Drawer open onClose={closeDrawer} label={text.title}>
      <div className="flex items-start justify-between gap-4 border-b border-line px-5 py-4">
        <div>
          <h2 className="text-title font-semibold">{text.title}</h2>
          <p className="mt-1 text-ink-2">{text.says}</p>
        </div>
        <IconButton label={en.explain.close} onClick={closeDrawer}>
          <X size={15} />
        </IconButton>
      </div>
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton className="m-5 h-[420px]" />
      ) : (
        <Editor rules={query.data} reread={() => query.refetch()} />
      )}
    </Drawer>
  );
}

function Editor({ rules, reread }: { rules: InvestmentRules; reread: () => Promise<{ data?: InvestmentRules }> }) {
  const { workspace } = usePlace();
  const may = useMay();
  const mayTry = may(`POST ${RULES}/preview`);
  const mayKeep = may(`PUT ${RULES}`);
  const [base, setBase] = useState(rules);
  const kept = useMemo(() => writtenRules(base.document), [base]);
  const [written, setWritten] = useState(kept);
  const calm = useDebounced(written, CALM);
  const dirty = !isSameRules(written, kept);
  const wanted = useMemo(() => documentOf(calm), [calm]);
  const preview = useRulesPreview(workspace.id, mayTry && dirty ? wanted : null);
  const fresh = isSameRules(calm, written) && preview.data !== undefined && !preview.isFetching;
  const take = (theirs: InvestmentRules) => {
    setBase(theirs);
    setWritten(writtenRules(theirs.document));
  };
  const fields = { written, onChange: setWritten, readOnly: !mayTry };
  return (
    <div className="space-y-5 p-5">
      <InForce rules={base} says={mayKeep ? null : mayTry ? text.onlyTry : text.readOnly} />
      {mayTry && <PreviewOfRules query={preview} dirty={dirty} fresh={fresh} written={written} />}
      <RuleList {...fields} />
      <Categories {...fields} />
      {dirty && mayKeep && (
        <Keep
          base={base}
          document={documentOf(written)}
          counted={fresh}
          onTake={take}
          onDrop={() => setWritten(kept)}
          reread={reread}
        />
      )}
    </div>
  );
}

function InForce({ rules, says }: { rules: InvestmentRules; says: string | null }) {
  return (
    <p className="text-small text-ink-3">
      <span className="text-ink-2">{rules.version === 0 ? text.own : text.version(rules.version)}</span>{" "}
      <Foreign>{text.by(rules.made_by)}</Foreign> {rules.made_at && <Instant at={rules.made_at} />}{" "}
      {rules.note && <Foreign>{rules.note}</Foreign>} {says}
    </p>
  );
}

function Keep({
  base,
  document,
  counted,
  onTake,
  onDrop,
  reread,
}: {
  base: InvestmentRules;
  document: ReturnType<typeof documentOf>;
  /** Whether what they come to has been shown. */
  counted: boolean;
  onTake: (theirs: InvestmentRules) => void;
  onDrop: () => void;
  reread: () => Promise<{ data?: InvestmentRules }>;
}) {
  const { workspace } = usePlace();
  const tell = useTell();
  const id = useId();
  const keep = useKeepInvestmentRules(workspace.id);
  const [note, setNote] = useState("");
  const isConflict = keep.error instanceof Problem && keep.error.status === 409;
  const put = (base_version: number) => {
    if (document === null) return;
    keep.mutate(
      { base_version, document, note: note.trim() === "" ? null : note.trim() },
      {
        onSuccess: (rules) => {
          tell(text.kept(rules.version));
          onTake(rules);
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (counted) put(base.version);
  };
  const afresh = async (then: (theirs: InvestmentRules) => void) => {
    const theirs = (await reread()).data;
    if (theirs) then(theirs);
  };
  return (
    <form
      onSubmit={submit}
      className="sticky bottom-4 z-10 rounded-card border border-accent bg-raised p-4 shadow-lift"
    >
      {isConflict ? (
        <div role="alert">
          <p className="font-semibold">{text.conflict}</p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button look="primary" onClick={() => void afresh((theirs) => put(theirs.version))}>
              {text.mine}
            </Button>
            <Button onClick={() => void afresh(onTake)}>{text.theirs}</Button>
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-[180px] grow">
            <label htmlFor={id} className="mb-1 block text-small text-ink-2">
              {text.note}
            </label>
            <input
              id={id}
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
              className="field"
            />
          </div>
          <Button onClick={onDrop}>{text.drop}</Button>
          <Button look="primary" type="submit" disabled={!counted || document === null || keep.isPending}>
            {text.keep}
          </Button>
        </div>
      )}
      {document === null ? (
        <p className="mt-2 text-small text-worse">{text.nameless}</p>
      ) : (
        !counted && <p className="mt-2 text-small text-ink-3">{text.waiting}</p>
      )}
      {keep.error && !isConflict && <Wrong error={keep.error} className="px-0! pb-0!" />}
    </form>
  );
}
