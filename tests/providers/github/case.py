"""GitHub in the suite of all providers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.providers.case import Case, Opened, Unsaid
from tests.providers.github.fake import FakeGitHub
from tests.providers.scenario import Scenario
from tests.providers.serving import Hours, as_json

from aexy.sources.contract import Level, Scope
from aexy.sources.github import GITHUB

_SLOWLY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
_PATIENCE = as_json({"message": _SLOWLY}, 403, {"retry-after": "90"})


@asynccontextmanager
async def opened(told: Scenario, hours: Hours, skew: timedelta) -> AsyncIterator[Opened]:
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

        def change_things() -> None:
            now = hours.now.isoformat().replace("+00:00", "Z")
            told = first.told
            told.pull_requests[-1] |= {"title": "Another title", "labels": ["changed"], "updated_at": now}
            told.pull_requests[-2] |= {"body": "", "base_ref": "next", "updated_at": now}
            told.issues[1] |= {"assignee": None, "title": "Nobody's", "updated_at": now}
            told.issues[2] |= {"labels": [], "body": "Said anew", "updated_at": now}
            told.comments[-1] |= {"body": "Edited", "updated_at": now}
            made = {"id": 1, "tag": "v99.0.0", "created_at": now, "published_at": now}
            told.releases.append({**told.releases[-1], **made})

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = dict.fromkeys(tokens, "repo, read:org")

        connection = Scope(level=Level.CONNECTION, origin=GITHUB.origin(fake.url))
        yield Opened(
            server=fake.server, url=fake.url, allowances=fake.allowances, scopes=[connection, *scopes],
            hooks=lambda: [
                (one.headers, one.body) for name in fake.world.repositories for one in fake.hooks(name, b"hush")
            ],
            delete_something=delete_something, change_things=change_things, give_tokens=give_tokens, patience=_PATIENCE,
        )  # fmt: skip


_NO_TRACKER = "GitHub's issues are open or closed and have no fields for planning"
UNSAID = (
    Unsaid("pull_request_events", "GitHub makes a review of every answer to a remark",
           of=lambda row: row["kind"] == "reviewed" and row["is_by_author"]),
    Unsaid("reviews", "GitHub makes a review of every answer to a remark", of=lambda row: row["state"] == "commented"),
    Unsaid(
        "review_comments", "an answer is of that review of its own", ("review_external_id",),
        of=lambda row: row["reply_to"] is not None,
    ),
    Unsaid("pull_requests", "the story does not know it, GitHub always says one", ("base_sha",)),
    Unsaid(
        "issues", _NO_TRACKER,
        ("status", "status_category", "priority", "resolution", "kind", "story_points", "parent_external_id",
         "started_at", "spent_minutes", "project_key"),
    ),
    *(Unsaid(table, _NO_TRACKER) for table in ("issue_sprints", "sprints", "work_logs")),
    Unsaid("issue_transitions", _NO_TRACKER),
    Unsaid("incidents", "GitHub knows no incidents"),
    Unsaid("pipeline_jobs", "GitHub's jobs have no stages", ("stage",)),
    Unsaid("releases", "GitHub says the tag, git its commit", ("sha",)),
    Unsaid("deployments", "GitHub says neither why something was deployed nor what it mended",
           ("is_rollback", "fixes_incident")),
    Unsaid("identity_links", "GitHub attributes commits to people, never to apps",
           of=lambda row: row["same_as_key"].endswith("[bot]")),
    Unsaid("teams", "the story tells of no teams, GitHub's organizations have some"),
    Unsaid("developer_identities", "GitHub's apps have no profile of people", ("name", "email"),
           of=lambda row: row["account_type"] == "Bot"),
)  # fmt: skip
CASE = Case(name="github", source=GITHUB, secret="secret", opened=opened, unsaid=UNSAID)
