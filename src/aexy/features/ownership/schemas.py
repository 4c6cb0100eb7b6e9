"""What is said about who owns a repository, and what may be said of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from aexy.features.paging import Shape, Wish


class OwnerSource(StrEnum):
    """Who said so."""

    MANUAL = "manual"
    DEMO = "demo"
    CODEOWNERS = "codeowners"


class OwningTeam(Shape):
    """A time in which a team owned a repository."""

    team_id: UUID
    slug: str
    name: str
    since: datetime | None = Field(description="Null: always.")
    until: datetime | None = Field(description="Null: still.")
    source: OwnerSource


class Owners(Shape):
    """Who owns a repository now, and everybody who ever did."""

    repository_id: UUID
    owners: list[OwningTeam] = Field(description="Now; there may be several, and none.")
    history: list[OwningTeam] = Field(description="All there were, the latest first.")


class OwnedRepository(Shape):
    """A repository and the teams that own it now."""

    repository_id: UUID
    name: str
    owners: list[OwningTeam]


class NewOwners(Wish):
    """Who owns a repository from an instant on; who owned it before stays as it is known."""

    team_ids: list[UUID] = Field(max_length=100, description="These teams and no others; empty: nobody.")
    since: AwareDatetime | None = Field(description="From when on; null: always, in place of all that was said before.")


class TeamWork(Shape):
    """What a team's people wrote in a repository."""

    team_id: UUID
    slug: str
    name: str
    commits: int
    share: float = Field(description="Of the counted commits, 0-1. Somebody in two teams counts for both.")


class OwnerSuggestion(Shape):
    """Who seems to own a repository by who works in it. It is never applied by itself."""

    repository_id: UUID
    team: TeamWork | None = Field(description="Null where nothing is clear enough; `caution` says why.")
    n: int = Field(description="Counted commits by people, without merges.")
    since: datetime
    until: datetime
    evidence: list[TeamWork] = Field(description="Each team with commits, most first.")
    caution: str
