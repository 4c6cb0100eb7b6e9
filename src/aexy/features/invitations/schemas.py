"""What is said about invitations, and what may be asked of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from aexy.features.members.schemas import ReachedTeam
from aexy.features.paging import Shape, Wish
from aexy.features.routing import Role

EMAIL = r"^[^@\s,;<>\"\x00-\x20]{1,64}@[^@\s,;<>\"\x00-\x20]{1,190}$"
Email = Annotated[str, Field(pattern=EMAIL, max_length=254), AfterValidator(str.lower)]
InvitationToken = Annotated[str, Field(min_length=1, max_length=200, description="What follows `#token=` in the link.")]


class InvitationState(StrEnum):
    """Whether it can still be accepted."""

    OPEN = "open"
    EXPIRED = "expired"


class Invitation(Shape):
    """Somebody who was asked to join and has not answered."""

    id: UUID
    email: str
    role: Role
    teams: list[ReachedTeam] | None = Field(description="What it will be limited to; null: the whole workspace.")
    state: InvitationState
    invited_by: str | None
    created_at: datetime
    sent_at: datetime = Field(description="When its link was made; the links before it open nothing.")
    expires_at: datetime


class MadeInvitation(Invitation):
    """The invitation with its link, which is shown this once."""

    link: str
    is_mailed: bool
    mail_problem: str | None = Field(description="Why it was not mailed.")


class NewInvitation(Wish):
    """Whom to ask, and as what."""

    email: Email
    role: Role = Role.MEMBER
    teams: list[UUID] | None = Field(default=None, max_length=100, description="Limit to these teams.")


class Accepting(Wish):
    """The token of an invitation's link."""

    token: InvitationToken


class JoiningAnew(Accepting):
    """The same, for somebody who has no account yet."""

    name: str = Field(min_length=1, max_length=100, description="What others here call you.")


class SeenInvitation(Shape):
    """What an invitation is to, for whoever holds its link."""

    workspace: str
    role: Role
    is_limited: bool = Field(description="To some teams.")
    invited_by: str | None
    expires_at: datetime
    makes_account: bool = Field(description="Whether an account can be made with it.")


class JoinedWorkspace(Shape):
    """Where somebody belongs now."""

    workspace_id: UUID
    slug: str
    name: str
    role: Role


class JoinedAnew(JoinedWorkspace):
    """The same, with the one-time address that signs the new account in."""

    sign_in: str
