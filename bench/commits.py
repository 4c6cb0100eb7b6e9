"""How well the type of a commit is guessed: `python bench/commits.py REPO…`.

Takes repositories with conventional histories, bare ones too. Of each commit by a human whose first line has a known
prefix, the prefix goes (type, scope and mark), and the type is guessed from the rest of the line, the paths and the
number of lines, as the product does. A snapshot may lack large files; of commits that touch one, lines are not known.

Printed are accuracy (an `unknown` is wrong), macro-F1 over the types there are, the accuracy of always saying the most
common type, the share that stays unknown, and the accuracy of the others; then how much of each type was found in each
repository, what became of each type, and how often guesses of each probability were right. Reverts are left out: they
are marked as such, not guessed. bench/README.md says on which repositories the weights were fitted
(bench/fit_commits.py).
"""

import argparse
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
import polars as pl

from aexy.kernel.analyses.commit_paths import kind_of
from aexy.kernel.analyses.commit_types import prefixed, typed
from aexy.kernel.analyses.commit_weights import GUESSED, words_of
from aexy.kernel.automata import kind_of as kind_of_person
from aexy.sources.git import classifier

_HEADS = "--format=%x1e%H%x1f%an%x1f%ae%x1f%s"
_SHAS = "--format=%x1e%H%x1d"
_WRITTEN_BY_NO_HAND = ("lock", "generated", "vendored")
_TRUSTED = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "core.bare",
    "GIT_CONFIG_VALUE_0": "true",
    "GIT_CONFIG_KEY_1": "safe.directory",
    "GIT_CONFIG_VALUE_1": "*",
}


class File(NamedTuple):
    """What a commit touches; lines None where git did not count any."""

    sha: str
    path: str
    added: int | None
    removed: int | None


class Score(NamedTuple):
    """How often guesses were right."""

    n: int
    accuracy: float
    macro_f1: float
    majority: float
    unknown: float
    accuracy_of_known: float


