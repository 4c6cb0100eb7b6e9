"""GitLab in the suite of all providers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.providers.case import Case, Opened, Unsaid
from tests.providers.gitlab.fake import FakeGitLab
from tests.providers.scenario import Scenario
from tests.providers.serving import Hours, Reply

from aexy.sources.contract import Level, Scope
from aexy.sources.gitlab import GITLAB

_PATIENCE = Reply(429, b"Retry later\n", {"retry-after": "90", "content-type": "text/plain"})


@asynccontextmanager
async def opened(told: Scenario, hours: Hours, skew: timedelta) -> AsyncIterator[Opened]:
    async with FakeGitLab(told, hours, skew=skew) as fake:
        origin = GITLAB.origin(fake.base_url)
        scopes = [
            Scope(level=Level.REPOSITORY, external_id=str(each.id), name=each.full_name, origin=origin)
            for each in told.repositories.values()
        ]
        first = next(iter(told.repositories.values()))

        def delete_something() -> tuple[str, str]:
            number = first.issues[3]["number"]
            fake.delete(first.full_name, "issues", number)
            return "issues", f"{first.id}#{number}"

        def change_things() -> None:
            place, numbers = first.full_name, [row["number"] for row in first.pull_requests]
            fake.change(place, "merge_requests", numbers[-1], title="Another title", labels=[])
            fake.change(place, "merge_requests", numbers[-2], description="", mergeUser=None)
            fake.change(place, "issues", first.issues[1]["number"], assignees=[], title="Nobody's")
            fake.change(place, "issues", first.issues[2]["number"], description="Said anew", weight=None)

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = dict.fromkeys(tokens, ("read_api", "read_repository"))

        yield Opened(
            server=fake.server, url=fake.base_url, allowances=fake.allowances,
            scopes=[Scope(level=Level.CONNECTION, origin=origin), *scopes],
            hooks=lambda: [
                (one.headers(token="hush"), one.body)
                for each in told.repositories.values() for one in fake.hooks(each.full_name)
            ],
            delete_something=delete_something, change_things=change_things, give_tokens=give_tokens,
            patience=_PATIENCE,
        )  # fmt: skip


_ITERATIONS = "iterations belong to groups, and begin and end with days, by themselves"
UNSAID = (
    Unsaid("pull_request_commits", "GitLab gives the instants of a merge request's commits in UTC",
           ("author_offset_minutes",)),
    Unsaid("review_comments", "answers make no review", ("review_external_id",),
           of=lambda row: row["reply_to"] is not None),
    Unsaid("issue_references", "GitLab closes what is named as #12; the story's words name the tracker's PAY-12"),
    Unsaid("issues", "issues belong to the project they are in, and epics to groups",
           ("project_key", "parent_external_id")),
    Unsaid("issue_transitions", "GitLab does not keep which iteration an issue was in before",
           of=lambda row: row["field"] == "sprint"),
    Unsaid("issue_sprints", "GitLab says the iteration an issue is in now, neither since when nor the ones before"),
    Unsaid("sprints", _ITERATIONS, ("starts_at", "ends_at", "completed_at", "board", "project_key")),
    Unsaid("pipelines", "GitLab retries jobs, not pipelines", ("attempt",)),
    Unsaid("pipeline_jobs", "the story does not tell when a job was made, GitLab does", ("created_at",)),
    Unsaid("deployments", "GitLab says neither why something was deployed nor what it mended",
           ("is_rollback", "fixes_incident")),
    Unsaid("incidents", "GitLab's incidents are issues of that kind: what broke and what mended it is not said"),
    Unsaid("developer_identities", "GitLab shows addresses to administrators only", ("email",)),
    Unsaid("developer_identities", "what REST says of a release's author does not tell bots from people",
           ("account_type",), of=lambda row: row["who"] == "acme-release[bot]"),
    Unsaid("teams", "the story tells of no teams, GitLab's groups are some"),
)  # fmt: skip
CASE = Case(name="gitlab", source=GITLAB, secret="glpat-first", opened=opened, unsaid=UNSAID)
