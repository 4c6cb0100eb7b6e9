"""What must hold of all routes together before the server starts: each has a policy, none hides another."""

import re
from collections.abc import Sequence
from itertools import combinations

from fastapi import FastAPI

from aexy.features.routing import GuardedRoute, Named

PLACEHOLDER = re.compile(r"\{[^}]+\}")
IN_WORKSPACE = "{workspace_id}"


def routes_of(app: FastAPI) -> list[GuardedRoute]:
    """Every route that answers, in the order they are tried; ValueError for one that nobody guards."""
    guarded = [route for route in app.routes if isinstance(route, GuardedRoute)]
    if len(guarded) < len(app.routes):
        raise ValueError("A route was added past the policies: it could be called by anybody.")
    return guarded


def check_routes(app: FastAPI) -> None:
    """ValueError for a route without a policy, one that an earlier one hides, or two operations of one name."""
    routes = routes_of(app)
    for route in routes:
        _check_workspace(route)
    for earlier, later in combinations(routes, 2):
        if _hides(earlier, later):
            raise ValueError(f"{earlier.path} hides {later.path}: static paths come first.")
    _check_names(routes)


def _check_workspace(route: GuardedRoute) -> None:
    in_path = IN_WORKSPACE in route.path
    if route.workspace is Named.IN_QUERY and (in_path or route.policy.role is None):
        raise ValueError(f"{route.path} takes a workspace from its query, and has another or no use for it.")
    if route.policy.role is not None and route.workspace is Named.IN_PATH and not in_path:
        raise ValueError(f"{route.path} asks for a role, and names no workspace to have it in.")


def _hides(earlier: GuardedRoute, later: GuardedRoute) -> bool:
    if not (earlier.methods or set()) & (later.methods or set()):
        return False
    pattern = PLACEHOLDER.sub("[^/]+", earlier.path)
    return re.fullmatch(pattern, PLACEHOLDER.sub("{}", later.path)) is not None


def _check_names(routes: Sequence[GuardedRoute]) -> None:
    names = [route.operation_id for route in routes]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"Two operations are called {', '.join(sorted(str(name) for name in twice))}.")
