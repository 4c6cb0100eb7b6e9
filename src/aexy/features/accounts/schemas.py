"""What is said about whoever signs in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.granting import Scope
from aexy.features.paging import Shape, Wish
from aexy.features.routing import Role
from aexy.kernel.ids import AccountId


class Redemption(Wish):
    """The token of a sign-in link."""

    token: str = Field(min_length=1, max_length=200)


class AccountView(Shape):
    """Who is signed in."""

    id: UUID
    name: str
    email: str | None


class OwnWorkspace(Shape):
    """A workspace the account belongs to, and as what."""

    id: UUID
    slug: str
    name: str
    role: Role
    is_demo: bool
    time_zone: str
    is_limited: bool = Field(description="Whether your role there reaches some teams only.")
    deleting_at: datetime | None = Field(description="When it will be deleted, unless an owner takes that back.")


class Me(Shape):
    """Who asks, and where they belong."""

    account: AccountView
    workspaces: list[OwnWorkspace]


class SignInWay(StrEnum):
    """How somebody signed in."""

    LINK = "link"
    COMMAND_LINE = "command_line"
    DEVICE = "device"
    GITHUB = "github"
    OIDC = "oidc"


class SessionView(Shape):
    """A place somebody is signed in at. `last_used_at` is noted once a minute at most."""

    id: UUID
    label: str
    way: SignInWay
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime
    is_current: bool


class SessionList(Shape):
    """Everywhere an account is signed in, the latest used first."""

    items: list[SessionView]


class KeyScope(StrEnum):
    """What a key may be made for: never what concerns the account itself."""

    READ = Scope.READ.value
    WRITE = Scope.WRITE.value
    ADMIN = Scope.ADMIN.value


class NewKey(Wish):
    """A key to be made: what it is for, what it may do, for how long, and in which workspace alone."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[KeyScope] = Field(default=[KeyScope.READ], min_length=1, max_length=len(KeyScope))
    days: int = Field(default=90, ge=1, le=365)
    workspace_id: UUID | None = None


class KeyView(Shape):
    """A key as it may be shown. `workspace` is the only one it is good for; null for all its owner's."""

    id: UUID
    prefix: str
    name: str
    scopes: list[KeyScope]
    workspace_id: UUID | None
    workspace: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    is_expired: bool


class MadeKey(KeyView):
    """A key with its secret, which is shown this once."""

    key: str


class KeyList(Shape):
    """An account's keys, the newest first."""

    items: list[KeyView]


class TerminalWish(Wish):
    """A terminal that wants to sign in: what it calls itself, and what it asks to be allowed."""

    client_name: str = Field(default="A terminal", min_length=1, max_length=60, pattern=r"^[\w .,()@+-]+$")
    scopes: list[Scope] = Field(default=[Scope.READ], min_length=1, max_length=len(Scope))


class TerminalBegun(Shape):
    """A pair of codes, in the words of RFC 8628."""

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int


class TerminalPoll(Wish):
    """The code a terminal asks with."""

    device_code: str = Field(min_length=1, max_length=200)


class TerminalDecision(Wish):
    """The code a person was shown, and whether they let in who shows it."""

    user_code: str = Field(min_length=1, max_length=20)
    is_allowed: bool


class TerminalRefused(Shape):
    """Why a terminal gets nothing, or not yet (RFC 8628 and RFC 6749)."""

    error: str
    error_description: str


class TerminalShown(Shape):
    """Who asks to be let in: what it calls itself, its address, and what it asks to be allowed."""

    client_name: str
    address: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime


class RefreshWish(Wish):
    """The refresh token of a client that keeps no cookies."""

    refresh_token: str = Field(min_length=1, max_length=200)


class TokensView(Shape):
    """What a client goes on with. `refresh_token` is null where the one it holds, or the browser's cookie, still is."""

    access_token: str | None
    token_type: str = "Bearer"  # noqa: S105 - a word of OAuth's
    expires_in: int
    refresh_token: str | None


class Ended(Shape):
    """How many sessions were ended."""

    sessions: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """What somebody who signed in is given: the access token for minutes, the refresh token for its exchange."""

    access: str
    access_ends: datetime
    refresh: str | None
    refresh_ends: datetime
    account_id: AccountId
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Session:
    """A proof of having signed in. `token` is known to its holder only; the database keeps its hash."""

    token: str
    account_id: AccountId
    expires_at: datetime
