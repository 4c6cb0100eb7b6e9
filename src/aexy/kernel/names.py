"""What people are called, made comparable: without accents, case, punctuation and middle initials."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_kept = lru_cache(maxsize=65_536)  # names are asked about again and again within one run
_FULL = 2
# What a mailing list or a bridge adds to the name of whoever it sends for, and what people add in brackets.
_ADDED = re.compile(r"\bvia\b.*|\bon behalf of\b.*|\([^)]*\)|\[[^\]]*\]|\"|<[^>]*>", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "æ": "ae",
    "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "\u0131": "i", "'": "", "\u2019": "", "`": "",
})  # fmt: skip
# Who is called one of these is a machine, a place to fill in, or a group.
_NOBODYS_WORDS = frozenset({
    "admin", "administrator", "account", "anonymous", "bot", "build", "builder", "ci", "deploy", "developer", "docker",
    "email", "github", "gitlab", "jenkins", "localhost", "name", "noreply", "nobody", "none", "null", "release",
    "robot", "root", "server", "service", "system", "team", "test", "tester", "ubuntu", "undefined", "unknown", "user",
    "your",
})  # fmt: skip
_NOBODYS_NAMES = frozenset({"johndoe", "janedoe", "firstlast", "foobar", "maxmustermann"})


@_kept
def words(name: str) -> tuple[str, ...]:
    """Its words in lower case and plain letters: `AVILA, Jean-Noël` is jean, noel, avila. None for an address."""
    bare = _ADDED.sub(" ", name)
    if "@" in bare:
        return ()
    last, comma, first = bare.partition(",")
    if comma and first.strip() and "," not in first:
        bare = f"{first} {last}"
    if not bare.isascii():
        bare = unicodedata.normalize("NFKD", bare.translate(_LETTERS))
        bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    else:
        bare = bare.translate(_LETTERS)
    return tuple(word.casefold() for word in _WORDS.findall(bare))


@_kept
def full_name(name: str) -> str | None:
    """The name of two or more words as one word to compare; None when it has fewer, or is nobody's.

    Middle initials do not count, but two of them are as good as a first name; `GraceHopper` and `grace.hopper` are
    names of two words as well.
    """
    long = long_words(name)
    if len(long) == 1 and len(words(name)) > _FULL:
        long = words(name)
    joined = "".join(long)
    if len(long) < _FULL or joined in _NOBODYS_NAMES or not _NOBODYS_WORDS.isdisjoint(long):
        return None
    return None if any(word.isdigit() for word in words(name)) else joined


@_kept
def long_words(name: str) -> tuple[str, ...]:
    """Its words without initials and numbers."""
    return tuple(word for word in words(name) if not word.isdigit() and (len(word) >= _FULL or not word.isascii()))


@_kept
def single(word: str) -> str:
    """A user name, the local part of an address or a name of one word, as letters and digits only."""
    return "".join(words(word.partition("+")[0]))


def is_nobodys(word: str) -> bool:
    """Whether it is what a machine or a group is called."""
    return word in _NOBODYS_WORDS


def spellings(name: str) -> Iterator[str]:
    """What somebody of this name may call themselves in one word: gracehopper, ghopper, graceh, hopperg."""
    long = long_words(name)
    if len(long) < _FULL:
        return
    first, last = long[0], long[-1]
    yield from ("".join(long), first + last, last + first, first[0] + last, first + last[0], last + first[0])
    yield "".join(word[0] for word in long[:-1]) + last


def is_near(one: str, other: str) -> bool:
    """Whether one is the other with one letter too many, missing, wrong or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    )
