"""A Jira on loopback, in the cloud's manners or a server's, telling the demo's story.

It cuts what it gives as the real one does: a search gives the latest entries of a change log and some comments, the
rest is asked for in parts. JQL's instants are milliseconds, or dates by the clock of whoever asks.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from tests.providers.jira import speaking
from tests.providers.jira.speaking import DEVELOPMENT, EPIC, POINTS, SPRINT, Row, Speaker, shown
from tests.providers.scenario import Scenario
from tests.providers.serving import Allowances, Reply, Request, Server, as_json

LOGIN = "ada@acme.example"
SECRET = b"hook-secret"
_SHORT = 5
_CLAUSE = re.compile(r"(project|updated|id|key)\s*(=|>=|<|in)\s*(\([^)]*\)|\S+)", re.IGNORECASE)


class JiraFake:
    """What stands behind a server's routes. `links`: addresses of pull requests by issue key."""

    def __init__(
        self, server: Server, told: Scenario, *, is_cloud: bool = True, tokens: Iterable[str] = ("token-1",)
    ) -> None:
        self.server, self.told, self.is_cloud = server, told, is_cloud
        self.speaker = Speaker(told, server.url, is_cloud)
        self.allowances = Allowances(hours=server.hours)
        self.tokens = set(tokens)
        self.answers_anybody = False
        self.issues: dict[str, Row] = {}
        self.sprints = {str(row["id"]): self.speaker.sprint(row) for row in told.sprints}
        self.projects = {prefix: self.speaker.project(prefix) for prefix in told.projects}
        self.remote_links: dict[str, list[Row]] = {}
        self.pull_requests: dict[str, list[Row]] = {}
        for repository in told.repositories.values():
            for row in repository.issues:
                said = [each for each in repository.comments if each["issue"] == row["number"]]
                self.issues[str(row["id"])] = self.speaker.issue(row, said)
        self._routes("/rest/api/3" if is_cloud else "/rest/api/2")

    def by_key(self, key: str) -> Row:
        """An issue by what people call it."""
        return next(each for each in self.issues.values() if each["key"] == key)

    def touch(self, issue: Row) -> None:
        """It was changed just now."""
        issue["fields"]["updated"] = shown(self.server.hours.now.isoformat())

    def link(self, key: str, url: str, *, in_panel: bool = False) -> None:
        """Somebody, or the development panel, ties a pull request to an issue."""
        issue = self.by_key(key)
        if in_panel:
            self.pull_requests.setdefault(issue["id"], []).append({"url": url, "name": "A change", "status": "MERGED"})
            summary = {"cachedValue": {"summary": {"pullrequest": {"byInstanceType": {"GitHub": {"count": 1}}}}}}
            issue["fields"][DEVELOPMENT] = f"{{pullrequest={{stateCount=1}}, json={orjson.dumps(summary).decode()}}}"
            return
        self.remote_links.setdefault(issue["id"], []).append({"id": 1, "object": {"url": url, "title": "A change"}})
        entry = {"id": "99000001", "author": None, "created": shown(self.server.hours.now.isoformat()),
                 "items": [{"field": "RemoteIssueLink", "from": None, "to": "1", "toString": "links"}]}  # fmt: skip
        issue["changelog"]["histories"].insert(0, entry)
        self.touch(issue)

    def hook(
        self, event: str, about: Mapping[str, Any], *, number: str = "d-1", secret: bytes = SECRET
    ) -> tuple[dict[str, str], bytes]:
        """A web hook as it would be sent."""
        sent_at = int(self.server.hours.now.timestamp() * 1000)
        body = orjson.dumps({"timestamp": sent_at, "webhookEvent": event, **about})
        signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        return {"x-hub-signature": signature, "x-atlassian-webhook-identifier": number}, body

    def _routes(self, api: str) -> None:
        answers: dict[tuple[str, str], Any] = {
            ("GET", f"{api}/myself"): lambda _: self.speaker.user(next(iter(self.told.people))),
            ("GET", f"{api}/mypermissions"): _permissions,
            ("GET", "/rest/api/2/serverInfo"): lambda _: {"deploymentType": "Cloud" if self.is_cloud else "Server"},
            ("GET", f"{api}/field"): lambda _: FIELDS,
            ("GET", f"{api}/status"): lambda _: [self.speaker.status(name) for name in speaking.STATUSES],
            ("GET", f"{api}/issuetype"): lambda _: _kinds(),
            ("GET", rf"{api}/issue/(?P<id>\d+)/(?P<what>comment|worklog|changelog|remotelink)"): self._part,
            ("GET", rf"{api}/project/(?P<id>\d+)"): self._project,
            ("GET", "/rest/agile/1.0/board"): self._boards,
            ("GET", r"/rest/agile/1.0/board/(?P<id>\d+)"): self._board,
            ("GET", r"/rest/agile/1.0/board/(?P<id>\d+)/sprint"): self._sprints,
            ("GET", r"/rest/agile/1.0/sprint/(?P<id>\d+)"): lambda _, id: self.sprints.get(id),  # noqa: A006 - the route's word
            ("GET", "/rest/dev-status/latest/issue/detail"): self._panel,
        }  # fmt: skip
        if self.is_cloud:
            answers |= {
                ("POST", f"{api}/search/jql"): self._search, ("POST", f"{api}/issue/bulkfetch"): self._some,
                ("POST", f"{api}/search/approximate-count"): lambda ask: {"count": len(self._found(ask.json()["jql"]))},
                ("GET", f"{api}/project/search"): lambda ask: _part_of(list(self.projects.values()), ask, "values"),
                ("GET", f"{api}/users/search"): self._people,
            }  # fmt: skip
        else:
            answers |= {
                ("POST", f"{api}/search"): self._old_search, ("GET", rf"{api}/issue/(?P<id>\d+)"): self._single,
                ("GET", f"{api}/project"): lambda _: list(self.projects.values()),
                ("GET", f"{api}/user/search"): self._people,
            }  # fmt: skip
        for (method, path), answer in answers.items():
            self.server.route(method, path, self._guarded(answer))
        self.server.route(
            "POST", r"/rest/api/[23]/search", lambda _: _refused(410, "The requested API has been removed.")
        )

    def _guarded(self, answer: Any) -> Any:  # noqa: ANN401 - any handler
        def handler(request: Request, **groups: str) -> Reply:
            standing = self.allowances.spend(request.token, "core")
            headers = self._limits(standing)
            if standing.is_refused:
                wait = max(1, round((standing.resets_at - self.server.hours.now).total_seconds()))
                return as_json({"errorMessages": ["Rate limit exceeded."]}, 429, {**headers, "retry-after": str(wait)})
            if self.token_of(request) not in self.tokens:
                refused = {"x-seraph-loginreason": "AUTHENTICATED_FAILED"}
                nothing: Any = {"issues": [], "values": [], "total": 0, "isLast": True}
                return as_json(nothing, 200, refused) if self.answers_anybody else as_json({}, 401, refused)
            found = answer(request, **groups)
            if isinstance(found, Reply):
                return found
            return as_json(found, headers=headers) if found is not None else _refused(404, "It does not exist.")

        return handler

    def token_of(self, request: Request) -> str | None:
        """What signed it."""
        if not self.is_cloud:
            return request.token if request.headers.get("authorization", "").startswith("Bearer ") else None
        login, _, token = base64.b64decode(request.token).decode().partition(":")
        return token if login == LOGIN else None

    def _limits(self, standing: Any) -> dict[str, str]:  # noqa: ANN401
        said = {"x-ratelimit-limit": str(standing.allowance), "x-ratelimit-remaining": str(standing.remaining)}
        if self.is_cloud:
            resets = (standing.resets_at + self.server.skew).astimezone(UTC)
            return said | {"x-ratelimit-reset": f"{resets:%Y-%m-%dT%H:%M:%SZ}"}
        left = round((standing.resets_at - self.server.hours.now).total_seconds())
        return said | {"x-ratelimit-interval-seconds": str(left), "x-ratelimit-fillrate": "1"}

    def _found(self, jql: str) -> list[Row]:
        """The issues a question means, oldest change first where it asks so."""
        asked, _, order = jql.partition(" ORDER BY ")
        rest = _CLAUSE.sub("", asked).replace("AND", "").strip()
        if rest:
            raise ValueError(jql)
        clauses = [match.groups() for match in _CLAUSE.finditer(asked)]
        found = [each for each in self.issues.values() if all(_holds(each, *clause) for clause in clauses)]
        return sorted(
            found, key=(lambda each: (updated(each), int(each["id"]))) if order.startswith("updated") else _by_key
        )

    def _search(self, request: Request) -> Row | Reply:
        """The cloud's: a token leads on from the last issue, and belongs to its question."""
        asked = request.json()
        project = re.search(r"project = (\d+)", asked["jql"])
        if project and project[1] not in {each["id"] for each in self.projects.values()}:
            return _refused(400, f"The value '{project[1]}' does not exist for the field 'project'.")
        found, start = self._found(asked["jql"]), 0
        if token := asked.get("nextPageToken"):
            jql, last = orjson.loads(base64.b64decode(token))
            if jql != asked["jql"]:
                return _refused(400, "The token is of another question.")
            start = next((at for at, each in enumerate(found) if [updated(each), int(each["id"])] > last), len(found))
            if not asked["jql"].partition(" ORDER BY ")[2].startswith("updated"):
                start = next(
                    (at for at, each in enumerate(found) if _by_key(each) > _by_key(self.issues[str(last[1])])), 0
                )
        # Fewer than was asked for does not mean that there are no more.
        part = found[start : start + max(1, min(asked["maxResults"], 5000) - 1)]
        said: Row = {"issues": [self._cut(each, asked) for each in part], "isLast": start + len(part) >= len(found)}
        if not said["isLast"]:
            last = [updated(part[-1]), int(part[-1]["id"])]
            said["nextPageToken"] = base64.b64encode(orjson.dumps([asked["jql"], last])).decode()
        return said

    def _old_search(self, request: Request) -> Row:
        """A server's: by number, with how many there are."""
        asked = request.json()
        found, start = self._found(asked["jql"]), asked["startAt"]
        part = found[start : start + min(asked["maxResults"], 1000)]
        cut = [self._cut(each, asked) for each in part]
        return {"issues": cut, "startAt": start, "total": len(found), "maxResults": asked["maxResults"]}

    def _some(self, request: Request) -> Row:
        asked = request.json()
        there = [self.issues[each] for each in asked["issueIdsOrKeys"] if each in self.issues]
        missing = [{"id": each, "errorMessage": "gone"} for each in asked["issueIdsOrKeys"] if each not in self.issues]
        return {"issues": [self._cut(each, asked) for each in there], "issueErrors": missing}

    def _single(self, _: Request, id: str) -> Row | None:  # noqa: A002 - the route's word
        found = self.issues.get(id)
        return found and {"id": id, "key": found["key"], "fields": {}, "changelog": {
            "histories": found["changelog"]["histories"][::-1], "total": len(found["changelog"]["histories"]),
        }}  # fmt: skip

    def _cut(self, issue: Row, asked: Mapping[str, Any]) -> Row:
        fields = {name: issue["fields"][name] for name in asked["fields"] if name in issue["fields"]}
        for name, inside in (("comment", "comments"), ("worklog", "worklogs")):
            if name in fields:
                fields[name] = {**fields[name], inside: fields[name][inside][:_SHORT]}
        said: Row = {"id": issue["id"], "self": issue["self"], "key": issue["key"], "fields": fields}
        if "changelog" in asked.get("expand", ()):
            entries = issue["changelog"]["histories"]
            said["changelog"] = {"histories": entries[:_SHORT], "total": len(entries), "startAt": 0}
        return said

    def _part(self, request: Request, id: str, what: str) -> Any:  # noqa: A002, ANN401
        issue = self.issues.get(id)
        if issue is None:
            return None
        if what == "remotelink":
            return self.remote_links.get(id, [])
        if what == "changelog":
            return _part_of(issue["changelog"]["histories"][::-1], request, "values") if self.is_cloud else None
        name = "comments" if what == "comment" else "worklogs"
        return _part_of(issue["fields"][what][name], request, name)

    def _project(self, _: Request, id: str) -> Row | None:  # noqa: A002
        return next((each for each in self.projects.values() if each["id"] == id), None)

    def _boards(self, request: Request) -> Row:
        wanted = request.query["projectKeyOrId"]
        found = [self.speaker.board(each["key"]) for each in self.projects.values() if each["id"] == wanted]
        return _part_of(found, request, "values")

    def _board(self, _: Request, id: str) -> Row | None:  # noqa: A002
        return next((each for each in map(self.speaker.board, self.projects) if str(each["id"]) == id), None)

    def _sprints(self, request: Request, id: str) -> Row:  # noqa: A002
        return _part_of([each for each in self.sprints.values() if str(each["originBoardId"]) == id], request, "values")

    def _people(self, request: Request) -> list[Row]:
        start, most = int(request.query["startAt"]), int(request.query["maxResults"])
        return [
            person for login in list(self.told.people)[start : start + most] if (person := self.speaker.user(login))
        ]

    def _panel(self, request: Request) -> Row:
        return {"detail": [{"pullRequests": self.pull_requests.get(request.query["issueId"], [])}]}


