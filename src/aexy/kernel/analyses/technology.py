"""Which versions of which technologies are in use where, and what that comes to for a repository, a person, everybody.

A use is a technology in a repository in one version. Where lock files say a version, what manifests ask for is passed
over; a package without a version is passed over where another of the same technology has one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from aexy.kernel.lifecycles import Judged, Lifecycle, Status, judge

_OLDEST_FIRST = tuple(Status)
_CURRENT_ENOUGH = frozenset({Status.CURRENT, Status.RECENT})
_MOST_MANIFESTS = 5


class Use(NamedTuple):
    """A technology in a repository (key, id, name) in one version as written, since a day, and how old that is."""

    repository: int
    repository_id: str
    repository_name: str
    technology: str
    domain: str
    ecosystem: str
    version: str | None
    is_locked: bool
    scope: str
    since: date
    manifests: tuple[str, ...]
    judged: Judged


class Standing(NamedTuple):
    """What uses come to. `adoption` is the share of those with a status that are current or recent; None: none has."""

    n: int
    current: int
    recent: int
    outdated: int
    deprecated: int
    unknown: int
    adoption: float | None


def uses(versions: pl.DataFrame, lifecycles: Mapping[str, Lifecycle], today: date) -> list[Use]:
    """What is in use.

    `versions` has a row for each package that stands in a manifest: repository, repository_id, repository_name, path,
    skill, domain, ecosystem, version, is_locked, scope, since (Date).
    """
    if versions.is_empty():
        return []
    known = versions.with_columns(has_version=pl.col("version").is_not_null())
    place = ["repository", "skill", "ecosystem"]
    best = known.filter(
        (pl.col("is_locked") | ~(pl.col("is_locked") & pl.col("has_version")).any().over(place))
        & (pl.col("has_version") | ~pl.col("has_version").any().over(["repository", "skill"]))
    )
    grouped = best.group_by([*place, "domain", "version"], maintain_order=True).agg(
        pl.col("is_locked").any(),
        # Shipped where it is shipped anywhere.
        scope=pl.when((pl.col("scope") == "runtime").any()).then(pl.lit("runtime")).otherwise(pl.lit("development")),
        since=pl.col("since").min(),
        repository_id=pl.col("repository_id").first(),
        repository_name=pl.col("repository_name").first(),
        manifests=pl.col("path").unique().sort().head(_MOST_MANIFESTS),
    )
    ordered = grouped.sort(["skill", "repository", "ecosystem", "version"])
    return [_use(row, lifecycles, today) for row in ordered.iter_rows(named=True)]


def _use(row: Mapping[str, Any], lifecycles: Mapping[str, Lifecycle], today: date) -> Use:
    return Use(
        repository=row["repository"],
        repository_id=row["repository_id"],
        repository_name=row["repository_name"],
        technology=row["skill"],
        domain=row["domain"],
        ecosystem=row["ecosystem"],
        version=row["version"],
        is_locked=row["is_locked"],
        scope=row["scope"],
        since=row["since"],
        manifests=tuple(row["manifests"]),
        judged=judge(lifecycles.get(row["skill"]), row["ecosystem"], row["version"], today),
    )


def worst(statuses: Iterable[Status | None]) -> Status | None:
    """The oldest of several; None where none is known."""
    known = {status for status in statuses if status is not None}
    return next((status for status in _OLDEST_FIRST if status in known), None)


def standing(statuses: Iterable[Status | None]) -> Standing:
    """What the statuses of some uses come to."""
    listed = list(statuses)
    known = [status for status in listed if status is not None]
    current, recent, outdated, deprecated = (
        known.count(status) for status in (Status.CURRENT, Status.RECENT, Status.OUTDATED, Status.DEPRECATED)
    )
    good = sum(status in _CURRENT_ENOUGH for status in known)
    adoption = good / len(known) if known else None
    return Standing(len(listed), current, recent, outdated, deprecated, len(listed) - len(known), adoption)


def suggestions(found: Iterable[Use]) -> list[dict[str, Any]]:
    """What to move to, the most pressing first: deprecated before outdated, then what has been left behind longest."""
    pressing = [one for one in found if one.judged.status in {Status.DEPRECATED, Status.OUTDATED}]
    pressing.sort(
        key=lambda one: (
            _OLDEST_FIRST.index(one.judged.status or Status.CURRENT),
            -(one.judged.lag_days or 0),
            one.technology,
        )
    )
    return [
        {
            "technology": one.technology,
            "repository_id": one.repository_id,
            "repository": one.repository_name,
            "version": one.version,
            "status": one.judged.status,
            "to": one.judged.newest.latest or one.judged.newest.name,
            "at_least": one.judged.nearest.name if one.judged.nearest else None,
            "lag_days": one.judged.lag_days,
            "reason": one.judged.reason,
        }
        for one in pressing
        if one.judged.newest is not None and one.judged.newest != one.judged.cycle
    ]
