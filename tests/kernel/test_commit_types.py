"""What kind of change a commit is: cases by hand."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from aexy.kernel.analyses.commit_messages import named_tags
from aexy.kernel.analyses.commit_paths import (
    CI,
    CONTEXTS,
    DOCUMENTATION,
    LOCK,
    MANIFESTS,
    SOURCE,
    TESTS,
    context,
    kind_of,
    named,
    said,
)
from aexy.kernel.analyses.commit_sizes import CODES, codes, sized
from aexy.kernel.analyses.commit_types import TYPES, reasons, shapes
from aexy.kernel.analyses.commit_weights import BESIDE, FILE, GUESSED, WITH_PATHS, forms_of, read_sections, weights
from aexy.kernel.analyses.commits import COMMITS, described, summed


def read(subject: str, kinds: int = SOURCE, **more: Any) -> dict[str, Any]:
    """What one commit says; `more` are other columns of `COMMITS`."""
    row = {
        "developer": 1,
        "subject": subject,
        "is_revert": False,
        "kinds": kinds,
        "says_breaking": False,
        "body_characters": 0,
        "lines": 10,
        "added": None,
    }
    return described(pl.DataFrame([row | more], schema=pl.Schema(COMMITS))).row(0, named=True)


def test_fix_address_parsing_is_a_fix_and_nothing_is_added() -> None:
    said_ = read("Fix address parsing")
    assert said_["type"] == "fix"
    assert said_["probability"] > 0.5
    assert not said_["by_prefix"]
    signs = [one.sign for one in reasons("Fix address parsing", SOURCE, "fix")]
    assert "fix" in signs
    assert not {"add", "address"} & set(signs)


def test_a_prefix_decides_whatever_the_words_and_the_paths_say() -> None:
    assert [(read(subject, CI)["type"], read(subject, CI)["probability"]) for subject in _PREFIXED] == [
        ("chore", 1.0),
        ("feat", 1.0),
        ("docs", 1.0),
        ("fix", 1.0),
        ("perf", 1.0),
    ]


_PREFIXED = (
    "chore: fix the runner image",
    "feat(api)!: drop the old tokens",
    "Docs: add a test",
    "fixup! fix(parser): say so",
    "performance: fewer rows",
)


def test_a_word_before_a_colon_that_is_no_type_is_no_prefix() -> None:
    said_ = read("net/http: fix a leak of connections")
    assert (said_["type"], said_["by_prefix"], said_["scope"]) == ("fix", False, None)
    assert not read("Payments: show invoices")["by_prefix"]


def test_what_touches_only_ci_files_is_ci_unless_the_prefix_says_chore() -> None:
    assert read("Run the checks in parallel", CI)["type"] == "ci"
    assert read("chore: run the checks in parallel", CI)["type"] == "chore"


@pytest.mark.parametrize(
    ("subject", "kinds", "expected"),
    [
        ("Add invoice limits to the ledger", SOURCE | TESTS, "feat"),
        ("Allow several currencies", SOURCE, "feat"),
        ("Handle an empty basket", SOURCE, "fix"),
        ("Explain how the ranker decides", DOCUMENTATION, "docs"),
        ("Cover the parser with examples", TESTS, "test"),
        ("Move checks into a helper", SOURCE, "refactor"),
        ("Cache the lookups of the ranker", SOURCE, "perf"),
        ("Bump left-pad from 1.2.0 to 1.3.0", LOCK | MANIFESTS, "chore"),
        ("Prefix every key", SOURCE, "unknown"),
    ],
)
def test_words_and_paths_speak_for_a_type(subject: str, kinds: int, expected: str) -> None:
    assert read(subject, kinds)["type"] == expected


@pytest.mark.parametrize("subject", ["asdf qwer", "wip", "", "…", "Änderung an der Sache", "Address book"])
def test_where_nothing_speaks_the_type_stays_unknown(subject: str) -> None:
    said_ = read(subject)
    assert (said_["type"], said_["probability"]) == ("unknown", None)


@pytest.mark.parametrize("beside", [DOCUMENTATION, MANIFESTS, CI | TESTS, LOCK])
def test_paths_beside_source_say_nothing_without_a_word(beside: int) -> None:
    assert read("Basket", SOURCE | beside)["type"] == "unknown"
    assert read("Basket", beside & ~TESTS)["type"] != "unknown"


def test_two_words_together_say_what_neither_says() -> None:
    """A typo in documentation is put right, and no fix."""
    assert read("Fix typo", DOCUMENTATION)["type"] == "docs"
    assert read("Add test for baskets", TESTS)["type"] == "test"
    assert "fix typo" in [one.sign for one in reasons("Fix typo", DOCUMENTATION, "docs")]


def test_probabilities_add_up_to_reasons_that_are_shown() -> None:
    """What is told of each type is all there is to its score, but for what every commit begins with."""
    known, text, kinds = weights(), "Fix typo in `parse()`, and bump to 1.2", DOCUMENTATION | MANIFESTS
    told = [sum(one.weight for one in reasons(text, kinds, type_, (7, 10))) for type_ in GUESSED]
    scores = known.prior + np.array(told)
    chosen = int((scores + known.chosen).argmax())
    claimed = np.exp(scores[chosen]) / np.exp(scores).sum()
    said_ = read(text, kinds, added=7)
    assert said_["type"] == GUESSED[chosen]
    assert said_["probability"] == pytest.approx(np.interp(claimed, *known.claimed), abs=1e-4)


def test_what_is_claimed_is_put_to_what_was_right_and_never_turned_round() -> None:
    claimed, right = weights().claimed
    assert len(claimed) > 10
    assert (np.diff(claimed) > 0).all()
    assert (np.diff(right) >= 0).all()
    assert 0 < right[-1] < 1


def test_lines_have_a_size_and_a_balance() -> None:
    cases = {
        (0, 0): ("no lines",),
        (1, 1): ("1 or 2 lines", "only added"),
        (0, 8): ("3 to 8 lines", "only removed"),
        (6, 12): ("9 to 30 lines", "as many added as removed"),
        (30, 40): ("31 to 100 lines",),
        (31, 41): ("31 to 100 lines", "mostly added"),
        (1, 101): ("101 to 400 lines", "mostly removed"),
        (300, 500): ("more than 400 lines",),
        (None, None): ("lines not known",),
    }
    added, lines = (pl.Series([case[place] for case in cases], dtype=pl.Int32) for place in (0, 1))
    assert [sized(int(code)) for code in codes(added, lines)] == list(cases.values())


@pytest.mark.parametrize(("added", "lines"), [(None, None), (0, 0), (1, 2), (7, 10), (900, 1000)])
def test_what_a_line_says_plainly_holds_whatever_the_size(added: int | None, lines: int | None) -> None:
    """Lines that cannot be known do no harm either."""
    size: dict[str, Any] = {"added": added, "lines": lines}
    assert read("Fix address parsing", **size)["type"] == "fix"
    assert read("Explain how the ranker decides", DOCUMENTATION, **size)["type"] == "docs"
    assert read("wip", **size)["type"] == "unknown"


def test_the_same_words_are_a_feature_where_much_is_added_and_a_fix_where_a_line_is_put_right() -> None:
    assert read("Allow several currencies", added=400, lines=450)["type"] == "feat"
    assert read("Allow several currencies", added=1, lines=2)["type"] == "fix"
    assert "1 or 2 lines" in [one.sign for one in reasons("Allow several currencies", SOURCE, "fix", (1, 2))]


def test_a_word_beside_paths_weighs_only_where_it_begins_the_line_and_nothing_else_is_touched() -> None:
    beside = "add & only tests"
    assert beside in [one.sign for one in reasons("Add baskets", TESTS, "test")]
    assert beside not in [one.sign for one in reasons("Also add baskets", TESTS, "test")]
    assert beside not in [one.sign for one in reasons("Add baskets", TESTS | SOURCE, "test")]


def test_of_every_path_one_context_is_told() -> None:
    assert [context(kinds) for kinds in (0, SOURCE, DOCUMENTATION, SOURCE | TESTS, DOCUMENTATION | TESTS)] == [
        "",
        "",
        "only documentation",
        "source and tests",
        "no source",
    ]


def test_a_revert_is_a_revert_by_its_mark_and_by_its_prefix() -> None:
    assert read('Revert "Fix the basket"', is_revert=True)["type"] == "revert"
    assert read("revert: fix the basket")["by_prefix"]
    # What a tool marks as feature stays one, whatever it takes back.
    assert read("feat: bring it back", is_revert=True)["type"] == "feat"


def test_it_breaks_by_a_mark_or_a_footer_and_not_otherwise() -> None:
    assert read("feat!: drop Python 3.10")["is_breaking"]
    assert read("feat(api)!: drop v1")["scope"] == "api"
    assert read("Drop Python 3.10", says_breaking=True)["is_breaking"]
    assert not read("Drop Python 3.10", says_breaking=None)["is_breaking"]
    assert not read("Stop!: now")["is_breaking"]


def test_tags_come_from_words_and_paths() -> None:
    assert named_tags(read("Fix an XSS in the login dialog")["tags"]) == [
        "security",
        "authentication",
        "interface",
    ]
    assert named_tags(read("Say it twice", LOCK)["tags"]) == ["dependency"]
    # As words: a capital is no API, and nobody logs in by cataloguing.
    assert named_tags(read("Rapid cataloguing of capitals")["tags"]) == []


def test_probabilities_of_one_commit_do_not_depend_on_the_others() -> None:
    subjects = ["Fix address parsing", "Add a page", "wip", "feat: new"]
    rows = pl.DataFrame(
        [(1, one, False, SOURCE, False, 0, 10, 7) for one in subjects], schema=pl.Schema(COMMITS), orient="row"
    )
    together = described(rows)
    alone = pl.concat([described(rows.slice(place, 1)) for place in range(len(rows))])
    assert together.equals(alone)
    assert described(rows.clear()).is_empty()


def test_a_word_stands_for_its_usual_forms() -> None:
    forms = set(forms_of({"some": ("stop", "cache", "copy", "fix", "add")})["word"])
    assert forms >= {"stops", "stopped", "caches", "cached", "caching", "copies", "copied", "fixes", "adds", "added"}
    assert "address" not in forms


def test_every_declared_weight_can_be_reached() -> None:
    """No row of the table is dead: its word is one token, its path sign one that is said."""
    assert all(name.isascii() and name.isalnum() and name == name.lower() for name in weights().lexicon.names)
    there = {sign for kinds in range(2048) for sign in said(kinds)}
    assert set(weights().paths) <= there
    assert set(weights().shapes) == set(shapes())
    assert set(weights().sizes) == {sign for code in range(CODES) for sign in sized(code)}
    told = read_sections(FILE.read_text(encoding="utf-8"))[WITH_PATHS]
    assert {name.partition(BESIDE)[2] for name in told} <= set(CONTEXTS)
    assert {name.partition(BESIDE)[0] for name in told} <= set(weights().lexicon.names)


def test_paths_are_what_their_names_say() -> None:
    paths = {
        ".github/workflows/ci.yml": "CI",
        "src/.gitlab-ci.yml": "tool settings",
        "package.json": "manifests",
        "web/tests/page.test.ts": "tests",
        "CHANGELOG.md": "change logs",
        "docs/how-to/start.md": "documentation",
        "Dockerfile": "build files",
        "src/page.scss": "style sheets",
        "src/latest/contest.py": "source",
        "uv.lock": "lock files",
    }
    classes = ["lock" if path == "uv.lock" else "source" for path in paths]
    kinds = pl.DataFrame({"path": list(paths), "class": classes}).select(kind_of()).to_series()
    assert [named(bit) for bit in kinds] == [[name] for name in paths.values()]


def test_sums_count_every_type_and_know_how_many_came_by_prefix() -> None:
    rows = [
        (1, "fix: a", False, SOURCE, None, None, 10, 7),
        (1, "Fix address parsing", False, SOURCE, True, 0, 10, 7),
        (2, 'Revert "x"', True, SOURCE, False, 0, 10, 7),
    ]
    found = summed(described(pl.DataFrame(rows, schema=pl.Schema(COMMITS), orient="row")), ["developer"])
    first, second = found.iter_rows(named=True)
    assert {type_: first[type_] for type_ in TYPES if first[type_]} == {"fix": 2}
    assert (first["n"], first["by_prefix"], first["breaking"], first["unread"]) == (2, 1, 1, 1)
    assert (second["revert"], second["by_prefix"]) == (1, 0)
