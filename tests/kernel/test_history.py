"""Which deployment has a commit first, and what one commit brings that another had not, against counting it out."""

from itertools import pairwise
from random import Random

import pytest

from aexy.kernel.delivery.graph import NOWHERE, UNKNOWN, History

Parents = dict[int, tuple[int, ...]]


def sha(number: int) -> bytes:
    return number.to_bytes(20, "big")


def history(parents: dict[int, tuple[int, ...] | None]) -> History:
    counts = [UNKNOWN if on is None else len(on) for on in parents.values()]
    on = [sha(one) for each in parents.values() for one in each or ()]
    return History(list(parents), list(map(sha, parents)), counts, on)


def packed(parents: dict[int, tuple[int, ...] | None]) -> History:
    counts = b"".join((-1 if on is None else len(on)).to_bytes(2, "big", signed=True) for on in parents.values())
    keys = b"".join(key.to_bytes(8, "big") for key in parents)
    on = b"".join(sha(one) for on in parents.values() for one in on or ())
    return History.packed(keys, b"".join(map(sha, parents)), counts, on)


def reached(parents: Parents, start: int) -> set[int]:
    found, left = set(), [start]
    while left:
        if (one := left.pop()) not in found:
            found.add(one)
            left += parents[one]
    return found


def between(graph: History, new: int, old: int | None) -> list[int] | None:
    return graph.between(graph.places[new], None if old is None else graph.places[old])


def made_up(random: Random, count: int) -> Parents:
    parents: Parents = {0: ()}
    for key in range(1, count):
        parents[key] = tuple(sorted(random.sample(range(max(0, key - 9), key), min(key, random.choice([1, 1, 2, 3])))))
    return parents


# 1 ─ 2 ─ 4 ─ 5        4 merges 3 into the main line
#   └ 3 ┘ └ 6
FORKED: dict[int, tuple[int, ...] | None] = {1: (), 2: (1,), 3: (1,), 4: (2, 3), 5: (4,), 6: (4,)}


@pytest.mark.parametrize(
    ("new", "old", "keys"),
    [(1, None, [1]), (5, None, [1, 2, 3, 4, 5]), (5, 2, [3, 4, 5]), (5, 6, [5]), (2, 5, []), (5, 5, []), (3, 2, [3])],
)
def test_a_branch_comes_with_its_merge(new: int, old: int | None, keys: list[int]) -> None:
    assert between(history(FORKED), new, old) == keys
    assert between(packed(FORKED), new, old) == keys


def test_the_main_line_goes_by_first_parents() -> None:
    assert history(FORKED).mainline(sha(5)) == {5, 4, 2, 1}
    assert history(FORKED).mainline(sha(9)) == set()


@pytest.mark.parametrize("seed", range(20))
def test_any_history_as_counting_it_out(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test's facts, not a secret
    parents = made_up(random, 60)
    graph = packed({key: parents[key] for key in random.sample(range(60), 60)})
    for _ in range(60):
        new, old = random.randrange(60), random.randrange(60)
        assert between(graph, new, old) == sorted(reached(parents, new) - reached(parents, old))
        assert graph.has(graph.places[old], graph.places[new]) == (new in reached(parents, old))


@pytest.mark.parametrize("seed", range(40))
def test_any_chain_of_deployments_as_counting_it_out(seed: int) -> None:
    """Forward, back, to another branch and the same again."""
    random = Random(seed)  # noqa: S311 - likewise
    parents = made_up(random, 50)
    graph = history({key: parents[key] for key in random.sample(range(50), 50)})
    order = sorted if seed % 2 else list
    deployed = order(random.choices(range(50), k=random.randrange(1, 15)))
    found = graph.chain([graph.places[key] for key in deployed])
    had = [reached(parents, key) for key in deployed]
    for key, place in graph.places.items():
        first = next((number for number, each in enumerate(had) if key in each), NOWHERE)
        assert found.first[place] == first
    assert found.brought[0] == len(had[0])
    assert found.brought[1:] == [len(new - old) for old, new in pairwise(had)]
    assert found.is_back == [False, *(new < old for old, new in pairwise(had))]
    assert all(found.is_known)


def test_nothing_is_said_of_what_cannot_be_followed() -> None:
    beyond = history({3: None, 4: (3,), 5: (4, 3), 7: (6,), 8: (), 9: (8, 5)})
    assert between(beyond, 5, None) == [3, 4, 5]
    assert between(beyond, 5, 4) == [5]
    assert between(beyond, 4, 7) is None
    found = beyond.chain([beyond.places[key] for key in (4, 5, 7, 9)])
    # 7 comes from where nobody knows; 8 may have been in the past of any of them.
    assert (found.brought[:2], found.is_known) == ([2, 1], [True, True, False, False])


def test_a_hundred_thousand_commits_and_ten_thousand_deployments() -> None:
    count = 100_000
    line = packed({key: (key - 1,) if key else () for key in range(count)})
    stops = [line.places[key] for key in range(9, count, 10)]
    found = line.chain(stops)
    assert found.brought == [10] * 10_000
    assert [found.first[line.places[key]] for key in (0, 9, 10, 99_999)] == [0, 0, 1, 9_999]
    assert sum(len(line.between(new, old) or ()) for old, new in pairwise(stops[:200])) == 1_990
