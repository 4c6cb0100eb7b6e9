"""What a team's repositories take and its people do not have, counted by hand."""

from datetime import date, timedelta

import polars as pl

from aexy.kernel.analyses.gaps import WORK_DAYS, gaps, needed
from aexy.kernel.analyses.skills import SKILL_DAYS, skills

TODAY = date(2026, 5, 20)
ADA, BEN, ZOE = 1, 2, 9  # Zoe is of another team
API, WEB = 10, 20


def days(*spans: tuple[int, str, int, int]) -> pl.DataFrame:
    """(who, what, first, last): one day of work each day from so many days ago to so many."""
    rows = [
        (who, what, TODAY - timedelta(days=ago), 1, 10)
        for who, what, first, last in spans
        for ago in range(last, first + 1)
    ]
    return pl.DataFrame(rows, schema=SKILL_DAYS, orient="row")


def worked(*spans: tuple[int, str, int, int], at: int = API) -> pl.DataFrame:
    told = days(*spans)
    return told.select("skill", pl.lit(at, pl.Int32).alias("repository"), "developer", "day").cast(pl.Schema(WORK_DAYS))


def told(found: pl.DataFrame) -> list[tuple[str, str, bool, list[int]]]:
    return [(row["skill"], row["kind"], row["is_fading"], row["holders"]) for row in found.iter_rows(named=True)]


def test_a_skill_two_people_have_and_use_is_no_gap() -> None:
    both = days((ADA, "Go", 99, 0), (BEN, "Go", 99, 0))
    assert told(gaps(worked((ADA, "Go", 99, 0)), skills(both, today=TODAY), today=TODAY)) == []


def test_a_gap_appears_when_the_only_other_expert_leaves() -> None:
    work = worked((ADA, "Go", 99, 0), (BEN, "Go", 99, 0))
    everybody = days((ADA, "Go", 99, 0), (BEN, "Go", 99, 0))
    assert told(gaps(work, skills(everybody, today=TODAY), today=TODAY)) == []
    without_ada = everybody.filter(pl.col("developer") != ADA)
    assert told(gaps(work, skills(without_ada, today=TODAY), today=TODAY)) == [("Go", "one", False, [BEN])]
    nobody = everybody.clear()
    assert told(gaps(work, skills(nobody, today=TODAY), today=TODAY)) == [("Go", "nobody", False, [])]


def test_whoever_only_tried_it_does_not_have_it_but_is_nearest() -> None:
    found = gaps(worked((ZOE, "Rust", 30, 0)), skills(days((ADA, "Rust", 2, 0)), today=TODAY), today=TODAY)
    row = found.row(0, named=True)
    assert (row["kind"], row["holders"], row["nearest"], row["people"], row["days"]) == ("nobody", [], [ADA], 1, 31)


def test_what_was_worked_in_on_25_days_of_a_year_is_not_needed() -> None:
    assert needed(worked((ZOE, "Lua", 24, 0)), today=TODAY).height == 0
    assert needed(worked((ZOE, "Lua", 25, 0)), today=TODAY)["days"].to_list() == [26]
    assert needed(worked((ZOE, "Lua", 500, 400)), today=TODAY).height == 0


def test_a_skill_nobody_of_the_team_used_for_ninety_days_fades() -> None:
    work = worked((ZOE, "Perl", 40, 0))
    old = days((ADA, "Perl", 250, 91), (BEN, "Perl", 250, 91))
    assert told(gaps(work, skills(old, today=TODAY), today=TODAY)) == [("Perl", "fading", True, [ADA, BEN])]
    kept_up = days((ADA, "Perl", 250, 91), (BEN, "Perl", 250, 91), (BEN, "Perl", 90, 90))
    assert told(gaps(work, skills(kept_up, today=TODAY), today=TODAY)) == []
    alone = days((ADA, "Perl", 250, 91))
    assert told(gaps(work, skills(alone, today=TODAY), today=TODAY)) == [("Perl", "one", True, [ADA])]


def test_the_most_serious_come_first_and_say_where() -> None:
    work = pl.concat([worked((ZOE, "Go", 29, 0)), worked((ZOE, "Go", 9, 0), (ZOE, "Rust", 29, 0), at=WEB)])
    known = skills(days((ADA, "Rust", 99, 0)), today=TODAY)
    found = gaps(work, known, today=TODAY)
    assert [(row["skill"], row["kind"], row["repositories"], row["days"]) for row in found.iter_rows(named=True)] == [
        ("Go", "nobody", [API, WEB], 30),
        ("Rust", "one", [WEB], 30),
    ]


def test_without_repositories_nothing_is_needed() -> None:
    nothing = pl.DataFrame(schema=WORK_DAYS)
    assert gaps(nothing, skills(days((ADA, "Go", 9, 0)), today=TODAY), today=TODAY).height == 0
