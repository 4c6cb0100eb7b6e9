"""What people decided about who is who, made into constraints that the identity engine heeds for ever.

Decisions are kept as they were made and replayed in their order, so taking one back is leaving it out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aexy.kernel.automata import Kind

Action = Literal["merge", "reject", "split", "kind"]


class Verdict(NamedTuple):
    """One decision about identities, by their keys.

    merge: all of them are one person. reject: nobody of `left` is anybody of `right`. split: those of `left` are one
    person of their own, and nobody of `right`, whom they were one with. kind: whoever has those of `left` is a `kind`.
    """

    action: Action
    left: tuple[int, ...]
    right: tuple[int, ...] = ()
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Will:
    """All decisions together. `together` are disjoint; nobody in one of them is `apart` from another in it.

    What was split off stands `alone`: no evidence joins it to anybody, only a decision does.
    """

    together: tuple[frozenset[int], ...] = ()
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    alone: frozenset[int] = frozenset()
    kinds: Mapping[int, tuple[int, Kind]] = field(default_factory=dict)

    def kind_of(self, keys: Iterable[int]) -> Kind | None:
        """What somebody with these identities was said to be, the last word counting."""
        said = [self.kinds[key] for key in keys if key in self.kinds]
        return max(said)[1] if said else None


NOTHING_DECIDED = Will()


def replay(verdicts: Iterable[Verdict]) -> Will:
    """The constraints of these decisions, in the order they took effect: a later one wins over an earlier one."""
    said = _Said()
    for number, verdict in enumerate(verdicts):
        match verdict.action:
            case "merge":
                said.merge((*verdict.left, *verdict.right))
            case "reject":
                said.part(verdict.left, verdict.right)
            case "split":
                said.part(verdict.left, verdict.right)
                said.merge(verdict.left)
                said.alone |= set(verdict.left)
            case "kind" if verdict.kind is not None:
                said.kinds |= dict.fromkeys(verdict.left, (number, verdict.kind))
            case _:
                raise ValueError("A decision about somebody's kind says which.")
    return said.will()


class _Said:
    def __init__(self) -> None:
        self.groups: dict[int, set[int]] = {}
        self.apart: dict[int, set[int]] = {}
        self.alone: set[int] = set()
        self.kinds: dict[int, tuple[int, Kind]] = {}

    def merge(self, keys: tuple[int, ...]) -> None:
        whole = {member for key in keys for member in self.groups.get(key, {key})}
        for key in whole:
            self.groups[key] = whole
            if key in self.apart:
                self.apart[key] -= whole

    def part(self, left: tuple[int, ...], right: tuple[int, ...]) -> None:
        for key in left:
            group = self.groups.get(key)
            if group is not None and not group.isdisjoint(right):
                group.discard(key)
                self.groups[key] = {key}
        for one in left:
            for other in right:
                if one != other:
                    self.apart.setdefault(one, set()).add(other)
                    self.apart.setdefault(other, set()).add(one)

    def will(self) -> Will:
        groups = {frozenset(group) for group in self.groups.values() if len(group) > 1}
        return Will(
            tuple(sorted(groups, key=min)),
            {key: frozenset(others) for key, others in self.apart.items() if others},
            frozenset(self.alone),
            self.kinds,
        )
