"""Whoever wants to know is told once of each occasion, not at night, and again when it did not arrive."""

import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import orjson
import pytest
from tests.features.alerts.conftest import ADDRESS, Asker, Weeks, wish
from tests.features.alerts.test_alerts import fired, judged

from aexy.context import Context
from aexy.features.alerts import feed, service
from aexy.features.alerts.delivering import PAUSES, deliver
from aexy.features.alerts.evaluating import evaluate
from aexy.features.alerts.schemas import MadeRule, RuleWish, Snooze
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unavailable
from aexy.outbox.letters import Letter, NotDeliverable
from aexy.outbox.memory import MemoryOutbox
from aexy.store import sealing

HOOK = "https://hooks.example.org/aexy?key=k"


async def fire(context: Context, weeks: Weeks, me: Viewer, rule: RuleWish) -> tuple[Context, MadeRule]:
    """A rule that has just fired, and the surroundings then."""
    await weeks.write(3)
    made = await service.create_rule(context.at(weeks.now), me, rule)
    await weeks.write(14)
    return await judged(context, weeks), made


async def kinds(context: Context, me: Viewer) -> list[str]:
    """What happened, first to last."""
    said = await feed.history(context, me, cursor=None, limit=50)
    return [one.kind for one in reversed(said.items)]


