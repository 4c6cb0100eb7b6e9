"""Who hangs together and who stands apart: parts of a network, groups within a large part, and who joins them.

part      people between whom some way leads; one part beside another is a silo: nothing passes between them
group     within a large part, people who have far more to do with each other than with the rest (modularity, by
          Louvain's method in a fixed order, so that the same ties always give the same groups); a part is only taken
          apart where its groups are clear (modularity of 0.3 or more, Newman's rule of thumb)
inside    of all strength of a group's people, the share that stays in the group; from 0.9 on it is a silo as well
only way  somebody, or a tie, without whom a part would fall into several
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

LARGE = 8
CLEAR = 0.3
CLOSED = 0.9

Ties = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Circle:
    """People who hang together. `inside` is null where none of them has any tie."""

    people: tuple[int, ...]
    is_part: bool
    inside: float | None
    is_silo: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who has ties to others than their own group: to how many groups, and of all strength between groups."""

    developer: int
    groups: int
    share: float


@dataclass(frozen=True, slots=True)
class Circles:
    """How people hang together. `alone` have no tie at all; `modularity` is of the groups, all strength considered."""

    circles: tuple[Circle, ...]
    alone: tuple[int, ...]
    parts: int
    modularity: float | None
    joining: tuple[Joining, ...]
    only_people: tuple[int, ...]
    only_ties: tuple[tuple[int, int], ...]


def circles(pairs: pl.DataFrame, people: Iterable[int]) -> Circles:
    """Of `pairs` (`a`, `b`, `strength`) among these people; largest groups first."""
    ties = ties_of(pairs, people)
    parts = parts_of(ties)
    alone = tuple(part[0] for part in parts if len(part) == 1)
    tied = [part for part in parts if len(part) > 1]
    divided = [(group, len(groups) == 1) for part in tied for groups in [_divided(ties, part)] for group in groups]
    divided.sort(key=lambda one: (-len(one[0]), one[0]))
    home = {person: number for number, (group, _) in enumerate(divided) for person in group}
    found = tuple(_circle(ties, group, is_part=is_part, beside=len(divided)) for group, is_part in divided)
    people_between, ties_between = only_ways(ties)
    return Circles(
        circles=found,
        alone=alone,
        parts=len(tied),
        modularity=modularity(ties, [group for group, _ in divided]),
        joining=_joining(ties, home),
        only_people=people_between,
        only_ties=ties_between,
    )


def ties_of(pairs: pl.DataFrame, people: Iterable[int]) -> Ties:
    """Everybody's ties with others of these people, in the order of keys."""
    found: dict[int, dict[int, float]] = {person: {} for person in sorted(set(people))}
    for a, b, strength in pairs.select("a", "b", "strength").sort("a", "b").iter_rows():
        if a in found and b in found:
            found[a][b] = found[b][a] = strength
    return found


def parts_of(ties: Ties) -> list[tuple[int, ...]]:
    """People between whom some way leads."""
    seen: set[int] = set()
    parts = []
    for start in ties:
        if start in seen:
            continue
        part, waiting = {start}, [start]
        while waiting:
            for other in ties[waiting.pop()]:
                if other not in part:
                    part.add(other)
                    waiting.append(other)
        seen |= part
        parts.append(tuple(sorted(part)))
    return parts


def modularity(ties: Ties, groups: Sequence[Sequence[int]]) -> float | None:
    """How much more strength stays within these groups than by chance (Newman); null without any ties."""
    home = {person: number for number, group in enumerate(groups) for person in group}
    whole = sum(sum(each.values()) for each in ties.values())
    if not whole:
        return None
    inside, degree = [0.0] * len(groups), [0.0] * len(groups)
    for person, number in home.items():
        degree[number] += sum(ties[person].values())
        inside[number] += sum(strength for other, strength in ties[person].items() if home.get(other) == number)
    return sum(each / whole - (of / whole) ** 2 for each, of in zip(inside, degree, strict=True))


def _divided(ties: Ties, part: tuple[int, ...]) -> list[tuple[int, ...]]:
    """A large part as its groups where they are clear; else as it is."""
    if len(part) < LARGE:
        return [part]
    own = {person: ties[person] for person in part}
    groups = [piece for group in communities(own) for piece in parts_of(_within(own, group))]
    clear = modularity(own, groups)
    return groups if len(groups) > 1 and clear is not None and clear >= CLEAR else [part]


