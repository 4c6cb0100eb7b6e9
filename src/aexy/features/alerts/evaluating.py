"""After each count: every rule folded over what its owner sees, and what became of its alerts written down, once.

Numbers of the past change when older facts arrive, so the whole stretch since the rule began is folded each time and
compared with what was fired. An episode that shares a period with an alert is that alert.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from aexy.context import Context
from aexy.features.alerts import alert_rows, delivering, rows, series
from aexy.features.alerts.alert_rows import Found, KeptAlert
from aexy.features.alerts.allowing import Whose, check_ears, check_sight, read_metric
from aexy.features.alerts.rows import KeptRule
from aexy.features.alerts.schemas import AlertState
from aexy.features.alerts.series import Told, Watching
from aexy.features.alerts.service import subjects_of
from aexy.features.insights.schemas import Subject
from aexy.features.routing import Viewer
from aexy.kernel.alerting import Episode, Judged, Verdict
from aexy.kernel.errors import AexyError, Forbidden, Unknown
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import WORKSPACE_KEY
from aexy.kernel.periods import Clock
from aexy.store.postgres import Connection

log = logging.getLogger(__name__)

# Rules that watched for longer look this many periods back, or to where what is open began.
MEMORY = 26
_ANEW = "It was counted anew, and fires no more."
_GONE = "What it was about is gone."
_SURPRISE = "Something went wrong that nobody expected; worker.log has more."


@dataclass(frozen=True, slots=True)
class Round:
    """One rule being judged."""

    context: Context
    rule: KeptRule
    owner: Viewer
    watching: Watching
    clock: Clock
    targets: list[tuple[str, str]]  # (way, address) of whom it tells

    @property
    def until(self) -> date:
        """The end of the last period that is over."""
        return series.last_closed(self.watching.kind, self.clock).end

    def since(self, fired: Sequence[KeptAlert]) -> date:
        """From where on to judge."""
        far = series.back(self.watching.kind, series.last_closed(self.watching.kind, self.clock).start, MEMORY)
        return min([max(self.rule.since, far), *(one.opened for one in fired if one.state is not AlertState.RESOLVED)])


async def evaluate(context: Context, workspace_id: WorkspaceId) -> None:
    """Judge every rule that is on, and wake what was snoozed for long enough. Doing it twice changes nothing.

    A rule that cannot be judged says so in its row and silences no other.
    """
    clock = await series.clock_of(context, workspace_id)
    async with context.database.reading(workspace_id) as connection:
        rules = await rows.switched_on(connection, workspace_id)
    for rule in rules:
        try:
            trouble = await _judge(context, rule, clock)
        except AexyError as error:
            trouble = str(error)
        except Exception:
            log.exception("An alert rule could not be judged: %s", rule.id)
            trouble = _SURPRISE
        until = series.last_closed(rule.period_type, clock).end
        async with context.database.workspace(workspace_id) as connection:
            await rows.note_judged(connection, rule, until, context.now, trouble)
    await delivering.wake(context, workspace_id, {rule.id: rule for rule in rules})


async def _judge(context: Context, rule: KeptRule, clock: Clock) -> str | None:
    """Judge one rule; what was in the way."""
    async with context.database.workspace(rule.workspace_id) as connection:
        owner = await rows.viewer_of(connection, rule.workspace_id, rule.owner_id)
    if owner is None:
        return f"{rule.owner}, whose rule it is, does not belong to the workspace any more."
    whose = Whose(rule.subject_kind, rule.subject_id)
    metric = read_metric(rule.metric, whose.level)
    try:
        await check_sight(context, owner, metric, whose)
    except Unknown as error:
        await _end_others(context, rule, [], clock)
        return str(error)
    watching = Watching(metric, rule.period_type, rule.declared)
    this = Round(context, rule, owner, watching, clock, await _targets(context, rule, owner))
    subjects = {_id_of(rule, subject): subject for subject in await subjects_of(context, owner, whose)}
    for subject_id, subject in subjects.items():
        await _judge_subject(this, subject_id, subject)
    await _end_others(context, rule, list(subjects), clock)
    return None


def _id_of(rule: KeptRule, subject: str) -> UUID:
    """Whose alerts they are: the workspace's carry its own id."""
    return UUID(subject.partition(":")[2] or str(rule.workspace_id))


async def _end_others(context: Context, rule: KeptRule, subjects: list[UUID], clock: Clock) -> None:
    """What is about a team or repository that is gone is over."""
    start = series.last_closed(rule.period_type, clock).start
    async with context.database.workspace(rule.workspace_id) as connection:
        for alert_id in await alert_rows.of_others(connection, rule, subjects):
            await alert_rows.resolve(connection, rule.workspace_id, alert_id, start, None, _GONE, context.now)
            await alert_rows.drop(connection, rule.workspace_id, alert_id, _GONE)
            await alert_rows.note(connection, rule.workspace_id, alert_id, "resolved", _GONE, context.now)


async def _judge_subject(this: Round, subject_id: UUID, subject: str) -> None:
    context, rule = this.context, this.rule
    async with context.database.reading(rule.workspace_id) as connection:
        before = await alert_rows.of_subject(connection, rule, subject_id)
    told = await series.look(context, this.owner, this.watching, subject, since=this.since(before), until=this.until)
    async with context.database.workspace(rule.workspace_id) as connection:
        if await rows.lock(connection, rule) != rule.edition:
            return  # changed meanwhile: what was looked at is not what it watches now
        fired = await alert_rows.of_subject(connection, rule, subject_id)
        for alert in fired:
            if alert.state is not AlertState.RESOLVED and _match(alert, told.watched.episodes) is None:
                await _lapse(this, connection, alert, told)
        for episode in told.watched.episodes:
            await _compare(this, connection, told, episode, fired)


