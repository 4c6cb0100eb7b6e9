"""What kind of change a commit is, as far as its first line and the paths it touches say.

A conventional prefix decides (`fix(api): …`: probability 1), and so does being a revert. Else each word of a declared
list and each declared pair of words, what the touched paths are, how many lines are touched and what the line looks
like add to or take from the score of every type (`commit_words.txt`); a softmax makes probabilities of the scores, and
these are put to how often such guesses were right. Words are matched as words: "Fix address parsing" has no "add" in
it. Where nothing speaks, or nothing loud enough, the type is `unknown`.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from aexy.kernel.analyses.commit_paths import CONTEXTS, SOURCE, context, said
from aexy.kernel.analyses.commit_sizes import CODES, codes, sized
from aexy.kernel.analyses.commit_weights import (
    BESIDE,
    GUESSED,
    Scores,
    found_in,
    weights,
    words_of,
)

UNKNOWN = "unknown"
TYPES = (*GUESSED, "revert", UNKNOWN)
TYPE = pl.Enum(TYPES)
ALIASES = {
    "feature": "feat", "features": "feat", "bug": "fix", "bugfix": "fix", "hotfix": "fix", "fixes": "fix",
    "fixed": "fix", "doc": "docs", "documentation": "docs", "tests": "test", "testing": "test", "refact": "refactor",
    "performance": "perf", "styles": "style", "chores": "chore", "deps": "build", "dep": "build",
}  # fmt: skip
"""What some write for one of the types."""
SURE_ENOUGH = 0.25
"""The least probability a guess needs; bench/commits.py prints how often guesses are right."""

_PREFIX = r"^\s*(?:(?:fixup|squash|amend)! *)*([A-Za-z]+)(?:\(([^()]*)\))?(!)?:\s*(.*)$"
_PREFIXES = {name: name for name in (*GUESSED, "revert")} | ALIASES
LOUD = 0.3
"""How much the words of a line together have to add to or take from some type, to say anything."""
_SHORT, _LONG = 20, 60
_EVERY_KIND = SOURCE << 1


class Reason(NamedTuple):
    """What spoke for or against a type, and how much it added to its score."""

    sign: str
    weight: float


def prefixed(commits: pl.DataFrame) -> pl.DataFrame:
    """What stands before the colon of a `subject`: `prefix` (a type), `scope`, `is_marked` (by !); the rest is `text`.

    A word before a colon that is no type is no prefix ("net/http: …", "Payments: …").
    """
    parts = pl.col("subject").str.extract_groups(_PREFIX).struct
    named = parts.field("1").str.to_lowercase().replace_strict(_PREFIXES, default=None, return_dtype=pl.String)
    is_named, scope = named.is_not_null(), parts.field("2").str.strip_chars()
    return commits.select(
        prefix=named,
        scope=pl.when(is_named & (scope != "")).then(scope),
        is_marked=is_named & parts.field("3").is_not_null(),
        text=pl.when(is_named).then(parts.field("4")).otherwise("subject"),
    )


def typed(
    prefix: pl.Series, text: pl.Series, words: pl.DataFrame, touched: pl.DataFrame, is_revert: pl.Series
) -> pl.DataFrame:
    """`type` (`TYPE`), `probability` (null where unknown) and `by_prefix` of commits, all given in one order.

    `words` are those of `text`. `touched` is what each commit touches: `kinds`, the bits of `commit_paths.KINDS`, 0
    where no path is known; lines `added` and all `lines`, null where they cannot be known.
    """
    scores, speaks = _scores(text, words, touched)
    best = (scores + weights().chosen).argmax(axis=1) if len(scores) else np.zeros(0, np.int64)
    probability = _right(scores, best)
    is_known = speaks & (probability >= SURE_ENOUGH)
    guessed = pl.DataFrame({
        "prefix": prefix,
        "is_revert": is_revert,
        "guess": pl.Series(np.where(is_known, best, TYPES.index(UNKNOWN)), dtype=pl.UInt32),
        "probability": probability.astype(np.float64),
        "is_known": is_known,
    })  # fmt: skip
    names = dict(enumerate(TYPES))
    decided = pl.when(pl.col("prefix").is_not_null()).then("prefix").when("is_revert").then(pl.lit("revert"))
    is_decided = pl.col("prefix").is_not_null() | pl.col("is_revert")
    return guessed.select(
        type=decided.otherwise(pl.col("guess").replace_strict(names, return_dtype=pl.String)).cast(TYPE),
        probability=pl.when(is_decided).then(1.0).when("is_known").then("probability"),
        by_prefix=pl.col("prefix").is_not_null(),
    )


def reasons(text: str, kinds: int, type_: str, size: tuple[int, int] | None = None) -> list[Reason]:
    """What spoke for and against a guessed type, loudest first; what says nothing about it is left out.

    `size` is lines added and all lines touched.
    """
    if type_ not in GUESSED:
        return []
    column, known = GUESSED.index(type_), weights()
    lexicon = known.lexicon
    found = found_in(words_of(pl.Series([text])), lexicon)
    added: dict[str, float] = {}
    for sign, is_first, pair in zip(found.signs, found.is_first, found.pair, strict=True):
        of_word = known.anywhere[sign, column] + (known.first[sign, column] if is_first else 0)
        _add(added, lexicon.names[sign], of_word)
        if pair >= 0:
            _add(added, lexicon.pairs[pair], known.pairs[pair, column])
        if is_first:
            paths = context(kinds)
            beside = known.with_paths[CONTEXTS.index(paths), sign, column]
            _add(added, lexicon.names[sign] + BESIDE + paths, beside)
    shaped = pl.DataFrame({"text": [text]}).select(**shapes()).row(0, named=True)
    for name, its in known.shapes.items():
        _add(added, name, its[column] if shaped[name] else 0)
    for name in said(kinds):
        _add(added, name, known.paths[name][column] if name in known.paths else 0)
    plus, lines = size or (None, None)
    for name in sized(int(codes(pl.Series([plus], dtype=pl.Int64), pl.Series([lines], dtype=pl.Int64))[0])):
        _add(added, name, known.sizes[name][column] if name in known.sizes else 0)
    told = [Reason(name, round(float(weight), 1)) for name, weight in added.items() if round(float(weight), 1)]
    return sorted(told, key=lambda one: -abs(one.weight))


def _add(added: dict[str, float], name: str, weight: float) -> None:
    added[name] = added.get(name, 0.0) + weight


def shapes() -> dict[str, pl.Expr]:
    """What a line's `text` looks like, by the names of the shapes that have weights."""
    text = pl.col("text")
    return {
        "code in backticks": text.str.contains("`", literal=True),
        "fewer than 20 characters": text.str.len_chars() < _SHORT,
        "more than 60 characters": text.str.len_chars() > _LONG,
        "a version": text.str.contains(r"[0-9]+\.[0-9]+"),
        "to a version": text.str.contains(r"\bto v?[0-9]"),
        "a call": text.str.contains("()", literal=True),
        "a name in parts": text.str.contains(r"[a-z][A-Z]|\w_\w"),
        "an option": text.str.contains(r"(^|[\s`])--?[a-z]"),
        "a list": text.str.contains(r"[;,&]| and "),
    }


