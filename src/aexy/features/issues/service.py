"""Issues for whoever may see them.

Issues of the whole workspace are for everybody in it where five or more people are behind them; a team's are for its
managers, as `features/projects/tracking` decides. Whose one is goes by who may see what somebody has in hand: oneself,
teammates, managers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.analytics.groups import find_group
from aexy.features.analytics.schemas import GroupWish, Person
from aexy.features.issues import rows, standing
from aexy.features.issues.rows import Seen, Sieve
from aexy.features.issues.schemas import (
    IssueChange,
    IssueDetail,
    IssueInSprint,
    IssueOrder,
    IssuePull,
    IssueRow,
    Issues,
    IssuesStanding,
    IssueState,
    PersonIssues,
    StuckBy,
)
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.policies import Role
from aexy.features.projects import tracking
from aexy.features.routing import Viewer
from aexy.kernel.errors import Forbidden, Unknown
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import Onlooker, withheld_of
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

LIST = "issues"
ANY = "any"
NAMES = "Names in changes of an assignee are for those who may see what everybody has in hand."


@dataclass(frozen=True, slots=True)
class Sought:
    """Which issues somebody wants to see."""

    state: IssueState = IssueState.OPEN
    order: IssueOrder = IssueOrder.OLDEST
    team: UUID | None = None
    kind: str | None = None
    q: str | None = None
    assignee: UUID | None = None
    is_nobodys: bool = False
    age_from: int | None = None
    age_to: int | None = None
    stuck: StuckBy | str | None = None


async def list_issues(context: Context, viewer: Viewer, sought: Sought, *, cursor: str | None, limit: int) -> Issues:
    """Those that fit. Forbidden for what somebody has in hand whom whoever asks may not see."""
    place = read_cursor(f"{LIST} {sought.order}", cursor, (str, int))
    onlooker = await _onlooker(context, viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        seen, withheld = await _seen(connection, context, viewer, sought.team)
        if withheld:
            return Issues(items=[], next_cursor=None, total=0, withheld=withheld)
        sieve = await _sieve(connection, context, onlooker, sought)
        after = (float(place[0]), place[1]) if place else None
        found = await rows.listed(
            connection, seen, sought.state.value, sieve, order=sought.order.value, after=after, limit=limit + 1
        )
        total = await rows.count(connection, seen, sought.state.value, sieve)
    last = found[limit - 1] if len(found) > limit else None
    return Issues(
        items=[IssueRow(**_row(row, onlooker)) for row in found[:limit]],
        next_cursor=write_cursor(f"{LIST} {sought.order}", repr(last["place"]), last["key"]) if last else None,
        total=total,
        withheld=None,
    )


async def get_standing(context: Context, viewer: Viewer, team: UUID | None) -> IssuesStanding:
    """How open issues stand, and whose they are as far as that is for whoever asks."""
    onlooker = await _onlooker(context, viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        seen, withheld = await _seen(connection, context, viewer, team)
        found = [] if withheld else await rows.standing(connection, seen)
        has_any = bool(found) or await rows.has_any(connection)
    people = standing.by_person(found)
    reasons = {key: withheld_of(Audience.TEAM, key, onlooker) for key in people}
    shown = [_person_issues(own) for key, own in people.items() if reasons[key] is None]
    return IssuesStanding(
        as_of=context.now,
        todo=standing.by_state(found, "todo"),
        in_progress=standing.by_state(found, "in_progress"),
        unassigned=sum(1 for row in found if row["assignee_key"] is None),
        stuck=sum(1 for row in found if standing.reasons_of(row)),
        changes_unread=sum(1 for row in found if not row["is_complete"]),
        ages=standing.ages(found, context.now),
        reasons=standing.stuck(found),
        people=sorted(shown, key=lambda one: (one.developer.name.lower(), str(one.developer.id))),
        people_withheld=len(people) - len(shown),
        people_reason=next((why for why in reasons.values() if why), None),
        withheld=withheld,
        has_any=has_any,
    )


async def get_issue(context: Context, viewer: Viewer, issue_id: UUID) -> IssueDetail:
    """One issue, with everything that happened to it; Unknown where there is none of that id."""
    onlooker = await _onlooker(context, viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.one(connection, _window(context, None), issue_id)
        if found is None:
            raise Unknown(f"There is no issue {issue_id}.", next_step="List the issues.", field="issue_id")
        key: int = found["key"]
        await _check_reach(connection, context, viewer, found["person"], onlooker)
        changes = await rows.changes(connection, key)
        pulls = await rows.pulls(connection, key)
        sprints = await rows.sprints(connection, key)
    return _detail(context.now, onlooker, found, (changes, pulls, sprints))


async def find_by_key(context: Context, viewer: Viewer, beginning: str, *, limit: int) -> list[tuple[UUID, str, str]]:
    """Id, key and title of issues whose key begins so; none where they are not for whoever asks."""
    async with context.database.reading(viewer.workspace_id) as connection:
        whose = await tracking.shown(connection, context, viewer, None)
        if whose.withheld:
            return []
        found = await rows.by_key(connection, whose.teams, context.now, beginning, limit)
    return [(row["id"], plain(row["issue_key"]), plain(row["title"])) for row in found]


def _window(context: Context, teams: Sequence[UUID] | None) -> Seen:
    return Seen(teams, context.now, tracking.BLOCKED_WORDS, context.now - standing.QUIET)


async def _onlooker(context: Context, viewer: Viewer) -> Onlooker:
    group = await find_group(context, viewer, GroupWish())
    return group.view.onlooker


async def _seen(connection: Connection, context: Context, viewer: Viewer, team: UUID | None) -> tuple[Seen, str | None]:
    whose = await tracking.shown(connection, context, viewer, team)
    return _window(context, whose.teams), whose.withheld


async def _sieve(connection: Connection, context: Context, onlooker: Onlooker, sought: Sought) -> Sieve:
    if sought.assignee is not None:
        reason = await _withheld(connection, sought.assignee, onlooker)
        if reason:
            raise Forbidden(reason, next_step="Ask without `assignee`.", field="assignee")
    now = context.now
    return Sieve(
        kind=sought.kind,
        text=sought.q.strip() if sought.q and sought.q.strip() else None,
        assignee=sought.assignee,
        is_nobodys=sought.is_nobodys,
        opened_until=now - timedelta(days=sought.age_from) if sought.age_from else None,
        opened_after=now - timedelta(days=sought.age_to) if sought.age_to else None,
        stuck=str(sought.stuck) if sought.stuck else None,
    )


async def _withheld(connection: Connection, developer: UUID, onlooker: Onlooker) -> str | None:
    key = await rows.person_key(connection, developer)
    if key is None:
        raise Unknown(f"There is no person {developer} here.", next_step="List the developers.", field="assignee")
    return withheld_of(Audience.TEAM, key, onlooker)


async def _check_reach(
    connection: Connection, context: Context, viewer: Viewer, person: int | None, onlooker: Onlooker
) -> None:
    """An issue of people outside their teams is not for whoever is limited to some; nobody's belongs to no team."""
    if viewer.teams is None:
        whose = await tracking.shown(connection, context, viewer, None)
        if whose.withheld and person != onlooker.developer:
            raise Forbidden(whose.withheld, next_step="Ask a manager of the whole workspace.")
    elif person is None or withheld_of(Audience.TEAM, person, onlooker) is not None:
        raise Forbidden(tracking.FOR_MANAGERS, next_step="Ask a manager of the whole workspace.")


