"""Whose a deployment, a change or an incident is: the workspace's, a service's, a team's, a repository's, a project's.

A change belongs to the teams its author was in when it was merged, whoever owns the code. A deployment, and what came
of it, belongs to the teams that owned a repository of its service when it went live; an incident likewise when it
began. A project has what its repositories have.
"""

from datetime import datetime
from enum import StrEnum

import polars as pl

from aexy.kernel.delivery.facts import DeliveryFacts
from aexy.kernel.metric import WORKSPACE_KEY


class Whose(StrEnum):
    """Whom numbers of delivery can be asked of."""

    WORKSPACE = "workspace"
    SERVICE = "service"
    TEAM = "team"
    REPOSITORY = "repository"
    PROJECT = "project"


def of_deployments(rows: pl.DataFrame, facts: DeliveryFacts, whose: Whose, when: str = "at") -> pl.DataFrame:
    """Rows with a service, and perhaps a `repository`, once for each `subject` they belong to at the instant `when`."""
    match whose:
        case Whose.WORKSPACE:
            return _everybodys(rows)
        case Whose.SERVICE:
            return rows.filter(pl.col("service").is_not_null()).with_columns(subject="service")
        case Whose.TEAM:
            owned = facts.parts.join(facts.owners, on="repository").drop("repository").rename({"team": "subject"})
            return _once(rows, _held(_numbered(rows).join(owned, on="service"), "since", "until", when))
        case Whose.REPOSITORY:
            return _once(rows, _in_repositories(rows, facts))
        case Whose.PROJECT:
            there = _in_repositories(rows, facts).rename({"subject": "repository"})
            return _once(rows, there.join(facts.holdings.rename({"project": "subject"}), on="repository"))


def of_changes(rows: pl.DataFrame, facts: DeliveryFacts, whose: Whose) -> pl.DataFrame:
    """Changes, once for each `subject` they belong to."""
    match whose:
        case Whose.WORKSPACE:
            return _everybodys(rows)
        case Whose.SERVICE:
            return rows.with_columns(subject="service")
        case Whose.TEAM:
            teams = facts.memberships.rename({"developer": "author", "team": "subject"})
            return _once(rows, _held(_numbered(rows).join(teams, on="author"), "joined", "left", "merged"))
        case Whose.REPOSITORY:
            return rows.with_columns(subject="repository")
        case Whose.PROJECT:
            return rows.join(facts.holdings.rename({"project": "subject"}), on="repository", maintain_order="left")


def known_since(facts: DeliveryFacts, whose: Whose) -> dict[int, datetime]:
    """Since when deployments of each subject are known; a team's since the first of anything it ever owned."""
    parts = facts.known.join(facts.parts, on="service", how="left")
    match whose:
        case Whose.WORKSPACE:
            found = _everybodys(facts.known)
        case Whose.SERVICE:
            found = facts.known.with_columns(subject="service")
        case Whose.TEAM:
            found = parts.join(facts.owners.select("repository", subject="team"), on="repository")
        case Whose.REPOSITORY:
            found = parts.with_columns(subject="repository").drop_nulls("subject")
        case Whose.PROJECT:
            found = parts.join(facts.holdings.rename({"project": "subject"}), on="repository")
    first = found.drop_nulls("since").group_by("subject").agg(pl.col("since").min())
    return dict(first.select("subject", "since").iter_rows())


def services_of(facts: DeliveryFacts, whose: Whose, key: int, now: datetime) -> set[int]:
    """The services a subject has now."""
    match whose:
        case Whose.WORKSPACE:
            found = facts.parts
        case Whose.SERVICE:
            found = facts.parts.filter(service=key)
        case Whose.REPOSITORY:
            found = facts.parts.filter(repository=key)
        case Whose.PROJECT:
            found = facts.parts.join(facts.holdings.filter(project=key), on="repository")
        case Whose.TEAM:
            owned = facts.owners.filter(team=key).with_columns(at=pl.lit(now))
            found = facts.parts.join(_held(owned, "since", "until", "at"), on="repository")
    return set(found["service"])


def _everybodys(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.lit(WORKSPACE_KEY, dtype=pl.Int32).alias("subject"))


def _in_repositories(rows: pl.DataFrame, facts: DeliveryFacts) -> pl.DataFrame:
    """`row` and `subject`: the repository a row says it is of, else those its service is made of."""
    numbered = _numbered(rows)
    if "repository" not in rows.columns:
        return numbered.join(facts.parts, on="service").select("row", subject="repository")
    said = numbered.filter(pl.col("repository").is_not_null()).select("row", subject="repository")
    silent = numbered.filter(pl.col("repository").is_null()).drop("repository").join(facts.parts, on="service")
    return pl.concat([said, silent.select("row", subject="repository")])


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_row_index("row")


def _held(rows: pl.DataFrame, begun: str, ended: str, when: str) -> pl.DataFrame:
    """Only what held at the row's instant."""
    since = pl.col(begun).is_null() | (pl.col(begun) <= pl.col(when))
    until = pl.col(ended).is_null() | (pl.col(when) < pl.col(ended))
    return rows.filter(since & until)


def _once(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows again, each once for each subject it was found to belong to, in the order they were in."""
    pairs = found.select("row", "subject").unique().sort("row", "subject")
    return _numbered(rows).join(pairs, on="row", maintain_order="right").drop("row")


__all__ = ["Whose", "known_since", "of_changes", "of_deployments", "services_of"]
