"""How a feature declares its routes: every one says who may call it, and is handed its surroundings.

    routes = Routes("/workspaces/{workspace_id}/teams", tag="teams")

    @routes.get("", policy=Policy.VIEWER)
    async def list_teams(context: InContext, viewer: Asking) -> Page[Team]:
        return await service.list_teams(context, viewer)

The function's name becomes the operation's (`listTeams`), its first docstring line the summary, its return annotation
the declared answer. Whoever asks is checked before anything else is looked at. The door that serves the routes puts a
`Doorkeeper` on the application; features never import a door.

Where a path has no place for the workspace, `Routes(…, workspace=Named.IN_QUERY)` takes it from `?workspace_id=`, by
the same gate, and hands it over as `AskingByQuery`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Protocol, TypeVar, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.routing import APIRoute

from aexy.context import Context
from aexy.features.bounds import BOUND, Bound
from aexy.features.granting import EVERYTHING, Grant, Scope, scope_for
from aexy.features.policies import Policy, Role
from aexy.kernel.errors import Forbidden, NotSignedIn, Unknown, Unusable
from aexy.kernel.ids import AccountId, DeveloperId, TeamId, WorkspaceId
from aexy.logs import belongs_to

Answer = Callable[[Request], Coroutine[Any, Any, Response]]
Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])

NO_CONTENT = 204
POLICY = "x-policy"
KEPT = "x-kept"
WITHIN = "x-within-teams"
WORKSPACE = "x-workspace"
SCOPE = "x-scope"


class Named(StrEnum):
    """Where a request says which workspace it is about."""

    IN_PATH = "path"
    IN_QUERY = "query"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signed in. The local owner is who runs the machine: only they may name its file paths."""

    id: AccountId
    name: str
    email: str | None
    is_local_owner: bool
    grant: Grant = EVERYTHING
    proof_id: UUID | None = None  # of the session or key that was shown
    change: bytes | None = None  # another word whenever something about the account has changed; None: nobody knows


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody in the workspace they ask about, and which of its developers they said they are.

    `teams` is None for the whole workspace; else their membership reaches these teams and whoever is in them now.
    """

    account: Account
    workspace_id: WorkspaceId
    role: Role
    developer_id: DeveloperId | None
    teams: frozenset[TeamId] | None = None

    def reaches(self, team_id: UUID) -> bool:
        """Whether a team is theirs to see and, with the role for it, to manage."""
        return self.teams is None or team_id in self.teams

    @property
    def account_id(self) -> AccountId:
        """Who asks."""
        return self.account.id

    @property
    def is_local_owner(self) -> bool:
        """Whether they run the machine."""
        return self.account.is_local_owner


class Doorkeeper(Protocol):
    """What the door does for every request; it stands at `app.state.doorkeeper`."""

    def context(self) -> Context:
        """The surroundings, at this instant."""
        ...

    async def account(self, request: Request, bound: Bound) -> Account | None:
        """Who asks, by cookie or bearer token; None when nobody is known. TooMany for one too many of its kind."""
        ...

    async def admit(self, request: Request, bound: Bound) -> None:
        """Count a request by its address; TooMany when it is one too many of its kind."""
        ...

    async def viewer(self, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
        """The same person in that workspace; None when it does not exist or is not theirs."""
        ...

    async def workspaces(self, account: Account) -> Sequence[WorkspaceId]:
        """Those the account belongs to."""
        ...

    async def answer(self, request: Request, viewer: Viewer, make: Answer) -> Response:
        """The answer given to the same question a moment ago, if nothing it rests on has changed; else a new one."""
        ...

    async def looked(self, request: Request, viewer: Viewer, path: str, response: Response) -> None:
        """This was shown to them: who it is about may know. `path` is the route's, with its placeholders."""
        ...

    def forget(self, account_id: AccountId) -> None:
        """Something about this account has changed: look it up again at its next request."""
        ...


