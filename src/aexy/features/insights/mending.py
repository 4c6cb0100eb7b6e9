"""What is wrong with data makes which numbers less than they could be, and where somebody mends it.

Which numbers is read off the catalogue: by the table of facts a metric counts, the columns it reads, and its unit.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from aexy.kernel.facts import Fact
from aexy.kernel.metric import Level, Metric, Unit
from aexy.kernel.metrics import CATALOGUE


class Mend(StrEnum):
    """Where in the product something about the data is mended."""

    REPOSITORIES = "repositories"
    IDENTITIES = "identities"
    CONNECTIONS = "connections"
    SCHEDULES = "schedules"
    OPEN_WORK = "open_work"


_COMMITS = frozenset({Fact.COMMITS, Fact.ACTS, Fact.PAIRS})
_REVIEWS = frozenset(
    {Fact.RESPONDED, Fact.REVIEWED, Fact.GIVEN, Fact.RECEIVED, Fact.ANSWERS, Fact.REACH, Fact.EXCHANGES}
)
_AUTHORED = frozenset({Fact.MERGED, Fact.CLOSED, Fact.RESPONDED, Fact.REVIEWED, Fact.RECEIVED})
_PULLS = frozenset(Fact) - {Fact.COMMITS}
_Which = Callable[[Metric], bool]


def columns(metric: Metric) -> frozenset[str]:
    """What a metric reads of its table."""
    read = metric.value.columns | metric.n.columns | (metric.over.columns if metric.over else frozenset())
    read |= frozenset(metric.where.meta.root_names()) if metric.where is not None else frozenset()
    return read | ({metric.spread.column} if metric.spread else frozenset())


def _counts(facts: frozenset[Fact], *read: str) -> _Which:
    return lambda metric: metric.facts in facts and (not read or bool(columns(metric) & set(read)))


def _of_people(facts: frozenset[Fact]) -> _Which:
    return lambda metric: metric.facts in facts and Level.DEVELOPER in metric.levels


def _rests_on_reviews(metric: Metric) -> bool:
    return metric.facts in _REVIEWS or bool(columns(metric) & {"review_hours", "pickup_hours"})


def _rests_on_days(metric: Metric) -> bool:
    return metric.unit is Unit.PER_WORKING_DAY


def _none(metric: Metric) -> bool:
    del metric
    return False


# Each check by its key: where it is mended (None: it cannot be), and whose numbers it makes less.
_KNOWN: Mapping[str, tuple[Mend | None, _Which]] = {
    "failed_syncs": (Mend.REPOSITORIES, _counts(_COMMITS)),
    "shallow_boundaries": (Mend.REPOSITORIES, _counts(frozenset({Fact.COMMITS}), "size", "added", "removed")),
    "unknown_authors": (Mend.IDENTITIES, _of_people(_COMMITS)),
    "implausible_dates": (None, _counts(_COMMITS)),
    "unknown_hours": (None, _counts(_COMMITS, "hour_known", "own_hour", "own_weekday")),
    "unknown_pull_authors": (Mend.IDENTITIES, _of_people(_AUTHORED)),
    "unknown_pull_sizes": (Mend.CONNECTIONS, _counts(frozenset({Fact.MERGED}), "size")),
    "unlinked_merges": (Mend.REPOSITORIES, _counts(_PULLS, "first_commit_hours", "coding_hours")),
    "unknown_pull_commits": (Mend.CONNECTIONS, _counts(_PULLS, "is_reworked", "first_commit_hours", "coding_hours")),
    "unknown_reviews": (Mend.CONNECTIONS, _rests_on_reviews),
    "uncounted_remarks": (Mend.CONNECTIONS, _counts(_PULLS, "comments")),
    "quiet_pulls": (Mend.OPEN_WORK, _none),
    "stepless_issues": (Mend.CONNECTIONS, _none),
    "unread_manifests": (Mend.REPOSITORIES, _none),
    "unknown_holidays": (Mend.SCHEDULES, _rests_on_days),
    "no_leave": (Mend.SCHEDULES, _rests_on_days),
}  # fmt: skip


def mend(key: str) -> Mend | None:
    """Where what a check found is mended; None where nobody can."""
    return _KNOWN[key][0]


def affected(key: str) -> list[str]:
    """The keys of the metrics it makes less, in the catalogue's order."""
    return [metric.key for metric in CATALOGUE if _KNOWN[key][1](metric)]
