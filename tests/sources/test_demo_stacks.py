"""The demo's manifests: understood as real ones are, kept up by some and left behind by others."""

from datetime import date

import pytest

from aexy.kernel.manifests import Known
from aexy.sources.catalogue import technology_of
from aexy.sources.demo.organization import Repository, Size, found
from aexy.sources.demo.stacks import _stacks, imports_of_file, manifest_text
from aexy.sources.manifests import kind_of, parse

SIZE = Size(ends_on=date(2026, 6, 1), developers=400, commits=40_000, seed=7)
REPOSITORIES = found(SIZE).repositories


def said(repository: Repository, path: str, moment: float) -> Known:
    text = manifest_text(repository, path, moment)
    assert text is not None
    return parse(path, text.encode())


@pytest.mark.parametrize("extension", sorted(_stacks()))
def test_every_text_is_understood_and_names_what_is_worth_naming(extension: str) -> None:
    repository = next(one for one in REPOSITORIES if one.kind.extension == extension)
    for path in _stacks()[extension]["files"]:
        assert kind_of(path) is not None
        known = said(repository, path, 0.5)
        assert any(technology_of(*place) for place in known)
        assert all(entry.version is None or "$" not in entry.version for entry in known.values())
    for package in imports_of_file(repository, "src/a"):
        assert technology_of(*package) is not None


def test_some_repositories_keep_up_and_others_are_left_behind() -> None:
    versions: dict[bool, set[str | None]] = {True: set(), False: set()}
    for repository in REPOSITORIES:
        for path in _stacks().get(repository.kind.extension, {"files": {}})["files"]:
            at_first, at_last = (
                [entry.version for entry in said(repository, path, moment).values()] for moment in (0.0, 1.0)
            )
            is_left_behind = repository.index % 2 == 1
            assert not is_left_behind or at_first == at_last
            versions[at_first != at_last].add(path)
    assert versions[True]
    assert versions[False]


def test_a_repository_without_such_files_says_nothing() -> None:
    assert manifest_text(REPOSITORIES[0], "README.md", 0.5) is None
