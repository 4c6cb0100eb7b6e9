"""Working agreements: a worked example of each kind, and that what is not decided is never kept."""

from datetime import datetime
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flowing import ANN, BEN, Story, at, hours
from tests.kernel.test_delivery_stays import made_up

from aexy.kernel.delivery.agreements import UNITS, Evidence, Kind, LimitUnit, Terms, judge
from aexy.kernel.delivery.open_work import Work, history

DAY = Terms(Kind.FIRST_REVIEW, 1, LimitUnit.WORKING_DAYS)
WEEKS = [at("Mon 00:00"), at("Mon+1 00:00"), at("Mon+2 00:00")]


def evidence(story: Story, now: str = "Sun+1 00:00") -> Evidence:
    people = story.whole.drop_nulls("author")
    return Evidence(people, story.stays, story.frames["responses"], hours(), at(now), WEEKS)


def judged(terms: Terms, story: Story, now: str = "Sun+1 00:00") -> dict[int | None, tuple[float | None, str]]:
    found = judge(terms, evidence(story, now))
    return {row["pull"]: (row["value"], row["verdict"]) for row in found.iter_rows(named=True)}


def test_a_first_review_within_one_working_day_passes_over_the_weekend() -> None:
    """Opened on Friday at 16:00 and answered on Monday at 10:00: two working hours, 66 by the calendar."""
    story = Story()
    story.pull(1, "Fri 16:00")
    story.says(1, BEN, "Mon+1 10:00")
    story.says(1, ANN, "Fri 16:30")
    assert judged(DAY, story) == {1: (2, "kept")}
    assert judged(Terms(Kind.FIRST_REVIEW, 1, LimitUnit.DAYS), story) == {1: (66, "broken")}
    row = judge(DAY, evidence(story)).row(0, named=True)
    assert (row["hours"], row["working_hours"], row["at"]) == (66, 2, at("Fri 16:00"))


def test_what_nobody_answered_is_undecided_until_its_limit_has_passed_and_broken_then() -> None:
    story = Story()
    story.pull(1, "Mon 12:00")
    assert judged(DAY, story, "Tue 11:00") == {1: (7, "undecided")}
    assert judged(DAY, story, "Tue 12:00") == {1: (8, "undecided")}
    assert judged(DAY, story, "Tue 12:01")[1][1] == "broken"
    assert judged(DAY, story, "Mon 11:00") == {}


def test_the_clock_of_a_first_review_begins_when_a_draft_is_ready() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", ready="Wed 09:00")
    story.says(1, BEN, "Wed 11:00")
    story.pull(2, "Mon 09:00", ready="Wed 09:00")
    story.says(2, BEN, "Tue 11:00", None)  # looked at while a draft
    story.pull(3, "Mon 09:00", draft=True)
    assert judged(DAY, story) == {1: (2, "kept"), 2: (0, "kept")}


def test_what_ended_before_its_limit_without_an_answer_is_left_out_and_after_it_broken() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Mon 11:00")
    story.pull(2, "Mon 09:00", closed="Wed 11:00")
    assert judged(DAY, story) == {1: (2, "left_out"), 2: (18, "broken")}
    assert judged(DAY, story, "Mon 10:00") == {1: (1, "undecided"), 2: (1, "undecided")}


def test_a_merge_follows_the_last_approval_that_held() -> None:
    terms = Terms(Kind.MERGE_AFTER_APPROVAL, 4, LimitUnit.WORKING_HOURS)
    story = Story()
    story.pull(1, "Mon 09:00", merged="Tue 10:00")
    story.says(1, BEN, "Mon 10:00", "approved")
    story.says(1, BEN, "Mon 11:00", "changes_requested")
    story.says(1, BEN, "Mon 16:00", "approved")
    story.pull(2, "Mon 09:00")
    story.says(2, BEN, "Mon 10:00", "approved")
    story.pull(3, "Mon 09:00", closed="Mon 12:00")
    story.says(3, BEN, "Mon 10:00", "approved")
    story.pull(4, "Mon 09:00", merged="Mon 10:00")
    assert judged(terms, story, "Wed 09:00") == {1: (2, "kept"), 2: (15, "broken"), 3: (None, "left_out")}
    assert judged(terms, story, "Mon 12:00")[2] == (2, "undecided")


def test_no_change_gets_older_than_agreed() -> None:
    terms = Terms(Kind.AGE, 2, LimitUnit.DAYS)
    story = Story()
    story.pull(1, "Mon 09:00", merged="Tue 09:00")
    story.pull(2, "Mon 09:00")
    story.pull(3, "Mon 09:00", closed="Fri 09:00")
    assert judged(terms, story, "Tue 21:00") == {1: (24, "kept"), 2: (36, "undecided"), 3: (36, "undecided")}
    assert judged(terms, story) == {1: (24, "kept"), 2: (303, "broken"), 3: (96, "broken")}


