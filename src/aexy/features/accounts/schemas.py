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


class Me(Shape):
    """Who asks, and where they belong."""

    account: AccountView
    workspaces: list[OwnWorkspace]


class Way(StrEnum):
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
    way: Way
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime
    is_current: bool


class SessionList(Shape):
    """Everywhere an account is signed in, the latest used first."""

    items: list[SessionView]


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
