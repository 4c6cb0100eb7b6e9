"""What an analysis is: a table with a row a person, and the words that keep it honest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time

import polars as pl

from aexy.features.intelligence.frames import Frames
from aexy.features.paging import Shape
from aexy.kernel.analyses.skills import HalfLives
from aexy.kernel.metric import Audience


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workspace decided that results rest on."""

    half_lives: HalfLives = field(default_factory=HalfLives)
    churn_days: int = 21
    work_starts_at: time = time(9)
    work_ends_at: time = time(17)

    @property
    def spelled(self) -> str:
        """The same as one text, equal when everything is."""
        lives = self.half_lives
        return repr(
            (lives.usual, sorted(lives.of_skill.items()), self.churn_days, self.work_starts_at, self.work_ends_at)
        )


Count = Callable[[Frames, Settings], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Declared once; the routes, `analyze-all`, the nightly run and the stored results follow from it.

    `count` gives one row a person: `developer` (key), then a column for each field of `shape`; lists and structs may
    be among them. Whom there is nothing to say about has no row. What it counts may rest on facts (from the frames),
    settings, the day and nothing else. Its `version` grows whenever the same facts would give something else.
    Fields that name other people (`names_others`) are for the person alone where all analyses are told at once; the
    analysis's own address decides one by one.
    """

    key: str
    version: int
    title: str
    caution: str
    audience: Audience
    count: Count
    shape: type[Shape]
    names_others: frozenset[str] = frozenset()
