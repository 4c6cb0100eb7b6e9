"""Pull requests as arrays, with the instants that others give them: responses, reviews, approvals, first commits.

An instant that is not known is the earliest there is, so that the later of two is the one that is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.cells import Column, column_of
from aexy.kernel.facts import Facts
from aexy.kernel.matching import NOWHERE, Numbers, places_of

UNKNOWN = np.iinfo(np.int64).min
_LATEST = np.iinfo(np.int64).max
_HOURS_A_MICROSECOND = 1 / 3_600_000_000

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Pulls:
    """All pull requests in order of their keys. `proposed` are those by people, by their places."""

    table: pl.DataFrame
    keys: Numbers
    authors: Column
    is_bot: Flags
    opened: Numbers
    begun: Numbers
    responded: Numbers
    reviewed: Numbers
    approved: Numbers
    written: Numbers
    proposed: Numbers
    reviews: pl.DataFrame
    reviewed_places: Numbers

    @classmethod
    def of(cls, facts: Facts, bots: NDArray[Any]) -> "Pulls":
        """From everything that is known of them."""
        table = facts.pulls.sort("pull")
        keys, authors, opened = table["pull"].to_numpy(), column_of(table["author"]), instants(table["opened"])
        is_bot = np.isin(authors.values, bots) & is_known(authors)
        on_lines = facts.remarks.filter("on_lines")
        said = places_of(keys, on_lines["pull"].fill_null(UNKNOWN).to_numpy())
        of_others = _by_others(said, on_lines["author"], authors)
        places = places_of(keys, facts.reviews["pull"].to_numpy())
        others = _by_others(places, facts.reviews["reviewer"], authors)
        reviews, places = facts.reviews.filter(pl.Series(others)), places[others]
        at = instants(reviews["at"])
        is_approval = (reviews["state"] == "approved").to_numpy()
        reviewed = earliest(keys.size, places, at)
        responded = earliest(keys.size, said[of_others], instants(on_lines["at"])[of_others], _or_latest(reviewed))
        written = earliest(
            keys.size, places_of(keys, facts.pull_commits["pull"].to_numpy()), instants(facts.pull_commits["authored"])
        )
        is_known_whole = table["commits_known"].to_numpy()
        return cls(
            table=table,
            keys=keys,
            authors=authors,
            is_bot=is_bot,
            opened=opened,
            begun=np.maximum(opened, instants(table["ready"])),  # opened where it is not known
            responded=responded,
            reviewed=reviewed,
            approved=latest(keys.size, places[is_approval], at[is_approval]),
            written=np.where(is_known_whole, written, UNKNOWN),
            proposed=np.flatnonzero(is_known(authors) & ~is_bot),
            reviews=reviews,
            reviewed_places=places,
        )

    @property
    def started(self) -> Numbers:
        """When work on each began: with its first commit, or its opening if that was earlier or its commits unknown."""
        return np.where(self.written == UNKNOWN, self.opened, np.minimum(self.written, self.opened))

    def instants(self, name: str) -> Numbers:
        """One of the table's own."""
        return instants(self.table[name])

    def rows(self, places: Numbers, *names: str) -> pl.DataFrame:
        """Columns of the table at some places."""
        return self.table.select(names)[pl.Series(places.astype(np.uint32))]


def _by_others(places: Numbers, people: pl.Series, authors: Column) -> Flags:
    """Which rows are of a pull request that is here, and by somebody else than its author."""
    who = column_of(people)
    if not authors.values.size:
        return np.zeros(places.size, dtype=np.bool_)
    nobodys = ~is_known(authors)[places]
    others: Flags = (places != NOWHERE) & (nobodys | (is_known(who) & (who.values != authors.values[places])))
    return others


def is_known(column: Column) -> Flags:
    """Which of its values are known."""
    return np.ones(column.values.size, dtype=np.bool_) if column.known is None else column.known


def instants(series: pl.Series) -> Numbers:
    """Microseconds since 1970, UNKNOWN where nothing is said."""
    values, known = column_of(series)
    return values if known is None else np.where(known, values, UNKNOWN)


def earliest(size: int, places: Numbers, at: Numbers, found: Numbers | None = None) -> Numbers:
    """The earliest known instant at each place, among those `found` already as well; `found` is changed."""
    found = np.full(size, _LATEST) if found is None else found
    told = np.flatnonzero((places != NOWHERE) & (at != UNKNOWN))
    np.minimum.at(found, places[told], at[told])
    found[found == _LATEST] = UNKNOWN
    return found


def latest(size: int, places: Numbers, at: Numbers) -> Numbers:
    """The latest known instant at each place."""
    found = np.full(size, UNKNOWN)
    told = np.flatnonzero(places != NOWHERE)
    np.maximum.at(found, places[told], at[told])
    return found


def _or_latest(at: Numbers) -> Numbers:
    return np.where(at == UNKNOWN, _LATEST, at)


def first_known(*several: Numbers) -> Numbers:
    """The first of these that is known."""
    found = several[-1]
    for each in reversed(several[:-1]):
        found = np.where(each != UNKNOWN, each, found)
    return found


def in_order(began: Numbers, events: Iterable[Numbers], until: Numbers) -> list[Numbers]:
    """The instants between stages, each no earlier than the one before and no later than `until`.

    A missing event takes the place of the one before it: its stage has no width, and the stages still add up.
    """
    found = [began]
    for event in events:
        found.append(np.minimum(np.maximum(found[-1], event), until))
    return found


def hours(since: Numbers, until: Numbers, where: Flags | None = None) -> pl.Series:
    """Hours from one to the other; null where one is missing, or they come the other way round."""
    span = until - since
    told = (since != UNKNOWN) & (until != UNKNOWN) & (span >= 0)
    told = told if where is None else told & where
    return pl.Series(np.where(told, span * _HOURS_A_MICROSECOND, np.nan), nan_to_null=True).round(10)


def flags(values: Flags, known: Flags) -> pl.Series:
    """True, false, or null where it is not known."""
    return pl.Series(values) if known.all() else pl.Series(values).set(pl.Series(~known), None)


def moments(at: Numbers) -> pl.Series:
    """Instants as a column."""
    return pl.Series(at).cast(pl.Datetime("us", "UTC"))
