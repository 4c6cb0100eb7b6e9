"""What every question begins with: whose numbers, by which clock, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NoReturn
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import rows
from aexy.features.insights.schemas import Subject, SubjectName, beside
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown, Unusable, did_you_mean
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level, Metric, sources
from aexy.kernel.metrics import CATALOGUE, find
from aexy.kernel.periods import Clock, Period, Window, recent_weeks
from aexy.kernel.privacy import Onlooker
from aexy.kernel.text import plain
from aexy.store.postgres import Connection

_LONGEST = timedelta(days=366 * 60)


@dataclass(frozen=True, slots=True)
class View:
    """A question's surroundings."""

    workspace_id: WorkspaceId
    subject: Subject
    window: Window
    clock: Clock
    data_version: int
    kept_until: date | None
    covered: Mapping[str, Period]
    fresh: rows.Freshness
    onlooker: Onlooker

    def covers(self, metric: Metric, period: Period) -> bool:
        """Whether what a metric counts is known of any of these days, so that nothing counted means 0."""
        known = [self.covered[source] for source in sources(metric.facts) if source in self.covered]
        return any(period.start < days.end and days.start < period.end for days in known)

    @property
    def name(self) -> SubjectName:
        """The subject, for people."""
        return SubjectName(kind=self.subject.level, id=self.subject.id, name=plain(self.subject.name))


async def look(
    context: Context, viewer: Viewer, *, subject: str, start: date | None, end: date | None, team: UUID | None = None
) -> View:
    """Read what a question needs. Unknown for a subject that is not there, Unusable for one that makes no sense."""
    level, id_ = read_subject(subject)
    if level is Level.WORKSPACE and team is not None:
        level, id_, team = Level.TEAM, team, None
    _check_reach(viewer, id_ if level is Level.TEAM else team)
    async with context.database.reading(viewer.workspace_id) as connection:
        stands = await rows.standing(connection, viewer.workspace_id, context.now)
        whose = await _subject(connection, (viewer.workspace_id, stands.name), level, id_, team)
        repository = whose.key if level is Level.REPOSITORY else None
        since = await rows.covered_from(connection, viewer.workspace_id, repository)
        fresh = await rows.freshness(connection, viewer.workspace_id, repository)
        onlooker = await _onlooker(connection, viewer, context)
    clock = stands.clock
    until = (fresh.last_synced_at or context.now).astimezone(clock.zone).date() + timedelta(days=1)
    starts = {source: first.astimezone(clock.zone).date() for source, first in since.items() if first is not None}
    covered = {source: Period(start, until) for source, start in starts.items()}
    rests_on_sets = level in {Level.TEAM, Level.PROJECT}
    kept_until = stands.team_kept_until if rests_on_sets else stands.kept_until
    return View(
        viewer.workspace_id,
        whose,
        read_window(start, end, clock),
        clock,
        stands.data_version,
        None if team is not None else kept_until,
        covered,
        fresh,
        onlooker,
    )


async def standing(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> tuple[Clock, int]:
    """The workspace's clock, and the version of its facts."""
    stands = await rows.standing(connection, workspace_id, now)
    return stands.clock, stands.data_version


def read_subject(text: str) -> tuple[Level, UUID | None]:
    """`workspace`, or `developer:UUID`, `team:UUID`, `repository:UUID`, `project:UUID`."""
    kind, _, id_ = text.partition(":")
    if kind not in tuple(Level):
        raise Unusable(f"{text!r} is no subject.", next_step=did_you_mean(kind, tuple(Level)), field="subject")
    try:
        return Level(kind), None if kind == Level.WORKSPACE else UUID(id_)
    except ValueError:
        raise Unusable(
            f"{text!r} names no {kind}.", next_step=f"Write {kind}: and its id, a UUID.", field="subject"
        ) from None


def read_window(start: date | None, end: date | None, clock: Clock) -> Window:
    """The dates asked for; the last twelve whole weeks and the open one where nobody says."""
    usual = recent_weeks(clock)
    window = Window(start or min(usual.start, end or usual.end), end or usual.end)
    if window.end <= window.start or window.end - window.start > _LONGEST or window.start.year < 1970:  # noqa: PLR2004 - Unix
        raise Unusable(
            f"From {window.start} to {window.end} is no period.",
            next_step="`to` is the day after the last one, at most sixty years after `from`.",
            field="from",
        )
    return window


def read_metrics(text: str | None, level: Level) -> list[Metric]:
    """Keys separated by commas, with those that stand beside them; all of the level where none are named.

    Unknown with the nearest keys.
    """
    keys = [key for key in (text or "").split(",") if key.strip()]
    if not keys:
        return [metric for metric in CATALOGUE if level in metric.levels]
    named = {key: find(key) for key in (key.strip() for key in keys)}
    for metric in named.values():
        if level not in metric.levels:
            levels = ", ".join(known for known in Level if known in metric.levels)
            raise Unusable(
                f"{metric.key} is not counted for a {level}.", next_step=f"Ask it of: {levels}.", field="metrics"
            )
    others = {other: find(other) for key in named for other in beside(key)}
    return list((named | {key: other for key, other in others.items() if level in other.levels}).values())


async def _subject(
    connection: Connection, workspace: tuple[WorkspaceId, str], level: Level, id_: UUID | None, team: UUID | None
) -> Subject:
    found = await rows.subject(connection, workspace, level, id_) or _nobody(level, id_)
    if team is None or level is Level.TEAM:
        return found
    within = await rows.subject(connection, workspace, Level.TEAM, team) or _nobody(Level.TEAM, team)
    return Subject(level, found.key, found.id, found.name, within.key)


def _nobody(level: Level, id_: UUID | None) -> NoReturn:
    raise Unknown(
        f"There is no {level} {id_} in this workspace.", next_step="Look its id up in the list.", field="subject"
    )


def _check_reach(viewer: Viewer, team: UUID | None) -> None:
    """A team out of somebody's reach is to them as one that is not there."""
    if team is not None and not viewer.reaches(team):
        _nobody(Level.TEAM, team)


async def _onlooker(connection: Connection, viewer: Viewer, context: Context) -> Onlooker:
    scope = None if viewer.teams is None else await rows.scope(connection, viewer.teams, context.now)
    if viewer.developer_id is None:
        return Onlooker(role=viewer.role.value, scope=scope)
    found = await rows.onlooker(connection, viewer.developer_id, context.now)
    key, teammates = found or (None, frozenset[int]())
    return Onlooker(role=viewer.role.value, developer=key, teammates=teammates, scope=scope)
