"""How Copilot is used: reports that lie as files on another host, read for everybody together and for each person."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from tests.activity import put
from tests.providers.serving import Hours, Reply, Request, Server, as_json
from tests.providers.walking import Walk, of

from aexy.kernel.activity import AssistantUsage, Who
from aexy.kernel.errors import Forbidden, SourceFailed
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Auth, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.github import GITHUB
from aexy.sources.http import Http
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
LATEST = date(2026, 3, 8)
Usage = dict[str, Any]


def feature(name: str, *, made: int, taken: int, offered: int, added: int) -> Usage:
    return {
        "feature": name, "code_generation_activity_count": made, "code_acceptance_activity_count": taken,
        "loc_suggested_to_add_sum": offered, "loc_added_sum": added, "loc_deleted_sum": 0,
        "user_initiated_interaction_count": 0,
    }  # fmt: skip


def everybody(day: date) -> Usage:
    """A day of an organization, as GitHub's example schema has it."""
    return {
        "day": day.isoformat(), "organization_id": "1", "daily_active_users": 2, "weekly_active_users": 3,
        "user_initiated_interaction_count": 9, "loc_added_sum": 70, "loc_deleted_sum": 4,
        "totals_by_feature": [
            feature("code_completion", made=10, taken=4, offered=35, added=20),
            feature("chat_panel_ask_mode", made=2, taken=1, offered=12, added=10),
            feature("agent_edit", made=5, taken=0, offered=0, added=40),
        ],
        "pull_requests": {"total_created": 2, "total_created_by_copilot": 1},
    }  # fmt: skip


def person(day: date, number: int, login: str) -> Usage:
    return {
        "day": day.isoformat(), "user_id": number, "user_login": login, "used_agent": False, "used_chat": True,
        "user_initiated_interaction_count": 3, "loc_added_sum": 8,
        "totals_by_feature": [feature("code_completion", made=5, taken=2, offered=10, added=8)],
    }  # fmt: skip


@dataclass
class Reports:
    """GitHub's side: which days an organization has reports of; files lie on a host of their own."""

    github: Server
    files: Server
    since: Mapping[str, date] = field(default_factory=lambda: {"acme": LATEST - timedelta(days=27)})
    refusing: tuple[str, ...] = ()
    broken: bytes | None = None

    def __post_init__(self) -> None:
        path = r"/api/v3/orgs/(?P<org>[^/]+)/copilot/metrics/reports/(?P<kind>organization|users)-"
        self.github.route("GET", path + "28-day/latest", self.latest)
        self.github.route("GET", path + "1-day", self.single)
        self.files.route("GET", r"/(?P<org>[^/]+)/(?P<kind>\w+)/(?P<start>[\d-]+)/(?P<end>[\d-]+)\.json", self.file)

    def link(self, org: str, kind: str, start: date, end: date) -> str:
        return f"{self.files.url}/{org}/{kind}/{start}/{end}.json?sig=only-for-those-who-asked"

    def latest(self, request: Request, org: str, kind: str) -> Reply:
        if org in self.refusing:
            return as_json({"message": "Copilot usage metrics are disabled"}, 403)
        if request.token != "secret" or org not in self.since:
            return as_json({"message": "Not Found"}, 404)
        start = max(self.since[org], LATEST - timedelta(days=27))
        said = {"report_start_day": start.isoformat(), "report_end_day": LATEST.isoformat()}
        return as_json({"download_links": [self.link(org, kind, start, LATEST)], **said})

    def single(self, request: Request, org: str, kind: str) -> Reply:
        day = date.fromisoformat(request.query["day"])
        if not self.since[org] <= day <= LATEST:
            return Reply(204)
        return as_json({"download_links": [self.link(org, kind, day, day)], "report_day": day.isoformat()})

    def file(self, request: Request, org: str, kind: str, start: str, end: str) -> Reply:
        if request.query.get("sig") is None or "authorization" in request.headers:
            return Reply(403, b"<Error>InvalidAuthenticationInfo</Error>")
        if self.broken is not None:
            return Reply(200, self.broken)
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if kind == "organization":
            body = orjson.dumps([{"day_totals": [everybody(day) for day in days], "report_end_day": end}])
        else:
            people = [person(day, *who) for day in days for who in ((1, "ada"), (2, "grace"))]
            body = b"\n".join(orjson.dumps({**each, "organization_login": org}) for each in people)
        return Reply(200, body)