FIELDS = [
    {"id": "summary", "name": "Summary", "custom": False, "schema": {"type": "string"}},
    {"id": POINTS, "name": "Story Points", "custom": True, "schema": {"type": "number", "custom": "x:float"}},
    {"id": SPRINT, "name": "Sprint", "custom": True,
     "schema": {"type": "array", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}},
    {"id": EPIC, "name": "Epic Link", "custom": True,
     "schema": {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"}},
    {"id": DEVELOPMENT, "name": "Development", "custom": True, "schema": {
        "type": "any", "custom": "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"}},
]  # fmt: skip


def updated(issue: Row) -> int:
    """When it was changed last, in milliseconds."""
    return round(datetime.fromisoformat(issue["fields"]["updated"]).timestamp() * 1000)


def _by_key(issue: Row) -> tuple[int, int]:
    prefix, _, number = issue["key"].partition("-")
    return sum(map(ord, prefix)), int(number)


def _holds(issue: Row, name: str, how: str, value: str) -> bool:
    if name == "updated":
        # A date in words would be read by the clock of whoever asks: nobody should send one.
        at = int(value)
        return updated(issue) >= at if how == ">=" else updated(issue) < at
    if how == "in":
        wanted = [each.strip().strip('"') for each in value.strip("()").split(",")]
        return issue[name] in wanted
    return bool(issue["fields"]["project"]["id"] == value)


def _part_of(found: list[Any], request: Request, name: str) -> Row:
    start, most = int(request.query["startAt"]), min(int(request.query["maxResults"]), 50)
    part = found[start : start + most]
    return {name: part, "startAt": start, "total": len(found), "isLast": start + len(part) >= len(found)}


def _permissions(request: Request) -> Row:
    wanted = request.query["permissions"].split(",")
    return {"permissions": {name: {"key": name, "havePermission": name != "USER_PICKER"} for name in wanted}}


def _kinds() -> list[Row]:
    names = speaking.KINDS.items()
    return [{"id": number, "name": name.capitalize(), "untranslatedName": name.capitalize()} for name, number in names]


def _refused(status: int, why: str) -> Reply:
    return as_json({"errorMessages": [why], "errors": {}}, status)
