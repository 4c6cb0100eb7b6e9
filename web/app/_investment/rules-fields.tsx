"use client";
/** Categories and rules as fields: order by buttons, lists with commas. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { investing as text } from "@/text/en-investing";
import { Button, IconButton, Sentence } from "@/ui/basic";
import { FIELDS, freshKey, moved, type WrittenRule, type WrittenRules, withoutCategory } from "./rules-form";

interface Props {
  written: WrittenRules;
  onChange: (written: WrittenRules) => void;
  readOnly: boolean;
}

const MOST_CATEGORIES = 12;

export function Categories({ written, onChange, readOnly }: Props) {
  const put = (key: string, changed: { name?: string; words?: string }) =>
    onChange({
      ...written,
      categories: written.categories.map((one) => (one.key === key ? { ...one, ...changed } : one)),
    });
  return (
    <section>
      <h3 className="font-semibold">{text.categories}</h3>
      <p className="mb-2 text-small text-ink-3">{text.categoriesSay}</p>
      <ul className="space-y-2">
        {written.categories.map((one) => (
          <li key={one.key} className="flex items-center gap-2">
            <input
              aria-label={text.name}
              value={one.name}
              maxLength={60}
              readOnly={readOnly}
              onChange={(event) => put(one.key, { name: event.target.value })}
              aria-invalid={one.name.trim() === "" || undefined}
              className="field w-[168px]! shrink-0 max-sm:w-[112px]!"
            />
            <input
              aria-label={text.wordsOf(one.name)}
              placeholder={text.words}
              value={one.words}
              readOnly={readOnly}
              onChange={(event) => put(one.key, { words: event.target.value })}
              className="field min-w-0"
            />
            {!readOnly && written.categories.length > 1 && (
              <IconButton
                label={text.removeCategory(one.name)}
                onClick={() => onChange(withoutCategory(written, one.key))}
              >
                <X size={14} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && written.categories.length < MOST_CATEGORIES && (
        <Button
          className="mt-2"
          onClick={() =>
            onChange({
              ...written,
              categories: [...written.categories, { key: freshKey(written.categories), name: "", words: "" }],
            })
          }
        >
          <Plus aria-hidden="true" size={13} /> {text.addCategory}
        </Button>
      )}
    </section>
  );
}

export function RuleList({ written, onChange, readOnly }: Props) {
  const rules = written.rules;
  const set = (next: readonly WrittenRule[]) => onChange({ ...written, rules: next });
  const first = written.categories[0]?.key ?? "";
  return (
    <section>
      <h3 className="font-semibold">{text.rules}</h3>
      <p className="mb-2 text-small text-ink-3">
        <Sentence>{text.rulesSay}</Sentence>
      </p>
      <ol className="space-y-3">
        {rules.map((rule, at) => (
          <li key={at} className="rounded-card border border-line bg-card p-3">
            <Head
              rule={rule}
              at={at}
              last={at === rules.length - 1}
              written={written}
              readOnly={readOnly}
              onCategory={(category) => set(rules.map((one, index) => (index === at ? { ...one, category } : one)))}
              onMove={(by) => set(moved(rules, at, by))}
              onRemove={() => set(rules.filter((_, index) => index !== at))}
            />
            <div className="mt-2 grid gap-2 sm:grid-cols-2">
              {FIELDS.map((field) => (
                <label key={field} className="block">
                  <span className="mb-0.5 block text-small text-ink-2">{text.fields[field]}</span>
                  <input
                    aria-label={text.fieldOf(text.fields[field], at + 1)}
                    value={rule[field]}
                    readOnly={readOnly}
                    placeholder={readOnly ? "" : text.hints[field]}
                    onChange={(event) =>
                      set(rules.map((one, index) => (index === at ? { ...one, [field]: event.target.value } : one)))
                    }
                    className="field"
                  />
                </label>
              ))}
            </div>
          </li>
        ))}
      </ol>
      {!readOnly && (
        <Button
          className="mt-2"
          onClick={() =>
            set([...rules, { category: first, labels: "", issue_kinds: "", types: "", branches: "", paths: "" }])
          }
        >
          <Plus aria-hidden="true" size={13} /> {text.add}
        </Button>
      )}
    </section>
  );
}

function Head({
  rule,
  at,
  last,
  written,
  readOnly,
  onCategory,
  onMove,
  onRemove,
}: {
  rule: WrittenRule;
  at: number;
  last: boolean;
  written: WrittenRules;
  readOnly: boolean;
  onCategory: (category: string) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  return (
    <div className="flex items-center gap-2">
      <span className="figures w-5 shrink-0 text-ink-3">{at + 1}</span>
      <select
        aria-label={`${text.category}: ${text.rule(at + 1)}`}
        value={rule.category}
        disabled={readOnly}
        onChange={(event) => onCategory(event.target.value)}
        className="field max-w-[220px]"
      >
        {written.categories.map((one) => (
          <option key={one.key} value={one.key}>
            {one.name || text.newCategory}
          </option>
        ))}
      </select>
      {!readOnly && (
        <span className="ml-auto inline-flex">
          <IconButton label={text.up(at + 1)} disabled={at === 0} onClick={() => onMove(-1)}>
            <ArrowUp size={14} />
          </IconButton>
          <IconButton label={text.down(at + 1)} disabled={last} onClick={() => onMove(1)}>
            <ArrowDown size={14} />
          </IconButton>
          <IconButton label={text.remove(at + 1)} onClick={onRemove}>
            <X size={14} />
          </IconButton>
        </span>
      )}
    </div>
  );
}
