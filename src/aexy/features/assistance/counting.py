"""Changes with and without assistance, counted from facts; blocking."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import polars as pl

from aexy.features.insights.counting import scope_of, span_of, within
from aexy.features.insights.looking import View
from aexy.kernel.analyses.assistance import (
    AUTHORED,
    CHANGES,
    CO_AUTHORED,
    NEITHER,
    PULLS,
    SURVIVAL_DAYS,
    Cell,
    Compared,
    cells,
    levels,
    survival,
)
from aexy.kernel.analyses.commit_types import prefixed, typed
from aexy.kernel.analyses.commit_weights import words_of
from aexy.kernel.enrich import Enriched, enrich
from aexy.kernel.facts import Fact, Facts
from aexy.kernel.metric import Level
from aexy.kernel.periods import Period
from aexy.store.analysis_facts.commits import kinds_of
from aexy.store.assistance_facts import read_agents, read_linked, read_naming, read_titles, read_usage
from aexy.store.facts import read_facts, read_memberships, read_people
from aexy.store.line_facts import LineFacts, read_lines
from aexy.store.session import Session, session

_LONGEST_SURVIVAL = timedelta(days=max(SURVIVAL_DAYS))


@dataclass(frozen=True, slots=True)
class Impact:
    """`commits` and `pulls` are `CHANGES` with `day`; `usage` is what assistants count themselves."""

    commits: pl.DataFrame
    pulls: pl.DataFrame
    cells: list[Cell]
    survival: list[Compared]
    usage: pl.DataFrame


def count(url: str, view: View, window: Period, *, is_brief: bool = False) -> Impact:
    """Everything about one subject in one window; in brief without cells of types and sizes, and without survival."""
    with session(url, view.workspace_id) as opened:
        agents = read_agents(opened)
        people = _with_agents(read_people(opened))
        enriched = _enriched(opened, view, window, people, agents)
        commits = enriched.of(Fact.COMMITS).with_columns(levels(agents).alias("level"))
        pulls = _pulls(opened, enriched, agents)
        survived = [] if is_brief else _survival(opened, view, window, people, agents)
        usage = read_usage(opened, window.start, window.end) if view.subject.level is Level.WORKSPACE else None
    inside = pl.col("day").is_between(window.start, window.end, closed="left")
    merged = pulls.filter(inside)
    return Impact(
        commits=commits.filter(inside).select("day", *CHANGES),
        pulls=merged.select("day", *CHANGES),
        cells=[next(cells(merged))] if is_brief else list(cells(merged)),
        survival=survived,
        usage=pl.DataFrame() if usage is None else usage,
    )


def _survival(opened: Session, view: View, window: Period, people: pl.DataFrame, agents: pl.Series) -> list[Compared]:
    """How many lines of the window are still there, after each of the times there are."""
    lines, naming = _lines(opened, view, window, people), _naming(opened, view, window)
    named = lines.added.with_columns(ai=pl.col("commit").is_in(naming.implode()))
    added = named.with_columns(levels(agents).alias("level"))
    return [survival(added, lines.removed, view.clock, days) for days in SURVIVAL_DAYS]


def _with_agents(people: pl.DataFrame) -> pl.DataFrame:
    """AI agents count as authors here, and nowhere else in the product."""
    is_agent = pl.col("kind") == "agent"
    return people.with_columns(kind=pl.when(is_agent).then(pl.lit("human")).otherwise("kind"))


def _enriched(opened: Session, view: View, window: Period, people: pl.DataFrame, agents: pl.Series) -> Enriched:
    """The subject's changes by people and agents; what agents review or remark is no review by a person."""
    scope = scope_of(view.subject, span_of(window, view.clock))
    facts = read_facts(opened, scope, people, has_owned=False)
    return within(enrich(_without_answers_of(facts, agents), view.clock), view.subject)


def _without_answers_of(facts: Facts, agents: pl.Series) -> Facts:
    return replace(
        facts,
        reviews=facts.reviews.filter(~pl.col("reviewer").is_in(agents.implode())),
        remarks=facts.remarks.filter(~pl.col("author").is_in(agents.implode())),
        requests=facts.requests.filter(~pl.col("reviewer").is_in(agents.implode())),
    )


def _pulls(opened: Session, enriched: Enriched, agents: pl.Series) -> pl.DataFrame:
    """Merged pull requests as `PULLS`, with `day`."""
    merged = enriched.of(Fact.MERGED)
    reworked = enriched.of(Fact.REVIEWED).select("pull", "is_reworked")
    linked = read_linked(opened, merged["pull"].to_list())
    named = linked.group_by("pull").agg(pl.col("ai").any())
    known = (
        merged.join(reworked, on="pull", how="left")
        .join(named, on="pull", how="left")
        .join(_types(opened, merged["pull"], linked), on="pull", how="left")
        .with_columns(pl.col("ai").fill_null(value=False), response_hours="pickup_hours")
        .with_columns(levels(agents).alias("level"))
    )
    return known.select("day", *(pl.col(name).cast(kind) for name, kind in PULLS.items()))


def _types(opened: Session, pulls: pl.Series, linked: pl.DataFrame) -> pl.DataFrame:
    """What kind of work each is, by its title and the paths of its commits: `pull`, `type`."""
    titles = read_titles(opened, pulls.to_list())
    touched = kinds_of(opened, linked["commit"].unique().to_list())
    kinds = linked.join(touched, on="commit").group_by("pull").agg(pl.col("kinds").bitwise_or())
    asked = titles.join(kinds, on="pull", how="left", maintain_order="left").with_columns(
        pl.col("kinds").fill_null(0),
        added=pl.lit(None, pl.Int32),
        lines=pl.lit(None, pl.Int32),
        is_revert=pl.col("subject").str.starts_with('Revert "'),
    )
    said = prefixed(asked)
    found = typed(said["prefix"], said["text"], words_of(said["text"]), asked, asked["is_revert"])
    return asked.select("pull").with_columns(found["type"].cast(pl.String))


def _span(view: View, window: Period) -> tuple[datetime, datetime]:
    return view.clock.midnight(window.start), view.clock.midnight(window.end)


def _naming(opened: Session, view: View, window: Period) -> pl.Series:
    return read_naming(opened, _span(view, window))


def _lines(opened: Session, view: View, window: Period, people: pl.DataFrame) -> LineFacts:
    """Lines that were added in the window; of a team those its people added while they were in it."""
    subject = view.subject
    read = read_lines(opened, subject.level, subject.key, _span(view, window), people, window=_LONGEST_SURVIVAL)
    if subject.level is not Level.TEAM:
        return read
    begun = pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at"))
    lasting = pl.col("left").is_null() | (pl.col("at") < pl.col("left"))
    members = read_memberships(opened).filter(team=subject.key).rename({"developer": "author"})
    added = read.added.join(members, on="author").filter(begun & lasting).select(read.added.columns)
    return LineFacts(added.unique("commit", maintain_order=True), read.removed)


ORDER = (AUTHORED, CO_AUTHORED, NEITHER)
