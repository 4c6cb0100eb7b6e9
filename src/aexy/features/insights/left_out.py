"""What is not in a number, or not wholly, and why."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from aexy.features.insights.counting import within
from aexy.features.insights.looking import View
from aexy.features.insights.schemas import LeftOut
from aexy.kernel.enrich import Enriched
from aexy.kernel.facts import Fact, Facts
from aexy.kernel.metric import Level, Metric, rows_of
from aexy.kernel.periods import Window

_WHEN = {Fact.MERGED: "merged", Fact.CLOSED: "closed"}


def left_out(metric: Metric, facts: Facts, enriched: Enriched, view: View, window: Window) -> list[LeftOut]:
    """Rows of the subject in the window that are not in the number, or not wholly, by reason."""
    found = (
        _commits(metric, facts, enriched, view, window)
        if metric.facts is Fact.COMMITS
        else {**_others(metric, enriched, view, window), **_authors(metric, facts, view, window)}
    )
    return [LeftOut(reason=reason, n=n) for reason, n in found.items() if n]


def _commits(metric: Metric, facts: Facts, enriched: Enriched, view: View, window: Window) -> Mapping[str, int]:
    day = pl.col("at").dt.convert_time_zone(view.clock.zone.key).dt.date().alias("day")
    raw = facts.commits.with_columns(day).join(
        facts.developers.rename({"developer": "author"}), on="author", how="left"
    )
    known = replace(enriched, tables={Fact.COMMITS: raw})
    there = rows_of(Fact.COMMITS, within(known, view.subject), by=view.subject.level, buckets=window)
    mine = there.filter(subject=view.subject.key)
    is_human = pl.col("kind").is_null() | (pl.col("kind") == "human")
    counts = is_human & ~pl.col("is_merge")
    reads_lines = metric.unit == "lines"
    reads_hours = metric.where is not None and not reads_lines
    written = pl.col("lines_added") + pl.col("lines_removed")
    touched = pl.col("additions") + pl.col("deletions") > 0
    reasons = {
        "Merges": pl.col("is_merge") & is_human,
        "Bots": pl.col("kind") == "bot",
        "AI agents": pl.col("kind") == "agent",
        "Squashed by a server, so the hour is not known": counts & ~pl.col("hour_known") & reads_hours,
        "At the edge of a shallow clone, so lines are not known": counts
        & pl.col("lines_added").is_null()
        & reads_lines,
        "Only generated, vendored or lock files: counted as 0 lines": (counts & touched & (written == 0) & reads_lines),
    }
    return mine.select(condition.sum().alias(reason) for reason, condition in reasons.items()).row(0, named=True)


def _others(metric: Metric, enriched: Enriched, view: View, window: Window) -> Mapping[str, int]:
    """Rows the metric cannot read, in the words it has for them."""
    if metric.where is None or metric.lacks is None:
        return {}
    there = rows_of(metric.facts, enriched, by=view.subject.level, buckets=window).filter(subject=view.subject.key)
    return {metric.lacks: there.filter(~metric.where.fill_null(value=False)).height}


def _authors(metric: Metric, facts: Facts, view: View, window: Window) -> Mapping[str, int]:
    """Pull requests nobody is known to have proposed, or bots: they are no person's, but the repository's."""
    when = _WHEN.get(metric.facts)
    if when is None or view.subject.level not in {Level.REPOSITORY, Level.WORKSPACE}:
        return {}
    day = pl.col(when).dt.convert_time_zone(view.clock.zone.key).dt.date()
    inside = facts.pulls.filter(day.is_between(window.start, window.end, closed="left"))
    if view.subject.level is Level.REPOSITORY:
        inside = inside.filter(repository=view.subject.key)
    kinds = facts.developers.rename({"developer": "author"})
    whose = inside.join(kinds, on="author", how="left")
    return {
        "Proposed by a bot": whose.filter(pl.col("kind") == "bot").height,
        "Proposed by an AI agent": whose.filter(pl.col("kind") == "agent").height,
        "Nobody knows who proposed them": whose.filter(pl.col("author").is_null()).height,
    }
