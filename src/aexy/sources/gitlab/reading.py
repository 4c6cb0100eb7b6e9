"""Rows of every stream into records: pure, strict, the same for the same row for ever."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from aexy.kernel.activity import Gone, Record
from aexy.kernel.errors import Unknown, did_you_mean
from aexy.sources.contract import Row, Scope
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.reading_changes import merge_request
from aexy.sources.gitlab.reading_issues import issue, sprint
from aexy.sources.gitlab.reading_runs import deployment, job, pipeline, push, release, team


def project(row: Fields, scope: Scope) -> Iterator[Record]:
    """What became of the project itself, and which numbers are missing in it."""
    at = row.at("at")
    if row.has("project_gone"):
        yield Gone("repository", scope.external_id, at, None, row.filled("moved_to"))
    numbers = row.row.get("missing")
    if numbers is None:
        return
    if not isinstance(numbers, list) or not all(type(each) is int for each in numbers):
        row.fail("missing", "a list of numbers")
    is_change = row.text("of") == "merge_requests"
    for number in numbers:
        mark = "!" if is_change else "#"
        yield Gone("pull_request" if is_change else "issue", f"{scope.external_id}{mark}{number}", at, number)


_READERS: Final[dict[str, Callable[[Fields, Scope], Iterator[Record]]]] = {
    "repository": project, "merge_requests": merge_request, "issues": issue, "sprints": sprint,
    "pipelines": pipeline, "jobs": job, "deployments": deployment, "releases": release, "pushes": push, "teams": team,
}  # fmt: skip


def read(stream: str, row: Row, scope: Scope) -> Iterable[Record]:
    """What a row says. Raises SourceFailed naming the field that is not what GitLab promised."""
    reader = _READERS.get(stream)
    if reader is None:
        raise Unknown(f"GitLab has no stream {stream!r}.", next_step=did_you_mean(stream, _READERS))
    return list(reader(Fields(row, stream), scope))
