"""Who asks: a bearer token, or the session cookie a browser holds. Found out once, remembered for a few seconds.

A session that is ended here is forgotten at once; one ended by another process lives on for `REMEMBERED_SECONDS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Generic, TypeVar

from fastapi import Request, Response

from aexy.api.keeping import Answers, question_of, tagged, unless_known
from aexy.context import Context
from aexy.features.accounts import service
from aexy.features.accounts.routes import COOKIE
from aexy.features.routing import Account, Answer, Viewer
from aexy.features.workspaces.service import state_of
from aexy.kernel.errors import Forbidden
from aexy.kernel.ids import AccountId, WorkspaceId

REMEMBERED_SECONDS = 5.0
REMEMBERED_AT_MOST = 10_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_HEADER = "x-aexy"

Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(slots=True)
class Memory(Generic[Key, Found]):
    """What was found a moment ago. Nothing is remembered about what was not found."""

    clock: Callable[[], float] = monotonic
    _found: dict[Key, tuple[float, Found]] = field(default_factory=dict)

    def recall(self, key: Key) -> Found | None:
        """What was found under this key, if that is not too long ago."""
        until, found = self._found.get(key, (0.0, None))
        return found if until > self.clock() else None

    def keep(self, key: Key, found: Found) -> None:
        """Remember it for a few seconds."""
        if len(self._found) >= REMEMBERED_AT_MOST:
            self._found.clear()
        self._found[key] = (self.clock() + REMEMBERED_SECONDS, found)

    def forget(self, is_meant: Callable[[Found], bool]) -> None:
        """Let go of all that is meant."""
        for key in [key for key, (_, found) in self._found.items() if is_meant(found)]:
            del self._found[key]


@dataclass(slots=True)
class Door:
    """The Doorkeeper of the HTTP door."""

    surroundings: Context
    clock: Callable[[], datetime]
    _accounts: Memory[bytes, Account] = field(default_factory=Memory)
    _answers: Answers = field(default_factory=Answers)
    _viewers: Memory[tuple[AccountId, WorkspaceId], Viewer] = field(default_factory=Memory)

    def context(self) -> Context:
        """The surroundings at this instant."""
        return self.surroundings.at(self.clock())

    async def account(self, request: Request) -> Account | None:
        """Who holds the token that was sent; the token is left at `request.state.token`."""
        token = _token(request)
        if token is None:
            return None
        key = service.hash_token(token)
        account = self._accounts.recall(key)
        if account is None:
            account = await service.find_account(self.context(), token)
            if account is not None:
                self._accounts.keep(key, account)
        request.state.token = token
        return account

    async def viewer(self, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
        """The same person in that workspace; None when it does not exist or is not theirs."""
        key = (account.id, workspace_id)
        viewer = self._viewers.recall(key)
        if viewer is None:
            viewer = await service.find_viewer(self.context(), account, workspace_id)
            if viewer is not None:
                self._viewers.keep(key, viewer)
        return viewer

    async def workspaces(self, account: Account) -> Sequence[WorkspaceId]:
        """Those the account belongs to, as of now."""
        me = await service.describe(self.context(), account.id)
        return [WorkspaceId(own.id) for own in me.workspaces]

    async def answer(self, request: Request, viewer: Viewer, make: Answer) -> Response:
        """What was answered a moment ago if nothing it rests on has changed; else a new answer."""
        state = await state_of(self.context(), viewer.workspace_id)
        question = question_of(request, viewer, state)
        known = self._answers.recall(question) if question else None
        if known is None:
            known = tagged(await make(request))
            if question is not None:
                self._answers.keep(question, known)
        return unless_known(request, known)

    def forget(self, account_id: AccountId) -> None:
        """Look this account up again at its next request."""
        self._accounts.forget(lambda account: account.id == account_id)
        self._viewers.forget(lambda viewer: viewer.account_id == account_id)


def _token(request: Request) -> str | None:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    session: str | None = request.cookies.get(COOKIE)
    if session is not None and request.method not in READING and request.headers.get(OWN_HEADER) != "1":
        # A form on a foreign page can send our cookie along, but no header of ours.
        raise Forbidden("A change by cookie must come from a page of ours.", next_step="Send the header `X-Aexy: 1`.")
    return session
