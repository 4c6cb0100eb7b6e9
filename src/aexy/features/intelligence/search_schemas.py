"""What is found when people are looked for."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape
from aexy.features.people.schemas import DeveloperKind


class SearchMatch(Shape):
    """Why somebody was found: by what, and the words it was found in; a skill with its depth."""

    by: str = Field(description="name, user_name, address, bio, language, framework or domain.")
    text: str
    depth: str | None


class FoundPerson(Shape):
    """Somebody who fits every word."""

    id: UUID
    kind: DeveloperKind
    name: str | None
    rank: float = Field(description="The higher the better it fits; of no other meaning.")
    matches: list[SearchMatch]


class FoundPeople(Shape):
    """People who fit every word, the best first."""

    q: str
    as_of: datetime
    items: list[FoundPerson]
    caution: str