async def _compare(
    this: Round, connection: Connection, told: Told, episode: Episode, fired: Sequence[KeptAlert]
) -> None:
    """Make one episode and what is written down of it agree."""
    alert = next((one for one in fired if _match(one, [episode])), None)
    if alert is None:
        await _fire(this, connection, told, episode)
    elif alert.state is AlertState.RESOLVED:
        if episode.resolved is None and alert.resolved is not None:
            await _again(this, connection, alert, episode)
    elif episode.resolved is not None:
        await _resolve(this, connection, alert, episode.resolved, this.watching.speaker.says(episode.resolved))
    else:
        latest = _latest(told, episode)
        says, now = this.watching.speaker.says(latest), this.context.now
        await alert_rows.see(connection, this.rule.workspace_id, alert.id, latest.point.value, says, now)


async def _fire(this: Round, connection: Connection, told: Told, episode: Episode) -> None:
    """Something new. What began and ended before anybody looked again is history, and nobody is told."""
    if episode.resolved is not None and _is_old(episode.resolved, this.rule):
        return
    speaker, now = this.watching.speaker, this.context.now
    opened, latest = episode.opened, _latest(told, episode)
    found = Found(
        opened.point.period.start, opened.point.value or 0.0, opened.point.n, opened.usual, opened.score,
        speaker.says(opened), latest.point.value, speaker.says(latest),
    )  # fmt: skip
    subject = Subject(told.subject.kind, WORKSPACE_KEY, told.subject.id, told.subject.name)
    alert_id = await alert_rows.put(connection, this.rule, subject, found, now)
    if alert_id is None:
        return
    await alert_rows.note(connection, this.rule.workspace_id, alert_id, "fired", found.why, now)
    if episode.resolved is not None:
        kept = KeptAlert(alert_id, found.opened, None, AlertState.OPEN)
        await _resolve(this, connection, kept, episode.resolved, speaker.says(episode.resolved))
        return
    await delivering.plan(this.context, connection, this.rule, alert_id, "fired", this.targets, this.clock)


async def _again(this: Round, connection: Connection, alert: KeptAlert, episode: Episode) -> None:
    """Facts that came late say that it was not over."""
    says, now = this.watching.speaker.says(episode.last), this.context.now
    why = f"It was counted anew, and is not over. {says}"
    if await alert_rows.reopen(connection, this.rule.workspace_id, alert.id, episode.last.point.value, says, now):
        await alert_rows.note(connection, this.rule.workspace_id, alert.id, "fired_again", why, now)
        occasion = f"again {episode.last.point.period.start}"
        await delivering.plan(this.context, connection, this.rule, alert.id, occasion, this.targets, this.clock)


async def _resolve(this: Round, connection: Connection, alert: KeptAlert, at: Judged, says: str) -> None:
    workspace_id, now = this.rule.workspace_id, this.context.now
    start = at.point.period.start
    if not await alert_rows.resolve(connection, workspace_id, alert.id, start, at.point.value, says, now):
        return
    await alert_rows.note(connection, workspace_id, alert.id, "resolved", says, now)
    await alert_rows.drop(connection, workspace_id, alert.id, "It was over before it was sent.")
    told = sorted(await alert_rows.told(connection, workspace_id, alert.id))
    await delivering.plan(this.context, connection, this.rule, alert.id, "resolved", told, this.clock)


async def _lapse(this: Round, connection: Connection, alert: KeptAlert, told: Told) -> None:
    """What was fired fires no more when the same period is counted anew.

    Where that period has no number any more nobody can say so, and only one that is clearly normal ends it.
    """
    judged = [one for one in told.watched.judged if one.verdict is not Verdict.ABSTAINS and one.score is not None]
    then = next((one for one in judged if one.point.period.start == alert.opened), None)
    latest = judged[-1] if judged else None
    if latest is None:
        return
    if then is not None:
        await _resolve(this, connection, alert, latest, f"{_ANEW} {this.watching.speaker.says(then)}")
    elif latest.point.period.start > alert.opened and this.watching.condition.is_over(latest.score or 0.0):
        await _resolve(this, connection, alert, latest, this.watching.speaker.says(latest))


async def _targets(context: Context, rule: KeptRule, owner: Viewer) -> list[tuple[str, str]]:
    """Whom the rule may still tell: its owner's role may have changed since it was made."""
    whose = Whose(rule.subject_kind, rule.subject_id)
    wanted = [*(("email", one) for one in rule.emails), *([("hook", rule.hook_host)] if rule.hook_host else [])]
    try:
        await check_ears(context, owner, whose, frozenset(rule.emails), has_hook=rule.hook_host is not None)
    except Forbidden:
        async with context.database.workspace(rule.workspace_id) as connection:
            own = await rows.own_addresses(connection, owner)
        return [(way, target) for way, target in wanted if way == "email" and target in own]
    return wanted


def _match(alert: KeptAlert, episodes: Sequence[Episode]) -> Episode | None:
    end = None if alert.state is not AlertState.RESOLVED else alert.resolved
    return next((one for one in episodes if one.overlaps(alert.opened, end)), None)


def _is_old(resolved: Judged, rule: KeptRule) -> bool:
    return rule.judged_until is not None and resolved.point.period.end <= rule.judged_until


def _latest(told: Told, episode: Episode) -> Judged:
    """The last period of an episode that goes on, or of its end."""
    return episode.resolved or told.watched.judged[-1]