def _right(scores: Scores, best: NDArray[np.int64]) -> Scores:
    """How often a guess of such scores is right: what they claim, put to what was found."""
    above = scores - scores.max(axis=1, keepdims=True, initial=-np.inf)
    claimed = np.exp(np.take_along_axis(above, best[:, None], axis=1)[:, 0]) / np.exp(above).sum(axis=1)
    right: Scores = np.interp(claimed, *weights().claimed)
    return right


def _scores(text: pl.Series, words: pl.DataFrame, touched: pl.DataFrame) -> tuple[Scores, NDArray[np.bool_]]:
    """The score of every type of each commit, and whether anything speaks: a word, or paths out of the usual."""
    known = weights()
    bits = touched["kinds"].to_numpy()
    looks = pl.sum_horizontal(shape.cast(pl.Int32) * (1 << bit) for bit, shape in enumerate(shapes().values()))
    scores = _of_kinds()[bits]
    scores += _of_sizes()[codes(touched["added"], touched["lines"])]
    scores += _of_looks()[pl.DataFrame({"text": text}).select(looks).to_series().to_numpy()]
    found = found_in(words, known.lexicon)
    added = _of_words()[found.signs + len(known.anywhere) * found.is_first]
    paired = np.flatnonzero(found.pair >= 0)
    added[paired] += known.pairs[found.pair[paired]]
    begins = np.flatnonzero(found.is_first)
    added[begins] += known.with_paths[_contexts()[bits[found.rows[begins]]], found.signs[begins]]
    starts = np.flatnonzero(np.diff(found.rows, prepend=-1))
    # Most commits touch source, so source says nothing by itself, whatever else is touched beside it.
    speaks = (bits != 0) & ((bits & SOURCE) == 0)
    if len(starts):
        # Commit by commit, so that what one comes to does not depend on how many there are.
        of_words = np.add.reduceat(added, starts, axis=0)
        scores[found.rows[starts]] += of_words
        speaks[found.rows[starts]] |= np.abs(of_words).max(axis=1) >= LOUD
    return scores, speaks


@cache
def _of_kinds() -> Scores:
    """What every combination of kinds adds to what every commit begins with."""
    known, nothing = weights(), np.zeros(len(GUESSED), np.float32)
    said_ = ((known.paths.get(name, nothing) for name in said(kinds)) for kinds in range(_EVERY_KIND))
    return np.array([sum(rows, known.prior) for rows in said_])


@cache
def _contexts() -> NDArray[np.int64]:
    """Which of `CONTEXTS` every combination of kinds is."""
    return np.array([CONTEXTS.index(context(kinds)) for kinds in range(_EVERY_KIND)])


@cache
def _of_sizes() -> Scores:
    """What every size adds."""
    known, nothing = weights().sizes, np.zeros(len(GUESSED), np.float32)
    return np.array([sum((known.get(name, nothing) for name in sized(code)), nothing) for code in range(CODES)])


@cache
def _of_words() -> Scores:
    """What every word adds, and below that what it adds where it begins the line."""
    known = weights()
    return np.concatenate([known.anywhere, known.anywhere + known.first])


@cache
def _of_looks() -> Scores:
    """What every combination of shapes adds, a bit each in their order."""
    known, nothing, names = weights().shapes, np.zeros(len(GUESSED), np.float32), list(shapes())
    holding = ((known.get(name, nothing) for bit, name in enumerate(names) if looks >> bit & 1)
               for looks in range(1 << len(names)))  # fmt: skip
    return np.array([sum(rows, nothing) for rows in holding])
