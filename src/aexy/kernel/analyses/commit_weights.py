"""What speaks for which type of a commit, and how much, as arrays: the rows of `commit_words.txt`, read once.

The file is the model; there is nothing beside it. bench/fit_commits.py makes it, and people read it. A word stands for
its usual forms (fix, fixes, fixed, fixing), one behind `^` weighs as much again where the line begins with it, and two
words weigh so much besides where they follow one another. A word and what the paths are, with `&` between them, weigh
so much besides where the word begins the line of a commit that touches only such paths.

What is rare is chosen sooner than its probability alone would have it (`CHOSEN`); that is no part of the probability.
What the scores claim is put to what was found right on histories left out of the fit (`CLAIMED`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.commit_paths import CONTEXTS

GUESSED: Final = ("feat", "fix", "refactor", "chore", "docs", "test", "style", "perf", "build", "ci")
FIRST: Final = "^"
"""Stands before a word where what begins the line is meant."""
PRIOR: Final = "every commit"
BY_HAND: Final = "words by hand"
WITH_PATHS: Final = "beginnings and paths"
BESIDE: Final = " & "
CHOSEN: Final = "chosen sooner"
CLAIMED: Final = "claimed and right"
SECTIONS: Final = ("prior", CHOSEN, CLAIMED, "paths", "sizes", "shapes", "words", WITH_PATHS, BY_HAND)
FILE: Final = Path(__file__).with_name("commit_words.txt")

Scores = NDArray[np.floating[Any]]
"""A column for each of `GUESSED`; of declared weights, which are tenths, as single floats."""
Table = Mapping[str, Scores]

_WORD = "[a-z0-9]+"
_VOWELS = "aeiou"
_HISSING = ("s", "x", "z", "ch", "sh")
_CLOSED = 3  # letters of a syllable that doubles its last one: stop, stopped
_GAP = "  "


class Lexicon(NamedTuple):
    """`forms` says which number a `word` has in `names`; `followers` which of `pairs` two numbers make, or -1."""

    forms: pl.DataFrame
    names: tuple[str, ...]
    pairs: tuple[str, ...]
    followers: NDArray[np.int16]


class Found(NamedTuple):
    """Words of lines that are in a lexicon, in their order: the `rows` they are in, their `signs`, who `is_first`.

    `pair` is the pair a word makes with the next one of its line, or -1.
    """

    rows: NDArray[np.int64]
    signs: NDArray[np.int64]
    is_first: NDArray[np.bool_]
    pair: NDArray[np.int16]


class Weights(NamedTuple):
    """What everything adds: a row for each of a lexicon's `names` (`anywhere`, and `first`) and `pairs`.

    `with_paths` has a row for each of `CONTEXTS` and name. `chosen` is what choosing adds; `claimed` says of what a
    guess claims how often such guesses are right.
    """

    lexicon: Lexicon
    prior: Scores
    chosen: Scores
    claimed: tuple[Scores, Scores]
    paths: Table
    sizes: Table
    shapes: Table
    anywhere: Scores
    first: Scores
    pairs: Scores
    with_paths: Scores


@cache
def weights() -> Weights:
    """The declared ones."""
    text = FILE.read_text(encoding="utf-8")
    told = read_sections(text)
    words = told["words"] | told[BY_HAND]
    lexicon = lexicon_of([*words, *(FIRST + name.partition(BESIDE)[0] for name in told[WITH_PATHS])])
    nothing = np.zeros(len(GUESSED), np.float32)
    beside = [told[WITH_PATHS].get(name + BESIDE + paths, nothing) for paths in CONTEXTS for name in lexicon.names]
    return Weights(
        lexicon,
        told["prior"][PRIOR],
        told[CHOSEN].get(PRIOR, nothing),
        read_claimed(text),
        told["paths"],
        told["sizes"],
        told["shapes"],
        _rows(words.get(name, nothing) for name in lexicon.names),
        _rows(words.get(FIRST + name, nothing) for name in lexicon.names),
        _rows(words[name] for name in lexicon.pairs),
        _rows(beside).reshape(len(CONTEXTS), len(lexicon.names), len(GUESSED)),
    )


def read_sections(text: str) -> dict[str, dict[str, Scores]]:
    """The tables of a file of weights: a `[section]` a line, then `sign  type+weight type-weight …` each."""
    found: dict[str, dict[str, Scores]] = {name: {} for name in SECTIONS}
    table = found[SECTIONS[0]]
    for line in text.splitlines():
        if line.startswith("["):
            table = found[line.strip("[]")]
        elif line and not line.startswith("#") and table is not found[CLAIMED]:
            name, _, weights_ = line.partition(_GAP)
            table[name] = _weights(weights_)
    return found


def read_claimed(text: str) -> tuple[Scores, Scores]:
    """What guesses claim, rising, and how often they are right: nothing at nothing, `claimed  right` a line each."""
    _, _, behind = text.partition(f"[{CLAIMED}]\n")
    lines = [line.split() for line in behind.partition("\n[")[0].splitlines() if line.strip()]
    rows = np.array([(0.0, 0.0), *((float(claimed), float(right)) for claimed, right in lines)])
    return (rows[:, 0], rows[:, 1]) if lines else (np.array([0.0, 1.0]), np.array([0.0, 1.0]))


def lexicon_of(signs: Iterable[str]) -> Lexicon:
    """The words and pairs among these signs; whatever a pair is made of is a word as well."""
    listed = list(signs)
    pairs = tuple(name for name in listed if " " in name)
    names = tuple(dict.fromkeys(word for name in listed for word in name.removeprefix(FIRST).split()))
    number = {name: place for place, name in enumerate(names)}
    followers = np.full((len(names), len(names)), -1, np.int16)
    for place, pair in enumerate(pairs):
        one, two = pair.split()
        followers[number[one], number[two]] = place
    return Lexicon(forms_of({name: (name,) for name in names}), names, pairs, followers)


def found_in(words: pl.DataFrame, lexicon: Lexicon) -> Found:
    """Which of `words_of` are in the lexicon."""
    known = words.join(lexicon.forms, on="word", how="left", maintain_order="left")
    places = known["sign"].is_not_null().arg_true().to_numpy()
    signs = known["sign"].drop_nulls().to_numpy()
    rows = known["row"].to_numpy()[places].astype(np.int64)
    follows = (np.diff(places) == 1) & (np.diff(rows) == 0)
    pair = np.full(len(rows), -1, np.int16)
    pair[:-1][follows] = lexicon.followers[signs[:-1][follows], signs[1:][follows]]
    return Found(rows, signs, known["is_first"].to_numpy()[places], pair)


def forms_of(lemmas: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """The usual forms of the words of each group: `word` and the group's number as `sign`.

    Where two could be meant, a word itself wins over a form of another, and the earlier group over the later.
    """
    found: dict[str, int] = {}
    for number, words in enumerate(lemmas.values()):
        for word in words:
            found.setdefault(word, number)
    for number, words in enumerate(lemmas.values()):
        for form in (form for word in words for form in forms(word)):
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


def forms(word: str) -> Iterator[str]:
    """The usual forms of a word, whether or not it has them."""
    yield word + "s"
    if word.endswith(_HISSING):
        yield word + "es"
    if word.endswith("y") and word[-2:-1] not in tuple(_VOWELS):
        yield word[:-1] + "ies"
        yield word[:-1] + "ied"
    stem = word.removesuffix("e")
    yield stem + "ed"
    yield stem + "ing"
    doubles = word[-1] not in _VOWELS + "wxy" and word[-2:-1] in tuple(_VOWELS) and word[-3:-2] not in tuple(_VOWELS)
    if len(word) >= _CLOSED and doubles:
        yield word + word[-1] + "ed"
        yield word + word[-1] + "ing"


def written(signs: Sequence[str], scores: Scores) -> Iterator[str]:
    """The lines of a table, to a tenth; a sign that weighs nothing for any type is left out."""
    width = max(map(len, signs), default=0)
    for name, row in zip(signs, scores, strict=True):
        told = [f"{type_}{weight:+.1f}" for type_, weight in zip(GUESSED, row, strict=True) if abs(weight) > _NONE]
        if told:
            yield f"{name:{width}}{_GAP}{' '.join(told)}"


_NONE = 0.05


def _rows(rows: Iterable[Scores]) -> Scores:
    return np.array(list(rows), np.float32).reshape(-1, len(GUESSED))


def _weights(text: str) -> Scores:
    found = np.zeros(len(GUESSED), np.float32)
    for one in text.split():
        sign = "+" if "+" in one else "-"
        name, _, weight = one.partition(sign)
        found[GUESSED.index(name)] = float(sign + weight)
    return found
