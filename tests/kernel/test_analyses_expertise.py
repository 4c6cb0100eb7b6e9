"""Expertise as worked examples: languages, frameworks and domains alike, and where they were earned."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from aexy.kernel.analyses.domains import CLASSES, DOMAINS, ENDINGS, WORDS, domains
from aexy.kernel.analyses.expertise import EXPERTISE_DAYS, expertise
from aexy.kernel.analyses.skills import HalfLives, skills

TODAY = date(2026, 6, 1)
YEARS = [ago for ago in range(5 * 365) if (TODAY - timedelta(days=ago)).isoweekday() < 6]


def worked(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    """(kind, skill, context, days ago) of one person: a commit of ten lines each."""
    listed = [(1, skill, TODAY - timedelta(days=ago), 1, 10, kind, context) for kind, skill, context, ago in rows]
    return pl.DataFrame(listed, schema=dict(EXPERTISE_DAYS), orient="row")


def python(*ago: int, context: str = "production") -> list[tuple[str, str, str, int]]:
    return [("language", "Python", context, each) for each in ago]


def of(days: pl.DataFrame, skill: str = "Python", **more: Any) -> dict[str, Any]:
    return expertise(days, today=TODAY, **more).row(by_predicate=pl.col("skill") == skill, named=True)


def test_golden_one_commit_is_a_novices() -> None:
    one = of(worked(*python(0)))
    assert (one["depth"], one["days"], one["commits"]) == ("novice", 1, 1)
    assert one["proficiency"] < 2
    assert one["confidence"] < 0.1


def test_golden_years_of_daily_work_make_an_expert() -> None:
    one = of(worked(*python(*YEARS)))
    assert (one["depth"], one["context"]) == ("expert", "production")
    assert one["confidence"] > 0.99


def test_golden_somebody_who_stopped_two_years_ago_fades_and_stays_as_sure() -> None:
    then = of(worked(*python(*YEARS)))
    one = of(worked(*python(*(ago + 730 for ago in YEARS))))
    assert one["recency"] == pytest.approx(2 ** (-730 / 180))
    assert (one["depth"], then["depth"]) == ("novice", "expert")
    assert one["confidence"] == then["confidence"]


def test_golden_another_languages_share_changes_nothing() -> None:
    alone = of(worked(*python(*YEARS[:60])))
    beside = of(worked(*python(*YEARS[:60]), *(("language", "Go", "production", ago) for ago in YEARS)))
    assert alone == beside


def test_languages_are_those_of_the_heatmap() -> None:
    days = worked(*python(0, 5), *python(5, context="learning"), ("domain", "api", "production", 0))
    languages = days.filter(pl.col("kind") == "language").select("developer", "skill", "day", "commits", "lines")
    shown = skills(languages, today=TODAY)
    found = expertise(days, today=TODAY).filter(pl.col("kind") == "language")
    assert_frame_equal(found.select(shown.columns), shown, check_exact=True)


def test_a_domain_and_a_language_of_one_name_are_two_skills() -> None:
    found = expertise(worked(("language", "api", "production", 0), ("domain", "api", "production", 0)), today=TODAY)
    assert found.select("kind", "skill", "days").rows() == [("language", "api", 1), ("domain", "api", 1)]


def test_a_skill_belongs_where_most_of_its_evidence_was() -> None:
    # Three days of learning long ago are worth less than two of production now: 3 · 2^-2 < 2.
    one = of(worked(*python(360, 361, 362, context="learning"), *python(0, 1)))
    assert one["context"] == "production"
    assert (one["production_days"], one["personal_days"], one["learning_days"]) == (2, 0, 3)
    assert of(worked(*python(0, 1, 2, context="learning"), *python(0, 1)))["context"] == "learning"


def test_of_equal_evidence_production_counts_first() -> None:
    one = of(worked(*python(3, context="learning"), *python(3, context="personal"), *python(3)))
    assert (one["context"], one["days"]) == ("production", 1)  # a day is one day, whatever it was for


def test_a_context_takes_nothing_from_a_proficiency() -> None:
    assert of(worked(*python(0, 9, context="learning")))["evidence"] == of(worked(*python(0, 9)))["evidence"]


def test_half_lives_of_the_workspace_hold_for_every_kind() -> None:
    lives = HalfLives(usual=180, of_skill={"security": 360})
    one = of(worked(("domain", "security", "production", 360)), "security", half_lives=lives)
    assert one["evidence"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("path", "of_class", "expected"),
    [
        ("src/api/users.py", "source", {"api"}),
        ("web/components/login.tsx", "source", {"frontend"}),
        ("services/auth/Routes.kt", "source", {"api", "security"}),
        ("db/migrations/0001_first.sql", "source", {"database"}),
        (".github/workflows/ci.yml", "data", {"ci"}),
        ("deploy/main.tf", "source", {"infrastructure"}),
        ("tests/api/test_users.py", "test", {"api", "tests"}),
        ("docs/api/database.md", "documentation", {"docs"}),
        ("src/capital.py", "source", set()),  # no word in it is `api`
        ("README", "documentation", {"docs"}),
        ("ios/App/View.swift", "source", {"mobile"}),
        ("src/sqlalchemy_models.py", "source", set()),
    ],
)
def test_a_path_says_its_domains_by_whole_words(path: str, of_class: str, expected: set[str]) -> None:
    found = domains(pl.DataFrame({"path": [7], "name": [path], "class": [of_class]}))
    assert set(found["domain"]) == expected
    assert set(found["path"]) <= {7}


def test_every_word_of_a_domain_can_be_found_in_a_path() -> None:
    said = [word for table in (WORDS, ENDINGS) for listed in table.values() for word in listed.split()]
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in said)
    assert set(DOMAINS) == {*WORDS, *ENDINGS, *CLASSES.values()}


def test_the_documentation_prints_the_table_of_domains() -> None:
    text = (Path(__file__).parents[2] / "docs/how-to/expertise.md").read_text("utf-8")
    for domain, words in WORDS.items():
        assert f"| {domain} | {words} | {ENDINGS.get(domain, '')}".rstrip() in text