async def test_each_address_is_told_once_that_it_fired_and_once_that_it_is_over(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    now, _ = await fire(context, weeks, me, wish(emails=[ADDRESS, "team@example.org", ADDRESS.upper()]))
    assert await deliver(now, me.workspace_id) is None
    assert await deliver(now, me.workspace_id) is None
    assert sorted(letter.to for letter in outbox.letters) == [ADDRESS, "team@example.org"]
    first = outbox.letters[0]
    assert first.subject == "Warning: Many commits (Test workspace)"
    assert first.text.startswith(
        "Commits stood at 14 in the week of 12 January 2026 (n = 14); the rule fires above 10."
    )
    await weeks.write(2)
    later = await judged(context, weeks)
    await deliver(later, me.workspace_id)
    assert [letter.subject.partition(":")[0] for letter in outbox.letters[2:]] == ["Over", "Over"]
    assert await kinds(later, me) == ["fired", "delivered", "delivered", "resolved", "delivered", "delivered"]


async def test_a_hook_carries_the_alert_signed_by_a_secret_shown_once(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    now, made = await fire(context, weeks, me, wish(hook={"url": HOOK}))
    assert made.hook_secret
    assert (await service.get_rule(now, me, made.id)).delivery
    await deliver(now, me.workspace_id)
    ((call, signature),) = outbox.calls
    assert (call.url, call.may_be_private) == (HOOK, False)
    instant = signature.removeprefix("t=").partition(",")[0]
    expected = hmac.new(made.hook_secret.encode(), f"{instant}.".encode() + call.body, sha256).hexdigest()
    assert signature == f"t={instant},v1={expected}"
    said = orjson.loads(call.body)
    assert (said["event"], said["rule"]["name"], said["alert"]["value"]) == ("alert.fired", "Many commits", 14)
    same = await service.change_rule(now, me, made.id, wish(hook={}))
    assert (same.hook_secret, same.delivery and same.delivery.hook_host) == (None, "hooks.example.org")
    none = await service.change_rule(now, me, made.id, wish())
    assert none.delivery
    assert none.delivery.hook_host is None


async def test_a_hook_that_is_no_address_is_refused(context: Context, weeks: Weeks, asker: Asker) -> None:
    with pytest.raises(NotDeliverable, match="no address"):
        await service.create_rule(context.at(weeks.now), await asker(), wish(hook={"url": "ftp://example.org"}))


async def test_what_did_not_arrive_is_tried_again_for_a_day_and_the_history_says_so(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    now, _ = await fire(context, weeks, me, wish(emails=[ADDRESS]))
    outbox.failures = len(PAUSES) + 1
    for pause in PAUSES:
        assert await deliver(now, me.workspace_id) == pause.total_seconds()
        assert await deliver(now.at(now.now + pause / 2), me.workspace_id) == pause.total_seconds() / 2
        now = now.at(now.now + pause)
    assert await deliver(now, me.workspace_id) is None
    (alert,) = await fired(now, me)
    detail = await feed.get_alert(now, me, alert.id)
    assert [(one.state, one.attempts) for one in detail.deliveries] == [("failed", len(PAUSES) + 1)]
    assert await kinds(now, me) == ["fired", *["retried"] * len(PAUSES), "failed"]
    assert sum(PAUSES, timedelta()) <= timedelta(days=1)
    assert "tried again at 12:01 UTC" in detail.events[1].says
    assert not outbox.letters


class Broken(MemoryOutbox):
    """Fails as nobody expected, at one address."""

    async def mail(self, letter: Letter, *, at: datetime) -> None:
        if letter.to == ADDRESS:
            raise LookupError(letter.to)
        await MemoryOutbox.mail(self, letter, at=at)


async def test_one_that_nobody_can_send_holds_up_no_other(context: Context, weeks: Weeks, asker: Asker) -> None:
    me, box = await asker(), Broken()
    now, _ = await fire(replace(context, outbox=box), weeks, me, wish(emails=[ADDRESS, "team@example.org"]))
    assert await deliver(now, me.workspace_id) == PAUSES[0].total_seconds()
    assert [letter.to for letter in box.letters] == ["team@example.org"]
    assert sorted(await kinds(now, me)) == ["delivered", "fired", "retried"]


async def test_without_a_mail_server_the_product_says_what_to_set(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    outbox.has_mail = False
    me = await asker()
    now, made = await fire(context, weeks, me, wish(emails=[ADDRESS]))
    assert made.delivery
    assert not made.delivery.has_mail
    await deliver(now, me.workspace_id)
    (alert,) = await fired(now, me)
    detail = await feed.get_alert(now, me, alert.id)
    assert "AEXY_SMTP_URL" in (detail.deliveries[0].error or "")
    assert detail.deliveries[0].state == "failed"


async def test_quiet_hours_hold_it_back_until_they_are_over(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    quiet = {"from": "11:00", "until": "14:30", "zone": "Europe/Berlin"}
    now, _ = await fire(context, weeks, me, wish(emails=[ADDRESS], quiet=quiet))  # 13:00 in Berlin
    assert await deliver(now, me.workspace_id) == 90 * 60
    said = await feed.history(now, me, cursor=None, limit=5)
    assert said.items[0].says == "Held back until Monday 19 January, 14:30 (Europe/Berlin): quiet hours."
    assert not outbox.letters
    await deliver(now.at(now.now + timedelta(minutes=90)), me.workspace_id)
    assert [letter.to for letter in outbox.letters] == [ADDRESS]


async def test_what_is_over_or_acknowledged_before_it_was_sent_is_not_sent(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    now, _ = await fire(context, weeks, me, wish(emails=[ADDRESS], quiet={"from": "00:00", "until": "23:00"}))
    (alert,) = await fired(now, me)
    await feed.acknowledge(now, me, alert.id)
    await deliver(now.at(now.now + timedelta(days=2)), me.workspace_id)
    await weeks.write(2)
    later = await judged(context, weeks)
    await deliver(later.at(later.now + timedelta(days=2)), me.workspace_id)
    assert not outbox.letters


async def test_a_snooze_that_is_over_is_a_reminder(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    me = await asker()
    now, _ = await fire(context, weeks, me, wish(emails=[ADDRESS]))
    await deliver(now, me.workspace_id)
    (alert,) = await fired(now, me)
    await feed.snooze(now, me, alert.id, Snooze(hours=2))
    later = now.at(now.now + timedelta(hours=3))
    await evaluate(later, me.workspace_id)
    await deliver(later, me.workspace_id)
    assert [letter.subject.partition(":")[0] for letter in outbox.letters] == ["Warning", "Still"]


async def test_telling_others_takes_a_manager_also_when_it_comes_to_it(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox
) -> None:
    member = await asker(Role.MEMBER, email=ADDRESS)
    with pytest.raises(Forbidden, match="role manager"):
        await service.create_rule(context.at(weeks.now), member, wish(emails=["else@example.org"]))
    manager = await asker(Role.MANAGER, email="ben@example.org")
    rule = wish(emails=["ben@example.org", "else@example.org"], hook={"url": HOOK})
    await weeks.write(3)
    await service.create_rule(context.at(weeks.now), manager, rule)
    await weeks.owner.execute("update memberships set role = 'viewer' where account_id = $1", manager.account_id)
    await weeks.write(14)
    now = await judged(context, weeks)
    await deliver(now, manager.workspace_id)
    assert [letter.to for letter in outbox.letters] == ["ben@example.org"]
    assert not outbox.calls


async def test_a_hook_survives_new_machine_keys(
    context: Context, weeks: Weeks, asker: Asker, outbox: MemoryOutbox, owner_url: str
) -> None:
    await weeks.owner.execute("delete from alert_secrets")  # those of other tests' machines
    me = await asker()
    now, made = await fire(context, weeks, me, wish(hook={"url": HOOK}))
    done = await sealing.rotate(owner_url, context.settings, new_key=True, reseal=True, forget=True)
    assert (done.rewrapped, done.sealed_by) == (1, {done.current: 1})
    await deliver(now, me.workspace_id)
    assert [call.secret for call, _ in outbox.calls] == [made.hook_secret]
    (context.settings.home / "secrets" / "vault.json").unlink()
    with pytest.raises(Unavailable, match="Give the rule its web hook again"):
        await service.change_rule(now, me, made.id, wish(hook={}))
    assert (await service.change_rule(now, me, made.id, wish(hook={"url": HOOK}))).hook_secret
