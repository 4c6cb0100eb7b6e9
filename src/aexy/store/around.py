"""Rows of many tables in one answer: every kind comes in the same columns.

A question to the server costs more than columns that are empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import polars as pl

from aexy.kernel.facts import UTC_INSTANT
from aexy.store.session import Session


class Kind(IntEnum):
    """Which table a row belongs to."""

    REVIEW = 1
    ON_LINES = 2
    REMARK = 3
    REQUEST = 4
    PULL_COMMIT = 5
    CO_AUTHOR = 6
    MEMBERSHIP = 7
    OWNER = 8
    HOLDING = 9
    BEFORE = 10
    SCHEDULE = 11
    LEAVE = 12
    PLACE = 13
    COVERAGE = 14
    PART = 15
    KNOWN = 16
    INCIDENT = 17


# Rows of one kind: what `thing` is, and which identity, instants, number and words go with it. This names the columns.
_COLUMNS = """
select null::smallint as kind,
       null::bigint as thing,
       null::bigint as other,
       null::integer as identity,
       null::timestamptz as at,
       null::timestamptz as until,
       null::integer as number,
       null::text as said
where false"""
_NOTHING = pl.DataFrame(
    schema={
        "kind": pl.Int16(), "thing": pl.Int64(), "other": pl.Int64(), "identity": pl.Int32(), "at": UTC_INSTANT,
        "until": UTC_INSTANT, "number": pl.Int32(), "said": pl.String(),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Around:
    """Rows by what they are, with the columns of all of them."""

    rows: Mapping[int, pl.DataFrame]

    def of(self, kind: Kind, **names: str | pl.Expr) -> pl.DataFrame:
        """The rows of a kind, their columns under the names they have among facts."""
        found = self.rows.get(kind, _NOTHING)
        return found.select(**{name: pl.col(one) if isinstance(one, str) else one for name, one in names.items()})


def read(session: Session, arms: Iterable[str], given: Sequence[object] = ()) -> Around:
    """Ask for all of these kinds of rows at once; each arm is a select of its own in the common columns."""
    rows = session.frame("\nunion all".join((_COLUMNS, *arms)), given)
    return Around({kind[0]: part for kind, part in rows.partition_by("kind", as_dict=True).items()})
