"""Who asks: a bearer token, or the session cookie a browser holds.

What a token proves, and the name and role of whom it belongs to, is remembered for a few seconds. Whether it still
stands is not: that is asked at each request, of Valkey in one journey, of the database where Valkey does not know, and
without an answer of either nobody is let in. The same journey says whether anything about the account has changed, so
what is remembered of it outlives a change in no process.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

from fastapi import Request, Response

from aexy.api import looking
from aexy.api.admitting import Admission
from aexy.api.keeping import Answers, question_of, tagged, unless_known
from aexy.api.together import Together
from aexy.context import Context
from aexy.features.accounts import cookies, service
from aexy.features.accounts.sessions import hash_token
from aexy.features.accounts.tokens import Proof
from aexy.features.bounds import Bound
from aexy.features.privacy.looks import Looks
from aexy.features.routing import Account, Answer, Viewer
from aexy.features.workspaces.service import state_of
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.watch.measures import ANSWERS

REMEMBERED_SECONDS = 5.0
REMEMBERED_AT_MOST = 10_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})

_KEPT, _MADE = ANSWERS.labels("kept"), ANSWERS.labels("made")

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
    looks: Looks = field(default_factory=Looks)
    _admission: Admission = field(init=False)
    _proofs: Memory[bytes, Proof] = field(default_factory=Memory)
    _accounts: Memory[tuple[UUID, bytes], Account] = field(default_factory=Memory)
    _answers: Answers = field(default_factory=Answers)
    _states: Together[WorkspaceId, str] = field(default_factory=Together)
    _viewers: Memory[tuple[AccountId, WorkspaceId, bytes], Viewer] = field(default_factory=Memory)
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._admission = Admission.of(self.surroundings)

    def context(self) -> Context:
        """The surroundings at this instant."""
        return self.surroundings.at(self.clock())

    async def admit(self, request: Request, bound: Bound) -> None:
        """Count a request by its address; TooMany when it is one too many of its kind."""
        await self._admission.admit(request, bound)

    async def account(self, request: Request, bound: Bound) -> Account | None:
        """Who holds the token that was sent, if it is proven to stand at this moment; counted by the way."""
        token = _token(request)
        proof = await self._proof(request, token) if token is not None else None
        if proof is None:
            await self._admission.admit(request, bound if token is None else Bound.UNKNOWN)
            return None
        counts = self._admission.counts(request, bound, proof)
        standing = await self.surroundings.standings.ask(proof.id, proof.account_id, counts)
        self._admission.settle(request, bound, counts, standing.tallies)
        if standing.stands is False:
            return None
        if standing.stands is None or standing.change is None:
            found = await service.find_standing(self.context(), proof)
            return replace(found, change=standing.change) if found else None
        account = self._accounts.recall((proof.id, standing.change))
        if account is None:
            found = await service.find_owner(self.context(), proof)
            if found is None:
                return None
            account = replace(found, change=standing.change)
            self._accounts.keep((proof.id, standing.change), account)
        return account

    async def _proof(self, request: Request, token: str) -> Proof | None:
        """What the token proves. That never changes while it lasts, so it may be remembered; whether it stands, not."""
        key = hash_token(token)
        proof = self._proofs.recall(key)
        if proof is None:
            # An address that sent too many tokens nobody knows is sent away before another one is looked up.
            self._admission.counts(request, Bound.UNKNOWN)
            proof = await service.read_token(self.context(), token)
            if proof is not None:
                self._proofs.keep(key, proof)
        return proof if proof is not None and proof.expires_at > self.clock() else None

    async def viewer(self, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
        """The same person in that workspace; None when it does not exist or is not theirs."""
        if account.change is None:
            return await service.find_viewer(self.context(), account, workspace_id)
        key = (account.id, workspace_id, account.change)
        viewer = self._viewers.recall(key)
        if viewer is None:
            viewer = await service.find_viewer(self.context(), account, workspace_id)
            if viewer is not None:
                self._viewers.keep(key, viewer)
        # Remembered of the person, not of the token: what this one may do is said by what it showed.
        return replace(viewer, account=account) if viewer is not None else None

    async def workspaces(self, account: Account) -> Sequence[WorkspaceId]:
        """Those the account belongs to, as of now."""
        me = await service.describe(self.context(), account.id, account.grant)
        return [WorkspaceId(own.id) for own in me.workspaces]

    async def answer(self, request: Request, viewer: Viewer, make: Answer) -> Response:
        """What was answered a moment ago if nothing it rests on has changed; else a new answer."""
        workspace = viewer.workspace_id
        state = await self._states.ask(workspace, lambda: state_of(self.context(), workspace))
        question = question_of(request, viewer, state)
        known = self._answers.recall(question) if question else None
        (_KEPT if known is not None else _MADE).inc()
        if known is None:
            known = tagged(await make(request))
            if question is not None:
                self._answers.keep(question, known)
        return unless_known(request, known)

    async def looked(self, request: Request, viewer: Viewer, path: str, response: Response) -> None:
        """Remember whom they looked at, if anybody: that is written down a little later."""
        await looking.note(self.looks, request, viewer, path, response, self.clock())

    def forget(self, account_id: AccountId) -> None:
        """Look this account up again at its next request: here at once, elsewhere as soon as it is told."""
        self._accounts.forget(lambda account: account.id == account_id)
        self._viewers.forget(lambda viewer: viewer.account_id == account_id)
        telling = asyncio.get_running_loop().create_task(self.surroundings.standings.change(account_id))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)


def _token(request: Request) -> str | None:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    session: str | None = request.cookies.get(cookies.COOKIE)
    if session is not None and request.method not in READING:
        cookies.insist_on_own_change(request)
    return session
