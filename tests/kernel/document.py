"""Writes `docs/metrics.md` from the catalogue and its worked examples: `python -m tests.kernel.document`."""

from collections.abc import Iterable
from pathlib import Path

from tests.kernel.worked import CASES

from aexy.kernel.metric import Audience, Family, Metric
from aexy.kernel.metrics import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
OPENING = """# What each number means

Made from the catalogue (`src/aexy/kernel/metrics/`) and its worked examples (`tests/kernel/cases/`), which are also its
tests; `python -m tests.kernel.document` writes it again.

Every number comes with its sample size n, every duration with its median, p75 and p90 beside the mean. Counted are
commits on the default branch by people, without merges, and pull requests by people: no bots, no AI agents. A commit
stands where its author wrote it, a pull request where its event happened, in the periods of the workspace's time
zone; days off, late hours and runs of days go by the author's own clock. A review is one by a human other than the
author. Above one person facts are pooled, never people's numbers. No data is no number; a span that would be negative
is none. Shares lie between 0 and 1.
"""
AUDIENCES = {
    Audience.SELF: "one person's number is that person's alone; a group's needs five active people and whole weeks",
    Audience.TEAM: "one person's number is for those in a team with them, and for managers",
    Audience.OPEN: "open to the workspace",
}


def page() -> str:
    """The whole page."""
    families = [family for family in Family if any(metric.family is family for metric in CATALOGUE)]
    return "\n".join([OPENING, *(line for family in families for line in _family(family))])


def _family(family: Family) -> Iterable[str]:
    yield f"## {family.value.capitalize()}\n"
    for metric in CATALOGUE:
        if metric.family is family:
            yield from _metric(metric)


def _metric(metric: Metric) -> Iterable[str]:
    empty = "0 where data covers the period" if metric.is_zero_without_rows else "no number"
    yield f"### {metric.name} (`{metric.key}`)\n"
    yield f"{metric.says}\n"
    if metric.caution:
        yield f"*{metric.caution}*\n"
    yield f"- Value: {metric.formula}, in {metric.unit.value.replace('_', ' ')}; better: {metric.better.value}"
    yield f"- Without any: {empty}"
    if metric.beside:
        yield f"- Always shown beside: {', '.join(metric.beside)}"
    if metric.lacks:
        yield f"- Left out, and counted: {metric.lacks[0].lower()}{metric.lacks[1:]}"
    yield f"- For: {', '.join(sorted(metric.levels))}; {AUDIENCES[metric.audience]}"
    yield f"- Version {metric.version}\n"
    yield f"**Worked example.** {(CASES / f'{metric.key}.md').read_text(encoding='utf-8').strip()}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
