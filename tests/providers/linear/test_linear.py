"""Linear, seen through a fake that tells the demo's story."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from tests.providers.linear.fake import LinearFake
from tests.providers.linear.speaking import PRIORITIES, shown, uuid
from tests.providers.scenario import scenario
from tests.providers.serving import Hours, Instead, Server, as_json
from tests.providers.walking import Walk, of

from aexy.kernel.activity import (
    Comment,
    Gone,
    InSprint,
    Issue,
    IssueLink,
    Known,
    Project,
    Sprint,
    Transition,
)
from aexy.kernel.errors import NotSignedIn, SourceFailed
from aexy.sources.contract import Auth, FoundProject, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.http import Http
from aexy.sources.linear import LINEAR

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = scenario()
PAY = uuid("team", TOLD.projects["PAY"]["id"])


class Stand(NamedTuple):
    """A fake and a way to it."""

    fake: LinearFake
    http: Http
    hours: Hours

    def walk(self, stream: str = "issues", *, level: Level = Level.PROJECT) -> Walk:
        scope = Scope(level=level, external_id=PAY if level is Level.PROJECT else "", name="PAY", origin="linear.app")
        return Walk(LINEAR, scope, stream, self.hours)


@asynccontextmanager
async def standing(*tokens: str) -> AsyncIterator[Stand]:
    hours = Hours(NOW)
    async with Server(hours) as server:
        fake = LinearFake(server, TOLD, tokens=tokens or ("lin_api_one",))
        auth = Auth("token", tokens or ("lin_api_one",))
        way = LINEAR.http(server.url, auth, {}, clock=hours.clock(), watcher=Silence(), allow_private=True)
        async with way as http:
            yield Stand(fake, http, hours)


async def test_every_issue_is_as_the_story_tells_it() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
    issues = {each.issue_key: each for each in of(Issue, walk.records())}
    story = {row["key"]: row for row in TOLD.issues("PAY")}
    assert set(issues) == set(story)
    for key, row in story.items():
        issue = issues[key]
        assert (issue.title, issue.body, issue.kind, issue.status, issue.status_category) == (
            row["title"], row["body"] or None, row["kind"], row["status"], row["status_category"],
        )  # fmt: skip
        assert (issue.story_points, issue.priority) == (row["story_points"], PRIORITIES[row["priority"]][1])
        assert [each and shown(each.isoformat()) for each in (issue.opened_at, issue.started_at, issue.closed_at)] == [
            shown(row[name]) for name in ("created_at", "started_at", "closed_at")
        ]
        assert issue.assignee is None or issue.assignee.username == row["assignee"]
        assert issue.parent == (issues[row["parent"]].external_id if row["parent"] else None)


async def test_what_happened_to_them_is_whole_however_short_an_answer_was_cut() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
        assert [one for one in at.fake.server.log if b"MoreHistory" in one.request.body]
    records, story = walk.records(), TOLD.issues("PAY")
    told = {uuid("history", each["id"]): each for row in story for each in row["transitions"]}
    moves = {each.external_id: each for each in of(Transition, records)}
    assert set(moves) == set(told)
    for number, each in told.items():
        move = moves[number]
        assert (move.field, move.from_category, move.to_category) == (
            each["field"], each["from_category"], each["to_category"],
        )  # fmt: skip
        if each["field"] != "priority":
            assert (move.from_value, move.to_value) == (each["from"], each["to"])
        assert move.actor
        assert move.actor.username == each["actor"]
    sprints = {(each.issue, each.sprint, each.removed_at) for each in of(InSprint, records)}
    assert sprints == {
        (uuid("issue", row["id"]), uuid("cycle", each["id"]), None) for row in story for each in row["sprints"]
    }
    said = {
        (uuid("issue", row["id"]), uuid("comment", each["id"]))
        for repository in TOLD.repositories.values() for row in repository.issues for each in repository.comments
        if row["project"] == "PAY" and each["issue"] == row["number"]
    }  # fmt: skip
    assert {(each.issue, each.external_id) for each in of(Comment, records)} == said


async def test_what_changed_later_is_read_and_nothing_else() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
        at.hours.now += timedelta(hours=1)
        changed = at.fake.by_key("PAY-1")
        changed["assignee"] = None
        at.fake.touch(changed)
        found = of(Issue, walk.records(await walk.go(at.http)))
        assert "PAY-1" in {each.issue_key for each in found}
        assert len(found) <= 2
        assert next(each for each in found if each.issue_key == "PAY-1").assignee is None


async def test_an_import_that_changed_all_at_one_instant_is_walked_through() -> None:
    async with standing() as at:
        for issue in at.fake.issues.values():
            at.fake.touch(issue)
        walk = at.walk()
        await walk.go(at.http)
    assert {each.issue_key for each in of(Issue, walk.records())} == {row["key"] for row in TOLD.issues("PAY")}


async def test_issues_in_another_order_than_asked_for_are_not_taken() -> None:
    async with standing() as at:
        at.fake.sorted_wrongly = True
        with pytest.raises(SourceFailed, match="another order"):
            await at.walk().go(at.http)


async def test_what_is_in_the_trash_is_gone_and_what_is_archived_is_not() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
        at.hours.now += timedelta(hours=1)
        trashed, archived = at.fake.by_key("PAY-1"), at.fake.by_key("PAY-2")
        for issue in (trashed, archived):
            issue["archivedAt"] = shown(at.hours.now.isoformat())
            at.fake.touch(issue)
        trashed["trashed"] = True
        records = walk.records(await walk.go(at.http))
        assert of(Gone, records) == [Gone("issue", trashed["id"], at.hours.now)]
        assert {"PAY-1", "PAY-2"} <= {each.issue_key for each in of(Issue, records)}


async def test_an_issue_taken_out_of_a_running_cycle_left_it() -> None:
    async with standing() as at:
        issue = next(each for each in at.fake.issues.values() if each["cycle"] and each["team"]["id"] == PAY)
        before = {**issue["cycle"], "endsAt": shown((NOW + timedelta(days=3)).isoformat())}
        issue["cycle"] = None
        entry = {**issue["history"][-1], "id": uuid("history", 9_000_000), "createdAt": shown(NOW.isoformat()),
                 **dict.fromkeys(("fromState", "toState", "toCycle", "toAssignee", "fromAssignee")),
                 "fromCycle": before}  # fmt: skip
        issue["history"] = [*issue["history"], entry]
        walk = at.walk()
        await walk.go(at.http)
    left = [each for each in of(InSprint, walk.records()) if each.issue == issue["id"] and each.removed_at]
    assert [(each.sprint, each.removed_at) for each in left] == [(before["id"], NOW)]


async def test_pull_requests_that_linear_names_are_told_by_their_addresses() -> None:
    async with standing() as at:
        urls = (
            "https://github.com/acme/shop/pull/7",
            "https://example.org/x",
            "https://github.com/acme/shop/pull/8/files",
        )
        at.fake.by_key("PAY-1")["attachments"] = [
            {"id": uuid("attachment", at_), "url": url, "title": "A change"} for at_, url in enumerate(urls)
        ]
        walk = at.walk()
        await walk.go(at.http)
    assert [each.url for each in of(IssueLink, walk.records())] == [
        "https://github.com/acme/shop/pull/7", "https://github.com/acme/shop/pull/8",
    ]  # fmt: skip


async def test_a_comment_made_later_is_read_though_its_issue_did_not_change() -> None:
    async with standing() as at:
        walk = at.walk("comments")
        await walk.go(at.http)
        at.hours.now += timedelta(hours=2)
        issue = at.fake.by_key("PAY-1")
        row = {"id": 9_000, "body": "Later.", "author": next(iter(TOLD.people)),
               "created_at": at.hours.now.isoformat(), "updated_at": at.hours.now.isoformat()}  # fmt: skip
        issue["comments"].append(at.fake.speaker.comment(row, issue["id"]))
        [comment] = of(Comment, walk.records(await walk.go(at.http)))
        assert (comment.issue, comment.body) == (issue["id"], "Later.")


async def test_cycles_teams_and_people_are_told_again_only_when_changed() -> None:
    async with standing() as at:
        cycles = at.walk("sprints")
        await cycles.go(at.http)
        story = {uuid("cycle", row["id"]): row for row in TOLD.sprints if row["project"] == "PAY"}
        assert {each.external_id: (each.name, each.state, each.project) for each in of(Sprint, cycles.records())} == {
            number: (row["name"], row["state"], PAY) for number, row in story.items()
        }
        assert not cycles.records(await cycles.go(at.http))
        begun = next(each for each in at.fake.cycles.values() if each["isFuture"] and each["team"]["id"] == PAY)
        begun["isFuture"] = False
        [sprint] = of(Sprint, cycles.records(await cycles.go(at.http)))
        assert (sprint.state, sprint.version) == ("active", sprint.starts_at)

        teams = at.walk("projects", level=Level.CONNECTION)
        await teams.go(at.http)
        assert {each.prefix for each in of(Project, teams.records())} == set(TOLD.projects)
        people = at.walk("people", level=Level.CONNECTION)
        await people.go(at.http)
        assert {each.who.username for each in of(Known, people.records())} == set(TOLD.people)
        assert not await people.go(at.http)


async def test_a_limit_told_in_an_answer_that_is_else_in_good_order_is_heeded() -> None:
    async with standing() as at:
        at.fake.limits_in_passing = True
        assert (await LINEAR.check(at.http, {})).account
        assert at.hours.now - NOW >= timedelta(minutes=1)


async def test_complexity_that_is_spent_is_waited_for_as_requests_are() -> None:
    async with standing() as at:
        resets = NOW + timedelta(minutes=40)
        spent = {"x-complexity": "4000", "x-ratelimit-requests-remaining": "4000", "x-ratelimit-requests-limit": "5000",
                 "x-ratelimit-complexity-remaining": "3999",
                 "x-ratelimit-complexity-reset": str(int(resets.timestamp() * 1000))}  # fmt: skip
        viewer = {"viewer": {"id": "1", "name": "Ada", "displayName": "ada", "email": "ada@acme.example"}}
        at.fake.server.order(Instead(as_json({"data": viewer}, 200, spent)))
        await LINEAR.check(at.http, {})
        assert at.hours.now == NOW
        await LINEAR.check(at.http, {})
        assert at.hours.now > resets


async def test_a_token_that_is_not_accepted_is_told_so() -> None:
    async with standing() as at:
        at.fake.tokens.clear()
        with pytest.raises(NotSignedIn):
            await LINEAR.check(at.http, {})


async def test_a_personal_key_is_sent_bare_and_another_token_as_a_bearers() -> None:
    async with standing("lin_api_one", "oauth-two") as at:
        for _ in range(4):
            await LINEAR.check(at.http, {})
        signed = {one.request.headers["authorization"] for one in at.fake.server.log}
    assert signed == {"lin_api_one", "Bearer oauth-two"}


async def test_teams_that_can_be_followed_are_found() -> None:
    async with standing() as at:
        found = [each async for each in LINEAR.discover(at.http, {})]
    assert FoundProject(PAY, "PAY", TOLD.projects["PAY"]["name"], "https://linear.app/acme/team/PAY") in found


async def test_single_issues_are_asked_for_and_missing_ones_told_gone() -> None:
    async with standing() as at:
        first, missing = at.fake.by_key("PAY-1")["id"], uuid("issue", 77_000_000)
        walk = at.walk()
        pages = [page async for page in LINEAR.fetch(at.http, walk.scope, "issues", [first, missing], at.hours.now)]
        records = walk.records(pages)
        assert [each.issue_key for each in of(Issue, records)] == ["PAY-1"]
        assert of(Gone, records) == [Gone("issue", missing, at.hours.now)]
