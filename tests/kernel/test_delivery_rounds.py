"""Review rounds: how often a change went back and forth before it was merged."""

from tests.flowing import ANN, BEN, CAL, DEE, Story

from aexy.kernel.delivery.rounds import rounds


def counted(story: Story) -> dict[int, tuple[int, int]]:
    found = story.frames
    merged = found["pulls"].drop_nulls("merged")
    given = found["responses"].drop_nulls("state")
    return {pull: (n, back) for pull, n, back in rounds(merged, given, found["commits"]).iter_rows()}


def test_a_round_is_a_review_new_commits_and_another_review() -> None:
    """The module's worked example: reviewed, committed, reviewed twice, committed, reviewed, merged: two rounds."""
    story = Story()
    story.pull(1, "Mon 09:00", merged="Mon 16:00")
    story.commit(1, "Mon 08:00")
    story.says(1, BEN, "Mon 10:00", "changes_requested")
    story.commit(1, "Mon 11:00")
    story.says(1, BEN, "Mon 12:00")
    story.says(1, CAL, "Mon 12:30")
    story.commit(1, "Mon 13:00")
    story.commit(1, "Mon 13:30")
    story.says(1, CAL, "Mon 14:00", "approved")
    assert counted(story) == {1: (4, 2)}


def test_one_look_is_no_round_and_neither_are_commits_nobody_looked_at_again() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Mon 16:00")
    story.commit(1, "Mon 08:00")
    story.says(1, BEN, "Mon 10:00", "approved")
    story.commit(1, "Mon 11:00")
    story.pull(2, "Mon 09:00", merged="Mon 16:00")
    assert counted(story) == {1: (1, 0)}  # and of what nobody reviewed nothing is said


def test_commits_of_others_and_reviews_of_ones_own_begin_no_round() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Mon 16:00")
    story.says(1, BEN, "Mon 10:00")
    story.commit(1, "Mon 11:00", BEN)  # the reviewer's own commit
    story.says(1, CAL, "Mon 12:00")
    story.commit(1, "Mon 13:00", None)  # of nobody known: taken for the author's
    story.says(1, ANN, "Mon 14:00")
    assert counted(story) == {1: (2, 0)}
    story.says(1, DEE, "Mon 15:00")
    assert counted(story) == {1: (3, 1)}


def test_what_happened_after_the_merge_is_in_no_round() -> None:
    story = Story()
    story.pull(1, "Mon 09:00", merged="Mon 12:00")
    story.says(1, BEN, "Mon 10:00")
    story.commit(1, "Mon 11:00")
    story.says(1, BEN, "Mon 13:00")
    assert counted(story) == {1: (1, 0)}
