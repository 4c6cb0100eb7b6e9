"""What shows that two identities are one person: addresses, accounts, maps and links. Names are judged in namesakes.py.

Everything here goes by what identities say, never by the order they came in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from aexy.kernel.addresses import Account, Hosts, account_of, is_machine, is_role, is_somebodys, mailbox
from aexy.kernel.grouping import Groups, Places
from aexy.kernel.mailmap import Alias, Mailmap
from aexy.kernel.names import full_name, words

_MOST_TRIED = 20

Reason = Literal["same_email", "noreply_address", "mailmap", "linked_account", "same_name", "decision"]


class Identity(NamedTuple):
    """Somebody as a source knows them: by git a name and an address, by a provider an account.

    `external_id` is the source's own, `verified` says that the provider vouches for the address, `account_type` is the
    provider's word (User, Bot, App …), `owner` a number for the person who signed in and said this is them, `commits`
    how often it was used.
    """

    key: int
    name: str
    email: str
    username: str | None = None
    commits: int = 0
    provider: str = "git"
    external_id: str = ""
    verified: bool = False
    account_type: str | None = None
    owner: int | None = None

    @property
    def content(self) -> tuple[str, ...]:
        """What it says, without the number we gave it: what everything is ordered by."""
        return (self.provider, self.external_id, self.email.lower(), self.name, self.username or "")


class SameAs(NamedTuple):
    """Somebody else says that two identities are one: a provider that attributes a commit to an account."""

    key: int
    same_as: int
    source: str
    detail: str = ""


class Link(NamedTuple):
    """Why an identity is the same person as another: the evidence, by their keys."""

    key: int
    same_as: int
    reason: Reason
    detail: str


class Held(NamedTuple):
    """Evidence that did not join two identities, by their keys, and what spoke against it."""

    key: int
    other: int
    reason: Reason
    detail: str
    because: str


class Found(NamedTuple):
    """What evidence did: links that joined, and what was held back."""

    links: list[Link]
    held: list[Held]


class Holder(NamedTuple):
    """An identity, by its place in the list, that is found at a place."""

    number: int
    place: str


def accounts_of(one: Identity, hosts: Hosts) -> Iterator[Account]:
    """The accounts an identity stands for: its own at a provider, and that of a no-reply address."""
    if one.provider != "git":
        yield Account(one.provider, one.external_id.lower() or None, (one.username or "").lower())
    elif one.username:
        yield Account("github", None, one.username.lower())
    found = account_of(one.email.strip().lower(), hosts)
    if found is not None:
        yield found


def join_by_places(
    known: Sequence[Identity], groups: Groups, mailmaps: Sequence[Mailmap], hosts: Hosts, alone: frozenset[int]
) -> Found:
    """Join whoever is found at one place: an address, an account, or places that a map declares to be one person's."""
    maps = _Maps(mailmaps, _mapped(mailmaps), _shared(known))
    declared = list(_declared(mailmaps, hosts))
    places = Places((old, new) for old, new in declared)
    holders: dict[str, list[Holder]] = defaultdict(list)
    for number, one in enumerate(known):
        if one.key not in alone:
            for place in dict.fromkeys(_places(one, maps, hosts)):
                holders[places.find(place)].append(Holder(number, place))
    found = Found([], [])
    for root in sorted(holders):
        _join_holders(known, groups, holders[root], found)
    return found


def _join_holders(known: Sequence[Identity], groups: Groups, holders: list[Holder], found: Found) -> None:
    """Each to the first it may be joined with; a link is told to the nearest of its kind."""
    for at, holder in enumerate(holders[1:], start=1):
        nearest = _nearest(holders, at)
        joined = next((other for other in nearest if groups.join(holder.number, other.number)), None)
        other = joined or nearest[0]
        reason, detail = _why(known, holder, other)
        key, same_as = known[holder.number].key, known[other.number].key
        if joined:
            found.links.append(Link(key, same_as, reason, detail))
        else:
            because = objection(groups, holder.number, other.number)
            found.held.append(Held(key, same_as, reason, detail, because))


def _nearest(holders: list[Holder], at: int) -> list[Holder]:
    """Those before it, of the very same place first; not all of a crowd, which would take its square."""
    before = holders[:_MOST_TRIED] if at > _MOST_TRIED else holders[:at]
    return sorted(before, key=lambda other: other.place != holders[at].place)


