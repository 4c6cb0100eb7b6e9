"""What concerns somebody: told to whom it concerns as soon as it is there, once, until it was read or is over."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.features.flow.conftest import DAY, HOUR, NOW, Asker, asker, context, seeded
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.notifications.schemas import NotificationKind, PreferenceWish
from aexy.features.notifications.service import (
    count_unread,
    list_notifications,
    preferences,
    read,
    set_preferences,
)
from aexy.features.routing import Role, Viewer
from aexy.store.postgres import Connection

__all__ = ["asker", "context", "seeded"]
MINUTE = timedelta(minutes=1)


class News:
    """Writes causes straight into the tables of the features they happen in."""

    def __init__(self, owner: Connection, made: Seeded, account: UUID) -> None:
        self.owner, self.made, self.account = owner, made, account

    async def add(self, table: str, **values: Any) -> UUID:
        names = ["workspace_id", *values]
        places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
        statement = f"insert into {table} ({', '.join(names)}) values ({places}) returning id"  # noqa: S608 - names of our own
        made: UUID = await self.owner.fetchval(statement, self.made.workspace, *values.values())
        return made

    async def alert(self, at: datetime, name: str = "Slow", **about: Any) -> UUID:
        subject = {"subject_kind": "workspace", "subject_id": self.made.workspace} | about
        rule = await self.add(
            "alert_rules", owner_id=self.account, name=name, metric="commits_count", period_type="weekly",
            condition="{}", since=at.date(), subject_kind=subject["subject_kind"],
            subject_id=None if subject["subject_kind"] == "workspace" else subject["subject_id"],
        )  # fmt: skip
        return await self.add(
            "alerts", rule_id=rule, edition=1, subject_name="Everybody", opened=at.date(), value=1.0, n=1,
            why="Fewer than five.", latest_why="Fewer than five.", severity="warning", created_at=at, updated_at=at,
            **subject,
        )  # fmt: skip

    async def job(self, by: UUID | None, finished: datetime, state: str = "failed", took: timedelta = HOUR) -> UUID:
        return await self.add(
            "jobs", kind="snapshots", state=state, requested_by=by, started_at=finished - took, finished_at=finished,
            error="It went wrong." if state == "failed" else None,
        )  # fmt: skip

    async def connection(self, state: str, at: datetime) -> UUID:
        return await self.add(
            "connections", provider="github", name=f"Hub {uuid4()}", base_url="https://example.org",
            origin="example.org", auth_kind="token", state=state, error="The token is refused.", error_at=at,
        )  # fmt: skip

    async def gap(self, connection: UUID, at: datetime, item: str) -> None:
        await self.add(
            "sync_gaps", connection_id=connection, scope="", stream="issues", item=item, reason="Not found.",
            found_at=at,
        )  # fmt: skip

    async def suggestion(self, left: str, right: str, at: datetime) -> None:
        await self.add(
            "identity_suggestions", left_key=self.made.identities[left], right_key=self.made.identities[right],
            score=1.0, reasons="[]", created_at=at,
        )  # fmt: skip

    async def consent(self, account: UUID, at: datetime) -> UUID:
        decision = await self.add(
            "identity_decisions", action="merge", left_keys=[1], right_keys=[2], state="waiting", decided_at=at
        )
        return await self.add("identity_consents", decision_id=decision, account_id=account, asked_at=at)

    async def joined(self, invited_by: UUID, at: datetime) -> UUID:
        hashed = uuid4().bytes
        return await self.add(
            "invitations", email=f"{uuid4()}@example.org", email_hash=hashed, role="member", token_hash=hashed,
            invited_by=invited_by, created_at=at, sent_at=at, expires_at=at + DAY, accepted_at=at,
        )  # fmt: skip


@pytest.fixture
async def news(owner: Connection, seeded: Seeded, asker: Asker) -> News:
    """The asker joined a hundred days ago."""
    account = asker().account_id
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role, created_at) values ($1, $2, 'owner', $3)",
        seeded.workspace, account, NOW - 100 * DAY,
    )  # fmt: skip
    return News(owner, seeded, account)


async def told(context: Context, viewer: Viewer, **more: Any) -> list[str]:
    asked = {"unread": False, "cursor": None, "limit": 50} | more
    return [one.kind.value for one in (await list_notifications(context, viewer, **asked)).items]


async def test_everything_that_concerns_somebody_is_told_the_latest_first(
    context: Context, asker: Asker, news: News
) -> None:
    me = asker(role=Role.ADMIN)
    await news.alert(NOW - 1 * HOUR)
    await news.consent(me.account_id, NOW - 2 * HOUR)
    await news.suggestion("Ann", "Ben", NOW - 3 * HOUR)
    await news.suggestion("Ann", "Cal", NOW - 4 * HOUR)
    await news.job(me.account_id, NOW - 5 * HOUR)
    await news.job(me.account_id, NOW - 6 * HOUR, "done")
    failing = await news.connection("failing", NOW - 7 * HOUR)
    await news.gap(failing, NOW - 8 * HOUR, "PAY-1")
    await news.gap(failing, NOW - 9 * HOUR, "PAY-2")
    await news.joined(me.account_id, NOW - 10 * HOUR)
    page = await list_notifications(context, me, unread=False, cursor=None, limit=50)
    assert [one.kind.value for one in page.items] == [
        "alert", "consent", "suggestions", "job", "job", "connection", "gaps", "invitation",
    ]  # fmt: skip
    assert page.unread == 8
    assert [one.says for one in page.items[2:5]] == ["2 pairs may be one person each.", "It went wrong.", "It is done."]
    assert [one.kind.value for one in page.items if one.is_bad] == ["job", "connection"]
    assert page.items[6].says == "2 things could not be read."


async def test_nobody_is_told_of_what_is_not_theirs(
    context: Context, asker: Asker, news: News, owner: Connection
) -> None:
    other = await owner.fetchval("insert into accounts (name) values ('Other') returning id")
    await news.job(other, NOW - HOUR)
    await news.job(None, NOW - HOUR)
    await news.job(asker().account_id, NOW - HOUR, "done", took=MINUTE / 2)
    await news.consent(other, NOW - HOUR)
    await news.joined(other, NOW - HOUR)
    await news.suggestion("Ann", "Ben", NOW - HOUR)
    await news.connection("revoked", NOW - HOUR)
    await news.alert(NOW - HOUR, subject_kind="developer", subject_id=news.made.developers["Ann"])
    for role in (Role.MANAGER, Role.MEMBER, Role.VIEWER):
        # The rule is the asker's own, on a person they reach; the rest is others'.
        assert await told(context, asker(role=role)) == ["alert"]
    await owner.execute("update alert_rules set owner_id = $2 where workspace_id = $1", news.made.workspace, other)
    assert await told(context, asker(role=Role.MEMBER)) == []
    assert await told(context, asker(role=Role.MEMBER, developer=news.made.developers["Ann"])) == ["alert"]


async def test_what_is_over_is_told_no_more(context: Context, asker: Asker, news: News, owner: Connection) -> None:
    me = asker(role=Role.ADMIN)
    consent = await news.consent(me.account_id, NOW - HOUR)
    broken = await news.connection("failing", NOW - HOUR)
    await news.gap(broken, NOW - HOUR, "PAY-1")
    await news.alert(NOW - 91 * DAY)
    assert sorted(await told(context, me)) == ["connection", "consent", "gaps"]
    await owner.execute("update identity_consents set answered_at = $2, answer = true where id = $1", consent, NOW)
    await owner.execute("update connections set state = 'active' where id = $1", broken)
    await owner.execute("update sync_gaps set repaired_at = $2 where connection_id = $1", broken, NOW)
    assert await told(context, me) == []


async def test_what_was_read_stays_read_and_what_is_new_is_not(context: Context, asker: Asker, news: News) -> None:
    me = asker(role=Role.ADMIN)
    await news.suggestion("Ann", "Ben", NOW - 3 * HOUR)
    alert = await news.alert(NOW - 4 * HOUR)
    await news.job(me.account_id, NOW - 5 * HOUR)
    assert (await read(context, me, [f"alert:{alert}", "alert:nothing"])).unread == 2
    assert await told(context, me, unread=True) == ["suggestions", "job"]
    assert (await read(context, me, [f"alert:{alert}"])).unread == 2
    assert (await read(context, me, None)).unread == 0
    assert len(await told(context, me)) == 3
    # A queue that was read is new again with the next suggestion; what came before stays read.
    later = context.at(NOW + DAY)
    await news.suggestion("Ann", "Cal", NOW + HOUR)
    assert await told(later, me, unread=True) == ["suggestions"]
    assert (await count_unread(later, me)).unread == 1


async def test_what_happened_before_somebody_joined_is_read(
    context: Context, asker: Asker, news: News, owner: Connection
) -> None:
    await news.alert(NOW - 2 * DAY)
    await owner.execute(
        "update memberships set created_at = $2 where workspace_id = $1", news.made.workspace, NOW - DAY
    )
    assert (await count_unread(context, asker())).unread == 0
    assert await told(context, asker()) == ["alert"]


async def test_a_kind_that_is_off_is_not_told(context: Context, asker: Asker, news: News) -> None:
    me = asker()
    await news.alert(NOW - HOUR)
    await news.job(me.account_id, NOW - HOUR)
    assert all(one.is_on for one in await preferences(context, me))
    off = await set_preferences(context, me, PreferenceWish(muted=[NotificationKind.JOB]))
    assert [one.kind.value for one in off if not one.is_on] == ["job"]
    assert await told(context, me) == ["alert"]
    assert (await count_unread(context, me)).unread == 1
    await set_preferences(context, me, PreferenceWish(muted=list(NotificationKind)))
    assert await told(context, me) == []
    assert (await count_unread(context, me)).unread == 0
    await set_preferences(context, me, PreferenceWish(muted=[]))
    assert (await count_unread(context, me)).unread == 2


async def test_pages_put_together_are_the_whole(context: Context, asker: Asker, news: News) -> None:
    me = asker()
    for number in range(7):
        await news.job(me.account_id, NOW - HOUR)
        await news.alert(NOW - HOUR, f"Rule {number}")
    found: list[str] = []
    cursor: str | None = None
    while cursor or not found:
        page = await list_notifications(context, me, unread=False, cursor=cursor, limit=4)
        found += [one.id for one in page.items]
        cursor = page.next_cursor
    assert len(found) == len(set(found)) == 14