def _within(ties: Ties, group: Iterable[int]) -> Ties:
    chosen = set(group)
    return {
        person: {other: strength for other, strength in ties[person].items() if other in chosen}
        for person in sorted(chosen)
    }


def communities(ties: Ties) -> list[tuple[int, ...]]:
    """Groups of the best modularity that moving people, then groups, one by one in the order of keys comes to."""
    members = {person: [person] for person in ties}
    level = {person: dict(others) for person, others in ties.items()}
    while True:
        home = _moved(level)
        if len(set(home.values())) == len(level):
            return sorted(tuple(sorted(each)) for each in members.values())
        merged: dict[int, list[int]] = {}
        joined: dict[int, dict[int, float]] = {}
        for node, group in home.items():
            merged.setdefault(group, []).extend(members[node])
            row = joined.setdefault(group, {})
            for other, strength in level[node].items():
                row[home[other]] = row.get(home[other], 0.0) + strength
        members, level = merged, joined


def _moved(level: Ties) -> dict[int, int]:
    """Where every node goes when each in turn goes where most is gained, until none wants to move."""
    degree = {node: sum(others.values()) for node, others in level.items()}
    whole = sum(degree.values())
    home, total = {node: node for node in level}, dict(degree)
    moving = whole > 0
    while moving:
        moving = False
        for node, others in level.items():
            own = home[node]
            total[own] -= degree[node]
            drawn: dict[int, float] = {own: 0.0}
            for other, strength in others.items():
                if other != node:
                    drawn[home[other]] = drawn.get(home[other], 0.0) + strength
            gain = {group: pull - total[group] * degree[node] / whole for group, pull in drawn.items()}
            best = max(gain, key=lambda group: (gain[group], -group))
            # Less than a hair is no gain: rounding would move people to and fro for ever.
            chosen = best if gain[best] > gain[own] + 1e-9 * whole else own
            total[chosen] += degree[node]
            moving |= chosen != own
            home[node] = chosen
    return home


def _circle(ties: Ties, group: tuple[int, ...], *, is_part: bool, beside: int) -> Circle:
    chosen = set(group)
    whole = sum(sum(ties[person].values()) for person in group)
    kept = sum(strength for person in group for other, strength in ties[person].items() if other in chosen)
    inside = kept / whole if whole else None
    return Circle(group, is_part, inside, beside > 1 and inside is not None and inside >= CLOSED)


def _joining(ties: Ties, home: Mapping[int, int]) -> tuple[Joining, ...]:
    """Whoever has ties out of their group, those with most of what passes between groups first."""
    outside = {
        person: {other: strength for other, strength in ties[person].items() if home[other] != home[person]}
        for person in home
    }
    whole = sum(sum(each.values()) for each in outside.values())
    found = [
        Joining(person, len({home[other] for other in each}), sum(each.values()) / whole)
        for person, each in outside.items()
        if each and whole
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.developer)))


def only_ways(ties: Ties) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """People, and ties, without whom some two others would have no way to each other (Tarjan's low points)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    people: set[int] = set()
    bridges: set[tuple[int, int]] = set()
    for root in ties:
        if root in order:
            continue
        children = _walk(ties, root, order, low, people, bridges)
        if children < 2:  # noqa: PLR2004 - the beginning of a walk joins what it begins in two directions
            people.discard(root)
        else:
            people.add(root)
    return tuple(sorted(people)), tuple(sorted(bridges))


def _walk(
    ties: Ties, root: int, order: dict[int, int], low: dict[int, int], people: set[int], bridges: set[tuple[int, int]]
) -> int:
    """One walk in depth from a person; how often it set out from there."""
    order[root] = low[root] = len(order)
    above = {root: root}
    way = [(root, iter(ties[root]))]
    children = 0
    while way:
        person, others = way[-1]
        other = next(others, None)
        if other is None:
            way.pop()
            parent = above[person]
            if person == root:
                continue
            low[parent] = min(low[parent], low[person])
            if low[person] >= order[parent]:
                people.add(parent)
            if low[person] > order[parent]:
                bridges.add((min(person, parent), max(person, parent)))
        elif other not in order:
            above[other] = person
            order[other] = low[other] = len(order)
            children += person == root
            way.append((other, iter(ties[other])))
        elif other != above[person]:
            low[person] = min(low[person], order[other])
    return children
