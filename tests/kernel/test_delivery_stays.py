"""In which stage a pull request was when: worked examples, and what must hold whatever happened."""

from datetime import datetime, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.flowing import ANN, BEN, CAL, DEE, MONDAY, Story, at

from aexy.kernel.delivery.stays import PullStage, at_instant

DRAFT, WAITING, REVIEW, APPROVED = (stage.value for stage in PullStage)


def told(story: Story, number: int = 1) -> list[tuple[str, datetime, datetime | None]]:
    found = story.stays.filter(pl.col("pull") == number)
    return [(stage, since, until) for _, stage, since, until in found.iter_rows()]


def test_a_change_waits_is_reviewed_is_approved_and_merged() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Thu 12:00")
    story.says(1, BEN, "Tue 10:00")
    story.says(1, CAL, "Wed 15:00", "approved")
    assert told(story) == [
        (WAITING, at("Mon 09:00"), at("Tue 10:00")),
        (REVIEW, at("Tue 10:00"), at("Wed 15:00")),
        (APPROVED, at("Wed 15:00"), at("Thu 12:00")),
    ]


def test_what_its_author_says_is_no_review() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.says(1, ANN, "Mon 10:00", "approved")
    story.says(1, ANN, "Mon 10:00", None)
    assert told(story) == [(WAITING, at("Mon 09:00"), None)]


def test_an_objection_takes_an_approval_back_until_whoever_objects_approves() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.says(1, BEN, "Mon 10:00", "approved")
    story.says(1, CAL, "Mon 12:00", "changes_requested")
    story.says(1, CAL, "Mon 13:00")  # a word more is no verdict
    story.says(1, CAL, "Tue 09:00", "approved")
    story.says(1, BEN, "Tue 11:00", "approved")  # says the same again: it is approved for as long
    assert told(story) == [
        (WAITING, at("Mon 09:00"), at("Mon 10:00")),
        (APPROVED, at("Mon 10:00"), at("Mon 12:00")),
        (REVIEW, at("Mon 12:00"), at("Tue 09:00")),
        (APPROVED, at("Tue 09:00"), None),
    ]


def test_a_dismissed_review_is_a_response_and_no_verdict() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.says(1, BEN, "Mon 10:00", "approved")
    story.says(1, BEN, "Mon 11:00", "dismissed")
    assert told(story)[1:] == [(APPROVED, at("Mon 10:00"), at("Mon 11:00")), (REVIEW, at("Mon 11:00"), None)]


def test_a_draft_is_one_until_it_is_ready_and_again_when_it_becomes_one() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", ready="Mon 12:00", draft=True)
    story.turns(1, "ready", "Mon 12:00")
    story.turns(1, "converted_to_draft", "Tue 09:00")
    assert told(story) == [
        (DRAFT, at("Mon 09:00"), at("Mon 12:00")),
        (WAITING, at("Mon 12:00"), at("Tue 09:00")),
        (DRAFT, at("Tue 09:00"), None),
    ]


def test_without_events_it_was_a_draft_until_it_became_ready() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", ready="Mon 12:00")
    story.pull(2, "Mon 09:00", draft=True)
    story.pull(3, "Mon 09:00", ready=None)  # not known when it became ready
    assert told(story) == [(DRAFT, at("Mon 09:00"), at("Mon 12:00")), (WAITING, at("Mon 12:00"), None)]
    assert told(story, 2) == [(DRAFT, at("Mon 09:00"), None)]
    assert told(story, 3) == [(WAITING, at("Mon 09:00"), None)]


def test_what_its_row_says_now_holds_over_the_last_event() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", draft=True)
    story.turns(1, "ready", "Tue 09:00")  # and became a draft again, which nobody told us
    assert told(story) == [(DRAFT, at("Mon 09:00"), None)]


def test_a_closed_change_is_not_open_until_it_is_reopened() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Fri 09:00")
    story.turns(1, "closed", "Tue 09:00")
    story.turns(1, "reopened", "Thu 09:00")
    story.turns(1, "closed", "Fri 09:00")
    assert told(story) == [(WAITING, at("Mon 09:00"), at("Tue 09:00")), (WAITING, at("Thu 09:00"), at("Fri 09:00"))]


