"""What is said about signing in at a provider."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from aexy.features.accounts.schemas import SignInWay
from aexy.features.paging import Shape, Wish


class WayIn(Shape):
    """A provider one can sign in at."""

    key: str
    name: str


class Ways(Shape):
    """All ways there are; one-time links always work."""

    items: list[WayIn]


class Departure(Wish):
    """Where to go on after signing in: a page of ours."""

    next: str = Field(default="/", max_length=2000)


class Trip(Shape):
    """Where the browser has to go now."""

    url: str


class Return(Wish):
    """What the provider sent back with the browser."""

    code: str = Field(min_length=1, max_length=4000)
    state: str = Field(min_length=1, max_length=200)
    iss: str | None = Field(default=None, max_length=2000)


class Arrived(Shape):
    """Where to go on, and whether it was to add a way to an account that was signed in already."""

    next: str
    is_linked: bool


class OwnWayIn(Shape):
    """A provider's account that signs in here."""

    id: UUID
    way: SignInWay
    issuer: str
    name: str
    created_at: datetime
    last_used_at: datetime


class OwnWaysIn(Shape):
    """The ways in which an account signs in at providers."""

    items: list[OwnWayIn]
