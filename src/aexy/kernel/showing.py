"""Which groups may show their numbers beside each other, so that no sum and difference gives a few people away.

Rows of one person that belong to the same groups stand or fall together, so they are looked at as one: a workspace of a
thousand people over a year is then some thousand pieces, not half a million days.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from aexy.kernel.privacy import QUORUM

# Somebody's rows in one part of the workspace: the person, and whatever else tells rows apart (a repository, a day).
Atom = tuple[int, int]

# With more people that could be told apart than this, nobody tries every few of them.
_MOST_TRIED = 14
_Matrix = np.ndarray[Any, np.dtype[np.float64]]


def groups_to_show(
    groups: Mapping[int, Collection[Atom]],
    everybody: Collection[Atom],
    quorum: int = QUORUM,
    *,
    sizes: Mapping[int, int] | None = None,
) -> set[int]:
    """Which of these groups may be shown beside each other and beside the number of everybody.

    Besides its own quorum, no difference may come down to a few people: not of two groups, and not what is left of
    everybody without all groups that are shown. Larger groups come first (by their rows, or these `sizes`); the same
    facts always give the same answer.
    """
    large = sizes or {key: len(rows) for key, rows in groups.items()}
    pieces, rest = _pieces(groups, everybody)
    shown: dict[int, frozenset[Atom]] = {}
    for key in sorted(groups, key=lambda key: (-large[key], key)):
        group, left = pieces[key], rest - pieces[key]
        differences = [d for other in shown.values() for d in (group - other, other - group)]
        if _people(group) < quorum or any(0 < _people(d) < quorum for d in [left, *differences]):
            continue
        if not any(gives_away(some, left.union(*some), quorum) for some in _to_try([*shown.values(), group], left)):
            shown[key], rest = group, left
    return set(shown)


def gives_away(
    groups: Sequence[Collection[Atom]], everybody: Collection[Atom], quorum: int = QUORUM, *, most: int = _MOST_TRIED
) -> bool:
    """Whether some sum and difference of these groups' numbers and everybody's comes down to fewer than a quorum.

    What belongs to the same groups stands or falls together: each such part is a column, each group a row, and what can
    be computed is what the rows span. Where too many people could be told apart by few, the answer is yes untried.
    """
    parts: dict[tuple[bool, ...], set[int]] = {}
    sets = [frozenset(group) for group in groups]
    for atom in frozenset(everybody).union(*sets):
        parts.setdefault((True, *(atom in group for group in sets)), set()).add(atom[0])
    rows = np.array(list(parts), dtype=float).T
    is_few = np.array([len(people) < quorum for people in parts.values()])
    few = [people for people in parts.values() if len(people) < quorum]
    # What can be computed of those parts alone: with any of it, somebody's part of it may be all there is.
    alone = _vanishing(rows[:, ~is_few]) @ rows[:, is_few]
    rank = _rank(alone)
    if not rank:
        return False
    within = sorted(set[int]().union(*few))
    return len(within) > most or any(
        _rank(alone[:, [not people <= set(chosen) for people in few]]) < rank
        for chosen in combinations(within, min(quorum - 1, len(within)))
    )


def _to_try(groups: Sequence[frozenset[Atom]], left: frozenset[Atom]) -> list[list[frozenset[Atom]]]:
    """The groups that have to be looked at together: those the last one overlaps with, directly or by others.

    With somebody left over who is in none of them, everybody's number says nothing of those that touch no other. With
    nobody left, each of these clusters can be computed from everybody and the rest, so all of them are looked at again.
    """
    clusters: list[list[frozenset[Atom]]] = []
    for group in groups:
        touching = [cluster for cluster in clusters if not all(group.isdisjoint(other) for other in cluster)]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append([*(other for cluster in touching for other in cluster), group])
    last = clusters[-1]
    return clusters if not left else [last] if len(last) > 1 else []


def _pieces(
    groups: Mapping[int, Collection[Atom]], everybody: Collection[Atom]
) -> tuple[dict[int, frozenset[Atom]], frozenset[Atom]]:
    """Each group, and everybody, with one piece for all rows of a person that belong to the same groups."""
    belongs: dict[Atom, tuple[int, ...]] = dict.fromkeys(everybody, ())
    for key in sorted(groups):
        for atom in groups[key]:
            belongs[atom] = (*belongs.get(atom, ()), key)
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(belongs.values()))}
    whole = {(atom[0], kinds[kind]) for atom, kind in belongs.items()}
    pieces: dict[int, set[Atom]] = {key: set() for key in groups}
    of_kind = {number: kind for kind, number in kinds.items()}
    for piece in whole:
        for key in of_kind[piece[1]]:
            pieces[key].add(piece)
    counted = {(atom[0], kinds[belongs[atom]]) for atom in everybody}
    return {key: frozenset(found) for key, found in pieces.items()}, frozenset(counted)


def _vanishing(rows: _Matrix) -> _Matrix:
    """The sums of rows that are nothing in every column, as rows that are independent of each other."""
    if not rows.shape[1]:
        return np.eye(rows.shape[0])
    vectors, sizes, _ = np.linalg.svd(rows, full_matrices=True)
    rank = int((sizes > sizes.max(initial=0) * max(rows.shape) * np.finfo(float).eps).sum())
    return vectors[:, rank:].T


def _rank(rows: _Matrix) -> int:
    """Against one, not against the largest: what should be nothing is only nearly so."""
    return int(np.linalg.matrix_rank(rows, tol=1e-8)) if rows.size else 0


def _people(atoms: Collection[Atom]) -> int:
    return len({person for person, _ in atoms})
