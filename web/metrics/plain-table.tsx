"use client";
/** The figures of a drawing, as text. */

export interface TableView {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export function PlainTable({ label, table }: { label: string; table: TableView }) {
  const side = (index: number) => (index === 0 ? "text-left" : "text-right");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse
    <section tabIndex={0} aria-label={label} className="max-h-[320px] overflow-auto">
      <table className="w-full border-collapse">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 bg-card">
          <tr>
            {table.head.map((title, index) => (
              <th key={title} scope="col" className={`h-7 px-2 text-small font-medium text-ink-3 ${side(index)}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={`figures h-7 border-t border-line px-2 ${side(index)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