def objection(groups: Groups, one: int, other: int) -> str:
    """Why two groups may not be one, as a sentence."""
    if groups.are_apart(one, other):
        return "Somebody decided that they are different people."
    return "Two people who sign in here said that these are theirs."


def _why(known: Sequence[Identity], holder: Holder, other: Holder) -> tuple[Reason, str]:
    one, first = known[holder.number], known[other.number]
    kind, word = holder.place.split(":", 1) if ":" in holder.place else holder.place.split("#", 1)
    if holder.place != other.place:
        return "mailmap", f"{word} is {other.place.partition(':')[2] or other.place}"
    if one.email and mailbox(one.email.lower()) == mailbox(first.email.lower()):
        return "same_email", one.email.lower()
    return ("mailmap", word) if kind == "email" else ("noreply_address", word)


class _Maps(NamedTuple):
    """What is known of addresses: maps, what they say is one person's, and what several people write from."""

    mailmaps: Sequence[Mailmap]
    mapped: frozenset[str]
    shared: frozenset[str]


def _places(one: Identity, maps: _Maps, hosts: Hosts) -> Iterator[str]:
    """Where the identity is found. One that a map takes out of a shared address by its name is not found there."""
    email, name = one.email.strip().lower(), one.name.lower()
    proper = [mailmap.entries[alias] for mailmap in maps.mailmaps if (alias := Alias(email, name)) in mailmap.entries]
    moved = {place for said in proper if said.email for place in _places_of(said.email.lower(), hosts)}
    if moved:
        yield from sorted(moved)
    elif email in maps.mapped:
        yield from _places_of(email, hosts)
    elif is_somebodys(email):
        if email in maps.shared or " via " in name:
            yield from (f"email:{email} of {said}" for said in ["".join(words(name))] if said)
        else:
            yield from _places_of(email, hosts)
    for account in accounts_of(one, hosts):
        yield from (place for place in account.places if not place.endswith((":", "#")))


def _mapped(mailmaps: Sequence[Mailmap]) -> frozenset[str]:
    """Addresses that a map says are one person's, also those it maps to."""
    entries = [entry for one in mailmaps for entry in one.entries.items()]
    return frozenset(
        [alias.email for alias, _ in entries if alias.name is None]
        + [said.email.lower() for _, said in entries if said.email]
    )


def _shared(known: Sequence[Identity]) -> frozenset[str]:
    """Addresses of machines, and those of roles that people of several names, or of none, write from."""
    names: dict[str, set[str]] = defaultdict(set)
    for one in known:
        email = one.email.strip().lower()
        if is_role(email):
            names[email].add((full_name(one.name) or "") if " " in one.name.strip() else "")
    return frozenset(email for email, found in names.items() if is_machine(email) or len(found - {""}) != 1)


def _places_of(email: str, hosts: Hosts) -> Iterator[str]:
    account = account_of(email, hosts)
    if account is None:
        yield f"email:{mailbox(email)}"
    else:
        yield from account.places


def _declared(mailmaps: Iterable[Mailmap], hosts: Hosts) -> Iterator[tuple[str, str]]:
    """Pairs of places a map declares to be one person's."""
    for mailmap in mailmaps:
        for alias, said in mailmap.entries.items():
            if alias.name is None and said.email:
                old = list(_places_of(alias.email, hosts))
                for new in _places_of(said.email.lower(), hosts):
                    yield from ((each, new) for each in old)


def join_by_links(known: Sequence[Identity], groups: Groups, said: Iterable[SameAs], alone: frozenset[int]) -> Found:
    """Join what a provider says is one: a commit it attributes to an account."""
    number: Mapping[int, int] = {one.key: at for at, one in enumerate(known)}
    found = Found([], [])
    pairs: set[tuple[int, int, str, str]] = set()
    for one in said:
        if {one.key, one.same_as} <= number.keys() and alone.isdisjoint({one.key, one.same_as}):
            first, second = sorted((number[one.key], number[one.same_as]))
            pairs.add((first, second, one.source, one.detail))
    for first, second, source, detail in sorted(pairs):
        key, other, told = known[second].key, known[first].key, detail or source
        if groups.join(second, first):
            found.links.append(Link(key, other, "linked_account", told))
        else:
            found.held.append(Held(key, other, "linked_account", told, objection(groups, first, second)))
    return found
