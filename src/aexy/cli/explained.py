"""How the rows behind a number look in a terminal."""

from typing import Any

from aexy.cli.figures import NOTHING, bar, change, figure, headline
from aexy.cli.report import Column, footnotes, heading, show_rows


def show_explanation(whose: str, answer: dict[str, Any]) -> None:
    """The value, its definition, how it spreads, its rows, and what was left out."""
    metric, reading = answer["metric"], answer["reading"]
    unit, shown = metric["unit"], headline(reading)
    value = reading["withheld"] or shown.says
    moved = change(shown.now, shown.before, unit)
    heading(
        f"{metric['name']} · {whose}: {value}",
        f"{reading['period']['start']} to {reading['period']['end']} · n {reading['n'] or 0:,}"
        + (f" · {moved} against before" if moved else ""),
        metric["says"],
        f"= {metric['formula']} (version {metric['version']})",
    )
    if answer.get("quantiles"):
        _quantiles(answer["quantiles"], unit)
    if answer.get("histogram"):
        _histogram(answer["histogram"])
    if answer["rows"]:
        _rows(answer)
    left_out = [f"Left out: {each['n']:,} · {each['reason']}" for each in answer.get("left_out", []) if each["n"]]
    footnotes([*left_out, metric["caution"] or ""])


def _quantiles(quantiles: dict[str, float | None], unit: str) -> None:
    columns = [Column(key, is_number=True) for key in ("median", "p75", "p90")]
    show_rows("", columns, [[figure(quantiles[column.title], unit) for column in columns]])


def _histogram(histogram: dict[str, Any]) -> None:
    edges, counts = histogram["edges"], histogram["counts"]
    top = max(counts, default=0) or 1
    rows = [
        [f"{low:,g} – {high:,g}", bar(count / top, 30), f"{count:,}"]  # noqa: RUF001 - a range
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    show_rows("How it spreads", [Column("", is_number=True, is_dim=True), Column(""), Column("", is_number=True)], rows)


def _rows(answer: dict[str, Any]) -> None:
    columns = answer["columns"]
    total = answer.get("total_rows") or len(answer["rows"])
    show_rows(
        f"{len(answer['rows']):,} of {total:,} rows",
        [
            Column(
                each["title"],
                is_number=each["kind"] == "number",
                is_dim=each["kind"] == "sha",
                gives_way=each["kind"] == "text",
            )
            for each in columns
        ],
        [[_cell(row.get(each["key"]), each["kind"]) for each in columns] for row in answer["rows"]],
    )


def _cell(value: object, kind: str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if kind == "instant":
        return text[:16].replace("T", " ")
    return text[:8] if kind == "sha" else text