def test_sizes_are_of_merged_ones_and_left_out_where_they_are_not_known() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Tue 09:00", lines=400)
    story.pull(2, "Mon 09:00", merged="Tue 09:00", lines=401)
    story.pull(3, "Mon 09:00", merged="Tue 09:00")
    story.pull(4, "Mon 09:00", lines=9000)
    assert judged(Terms(Kind.SIZE, 400, LimitUnit.LINES), story) == {
        1: (400, "kept"), 2: (401, "broken"), 3: (None, "left_out"),
    }  # fmt: skip


def test_nobody_merges_their_own_without_an_approval() -> None:
    story = Story()
    for number, by in ((1, ANN), (2, ANN), (3, BEN), (4, None)):
        story.pull(number, "Mon 09:00", merged="Tue 09:00", by=by)
    story.says(2, BEN, "Mon 10:00", "approved")
    story.says(1, BEN, "Mon 10:00")
    found = judged(Terms(Kind.APPROVED_BEFORE_MERGE), story)
    assert {pull: verdict for pull, (_, verdict) in found.items()} == {
        1: "broken", 2: "kept", 3: "kept", 4: "left_out",
    }  # fmt: skip


def test_an_authors_week_is_broken_by_the_most_that_were_open_at_once() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Wed 09:00")
    story.pull(2, "Tue 09:00", merged="Mon+1 09:00")
    story.pull(3, "Wed 09:00", author=BEN)
    terms = Terms(Kind.OPEN_PER_AUTHOR, 1, LimitUnit.PULL_REQUESTS)
    rows = judge(terms, evidence(story, "Thu+1 00:00")).sort("author", "at")
    assert [tuple(row) for row in rows.select("author", "at", "value", "verdict").iter_rows()] == [
        (ANN, WEEKS[0], 2.0, "broken"),
        (ANN, WEEKS[1], 1.0, "undecided"),  # the week is not over
        (BEN, WEEKS[0], 1.0, "kept"),
        (BEN, WEEKS[1], 1.0, "undecided"),
    ]


TIMED = [kind for kind, units in UNITS.items() if LimitUnit.HOURS in units]


@pytest.mark.parametrize("kind", TIMED)
@given(st.integers(0, 100_000).map(Random))
@settings(max_examples=25, deadline=None)
def test_what_is_decided_stays_so_and_a_broken_one_was_too_long(kind: Kind, random: Random) -> None:
    story = made_up(random)
    terms = Terms(kind, random.randrange(1, 60), random.choice([LimitUnit.HOURS, LimitUnit.WORKING_HOURS]))
    early, late = judge(terms, evidence(story, "Sun 00:00")), judge(terms, evidence(story, "Sun+3 00:00"))
    over = (pl.col("value") > terms.limit).fill_null(value=False)
    for found in (early, late):
        assert found.filter((pl.col("verdict") == "broken") != over).is_empty()
        assert found.filter(pl.col("value").is_null() & (pl.col("verdict") != "left_out")).is_empty()
        assert found.filter(pl.col("value") < 0).is_empty()
    if kind is not Kind.MERGE_AFTER_APPROVAL:  # there the clock begins anew when an approval was taken back
        decided = early.filter(pl.col("verdict").is_in(["kept", "broken"])).join(late, on="pull", suffix="_later")
        assert decided.filter(pl.col("verdict") != pl.col("verdict_later")).is_empty()


def work(story: Story, members: list[tuple[int, datetime | None, datetime | None]] | None = None) -> Work:
    found = story.frames
    instant = pl.Datetime("us", "UTC")
    schema: dict[str, pl.DataType] = {"developer": pl.Int32(), "joined": instant, "left": instant}
    team = None if members is None else pl.DataFrame(members, schema=schema, orient="row")
    return Work(found["pulls"], story.stays, team, hours(), pl.Series([ANN, BEN], dtype=pl.Int32))


def test_open_work_is_counted_by_stage_with_both_clocks() -> None:
    story = Story()
    story.pull(1, "Fri 09:00")
    story.says(1, BEN, "Fri 16:00")
    story.pull(2, "Fri 09:00", author=BEN, draft=True)
    story.pull(3, "Fri 09:00", author=None)
    story.pull(4, "Fri 09:00", author=77)  # no person
    found = work(story).open_at(at("Mon+1 10:00")).sort("pull")
    assert found["pull"].to_list() == [1, 2]
    assert found.row(0, named=True)["stage"] == "in_review"
    assert found["open_hours"].to_list() == [73, 73]
    assert found["open_working_hours"].to_list() == [9, 9]
    assert found["stage_hours"].to_list() == [66, 73]
    assert found["stage_working_hours"].to_list() == [2, 9]
    assert work(story).left_out(at("Mon+1 10:00")) == {"bots": 1, "unknown_authors": 1}


def test_a_team_is_who_was_in_it_then() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.pull(2, "Mon 09:00", author=BEN)
    team = work(story, [(ANN, None, at("Wed 00:00")), (BEN, at("Tue 00:00"), None)])
    table = history(team, [at("Mon 12:00"), at("Tue 12:00"), at("Wed 12:00")])
    assert table["n"].to_list() == [1, 2, 1]
    assert table["median_open_hours"].to_list() == [3, 27, 51]
    assert (table["draft"] + table["waiting_for_first_review"] + table["in_review"] + table["approved"]).to_list() == [
        1, 2, 1,
    ]  # fmt: skip
