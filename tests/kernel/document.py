"""Writes `docs/metrics.md` from the catalogue and its worked examples: `python -m tests.kernel.document`."""

from collections.abc import Iterable
from pathlib import Path

from tests.kernel.delivery.worked import CASES as DELIVERY_CASES
from tests.kernel.worked import CASES

from aexy.kernel.delivery.metrics import FIVE, DeliveryMetric
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
DELIVERY = """## Delivery

DORA's five, of a workspace, service, team, repository or project over any days, from deployments and incidents that
the workspace's rules count (`src/aexy/kernel/delivery/`). What a deployment brought is read off the history, not off
clocks. Times are medians, with p75 and p90. Of fewer than five people's changes the lead time is for those who may see
each of theirs. Tiers are those of an edition of the DORA report: `src/aexy/kernel/delivery/tiers.py`.

The lead time has five stages that add up to it, change by change: *coding* until ready for review, *pickup* until
somebody's first review or remark on lines, *review* until the last approval, *merge* until it was merged, *deploy*
until it was live. A step that did not happen has no width. Where a pull request's commits are not known, it began when
it was opened.
"""
AUDIENCES = {
    Audience.SELF: "one person's number is that person's alone; a group's needs five active people and whole weeks",
    Audience.TEAM: "one person's number is for those in a team with them, and for managers",
    Audience.OPEN: "open to the workspace",
}


def page() -> str:
    """The whole page."""
    delivery = (line for metric in FIVE for line in _of_delivery(metric))
    families = [family for family in Family if any(metric.family is family for metric in CATALOGUE)]
    counted = (line for family in families for line in _family(family))
    return "\n".join([OPENING, *counted, DELIVERY, *delivery])


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


def _of_delivery(metric: DeliveryMetric) -> Iterable[str]:
    empty = "0 from when on deployments are known, before that no number" if metric.is_zero else "no number"
    yield f"### {metric.name} (`{metric.key}`)\n"
    yield f"{metric.says}\n"
    yield f"*{metric.caution}*\n"
    yield f"- Value: {metric.formula}, in {metric.unit.value.replace('_', ' ')}; better: {metric.better.value}"
    yield f"- Without any: {empty}"
    yield f"- Always shown beside: {'; '.join(f'{one.name[0].lower()}{one.name[1:]}' for one in metric.beside)}"
    yield f"- Version {metric.version}\n"
    yield f"**Worked example.** {(DELIVERY_CASES / f'{metric.key}.md').read_text(encoding='utf-8').strip()}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
