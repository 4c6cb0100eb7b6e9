"""What is said about members, and what may be asked of them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish
from aexy.features.routing import Role


class ReachedTeam(Shape):
    """A team that a membership is limited to."""

    id: UUID
    name: str


class MemberIs(Shape):
    """Which developer somebody said they are."""

    id: UUID
    name: str | None


class WorkspaceMember(Shape):
    """Somebody who belongs to the workspace. Addresses are shown to admins."""

    account_id: UUID
    name: str
    email: str | None
    role: Role
    teams: list[ReachedTeam] | None = Field(description="What it is limited to; null: the whole workspace.")
    developer: MemberIs | None
    alert_rules: int = Field(description="Rules of theirs, which fall silent when they go.")
    joined_at: datetime
    is_me: bool
    may_become: list[Role] = Field(description="What you may make them; empty where you may not change or remove them.")


class MemberChange(Wish):
    """What shall be different; what is not mentioned stays."""

    role: Role | None = None
    teams: list[UUID] | None = Field(
        default=None, max_length=100, description="Limit to these teams; null, when it is said: the whole workspace."
    )


class Transfer(Wish):
    """Who shall be the owner instead of you."""

    account_id: UUID
