"""Fit the weights of the types of commits: `python bench/fit_commits.py REPO… [--write]`.

Takes repositories with conventional histories, bare ones too; bench/README.md names those the shipped weights were
fitted on. Of each at most 2,000 commits by humans, evenly over its history, with their prefixes hidden, so that none
speaks for all. A word is a sign where it stands in 25 lines of eight repositories; the beginning of a line, a pair of
words, and a beginning beside what the paths are likewise. A multinomial regression with a ridge; numpy alone, no
randomness: the same histories give the same file.

*Words by hand* stay as they stand in the file: who writes "fix:" does not say "fix" again, so that histories with
hidden prefixes say that "fix" speaks against a fix.

*Rare types* are chosen sooner than their probability alone would have it: in turns, what is added for choosing each
type goes up and down in steps as long as accuracy and half of macro-F1 grow (means over repositories left out).

*What is claimed is put to what is right*, on repositories that were not fitted on: in each of four turns a quarter of
them is left out, and guesses on those are put into bands by what they claim. Printed are accuracy and macro-F1 of the
repositories left out, before anything is rounded. `--write` writes `commit_words.txt`.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.commits import hidden, name_of

from aexy.kernel.analyses.commit_paths import CONTEXTS, context, said
from aexy.kernel.analyses.commit_sizes import CODES, NOT_KNOWN, codes, sized
from aexy.kernel.analyses.commit_types import shapes
from aexy.kernel.analyses.commit_weights import (
    BESIDE,
    BY_HAND,
    CHOSEN,
    CLAIMED,
    FILE,
    FIRST,
    GUESSED,
    PRIOR,
    WITH_PATHS,
    Found,
    Scores,
    forms,
    found_in,
    lexicon_of,
    read_sections,
    words_of,
    written,
)

MOST: Final = 2_000
FEWEST, IN_REPOSITORIES = 25, 8
RIDGE = 2e-4
F1_WORTH = 0.5
STEPS: Final = (0.4, 0.2, 0.1)
BANDS = 16
TURNS = 4
_COMMON: Final = (
    "a an and are as at be been but by can do does for from has have i in is it its like more my of on or our so some"
    " than that the their them then there these they this those to too up us via was we were which will with you your"
)
COMMON: Final = frozenset(_COMMON.split())
"""Words of every sentence."""
OF_PROJECTS: Final = frozenset(("address", "book", "every", "key", "prefix"))
"""Words that review took out: what some projects happen to be about, and no kind of work."""
SAY_NOTHING: Final = frozenset(("wip",))
"""Words that say something in these histories and nothing about the work: they are fitted, and left out of the file."""
APART: Final = frozenset(("tests", "docs", "formatting", "spelling", "news", "used", "types", "deps"))
"""Words that are no form of another."""

Loss = Callable[[Scores], tuple[float, Scores]]
Rows = NDArray[np.int64]


class Signs(NamedTuple):
    """Which sign is in which commit, once for each time it is."""

    rows: Rows
    columns: Rows
    names: list[tuple[str, str]]


def main() -> None:
    """Read, choose signs, fit, say how good, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repos", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    commits = pl.concat([sample(repo) for repo in asked.repos])
    by_hand = read_sections(FILE.read_text(encoding="utf-8"))[BY_HAND]
    signs = signs_of(commits, chosen(commits, set(by_hand)))
    base = _sum(signs_of(commits, list(by_hand), only_words=True), np.array(list(by_hand.values())), len(commits))
    print(f"{len(commits):,} commits of {len(asked.repos)} repositories, {len(signs.names):,} signs", flush=True)
    left_out = cross_validated(commits, signs, base)
    sooner = chosen_sooner(commits, left_out)
    for told, added in (("by probability alone", 0 * sooner), ("rare types sooner", sooner)):
        reached = _by_repository(commits, left_out + added)
        print(f"repositories left out, {told}: accuracy {reached[0]:.4f}, macro-F1 {reached[1]:.4f}", flush=True)
    claimed = calibration(commits, left_out, sooner)
    fitted = fit(signs, _truth(commits), _worth(commits), base, np.ones(len(commits), np.bool_))
    if asked.write:
        FILE.write_text(file_of(with_not_known(commits, signs, fitted), sooner, claimed), encoding="utf-8")


def sample(repo: Path) -> pl.DataFrame:
    """At most so many conventional commits of a repository, evenly over its history."""
    return hidden(repo, MOST).with_columns(repo=pl.lit(name_of(repo)))


