"""A repository of the demo read through GitLab: as told, with few requests, and complete."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from tests.providers.gitlab.fake import FakeGitLab
from tests.providers.scenario import ScenarioRepository, scenario
from tests.providers.serving import Hours

from aexy.kernel.activity import (
    Deployment,
    Issue,
    Job,
    Pipeline,
    PullCommit,
    PullRequest,
    Record,
    Release,
    Review,
    ReviewComment,
    ReviewRequest,
    Sprint,
    Transition,
    WorkLog,
)
from aexy.sources.contract import Auth, Level, Page, Scope
from aexy.sources.dialect import Silence
from aexy.sources.gitlab import GITLAB
from aexy.sources.http import Http

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PATH = "acme/payments-api"
Kind = TypeVar("Kind")


@pytest.fixture
async def fake() -> AsyncIterator[FakeGitLab]:
    hours = Hours(NOW)
    made = FakeGitLab(scenario(), hours)
    async with made:
        yield made


def way(fake: FakeGitLab, *tokens: str) -> Http:
    return GITLAB.http(
        fake.base_url, Auth("token", tokens or tuple(fake.tokens)), {}, clock=fake.hours.clock(), watcher=Silence(),
        allow_private=True,
    )  # fmt: skip


def scope_of(fake: FakeGitLab, path: str = PATH) -> Scope:
    return Scope(
        level=Level.REPOSITORY, external_id=str(fake.project_of(path).id), name=path,
        origin=GITLAB.origin(fake.base_url),
    )  # fmt: skip


async def pages(fake: FakeGitLab, stream: str, cursor: Any = None) -> list[Page]:  # noqa: ANN401
    async with way(fake) as http:
        return [page async for page in GITLAB.pages(http, scope_of(fake), stream, cursor, fake.hours.now)]


async def records(fake: FakeGitLab, stream: str) -> list[Record]:
    scope = scope_of(fake)
    return [
        record for page in await pages(fake, stream) for row in page.rows for record in GITLAB.read(stream, row, scope)
    ]


def of(kind: type[Kind], found: list[Record]) -> list[Kind]:
    return [each for each in found if isinstance(each, kind)]


def told() -> ScenarioRepository:
    return scenario().repositories[PATH]


def text(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_merge_requests_are_what_the_story_tells(fake: FakeGitLab) -> None:
    found = await records(fake, "merge_requests")
    pulls = {each.number: each for each in of(PullRequest, found)}
    assert len(pulls) == len(told().pull_requests)
    for row in told().pull_requests:
        pull = pulls[row["number"]]
        assert (pull.title, pull.body, text(pull.opened_at)) == (row["title"], row["body"], row["opened_at"])
        assert (text(pull.merged_at), text(pull.closed_at)) == (row["merged_at"], row["closed_at"])
        assert (pull.additions, pull.deletions, pull.changed_files) == (
            row["additions"], row["deletions"], row["changed_files"],
        )  # fmt: skip
        assert pull.author is not None
        assert (pull.author.username, pull.merged_by and pull.merged_by.username) == (
            row["author"]["login"], row["merged_by"],
        )  # fmt: skip
        assert (pull.merge_sha and pull.merge_sha.hex()) == row["merge_commit_sha"]
        ready = row["ready_for_review_at"] or (None if row["is_draft"] else row["opened_at"])
        assert (text(pull.ready_at), pull.is_draft) == (ready, row["is_draft"])


async def test_reviews_remarks_and_requests_are_what_the_story_tells(fake: FakeGitLab) -> None:
    found = await records(fake, "merge_requests")
    assert Counter(
        (each.number, each.reviewer and each.reviewer.username, each.state, text(each.submitted_at), each.body,
         each.comments_count)
        for each in of(Review, found)
    ) == Counter(
        (row["pull_request"], row["reviewer"], row["state"].lower(), row["submitted_at"], row["body"],
         sum(each["author"] == row["reviewer"] for each in row["comments"]))
        for row in told().reviews
    )  # fmt: skip
    assert Counter(
        (each.author and each.author.username, each.path, each.line, each.body, text(each.commented_at))
        for each in of(ReviewComment, found)
    ) == Counter(
        (each["author"], each["path"], each["line"], each["body"], each["created_at"])
        for row in told().reviews for each in row["comments"]
    )  # fmt: skip
    assert Counter(
        (each.number, each.reviewer and each.reviewer.username, text(each.requested_at))
        for each in of(ReviewRequest, found)
    ) == Counter(
        (row["number"], each["reviewer"], each["requested_at"])
        for row in told().pull_requests for each in row["review_requests"]
    )  # fmt: skip
    assert {(each.number, each.sha.hex(), each.position) for each in of(PullCommit, found)} == {
        (row["number"], each["sha"], place)
        for row in told().pull_requests for place, each in enumerate(row["commits"])
    }  # fmt: skip


async def test_twenty_five_merge_requests_with_all_that_belongs_to_them_cost_one_query(fake: FakeGitLab) -> None:
    found = await pages(fake, "merge_requests")
    queries, pulls = len(fake.server.asked("/api/graphql")), len(told().pull_requests)
    assert sum(len(page.rows) for page in found) == pulls
    assert queries == -(-pulls // 25)


async def test_issues_are_what_the_story_tells(fake: FakeGitLab) -> None:
    found = await records(fake, "issues")
    issues = {int(each.issue_key[1:]): each for each in of(Issue, found)}
    assert len(issues) == len(told().issues)
    for row in told().issues:
        issue = issues[row["number"]]
        assert (issue.status, issue.status_category, issue.priority) == (
            row["status"], row["status_category"], row["priority"],
        )  # fmt: skip
        assert (issue.kind, issue.story_points, text(issue.closed_at)) == (
            row["kind"], row["story_points"], row["closed_at"],
        )  # fmt: skip
        assert text(issue.started_at) == row["started_at"]
        assert issue.labels == tuple(sorted(row["labels"]))
    assert Counter(
        (each.issue.rpartition("#")[2], text(each.at), each.field, each.from_value, each.to_value, each.from_category,
         each.to_category, each.actor and each.actor.username)
        for each in of(Transition, found) if each.field in ("status", "priority", "assignee")
    ) == Counter(
        (str(row["number"]), each["at"], each["field"], each["from"], each["to"], each["from_category"],
         each["to_category"], each["actor"])
        for row in told().issues for each in row["transitions"] if each["field"] in ("status", "priority", "assignee")
    )  # fmt: skip
    assert Counter((each.author and each.author.username, each.seconds) for each in of(WorkLog, found)) == Counter(
        (each["author"], each["seconds"]) for row in told().issues for each in row["work_logs"]
    )


async def test_pipelines_deployments_releases_and_sprints_are_what_the_story_tells(fake: FakeGitLab) -> None:
    runs = await records(fake, "pipelines")
    assert Counter(
        (each.external_id, each.name, each.status, each.event, text(each.finished_at)) for each in of(Pipeline, runs)
    ) == Counter(
        (str(row["id"]), row["name"], row["status"], row["event"], row["finished_at"]) for row in told().pipelines
    )  # fmt: skip
    assert Counter((each.pipeline, each.name, each.stage, each.status) for each in of(Job, runs)) == Counter(
        (str(row["id"]), each["name"], each["stage"], each["status"])
        for row in told().pipelines for each in row["jobs"]
    )  # fmt: skip
    made = of(Deployment, await records(fake, "deployments"))
    assert {(each.external_id, each.environment_kind, each.status, text(each.finished_at)) for each in made} == {
        (str(row["id"]), row["environment"], row["status"], row["finished_at"]) for row in told().deployments
    }
    released = of(Release, await records(fake, "releases"))
    assert {(each.tag, each.sha and each.sha.hex(), text(each.published_at)) for each in released} == {
        (row["tag"], row["sha"], row["published_at"]) for row in told().releases
    }
    sprints = of(Sprint, await records(fake, "sprints"))
    assert {each.name for each in sprints} == {row["name"] for row in scenario().sprints if row["project"] == "PAY"}
