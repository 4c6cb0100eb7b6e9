"""How GitLab is asked: by valid questions that are light enough, smaller ones when it says so; and what is gone."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from tests.providers.gitlab.answering import points, understood
from tests.providers.gitlab.fake import MOST_POINTS, FakeGitLab
from tests.providers.scenario import scenario
from tests.providers.serving import Hours, Instead, as_json
from tests.providers.walking import Walk, of

from aexy.kernel.activity import Gone, Issue, Job, Known, Pipeline, PullCommit, PullRequest, Team
from aexy.kernel.errors import Forbidden, NotSignedIn, SourceFailed, Unknown
from aexy.sources.contract import Auth, FoundRepository, Level, Scope
from aexy.sources.dialect import Silence
from aexy.sources.gitlab import GITLAB, queries
from aexy.sources.gitlab.asking import SIZES
from aexy.sources.gitlab.census import as_numbers, as_text
from aexy.sources.http import Http

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PATH = "acme/payments-api"
SMALL = {"developers": 4, "commits": 160, "seed": 5}
WALKED = (queries.MERGE_REQUESTS, queries.ISSUES, queries.PIPELINES)


@pytest.fixture
async def fake() -> AsyncIterator[FakeGitLab]:
    async with FakeGitLab(scenario(**SMALL), Hours(NOW)) as made:
        yield made


def way(fake: FakeGitLab, *tokens: str, **options: str) -> Http:
    return GITLAB.http(
        fake.base_url, Auth("token", tokens or tuple(fake.tokens)), options, clock=fake.hours.clock(),
        watcher=Silence(), allow_private=True,
    )  # fmt: skip


def walk(fake: FakeGitLab, stream: str) -> Walk:
    scope = Scope(level=Level.REPOSITORY, external_id=str(fake.project_of(PATH).id), name=PATH, origin="gitlab.com")
    return Walk(GITLAB, scope, stream, fake.hours)


def every_query() -> list[str]:
    found = [queries.LABELS]
    for walked in WALKED:
        makers: list[Callable[..., str]] = [queries.page_query]
        makers += [queries.items_query] if walked.by_iid else []
        found += [make(walked, licensed=licensed) for make in makers for licensed in (True, False)]
        found += [queries.rest_query(walked, name) for name in walked.inner]
        found += [queries.each_query(walked, 4)] if walked.by_iid is None else [queries.numbers_query(walked)]
    return found


def test_every_query_is_one_that_gitlabs_schema_knows() -> None:
    for query in every_query():
        _, errors = understood(query)
        assert errors == (), query


def test_without_a_licence_only_the_licensed_part_is_left_out() -> None:
    plain = queries.page_query(queries.ISSUES, licensed=False)
    assert understood(plain, licensed=False)[1] == ()
    errors = understood(queries.page_query(queries.ISSUES, licensed=True), licensed=False)[1]
    assert {error.split("'")[1] for error in errors} == {"weight", "epic", "iteration"}


def test_no_query_is_heavier_than_gitlab_allows() -> None:
    variables = {"first": SIZES[0][0], "inner": SIZES[0][1]}
    weights = [points(understood(query)[0], variables) for query in every_query()]
    assert max(weights) <= MOST_POINTS
    assert all(len(query) < 10_000 for query in every_query())


async def test_a_page_gets_smaller_until_gitlab_answers(fake: FakeGitLab) -> None:
    fake.most_points = points(understood(queries.page_query(queries.MERGE_REQUESTS, licensed=True))[0], {"first": 5})
    found = walk(fake, "merge_requests")
    async with way(fake) as http:
        pages = await found.go(http)
    whole = len(fake.project_of(PATH).merge_requests)
    assert max(len(page.rows) for page in pages) == 4
    assert sum(len(page.rows) for page in pages) == whole
    refused = [each for each in fake.server.asked("/api/graphql") if b"complexity" in each.reply.body]
    # Twenty-five, then ten; what was learned is not asked for again.
    assert len(refused) == 2
    fake.most_points = 10
    async with way(fake) as http:
        with pytest.raises(SourceFailed, match="even the smallest"):
            await walk(fake, "merge_requests").go(http)


async def test_an_unlicensed_installation_is_asked_once_more_and_then_never_for_what_it_lacks(fake: FakeGitLab) -> None:
    fake.licensed = False
    found = walk(fake, "issues")
    async with way(fake) as http:
        await found.go(http)
    assert len(of(Issue, found.records())) == len(fake.project_of(PATH).issues)
    refused = [each for each in fake.server.asked("/api/graphql") if b"doesn't exist on type" in each.reply.body]
    assert len(refused) == 1
    assert {each.story_points for each in of(Issue, found.records())} == {None}


async def test_lists_within_a_merge_request_are_read_to_their_end(fake: FakeGitLab) -> None:
    row = fake.project_of(PATH).merge_requests[0]
    first = row["commits"][0]
    row["commits"] = [{**first, "sha": f"{place:040x}", "id": f"{place:040x}"} for place in range(1, 251)]
    found = walk(fake, "merge_requests")
    async with way(fake) as http:
        pages = await found.go(http)
    commits = [each for each in of(PullCommit, found.records()) if str(each.number) == row["iid"]]
    assert [each.sha.hex() for each in commits] == [f"{place:040x}" for place in range(250, 0, -1)]
    assert all(page.skipped == () for page in pages)


async def test_a_discussion_too_long_to_read_is_said(fake: FakeGitLab) -> None:
    row = fake.project_of(PATH).merge_requests[0]
    note = row["discussions"][0]["notes"][0]
    row["discussions"][0]["notes"] = [{**note, "id": f"gid://gitlab/Note/{place}"} for place in range(101)]
    async with way(fake) as http:
        pages = await walk(fake, "merge_requests").go(http)
    assert [each for page in pages for each in page.skipped] == [
        f"merge requests {row['iid']}: the end of a very long discussion"
    ]


async def test_only_what_changed_is_asked_for_the_next_time(fake: FakeGitLab) -> None:
    found = walk(fake, "merge_requests")
    async with way(fake) as http:
        await found.go(http)
        asked = len(fake.server.log)
        fake.hours.now += timedelta(hours=1)
        fake.change(PATH, "merge_requests", int(fake.project_of(PATH).merge_requests[0]["iid"]), title="Otherwise")
        pages = await found.go(http)
    titles = [each.title for each in of(PullRequest, found.records(pages))]
    assert "Otherwise" in titles
    assert len(titles) < len(fake.project_of(PATH).merge_requests)
    assert len(fake.server.log) - asked <= 2


async def test_a_renamed_project_is_found_by_its_number(fake: FakeGitLab) -> None:
    found = walk(fake, "merge_requests")
    fake.rename(PATH, "acme/payments")
    async with way(fake) as http:
        await found.go(http)
    assert len(of(PullRequest, found.records())) == len(fake.project_of("acme/payments").merge_requests)
    assert len(fake.server.asked(r"/api/v4/projects/\d+")) == 1
    assert found.cursor is not None
    assert found.cursor["path"] == "acme/payments"


async def test_a_deleted_project_is_said_to_be_gone(fake: FakeGitLab) -> None:
    found, pulls = walk(fake, "repository"), walk(fake, "merge_requests")
    number = found.scope.external_id
    fake.delete_project(PATH)
    async with way(fake) as http:
        await found.go(http)
        with pytest.raises(Unknown):
            await pulls.go(http)
    assert found.records() == [Gone("repository", number, NOW)]


async def test_a_merge_request_deleted_between_two_counts_is_noticed(fake: FakeGitLab) -> None:
    found = walk(fake, "repository")
    last = max(int(row["iid"]) for row in fake.project_of(PATH).merge_requests)
    async with way(fake) as http:
        await found.go(http)
        assert found.records() == []
        fake.delete(PATH, "merge_requests", last)
        fake.hours.now += timedelta(hours=25)
        pages = await found.go(http)
    assert found.records(pages) == [
        Gone("pull_request", f"{found.scope.external_id}!{last}", fake.hours.now, last)
    ]  # fmt: skip


def test_numbers_are_kept_as_runs() -> None:
    assert as_text({1, 2, 3, 7, 9, 10}) == "1-3,7,9-10"
    assert as_numbers("1-3,7,9-10") == {1, 2, 3, 7, 9, 10}
    assert as_numbers(as_text(set())) == set()


async def test_single_things_that_are_gone_come_as_rows_that_say_so(fake: FakeGitLab) -> None:
    found = walk(fake, "merge_requests")
    known = fake.project_of(PATH).merge_requests[0]["iid"]
    async with way(fake) as http:
        pages = [page async for page in GITLAB.fetch(http, found.scope, "merge_requests", [known, "99999"], NOW)]
        runs = [page async for page in GITLAB.fetch(
            http, found.scope, "pipelines", [row["iid"] for row in fake.project_of(PATH).pipelines[:6]], NOW
        )]  # fmt: skip
    records = found.records(pages)
    assert [each.number for each in of(PullRequest, records)] == [int(known)]
    assert of(Gone, records) == [Gone("pull_request", f"{found.scope.external_id}!99999", NOW, 99999)]
    assert [len(page.rows) for page in runs] == [4, 2]


async def test_the_token_is_tried_and_its_scopes_explained(fake: FakeGitLab) -> None:
    async with way(fake) as http:
        checked = await GITLAB.check(http, {})
    assert (checked.account, checked.scopes, checked.missing) == ("aexy-reader", ("read_api", "read_repository"), {})
    assert checked.expires_at == datetime(2027, 1, 31, tzinfo=UTC)
    fake.tokens["poor"] = ("read_user",)
    async with way(fake, "poor") as http:
        assert list((await GITLAB.check(http, {})).missing) == ["read_api"]
    async with way(fake, "poor", token_kind="oauth") as http:
        assert (await GITLAB.check(http, {"token_kind": "oauth"})).scopes == ("read_user",)
    assert fake.server.log[-1].request.headers["authorization"] == "Bearer poor"


async def test_refusals_say_what_to_do(fake: FakeGitLab) -> None:
    fake.expired.add("glpat-first")
    async with way(fake, "glpat-first") as http:
        with pytest.raises(NotSignedIn, match="it is expired") as refused:
            await GITLAB.check(http, {})
    assert "read_api" in refused.value.next_step
    said = {"error": "insufficient_scope", "error_description": "The request requires higher privileges"}
    fake.server.order(Instead(as_json(said, 403)))
    async with way(fake, "glpat-second") as http:
        with pytest.raises(Forbidden, match="lacks a scope"):
            await GITLAB.check(http, {})


async def test_projects_are_found_page_by_page_with_forks_and_archived_ones(fake: FakeGitLab) -> None:
    fake.project_of(PATH).is_archived = True
    async with way(fake) as http:
        found = [each async for each in GITLAB.discover(http, {}) if isinstance(each, FoundRepository)]
    assert {f"{each.owner}/{each.name}" for each in found} == {each.path for each in fake.projects.values()}
    assert [each.name for each in found if each.is_archived] == ["payments-api"]
    assert [each.owner for each in found if each.is_fork] == [
        each.path.partition("/")[0] for each in fake.projects.values() if each.is_fork
    ]


async def test_groups_and_their_members_are_teams(fake: FakeGitLab) -> None:
    found = Walk(GITLAB, Scope(level=Level.CONNECTION, origin="git.example"), "teams", fake.hours)
    async with way(fake) as http:
        await found.go(http)
    teams = of(Team, found.records())
    people = {login for login, row in scenario(**SMALL).people.items() if row["type"] == "User"}
    assert [{who.username for who in team.members} for team in teams] == [people] * len(fake.groups)
    # Numbers of an installation of one's own are its own.
    assert all(each.who.external_id.startswith("git.example/") for each in of(Known, found.records()))


@pytest.mark.parametrize("stream", ["merge_requests", "issues", "pipelines", "deployments", "releases", "sprints"])
def test_a_row_that_breaks_its_promise_is_refused_by_the_name_of_its_field(stream: str) -> None:
    scope = Scope(level=Level.REPOSITORY, external_id="1", origin="gitlab.com")
    row = {"iid": "1", "id": 1, "updated_at": "not a time", "tag_name": 5, "milestone": {"start_date": "someday"}}
    with pytest.raises(SourceFailed) as refused:
        list(GITLAB.read(stream, row, scope))
    assert refused.value.field is not None
    assert refused.value.field.startswith(f"{stream}.")


async def test_words_that_gitlab_invents_later_are_no_error(fake: FakeGitLab) -> None:
    found = walk(fake, "pipelines")
    async with way(fake) as http:
        pages = await found.go(http)
    row = orjson.loads(orjson.dumps(pages[0].rows[0]).replace(b'"SUCCESS"', b'"TELEPORTED"'))
    records = list(GITLAB.read("pipelines", row, found.scope))
    statuses = {each.status for each in of(Pipeline, records)} | {each.status for each in of(Job, records)}
    assert "other" in statuses