class Routes:
    """A feature's routes. There is no way to add one without a policy."""

    def __init__(self, prefix: str = "", *, tag: str, workspace: Named = Named.IN_PATH) -> None:
        self.prefix = prefix
        self.tag = tag
        self.workspace = workspace
        self._declared: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []

    def get(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Handler], Handler]:
        """Reading changes nothing.

        `answers=` declares the shape where the function returns a Response of its own. `kept=True` lets an answer be
        given again for a minute, as long as the workspace's facts, clock and snapshots are the same. `bound=` says
        what a request is counted as, where that is not plain reading or changing. `within_teams=True` (on any method):
        it keeps to the viewer's teams itself, where their membership is limited to some. Others that ask for a member
        or manager are for those of the whole workspace.
        """
        return self._route("GET", path, policy, **options)

    def post(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Handler], Handler]:
        """Make something, or start it: `status=201` or `202`."""
        return self._route("POST", path, policy, **options)

    def put(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Handler], Handler]:
        """Set something to exactly this."""
        return self._route("PUT", path, policy, **options)

    def patch(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Handler], Handler]:
        """Change what is mentioned, keep the rest."""
        return self._route("PATCH", path, policy, **options)

    def delete(self, path: str, *, policy: Policy, **options: Any) -> Callable[[Handler], Handler]:
        """Take it away; `status=204` where there is nothing to say about it."""
        return self._route("DELETE", path, policy, **options)

    def add_to(self, router: APIRouter, prefix: str) -> None:
        """Put all of them into a door's router, in the order they were declared."""
        for path, handler, options in self._declared:
            router.add_api_route(prefix + self.prefix + path, handler, route_class_override=GuardedRoute, **options)

    def _route(
        self,
        method: str,
        path: str,
        policy: Policy,
        *,
        status: int = 200,
        answers: type[Any] | None = None,
        kept: bool = False,
        within_teams: bool = False,
        scope: Scope | None = None,
        bound: Bound | None = None,
        refuses: type[Any] | None = None,
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            options: dict[str, Any] = {
                "methods": [method],
                "status_code": status,
                "operation_id": _camel(cast("Any", handler).__name__),
                "summary": (handler.__doc__ or "").strip().split("\n")[0].rstrip("."),
                "openapi_extra": {POLICY: policy.value}
                | ({SCOPE: scope or scope_for(policy, method)} if policy is not Policy.PUBLIC else {})
                | self._marked({KEPT: kept, WITHIN: within_teams, BOUND: bound}),
                "tags": [self.tag],
            }
            is_file = isinstance(answers, type) and issubclass(answers, Response)
            declared: dict[str, Any] = {"response_class" if is_file else "response_model": answers} if answers else {}
            declared |= {"responses": {400: {"model": refuses}}} if refuses else {}
            self._declared.append((path, handler, options | declared))
            return handler

        return add

    def _marked(self, marks: Mapping[str, object]) -> dict[str, object]:
        named = {} if self.workspace is Named.IN_PATH else {WORKSPACE: self.workspace.value}
        return {name: mark for name, mark in marks.items() if mark} | named


class GuardedRoute(APIRoute):
    """A route that asks who is there before anything else; ValueError when it was not told whom to let in."""

    @property
    def policy(self) -> Policy:
        """Who may call it."""
        try:
            return Policy((self.openapi_extra or {})[POLICY])
        except KeyError:
            raise ValueError(f"The route {self.path} has no policy: it could be called by anybody.") from None

    @property
    def workspace(self) -> Named:
        """Where its requests say which workspace they are about."""
        return Named((self.openapi_extra or {}).get(WORKSPACE, Named.IN_PATH))

    @property
    def is_within_teams(self) -> bool:
        """Whether it is for those as well whose membership is limited to some teams; viewers' routes all are."""
        return self.policy is Policy.VIEWER or bool((self.openapi_extra or {}).get(WITHIN))

    @property
    def scope(self) -> Scope:
        """What a key or a device needs for it."""
        said = (self.openapi_extra or {}).get(SCOPE)
        return Scope(said) if said else scope_for(self.policy, min(self.methods or {"POST"}))

    @property
    def bound(self) -> Bound:
        """What its requests are counted as."""
        return Bound.of((self.openapi_extra or {}).get(BOUND), self.methods or set())

    def get_route_handler(self) -> Answer:
        """The handler, behind its gate."""
        handler = super().get_route_handler()
        if self.policy is Policy.PUBLIC:
            return handler if self.bound is Bound.UNCOUNTED else _counted(handler, self.bound)
        gate = Gate(self.policy, self.scope, self.workspace, is_within_teams=self.is_within_teams, bound=self.bound)

        async def guarded(request: Request) -> Response:
            await gate(request)
            return await seen(request, await handler(request))

        async def kept(request: Request) -> Response:
            await gate(request)
            return await seen(request, await keeper(request).answer(request, request.state.viewer, handler))

        async def seen(request: Request, response: Response) -> Response:
            if gate.policy.role is not None:
                await keeper(request).looked(request, request.state.viewer, self.path, response)
            return response

        return kept if (self.openapi_extra or {}).get(KEPT) else guarded


def _counted(handler: Answer, bound: Bound) -> Answer:
    async def counted(request: Request) -> Response:
        await keeper(request).admit(request, bound)
        return await handler(request)

    return counted


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through whom the policy allows, before anything else about the request is looked at."""

    policy: Policy
    scope: Scope
    workspace: Named = Named.IN_PATH
    is_within_teams: bool = True
    bound: Bound = Bound.READING

    async def __call__(self, request: Request) -> None:
        """Leave the account, and in a workspace the viewer, at `request.state`; raise for everybody else."""
        doorkeeper = keeper(request)
        account = await doorkeeper.account(request, self.bound)
        if account is None:
            raise NotSignedIn(
                "This needs somebody who is signed in.",
                next_step="Run `aexy up` for a sign-in link, or send `Authorization: Bearer` with a token.",
            )
        request.state.account = account
        account.grant.insist(self.scope)
        belongs_to(account_id=account.id)
        if self.policy.role is not None:
            request.state.viewer = await self._in_workspace(doorkeeper, account, request, self.policy.role)

    async def _in_workspace(self, doorkeeper: Doorkeeper, account: Account, request: Request, role: Role) -> Viewer:
        workspace_id = await self._which(doorkeeper, account, request)
        is_good = account.grant.is_good_in(workspace_id)
        viewer = await doorkeeper.viewer(account, workspace_id) if is_good else None
        belongs_to(workspace_id=workspace_id)
        if viewer is None:
            raise Unknown(
                f"There is no workspace {workspace_id}.",
                next_step="GET /api/v1/auth/me lists the workspaces you belong to.",
                field="workspace_id",
            )
        if not viewer.role.includes(role):
            raise Forbidden(
                f"This needs the role {role.value}; yours here is {viewer.role.value}.",
                next_step="Ask an owner of the workspace.",
            )
        if viewer.teams is not None and not self.is_within_teams:
            raise Forbidden(
                "This concerns the whole workspace; your role here reaches some teams only.",
                next_step="Ask a manager or an admin of the whole workspace.",
            )
        return viewer

    async def _which(self, doorkeeper: Doorkeeper, account: Account, request: Request) -> WorkspaceId:
        """The workspace that is named; where none has to be and none is, the only one the account belongs to."""
        if self.workspace is Named.IN_PATH:
            return _workspace(request.path_params["workspace_id"])
        named = request.query_params.get("workspace_id")
        if named is not None:
            return _workspace(named)
        own = await doorkeeper.workspaces(account)
        if len(own) != 1:
            raise Unusable(
                f"You belong to {len(own)} workspaces, and this names none.",
                next_step="Add `?workspace_id=` with an id from GET /api/v1/auth/me.",
                field="workspace_id",
            )
        return own[0]


def _workspace(text: str) -> WorkspaceId:
    try:
        return WorkspaceId(UUID(text))
    except ValueError:
        raise Unusable(
            f"{text!r} is no workspace id.", next_step="Give a UUID, as in /api/v1/auth/me.", field="workspace_id"
        ) from None


def keeper(request: Request) -> Doorkeeper:
    """The door this request came through."""
    return cast("Doorkeeper", request.app.state.doorkeeper)


async def _context(request: Request) -> Context:
    return keeper(request).context()


async def _account(request: Request) -> Account:
    return cast("Account", request.state.account)


async def _viewer(
    request: Request,
    workspace_id: Annotated[UUID, Path(description="The workspace.")],  # noqa: ARG001 - declares it
) -> Viewer:
    return cast("Viewer", request.state.viewer)


async def _viewer_by_query(
    request: Request,
    workspace_id: Annotated[  # noqa: ARG001 - declares it
        UUID | None, Query(description="The workspace; may be left out by whoever belongs to one only.")
    ] = None,
) -> Viewer:
    return cast("Viewer", request.state.viewer)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


InContext = Annotated[Context, Depends(_context)]
SignedIn = Annotated[Account, Depends(_account)]
Asking = Annotated[Viewer, Depends(_viewer)]
AskingByQuery = Annotated[Viewer, Depends(_viewer_by_query)]

__all__ = [
    "NO_CONTENT",
    "Account",
    "Asking",
    "AskingByQuery",
    "Bound",
    "Doorkeeper",
    "GuardedRoute",
    "InContext",
    "Named",
    "Policy",
    "Role",
    "Routes",
    "SignedIn",
    "Viewer",
    "keeper",
]