def _person(row: Mapping[str, Any], onlooker: Onlooker) -> Person | None:
    """Whoever stands in a row, where whoever asks may see what they have in hand."""
    if row["person"] is None or withheld_of(Audience.TEAM, row["person"], onlooker) is not None:
        return None
    return Person(id=row["person_id"], name=plain(row["person_name"] or "Nobody knows"))


def _row(row: Mapping[str, Any], onlooker: Onlooker) -> dict[str, Any]:
    return {
        **{name: row[name] for name in (
            "id", "url", "kind", "status_category", "points", "opened_at", "closed_at", "due_at", "since",
            "touched_at",
        )},
        "issue_key": plain(row["issue_key"]),
        "title": plain(row["title"]),
        "status": plain(row["status"]),
        "priority": plain(row["priority"]) if row["priority"] else None,
        "labels": [plain(label) for label in row["labels"] or ()],
        "place": plain(row["at_place"]) if row["at_place"] else None,
        "stuck_by": standing.reasons_of(row),
        "assignee": _person(row, onlooker),
        "is_assigned": row["assignee_key"] is not None,
        "pull_requests": row["pulls"],
    }  # fmt: skip


def _person_issues(own: Sequence[Mapping[str, Any]]) -> PersonIssues:
    return PersonIssues(
        developer=Person(id=own[0]["person_id"], name=plain(own[0]["person_name"] or "Nobody knows")),
        todo=standing.by_state(own, "todo"),
        in_progress=standing.by_state(own, "in_progress"),
        stuck=sum(1 for row in own if standing.reasons_of(row)),
        oldest_opened_at=min(row["opened_at"] for row in own),
    )


def _detail(
    now: datetime,
    onlooker: Onlooker,
    found: Mapping[str, Any],
    told: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
) -> IssueDetail:
    changes, pulls, sprints = told
    known = bool(found["is_complete"])
    days = (
        standing.days_in(changes, found["opened_at"], found["closed_at"], now, found["status_category"])
        if known
        else (None, None)
    )
    sees_all = onlooker.scope is None and Role(onlooker.role).includes(Role.MANAGER)
    person = found["person"]
    return IssueDetail(
        **_row(found, onlooker),
        as_of=now,
        assignee_withheld=withheld_of(Audience.TEAM, person, onlooker) if person is not None else None,
        changes_known=known,
        todo_days=days[0],
        in_progress_days=days[1],
        changes=[_change(row, onlooker, sees_all=sees_all) for row in changes],
        pulls=[_pull(row, onlooker) for row in pulls],
        sprints=[
            IssueInSprint(id=row["id"], name=plain(row["name"]), added_at=row["added_at"], removed_at=row["removed_at"])
            for row in sprints
        ],
    )


def _change(row: Mapping[str, Any], onlooker: Onlooker, *, sees_all: bool) -> IssueChange:
    hides = row["field"] == "assignee" and not sees_all
    before, after = (None, None) if hides else (row["from_value"], row["to_value"])
    return IssueChange(
        at=row["at"],
        field=row["field"],
        before=plain(before) if before else None,
        after=plain(after) if after else None,
        before_category=row["from_category"],
        after_category=row["to_category"],
        by=_person(row, onlooker),
        withheld=NAMES if hides else None,
    )


def _pull(row: Mapping[str, Any], onlooker: Onlooker) -> IssuePull:
    return IssuePull(
        id=row["id"],
        repository=plain(row["repository"]),
        number=row["number"],
        title=plain(row["title"]),
        url=row["url"],
        state="merged" if row["merged_at"] else "closed" if row["closed_at"] else "open",
        opened_at=row["opened_at"],
        merged_at=row["merged_at"],
        closed_at=row["closed_at"],
        evidence=list(row["evidence"]),
        author=_person(row, onlooker),
    )


__all__ = ["Sought", "find_by_key", "get_issue", "get_standing", "list_issues"]
