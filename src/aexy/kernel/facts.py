"""The tables numbers are counted from, with column types. A database, a parser or a test can fill them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import polars as pl

from aexy.kernel.errors import Unusable

Schema = Mapping[str, pl.DataType]

UTC_INSTANT = pl.Datetime("us", "UTC")
KIND = pl.Enum(["human", "bot", "agent"])

# One row per counted commit. `at` is where it stands in time, `offset_minutes` its author's distance from UTC.
# `additions` and `deletions` are git's own; `lines_added` and `lines_removed` the same without generated, vendored and
# lock files; all four are null at a shallow boundary. `hour_known` is false for squashes made by a provider's server.
COMMITS: Schema = {
    "commit": pl.Int64(),
    "repository": pl.Int32(),
    "author": pl.Int32(),
    "at": UTC_INSTANT,
    "offset_minutes": pl.Int16(),
    "hour_known": pl.Boolean(),
    "is_merge": pl.Boolean(),
    "is_revert": pl.Boolean(),
    "ai": pl.Boolean(),
    "additions": pl.Int32(),
    "deletions": pl.Int32(),
    "lines_added": pl.Int32(),
    "lines_removed": pl.Int32(),
}
# One row per person a commit names beside its author.
CO_AUTHORS: Schema = {"commit": pl.Int64(), "developer": pl.Int32()}
# Who is no person. A developer that is not listed is human.
DEVELOPERS: Schema = {"developer": pl.Int32(), "kind": KIND}
# Who was in which team from when (null: always) until when (null: still).
MEMBERSHIPS: Schema = {"developer": pl.Int32(), "team": pl.Int32(), "joined": UTC_INSTANT, "left": UTC_INSTANT}
# Days (by the author's own clock) with a commit, outside `commits`, that may belong to the same streak.
OTHER_DAYS: Schema = {"author": pl.Int32(), "own_day": pl.Date()}

_DEFAULTS: Mapping[str, object] = {
    "offset_minutes": 0,
    "hour_known": True,
    "is_merge": False,
    "is_revert": False,
    "ai": False,
    "additions": None,
    "deletions": None,
    "joined": None,
    "left": None,
    "kind": "human",
}


def _table(schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the kernel knows of a workspace, or of the part of it that matters."""

    commits: pl.DataFrame = field(default_factory=lambda: _table(COMMITS))
    co_authors: pl.DataFrame = field(default_factory=lambda: _table(CO_AUTHORS))
    developers: pl.DataFrame = field(default_factory=lambda: _table(DEVELOPERS))
    memberships: pl.DataFrame = field(default_factory=lambda: _table(MEMBERSHIPS))
    other_days: pl.DataFrame = field(default_factory=lambda: _table(OTHER_DAYS))

    @classmethod
    def of(cls, **tables: pl.DataFrame) -> Self:
        """Build from frames whose columns are named as the schemas here; columns that have a default may be missing.

        Raises Unusable for a table or column that is missing or unknown.
        """
        for name in tables.keys() - SCHEMAS.keys():
            raise Unusable(
                f"There is no table of facts called {name!r}.", next_step=f"There are: {', '.join(SCHEMAS)}."
            )
        return cls(**{name: _shaped(name, frame) for name, frame in tables.items()})

    def with_other_days(self, days: pl.DataFrame) -> Self:
        """The same, knowing of these days as well."""
        return replace(self, other_days=_shaped("other_days", days))


SCHEMAS: Mapping[str, Schema] = {
    "commits": COMMITS,
    "co_authors": CO_AUTHORS,
    "developers": DEVELOPERS,
    "memberships": MEMBERSHIPS,
    "other_days": OTHER_DAYS,
}


def _shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    schema = SCHEMAS[name]
    missing = [column for column in schema if column not in frame.columns and column not in _DEFAULTS]
    if missing:
        raise Unusable(
            f"The table of {name} lacks {', '.join(missing)}.", next_step="Give every column its schema names."
        )
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(_DEFAULTS[column])).cast(dtype).alias(column)
        for column, dtype in schema.items()
    )
