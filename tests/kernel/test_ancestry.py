"""What one commit brings that another had not, against counting it out."""

from itertools import pairwise
from random import Random

import pytest

from aexy.kernel.ancestry import Ancestry, Stretch

Parents = dict[int, tuple[int, ...]]


def sha(number: int) -> bytes:
    return number.to_bytes(20, "big")


def ancestry(parents: dict[int, tuple[int, ...] | None]) -> Ancestry:
    return Ancestry([(key, sha(key), None if on is None else [sha(one) for one in on]) for key, on in parents.items()])


def reached(parents: Parents, start: int) -> set[int]:
    found, left = set(), [start]
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += parents[one]
    return found


# 1 ─ 2 ─ 4 ─ 5        4 merges 3 into the main line
#   └ 3 ┘ └ 6
FORKED: dict[int, tuple[int, ...] | None] = {1: (), 2: (1,), 3: (1,), 4: (2, 3), 5: (4,), 6: (4,)}


@pytest.mark.parametrize(
    ("new", "old", "keys"),
    [(1, None, [1]), (5, None, [1, 2, 3, 4, 5]), (5, 2, [3, 4, 5]), (5, 6, [5]), (2, 5, []), (5, 5, []), (3, 2, [3])],
)
def test_a_branch_comes_with_its_merge(new: int, old: int | None, keys: list[int]) -> None:
    assert ancestry(FORKED).brought(sha(new), None if old is None else sha(old)) == Stretch(keys, [])


def test_the_main_line_goes_by_first_parents() -> None:
    assert ancestry(FORKED).mainline(sha(5)) == {5, 4, 2, 1}
    assert ancestry(FORKED).mainline(sha(9)) == set()


@pytest.mark.parametrize("seed", range(20))
def test_any_history_as_counting_it_out(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test's facts, not a secret
    parents: Parents = {0: ()}
    for key in range(1, 60):
        parents[key] = tuple(sorted(random.sample(range(max(0, key - 9), key), min(key, random.choice([1, 1, 2, 3])))))
    graph = ancestry({key: parents[key] for key in random.sample(range(60), 60)})
    for _ in range(60):
        new, old = random.randrange(60), random.randrange(60)
        expected = sorted(reached(parents, new) - reached(parents, old))
        assert graph.brought(sha(new), sha(old)) == Stretch(expected, [])


def test_nothing_is_said_of_what_cannot_be_followed() -> None:
    beyond = ancestry({3: None, 4: (3,), 5: (4, 3), 7: (6,)})
    assert beyond.brought(sha(5), None) == Stretch([3, 4, 5], [sha(3)])
    assert beyond.brought(sha(5), sha(4)) == Stretch([5], [])
    assert beyond.brought(sha(4), sha(7)) == Stretch([], [sha(3), sha(6)])


def test_a_hundred_thousand_commits_and_ten_thousand_deployments() -> None:
    count = 100_000
    line = Ancestry((key, sha(key), [sha(key - 1)] if key else []) for key in range(count))
    stops = range(9, count, 10)
    brought = sum(len(line.brought(sha(new), sha(old)).keys) for old, new in pairwise(stops))
    assert brought == count - 10
    assert len(line.brought(sha(count - 1), None).keys) == count
