"""Jira, seen through a fake that tells the demo's story in the cloud's manners and in a server's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from tests.providers.jira.fake import LOGIN, JiraFake, updated
from tests.providers.jira.speaking import shown
from tests.providers.scenario import scenario
from tests.providers.serving import Broken, Cut, Hours, Instead, Reply, Server, as_json
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
    WorkLog,
)
from aexy.kernel.errors import NotSignedIn, SourceFailed, Unknown, Unusable
from aexy.sources.contract import Auth, FoundProject, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.http import Http
from aexy.sources.jira import JIRA

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOLD = scenario()
PAY = str(TOLD.projects["PAY"]["id"])
STO = str(TOLD.projects["STO"]["id"])


class Stand(NamedTuple):
    """A fake and a way to it."""

    fake: JiraFake
    http: Http
    hours: Hours
    scope: Scope

    def walk(self, stream: str = "issues", project: str = PAY) -> Walk:
        scope = Scope(
            level=Level.PROJECT, external_id=project, name="PAY", origin=self.scope.origin, options=self.scope.options
        )
        return Walk(JIRA, scope, stream, self.hours)


@asynccontextmanager
async def standing(
    *, is_cloud: bool = True, tokens: tuple[str, ...] = ("token-1",), **options: Any
) -> AsyncIterator[Stand]:
    hours = Hours(NOW)
    edition = {"edition": "cloud" if is_cloud else "server", **options}
    edition |= {"login": LOGIN} if is_cloud else {}
    async with Server(hours) as server:
        fake = JiraFake(server, TOLD, is_cloud=is_cloud, tokens=tokens)
        auth = Auth("basic" if is_cloud else "token", tokens)
        way = JIRA.http(server.url, auth, edition, clock=hours.clock(), watcher=Silence(), allow_private=True)
        scope = Scope(level=Level.CONNECTION, origin=JIRA.origin(server.url), options=edition)
        async with way as http:
            yield Stand(fake, http, hours, scope)


EDITIONS = pytest.mark.parametrize("is_cloud", [True, False], ids=["cloud", "server"])


@EDITIONS
async def test_every_issue_is_as_the_story_tells_it(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        walk = at.walk()
        await walk.go(at.http)
    records = walk.records()
    story = {row["key"]: row for row in TOLD.issues("PAY")}
    numbers = {row["key"]: str(row["id"]) for row in story.values()}
    issues = {each.issue_key: each for each in of(Issue, records)}
    assert set(issues) == set(story)
    for key, row in story.items():
        issue = issues[key]
        assert (issue.external_id, issue.title, issue.body, issue.kind) == (
            str(row["id"]), row["title"], row["body"] or None, row["kind"],
        )  # fmt: skip
        assert (issue.status, issue.status_category, issue.resolution) == (
            row["status"], row["status_category"], row["resolution"],
        )  # fmt: skip
        assert (issue.story_points, issue.priority, issue.labels) == (
            row["story_points"], row["priority"], tuple(row["labels"]),
        )  # fmt: skip
        assert [each and shown(each.isoformat()) for each in (issue.opened_at, issue.started_at, issue.closed_at)] == [
            shown(row[name]) for name in ("created_at", "started_at", "closed_at")
        ]
        assert issue.parent == numbers.get(row["parent"])
        assert issue.assignee is None or issue.assignee.name == TOLD.people[row["assignee"]]["name"]


@EDITIONS
async def test_what_happened_to_them_is_whole_however_short_an_answer_was_cut(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        walk = at.walk()
        await walk.go(at.http)
    records, story = walk.records(), TOLD.issues("PAY")
    moves = {each.external_id: each for each in of(Transition, records)}
    told = {str(each["id"]): each for row in story for each in row["transitions"]}
    assert set(moves) == set(told)
    for number, each in told.items():
        if each["field"] != "assignee":
            assert (moves[number].field, moves[number].from_value, moves[number].to_value) == (
                each["field"], each["from"], each["to"],
            )  # fmt: skip
        assert moves[number].to_category == each["to_category"]
    sprints = {
        (each.issue, each.sprint, each.added_at and shown(each.added_at.isoformat())) for each in of(InSprint, records)
    }
    assert sprints == {
        (str(row["id"]), str(each["id"]), shown(each["added_at"])) for row in story for each in row["sprints"]
    }
    logs = {each.external_id: each.seconds for each in of(WorkLog, records)}
    assert logs == {str(each["id"]): each["seconds"] for row in story for each in row["work_logs"]}
    said = {
        (str(row["id"]), str(each["id"]))
        for repository in TOLD.repositories.values() for row in repository.issues for each in repository.comments
        if row["project"] == "PAY" and each["issue"] == row["number"]
    }  # fmt: skip
    assert {(each.issue, each.external_id) for each in of(Comment, records)} == said


@EDITIONS
async def test_a_walk_that_breaks_anywhere_ends_with_the_same_facts(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        whole = at.walk()
        await whole.go(at.http)
        requests = at.http.requests
        broken = at.walk()
        for position in range(0, requests, 7):
            count = [0]

            def is_this(_: object, position: int = position, count: list[int] = count) -> bool:
                count[0] += 1
                return count[0] > position

            at.fake.server.order(*[Broken()] * 6, when=is_this)
        await broken.go(at.http, tries=200)
    assert {str(each) for each in broken.records()} == {str(each) for each in whole.records()}


async def test_a_broken_answer_is_asked_for_again() -> None:
    async with standing() as at:
        at.fake.server.order(Broken(), Cut(), Broken(503))
        walk = at.walk()
        await walk.go(at.http)
        assert len({each.external_id for each in of(Issue, walk.records())}) == len(TOLD.issues("PAY"))


@EDITIONS
async def test_what_changed_later_is_read_and_nothing_else(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        walk = at.walk()
        await walk.go(at.http)
        at.hours.now += timedelta(hours=1)
        # 30 days old by the clock of whoever asks, had the question been put as a date.
        changed = at.fake.by_key("PAY-1")
        changed["fields"]["assignee"] = None
        at.fake.touch(changed)
        pages = await walk.go(at.http)
        assert {each.issue_key for each in of(Issue, walk.records(pages))} >= {"PAY-1"}
        assert len(of(Issue, walk.records(pages))) <= 3
        assert next(each for each in of(Issue, walk.records(pages)) if each.issue_key == "PAY-1").assignee is None
        at.hours.now += timedelta(hours=1)
        again = await walk.go(at.http)
        assert {each.issue_key for each in of(Issue, walk.records(again))} == {"PAY-1"}
        assert {page.page for page in again} <= {page.page for page in walk.pages}


@EDITIONS
async def test_a_minute_with_more_changes_than_a_page_holds_is_walked_through(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        for issue in at.fake.issues.values():
            at.fake.touch(issue)
        walk = at.walk()
        asked = 0
        async for page in JIRA.pages(at.http, walk.scope, "issues", None, at.hours.now):
            walk.pages.append(page)
            asked += 1
            if asked == 2:
                # Two that were read already leave this minute; those behind them move forward.
                at.hours.now += timedelta(minutes=2)
                for number in sorted(at.fake.issues, key=lambda each: (updated(at.fake.issues[each]), int(each)))[:2]:
                    at.fake.touch(at.fake.issues[number])
        found = {each.issue_key for each in of(Issue, walk.records())}
    assert found == {row["key"] for row in TOLD.issues("PAY")}


@EDITIONS
async def test_what_was_deleted_or_moved_is_noticed_once_a_day(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        walk = at.walk()
        await walk.go(at.http)
        deleted = at.fake.by_key("PAY-3")["id"]
        del at.fake.issues[deleted]
        moved = at.fake.by_key("PAY-5")
        moved["key"], moved["fields"]["project"] = "STO-999", at.fake.projects["STO"]
        at.hours.now += timedelta(hours=1)
        assert not of(Gone, walk.records(await walk.go(at.http)))
        at.hours.now += timedelta(hours=24)
        records = walk.records(await walk.go(at.http))
        assert of(Gone, records) == [Gone("issue", deleted, at.hours.now)]
        found = next(each for each in of(Issue, records) if each.external_id == moved["id"])
        assert (found.issue_key, found.project) == ("STO-999", STO)
        at.hours.now += timedelta(hours=24)
        assert not of(Gone, walk.records(await walk.go(at.http)))


async def test_an_issue_made_and_deleted_between_two_counts_is_gone_as_well() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
        at.hours.now += timedelta(hours=1)
        made = {**at.fake.by_key("PAY-1"), "id": "77000001", "key": "PAY-900"}
        made["fields"] = {**made["fields"]}
        at.fake.issues[made["id"]] = made
        at.fake.touch(made)
        await walk.go(at.http)
        del at.fake.issues[made["id"]]
        at.hours.now += timedelta(hours=24)
        assert [each.external_id for each in of(Gone, walk.records(await walk.go(at.http)))] == ["77000001"]


async def test_a_token_that_is_answered_as_nobody_ends_the_walk_and_nothing_is_gone() -> None:
    async with standing() as at:
        walk = at.walk()
        await walk.go(at.http)
        at.fake.tokens.clear()
        at.fake.answers_anybody = True
        at.hours.now += timedelta(hours=24)
        before = walk.cursor
        with pytest.raises(NotSignedIn, match="did not accept"):
            await walk.go(at.http)
        assert walk.cursor == before
        assert not of(Gone, walk.records())


@EDITIONS
async def test_no_more_is_asked_than_a_token_may(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud, tokens=("token-1", "token-2")) as at:
        at.fake.allowances.allowance = 20
        walk = at.walk()
        await walk.go(at.http)
        assert at.hours.slept
        refused = [one for one in at.fake.server.log if one.status == 429]
        assert not refused
        assert len({one.request.token for one in at.fake.server.log}) == 2


async def test_a_refusal_says_how_long_to_wait_and_is_heeded() -> None:
    async with standing() as at:
        at.fake.server.order(Instead(as_json({}, 429, {"retry-after": "90"})))
        await at.http.get("/rest/api/3/myself")
        assert at.hours.now - NOW >= timedelta(seconds=90)


async def test_a_captcha_is_told_as_one() -> None:
    async with standing(is_cloud=False) as at:
        refused = Reply(
            403, b"", {"x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=https://x/login.jsp"}
        )
        at.fake.server.order(Instead(refused))
        with pytest.raises(NotSignedIn, match="CAPTCHA"):
            await JIRA.check(at.http, at.scope.options)


async def test_a_project_that_vanished_is_named() -> None:
    async with standing() as at:
        with pytest.raises(Unknown, match="does not exist for the field 'project'"):
            await at.walk(project="4711").go(at.http)


async def test_the_wrong_edition_is_told_as_such() -> None:
    async with standing() as at:
        walk = Walk(
            JIRA, Scope(level=Level.PROJECT, external_id=PAY, options={"edition": "server"}), "issues", at.hours
        )
        with pytest.raises((SourceFailed, Unknown)):
            await walk.go(at.http)


async def test_a_tokens_owner_and_how_fields_are_read_are_said() -> None:
    async with standing() as at:
        checked = await JIRA.check(at.http, at.scope.options)
    assert checked.account
    assert checked.scopes == ("BROWSE_PROJECTS",)
    assert set(checked.missing) == {"USER_PICKER"}
    assert checked.notes == ("Story points are read from Story Points (customfield_10016).",)


def test_an_api_token_without_its_e_mail_is_no_credential() -> None:
    with pytest.raises(Unusable, match="e-mail"):
        JIRA.http("https://acme.atlassian.net", Auth("basic", ("token",)), {}, clock=Hours(NOW).clock(),
                  watcher=Silence(), allow_private=False)  # fmt: skip


@EDITIONS
async def test_sprints_projects_and_people_are_read_and_told_again_only_when_changed(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        sprints = at.walk("sprints")
        await sprints.go(at.http)
        story = {str(row["id"]): row for row in TOLD.sprints if row["project"] == "PAY"}
        found = {each.external_id: each for each in of(Sprint, sprints.records())}
        assert {number: (each.name, each.state, each.board, each.project) for number, each in found.items()} == {
            number: (row["name"], row["state"], row["board"], PAY) for number, row in story.items()
        }
        assert not sprints.records(await sprints.go(at.http))
        first, second = sorted(story)[:2]
        at.fake.sprints[first]["name"] = "Renamed"
        del at.fake.sprints[second]
        records = sprints.records(await sprints.go(at.http))
        assert [each.name for each in of(Sprint, records)] == ["Renamed"]
        assert of(Sprint, records)[0].version == at.hours.now
        assert of(Gone, records) == [Gone("sprint", second, at.hours.now)]

        projects = Walk(JIRA, at.scope, "projects", at.hours)
        await projects.go(at.http)
        assert {each.prefix for each in of(Project, projects.records())} == set(TOLD.projects)
        del at.fake.projects["STO"]
        assert of(Gone, projects.records(await projects.go(at.http))) == [Gone("project", STO, at.hours.now)]
        people = Walk(JIRA, at.scope, "people", at.hours)
        await people.go(at.http)
        assert {each.who.name for each in of(Known, people.records())} == {
            each["name"] for each in TOLD.people.values()
        }
        assert not await people.go(at.http)


async def test_pull_requests_that_jira_names_are_told_by_their_addresses() -> None:
    async with standing() as at:
        at.fake.link("PAY-1", "https://github.com/acme/payments-api/pull/7/files?w=1")
        at.fake.link("PAY-1", "https://example.org/a-document")
        at.fake.link("PAY-1", "https://git.acme.example/acme/shop/-/merge_requests/5", in_panel=True)
        walk = at.walk()
        await walk.go(at.http)
        number = at.fake.by_key("PAY-1")["id"]
    assert [(each.issue, each.url) for each in of(IssueLink, walk.records())] == [
        (number, "https://git.acme.example/acme/shop/-/merge_requests/5"),
        (number, "https://github.com/acme/payments-api/pull/7"),
    ]


async def test_projects_that_can_be_followed_are_found() -> None:
    async with standing(is_cloud=False) as at:
        found = [each async for each in JIRA.discover(at.http, at.scope.options)]
    assert all(isinstance(each, FoundProject) for each in found)
    assert {(each.external_id, each.prefix) for each in found} == {(PAY, "PAY"), (STO, "STO")}


@EDITIONS
async def test_single_issues_are_asked_for_and_missing_ones_told_gone(*, is_cloud: bool) -> None:
    async with standing(is_cloud=is_cloud) as at:
        first = at.fake.by_key("PAY-1")["id"]
        pages = [page async for page in JIRA.fetch(at.http, at.scope, "issues", [first, "4711"], at.hours.now)]
        walk = at.walk()
        records = walk.records(pages)
        assert [each.issue_key for each in of(Issue, records)] == ["PAY-1"]
        assert of(Gone, records) == [Gone("issue", "4711", at.hours.now)]
        await walk.go(at.http)
    whole = {str(each) for each in walk.records()}
    assert {str(each) for each in records if not isinstance(each, Gone)} <= whole
