"""Every call there is to be made, taken from the application itself: its routes, what they take and whom they name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI
from tests.tenants.objects import TYPES, WITHIN_ANOTHER
from tests.tenants.samples import BODIES, FILES, KEYS, NAMES_IN_QUERIES, QUERIES, Place, bodies, filled, leaves

from aexy.api.openapi import describe
from aexy.api.policy import routes_of
from aexy.features.granting import Scope
from aexy.features.routing import Named, Policy

READING: Final = {"GET"}
# Which object a number is of, by the word before it.
NUMBERS: Final = {"tokens": "token", "deliveries": "delivery"}
# An account is named as a member of the workspace, an identity by which somebody signs in as a way of theirs.
SAID: Final = {"account_id": "member", "identity_id": "sign_in"}
PLACEHOLDER: Final = re.compile(r"(?:([\w-]+)/)?\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `why` says what is foreign about it."""

    operation: str
    method: str
    address: str
    body: Any = None
    file: bytes | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A route as the matrix sees it: `named` are the objects in its path, by placeholder and type."""

    operation: str
    method: str
    path: str
    policy: Policy
    in_query: bool
    named: tuple[tuple[str, str], ...]
    takes: tuple[str, ...]
    has_body: bool
    scope: Scope

    @property
    def names(self) -> set[str]:
        """The types of objects it names, in its path, its bodies and the queries it needs."""
        said = f"{bodies(self.operation)} {QUERIES.get(self.operation, {})}"
        return {kind for _, kind in self.named} | {kind for kind in TYPES if f"{{{kind}}}" in said}

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method not in READING

    def call(
        self,
        workspace: object,
        ids: Mapping[str, str],
        *,
        path_ids: Mapping[str, Mapping[str, str]] | None = None,
        query: Mapping[str, str] | None = None,
        variant: int = 0,
        body_ids: Mapping[Place, Mapping[str, str]] | None = None,
        why: str = "",
    ) -> Call:
        """A request about this workspace with these ids, at some places those of somebody else."""
        values = {"workspace_id": str(workspace), **KEYS}
        for name, kind in self.named:
            values[name] = (path_ids or {}).get(name, ids)[kind]
        asked = {key: text.format_map(ids) for key, text in QUERIES.get(self.operation, {}).items()} | dict(query or {})
        if self.in_query:
            asked["workspace_id"] = str(workspace)
        address = self.path.format_map(values) + (f"?{urlencode(asked)}" if asked else "")
        body = filled(bodies(self.operation)[variant], ids, body_ids or {})
        return Call(self.operation, self.method, address, body, FILES.get(self.operation), why)

    def in_path(self) -> Iterator[tuple[str, str]]:
        """The objects in its path that are known by themselves: placeholder and type."""
        yield from ((name, kind) for name, kind in self.named if kind not in WITHIN_ANOTHER)

    def in_body(self) -> Iterator[tuple[int, Place]]:
        """Where which of its bodies names an object."""
        for variant, body in enumerate(bodies(self.operation)):
            yield from ((variant, place) for place in leaves(body))

    def in_queries(self) -> Iterator[tuple[str, str]]:
        """What its query may name, and how."""
        for name in self.takes:
            yield from ((name, text) for text in NAMES_IN_QUERIES.get(name, ()))


@dataclass(slots=True)
class Plan:
    """All routes, and in a sentence each what the matrix does not know about them."""

    routes: list[Route] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, app: FastAPI) -> "Plan":
        """Read the application."""
        plan, document = cls(), describe(app)
        for guarded in routes_of(app):
            for method in guarded.methods or ():
                said = document["paths"][guarded.path][method.lower()]
                named = tuple(plan.named_in(guarded.path))
                takes = tuple(each["name"] for each in said.get("parameters", ()) if each["in"] == "query")
                has_body = "requestBody" in said
                route = Route(
                    str(guarded.operation_id), method, guarded.path, guarded.policy,
                    guarded.workspace is Named.IN_QUERY, named, takes, has_body,
                    guarded.scope,
                )  # fmt: skip
                plan.routes.append(route)
                plan.look_at(route, said)
        return plan

    def named_in(self, path: str) -> Iterator[tuple[str, str]]:
        """The objects a path names: placeholder and type. A number is of the type that stands before it."""
        for before, name in PLACEHOLDER.findall(path):
            kind = NUMBERS.get(before, name) if name == "number" else SAID.get(name, name.removesuffix("_id"))
            if name == "workspace_id" or (name in KEYS and before not in NUMBERS):
                continue
            if kind not in TYPES:
                self.unknown.append(
                    f"{path} names a `{name}`, and no such object is made: add it to tests/tenants/making.py."
                )
                continue
            yield name, kind

    def look_at(self, route: Route, said: Mapping[str, Any]) -> None:
        """Say what of a route is unknown."""
        if route.has_body and route.operation not in BODIES and route.operation not in FILES:
            self.unknown.append(
                f"{route.method} {route.path} takes a body, and none is known:"
                f" add one for {route.operation} to tests/tenants/samples.py."
            )
        asked = {each["name"]: each for each in said.get("parameters", ()) if each["in"] == "query"}
        for name, each in asked.items():
            if "'uuid'" in str(each) and name not in {*NAMES_IN_QUERIES, "workspace_id"}:
                self.unknown.append(
                    f"{route.method} {route.path} takes an id `{name}` of an unknown type:"
                    " add it to NAMES_IN_QUERIES in tests/tenants/samples.py."
                )
            if each.get("required") and name not in QUERIES.get(route.operation, {}):
                self.unknown.append(
                    f"{route.method} {route.path} needs `{name}`: add one for {route.operation} to QUERIES in"
                    " tests/tenants/samples.py."
                )
