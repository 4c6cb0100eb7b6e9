"""Linear in the suite of all providers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from tests.providers.case import Case, Opened, Unsaid
from tests.providers.linear.fake import SECRET, LinearFake
from tests.providers.linear.speaking import shown
from tests.providers.scenario import Scenario
from tests.providers.serving import Hours, Server, as_json

from aexy.sources.contract import Level, Scope
from aexy.sources.linear import LINEAR

_TOO_FAST = {"errors": [{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]}
_PATIENCE = as_json(_TOO_FAST, 400, {"retry-after": "90"})


@asynccontextmanager
async def opened(told: Scenario, hours: Hours, skew: timedelta) -> AsyncIterator[Opened]:
    async with Server(hours, skew=skew) as server:
        fake = LinearFake(server, told)
        origin = LINEAR.origin(server.url)

        def delete_something() -> tuple[str, str]:
            issue = fake.issues[sorted(fake.issues)[3]]
            issue |= {"trashed": True, "archivedAt": shown(hours.now.isoformat())}
            fake.touch(issue)
            return "issues", issue["id"]

        def change_things() -> None:
            first, second, moved = [fake.issues[each] for each in sorted(fake.issues)[1:4]]
            first |= {"assignee": None, "title": "Nobody's", "estimate": None}
            second |= {"labels": [], "description": None}
            elsewhere = next(each for each in fake.teams.values() if each != moved["team"])
            moved |= {"team": elsewhere, "identifier": f"{elsewhere['key']}-9999"}
            for issue in (first, second, moved):
                fake.touch(issue)

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = set(tokens)

        yield Opened(
            server=server, url=server.url, allowances=fake.allowances,
            scopes=[
                Scope(level=Level.CONNECTION, origin=origin),
                *(
                    Scope(level=Level.PROJECT, external_id=team["id"], name=prefix, origin=origin)
                    for prefix, team in fake.teams.items()
                ),
            ],
            hooks=lambda: _hooks(fake), delete_something=delete_something, change_things=change_things,
            give_tokens=give_tokens, patience=_PATIENCE,
        )  # fmt: skip


def _hooks(fake: LinearFake) -> list[tuple[Mapping[str, str], bytes]]:
    """What would have been sent of everything there is."""
    told: list[tuple[str, dict[str, Any]]] = []
    for issue in fake.issues.values():
        team = issue["team"]["id"]
        told.append(("Issue", {"id": issue["id"], "teamId": team, "title": issue["title"]}))
        about = {"id": issue["id"], "teamId": team}
        told += [("Comment", {**each, "issueId": issue["id"], "issue": about}) for each in issue["comments"]]
    told += [("Cycle", {"id": each["id"], "teamId": each["team"]["id"]}) for each in fake.cycles.values()]
    return [fake.hook(kind, "update", about, number=f"d-{at}") for at, (kind, about) in enumerate(told)]


_NO_CODE = "Linear knows issues, not code"
UNSAID = (
    *(
        Unsaid(table, _NO_CODE)
        for table in (
            "pull_requests", "pull_request_events", "pull_request_commits", "reviews", "review_comments",
            "review_requests", "pipelines", "pipeline_jobs", "releases", "deployments", "incidents",
            "issue_references", "identity_links",
        )
    ),
    Unsaid("conversation_comments", _NO_CODE, of=lambda row: row["pull_key"] is not None),
    Unsaid("issues", "an issue is in a project, not in a repository", ("repository_key",)),
    Unsaid("developer_identities", "signatures are of commits", of=lambda row: row["who"].startswith("git:")),
    Unsaid("developer_identities", "what is no person is an app there", ("account_type",),
           of=lambda row: row["who"].endswith("[bot]")),
    Unsaid("work_logs", "Linear keeps no time"),
    Unsaid("issues", "Linear keeps no time", ("spent_minutes",)),
    Unsaid("issues", "what kind an issue is, is one of its labels there", ("labels",)),
    Unsaid("issues", "Linear has a state for each way to end, and no resolution", ("resolution",)),
    Unsaid("issues", "Linear's four priorities have names of their own", ("priority",)),
    Unsaid("sprints", "cycles are a team's, there are no boards", ("board",)),
)  # fmt: skip
CASE = Case(
    name="linear", source=LINEAR, secret="lin_api_one", opened=opened, unsaid=UNSAID, hook_secret=SECRET,
)  # fmt: skip
