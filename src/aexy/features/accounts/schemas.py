"""What is said about whoever signs in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import Field

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


@dataclass(frozen=True, slots=True)
class Session:
    """A proof of having signed in. `token` is known to its holder only; the database keeps its hash."""

    token: str
    account_id: AccountId
    expires_at: datetime
