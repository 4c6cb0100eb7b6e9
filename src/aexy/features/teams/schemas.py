"""What is said about teams, and what may be asked of them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from aexy.features.paging import Shape, Wish
from aexy.features.people.schemas import DeveloperKind


class Team(Shape):
    """A team and who is in it now."""

    id: UUID
    slug: str
    name: str
    description: str | None
    developer_ids: list[UUID] = Field(description="Who is in it now.")
    created_at: datetime
    updated_at: datetime


class Member(Shape):
    """Somebody's time in a team."""

    developer_id: UUID
    name: str | None
    kind: DeveloperKind
    role: str
    joined_at: datetime | None
    left_at: datetime | None


class TeamDetail(Team):
    """A team with everybody who is or was in it."""

    members: list[Member]


Text = Annotated[str, Field(min_length=1, max_length=100)]
Description = Annotated[str, Field(max_length=1000)]


class NewTeam(Wish):
    """A team to be made, with those who were always in it."""

    name: Text
    description: Description | None = None
    developer_ids: list[UUID] = Field(default_factory=list, max_length=1000)


class TeamChange(Wish):
    """What shall be different; what is not mentioned stays."""

    name: Text | None = None
    description: Description | None = None


class Joining(Wish):
    """A time in a team, from `joined_at` (null: always) until `left_at` (null: still)."""

    role: Text = "member"
    joined_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.joined_at and self.left_at and self.left_at <= self.joined_at:
            raise ValueError("Somebody leaves a team after they joined it.")
        return self
