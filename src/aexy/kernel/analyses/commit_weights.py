"""The declared weights of `commit_words.py` as arrays, and words of a line as rows."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.commit_words import PATHS, PRIOR, SHAPES, WORDS

GUESSED = ("feat", "fix", "refactor", "chore", "docs", "test", "style", "perf", "build", "ci")
FIRST = "^"
"""Stands before a word where what begins the line is meant."""

Scores = NDArray[np.float64]
"""A column for each of `GUESSED`."""

_WORD = "[a-z0-9]+"
_VOWELS = "aeiou"
_HISSING = ("s", "x", "z", "ch", "sh")
_CLOSED = 3  # letters of a syllable that doubles its last one: stop, stopped


class Lexicon(NamedTuple):
    """`forms` says which `sign` (a row of `anywhere` and of `first`) a `word` stands for."""

    forms: pl.DataFrame
    names: tuple[str, ...]
    anywhere: Scores
    first: Scores


@cache
def lexicon() -> Lexicon:
    """Every word that speaks."""
    listed = _table(WORDS)
    names = tuple(dict.fromkeys(name.removeprefix(FIRST) for name in listed))
    nothing = np.zeros(len(GUESSED))
    return Lexicon(
        forms_of({name: (name,) for name in names}),
        names,
        np.array([listed.get(name, nothing) for name in names]),
        np.array([listed.get(FIRST + name, nothing) for name in names]),
    )


@cache
def prior() -> Scores:
    """What every commit begins with."""
    return _weights(PRIOR)


@cache
def path_signs() -> Mapping[str, Scores]:
    """What is said of touched paths, by `commit_paths.said`."""
    return _table(PATHS, gap="  ")


@cache
def shape_signs() -> Mapping[str, Scores]:
    """What a line looks like."""
    return _table(SHAPES, gap="  ")


def forms_of(lemmas: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """The usual forms of the words of each group: `word` and the group's number as `sign`.

    Where two could be meant, a word itself wins over a form of another, and the earlier group over the later.
    """
    found: dict[str, int] = {}
    for number, words in enumerate(lemmas.values()):
        for word in words:
            found.setdefault(word, number)
    for number, words in enumerate(lemmas.values()):
        for form in (form for word in words for form in _forms(word)):
            found.setdefault(form, number)
    return pl.DataFrame(
        {"word": list(found), "sign": list(found.values())}, schema={"word": pl.String, "sign": pl.Int64}
    )


def words_of(lines: pl.Series) -> pl.DataFrame:
    """The words of each line, in lower case and order: `row`, `word`, `is_first`."""
    bare = lines.str.to_lowercase().str.replace_all("'", "", literal=True)
    listed = pl.DataFrame({"words": bare.str.extract_all(_WORD)}).with_row_index("row")
    spread = listed.explode("words", empty_as_null=False).rename({"words": "word"})
    return spread.with_columns(is_first=pl.col("row") != pl.col("row").shift(1, fill_value=-1))


def _forms(word: str) -> Iterator[str]:
    yield word + "s"
    if word.endswith(_HISSING):
        yield word + "es"
    if word.endswith("y") and word[-2] not in _VOWELS:
        yield word[:-1] + "ies"
        yield word[:-1] + "ied"
    stem = word.removesuffix("e")
    yield stem + "ed"
    yield stem + "ing"
    doubles = word[-1] not in _VOWELS + "wxy" and word[-2:-1] in tuple(_VOWELS) and word[-3:-2] not in tuple(_VOWELS)
    if len(word) >= _CLOSED and doubles:
        yield word + word[-1] + "ed"
        yield word + word[-1] + "ing"


def _table(text: str, gap: str | None = None) -> dict[str, Scores]:
    rows = (line.split(gap, 1) for line in text.strip().splitlines())
    return {name.strip(): _weights(weights) for name, weights in rows}


def _weights(text: str) -> Scores:
    found = np.zeros(len(GUESSED))
    for one in text.split():
        sign = "+" if "+" in one else "-"
        name, _, weight = one.partition(sign)
        found[GUESSED.index(name)] = float(sign + weight)
    return found
