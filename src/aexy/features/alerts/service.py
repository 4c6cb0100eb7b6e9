"""Making rules, changing them, and trying them on the numbers there are."""

import secrets
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from pydantic import SecretStr

from aexy.context import Context
from aexy.features.alerts import alert_rows, ordering, rows, series
from aexy.features.alerts.allowing import Whose, check_ears, check_period, check_sight, read_metric, read_whose
from aexy.features.alerts.rows import KeptRule
from aexy.features.alerts.schemas import (
    HookWish,
    Judgment,
    MadeRule,
    Rule,
    RuleWish,
    Stretch,
    Telling,
    Trial,
    Trials,
    as_declared,
)
from aexy.features.alerts.series import Told, Watching
from aexy.features.audit import service as audit
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.kernel.alerting import Judged, Kind
from aexy.kernel.errors import AexyError, Conflict, Forbidden, Unavailable, Unknown, Unusable
from aexy.kernel.metric import Level
from aexy.kernel.metrics import find
from aexy.kernel.periods import Clock, PeriodType
from aexy.outbox import hook
from aexy.store import sealing
from aexy.store.postgres import Connection
from aexy.store.vault import Label

LIST = "alert-rules"
# Which alerts `a` of rules `r` an account ($1) that is a developer ($2) may know of, wherever they are told of.
VISIBLE_TO = alert_rows.VISIBLE
TRIED = 12  # periods a rule is tried on
MOST_SUBJECTS = 12  # of a rule on each team or repository that is only tried
_CHANGED = "The rule was changed: what it fired before is over."
_OFF = "The rule was switched off."


async def list_rules(context: Context, viewer: Viewer, *, cursor: str | None, limit: int) -> Page[Rule]:
    """The rules this viewer may know of, by name."""
    place = read_cursor(LIST, cursor, (str, UUID))
    async with context.database.reading(viewer.workspace_id) as connection:
        after = (place[0], place[1]) if place else None
        found = await rows.by_name(connection, viewer, after=after, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[_shape(context, viewer, rule) for rule in found[:limit]],
        next_cursor=write_cursor(LIST, last.name.lower(), last.id) if last else None,
    )


async def get_rule(context: Context, viewer: Viewer, rule_id: UUID) -> Rule:
    """One rule; Unknown when there is none, or it is about somebody else."""
    async with context.database.reading(viewer.workspace_id) as connection:
        return _shape(context, viewer, await _found(connection, viewer, rule_id))


async def create_rule(context: Context, viewer: Viewer, wish: RuleWish) -> MadeRule:
    """A rule of this viewer's, which watches from the last period on that is over."""
    whose = await _check(context, viewer, wish, has_hook=wish.hook is not None)
    since = series.last_closed(wish.period_type, await series.clock_of(context, viewer.workspace_id)).start
    async with context.database.workspace(viewer.workspace_id) as connection:
        made = await rows.add(connection, viewer, wish, whose.row, since=since, now=context.now)
        rule = await _found(connection, viewer, made)
        secret = await _set_hook(context, connection, rule, wish.hook)
        answer = await _told(context, connection, viewer, made, secret, "alert_rule.added")
    await ordering.have_judged(context, viewer.workspace_id)
    return answer


