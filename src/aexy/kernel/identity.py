"""Who is who: which of the names and addresses in a workspace's histories are one person.

Two identities are one person when they share an address, when one address is GitHub's no-reply form of a username the
other has, or when a `.mailmap` says so. The answer is a property of the whole set, never of the order it came in.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from aexy.kernel.automata import Kind, kind_of
from aexy.kernel.mailmap import Alias, Mailmap, Proper

Reason = Literal["same_email", "noreply_address", "mailmap"]

_NOREPLY = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com")
# Machines that were never told who uses them write these; sharing one says nothing.
_NOBODYS_HOSTS = re.compile(
    r"(?:localhost|localdomain|local|none|\(none\)|unknown|invalid)|.*\.(?:local|localdomain|lan|internal|\(none\))"
)
_NOBODYS = frozenset({
    "", "none", "unknown", "noreply", "no-reply", "none@none", "noreply@github.com", "you@example.com",
    "your@email.com", "your.email@example.com", "email@example.com", "user@example.com", "test@test.com",
    "name@example.com",
})  # fmt: skip


class Identity(NamedTuple):
    """A name and an address as a source knows them. `username` is a GitHub one, `commits` how often they were used."""

    key: int
    name: str
    email: str
    username: str | None = None
    commits: int = 0


class Link(NamedTuple):
    """Why an identity is the same person as another: the evidence, by their keys."""

    key: int
    same_as: int
    reason: Reason
    detail: str


class Person(NamedTuple):
    """One person, bot or agent. `identities` are keys in order; `name` and `email` are those to show."""

    identities: tuple[int, ...]
    name: str
    email: str | None
    kind: Kind
    links: tuple[Link, ...]


def people(identities: Iterable[Identity], mailmaps: Sequence[Mailmap] = ()) -> list[Person]:
    """Everybody there is, in the order of their first key. Every identity belongs to exactly one person."""
    known = sorted(identities)
    mapped = frozenset(alias.email for one in mailmaps for alias in one.entries if alias.name is None)
    groups = _Groups()
    holders: dict[str, list[Identity]] = defaultdict(list)
    for one in known:
        for place in _places(one, mailmaps, mapped):
            groups.join(f"identity:{one.key}", place)
            holders[place].append(one)
    for old, new in _declared(mailmaps):
        groups.join(old, new)
    members: dict[str, list[Identity]] = defaultdict(list)
    for one in known:
        members[groups.find(f"identity:{one.key}")].append(one)
    links: dict[str, list[Link]] = defaultdict(list)
    for link in _links(holders, _declared(mailmaps)):
        links[groups.find(f"identity:{link.key}")].append(link)
    return [_person(together, tuple(links[root]), mailmaps) for root, together in members.items()]


class _Groups:
    """Sets that grow together (union-find). The root of a set is its smallest member, whatever the order."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, node: str) -> str:
        root = node
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while node != root:
            self._parent[node], node = root, self._parent.get(node, root)
        return root

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first


def _place(email: str) -> str:
    """What an address stands for: a GitHub user, or itself."""
    match = _NOREPLY.fullmatch(email)
    return f"github:{match[1]}" if match else f"email:{email}"


def _places(one: Identity, mailmaps: Sequence[Mailmap], mapped: frozenset[str]) -> Iterator[str]:
    """Where the identity is found. One that a map takes out of a shared address by its name is not found there."""
    email, name = one.email.strip().lower(), one.name.lower()
    proper = [mailmap.entries[alias] for mailmap in mailmaps if (alias := Alias(email, name)) in mailmap.entries]
    moved = {_place(said.email.lower()) for said in proper if said.email}
    if moved:
        yield from sorted(moved)
    elif _is_somebodys(email) or email in mapped:
        yield _place(email)
    if one.username:
        yield f"github:{one.username.lower()}"


def _is_somebodys(email: str) -> bool:
    local, at, host = email.rpartition("@")
    return bool(at and local and host) and email not in _NOBODYS and not _NOBODYS_HOSTS.fullmatch(host)


def _declared(mailmaps: Sequence[Mailmap]) -> list[tuple[str, str]]:
    """Pairs of places a map declares to be one person."""
    return sorted(
        (_place(alias.email), _place(said.email.lower()))
        for mailmap in mailmaps
        for alias, said in mailmap.entries.items()
        if alias.name is None and said.email
    )


def _links(holders: dict[str, list[Identity]], declared: list[tuple[str, str]]) -> Iterator[Link]:
    for place in sorted(holders):
        first, *rest = holders[place]
        for one in rest:
            shared = one.email.lower() == first.email.lower()
            by_name = not place.startswith("github:") and not shared
            reason: Reason = "mailmap" if by_name else "same_email" if shared else "noreply_address"
            yield Link(one.key, first.key, reason, place.partition(":")[2])
    for old, new in dict.fromkeys(declared):
        if old != new and old in holders and new in holders:
            yield Link(
                holders[old][0].key,
                holders[new][0].key,
                "mailmap",
                f"{old.partition(':')[2]} is {new.partition(':')[2]}",
            )


def _person(together: list[Identity], links: tuple[Link, ...], mailmaps: Sequence[Mailmap]) -> Person:
    said = {one.key: _proper(one, mailmaps) for one in together}
    return Person(
        identities=tuple(one.key for one in together),
        name=_most_used(
            together,
            {one.key: said[one.key].name or one.name for one in together},
            said_by={k for k, v in said.items() if v.name},
        ),
        email=_address(together, said),
        kind=_kind(together),
        links=links,
    )


def _proper(one: Identity, mailmaps: Sequence[Mailmap]) -> Proper:
    """What the maps say together; where they disagree, the first in the order of the words."""
    found = [proper for mailmap in mailmaps if (proper := mailmap.of(one.name, one.email))]
    names = sorted(proper.name for proper in found if proper.name)
    emails = sorted(proper.email for proper in found if proper.email)
    return Proper(names[0] if names else None, emails[0] if emails else None)


def _most_used(together: list[Identity], words: dict[int, str], *, said_by: set[int]) -> str:
    """The word used in most commits; one that a map asks for goes before all others."""
    weights: Counter[str] = Counter()
    for one in together:
        if words[one.key] and (not said_by or one.key in said_by):
            weights[words[one.key]] += one.commits
    return min(weights, key=lambda word: (-weights[word], word), default="")


def _address(together: list[Identity], said: dict[int, Proper]) -> str | None:
    words = {one.key: (said[one.key].email or one.email).strip().lower() for one in together}
    good = [one for one in together if _is_somebodys(words[one.key]) and not _NOREPLY.fullmatch(words[one.key])]
    asked = {key for key, proper in said.items() if proper.email} & {one.key for one in good}
    return _most_used(good or together, words, said_by=asked) or None


def _kind(together: list[Identity]) -> Kind:
    """A program only when every one of its identities is one: a person may have signed as a robot once."""
    kinds = {kind_of(one.name, one.email) for one in together}
    return "human" if "human" in kinds else "agent" if "agent" in kinds else "bot"