def main() -> None:
    """Read, hide, guess, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repos", type=Path, nargs="+")
    asked = parser.parse_args()
    every = []
    print(f"{'repository':28} {'n':>6} {'accuracy':>8} {'macro-F1':>8} {'majority':>8} {'unknown':>8} {'of known':>8}")
    for repo in asked.repos:
        found = guessed(hidden(repo))
        every.append(found)
        show(name_of(repo), score(found))
    whole = pl.concat(every)
    if len(every) > 1:
        scores = [score(found) for found in every]
        show(
            "mean of repositories",
            Score(len(whole), *(sum(one[place] for one in scores) / len(every) for place in range(1, len(scores[0])))),
        )
        show("all commits", score(whole))
    print()
    recalls({name_of(repo): found for repo, found in zip(asked.repos, every, strict=True)})
    print()
    confusion(whole)
    calibrated(whole.filter(pl.col("guess") != "unknown"))
    speed(whole)


def name_of(repo: Path) -> str:
    """What a repository is called, where it is a folder of its own or the bare part of one."""
    return repo.parent.name if repo.name in {"repo", ".git"} else repo.name


def read(repo: Path) -> pl.DataFrame:
    """Everything humans committed on the branch HEAD is on, without merges: `sha`, `subject`."""
    told, _ = _git(repo, "--no-merges", _HEADS, "HEAD")
    heads = [entry.rstrip("\n").split("\x1f") for entry in told.split("\x1e")[1:]]
    humans = [(sha, subject) for sha, name, email, subject in heads if kind_of_person(name, email) == "human"]
    return pl.DataFrame(humans, schema={"sha": pl.String, "subject": pl.String}, orient="row")


def _git(repo: Path, *arguments: str, given: str = "") -> tuple[str, int]:
    folder = repo / ".git" if (repo / ".git").exists() else repo
    bare = _TRUSTED if folder == repo else {}
    command = ["git", "-c", "core.quotePath=false", "log", *arguments]
    told = subprocess.run(
        command,
        env=os.environ | bare | {"GIT_DIR": str(folder)},
        input=given.encode(),
        capture_output=True,
        check=False,
    )
    return told.stdout.decode(errors="replace"), told.returncode


def files(repo: Path, shas: Sequence[str]) -> Iterator[File]:
    """What these commits touch, and how many lines of it; of one that git cannot compare, the paths alone."""
    one_by_one = ("--no-walk=unsorted", "--stdin", _SHAS, "-z")
    waiting = list(shas)
    uncounted = []
    while waiting:
        told, failed = _git(repo, *one_by_one, "-M", "--numstat", given="\n".join(waiting))
        entries = told.split("\x1e")[1:]
        # git says which commit it compares before it does: the last one is the one that failed, unless it is whole.
        is_whole = bool(entries) and bool(entries[-1].partition("\x1d")[2].strip("\n\0"))
        done = len(entries) if is_whole or not failed else max(len(entries) - 1, 0)
        for entry in entries[:done]:
            yield from _counted(entry)
        uncounted += waiting[done : done + 1]
        waiting = waiting[done + 1 :]
    if uncounted:
        for entry in _git(repo, *one_by_one, "--name-only", given="\n".join(uncounted))[0].split("\x1e")[1:]:
            sha, _, paths = entry.partition("\x1d")
            yield from (File(sha, path, None, None) for path in paths.strip("\n\0").split("\0") if path)


def _counted(entry: str) -> Iterator[File]:
    sha, _, rest = entry.partition("\x1d")
    fields = iter(rest.strip("\n\0").split("\0"))
    for field in fields:
        if field:
            added, removed, path = field.strip("\n").split("\t")
            if not path:  # it was renamed: the old name and the new one follow
                path = (next(fields), next(fields))[1]
            yield File(sha, path, *(0 if lines == "-" else int(lines) for lines in (added, removed)))


def hidden(repo: Path, most: int | None = None) -> pl.DataFrame:
    """Commits with a prefix: `truth`, `text` without it, `kinds` of the paths, lines `added` and all `lines`.

    At `most` so many, evenly over the history.
    """
    listed = read(repo)
    known = pl.concat([listed, prefixed(listed)], how="horizontal").filter(pl.col("prefix").is_in(GUESSED))
    known = known[np.linspace(0, len(known) - 1, min(most or len(known), len(known))).astype(int)]
    classify = classifier()
    touched = pl.DataFrame(
        [(*one, classify(one.path).name) for one in files(repo, known["sha"].to_list())],
        schema={"sha": pl.String, "path": pl.String, "plus": pl.Int32, "minus": pl.Int32, "class": pl.String},
        orient="row",
    )
    by_hand = ~pl.col("class").is_in(_WRITTEN_BY_NO_HAND)
    is_counted = pl.col("plus").is_not_null().all()
    summed = touched.with_columns(kinds=kind_of()).group_by("sha").agg(
        pl.col("kinds").bitwise_or(),
        added=pl.when(is_counted).then(pl.col("plus").filter(by_hand).sum()),
        lines=pl.when(is_counted).then((pl.col("plus") + pl.col("minus")).filter(by_hand).sum()),
    )  # fmt: skip
    joined = known.join(summed, on="sha", how="left", maintain_order="left")
    # Of a commit that touches nothing there are no lines, which is known.
    nothing = pl.col("kinds").is_null()
    return joined.select(
        pl.col("kinds").fill_null(0),
        *(pl.when(nothing).then(0).otherwise(name).cast(pl.Int32).alias(name) for name in ("added", "lines")),
        "text",
        truth="prefix",
    )


def guessed(commits: pl.DataFrame) -> pl.DataFrame:
    """The same with the `guess`."""
    nothing = pl.repeat(None, len(commits), dtype=pl.String, eager=True)
    none = pl.repeat(value=False, n=len(commits), dtype=pl.Boolean, eager=True)
    found = typed(nothing, commits["text"], words_of(commits["text"]), commits, none)
    return commits.with_columns(found["probability"], guess=found["type"].cast(pl.String))


def score(found: pl.DataFrame) -> Score:
    """Accuracy, macro-F1 and what stands beside them."""
    right = pl.col("guess") == pl.col("truth")
    known = found.filter(pl.col("guess") != "unknown")
    f1 = []
    for type_ in found["truth"].unique():
        hit = len(found.filter(right, truth=type_))
        f1.append(2 * hit / (len(found.filter(truth=type_)) + len(found.filter(guess=type_))))
    return Score(
        len(found),
        found.select(right.mean()).item(),
        sum(f1) / len(f1),
        float(found.select(pl.col("truth").value_counts(sort=True).struct.field("count").first()).item()) / len(found),
        1 - len(known) / len(found),
        known.select(right.mean()).item(),
    )


def show(name: str, reached: Score) -> None:
    """One line."""
    n, *shares = reached
    print(f"{name:28.28} {n:6} " + " ".join(f"{share:8.3f}" for share in shares))


def recalls(every: Mapping[str, pl.DataFrame]) -> None:
    """Of each repository, the share of each type that was found; a dash where there is none."""
    print(f"{'found of':28}" + "".join(f"{type_:>9}" for type_ in GUESSED))
    for name, found in every.items():
        of_type = dict(
            found.group_by("truth").agg((pl.col("guess") == pl.col("truth")).mean()).iter_rows()
        )  # fmt: skip
        print(f"{name:28.28}" + "".join(f"{of_type[one]:9.2f}" if one in of_type else f"{'-':>9}" for one in GUESSED))


def confusion(found: pl.DataFrame) -> None:
    """A row for each type there is, a column for each guess."""
    guesses = (*GUESSED, "unknown")
    print(f"{'is / guessed':12}" + "".join(f"{guess:>9}" for guess in guesses) + f"{'recall':>9}")
    for type_ in GUESSED:
        of_type = found.filter(truth=type_)
        counts = [len(of_type.filter(guess=guess)) for guess in guesses]
        recall = counts[guesses.index(type_)] / len(of_type) if len(of_type) else 0
        print(f"{type_:12}" + "".join(f"{count:9}" for count in counts) + f"{recall:9.3f}")


def calibrated(found: pl.DataFrame) -> None:
    """Of guesses of about one probability: how many, what they say, how often they are right; and the mean gap."""
    is_right = (pl.col("guess") == pl.col("truth")).cast(pl.Float64)
    bands = found.group_by((pl.col("probability") * 10).floor().cast(pl.Int32).alias("band")).agg(
        n=pl.len(), said=pl.col("probability").mean(), right=is_right.mean()
    )
    print(f"\n{'probability':14}{'n':>8}{'said':>8}{'right':>8}")
    for band, n, said, right in bands.sort("band").iter_rows():
        print(f"{band / 10:.1f} to {band / 10 + 0.1:.1f}    {n:8}{said:8.3f}{right:8.3f}")
    gap = bands.select(((pl.col("said") - pl.col("right")).abs() * pl.col("n")).sum() / pl.col("n").sum()).item()
    print(f"mean gap {gap:.3f}")


def speed(found: pl.DataFrame) -> None:
    """How long all of them take at once."""
    start = perf_counter()
    guessed(found.select("kinds", "added", "lines", "text", "truth"))
    print(f"\n{len(found):,} commits guessed in {perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
