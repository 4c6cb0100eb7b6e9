"""The providers that the contract suite holds to the same promises: add a line to CASES, and say what yours cannot say.

A case opens its fake and says how ours reaches it. `unsaid` names, for each table, what the demo's story holds and this
provider has no words for, each with the reason: those columns (or all rows of the table, by `*`) are left out when the
story told through the provider is compared with the story itself.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.providers.github.fake import FakeGitHub
from tests.providers.gitlab.fake import FakeGitLab
from tests.providers.scenario import Scenario
from tests.providers.serving import Allowances, Hours, Server

from aexy.sources.contract import Auth, Level, Scope, Source
from aexy.sources.github import GITHUB
from aexy.sources.gitlab import GITLAB

Unsaid = Mapping[str, Mapping[str, str]]


@dataclass(kw_only=True)
class Opened:
    """A fake that answers, and what the suite does to it. `hooks` are (headers, body) of everything it would send."""

    server: Server
    url: str
    allowances: Allowances
    scopes: list[Scope]
    hooks: Callable[[], list[tuple[Mapping[str, str], bytes]]]
    delete_something: Callable[[], tuple[str, str]]  # (table, external id) of what is gone then
    revoke: Callable[[], None]
    give_tokens: Callable[[tuple[str, ...]], None] = field(default=lambda _: None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A provider in the suite."""

    name: str
    source: Source
    secret: str
    opened: Callable[[Scenario, Hours, timedelta], AbstractAsyncContextManager[Opened]]
    unsaid: Unsaid
    options: Mapping[str, Any] = field(default_factory=dict)
    hook_secret: bytes = b"hush"

    def auth(self, *tokens: str) -> Auth:
        """Its token, or several."""
        return Auth("token", tokens or (self.secret,))


@asynccontextmanager
async def _github(told: Scenario, hours: Hours, skew: timedelta) -> AsyncIterator[Opened]:
    async with FakeGitHub(told, hours, skew=skew) as fake:
        scopes = [
            Scope(level=Level.REPOSITORY, external_id=str(each.id), name=each.full_name, origin=GITHUB.origin(fake.url))
            for each in told.repositories.values()
        ]
        first = next(iter(fake.world.repositories.values()))

        def delete_something() -> tuple[str, str]:
            number = first.told.issues[3]["number"]
            first.gone_numbers.add(number)
            return "issues", f"{first.told.id}#{number}"

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = dict.fromkeys(tokens, "repo, read:org")

        connection = Scope(level=Level.CONNECTION, origin=GITHUB.origin(fake.url))
        yield Opened(
            server=fake.server, url=fake.url, allowances=fake.allowances, scopes=[connection, *scopes],
            hooks=lambda: [
                (one.headers, one.body) for name in fake.world.repositories for one in fake.hooks(name, b"hush")
            ],
            delete_something=delete_something, revoke=fake.tokens.clear, give_tokens=give_tokens,
        )  # fmt: skip


_NO_TRACKER = "GitHub's issues are open or closed and have no fields for planning"
GITHUB_UNSAID: Unsaid = {
    "pull_requests": {
        "base_sha": "the story does not know it, GitHub always says one",
    },
    "pull_request_events": {
        "kind=reviewed": "the demo leaves it to the reviews", "kind=commented": "the demo leaves it to the comments",
        "actor_key of closed": "GitHub says who merged or closed",
    },
    "reviews": {"reviews by the author": "GitHub makes a review of every answer to a remark"},
    "review_comments": {"review_external_id": "of an answer it is that review of its own"},
    "issues": dict.fromkeys(
        ("issue_key", "status", "status_category", "priority", "resolution", "kind", "provider_kind", "story_points",
         "parent_external_id", "started_at", "spent_minutes", "project_key"), _NO_TRACKER
    ),
    "issue_transitions": {"*": _NO_TRACKER},
    "issue_sprints": {"*": _NO_TRACKER},
    "sprints": {"*": _NO_TRACKER},
    "work_logs": {"*": _NO_TRACKER},
    "pipelines": {},
    "pipeline_jobs": {"stage": "GitHub's jobs have no stages"},
    "releases": {"sha": "GitHub says the tag, git its commit"},
    "deployments": {
        "is_rollback": "GitHub does not say why something was deployed",
        "fixes_incident": "GitHub knows no incidents",
    },
    "incidents": {"*": "GitHub knows no incidents"},
    "issue_references": {"reference": "GitHub names issues by number, the story by key"},
}  # fmt: skip


@asynccontextmanager
async def _gitlab(told: Scenario, hours: Hours, skew: timedelta) -> AsyncIterator[Opened]:
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

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = dict.fromkeys(tokens, ("read_api", "read_repository"))

        yield Opened(
            server=fake.server, url=fake.base_url, allowances=fake.allowances,
            scopes=[Scope(level=Level.CONNECTION, origin=origin), *scopes],
            hooks=lambda: [
                (one.headers(token="hush"), one.body)
                for each in told.repositories.values() for one in fake.hooks(each.full_name)
            ],
            delete_something=delete_something, revoke=fake.tokens.clear, give_tokens=give_tokens,
        )  # fmt: skip


GITLAB_UNSAID: Unsaid = {
    "pull_requests": {
        "external_id": "numbers are the provider's own",
        "url": "every installation has its own",
    },
    "pull_request_events": {
        "kind=reviewed": "the demo leaves it to the reviews", "kind=commented": "the demo leaves it to the comments",
        "actor_key of closed": "GitLab says who merged or closed",
    },
    "pull_request_commits": {"author_offset_minutes": "GitLab keeps the instants of a merge request's commits in UTC"},
    "reviews": {"sha": "GitLab notes neither commit nor version with an approval; only remarks on lines do"},
    "review_comments": {"review_external_id": "of an answer by the author it is none: answers make no review"},
    "issues": {
        "issue_key": "GitLab counts issues by project: #12", "project_key": "issues belong to the project they are in",
        "provider_kind": "GitLab's own word for it", "parent_external_id": "epics belong to groups, not to projects",
    },
    "issue_transitions": {"field=sprint": "GitLab does not keep which iteration an issue was in before"},
    "issue_sprints": {"*": "GitLab says the iteration an issue is in now, neither since when nor the ones before"},
    "sprints": {
        "starts_at": "iterations begin and end with days", "ends_at": "iterations begin and end with days",
        "completed_at": "an iteration ends by itself at the end of its last day", "board": "iterations have cadences",
        "project_key": "iterations belong to groups",
    },
    "pipelines": {"attempt": "GitLab retries jobs, not pipelines"},
    "pipeline_jobs": {"environment": "it is the deployment that says it"},
    "releases": {"external_id": "a project knows a release by its tag"},
    "deployments": {
        "is_rollback": "GitLab does not say why something was deployed",
        "fixes_incident": "GitLab links no deployment to an incident",
    },
    "incidents": {"*": "GitLab's incidents are issues of that kind: what broke and what mended it is not said"},
    "issue_references": {"reference": "GitLab names issues by number, the story by key"},
}  # fmt: skip

CASES = (
    Case(name="github", source=GITHUB, secret="secret", opened=_github, unsaid=GITHUB_UNSAID),
    Case(name="gitlab", source=GITLAB, secret="glpat-first", opened=_gitlab, unsaid=GITLAB_UNSAID),
)
