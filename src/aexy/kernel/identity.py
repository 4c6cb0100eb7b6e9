"""Who is who: which of the names and addresses in a workspace's histories are one person.

Two identities are one person when they share an address or an account, when a `.mailmap` or a provider says so, or when
they have one full name and nothing speaks against it (evidence.py, namesakes.py). What people decided goes before it
all (verdicts.py). The answer is a property of the whole set, never of the order it came in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aexy.kernel.addresses import Hosts, account_of, is_somebodys
from aexy.kernel.automata import NO_PATTERNS, Kind, Patterns, kind_of
from aexy.kernel.evidence import Found, Held, Identity, Link, Reason, SameAs, join_by_links, join_by_places
from aexy.kernel.grouping import Groups
from aexy.kernel.mailmap import Mailmap, Proper
from aexy.kernel.namesakes import join_by_names
from aexy.kernel.verdicts import NOTHING_DECIDED, Will


class Person(NamedTuple):
    """One person, bot or agent. `identities` are keys in order; `name` and `email` are those to show."""

    identities: tuple[int, ...]
    name: str
    email: str | None
    kind: Kind
    links: tuple[Link, ...]


class Rules(NamedTuple):
    """What a workspace says for itself: servers whose no-reply addresses stand for accounts, names of programs."""

    hosts: Hosts = Hosts()
    kinds: Patterns = NO_PATTERNS


class Resolved(NamedTuple):
    """Everybody, and evidence that did not join anybody because something spoke against it."""

    people: list[Person]
    held: list[Held]


USUAL = Rules()
_UNSAID = Proper(None, None)


def people(identities: Iterable[Identity], mailmaps: Sequence[Mailmap] = ()) -> list[Person]:
    """Everybody there is by evidence alone, in the order of their first key; each identity belongs to one of them."""
    return resolve(identities, mailmaps).people


def resolve(
    identities: Iterable[Identity],
    mailmaps: Sequence[Mailmap] = (),
    *,
    said: Iterable[SameAs] = (),
    will: Will = NOTHING_DECIDED,
    rules: Rules = USUAL,
) -> Resolved:
    """Everybody there is: decisions first, then what providers say, addresses and maps, then names."""
    known = sorted(identities, key=lambda one: (one.content, one.key))
    groups, decided = _decided(known, will)
    found = [
        decided,
        join_by_links(known, groups, said, will.alone),
        join_by_places(known, groups, mailmaps, rules.hosts, will.alone),
        join_by_names(known, groups, rules.hosts, will.alone),
    ]
    links: dict[int, list[Link]] = defaultdict(list)
    number = {one.key: at for at, one in enumerate(known)}
    for link in (each for one in found for each in one.links):
        links[groups.find(number[link.key])].append(link)
    everybody = [
        _person([known[at] for at in groups.members[root]], links[root], mailmaps, will, rules)
        for root in groups.roots()
    ]
    held = [
        each for one in found for each in one.held if groups.find(number[each.key]) != groups.find(number[each.other])
    ]
    return Resolved(sorted(everybody), held)


def _decided(known: Sequence[Identity], will: Will) -> tuple[Groups, Found]:
    """Groups in which only what people decided has been done."""
    number = {one.key: at for at, one in enumerate(known)}
    apart = {
        number[key]: [number[other] for other in others if other in number]
        for key, others in will.apart.items()
        if key in number
    }
    groups = Groups([one.owner for one in known], apart)
    found = Found([], [])
    for together in will.together:
        first, *rest = sorted(number[key] for key in together if key in number) or [0]
        for other in rest:
            groups.join(first, other, by_decision=True)
            found.links.append(Link(known[other].key, known[first].key, "decision", ""))
    return groups, found


def _person(
    together: list[Identity], links: list[Link], mailmaps: Sequence[Mailmap], will: Will, rules: Rules
) -> Person:
    if len(together) == 1 and not mailmaps:
        return _alone(together[0], will, rules)
    together = sorted(together, key=lambda one: (one.content, one.key))
    said = {one.key: _proper(one, mailmaps) for one in together}
    names = {one.key: said[one.key].name or one.name or one.username or "" for one in together}
    keys = tuple(sorted(one.key for one in together))
    return Person(
        identities=keys,
        name=_most_used(together, names, said_by={key for key, proper in said.items() if proper.name}),
        email=_address(together, said, rules.hosts),
        kind=will.kind_of(keys) or _kind(together, rules.kinds),
        links=tuple(sorted(links)),
    )


def _alone(one: Identity, will: Will, rules: Rules) -> Person:
    """Most people have one identity, of which there is little to say."""
    kind = will.kind_of((one.key,)) or _kind([one], rules.kinds)
    return Person((one.key,), one.name or one.username or "", one.email.strip().lower() or None, kind, ())


def _proper(one: Identity, mailmaps: Sequence[Mailmap]) -> Proper:
    """What the maps say together; where they disagree, the first in the order of the words."""
    if not mailmaps:
        return _UNSAID
    found = [proper for mailmap in mailmaps if (proper := mailmap.of(one.name, one.email))]
    names = sorted(proper.name for proper in found if proper.name)
    emails = sorted(proper.email for proper in found if proper.email)
    return Proper(names[0] if names else None, emails[0] if emails else None)


def _most_used(together: list[Identity], words: dict[int, str], *, said_by: set[int]) -> str:
    """The word used in most commits; one that a map asks for goes before all others."""
    if len(together) == 1:
        return words[together[0].key]
    weights: Counter[str] = Counter()
    for one in together:
        if words[one.key] and (not said_by or one.key in said_by):
            weights[words[one.key]] += one.commits
    return min(weights, key=lambda word: (-weights[word], word), default="")


def _address(together: list[Identity], said: dict[int, Proper], hosts: Hosts) -> str | None:
    words = {one.key: (said[one.key].email or one.email).strip().lower() for one in together}
    good = [one for one in together if is_somebodys(words[one.key]) and not account_of(words[one.key], hosts)]
    asked = {key for key, proper in said.items() if proper.email} & {one.key for one in good}
    return _most_used(good or together, words, said_by=asked) or None


def _kind(together: list[Identity], patterns: Patterns) -> Kind:
    """A program only when every one of its identities is one: a person may have signed as a robot once."""
    kinds = {kind_of(one.name or one.username or "", one.email, one.account_type, patterns) for one in together}
    return "human" if "human" in kinds else "agent" if "agent" in kinds else "bot"


__all__ = ["Held", "Identity", "Link", "Person", "Reason", "Resolved", "Rules", "SameAs", "people", "resolve"]