@asynccontextmanager
async def standing(**options: Any) -> AsyncIterator[tuple[Reports, Http, Walk]]:
    hours = Hours(NOW)
    owners = options.pop("owners", ["acme"])
    async with Server(hours) as github, Server(hours) as files:
        reports = Reports(github, files, **options)
        way = GITHUB.http(
            github.url, Auth("token", ("secret",)), {}, clock=hours.clock(), watcher=Silence(), allow_private=True
        )
        scope = Scope(level=Level.CONNECTION, origin="github.com", options={"owners": owners})
        async with way as http:
            yield reports, http, Walk(GITHUB, scope, "assistant_usage", hours)


async def test_twenty_eight_days_are_two_questions_for_everybody_and_for_each_person() -> None:
    async with standing() as (reports, http, walk):
        await walk.go(http)
        latest = reports.github.asked(".*/latest")
    assert len(latest) == 2
    used = of(AssistantUsage, walk.records())
    assert len(used) == 28 + 2 * 28
    together = next(each for each in used if each.who is None and each.day == LATEST)
    # An agent writes its lines itself: they were offered to nobody, so nobody accepted them.
    assert together._replace(breakdown=None) == AssistantUsage(
        "copilot", LATEST, datetime(2026, 3, 9, tzinfo=UTC), active_people=2, suggestions=12, acceptances=5,
        lines_suggested=47, lines_accepted=30, chats=9,
    )  # fmt: skip
    assert together.breakdown is not None
    assert (together.breakdown["loc_added_sum"], together.breakdown["pull_requests"]["total_created"]) == (70, 2)
    ada = next(each for each in used if each.who and each.who.external_id == "1" and each.day == LATEST)
    assert ada.who == Who("github", "1", "ada", account_type="User")
    assert (ada.active_people, ada.suggestions, ada.acceptances, ada.lines_accepted, ada.chats) == (None, 5, 2, 8, 3)


async def test_older_days_are_asked_for_once_and_back_to_where_there_was_nothing_for_a_week() -> None:
    began = LATEST - timedelta(days=31)
    async with standing(since={"acme": began}) as (reports, http, walk):
        await walk.go(http)
        days = [each.request.query["day"] for each in reports.github.asked(".*organization-1-day")]
        used = of(AssistantUsage, walk.records())
        assert {each.day for each in used if each.who is None} == {began + timedelta(days=n) for n in range(32)}
        assert days == sorted(days, reverse=True)
        assert date.fromisoformat(days[-1]) == began - timedelta(days=7)
        asked = len(reports.github.log)
        walk.hours.now += timedelta(hours=7)
        await walk.go(http)
        again = [each.request.path.rpartition("/")[2] for each in reports.github.log[asked:]]
    assert again == ["latest", "latest"]


async def test_it_is_not_asked_again_within_six_hours_and_goes_on_where_it_was_cut() -> None:
    async with standing(since={"acme": LATEST - timedelta(days=31)}) as (reports, http, walk):
        pages = GITHUB.pages(http, walk.scope, "assistant_usage", None, NOW)
        async for page in pages:
            walk.cursor = page.cursor
            if page.cursor.get("older"):
                break
        reached = date.fromisoformat(walk.cursor["older"]["acme"]) if walk.cursor else None
        asked = len(reports.github.log)
        await walk.go(http)
        first = next(each.request.query["day"] for each in reports.github.log[asked:] if "day" in each.request.query)
        assert reached == date.fromisoformat(first)
        used = of(AssistantUsage, walk.records())
        assert {each.day for each in used if each.who} >= {reached - timedelta(days=n) for n in range(4)}
        asked = len(reports.github.log)
        assert await walk.go(http) == []
        assert len(reports.github.log) == asked


