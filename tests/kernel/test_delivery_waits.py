"""Who waits for whom: worked examples, and that whatever is open and no draft waits for something."""

from datetime import datetime
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flowing import ANN, BEN, CAL, DEE, Story, at
from tests.kernel.test_delivery_stays import made_up

from aexy.kernel.delivery.stays import at_instant
from aexy.kernel.delivery.waits import waits

NOW = "Fri 12:00"


def waiting(story: Story, now: str = NOW) -> list[tuple[str, int | None, int | None, datetime]]:
    found = story.frames
    table = waits(found["pulls"], story.stays, found["responses"], found["asked"], found["commits"], pl.lit(at(now)))
    return [(one["kind"], one["waiter"], one["awaited"], one["since"]) for one in table.iter_rows(named=True)]


def test_the_author_waits_for_whoever_was_asked_and_has_not_answered() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.asks(1, BEN, "Mon 10:00")
    story.asks(1, CAL, "Mon 11:00")
    story.asks(1, DEE, "Mon 12:00", withdrawn="Tue 12:00")
    story.asks(1, ANN, "Mon 12:00")  # nobody waits for themselves
    story.says(1, CAL, "Tue 09:00")
    assert waiting(story) == [("review", ANN, BEN, at("Mon 10:00"))]
    assert ("review", ANN, DEE, at("Mon 12:00")) in waiting(story, "Tue 09:00")


def test_whoever_asked_for_changes_waits_until_the_author_commits_and_then_is_waited_for() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.says(1, BEN, "Tue 10:00", "changes_requested")
    assert waiting(story) == [("changes", BEN, ANN, at("Tue 10:00"))]
    story.commit(1, "Wed 10:00")
    assert waiting(story) == [("another_look", ANN, BEN, at("Wed 10:00"))]
    assert waiting(story, "Tue 12:00") == [("changes", BEN, ANN, at("Tue 10:00"))]
    story.asks(1, BEN, "Thu 10:00")
    assert waiting(story) == [("review", ANN, BEN, at("Thu 10:00"))]


def test_where_nobody_is_asked_it_waits_for_anybody_and_approved_for_its_merge() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.pull(2, "Mon 09:00", author=BEN)
    story.says(2, CAL, "Wed 09:00", "approved")
    assert waiting(story) == [("anybody", ANN, None, at("Mon 09:00")), ("merge", None, BEN, at("Wed 09:00"))]


def test_a_team_that_was_asked_is_waited_for_until_anybody_answers() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.asks(1, None, "Mon 10:00", team="core")
    assert waiting(story) == [("team_review", ANN, None, at("Mon 10:00"))]
    story.says(1, DEE, "Tue 10:00")
    assert [one[0] for one in waiting(story)] == ["anybody"]


def test_nobody_is_waited_for_before_a_draft_is_ready() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", ready="Thu 09:00")
    story.asks(1, BEN, "Mon 10:00")
    assert waiting(story, "Wed 09:00") == []
    assert waiting(story) == [("review", ANN, BEN, at("Thu 09:00"))]


@given(st.integers(0, 100_000).map(Random))
@settings(max_examples=40, deadline=None)
def test_whatever_is_open_and_no_draft_waits_for_something_and_nothing_else_does(random: Random) -> None:
    story = made_up(random)
    for number, *_ in story.pulls:
        if random.random() < 0.6:
            story.asks(number, random.choice([None, ANN, BEN, CAL]), "Wed 09:00", team="core")
        if random.random() < 0.6:
            story.commit(number, "Thu 09:00", random.choice([None, ANN, BEN]))
    now = pl.lit(at("Sat 09:00"))
    found = story.frames
    table = waits(found["pulls"], story.stays, found["responses"], found["asked"], found["commits"], now)
    open_ = at_instant(story.stays, now).filter(pl.col("stage") != "draft")
    assert set(table["pull"]) == set(open_["pull"])
    assert table.filter(pl.col("waiter") == pl.col("awaited")).is_empty()
    assert table.filter(pl.col("since") > now).is_empty()
