"""What each format says, by hand: one worked example for each, and what strangers may write into them."""

import json
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

from aexy.kernel.manifests import Scope
from aexy.sources.manifests import PATHS, NotRead, kind_of, parse

R, D = Scope.RUNTIME, Scope.DEVELOPMENT


Said = set[tuple[str, str | None, str]]

_CASES = json.loads((Path(__file__).parent / "manifest_cases.json").read_text())
# What is written, and what it says: package (`<python>` is a runtime), version, letters for scope and locks.
FORMATS: dict[str, tuple[str, Said]] = {
    path: ("".join(case["text"]), {tuple(one) for one in case["says"]}) for path, case in _CASES.items()
}


def said(path: str, text: str) -> Said:
    """Package, version and a letter each for what for, whether locked, and whether indirect."""
    return {
        (
            entry.package if entry.ecosystem != "runtime" else f"<{entry.package}>",
            entry.version,
            entry.scope.value[0] + "l" * entry.is_locked + "i" * (not entry.is_direct),
        )
        for entry in parse(path, text.encode()).values()
    }


@pytest.mark.parametrize("path", FORMATS)
def test_a_format_says_what_stands_in_it(path: str) -> None:
    text, expected = FORMATS[path]
    assert said(path, text) == expected


@pytest.mark.parametrize("path", FORMATS)
def test_nothing_that_is_read_is_missed_by_the_database(path: str) -> None:
    assert kind_of(path) is not None
    assert re.search(PATHS, path.lower())


@pytest.mark.parametrize("path", FORMATS)
def test_an_empty_file_and_noise_say_next_to_nothing_or_are_refused(path: str) -> None:
    for noise in (
        "",
        "\0\1\2",
        "{" * 30_000,
        "[" * 30_000,
        "<a>" * 30_000,
        "- " * 30_000,
        '"' * 9_999 + "\n" * 99,
        "a: " * 9_000,
    ):
        with suppress(NotRead):
            assert len(parse(path, noise.encode())) < 2


def test_a_document_type_is_refused_so_that_no_entity_is_expanded() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><project>&b;</project>'
    with pytest.raises(NotRead, match="document type"):
        parse("pom.xml", laughs.encode())


def test_what_is_not_text_or_too_large_is_refused() -> None:
    with pytest.raises(NotRead):
        parse("package.json", b"\xff\xfe{}")
    with pytest.raises(NotRead, match="too large"):
        parse("package.json", b" " * (1 << 20) + b"{}")


@pytest.mark.parametrize("path", FORMATS)
def test_a_hostile_file_takes_no_longer_than_a_long_one(path: str) -> None:
    text, _ = FORMATS[path]
    limit = 500_000
    for hostile in (
        text[:40] * (limit // 40),
        "a" * limit,
        " " * limit,
        "a.b" * (limit // 3),
        "{:a," * (limit // 4),
        "$" * limit,
    ):
        begun = time.process_time()
        with suppress(NotRead):
            parse(path, hostile.encode())
        assert time.process_time() - begun < 5, hostile[:40]


def test_other_peoples_manifests_are_left_alone() -> None:
    for path in ("node_modules/x/package.json", "vendor/a/go.mod", "test/fixtures/app/Gemfile", "src/testdata/go.mod"):
        assert kind_of(path) is None
    assert kind_of("src/main.py") is None
    assert kind_of("services/api/package.json") is not None
    assert said("docs/requirements.txt", "sphinx\n") == {("sphinx", None, "d")}
