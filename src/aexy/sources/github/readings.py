"""How the rows of each stream are read: what they promise, and what they say."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from aexy.kernel.activity import Record
from aexy.kernel.errors import AexyError, SourceFailed, Unusable
from aexy.sources.contract import Row, Scope
from aexy.sources.github import (
    reading_copilot,
    reading_folk,
    reading_issues,
    reading_pulls,
    reading_rest,
    reading_running,
)
from aexy.sources.github.shapes import Shape, check, look_closer

Reader = Callable[[Row, Scope], Iterable[Record]]


class Reading(NamedTuple):
    """How the rows of a stream are read: what they promise, and what they say."""

    shape: Shape
    reader: Reader


READINGS: Mapping[str, Reading] = {
    "pull_requests": Reading(reading_pulls.PULL, reading_pulls.pull),
    "review_comments": Reading(reading_rest.REVIEW_COMMENT, reading_rest.review_comment),
    "comments": Reading(reading_rest.COMMENT, reading_rest.comment),
    "issues": Reading(reading_issues.ISSUE, reading_issues.issue),
    "issue_numbers": Reading(reading_issues.NUMBERS, reading_issues.missing_numbers),
    "runs": Reading(reading_running.RUN, reading_running.run),
    "jobs": Reading(reading_running.JOB, reading_running.job),
    "deployments": Reading(reading_running.DEPLOYMENT, reading_running.deployment),
    "releases": Reading(reading_running.RELEASE, reading_running.release),
    "people": Reading(reading_folk.PERSON, reading_folk.person),
    "teams": Reading(reading_folk.TEAM, reading_folk.team),
    "assistant_usage": Reading(reading_copilot.USAGE, reading_copilot.usage),
    # As REST and web hooks give them.
    "rest_pull_requests": Reading(reading_rest.PULL, reading_rest.pull),
    "rest_commits": Reading(reading_rest.COMMIT, reading_rest.commit),
    "rest_reviews": Reading(reading_rest.REVIEW, reading_rest.review),
    "rest_issues": Reading(reading_issues.REST, reading_issues.rest_issue),
    "rest_jobs": Reading(reading_running.REST_JOB, reading_running.rest_job),
    "rest_people": Reading(reading_folk.REST_PERSON, reading_folk.rest_person),
    "pushes": Reading(reading_running.PUSH, reading_running.push),
    "gone": Reading(reading_rest.GONE, reading_rest.gone),
}
# An item that was asked for and is not there comes as a row of its own kind.
_MISSING: Mapping[str, Reading] = {
    "pull_requests": Reading(reading_pulls.GONE, reading_pulls.gone_pull),
    "issues": Reading(reading_pulls.GONE, reading_issues.gone_issue),
}


def read(stream: str, row: Row, scope: Scope) -> list[Record]:
    """What a row says. Raises SourceFailed naming the field when it is not what GitHub promised."""
    if not isinstance(row, Mapping):
        raise SourceFailed(f"A row of {stream} is no object.", next_step="Report this with the page it comes from.")
    reading = _MISSING[stream] if stream in _MISSING and "gone_at" in row else READINGS.get(stream)
    if reading is None:
        raise Unusable(f"GitHub has no rows called {stream!r}.", next_step="Look at where the page comes from.")
    check(stream, reading.shape, row)
    try:
        return list(reading.reader(row, scope))
    except AexyError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
        raise look_closer(stream, reading.shape, row, error) from error
