"""Degree of authorship and truck factor, on histories small enough to be worked by hand."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.kernel.analyses.authorship import authorship
from aexy.kernel.analyses.file_lives import STAYS, TOUCHES, Changes, follow
from aexy.kernel.analyses.truck_factor import at_tip, over_time, truck_factor

BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
ADA, GRACE, LIN = 1, 2, 3
MADE = 3.293 + 1.098


@dataclass
class History:
    """Commits a day apart, told line by line; paths by letters."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    days: int = 0

    def __call__(self, developer: int | None, *paths: str, **renamed: str) -> "History":
        """A commit that changes `paths`; `renamed` says new=old."""
        at = BEGAN + timedelta(days=self.days)
        self.days += 1
        for path in paths:
            self.rows.append((self.days, ord(path), None, developer, at, at))
        for path, old in renamed.items():
            self.rows.append((self.days, ord(path), ord(old), developer, at, at))
        return self

    def followed(self, standing: str | None = None) -> Changes:
        """With `standing`, these paths stand at the tip and no others do."""
        touches = pl.DataFrame(self.rows, schema=dict(TOUCHES), orient="row")
        if standing is None:
            return follow(touches)
        since = dict(touches.sort("at", descending=True).select("path", "at").iter_rows())
        end = BEGAN + timedelta(days=self.days)
        stays = [(path, at, None if chr(path) in standing else end) for path, at in since.items()]
        return follow(touches, pl.DataFrame(stays, schema=dict(STAYS), orient="row"))


def authors(changes: Changes) -> dict[str, set[int]]:
    found = authorship(changes).filter("is_author")
    return {chr(path): set(rows["developer"]) for (path,), rows in found.partition_by("path", as_dict=True).items()}


def degrees(changes: Changes) -> dict[int, float]:
    return dict(authorship(changes).select("developer", "degree").iter_rows())


def factor(changes: Changes) -> int | None:
    return at_tip(changes).value


def test_one_author_alone_is_a_truck_factor_of_one() -> None:
    changes = History()(ADA, "a", "b", "c").followed()
    assert degrees(History()(ADA, "a").followed()) == {ADA: pytest.approx(MADE)}
    assert factor(changes) == 1
    assert at_tip(changes).people == (ADA,)
    assert at_tip(changes).left == 0


def test_of_two_authors_with_one_file_each_both_have_to_go() -> None:
    # Without Ada one of two files is left, which is half, and not under half.
    changes = History()(ADA, "a")(GRACE, "b").followed()
    assert factor(changes) == 2
    assert at_tip(changes).people == (ADA, GRACE)


def test_making_a_file_outweighs_some_changes_of_others() -> None:
    # Ada made it. Grace changed it four times: 3.293 + 0.164·4 = 3.949; Ada 4.391 - 0.321·ln 5 = 3.874.
    four = History()(ADA, "a")(GRACE, "a")(GRACE, "a")(GRACE, "a")(GRACE, "a").followed()
    assert degrees(four) == {
        ADA: pytest.approx(MADE - 0.321 * math.log(5)),
        GRACE: pytest.approx(3.293 + 0.164 * 4),
    }
    assert authors(four) == {"a": {ADA, GRACE}}
    # After one change of hers the first author is ahead: 4.168 against 3.457.
    one = History()(ADA, "a")(GRACE, "a").followed()
    assert degrees(one) == {ADA: pytest.approx(MADE - 0.321 * math.log(2)), GRACE: pytest.approx(3.457)}


def test_a_change_or_two_among_many_makes_no_author() -> None:
    changes = History()(ADA, "a")
    for _ in range(10):
        changes = changes(ADA, "a")
    followed = changes(GRACE, "a").followed()
    # Grace: 3.293 + 0.164 - 0.321·ln 11 = 2.687, below 3.293.
    assert degrees(followed)[GRACE] == pytest.approx(3.457 - 0.321 * math.log(11))
    assert authors(followed) == {"a": {ADA}}


def test_an_author_has_more_than_three_quarters_of_the_highest() -> None:
    # Ada: 4.391 + 0.164·n; Grace with one change and nobody's accepted but Ada's n. With n = 0 Grace has 3.457 of
    # 4.168, which is 0.829; she is an author, as nobody is far ahead.
    assert authors(History()(ADA, "a")(GRACE, "a").followed()) == {"a": {ADA, GRACE}}
    # Somebody who made it and changed it 12 times has 6.136 after two changes of Grace: 3.621 - 0.823 = 2.798.
    many = History()(ADA, "a")
    for _ in range(12):
        many(ADA, "a")
    assert authors(many(GRACE, "a")(GRACE, "a").followed()) == {"a": {ADA}}


