"""How thoroughly somebody reviews, on a handful of reviews."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from aexy.kernel.analyses.remarks import PATTERNS, SAYS, has_words, traits
from aexy.kernel.analyses.reviewing import BEHAVIORS, GIVEN, SAID, TOUCHED, review_quality, reviewed

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def gave(
    review: int, *, pull: int = 1, at: float = 0, state: str = "approved", comments: int | None = 0, says: bool = False,
    lines: int | None = 50, approved: float | None = None, ended: float | None = 48, commits_here: bool = True,
    who: int = 1,
) -> tuple[Any, ...]:  # fmt: skip
    """A review; times are hours after a noon."""
    times = [None if each is None else NOON + hours(each) for each in (approved, ended)]
    return (who, review, pull, NOON + hours(at), state, comments, says, lines, *times, commits_here)


def remark(review: int, path: int | None, *does: str, pull: int = 1, at: float = 0) -> tuple[Any, ...]:
    return (review, pull, path, NOON + hours(at), *(name in does for name in PATTERNS))


def looked(
    given: Sequence[tuple[Any, ...]],
    said: Sequence[tuple[Any, ...]] = (),
    touched: Sequence[tuple[int, int, float]] = (),
) -> pl.DataFrame:
    when = [(pull, path, NOON + hours(at)) for pull, path, at in touched]
    return reviewed(
        pl.DataFrame(list(given), schema=dict(GIVEN), orient="row"),
        pl.DataFrame(list(said), schema=dict(SAID), orient="row"),
        pl.DataFrame(when, schema=dict(TOUCHED), orient="row"),
    )


def quality(*given: Any, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = review_quality(looked(*given, **more), now=NOON + timedelta(weeks=10)).row(0, named=True)
    return row


def depths(found: pl.DataFrame) -> list[tuple[float | None, str | None]]:
    return list(found.select("depth", "thoroughness").iter_rows())


def test_three_remarks_are_a_depth_of_fifty() -> None:
    assert depths(looked([gave(1, comments=3)])) == [(50.0, "attentive")]


def test_an_approval_without_a_word_on_a_large_pull_request_is_seen_as_such() -> None:
    found = looked(
        [gave(1, lines=400), gave(2, lines=399, at=1), gave(3, lines=None, at=2), gave(4, lines=900, says=True, at=3)]
    )
    assert found["thoroughness"].to_list() == ["wordless_large", "wordless", "wordless", "brief"]


def test_a_wordless_request_for_changes_is_no_approval() -> None:
    assert depths(looked([gave(1, lines=4000, state="changes_requested")])) == [(0.0, "wordless")]


def test_a_remark_that_led_to_a_change_counts_three_times() -> None:
    # Two remarks on files 7 and 8; file 7 was changed two hours later: w = 2 + 2 = 4.
    found = looked([gave(1, comments=2)], [remark(1, 7), remark(1, 8)], [(1, 7, 2)])
    assert found.select("led", "weight", "thoroughness").row(0) == (1, 4.0, "attentive")
    assert found["depth"][0] == pytest.approx(100 * (1 - 2 ** (-4 / 3)))


def test_what_was_touched_before_the_remark_or_after_the_next_approval_did_not_come_of_it() -> None:
    said = [remark(1, 7), remark(1, 7)]
    for at, approved, led in ((-1, None, 0), (5, 4, 0), (3, 4, 1), (5, -1, 1), (50, None, 0), (0, None, 0)):
        found = looked([gave(1, comments=2, approved=approved)], said, [(1, 7, at), (2, 7, 1), (1, 9, 1)])
        assert found["led"][0] == led, (at, approved)


def test_where_commits_are_not_here_nobody_says_what_remarks_led_to() -> None:
    found = looked([gave(1, comments=2, commits_here=False)], [remark(1, 7)])
    assert found.select("led", "weight").row(0) == (None, 2.0)


def test_unknown_remarks_are_no_depth_and_counted_beside() -> None:
    found = quality([gave(1, comments=None), gave(2, comments=3, at=1)])
    assert (found["total_reviews"], found["depth_known"], found["average_depth_score"]) == (2, 1, 50)
    assert sum(found["thoroughness_distribution"].values()) == 1


def test_the_distribution_and_rate_of_a_reviewer() -> None:
    given = [gave(1), gave(2, lines=500), gave(3, comments=1), gave(4, comments=3), gave(5, comments=9)]
    found = quality(given)
    assert found["thoroughness_distribution"] == {
        "wordless_large": 1, "wordless": 1, "brief": 1, "attentive": 1, "thorough": 1,
    }  # fmt: skip
    assert found["approvals_of_large"] == 1
    assert found["remarks_per_review"] == pytest.approx(13 / 5)
    assert (found["weeks"], found["reviews_per_week"]) == (10, 0.5)


def test_whoever_began_yesterday_has_reviewed_for_a_week() -> None:
    one = looked([gave(1)])
    assert review_quality(one, now=NOON + hours(24))["reviews_per_week"][0] == 1


def test_mentoring_is_two_kinds_of_helping_and_needs_five_reviews() -> None:
    given = [gave(n, pull=n, comments=2, at=n) for n in range(1, 6)]
    said = [
        remark(1, 7, "question"), remark(1, 8, "explanation"),  # two kinds: 1
        remark(2, 7, "question", pull=2), remark(2, 8, "question", pull=2),  # one: a half
        remark(3, 7, "appreciation", pull=3),  # kind, and none of helping: 0
        remark(4, 7, "suggestion", "link", "explanation", pull=4),  # more than two are two: 1
    ]  # fmt: skip
    found = quality(given, said)
    assert found["mentoring_score"] == pytest.approx(100 * 2.5 / 5)
    assert found["behaviors"][0] == {"behavior": "question", "reviews": 2, "share": 0.4}
    assert {one["behavior"] for one in found["behaviors"]} == {
        "question", "explanation", "suggestion", "link", "appreciation",
    }  # fmt: skip
    assert quality(given[:4], said)["mentoring_score"] is None


def test_coming_back_for_another_look_is_helping() -> None:
    found = looked([gave(1, comments=2, state="changes_requested"), gave(2, at=5), gave(3, pull=2, at=6)])
    assert found["came_back"].to_list() == [False, True, False]


def test_one_person_alone_comes_to_the_same_as_among_others() -> None:
    given = [gave(n, pull=n % 3, comments=n % 4, at=n, who=n % 2, says=n % 5 == 0) for n in range(40)]
    everybody = review_quality(looked(given), now=NOON + hours(900))
    for who in (0, 1):
        alone = review_quality(looked([one for one in given if one[0] == who]), now=NOON + hours(900))
        assert_frame_equal(alone, everybody.filter(pl.col("developer") == who))


def test_nobody_who_reviewed_is_nobody() -> None:
    assert review_quality(looked([]), now=NOON).height == 0


def does(text: str | None) -> set[str]:
    found = pl.DataFrame({"body": [text]}, schema={"body": pl.String}).select(traits(pl.col("body"))).row(0, named=True)
    return {name for name, is_so in found.items() if is_so}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Could this be empty here?", {"question"}),
        ("See https://example.org/why?page=2", {"link"}),
        ("`a ? b : c` reads better", set()),
        ("> why?\n\nDone", set()),
        ("Leave early, because the rest asks twice.", {"explanation"}),
        ("```suggestion\nreturn None\n```", {"suggestion"}),
        ("It stands in docs/how-to/flow.md", {"link"}),
        ("Nice, much easier to follow.", {"appreciation"}),
        ("Nicer names would be good.", set()),
        ("A sincere since", {"explanation"}),
        ("", set()),
        (None, set()),
    ],
)
def test_what_a_remark_does_is_known_by_its_words(text: str | None, what: set[str]) -> None:
    assert does(text) == what


def test_blanks_are_no_words() -> None:
    found = pl.DataFrame({"body": [None, "", " \n", "x"]}).select(has_words(pl.col("body")))
    assert found["body"].to_list() == [False, False, False, True]


def test_everything_a_remark_may_do_is_declared() -> None:
    assert set(SAYS) == set(PATTERNS) < set(BEHAVIORS)
