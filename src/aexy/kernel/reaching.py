"""Which pull requests were within somebody's reach: opened by another human where they were at home."""

from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.cells import in_order
from aexy.kernel.matching import NOWHERE, Numbers, places_of, runs

AT_HOME = timedelta(days=90)  # after a commit or a review, somebody is at home in a repository for so long
_AT_HOME = AT_HOME // timedelta(microseconds=1)


class _Stays(NamedTuple):
    """Who was at home where, from when until when; in order of person, repository and beginning."""

    authors: Numbers
    repositories: Numbers
    since: Numbers
    until: Numbers


def reach(pulls: pl.DataFrame, reviews: pl.DataFrame, presence: pl.DataFrame) -> pl.DataFrame:
    """One row per pull request and person at home in its repository when it was opened, other than its author.

    `pulls` are those by people, in order of their keys. Returns `pull`, `author` (the person), `repository`, `at` (the
    opening), `day` (its) and `has_reviewed` (ever). Stays are found first and each gives a run of pull requests:
    nothing is compared row by row.
    """
    stays = _stays(presence)
    opened, repositories = (pulls[name].to_physical().to_numpy() for name in ("opened", "repository"))
    instants = np.sort(opened)
    places = _places(repositories, opened, instants, "left")
    order = np.argsort(places, kind="stable")
    first = np.searchsorted(places[order], _places(stays.repositories, stays.since, instants, "left"))
    last = np.searchsorted(places[order], _places(stays.repositories, stays.until, instants, "right"))
    counts = np.maximum(last - first, 0)
    stay, place = runs(first, counts)
    which = order[place]
    people = stays.authors[stay].astype(np.int32)
    has_reviewed = np.zeros(which.size, dtype=np.bool_)
    has_reviewed[_reviewed(pulls, reviews, stays, order, (first, counts))] = True
    others = np.flatnonzero(people != pulls["author"].to_numpy()[which])
    rows = pulls.select("pull", "repository", "day", at="opened")[pl.Series(which[others].astype(np.uint32))]
    found = (pl.Series("author", people[others]), pl.Series("has_reviewed", has_reviewed[others]))
    return rows.with_columns(*found).select("pull", "author", "repository", "at", "has_reviewed", "day")


def _reviewed(
    pulls: pl.DataFrame, reviews: pl.DataFrame, stays: _Stays, order: Numbers, found: tuple[Numbers, Numbers]
) -> Numbers:
    """Which of the rows somebody reviewed: their stay, and there as far in as the pull request's place."""
    first, counts = found
    which = places_of(pulls["pull"].to_numpy(), reviews["pull"].to_numpy())
    authors = reviews["author"].to_numpy()[which != NOWHERE]
    which = which[which != NOWHERE]
    opened, repositories = (pulls[name].to_physical().to_numpy()[which] for name in ("opened", "repository"))
    many = int(stays.repositories.max(initial=0)) + int(repositories.max(initial=0)) + 1
    instants = np.sort(stays.since)
    homes = _places(stays.authors * many + stays.repositories, stays.since, instants, "left")
    wanted = authors.astype(np.int64) * many + repositories
    stay = np.searchsorted(homes, _places(wanted, opened, instants, "right") - 1, side="right") - 1
    place_in_order = np.empty(order.size, dtype=np.int64)
    place_in_order[order] = np.arange(order.size)
    known = np.flatnonzero(stay >= 0)
    stay, far = stay[known], place_in_order[which[known]] - first[stay[known]]
    is_there = (stays.authors[stay] == authors[known]) & (far >= 0) & (far < counts[stay])
    is_there &= stays.repositories[stay] == repositories[known]
    begins = np.cumsum(counts) - counts
    rows: Numbers = begins[stay[is_there]] + far[is_there]
    return rows


def _stays(presence: pl.DataFrame) -> _Stays:
    """Acts no more than ninety days apart are one stay of a person in a repository; it ends as long after the last."""
    authors, repositories = (presence[name].to_numpy().astype(np.int64) for name in ("author", "repository"))
    many = int(repositories.max(initial=0)) + 1
    homes, at = in_order(authors * many + repositories, presence["at"].to_physical().to_numpy())
    begins = np.append(True, (homes[1:] != homes[:-1]) | (at[1:] - at[:-1] > _AT_HOME))[: homes.size]
    heads = np.flatnonzero(begins)
    tails = np.append(heads[1:], homes.size)[: heads.size] - 1
    return _Stays(*np.divmod(homes[heads], many), at[heads], at[tails] + _AT_HOME)


def _places(where: NDArray[Any], at: Numbers, instants: Numbers, side: Any) -> Numbers:  # noqa: ANN401 - numpy's word
    """Where each stands among the instants of its place, as one whole number."""
    ranks: Numbers = where.astype(np.int64) * (instants.size + 1) + np.searchsorted(instants, at, side=side)
    return ranks