def test_a_rename_keeps_authorship() -> None:
    changes = History()(ADA, "a")(ADA, "a")(GRACE, b="a").followed()
    # The rename is a change of Grace's.
    assert degrees(changes) == {
        ADA: pytest.approx(MADE + 0.164 - 0.321 * math.log(2)),
        GRACE: pytest.approx(3.293 + 0.164 - 0.321 * math.log(2)),
    }
    assert set(authorship(changes)["path"]) == {ord("b")}


def test_a_rename_there_and_back_and_a_swap_keep_authorship() -> None:
    assert degrees(History()(ADA, "a")(ADA, b="a")(ADA, a="b").followed()) == {ADA: pytest.approx(MADE + 0.328)}
    swapped = authorship(History()(ADA, "a")(GRACE, "b")(LIN, a="b", b="a").followed()).filter("made")
    assert dict(swapped.select("path", "developer").iter_rows()) == {ord("a"): GRACE, ord("b"): ADA}


def test_a_path_that_is_used_again_is_another_file() -> None:
    changes = History()(ADA, "a")(ADA, b="a")(GRACE, "a").followed("ab")
    made = authorship(changes).filter("made")
    assert dict(made.select("path", "developer").iter_rows()) == {ord("a"): GRACE, ord("b"): ADA}


def test_what_was_changed_under_the_old_name_on_another_branch_went_along() -> None:
    changes = History()(ADA, "a")(GRACE, b="a")(LIN, "a").followed("b")
    assert set(authorship(changes)["developer"]) == {ADA, GRACE, LIN}


def test_a_deleted_file_does_not_count() -> None:
    changes = History()(ADA, "a")(GRACE, "b", "c", "d").followed("a")
    assert at_tip(changes).files == 1
    assert at_tip(changes).people == (ADA,)


def test_only_files_that_are_counted_count() -> None:
    changes = History()(ADA, "a")(GRACE, "b", "c", "d").followed()
    found = at_tip(changes, counted=pl.Series([ord("a")], dtype=pl.Int32))
    assert (found.value, found.people, found.files) == (1, (ADA,), 1)


def test_nobody_is_author_of_what_only_programs_changed() -> None:
    changes = History()(None, "a", "b", "c")(ADA, "d").followed()
    found = at_tip(changes)
    # Three of four files have no author: under half are covered before anybody leaves.
    assert (found.value, found.files, found.covered) == (0, 4, 1)
    assert factor(History()(None, "a").followed()) is None


def test_ties_go_by_key_whatever_the_order_of_rows() -> None:
    rows = pl.DataFrame({"file": [1, 2, 3, 4], "developer": [7, 5, 9, 8]})
    for seed in range(5):
        assert truck_factor(rows.sample(fraction=1, shuffle=True, seed=seed), files=4).people == (5, 7, 8)


def test_no_files_give_no_number() -> None:
    assert at_tip(follow(pl.DataFrame(schema=dict(TOUCHES)))).value is None


def test_over_time_counts_what_stood_then() -> None:
    history = History()(ADA, "a", "b")(GRACE, "c")(GRACE, d="a")(GRACE, "e", "f", "g", "h")
    days = [BEGAN + timedelta(days=day) for day in (-1, 0.5, 1.5, 3.5)]
    found = over_time(history.followed(), days)
    assert [(one.value, one.people, one.files) for one in found] == [
        (None, (), 0), (1, (ADA,), 2), (1, (ADA,), 3), (1, (GRACE,), 7),
    ]  # fmt: skip
    assert found[-1] == at_tip(history.followed())


Commit = tuple[int, int, int | None]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=60))
def test_whatever_happens_the_truck_factor_is_the_one_counted_person_by_person(commits: list[Commit]) -> None:
    history = History()
    for developer, path, old in commits:
        name, was = chr(97 + path), None if old is None or old == path else chr(97 + old)
        history(developer, **{name: was}) if was else history(developer, name)
    changes = history.followed() if commits else follow(pl.DataFrame(schema=dict(TOUCHES)))
    found = at_tip(changes)
    owned = authorship(changes).filter("is_author")
    assert (found.value, list(found.people)) == _one_by_one(owned, found.files)
    assert over_time(changes, [BEGAN + timedelta(days=1000)]) == [found]


def _one_by_one(owned: pl.DataFrame, files: int) -> tuple[int | None, list[int]]:
    by_person: dict[int, set[int]] = {}
    for developer, file in owned.select("developer", "file").iter_rows():
        by_person.setdefault(developer, set()).add(file)
    gone: list[int] = []
    if not by_person:
        return None, []
    while by_person and len(set().union(*by_person.values())) >= files / 2:
        first = min(by_person, key=lambda one: (-len(by_person[one]), one))
        gone.append(first)
        del by_person[first]
    return len(gone), gone
