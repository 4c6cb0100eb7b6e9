"""How well people are put together: `python bench/identity.py REPO [--errors]`.

All pairs of name and address in a repository's history are given to the identity engine without the repository's own
`.mailmap`; then its answer is held against that map. Listed people are those the map speaks of: every pair it maps, and
every pair that is what another is mapped to. Two of them are one person when git, reading the map, gives both the same
name and address. Precision and recall go over pairs of listed pairs. Beside it stands a plain rule: the same address,
or the same name of two or more words.
"""

import argparse
import subprocess
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from aexy.kernel.grouping import Places
from aexy.kernel.identity import Identity, resolve
from aexy.kernel.mailmap import Mailmap
from aexy.kernel.resemblance import suggest

Pair = tuple[str, str]
WORST = 20
BAR_F1, BAR_PRECISION = 0.95, 0.97


class Score(NamedTuple):
    """Pairs put together rightly, wrongly, and not at all."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """How much of what was put together belongs together."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """How much of what belongs together was put together."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.right else 0.0

    def __str__(self) -> str:
        return f"{self.precision:9.4f} {self.recall:9.4f} {self.f1:9.4f} {self.wrong:7} {self.missed:7}"


def git(repository: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def history(repository: Path) -> Counter[Pair]:
    lines = git(repository, "log", "--no-mailmap", "--format=%an%x00%ae", "HEAD").splitlines()
    return Counter((name, email.lower()) for name, _, email in (line.partition("\0") for line in lines))


def listed(uses: Counter[Pair], mailmap: Mailmap) -> dict[Pair, Pair]:
    """By pair: the name and address the map wants for it, in lower case."""
    said = {pair: mailmap.of(*pair) for pair in uses}
    truth = {
        pair: ((proper.name or pair[0]).lower(), (proper.email or pair[1]).lower())
        for pair, proper in said.items()
        if proper is not None
    }
    wanted = set(truth.values())
    return truth | {(n, e): (n.lower(), e) for n, e in uses if (n, e) not in truth and (n.lower(), e) in wanted}


def ours(uses: Counter[Pair]) -> tuple[dict[Pair, int], dict[Pair, set[int]], float]:
    """By pair: its person, and the persons that are suggested to be the same; and the seconds it took."""
    pairs = list(uses)
    known = [
        Identity(key, name, email, commits=uses[name, email], external_id=f"{name} <{email}>")
        for key, (name, email) in enumerate(pairs)
    ]
    began = perf_counter()
    resolved = resolve(known)
    seconds = perf_counter() - began
    person = {key: one.identities[0] for one in resolved.people for key in one.identities}
    near: dict[int, set[int]] = defaultdict(set)
    for one in suggest(known, resolved.people, resolved.held):
        near[person[one.left]].add(person[one.right])
        near[person[one.right]].add(person[one.left])
    of = {pair: person[key] for key, pair in enumerate(pairs)}
    return of, {pair: near[of[pair]] for pair in pairs}, seconds


def plain(uses: Counter[Pair]) -> dict[Pair, str]:
    joined = [(f"pair {n} <{e}>", f"address {e}") for n, e in uses]
    joined += [(f"pair {n} <{e}>", f"name {n.lower()}") for n, e in uses if " " in n.strip()]
    groups = Places(joined)
    return {(n, e): groups.find(f"pair {n} <{e}>") for n, e in uses}


def score(truth: Mapping[Pair, Hashable], found: Mapping[Pair, Hashable]) -> Score:
    def together(of: Mapping[Pair, Hashable]) -> int:
        return sum(count * (count - 1) // 2 for count in Counter(of[pair] for pair in truth).values())

    right = together({pair: (truth[pair], found[pair]) for pair in truth})
    return Score(right, together(found) - right, together(truth) - right)


def with_suggestions(truth: Mapping[Pair, Pair], found: Mapping[Pair, int], near: Mapping[Pair, set[int]]) -> float:
    """The recall when everybody rightly suggested is accepted."""
    accepted = Places(
        (f"{found[one]}", f"{found[other]}") for one, other in belonging(truth) if found[other] in near[one]
    )
    return score(truth, {pair: accepted.find(f"{found[pair]}") for pair in truth}).recall


def belonging(truth: Mapping[Pair, Pair]) -> Iterator[tuple[Pair, Pair]]:
    people: dict[Pair, list[Pair]] = defaultdict(list)
    for pair, person in truth.items():
        people[person].append(pair)
    for together in people.values():
        yield from combinations(together, 2)


def print_errors(uses: Counter[Pair], truth: Mapping[Pair, Pair], found: Mapping[Pair, int]) -> None:
    """People by how many pairs of theirs are wrong, the worst first; the commits behind them decide between equals."""
    groups: dict[int, set[Pair]] = defaultdict(set)
    for pair in truth:
        groups[found[pair]].add(truth[pair])
    errors: list[tuple[int, str, str]] = []
    people: dict[Pair, dict[int, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for pair, person in truth.items():
        people[person][found[pair]].append(pair)
    for apart in people.values():
        missed = sum(len(a) * len(b) for a, b in combinations(apart.values(), 2))
        if missed:
            told = "  |  ".join(", ".join(f"{n} <{e}> {uses[n, e]}" for n, e in each) for each in apart.values())
            errors.append((missed, "torn apart", told))
    errors += [
        (len(those), "thrown together", "  |  ".join(f"{name} <{email}>" for name, email in sorted(those)))
        for those in groups.values()
        if len(those) > 1
    ]
    for count, what, told in sorted(errors, reverse=True)[:WORST]:
        print(f"{count:4} {what}: {told}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("repository", type=Path)
    asked.add_argument("--errors", action="store_true", help=f"the {WORST} worst errors")
    wish = asked.parse_args()
    uses = history(wish.repository)
    truth = listed(uses, Mailmap.parse(git(wish.repository, "show", "HEAD:.mailmap")))
    found, near, seconds = ours(uses)
    result = score(truth, found)
    print(f"{len(uses):,} pairs of name and address, {len(truth):,} of {len(set(truth.values())):,} listed people")
    print(f"{'':24}{'precision':>9} {'recall':>9} {'F1':>9} {'wrong':>7} {'missed':>7}")
    print(f"{'the engine':24}{result}")
    print(f"{'same address or name':24}{score(truth, plain(uses))}")
    print(f"recall with every right suggestion accepted: {with_suggestions(truth, found, near):.4f}")
    is_met = result.f1 >= BAR_F1 and result.precision >= BAR_PRECISION
    print(f"F1 {BAR_F1} at precision {BAR_PRECISION}: {'met' if is_met else 'missed'}; {seconds:.2f} s")
    if wish.errors:
        print_errors(uses, truth, found)


if __name__ == "__main__":
    main()