def chosen(commits: pl.DataFrame, by_hand: set[str]) -> list[str]:
    """The words, beginnings and pairs that are frequent enough, in many repositories."""
    words = words_of(commits["text"]).join(commits.with_row_index("row").select("row", "repo"), on="row")
    telling = pl.col("word").str.contains(r"^[a-z][a-z0-9]+$") & ~pl.col("word").is_in(COMMON | OF_PROJECTS)
    frequent = _frequent(words.filter(telling), "word", least=FEWEST // 4, repositories=IN_REPOSITORIES // 2)
    hand_words = {name.removeprefix(FIRST) for name in by_hand}
    lemmas = _lemmas([*sorted(hand_words), *sorted(frequent, key=lambda word: (len(word), word))])
    every = lexicon_of(lemmas)
    known = words.join(every.forms, on="word", how="left", maintain_order="left").with_columns(
        sign=pl.col("sign").replace_strict(dict(enumerate(every.names)), default=None, return_dtype=pl.String)
    )
    following = pl.when(pl.col("row") == pl.col("row").shift(-1)).then(pl.col("sign").shift(-1))
    known = known.with_columns(pair=pl.col("sign") + " " + following, begins=pl.lit(FIRST) + pl.col("sign"))
    single = [sign for sign in _frequent(known, "sign") if sign not in hand_words]
    begins = [sign for sign in _frequent(known.filter("is_first"), "begins") if sign[1:] not in hand_words]
    return [*single, *begins, *_frequent(known, "pair")]


def _frequent(words: pl.DataFrame, column: str, least: int = FEWEST, repositories: int = IN_REPOSITORIES) -> list[str]:
    counted = words.drop_nulls(column).group_by(column).agg(
        n=pl.col("row").n_unique(), repositories=pl.col("repo").n_unique()
    )  # fmt: skip
    return counted.filter(pl.col("n") >= least, pl.col("repositories") >= repositories)[column].sort().to_list()


def _lemmas(words: Sequence[str]) -> list[str]:
    """The words that are no form of an earlier one."""
    found: dict[str, None] = {}
    known: set[str] = set()
    for word in words:
        if word in APART or word not in known:
            found[word] = None
            known.update(forms(word))
    return list(found)


def signs_of(commits: pl.DataFrame, words: Sequence[str], *, only_words: bool = False) -> Signs:
    """Every sign of every commit: `words` that are chosen, and (unless only words) paths, shapes and the prior."""
    lexicon = lexicon_of(words)
    found = found_in(words_of(commits["text"]), lexicon)
    place = {name: number for number, name in enumerate(words)}
    rows, columns = [], []
    for named, at in (
        (lexicon.names, found.signs),
        ([FIRST + name for name in lexicon.names], np.where(found.is_first, found.signs, -1)),
        (lexicon.pairs, found.pair.astype(np.int64)),
    ):
        numbers = np.array([*(place.get(name, -1) for name in named), -1])[at]
        rows.append(found.rows[numbers >= 0])
        columns.append(numbers[numbers >= 0])
    names = [("words", name) for name in words]
    if not only_words:
        for section, name, where in (*_beside(commits), *_with_paths(commits, lexicon.names, found)):
            rows.append(where)
            columns.append(np.full(len(where), len(names)))
            names.append((section, name))
    return Signs(np.concatenate(rows), np.concatenate(columns), names)


def _beside(commits: pl.DataFrame) -> list[tuple[str, str, Rows]]:
    kinds = commits["kinds"].to_numpy()
    touched = {int(kind): said(int(kind)) for kind in np.unique(kinds)}
    every = sorted({name for names in touched.values() for name in names})
    paths = [
        ("paths", name, np.flatnonzero(np.isin(kinds, [kind for kind, names in touched.items() if name in names])))
        for name in every
    ]
    sizes = codes(commits["added"], commits["lines"])
    told = {code: sized(code) for code in range(CODES - 1)}
    named_sizes = sorted({name for names in told.values() for name in names})
    lines = [
        ("sizes", name, np.flatnonzero(np.isin(sizes, [code for code, names in told.items() if name in names])))
        for name in named_sizes
    ]
    looks = commits.select(**shapes())
    shaped = [("shapes", name, np.flatnonzero(looks[name].to_numpy())) for name in looks.columns]
    return [*paths, *lines, *shaped, ("prior", PRIOR, np.arange(len(commits)))]


def _with_paths(commits: pl.DataFrame, names: Sequence[str], found: Found) -> list[tuple[str, str, Rows]]:
    """Words that begin a line beside what the paths are, where both are frequent together."""
    begins = np.flatnonzero(found.is_first)
    beside = pl.DataFrame({
        "row": found.rows[begins],
        "sign": found.signs[begins],
        "paths": [CONTEXTS.index(context(kinds)) for kinds in commits["kinds"].to_numpy()[found.rows[begins]].tolist()],
        "repo": commits["repo"].gather(found.rows[begins]),
    }).filter(pl.col("paths") > 0)  # fmt: skip
    frequent = beside.group_by("sign", "paths").agg("row", n=pl.len(), repositories=pl.col("repo").n_unique())
    kept = frequent.filter(pl.col("n") >= FEWEST, pl.col("repositories") >= IN_REPOSITORIES).sort("sign", "paths")
    return [
        (WITH_PATHS, names[sign] + BESIDE + CONTEXTS[paths], np.array(rows))
        for sign, paths, rows in kept.select("sign", "paths", "row").iter_rows()
    ]


def fit(signs: Signs, truth: Rows, worth: Scores, base: Scores, chosen_rows: NDArray[np.bool_]) -> Scores:
    """The weights that make these rows likeliest, beside what `base` gives them."""
    new = np.cumsum(chosen_rows) - 1
    inside = chosen_rows[signs.rows]
    part = Signs(new[signs.rows[inside]], signs.columns[inside], signs.names)
    is_type = np.eye(len(GUESSED))[truth[chosen_rows]]
    weight = (worth[chosen_rows] / worth[chosen_rows].sum())[:, None]
    ridge = np.array([0 if section == "prior" else RIDGE for section, _ in signs.names])[:, None]

    def loss(weights: Scores) -> tuple[float, Scores]:
        logs = _logs(_sum(part, weights, len(is_type)) + base[chosen_rows])
        off = (np.exp(logs) - is_type) * weight
        slope = np.stack(
            [np.bincount(part.columns, off[part.rows, column], len(weights)) for column in range(len(GUESSED))], axis=1
        )
        return float((ridge / 2 * weights**2).sum() - (weight * is_type * logs).sum()), slope + ridge * weights

    return _least(loss, np.zeros((len(signs.names), len(GUESSED))))


def cross_validated(commits: pl.DataFrame, signs: Signs, base: Scores) -> Scores:
    """The scores of every commit by weights that were fitted on other repositories."""
    names = commits["repo"].unique().to_list()
    ordered = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    turn = commits["repo"].replace_strict({name: at % TURNS for at, name in enumerate(ordered)}).to_numpy()
    scores = np.empty_like(base)
    for at in range(TURNS):
        weights = fit(signs, _truth(commits), _worth(commits), base, turn != at)
        scores[turn == at] = (_sum(signs, weights, len(base)) + base)[turn == at]
    return scores


def chosen_sooner(commits: pl.DataFrame, scores: Scores) -> Scores:
    """What is added for choosing each type."""

    def worth(added: Scores) -> float:
        accuracy, f1 = _by_repository(commits, scores + added)
        return accuracy + F1_WORTH * f1

    best = np.zeros(len(GUESSED))
    reached = worth(best)
    for step in STEPS:
        for column, way in ((column, way) for column in range(len(GUESSED)) for way in (step, -step)):
            while (tried := worth(best + way * np.eye(len(GUESSED))[column])) > reached:
                best, reached = best + way * np.eye(len(GUESSED))[column], tried
    lifted: Scores = best - best[GUESSED.index("fix")]
    return lifted


def calibration(commits: pl.DataFrame, scores: Scores, sooner: Scores) -> list[tuple[float, float]]:
    """What guesses claim, band by band, and how often they are right; what claims more is right no less often."""
    guess = (scores + sooner).argmax(axis=1)
    claimed = np.exp(_logs(scores))[np.arange(len(guess)), guess]
    order, weight, is_right = np.argsort(claimed), _worth(commits), guess == _truth(commits)
    edges = np.searchsorted(np.cumsum(weight[order]), np.linspace(0, weight.sum(), BANDS + 1)[1:-1])
    bands = [
        (np.average(claimed[rows], weights=weight[rows]), np.average(is_right[rows], weights=weight[rows]))
        for rows in np.split(order, edges)
    ]
    highest = np.maximum.accumulate([right for _, right in bands])
    return [(float(claim), float(right)) for (claim, _), right in zip(bands, highest, strict=True)]


def with_not_known(commits: pl.DataFrame, signs: Signs, fitted: Scores) -> tuple[Signs, Scores]:
    """The same and a row for where lines are not known: the mean of what sizes say."""
    is_size = np.array([section == "sizes" for section, _ in signs.names])
    of_size = is_size[signs.columns]
    weight = _worth(commits)
    weight = np.where(commits["lines"].is_not_null().to_numpy(), weight, 0)
    share = np.bincount(signs.columns[of_size], weight[signs.rows[of_size]], len(signs.names)) / weight.sum()
    named = Signs(signs.rows, signs.columns, [*signs.names, ("sizes", NOT_KNOWN)])
    return named, np.vstack([fitted, share @ fitted])


def _by_repository(commits: pl.DataFrame, scores: Scores) -> tuple[float, float]:
    """Accuracy and macro-F1 (over the types there are), each the mean of the repositories."""
    _, repo = np.unique(commits["repo"].to_numpy(), return_inverse=True)
    n, types = int(repo.max()) + 1, len(GUESSED)
    cells = np.bincount((repo * types + _truth(commits)) * types + scores.argmax(axis=1), minlength=n * types * types)
    table = cells.reshape(n, types, types)
    hit, is_, guessed = np.diagonal(table, axis1=1, axis2=2), table.sum(axis=2), table.sum(axis=1)
    f1 = 2 * hit / np.maximum(is_ + guessed, 1)
    return float((hit.sum(axis=1) / is_.sum(axis=1)).mean()), float((f1.sum(axis=1) / (is_ > 0).sum(axis=1)).mean())


def _truth(commits: pl.DataFrame) -> Rows:
    numbers = {name: at for at, name in enumerate(GUESSED)}
    return commits["truth"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()


def _worth(commits: pl.DataFrame) -> Scores:
    """A small repository counts less than a large one, and more than by its commits alone."""
    return commits.select(1 / pl.len().over("repo").sqrt()).to_series().to_numpy()


def _sum(signs: Signs, weights: Scores, rows: int) -> Scores:
    return np.stack(
        [np.bincount(signs.rows, weights[signs.columns, column], rows) for column in range(len(GUESSED))], axis=1
    )


def _logs(scores: Scores) -> Scores:
    above: Scores = scores - scores.max(axis=1, keepdims=True)
    logs: Scores = above - np.log(np.exp(above).sum(axis=1, keepdims=True))
    return logs


def _least(loss: Loss, start: Scores, steps: int = 120, remembered: int = 8) -> Scores:
    """Where the loss is least, by limited-memory BFGS."""
    at, (value, slope) = start, loss(start)
    past: list[tuple[Scores, Scores]] = []
    for _ in range(steps):
        down = -_direction(slope, past)
        step = 1.0 if past else 1.0 / float(np.abs(slope).sum())
        new, (lower, steeper) = at + step * down, loss(at + step * down)
        while lower > value + 1e-4 * step * float((slope * down).sum()) and step > 1e-9:
            step /= 2
            new, (lower, steeper) = at + step * down, loss(at + step * down)
        if float(((new - at) * (steeper - slope)).sum()) > 0:
            past = [*past[1 - remembered :], (new - at, steeper - slope)]
        is_done = abs(value - lower) < 1e-7 * abs(value)
        at, value, slope = new, lower, steeper
        if is_done:
            break
    return at


def _direction(slope: Scores, past: Sequence[tuple[Scores, Scores]]) -> Scores:
    direction: Scores = slope.copy()
    kept: list[float] = []
    for moved, turned in reversed(past):
        share = float((moved * direction).sum() / (moved * turned).sum())
        direction -= share * turned
        kept.append(share)
    if past:
        moved, turned = past[-1]
        direction *= float((moved * turned).sum() / (turned * turned).sum())
    for (moved, turned), share in zip(past, reversed(kept), strict=True):
        direction = direction + moved * (share - float((turned * direction).sum() / (moved * turned).sum()))
    return direction


def file_of(made: tuple[Signs, Scores], sooner: Scores, claimed: Sequence[tuple[float, float]]) -> str:
    """The file anew: what is explained and weighed by hand stays as it is."""
    signs, fitted = made
    before, _, rest = FILE.read_text(encoding="utf-8").partition("[prior]")
    told = [before.rstrip()]
    for section in ("prior", "paths", "sizes", "shapes", "words", WITH_PATHS):
        places = [
            at
            for at, (its, name) in enumerate(signs.names)
            if its == section and not SAY_NOTHING & set(name.removeprefix(FIRST).split())
        ]
        places.sort(key=lambda at: (signs.names[at][1].removeprefix(FIRST), signs.names[at][1]))
        told.append(f"\n[{section}]\n" + "\n".join(written([signs.names[at][1] for at in places], fitted[places])))
        if section == "prior":
            told.append(f"\n[{CHOSEN}]\n" + "\n".join(written([PRIOR], sooner[None])))
            told.append(f"\n[{CLAIMED}]\n" + "\n".join(f"{claim:.3f}  {right:.3f}" for claim, right in claimed))
    return "\n".join(told) + "\n\n" + rest[rest.index(f"[{BY_HAND}]") :]


if __name__ == "__main__":
    main()