def test_a_closing_that_was_never_undone_by_an_event_is_not_believed_over_the_row() -> None:
    story = Story()
    story.pull(1, "Mon 09:00")
    story.turns(1, "closed", "Tue 09:00")
    assert told(story) == [(WAITING, at("Mon 09:00"), None)]


def test_what_ended_before_it_began_was_never_open() -> None:
    story = Story()
    story.pull(1, "Tue 09:00", merged="Mon 09:00")
    assert told(story) == []


@pytest.mark.parametrize(
    ("day", "open_then"),
    [
        ("Mon 08:59", {}),
        ("Mon 09:00", {1: WAITING}),
        ("Tue 09:30", {1: REVIEW, 2: WAITING}),
        ("Thu 12:00", {2: WAITING}),
    ],
)
def test_what_was_open_on_a_past_day_is_answered_from_what_happened(day: str, open_then: dict[int, str]) -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Thu 12:00")
    story.says(1, BEN, "Tue 09:00")
    story.pull(2, "Tue 09:00", author=DEE)
    found = at_instant(story.stays, pl.lit(at(day)))
    assert dict(found.select("pull", "stage").iter_rows()) == open_then


KINDS = ("ready", "converted_to_draft", "closed", "reopened")
STATES = ("approved", "changes_requested", "commented", "dismissed", None)


def made_up(random: Random, pulls: int = 12) -> Story:
    story = Story()

    def some(since: int = 0) -> str:
        hours = since + random.randrange(1, 150)
        return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[hours // 24 % 7]}+{hours // 168} {hours % 24:02}:00"

    for number in range(pulls):
        is_draft = random.random() < 0.3
        story.pull(number, some(), author=random.choice([None, ANN, BEN, CAL]), draft=is_draft,
                   merged=random.choice([None, some()]), closed=random.choice([None, some()]),
                   ready=random.choice([None, "same", some()]))  # fmt: skip
        for _ in range(random.randrange(5)):
            story.turns(number, random.choice(KINDS), some())
        for _ in range(random.randrange(6)):
            story.says(number, random.choice([ANN, BEN, CAL, DEE]), some(), random.choice(STATES))
    return story


seeds = st.integers(0, 100_000).map(Random)


@given(seeds)
@settings(max_examples=60)
def test_at_the_end_the_stage_is_what_the_rows_say(random: Random) -> None:
    """The stage now, read off the current columns as plainly as can be, is the stage of the last stay."""
    story = made_up(random)
    now = at("Sun+3 00:00")
    found = dict(at_instant(story.stays, pl.lit(now)).select("pull", "stage").iter_rows())
    for number, _, author, _, _, _, ended, is_draft in story.pulls:
        others = [r for r in sorted(story.responses, key=lambda r: r[2]) if r[0] == number and r[1] != author]
        latest = {who: state for _, who, _, state in others if state in {"approved", "changes_requested", "dismissed"}}
        verdicts = set(latest.values())
        expected = (
            None if ended is not None
            else DRAFT if is_draft
            else APPROVED if "approved" in verdicts and "changes_requested" not in verdicts
            else REVIEW if others
            else WAITING
        )  # fmt: skip
        assert found.get(number) == expected


@given(seeds)
@settings(max_examples=60)
def test_a_change_is_in_one_stage_at_a_time_and_only_while_it_is_open(random: Random) -> None:
    story = made_up(random)
    found = story.stays.join(story.frames["pulls"], on="pull").sort("pull", "since")
    assert found.filter(pl.col("until") <= pl.col("since")).is_empty()
    assert found.filter(pl.col("since") < pl.col("opened")).is_empty()
    assert found.filter(pl.col("ended").is_not_null() & pl.col("until").is_null()).is_empty()
    assert found.filter(pl.col("until") > pl.col("ended")).is_empty()
    overlaps = found.filter(pl.col("until").shift().over("pull") > pl.col("since"))
    assert overlaps.is_empty()
    instants = [MONDAY + timedelta(hours=7 * step) for step in range(60)]
    for instant in instants:
        assert at_instant(story.stays, pl.lit(instant))["pull"].is_unique().all()
