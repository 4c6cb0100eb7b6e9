"""A Linear on loopback, telling the demo's story: one GraphQL endpoint that gives what a question names, and no more.

Lists come in parts, filters and order are those our questions use, and a field that no node has is an error, as it is
there. Limits are told with status 400 and a code, in milliseconds since 1970.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    value_from_ast_untyped,
)
from tests.providers.linear.speaking import Node, Speaker, shown, uuid
from tests.providers.questions import parsed
from tests.providers.scenario import Scenario
from tests.providers.serving import Allowances, Reply, Request, Server, Standing, as_json

SECRET = b"hook-secret"
_USUAL = 50


class NoSuchThing(Exception):
    """A question names what is not there."""


class LinearFake:
    """What stands behind the endpoint. `sorted_wrongly`: it heeds no order."""

    def __init__(self, server: Server, told: Scenario, *, tokens: Iterable[str] = ("lin_api_one",)) -> None:
        self.server, self.told = server, told
        self.speaker = Speaker(told)
        self.allowances = Allowances(hours=server.hours)
        self.tokens = set(tokens)
        self.sorted_wrongly = self.limits_in_passing = False
        self.teams = {prefix: self.speaker.team(prefix) for prefix in told.projects}
        self.cycles = {each["id"]: each for each in self.speaker.cycles()}
        self.issues: dict[str, Node] = {}
        for repository in told.repositories.values():
            for row in repository.issues:
                said = [each for each in repository.comments if each["issue"] == row["number"]]
                self.issues[uuid("issue", row["id"])] = self.speaker.issue(row, said)
        server.route("POST", "/graphql", self._answer)

    def by_key(self, key: str) -> Node:
        """An issue by what people call it."""
        return next(each for each in self.issues.values() if each["identifier"] == key)

    def touch(self, node: Node) -> None:
        """It was changed just now."""
        node["updatedAt"] = shown(self.server.hours.now.isoformat())

    def hook(
        self, kind: str, action: str, about: Mapping[str, Any], *, number: str, secret: bytes = SECRET
    ) -> tuple[dict[str, str], bytes]:
        """A web hook as it would be sent."""
        sent_at = int(self.server.hours.now.timestamp() * 1000)
        body = orjson.dumps({"action": action, "type": kind, "data": dict(about), "webhookTimestamp": sent_at})
        signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
        return {"linear-signature": signature, "linear-delivery": number, "linear-event": kind}, body

    def _answer(self, request: Request) -> Reply:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return _failed("Authentication required, not authenticated", "AUTHENTICATION_ERROR", 401)
        standing = self.allowances.spend(request.token, "graphql")
        headers = _limits(standing, self.server.skew)
        if standing.is_refused:
            return _failed("Rate limit exceeded", "RATELIMITED", 400, headers)
        if self.limits_in_passing:
            self.limits_in_passing = False
            return _failed("Rate limit exceeded", "RATELIMITED", 200, headers)
        asked = request.json()
        try:
            return as_json({"data": self._asked(asked["query"], asked.get("variables") or {})}, headers=headers)
        except NoSuchThing as problem:
            return _failed(str(problem), "GRAPHQL_VALIDATION_FAILED", 400, headers)

    def _asked(self, query: str, variables: Mapping[str, Any]) -> Node:
        document = parsed(query)
        fragments = {
            each.name.value: each.selection_set
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        taking = _Taking(fragments, variables)
        found: Node = {}
        for each in operation.selection_set.selections:
            assert isinstance(each, FieldNode)
            assert each.selection_set is not None
            found[each.name.value] = taking.value(self._root(each.name.value, taking.arguments(each)), each)
        return found

    def _root(self, name: str, given: Node) -> Any:  # noqa: ANN401
        if name == "issues":
            return self._issues(given)
        if name == "issue":
            if given["id"] not in self.issues:
                raise NoSuchThing("Entity not found: Issue")
            return self.issues[given["id"]]
        if name == "comments":
            team, since = given["filter"]["issue"]["team"]["id"]["eq"], given["filter"]["updatedAt"]["gte"]
            found = [
                each for issue in self.issues.values() if issue["team"]["id"] == team for each in issue["comments"]
            ]
            return sorted((each for each in found if _at(each["updatedAt"]) >= _at(since)), key=_change, reverse=True)
        if name == "cycles":
            return [each for each in self.cycles.values() if _is_asked(each, given["filter"])]
        people = [self.speaker.user(login) for login in self.told.people]
        roots: dict[str, Any] = {
            "teams": list(self.teams.values()), "users": people, "viewer": people[0],
            "organization": {"name": "Acme", "urlKey": "acme"},
        }  # fmt: skip
        return roots[name]

    def _issues(self, given: Node) -> list[Node]:
        found = [each for each in self.issues.values() if _is_asked(each, given["filter"])]
        # Without being told otherwise Linear gives the newest first.
        is_ascending = given.get("sort") == [{"updatedAt": {"order": "Ascending"}}] and not self.sorted_wrongly
        return sorted(found, key=_change, reverse=not is_ascending)


class _Taking:
    """Takes from nodes what a question names."""

    def __init__(self, fragments: Mapping[str, SelectionSetNode], variables: Mapping[str, Any]) -> None:
        self.fragments, self.variables = fragments, variables

    def arguments(self, asked: FieldNode) -> Node:
        return {
            each.name.value: value_from_ast_untyped(each.value, dict(self.variables)) for each in asked.arguments or ()
        }

    def value(self, found: Any, asked: FieldNode) -> Any:  # noqa: ANN401
        selected = asked.selection_set
        if selected is None or found is None:
            return found
        if isinstance(found, list):
            return self._connection(found, asked, selected)
        return self._node(found, selected)

    def _node(self, found: Node, selected: SelectionSetNode) -> Node:
        taken: Node = {}
        for each in selected.selections:
            if isinstance(each, FragmentSpreadNode):
                taken |= self._node(found, self.fragments[each.name.value])
            elif isinstance(each, FieldNode):
                if each.name.value not in found:
                    raise NoSuchThing(f"Cannot query field {each.name.value!r}.")
                taken[each.alias.value if each.alias else each.name.value] = self.value(found[each.name.value], each)
        return taken

    def _connection(self, found: list[Node], asked: FieldNode, selected: SelectionSetNode) -> Node:
        """A part of a list: what comes after the node that the cursor names."""
        given = self.arguments(asked)
        length, after = given.get("first") or _USUAL, given.get("after")
        start = 0 if after is None else 1 + next(at for at, each in enumerate(found) if each["id"] == after)
        part = found[start : start + length]
        more = {"hasNextPage": start + len(part) < len(found), "endCursor": part[-1].get("id") if part else None}
        inside = {each.name.value: each for each in selected.selections if isinstance(each, FieldNode)}
        nodes = inside["nodes"].selection_set
        assert nodes is not None
        taken: Node = {"nodes": [self._node(each, nodes) for each in part]}
        return taken | ({"pageInfo": more} if "pageInfo" in inside else {})


def _is_asked(node: Node, wanted: Mapping[str, Any]) -> bool:
    """The filters that our questions use; another is a mistake of ours."""
    for name, how in wanted.items():
        if name == "team":
            holds = node["team"]["id"] == how["id"]["eq"]
        elif name == "updatedAt":
            holds = _at(node["updatedAt"]) >= _at(how["gte"])
        elif name == "id":
            holds = node["id"] in how["in"]
        else:
            raise NoSuchThing(f"Field {name!r} is not defined.")
        if not holds:
            return False
    return True


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _change(node: Node) -> tuple[datetime, str]:
    return _at(node["updatedAt"]), node["id"]


def _limits(standing: Standing, skew: timedelta) -> dict[str, str]:
    resets = str(int((standing.resets_at + skew).timestamp() * 1000))
    return {
        "x-complexity": "100", "x-ratelimit-requests-limit": str(standing.allowance),
        "x-ratelimit-requests-remaining": str(standing.remaining), "x-ratelimit-requests-reset": resets,
        "x-ratelimit-complexity-limit": "3000000", "x-ratelimit-complexity-remaining": "2900000",
        "x-ratelimit-complexity-reset": resets,
    }  # fmt: skip


def _failed(why: str, code: str, status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return as_json({"errors": [{"message": why, "extensions": {"code": code}}]}, status, headers or {})
