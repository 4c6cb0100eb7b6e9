"""What rows of the `issues` and `sprints` streams say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aexy.kernel.activity import Child as Children
from aexy.kernel.activity import Comment, Gone, InSprint, Issue, Record, Sprint, Transition, Whole, WorkLog
from aexy.sources.contract import Scope
from aexy.sources.gitlab import people
from aexy.sources.gitlab.fields import Fields
from aexy.sources.gitlab.moving import transitions
from aexy.sources.gitlab.notes import Note, notes
from aexy.sources.gitlab.people import person
from aexy.sources.gitlab.words import Scoped, issue_kind, sorted_out, status_category

_WHOLE: tuple[Children, ...] = ("fields", "transitions", "comments", "work_logs", "sprints")
_MINUTE = 60
_LAST_YEAR = 9999
_NO_DAY = datetime(1, 1, 1, tzinfo=UTC)


def issue(row: Fields, scope: Scope) -> Iterator[Record]:
    """An issue and everything that is said of it."""
    number = row.number("iid")
    external_id = f"{scope.external_id}#{number}"
    if row.has("gone_at"):
        yield Gone("issue", external_id, row.at("gone_at"), number)
        return
    before, version = people.prefix(scope), row.at("updated_at")
    said = notes(row, before)
    moves = list(transitions(row, external_id, said))
    yield _issue(row, external_id, before, moves)
    yield from moves
    yield from _comments(external_id, said)
    yield from _work_logs(row, external_id, before)
    yield from _sprints(row, external_id)
    if row.has("discussions"):
        for children in _WHOLE:
            yield Whole(children, external_id, version)


def _issue(row: Fields, external_id: str, before: str, moves: list[Transition]) -> Issue:
    all_labels = row.titles("labels")
    labels, is_closed = sorted_out(all_labels or ()), row.text("state").lower() == "closed"
    type_ = row.text_or("issue_type") or row.text_or("type") or "issue"
    assignees = [person(each, before) for each in row.many("assignees")]
    category = status_category(labels.status, is_closed=is_closed)
    times = row.one("time_stats") or row
    status = _status(labels, is_closed=is_closed)
    epic = row.one("epic")
    return Issue(
        external_id, row.at("updated_at"), f"#{row.number('iid')}", row.text("title"), status, category,
        row.at("created_at"), None, issue_kind(type_, labels), labels.kind or type_.lower(),
        row.text_or("description") or "", row.filled("web_url"), labels.priority,
        status if category in ("done", "cancelled") else None, person(row.one("author"), before),
        next((who for who in assignees if who), None), f"epic:{epic.number('id')}" if epic else None,
        None if all_labels is None else tuple(sorted(labels.others)), row.amount_or("weight"),
        _minutes(times, "time_estimate"), _minutes(times, "total_time_spent"), _started_at(moves),
        row.at_or("closed_at") if is_closed else None, row.day_or("due_date"), row.number_or("user_notes_count"),
    )  # fmt: skip


def _status(labels: Scoped, *, is_closed: bool) -> str:
    """The label's word, unless GitLab's own state says otherwise."""
    fits = labels.status and (status_category(labels.status, is_closed=False) in ("done", "cancelled")) == is_closed
    return labels.status if fits and labels.status else "closed" if is_closed else "opened"


def _minutes(row: Fields, name: str) -> int | None:
    """Seconds as minutes; GitLab writes 0 where nothing was ever said."""
    seconds = row.number_or(name)
    return seconds // _MINUTE if seconds else None


def _started_at(moves: list[Transition]) -> datetime | None:
    return next((each.at for each in moves if each.field == "status" and each.to_category == "in_progress"), None)


def _comments(external_id: str, said: list[Note]) -> Iterator[Record]:
    for note in said:
        if not note.is_system:
            yield Comment(note.id, note.version, note.at, None, external_id, note.author, note.body)


def _work_logs(row: Fields, external_id: str, before: str) -> Iterator[Record]:
    for log in row.many("timelogs"):
        at = log.at_or("spent_at") or log.at_or("created_at") or row.at("updated_at")
        yield WorkLog(
            external_id, str(log.number("id")), row.at("updated_at"), at, log.number("time_spent"),
            person(log.one("user"), before), log.filled("summary"),
        )  # fmt: skip


def _sprints(row: Fields, external_id: str) -> Iterator[Record]:
    """What it is in now; GitLab does not say since when."""
    iteration, milestone = row.one("iteration"), row.one("milestone")
    if iteration:
        yield InSprint(external_id, f"iteration:{iteration.number('id')}")
    if milestone and milestone.day_or("start_date") and milestone.day_or("due_date"):
        yield InSprint(external_id, f"milestone:{milestone.number('id')}")


def sprint(row: Fields, scope: Scope) -> Iterator[Record]:
    """An iteration, or a milestone that has a beginning and an end."""
    del scope
    iteration, milestone = row.one("iteration"), row.one("milestone")
    if iteration is not None:
        yield _iteration(iteration)
    elif milestone is not None and milestone.day_or("start_date") and milestone.day_or("due_date"):
        yield _milestone(milestone)


def _iteration(row: Fields) -> Sprint:
    starts_at, ends_at = row.day_or("start_date"), _end(row)
    state = {1: "future", 2: "active", 3: "closed"}.get(row.number_or("state") or 0, "future")
    title = row.filled("title") or f"Iteration {row.number_or('sequence') or row.number('iid')}"
    return Sprint(
        f"iteration:{row.number('id')}", row.at("updated_at"), title, state,  # type: ignore[arg-type] # one of the three words
        None, "Iterations", row.filled("description"), starts_at, ends_at, ends_at if state == "closed" else None,
    )  # fmt: skip


def _milestone(row: Fields) -> Sprint:
    starts_at, ends_at, version = row.day_or("start_date"), _end(row), row.at("updated_at")
    is_closed = row.text("state").lower() == "closed"
    has_begun = (starts_at or _NO_DAY) <= version
    return Sprint(
        f"milestone:{row.number('id')}", version, row.text("title"),
        "closed" if is_closed else "active" if has_begun else "future",
        None, "Milestones", row.filled("description"), starts_at, ends_at, version if is_closed else None,
    )  # fmt: skip


def _end(row: Fields) -> datetime | None:
    """The end of its last day."""
    last = row.day_or("due_date")
    return last + timedelta(days=1) if last and last.year < _LAST_YEAR else last
