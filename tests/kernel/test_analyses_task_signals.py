"""What the words of a task name: languages and places as words, never parts of words."""

import pytest

from aexy.kernel.analyses.task_signals import is_telling, paths_in, places_named, skills_named, words_of

HERE = ("C", "C++", "Go", "HCL", "JavaScript", "Kotlin", "Python", "R", "Rust", "Shell", "SQL", "TypeScript")


def skills(text: str) -> list[str]:
    return [one.name for one in skills_named(words_of(text), HERE)]


def places(text: str, *known: str) -> list[tuple[str, str]]:
    return [(one.name, one.word) for one in places_named(words_of(text), known)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Move the parser from python to Go", ["Python", "Go"]),
        ("Go to the settings page", []),  # a sentence begins with a capital
        ("Users go back to the start", []),
        ("It broke. Go home", []),
        ("The Go service is slow", ["Go"]),
        ("Write it in golang", ["Go"]),
        ("rust never sleeps", []),
        ("Port the Rust crate", ["Rust"]),
        ("plan B, or plan C", ["C"]),
        ("C++ and TypeScript, then TypeScript again", ["C++", "TypeScript"]),
        ("the terraform of the cluster", ["HCL"]),
        ("a js error", ["JavaScript"]),
        ("a pythonic way", []),
        ("PostgreSQL is slow", ["SQL"]),
        ("Perl is not in use here", []),
        ("", []),
    ],
)
def test_languages_are_named_by_words(text: str, found: list[str]) -> None:
    assert skills(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Upgrade django and Ruby on Rails", ["Django", "Ruby on Rails"]),
        ("The React page is slow", ["React"]),
        ("React to a lost connection", []),
        ("users react to it, and express doubts", []),
        ("Move the api from Express to NestJS", ["Express", "NestJS"]),
        ("add tracing to requests", []),  # both are written in small letters where they are meant, too
        ("the terraform of the cluster", ["Terraform"]),  # by its own name before what else it means
        ("Use tanstack query here", ["TanStack Query"]),
        ("The kafka consumer of the Rails app", ["Apache Kafka", "Ruby on Rails"]),
        ("reactjs is old", ["React"]),
    ],
)
def test_frameworks_are_named_by_words_that_are_no_others(text: str, found: list[str]) -> None:
    known = (
        "Apache Kafka", "Django", "Express", "HCL", "NestJS", "React", "Requests", "Ruby on Rails", "TanStack Query",
        "Terraform", "tracing",
    )  # fmt: skip
    assert [one.name for one in skills_named(words_of(text), known)] == found


def test_a_place_is_a_word_in_singular_or_plural() -> None:
    assert places("Refunds are lost in the ledger", "refund", "ledger", "basket") == [
        ("refund", "Refunds"),
        ("ledger", "ledger"),
    ]
    assert places("Currencies", "currency") == [("currency", "Currencies")]
    assert places("the entries of an invoice", "entry", "invoices") == [("entry", "entries"), ("invoices", "invoice")]
    assert places("prerefunded", "refund") == []


def test_folders_of_every_repository_name_no_place() -> None:
    assert places("fix the tests in src", "src", "tests", "internal") == []
    assert [is_telling(word) for word in ("src", "ab", "billing")] == [False, False, True]


def test_paths_in_a_text_are_found_whole() -> None:
    text = "See internal/refund/store.go, and https://example.org/a/b. Also docs/."
    assert paths_in(words_of(text)) == ["internal/refund/store.go"]
