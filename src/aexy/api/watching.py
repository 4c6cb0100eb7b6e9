"""The outermost of the porch: how long each answer took, by route, and its span. Refused requests are counted too."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aexy.features.routing import GuardedRoute
from aexy.logs import begin_belonging
from aexy.watch import traces
from aexy.watch.measures import IN_FLIGHT, NO_ROUTE, PAGES, answered

_TRACEPARENT = b"traceparent"
_API = ("/api/", "/internal/")
_NO_ANSWER = 499  # whoever asked went away first


class Watch:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin_belonging()
        began, status = perf_counter(), _NO_ANSWER

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        IN_FLIGHT.inc()
        with traces.served(scope["method"], _carrier(scope)) as span:
            try:
                await self.app(scope, receive, note)
            finally:
                IN_FLIGHT.dec()
                route = route_of(scope)
                answered(scope["method"], route, status, perf_counter() - began)
                traces.answered(span, scope["method"], route, status)


def route_of(scope: Scope) -> str:
    """The template of the route that answered; what nobody answered, and all pages, have one name each."""
    route = scope.get("route")
    if isinstance(route, GuardedRoute):
        return route.path
    return NO_ROUTE if scope["path"].startswith(_API) else PAGES


def _carrier(scope: Scope) -> dict[str, str]:
    if not traces.is_on():
        return {}
    return {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name == _TRACEPARENT}
