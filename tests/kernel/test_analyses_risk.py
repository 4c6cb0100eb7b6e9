"""Change risk by hand: what is known of a pull request when it is opened, and whether learning beats its size."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from aexy.kernel.analyses.risk import COMPLEXITY, FILES, PARTS, PULLS, REVIEWERS, TOUCHES, parts_of
from aexy.kernel.analyses.risk_model import auc, learn

DAY = datetime(2024, 3, 4, tzinfo=UTC)
ADA, GRACE, EDSGER = 1, 2, 3
CORE, LEAF, FRESH, TEST = 10, 11, 12, 13


def on(day: float) -> datetime:
    return DAY + timedelta(days=day)


def touches(*rows: tuple[int, int | None, float, bool]) -> pl.DataFrame:
    made = [(path, author, on(day), fix) for path, author, day, fix in rows]
    return pl.DataFrame(made, schema=TOUCHES, orient="row")


def judged(
    files: list[tuple[int, int, bool]],
    *,
    author: int | None = EDSGER,
    reviewers: tuple[int, ...] = (),
    past: pl.DataFrame | None = None,
) -> dict[str, float | None]:
    """The parts of one pull request opened on day 10, its files as (path, folder, is a test)."""
    pulls = pl.DataFrame([(1, author, on(10), 30, 12)], schema=PULLS, orient="row")
    rows = [(1, path, folder, is_test, not is_test) for path, folder, is_test in files]
    found = parts_of(
        pulls,
        pl.DataFrame(rows, schema=FILES, orient="row"),
        PAST if past is None else past,
        pl.DataFrame([(1, who) for who in reviewers], schema=REVIEWERS, orient="row"),
        pl.DataFrame([(CORE, 63), (LEAF, 1)], schema=COMPLEXITY, orient="row"),
    )
    return found.row(0, named=True)


# The core: three changes by Ada, one fix by Grace; the leaf: one by Edsger. On day 20 everything changes.
PAST = touches(
    (CORE, ADA, 1, False), (CORE, ADA, 2, True), (CORE, GRACE, 3, True), (LEAF, EDSGER, 4, False),
    (CORE, EDSGER, 20, True), (LEAF, ADA, 20, False),
)  # fmt: skip


def test_size_files_and_spread_are_what_it_touches() -> None:
    found = judged([(CORE, 1, False), (LEAF, 1, False), (FRESH, 2, False)])
    assert [found[key] for key in ("added", "size", "files", "spread")] == [30, 42, 3, 2]


def test_the_past_of_a_file_ends_when_the_pull_request_is_opened() -> None:
    found = judged([(CORE, 1, False), (LEAF, 1, False)])
    # Three changes and a complexity of 63: log2(4) by log2(64). Two of the three were fixes.
    assert found["heat"] == pytest.approx(2 * 6)
    assert found["mended"] == 2


def test_owners_are_absent_unless_they_wrote_or_review_it() -> None:
    files = [(CORE, 1, False), (LEAF, 1, False)]
    # Ada owns the core, Edsger the leaf.
    assert judged(files)["absent"] == 0.5
    assert judged(files, reviewers=(ADA,))["absent"] == 0
    assert judged(files, author=GRACE)["absent"] == 1


def test_of_several_with_as_many_changes_the_owner_is_who_got_there_last() -> None:
    past = touches((CORE, ADA, 1, False), (CORE, GRACE, 2, False))
    assert judged([(CORE, 1, False)], author=GRACE, past=past)["absent"] == 0
    assert judged([(CORE, 1, False)], author=ADA, past=past)["absent"] == 1


def test_a_file_nobody_had_before_is_strange_to_nobody() -> None:
    assert judged([(FRESH, 1, False)])["strange"] == 0
    assert judged([(FRESH, 1, False), (CORE, 1, False)])["strange"] == 1
    assert judged([(CORE, 1, False), (LEAF, 1, False)])["strange"] == 0.5
    assert judged([(CORE, 1, False)], author=None)["strange"] is None


def test_programs_without_a_test_are_untested() -> None:
    assert judged([(CORE, 1, False)])["untested"] == 1
    assert judged([(CORE, 1, False), (TEST, 3, True)])["untested"] == 0
    assert judged([(TEST, 3, True)])["untested"] == 0


def test_without_known_files_only_the_size_is_known() -> None:
    found = judged([])
    assert found["size"] == 42
    assert all(found[part.key] is None for part in PARTS if part.key != "size")


def test_auc_is_how_often_the_regretted_one_scores_higher() -> None:
    bad = np.array([False, False, True, True])
    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), bad) == 1
    assert auc(np.array([4.0, 3.0, 2.0, 1.0]), bad) == 0
    assert auc(np.array([1.0, 3.0, 2.0, 4.0]), bad) == 0.75
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), bad) == 0.5


def history(count: int, *, rests_on: str) -> pl.DataFrame:
    """Pull requests that are regretted when a part is high, whatever their size."""
    dice = np.random.default_rng(7)
    columns = {part.key: dice.random(count) for part in PARTS} | {"added": dice.integers(1, 400, count).astype(float)}
    odds = 6 * (columns[rests_on] / columns[rests_on].max() - 0.5) - 1
    columns["regretted"] = dice.random(count) < 1 / (1 + np.exp(-odds))
    return pl.DataFrame(columns)


def test_parts_that_say_more_than_size_beat_it() -> None:
    found = learn(history(1000, rests_on="strange"))
    assert (found.learned, found.judged) == (700, 300)
    assert found.auc is not None
    assert found.baseline_auc is not None
    assert found.auc > 0.75
    assert found.baseline_auc < 0.6
    assert found.beats
    assert found.model is not None
    weights = dict(zip([part.key for part in PARTS], found.model.weights, strict=True))
    assert max(weights, key=lambda key: weights[key]) == "strange"


def test_parts_that_say_nothing_do_not_beat_size() -> None:
    found = learn(history(1000, rests_on="added"))
    assert found.auc is not None
    assert found.baseline_auc is not None
    assert found.baseline_auc > found.auc
    assert not found.beats


def test_from_few_regretted_nothing_is_learned() -> None:
    few = history(1000, rests_on="strange").with_columns(regretted=pl.int_range(pl.len()) < 14)
    found = learn(few)
    assert (found.model, found.auc, found.beats, found.learned_regretted) == (None, None, False, 14)


def test_a_part_that_is_not_known_adds_nothing() -> None:
    found = learn(history(1000, rests_on="strange"))
    assert found.model is not None
    unknown = pl.DataFrame({part.key: [None] for part in PARTS}, schema={part.key: pl.Float64 for part in PARTS})
    assert found.model.of_parts(unknown).tolist() == [[0.0] * len(PARTS)]
