"""Who might be one person: what is too little to join two people by itself, with its reasons, for somebody to decide.

Nobody is compared with everybody: only those who meet under one word are, and a word that many share says nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from aexy.kernel.addresses import is_role, is_somebodys
from aexy.kernel.evidence import Held, Identity, accounts_of
from aexy.kernel.identity import USUAL, Person, Rules
from aexy.kernel.names import full_name, is_near, is_nobodys, long_words, single, spellings
from aexy.kernel.verdicts import NOTHING_DECIDED, Will

LEAST = 0.4
MOST = 2_000
_CROWD = 6
_SHORTEST = 4
_NICKNAME = 3
_SURE = 0.9
_EACH = 5
_WEIGHTS = {
    "same_username": 0.6, "same_word": 0.5, "same_local_part": 0.5, "name_and_username": 0.5, "similar_name": 0.5,
    "shortened_name": 0.45,
}  # fmt: skip


class Ground(NamedTuple):
    """One reason to think that two people are one."""

    reason: str
    detail: str
    weight: float


class Suggestion(NamedTuple):
    """Two people, each by the first of its identities, who may be one. `conflict` says what keeps them apart so far."""

    left: int
    right: int
    score: float
    grounds: tuple[Ground, ...]
    conflict: str | None


@dataclass(slots=True)
class _Known:
    """What a person is called, as words to meet under: each with where it comes from."""

    handles: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def suggest(
    identities: Iterable[Identity],
    people: Sequence[Person],
    held: Iterable[Held] = (),
    *,
    will: Will = NOTHING_DECIDED,
    rules: Rules = USUAL,
) -> list[Suggestion]:
    """The likeliest first, at most MOST. Two whom somebody called different people are left alone.

    Unless an address, an account or a map says otherwise since: then that is said, with what it contradicts.
    """
    known = {one.key: one for one in identities}
    person_of = {key: at for at, person in enumerate(people) for key in person.identities}
    grounds: dict[tuple[int, int], dict[str, Ground]] = defaultdict(dict)
    conflicts: dict[tuple[int, int], str] = {}
    for one in held:
        pair = _pair(person_of[one.key], person_of[one.other])
        if one.reason == "same_name" and _are_apart(people, pair, will):
            continue
        grounds[pair].setdefault(
            one.reason, Ground(one.reason, one.detail, _SURE if one.reason != "same_name" else 0.7)
        )
        conflicts.setdefault(pair, one.because)
    for pair, ground in _alike(known, people, rules):
        if not _are_apart(people, pair, will) and ground.reason not in grounds[pair]:
            grounds[pair][ground.reason] = ground
    found = [_suggestion(people, pair, each, conflicts.get(pair)) for pair, each in grounds.items() if each]
    return _best(one for one in found if one.score >= LEAST)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _are_apart(people: Sequence[Person], pair: tuple[int, int], will: Will) -> bool:
    others = frozenset(people[pair[1]].identities)
    return any(not will.apart[key].isdisjoint(others) for key in people[pair[0]].identities if key in will.apart)


def _suggestion(
    people: Sequence[Person], pair: tuple[int, int], grounds: dict[str, Ground], conflict: str | None
) -> Suggestion:
    left = 1.0
    for ground in grounds.values():
        left *= 1 - ground.weight
    ordered = tuple(sorted(grounds.values(), key=lambda ground: (-ground.weight, ground)))
    first, second = (people[at].identities[0] for at in pair)
    return Suggestion(min(first, second), max(first, second), round(1 - left, 3), ordered, conflict)


def _best(found: Iterable[Suggestion]) -> list[Suggestion]:
    """The best of each person and of all."""
    uses: dict[int, int] = defaultdict(int)
    kept = []
    for one in sorted(found, key=lambda each: (-each.score, each.left, each.right)):
        if uses[one.left] < _EACH and uses[one.right] < _EACH:
            uses[one.left] += 1
            uses[one.right] += 1
            kept.append(one)
    return kept[:MOST]


def _alike(
    known: dict[int, Identity], people: Sequence[Person], rules: Rules
) -> Iterator[tuple[tuple[int, int], Ground]]:
    called = [_called([known[key] for key in person.identities], rules) for person in people]
    humans = [at for at, person in enumerate(people) if person.kind == "human"]
    yield from _by_handles(called, humans)
    yield from _by_spelling(called, humans)
    yield from _by_near_names(called, humans)


# What many people with a domain of their own call their box: it says nothing of them.
_COMMON = frozenset({
    "account", "accounts", "code", "coding", "email", "github", "gitlab", "hello", "home", "inbox", "jobs", "kontakt",
    "mail", "mailbox", "myself", "open-source", "opensource", "personal", "post", "postmaster", "private", "public",
    "root", "sales", "spam", "work",
})  # fmt: skip


def _called(together: Iterable[Identity], rules: Rules) -> _Known:
    found = _Known()
    for one in together:
        if full_name(one.name):
            found.names.add(one.name)
        elif "@" not in one.name:
            _take(found, one.name, "name")
        for account in accounts_of(one, rules.hosts):
            _take(found, account.username, "username")
        email = one.email.strip().lower()
        local = email.partition("@")[0]
        if is_somebodys(email) and not is_role(email) and local not in _COMMON:
            _take(found, local, "address")
    return found


def _take(found: _Known, word: str, source: str) -> None:
    handle = single(word)
    if len(handle) >= _SHORTEST and not is_nobodys(handle):
        found.handles.setdefault(handle, source)


def _by_handles(called: list[_Known], humans: list[int]) -> Iterator[tuple[tuple[int, int], Ground]]:
    meeting: dict[str, list[int]] = defaultdict(list)
    given = {long_words(name)[0] for at in humans for name in called[at].names if long_words(name)}
    for at in humans:
        for handle in called[at].handles:
            meeting[handle].append(at)
    for handle, those in meeting.items():
        if 1 < len(those) <= _CROWD:
            for one, other in combinations(those, 2):
                sources = {called[one].handles[handle], called[other].handles[handle]}
                reason = "same_username" if len(sources) > 1 else _SAME.get(sources.pop(), "same_username")
                yield (one, other), Ground(reason, handle, _WEIGHTS[reason] / (2 if handle in given else 1))


_SAME = {"name": "same_word", "address": "same_local_part"}


def _by_spelling(called: list[_Known], humans: list[int]) -> Iterator[tuple[tuple[int, int], Ground]]:
    """Ada Lovelace and the user alovelace, or lovelace90."""
    users = _users(called, humans)
    spelt: dict[str, dict[int, str]] = defaultdict(dict)
    for at in humans:
        for name in called[at].names:
            for spelling in spellings(name):
                if spelling in users and len(spelling) > _SHORTEST:
                    spelt[spelling][at] = name
    weight = _WEIGHTS["name_and_username"]
    for spelling, bearers in spelt.items():
        if max(len(bearers), len(users[spelling])) <= _CROWD:
            for at, name in bearers.items():
                for user in sorted(users[spelling] - {at}):
                    yield _pair(at, user), Ground("name_and_username", f"{name}, {spelling}", weight)


def _users(called: list[_Known], humans: list[int]) -> dict[str, set[int]]:
    """By what they call themselves, also without the number at its end."""
    users: dict[str, set[int]] = defaultdict(set)
    for at in humans:
        for handle in called[at].handles:
            bare = handle.rstrip("0123456789")
            for each in (handle, bare) if len(bare) >= _SHORTEST else (handle,):
                users[each].add(at)
    return users


def _by_near_names(called: list[_Known], humans: list[int]) -> Iterator[tuple[tuple[int, int], Ground]]:
    """Ada Lovelace and Ada Lovelacs, Daniel Smith and Dan Smith: one word the same, the other nearly."""
    meeting: dict[tuple[str, str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for at in humans:
        for name in sorted(called[at].names):
            first, *_, last = long_words(name) if len(long_words(name)) > 1 else ("", "")
            if first and last:
                meeting["first", first, last[0]].append((at, last, name))
                meeting["last", last, first[0]].append((at, first, name))
    for (which, _, _), those in meeting.items():
        if len(those) > _CROWD * _CROWD:
            continue
        for (one, word, name), (other, word_too, name_too) in combinations(those, 2):
            if one != other and word != word_too and (reason := _nearness(which, word, word_too)):
                yield _pair(one, other), Ground(reason, f"{name}, {name_too}", _WEIGHTS[reason])


def _nearness(which: str, one: str, other: str) -> str | None:
    if len(one) >= _SHORTEST and is_near(one, other):
        return "similar_name"
    shorter, longer = sorted((one, other), key=len)
    return "shortened_name" if which == "last" and len(shorter) >= _NICKNAME and longer.startswith(shorter) else None
