"""How somebody who was erased is recognised when a source tells of them again, without keeping who they were.

Of each name, address and account only a keyed hash is kept (HMAC-SHA-256; each workspace has a key of its own). What
comes in is hashed the same way: an identity that is known by its hash stays nobody's name, and wherever one of the
words stands in a text, the person's token stands instead: `erased-1a2b3c4d`, which says that it was one person and not
who.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_WORD = re.compile(r"\w+")
# A name of more words than this is looked for by its first ones.
_MOST_WORDS = 12
_SHORTEST_WORD, _SHORTEST_ACCOUNT = 4, 3
# Accounts and names that are words of the trade would take half of every text along.
_COMMON_WORDS = """
admin administrator agent bot build code data developer deploy dev git github gitlab jenkins linear jira main master
none null owner release root service system team test unknown user
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Mark(NamedTuple):
    """What is kept of a word: as what it was known, and its hash."""

    kind: str
    hash: bytes


class Named(NamedTuple):
    """An identity as a source writes it."""

    provider: str
    external_id: str
    username: str | None = None
    name: str | None = None
    email: str | None = None


def words_of(named: Iterable[Named]) -> list[str]:
    """What of these is looked for in texts, longest first: addresses, accounts, names; not words of the trade."""
    found: set[str] = set()
    for one in named:
        found.update(word for word in (one.email, one.name) if word and len(word) >= _SHORTEST_WORD)
        if one.username and len(one.username) >= _SHORTEST_ACCOUNT:
            found.add(one.username)
    plain = {" ".join(word.split()).lower() for word in found}
    return sorted((word for word in plain - _COMMON if _WORD.search(word)), key=lambda word: (-len(word), word))


def first_words(words: Iterable[str]) -> list[str]:
    """What each of these begins with: a text in which none of that stands, mentions nobody."""
    return sorted({_WORD.findall(word)[0] for word in words})


def marks_of(key: bytes, named: Iterable[Named]) -> set[Mark]:
    """Everything by which these are recognised later."""
    known = list(named)
    marks = {mark for one in known for mark in _marks(key, one)}
    for word in words_of(known):
        marks.add(_mark(key, "word", word))
        marks.add(_mark(key, "first", _WORD.findall(word)[0]))
    return marks


def _marks(key: bytes, one: Named) -> list[Mark]:
    found = [_mark(key, "identity", f"{one.provider} {one.external_id}")]
    if one.email:
        found.append(_mark(key, "email", one.email.lower()))
    if one.username:
        found.append(_mark(key, "account", f"{one.provider} {one.username.lower()}"))
    return found


def _mark(key: bytes, kind: str, text: str) -> Mark:
    return Mark(kind, hmac.digest(key, f"{kind} {text}".encode("utf-8", "surrogatepass"), "sha256"))


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Everybody who was erased in a workspace: their tokens, by what they are recognised by."""

    key: bytes = b""
    marks: Mapping[Mark, str] = field(default_factory=dict)
    _seen: dict[tuple[str, str], str | None] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        """Whether there is anybody at all."""
        return bool(self.marks)

    def of(self, one: Named) -> str | None:
        """The token of whom this identity belonged to; None for everybody else."""
        if not self.marks:
            return None
        for mark in _marks(self.key, one):
            if mark in self.marks:
                return self.marks[mark]
        # What was kept of them since carries the token already.
        tokens = set(self.marks.values())
        texts = (one.external_id, one.username, one.email, one.name)
        return next((token for token in tokens for text in texts if text and token in text), None)

    def stand_in(self, one: Named) -> Named:
        """What is written down instead of an identity: the same for the same one, and nothing of what it said."""
        token = self.of(one)
        if token is None:
            return one
        return Named(one.provider, self.external_id(one), None, nameless(token), None)

    def external_id(self, one: Named) -> str:
        """By what an erased identity is found again."""
        return f"erased:{_mark(self.key, 'identity', f'{one.provider} {one.external_id}').hash.hex()[:32]}"

    def scrub(self, text: str) -> str:
        """The text with a token for every word of somebody erased."""
        if not self.marks:
            return text
        words = [match.span() for match in _WORD.finditer(text)]
        pieces, until, place = [], 0, 0
        while place < len(words):
            found = self._at(text, words, place)
            if found is None:
                place += 1
                continue
            token, last = found
            pieces += [text[until : words[place][0]], token]
            until, place = words[last][1], last + 1
        return "".join([*pieces, text[until:]]) if pieces else text

    def mentions(self, value: Any) -> bool:  # noqa: ANN401 - any JSON
        """Whether a word of somebody erased stands in it, however deep."""
        return bool(self.marks) and self.scrub_json(value) != value

    def scrub_json(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """The same with every text in it scrubbed."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, dict):
            return {self.scrub(str(key)): self.scrub_json(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.scrub_json(each) for each in value]
        return value

    def _at(self, text: str, words: list[tuple[int, int]], place: int) -> tuple[str, int] | None:
        """The token for the longest run of words from here that is known, and where it ends."""
        start = words[place][0]
        if self._token("first", text[start : words[place][1]]) is None:
            return None
        for last in range(min(place + _MOST_WORDS, len(words)) - 1, place - 1, -1):
            token = self._token("word", " ".join(text[start : words[last][1]].split()))
            if token is not None:
                return token, last
        return None

    def _token(self, kind: str, text: str) -> str | None:
        """Words come again and again: each is hashed once."""
        asked = (kind, text.lower())
        if asked not in self._seen:
            self._seen[asked] = self.marks.get(_mark(self.key, *asked))
        return self._seen[asked]


NOBODY = Tombstones()


def nameless(token: str) -> str:
    """What somebody is called who was erased."""
    return f"Erased person {token.removeprefix('erased-')}"


def pattern_of(words: Iterable[str]) -> str:
    """A regular expression of PostgreSQL that every text with one of these words matches, and a few others."""
    return "|".join(re.sub(r"\s+", r"\\s+", re.sub(r"([^\w\s])", r"\\\1", word)) for word in words)


__all__ = ["NOBODY", "Mark", "Named", "Tombstones", "first_words", "marks_of", "nameless", "pattern_of", "words_of"]
