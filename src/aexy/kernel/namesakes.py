"""One full name, one person? Usually; what speaks against it keeps two people of one name apart.

A name joins whole groups, and only where everybody of that name can be one person: when it is open to which of two
namesakes a third identity belongs, it is left to people to say.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from aexy.kernel.addresses import Hosts, company, is_numbered, is_role
from aexy.kernel.evidence import Found, Held, Identity, Link, accounts_of, objection
from aexy.kernel.grouping import Groups
from aexy.kernel.names import full_name, is_near, long_words, single, spellings, words

_OPEN = "It is open to which of several people of this name it belongs."
_TELLING = 5  # what people call themselves in fewer letters than this, others do as well
_CROWD = 30  # more groups than this of one name are not compared with one another
_MINORITY = 0.2  # a name used less than this often, beside a quite different one, was not its owner's to use
_EXPECTED = 0.02  # more namesakes by chance than this, and a name alone says too little
_FEW = 1_000  # how many people a name is held against at least: among few, names seem rarer than they are


@dataclass(slots=True)
class Bearer:
    """A group of identities, as far as it matters to whether a namesake is the same person."""

    accounts: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    verified: dict[str, set[str]] = field(default_factory=dict)
    locals: dict[str, set[str]] = field(default_factory=dict)
    handles: set[str] = field(default_factory=set)

    def take(self, other: "Bearer") -> None:
        """Become both."""
        for provider, (numbers, usernames) in other.accounts.items():
            own = self.accounts.setdefault(provider, (set(), set()))
            own[0].update(numbers)
            own[1].update(usernames)
        for mine, theirs in ((self.verified, other.verified), (self.locals, other.locals)):
            for host, found in theirs.items():
                mine.setdefault(host, set()).update(found)
        self.handles |= other.handles

    def is_like(self, other: "Bearer", spelt: frozenset[str]) -> bool:
        """Whether more than a common name suggests that they are one: an employer, or what they call themselves."""
        if not self.locals.keys().isdisjoint(other.locals):
            return True
        theirs = other.handles - spelt
        return any(is_near(mine, one) for mine in self.handles - spelt for one in theirs)

    def against(self, other: "Bearer") -> str | None:
        """What keeps the two apart, as a sentence."""
        for provider in self.accounts.keys() & other.accounts.keys():
            (numbers, usernames), (numbers_too, usernames_too) = self.accounts[provider], other.accounts[provider]
            mine, theirs = (numbers, numbers_too) if numbers and numbers_too else (usernames, usernames_too)
            if mine and theirs and mine.isdisjoint(theirs):
                return f"They have different accounts at {provider}."
        for host in self.verified.keys() & other.verified.keys():
            if self.verified[host].isdisjoint(other.verified[host]):
                return f"Both have an address of their own at {host}."
        for host in self.locals.keys() & other.locals.keys():
            pairs = [(one, two) for one in self.locals[host] for two in other.locals[host]]
            if any(is_numbered(one, two) for one, two in pairs[:_CROWD]):
                return f"Their addresses at {host} differ by a number, as those of namesakes do."
        return None


def bearers(known: Sequence[Identity], groups: Groups, hosts: Hosts, roots: Iterable[int]) -> dict[int, Bearer]:
    """By the root of each group, of these roots."""
    return {root: _bearer([known[number] for number in groups.members[root]], hosts) for root in roots}


def _bearer(together: Iterable[Identity], hosts: Hosts) -> Bearer:
    bearer = Bearer()
    for one in together:
        for account in accounts_of(one, hosts):
            numbers, usernames = bearer.accounts.setdefault(account.provider, (set(), set()))
            numbers.update([account.number] if account.number else [])
            usernames.update([account.username] if account.username else [])
            bearer.handles.update(_handle(account.username))
        email = one.email.strip().lower()
        bearer.handles.update([] if is_role(email) else _handle(email.partition("@")[0]))
        if host := company(email):
            bearer.locals.setdefault(host, set()).add(email.partition("@")[0])
            if one.verified:
                bearer.verified.setdefault(host, set()).add(email)
    return bearer


def _handle(word: str) -> list[str]:
    one = single(word)
    return [one] if len(one) >= _TELLING else []


def join_by_names(known: Sequence[Identity], groups: Groups, hosts: Hosts, alone: frozenset[int]) -> Found:
    """Join groups that share a full name, where nothing speaks against it."""
    found = Found([], [])
    named = _named(known, groups, alone)
    shared = {root for holders in named.values() if len(holders) > 1 for root in holders}
    who = bearers(known, groups, hosts, shared)
    common = _common(known, named)
    for name in sorted(named):
        holders = named[name]
        if len(holders) > 1:
            namesakes = [holders[root] for root in sorted(holders)]
            is_common = name in common and not _has_an_initial(known, namesakes)
            _join_namesakes(known, groups, who, namesakes, known[namesakes[0]].name if is_common else None, found)
    return found


def _named(known: Sequence[Identity], groups: Groups, alone: frozenset[int]) -> dict[str, dict[int, int]]:
    """By full name, by root: the first identity that bears it."""
    together: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(known):
        if one.key not in alone and full_name(one.name):
            together[groups.find(number)].append(number)
    named: dict[str, dict[int, int]] = defaultdict(dict)
    for root, numbers in together.items():
        for number in _their_own(known, numbers):
            name = full_name(known[number].name)
            if name is not None:
                named[name].setdefault(root, number)
    return named


def _their_own(known: Sequence[Identity], numbers: list[int]) -> list[int]:
    """Without names that somebody used a few times beside a quite different one: a patch was applied as its author."""
    if len(numbers) == 1:
        return numbers
    kin: list[tuple[set[str], list[int]]] = []
    for number in numbers:
        own = set(long_words(known[number].name))
        related = [each for each in kin if not own.isdisjoint(each[0])]
        merged = (own.union(*(each[0] for each in related)), [n for each in related for n in each[1]] + [number])
        kin = [each for each in kin if each not in related] + [merged]
    if len(kin) == 1:
        return numbers
    weights = [sum(known[number].commits or 1 for number in each[1]) for each in kin]
    most = max(weights)
    kept = [each[1] for each, weight in zip(kin, weights, strict=True) if weight >= _MINORITY * most]
    return sorted(number for each in kept for number in each)


def _common(known: Sequence[Identity], named: dict[str, dict[int, int]]) -> set[str]:
    """Names that several people are likely to have, going by how many others have their first and their last word."""
    parts = {name: long_words(known[min(holders.values())].name) for name, holders in named.items()}
    first, last = Counter(each[0] for each in parts.values()), Counter(each[-1] for each in parts.values())
    people = max(len(named), _FEW)
    return {name for name, each in parts.items() if (first[each[0]] - 1) * (last[each[-1]] - 1) > _EXPECTED * people}


def _is_open(together: list[int], against: Mapping[tuple[int, int], str]) -> bool:
    return any(pair in against for pair in combinations(together[:_CROWD], 2))


def _has_an_initial(known: Sequence[Identity], namesakes: list[int]) -> bool:
    """Whether all of them write the same initial as well, which few do by chance."""
    written = {words(known[each].name) for each in namesakes}
    return len(written) == 1 and len(long_words(known[namesakes[0]].name)) < len(written.pop())


def _join_namesakes(
    known: Sequence[Identity],
    groups: Groups,
    who: dict[int, Bearer],
    namesakes: list[int],
    common: str | None,
    found: Found,
) -> None:
    against = _objections(groups, who, namesakes, common)
    for together in _compatible(namesakes, against):
        if _is_open(together, against):
            strictly = _objections(groups, who, together, known[together[0]].name)
            against |= {pair: _OPEN for pair in strictly if pair not in against}
            closer = [each for each in _compatible(together, strictly) if not _is_open(each, strictly)]
        else:
            closer = [together]
        for first, *others in closer:
            for other in others:
                _join(known, groups, who, (other, first), found)
    for (one, other), because in against.items():
        found.held.append(Held(known[other].key, known[one].key, "same_name", known[other].name, because))


def _join(
    known: Sequence[Identity],
    groups: Groups,
    who: dict[int, Bearer],
    pair: tuple[int, int],
    found: Found,
) -> None:
    """Join two namesakes; what other names have brought into their groups meanwhile may speak against it."""
    other, first = pair
    one, two = groups.find(first), groups.find(other)
    because = None if one == two else _objection(groups, who, first, other)
    if because is None and groups.join(first, other):
        if one != two:
            root = groups.find(first)
            who[root].take(who[two if root == one else one])
        found.links.append(Link(known[other].key, known[first].key, "same_name", known[other].name))
    else:
        told = because or objection(groups, first, other)
        found.held.append(Held(known[other].key, known[first].key, "same_name", known[other].name, told))


def _objection(groups: Groups, who: dict[int, Bearer], one: int, other: int) -> str | None:
    if groups.owners(one) != groups.owners(other):
        return "Somebody who signs in here said that one of them is them, so they are asked first."
    if groups.are_apart(one, other):
        return objection(groups, one, other)
    return who[groups.find(one)].against(who[groups.find(other)])


def _objections(
    groups: Groups, who: dict[int, Bearer], namesakes: list[int], common: str | None
) -> dict[tuple[int, int], str]:
    if len(namesakes) > _CROWD:
        return dict.fromkeys(pairwise(namesakes), "Too many have this name.")
    spelt = frozenset(spellings(common)) if common else frozenset()
    against: dict[tuple[int, int], str] = {}
    for one, other in combinations(namesakes, 2):
        because = _objection(groups, who, one, other)
        if because is None and common and not who[groups.find(one)].is_like(who[groups.find(other)], spelt):
            because = "It is a common name here."
        if because is not None:
            against[one, other] = because
    return against


def _compatible(namesakes: list[int], against: dict[tuple[int, int], str]) -> list[list[int]]:
    """Those between whom nothing stands, directly or through others."""
    if len(namesakes) > _CROWD:
        return [[each] for each in namesakes]
    left, found = list(namesakes), []
    while left:
        together, todo = [], [left.pop(0)]
        while todo:
            one = todo.pop()
            together.append(one)
            near = [other for other in left if (min(one, other), max(one, other)) not in against]
            left = [other for other in left if other not in near]
            todo += near
        found.append(sorted(together))
    return found
