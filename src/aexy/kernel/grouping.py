"""Sets that grow together as far as nothing speaks against it (union-find with constraints)."""

from collections.abc import Iterable, Mapping, Sequence


class Places:
    """Words that stand for the same thing. The root of a set is its smallest word, whatever the order."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._parent: dict[str, str] = {}
        for one, other in pairs:
            first, second = sorted((self.find(one), self.find(other)))
            self._parent[second] = first

    def find(self, word: str) -> str:
        """The word that stands for its set."""
        root = word
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while word != root:
            self._parent[word], word = root, self._parent.get(word, root)
        return root


_NOBODY: frozenset[int] = frozenset()


class Groups:
    """Groups of numbered members. Two that hold members who are `apart`, or have different `owners`, never join."""

    def __init__(self, owners: Sequence[int | None], apart: Mapping[int, Iterable[int]]) -> None:
        self._parent = list(range(len(owners)))
        self.members: list[list[int]] = [[each] for each in self._parent]
        self._owners = {each: frozenset({one}) for each, one in enumerate(owners) if one is not None}
        self._apart: dict[int, set[int]] = {each: set(others) for each, others in apart.items()}

    def find(self, member: int) -> int:
        """The member that stands for its group."""
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def roots(self) -> list[int]:
        """Those that stand for a group, in order."""
        return [each for each, parent in enumerate(self._parent) if each == parent]

    def owners(self, member: int) -> frozenset[int]:
        """The accounts of whoever said the group is them."""
        return self._owners.get(self.find(member), _NOBODY)

    def are_apart(self, one: int, other: int) -> bool:
        """Whether somebody decided that a member of one is no member of the other."""
        first, second = self.find(one), self.find(other)
        if first not in self._apart or second not in self._apart:
            return False
        return not self._apart[first].isdisjoint(self.members[second])

    def have_two_owners(self, one: int, other: int) -> bool:
        """Whether two accounts would become one person."""
        first, second = self.owners(one), self.owners(other)
        return bool(first and second and first != second)

    def join(self, one: int, other: int, *, by_decision: bool = False) -> bool:
        """Make them one group; False when that may not be. What people decided is joined whatever speaks against it."""
        first, second = sorted((self.find(one), self.find(other)))
        if first == second:
            return True
        if not by_decision and (self.are_apart(first, second) or self.have_two_owners(first, second)):
            return False
        self._parent[second] = first
        self.members[first] += self.members[second]
        if second in self._owners:
            self._owners[first] = self._owners.get(first, _NOBODY) | self._owners.pop(second)
        if second in self._apart:
            self._apart.setdefault(first, set()).update(self._apart.pop(second))
        return True