async def test_no_token_goes_to_where_the_files_lie_and_no_link_is_kept() -> None:
    async with standing() as (reports, http, walk):
        await walk.go(http)
        assert reports.files.log
        assert all("authorization" not in each.request.headers for each in reports.files.log)
        kept = orjson.dumps([[page.rows, page.cursor] for page in walk.pages])
    assert b"sig=" not in kept
    assert b"secret" not in kept


@pytest.mark.parametrize("body", [b"<html>", b'{"day": ', b"[1]", b"7\n"])
async def test_a_report_that_is_none_says_so_without_its_address(body: bytes) -> None:
    async with standing(broken=body) as (_, http, walk):
        with pytest.raises(SourceFailed) as failed:
            await walk.go(http)
    assert "Copilot report" in failed.value.detail
    assert "sig=" not in str(failed.value)


async def test_an_organization_without_copilot_is_passed_over_and_one_that_refuses_keeps_nobody_waiting() -> None:
    async with standing(owners=["nothing", "locked", "acme"], refusing=("locked",), since={"acme": LATEST}) as (
        _,
        http,
        walk,
    ):
        pages = GITHUB.pages(http, walk.scope, "assistant_usage", None, NOW)
        walk.pages += [await anext(pages), await anext(pages)]
        with pytest.raises(Forbidden):
            await anext(pages)
    people = {each.who.username for each in of(AssistantUsage, walk.records()) if each.who}
    assert people == {"ada", "grace"}


async def test_the_totals_of_several_organizations_are_not_added_up() -> None:
    since = dict.fromkeys(("acme", "globex"), LATEST)
    async with standing(owners=["acme", "globex"], since=since) as (_, http, walk):
        await walk.go(http)
    used = of(AssistantUsage, walk.records())
    assert {each.who.username if each.who else None for each in used} == {"ada", "grace"}


def test_a_row_that_breaks_the_promise_names_its_field_and_one_without_counts_says_none() -> None:
    scope = Scope(level=Level.CONNECTION, origin="github.com")
    row = {"organization": "acme", "report": "organization", "until": "2026-03-08", "is_only": True,
           "usage": {"day": "2026-03-08"}}  # fmt: skip
    [told] = of(AssistantUsage, GITHUB.read("assistant_usage", row, scope))
    assert (told.suggestions, told.lines_accepted, told.chats, told.active_people) == (None, None, None, None)
    with pytest.raises(SourceFailed) as broken:
        GITHUB.read("assistant_usage", row | {"usage": {"day": "8 March"}}, scope)
    assert broken.value.field == "usage.day"


async def test_a_later_report_of_a_day_knows_better(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    async with standing() as (_, http, walk):
        await walk.go(http)
    place, records = Place("github", "github.com"), walk.records()
    await put(database, workspace, place, *records)
    assert (await put(database, workspace, place, *records)).changed == 0
    better = [
        each._replace(version=each.version + timedelta(days=1), chats=10)
        for each in of(AssistantUsage, records) if each.who is None and each.day == LATEST
    ]  # fmt: skip
    await put(database, workspace, place, *better)
    await put(database, workspace, place, *records)
    found = await owner.fetch(
        """
        select u.day, i.username, u.chats
        from assistant_usage u left join developer_identities i
          on i.workspace_id = u.workspace_id and i.key = u.identity_key
        where u.workspace_id = $1 and u.day = $2
        order by 2
        """,
        workspace,
        LATEST,
    )
    assert [tuple(row) for row in found] == [(LATEST, "ada", 3), (LATEST, "grace", 3), (LATEST, None, 10)]
