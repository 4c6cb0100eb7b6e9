"""Jira in the suite of all providers: the cloud, and a server of one's own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from tests.providers.case import Case, Opened, Unsaid
from tests.providers.jira.fake import LOGIN, SECRET, JiraFake
from tests.providers.jira.speaking import POINTS
from tests.providers.scenario import Scenario
from tests.providers.serving import Hours, Server, as_json

from aexy.sources.contract import Level, Scope
from aexy.sources.jira import JIRA

_CLOUD: Mapping[str, str] = {"edition": "cloud", "login": LOGIN}
_SERVER: Mapping[str, str] = {"edition": "server"}
_PATIENCE = as_json({"errorMessages": ["Rate limit exceeded."]}, 429, {"retry-after": "90"})


def _cloud(told: Scenario, hours: Hours, skew: timedelta) -> AbstractAsyncContextManager[Opened]:
    return _opened(told, hours, skew, _CLOUD)


def _server(told: Scenario, hours: Hours, skew: timedelta) -> AbstractAsyncContextManager[Opened]:
    return _opened(told, hours, skew, _SERVER)


@asynccontextmanager
async def _opened(told: Scenario, hours: Hours, skew: timedelta, options: Mapping[str, str]) -> AsyncIterator[Opened]:
    async with Server(hours, skew=skew) as server:
        fake = JiraFake(server, told, is_cloud=options is _CLOUD)
        origin = JIRA.origin(server.url)
        scopes = [
            Scope(level=Level.PROJECT, external_id=str(row["id"]), name=prefix, origin=origin, options=options)
            for prefix, row in told.projects.items()
        ]

        def delete_something() -> tuple[str, str]:
            number = sorted(fake.issues, key=int)[3]
            del fake.issues[number]
            return "issues", number

        def change_things() -> None:
            first, second, moved = [fake.issues[each] for each in sorted(fake.issues, key=int)[1:4]]
            first["fields"] |= {"assignee": None, "summary": "Nobody's", POINTS: None}
            second["fields"] |= {"labels": [], "description": None}
            elsewhere = next(each for each in fake.projects.values() if each != moved["fields"]["project"])
            moved["fields"]["project"] = elsewhere
            moved["key"] = f"{elsewhere['key']}-9999"
            for issue in (first, second, moved):
                fake.touch(issue)

        def give_tokens(tokens: tuple[str, ...]) -> None:
            fake.tokens = set(tokens)

        yield Opened(
            server=server, url=server.url, allowances=fake.allowances,
            scopes=[Scope(level=Level.CONNECTION, origin=origin, options=options), *scopes],
            hooks=lambda: _hooks(fake), delete_something=delete_something, change_things=change_things,
            give_tokens=give_tokens, patience=_PATIENCE, signed_by=lambda request: fake.token_of(request) or "",
        )  # fmt: skip


def _hooks(fake: JiraFake) -> list[tuple[Mapping[str, str], bytes]]:
    """What would have been sent of everything there is."""
    told = []
    for issue in fake.issues.values():
        about = {"id": issue["id"], "key": issue["key"], "fields": {"project": issue["fields"]["project"]}}
        told.append(("jira:issue_updated", {"issue": about}))
        told += [
            ("comment_created", {"comment": each, "issue": about}) for each in issue["fields"]["comment"]["comments"]
        ]
        told += [
            ("worklog_created", {"worklog": {**each, "issueId": issue["id"]}})
            for each in issue["fields"]["worklog"]["worklogs"]
        ]
    told += [("sprint_updated", {"sprint": each}) for each in fake.sprints.values()]
    return [fake.hook(event, about, number=f"d-{at}") for at, (event, about) in enumerate(told)]


_NO_CODE = "Jira knows issues, not code"
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
    Unsaid("issue_transitions", "the change log says people by name", ("from_value", "to_value"),
           of=lambda row: row["field"] == "assignee"),
)  # fmt: skip
_HIDDEN = Unsaid(
    "developer_identities", "the cloud has no login names, and people may hide their addresses", ("username", "email")
)
CASE = Case(
    name="jira", source=JIRA, secret="token-1", opened=_cloud, unsaid=(*UNSAID, _HIDDEN), options=_CLOUD,
    hook_secret=SECRET, kind="basic", noticed=frozenset({"sprints"}),
)  # fmt: skip
SERVER_CASE = Case(
    name="jira-server", source=JIRA, secret="token-1", opened=_server, unsaid=UNSAID, options=_SERVER,
    hook_secret=SECRET, noticed=frozenset({"sprints"}),
)  # fmt: skip
