"""What is found."""

from enum import StrEnum

from pydantic import Field

from aexy.features.paging import Shape


class FoundKind(StrEnum):
    """What has a name."""

    PERSON = "person"
    TEAM = "team"
    REPOSITORY = "repository"
    PROJECT = "project"
    METRIC = "metric"
    TRACKER = "tracker"
    ISSUE = "issue"
    FOLDER = "folder"


class Found(Shape):
    """Something that fits."""

    kind: FoundKind
    id: str = Field(description="Its id; of a metric its key, of a folder its repository's id, a colon and its path.")
    name: str | None
    detail: str | None = Field(description="What it was found by, or belongs to.")
    rank: float = Field(description="The higher the better it fits; of no other meaning.")


class FoundAll(Shape):
    """The best first; where nothing fits as it was typed, what is near it."""

    q: str
    is_near: bool = Field(description="Nothing fits as it was typed; these are near it.")
    items: list[Found]