async def change_rule(context: Context, viewer: Viewer, rule_id: UUID, wish: RuleWish) -> MadeRule:
    """Set a rule to exactly this. One that watches something else from now on begins anew."""
    rule = await own_rule(context, viewer, rule_id)
    owner = await _owner(context, viewer, rule)
    whose = await _check(context, owner, wish, has_hook=wish.hook is not None)
    clock = await series.clock_of(context, viewer.workspace_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        since = await _begins_anew(connection, rule, wish, clock, context)
        await rows.change(connection, rule, wish, whose.row, since=since, now=context.now)
        secret = await _set_hook(context, connection, rule, wish.hook)
        answer = await _told(context, connection, viewer, rule_id, secret, "alert_rule.changed")
    await ordering.have_judged(context, viewer.workspace_id)
    return answer


async def delete_rule(context: Context, viewer: Viewer, rule_id: UUID) -> None:
    """Take a rule away, with all it ever fired; switched off it would keep its history."""
    rule = await own_rule(context, viewer, rule_id)
    async with context.database.workspace(viewer.workspace_id) as connection:
        await rows.delete(connection, rule)
        await _note(context, connection, viewer, rule, "alert_rule.removed")


async def try_wish(context: Context, viewer: Viewer, wish: RuleWish) -> Trials:
    """What a rule that is not kept would have said of the last twelve periods."""
    whose = read_whose(wish.subject)
    metric = read_metric(wish.metric, whose.level)
    check_period(metric, whose, wish.period_type)
    await check_sight(context, viewer, metric, whose)
    watching = Watching(metric, wish.period_type, as_declared(wish.condition))
    return await _tried(context, viewer, watching, whose)


async def try_rule(context: Context, viewer: Viewer, rule_id: UUID) -> Trials:
    """The same of a rule that is kept, through the eyes of whoever asks."""
    async with context.database.reading(viewer.workspace_id) as connection:
        rule = await _found(connection, viewer, rule_id)
    whose = Whose(rule.subject_kind, rule.subject_id)
    watching = Watching(read_metric(rule.metric, whose.level), rule.period_type, rule.declared)
    return await _tried(context, viewer, watching, whose)


async def own_rule(context: Context, viewer: Viewer, rule_id: UUID) -> KeptRule:
    """A rule this viewer may change: their own, or as an admin any that is about a group."""
    async with context.database.reading(viewer.workspace_id) as connection:
        rule = await _found(connection, viewer, rule_id)
    if not _is_theirs(viewer, rule):
        raise Forbidden(
            f"{rule.name} is {rule.owner}'s rule.", next_step="Make one of your own, or ask its owner or an admin."
        )
    return rule


def subject_text(whose: Whose, id_: UUID | None) -> str:
    """As readings are asked for."""
    return f"{whose.level}:{id_}" if id_ else whose.level.value


async def subjects_of(context: Context, viewer: Viewer, whose: Whose) -> list[str]:
    """Everybody and everything a rule is about."""
    if not whose.is_each:
        return [subject_text(whose, whose.id)]
    async with context.database.reading(viewer.workspace_id) as connection:
        ids = await rows.each(connection, viewer.workspace_id, whose.level)
    return [subject_text(whose, id_) for id_ in ids if whose.level is not Level.TEAM or viewer.reaches(id_)]


async def hook_of(context: Context, connection: Connection, rule: KeptRule) -> dict[str, Any] | None:
    """`url` and `secret` of a rule's web hook; None without one. Unavailable when they do not open."""
    try:
        found = await sealing.open_all(
            connection, context.settings, rule.workspace_id, rule.id, ["hook"], drawer=sealing.ALERTS
        )
    except Unavailable as error:
        raise Unavailable(error.detail, next_step="Give the rule its web hook again, with its address.") from error
    return next((orjson.loads(one.get_secret_value()) for one in found.values()), None)


async def _told(
    context: Context, connection: Connection, viewer: Viewer, rule_id: UUID, secret: str | None, action: str
) -> MadeRule:
    """The rule as it is now, once it is written down whom it tells from here on."""
    rule = await _found(connection, viewer, rule_id)
    await _note(context, connection, viewer, rule, action)
    return _made(context, viewer, rule, secret)


async def _note(context: Context, connection: Connection, viewer: Viewer, rule: KeptRule, action: str) -> None:
    said = {"metric": rule.metric, "is_on": rule.is_on, "hook_host": rule.hook_host, "emails": len(rule.emails)}
    await audit.record(
        connection, viewer.workspace_id, by=viewer.account_id, action=action, subject=f"alert_rule:{rule.id}",
        said=said, now=context.now,
    )  # fmt: skip


async def _check(context: Context, viewer: Viewer, wish: RuleWish, *, has_hook: bool) -> Whose:
    whose = read_whose(wish.subject)
    metric = read_metric(wish.metric, whose.level)
    check_period(metric, whose, wish.period_type)
    await check_sight(context, viewer, metric, whose)
    await check_ears(context, viewer, whose, frozenset(one.lower() for one in wish.emails), has_hook=has_hook)
    return whose


async def _owner(context: Context, viewer: Viewer, rule: KeptRule) -> Viewer:
    """Whose eyes it is judged through, whoever changes it."""
    if rule.owner_id == viewer.account_id:
        return viewer
    async with context.database.workspace(viewer.workspace_id) as connection:
        owner = await rows.viewer_of(connection, viewer.workspace_id, rule.owner_id)
    if owner is None:
        raise Conflict(f"{rule.owner} has left the workspace.", next_step="Delete the rule and make one of your own.")
    return owner


async def _begins_anew(
    connection: Connection, rule: KeptRule, wish: RuleWish, clock: Clock, context: Context
) -> date | None:
    """From when on it watches something else; None when it goes on. What it fired before is over then."""
    is_same = rule.watches == (wish.metric, wish.subject, wish.period_type, wish.condition)
    if is_same and wish.is_on == rule.is_on:
        return None
    since = series.last_closed(wish.period_type, clock).start
    why = _OFF if is_same and not wish.is_on else _CHANGED
    for alert_id in await alert_rows.live(connection, rule):
        await alert_rows.resolve(connection, rule.workspace_id, alert_id, since, None, why, context.now)
        await alert_rows.drop(connection, rule.workspace_id, alert_id, why)
        await alert_rows.note(connection, rule.workspace_id, alert_id, "resolved", why, context.now)
    return since


async def _set_hook(context: Context, connection: Connection, rule: KeptRule, wish: HookWish | None) -> str | None:
    """Keep where it calls, sealed; the secret where one was made."""
    if wish is None:
        await rows.drop_hook(connection, rule)
        return None
    known = None
    if rule.hook_host:
        # One that does not open any more makes room for another.
        with suppress(*(() if wish.url is None else (Unavailable,))):
            known = await hook_of(context, connection, rule)
    url = wish.url or (known or {}).get("url")
    if url is None:
        raise Unusable("A web hook has an address.", next_step="Give its url.", field="hook")
    given = wish.secret.get_secret_value() if wish.secret else (known or {}).get("secret")
    secret = given or secrets.token_urlsafe(32)
    kept = SecretStr(orjson.dumps({"url": url, "secret": secret}).decode())
    label = Label(rule.workspace_id, rule.id, "hook")
    host = hook.check(url)
    await sealing.keep(connection, context.settings, label, kept, hint=host, drawer=sealing.ALERTS)
    return None if given else secret


async def _found(connection: Connection, viewer: Viewer, rule_id: UUID) -> KeptRule:
    rule = await rows.find(connection, viewer, rule_id)
    if rule is None:
        raise Unknown(f"There is no rule {rule_id}.", next_step="List the workspace's rules.", field="rule_id")
    return rule


def _is_theirs(viewer: Viewer, rule: KeptRule) -> bool:
    return rule.owner_id == viewer.account_id or viewer.role.includes(Role.ADMIN)


def _shape(context: Context, viewer: Viewer, rule: KeptRule) -> Rule:
    return Rule(**_values(context, viewer, rule))


def _made(context: Context, viewer: Viewer, rule: KeptRule, secret: str | None) -> MadeRule:
    return MadeRule(**_values(context, viewer, rule), hook_secret=secret)


def _values(context: Context, viewer: Viewer, rule: KeptRule) -> dict[str, Any]:
    kept = {name: getattr(rule, name) for name in Rule.model_fields if hasattr(rule, name)}
    try:
        metric = find(rule.metric)
    except AexyError:  # a key that a later version no longer has
        named = {"metric_name": rule.metric, "unit": None, "says": f"There is no metric {rule.metric} any more."}
    else:
        says = Watching(metric, rule.period_type, rule.declared).speaker.rule
        named = {"metric_name": metric.name, "unit": metric.unit, "says": says}
    delivery = Telling(emails=list(rule.emails), hook_host=rule.hook_host, has_mail=context.outbox.has_mail)
    return kept | named | {
        "is_own": rule.owner_id == viewer.account_id,
        "delivery": delivery if _is_theirs(viewer, rule) else None,
    }  # fmt: skip


async def _tried(context: Context, viewer: Viewer, watching: Watching, whose: Whose) -> Trials:
    clock = await series.clock_of(context, viewer.workspace_id)
    latest = series.last_closed(watching.kind, clock)
    since = series.back(watching.kind, latest.start, TRIED - 1)
    subjects = await subjects_of(context, viewer, whose)
    told = [
        await series.look(context, viewer, watching, subject, since=since, until=latest.end)
        for subject in subjects[:MOST_SUBJECTS]
    ]
    condition, is_line = watching.condition, watching.condition.kind is Kind.THRESHOLD
    return Trials(
        as_of=context.now,
        rule=watching.speaker.rule,
        metric=watching.metric.key,
        metric_name=watching.metric.name,
        unit=watching.metric.unit,
        better=watching.metric.better,
        period_type=PeriodType(watching.kind),
        limit=condition.at if is_line else None,
        clear_at=condition.over_at if is_line else None,
        fired=sum(len(one.watched.episodes) for one in told),
        trials=[_trial(watching, one) for one in told],
        left_out=len(subjects[MOST_SUBJECTS:]),
    )


def _trial(watching: Watching, told: Told) -> Trial:
    return Trial(
        subject=SubjectName.model_validate(told.subject),
        judgments=[_judgment(watching, one) for one in told.watched.judged],
        episodes=[
            Stretch(opened=one.opened.point.period.start, resolved=one.end, why=watching.speaker.says(one.opened))
            for one in told.watched.episodes
        ],
    )


def _judgment(watching: Watching, one: Judged) -> Judgment:
    point = one.point
    return Judgment(
        start=point.period.start,
        end=point.period.end,
        value=point.value,
        n=point.n,
        withheld=point.withheld,
        verdict=one.verdict,
        usual=one.usual,
        score=one.score,
        says=watching.speaker.says(one),
    )
