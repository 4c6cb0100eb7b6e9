"""What is said about developers, and what may be asked of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish


class DeveloperKind(StrEnum):
    """A person, a bot, or an AI agent that commits under its own name."""

    HUMAN = "human"
    BOT = "bot"
    AGENT = "agent"


class TeamName(Shape):
    """A team, named."""

    id: UUID
    slug: str
    name: str


class Developer(Shape):
    """A person (or a bot, or an agent) whose work it is. Viewers are not shown addresses."""

    id: UUID
    kind: DeveloperKind
    name: str | None
    email: str | None
    avatar_url: str | None
    first_activity_at: datetime | None
    last_activity_at: datetime | None
    teams: list[TeamName] = Field(description="Those they are in now.")
    is_me: bool


class Identity(Shape):
    """One of the names a source knows somebody by."""

    provider: str
    username: str | None
    name: str | None
    email: str | None
    verified: bool


class Stint(Shape):
    """A time in a team. Null `joined_at`: always; null `left_at`: still."""

    team: TeamName
    role: str
    joined_at: datetime | None
    left_at: datetime | None


class DeveloperDetail(Developer):
    """A developer with everything they are known by."""

    bio: str | None
    location: str | None
    company: str | None
    identities: list[Identity]
    stints: list[Stint] = Field(description="All times in teams, the present ones first.")


class OwnDeveloper(Shape):
    """Which developer you are; null when nobody said so."""

    developer: Developer | None


class Claim(Wish):
    """This is me; null takes it back."""

    developer_id: UUID | None
