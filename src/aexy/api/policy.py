"""What must hold of all routes together before the server starts: each has a policy, none hides another."""

import re
from collections.abc import Sequence
from itertools import combinations

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Route

from aexy.features.routing import Policy

PLACEHOLDER = re.compile(r"\{[^}]+\}")


def routes_of(app: FastAPI) -> list[RouteContext]:
    """Every route that answers, in the order they are tried."""
    return [route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, Route)]


def check_routes(app: FastAPI) -> None:
    """ValueError for a route without a policy, one that an earlier one hides, or two operations of one name."""
    routes = routes_of(app)
    for route in routes:
        _policy(route)
    for earlier, later in combinations(routes, 2):
        if _hides(earlier, later):
            raise ValueError(f"{earlier.path} hides {later.path}: static paths come first.")
    _check_names(routes)


def _policy(route: RouteContext) -> Policy:
    original = route.original_route
    declared = (original.openapi_extra or {}).get("x-policy") if isinstance(original, APIRoute) else None
    if declared is None:
        raise ValueError(f"The route {route.path} has no policy: it could be called by anybody.")
    return Policy(declared)


def _hides(earlier: RouteContext, later: RouteContext) -> bool:
    if not (earlier.methods or set()) & (later.methods or set()):
        return False
    pattern = PLACEHOLDER.sub("[^/]+", earlier.path or "")
    return re.fullmatch(pattern, PLACEHOLDER.sub("{}", later.path or "")) is not None


def _check_names(routes: Sequence[RouteContext]) -> None:
    names = [route.original_route.operation_id for route in routes if isinstance(route.original_route, APIRoute)]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"Two operations are called {', '.join(sorted(str(name) for name in twice))}.")
