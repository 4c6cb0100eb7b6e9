"""What is asked of all analyses at once, and what they answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Shape, Wish


class AnalyseWish(Wish):
    """Of whom, and which."""

    developer_id: UUID | None = Field(default=None, description="Yourself when left out.")
    only: list[str] = Field(default_factory=list, max_length=20, description="Keys of analyses; all when left out.")
    fresh: bool = Field(default=False, description="Count anew even where nothing has changed.")


class Outcome(Shape):
    """One analysis: its result, or why there is none; neither where there is nothing to say."""

    analysis: str
    title: str
    version: int
    as_of: datetime
    caution: str
    result: dict[str, Any] | None = Field(description="As the analysis's own address gives it.")
    withheld: str | None
    failure: str | None


class Outcomes(Shape):
    """All of them for one person. Some may be there while others failed."""

    developer: SubjectName
    as_of: datetime
    is_partial: bool = Field(description="Whether one or more failed.")
    analyses: list[Outcome]
