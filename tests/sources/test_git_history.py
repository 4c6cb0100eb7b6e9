"""Histories with every oddity: what comes out is what git itself shows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.repositories import ADA, MONDAY, Scripted, environment, numbered, oddities

from aexy.kernel.commits import CommitRecord
from aexy.kernel.errors import SourceFailed
from aexy.kernel.traits import lines, traits
from aexy.sources.git import (
    Git,
    Known,
    Opened,
    classifier,
    open_repository,
    parse_location,
    plan,
    reach,
    read_all,
    read_chunk,
)

GIT = Git()


def opened(path: Path, folder: Path, branch: str | None = None) -> Opened:
    return open_repository(GIT, parse_location(str(path), cwd=path), folder, branch_wanted=branch)


def by_subject(records: list[CommitRecord]) -> dict[str, CommitRecord]:
    return {record.message.partition("\n")[0]: record for record in records}


def counted(repo: Opened) -> set[bytes]:
    return set(reach(repo, plan(GIT, repo, Known())).counted)


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Scripted, Opened]:
    folder = tmp_path_factory.mktemp("odd")
    repo = oddities(folder / "source", f"--object-format={request.param}")
    return repo, opened(repo.path, folder / "reading.git")


def test_commits_and_lines_are_those_of_git(odd: tuple[Scripted, Opened]) -> None:
    repo, reading = odd
    main = counted(reading)
    records = [record for record in read_all(GIT, reading) if record.sha in main]
    assert len(records) == repo.count("main")
    assert sum(record.parents < 2 for record in records) == repo.count("--no-merges", "main")
    sums = [lines(record.files, classifier()) for record in records]
    assert (sum(one.additions or 0 for one in sums), sum(one.deletions or 0 for one in sums)) == repo.lines("main")


def test_each_commit_has_the_lines_git_shows_for_it(odd: tuple[Scripted, Opened]) -> None:
    repo, reading = odd
    for record in read_all(GIT, reading):
        one = lines(record.files, classifier())
        assert (one.additions, one.deletions) == repo.lines("-1", record.sha.hex()), record.message


def test_other_refs_are_read_and_kept_apart(odd: tuple[Scripted, Opened]) -> None:
    repo, reading = odd
    found = reach(reading, plan(GIT, reading, Known()))
    assert len(found.counted) == repo.count("main")
    assert [sha.hex() for sha in found.others] == [repo.git("rev-parse", "pages")]


def test_names_dates_and_words_survive(odd: tuple[Scripted, Opened]) -> None:
    found = by_subject(list(read_all(GIT, odd[1])))
    assert found["Copy"].author.offset_minutes == 345
    assert found["Half past"].author.offset_minutes == -570
    assert found["Grüße ohne Kodierung"].author.name == "Jürgen"
    assert found["Grüße ohne Kodierung"].files is not None
    assert found["Grüße ohne Kodierung"].files[0].path == r"d\xe9j\xe0.txt"
    assert {file.path for file in found["Café sagt es"].files or ()} == {'tab\tand "quotes".txt', "über/Ä.txt"}
    assert [file[:2] for file in found["Rename with a change"].files or ()] == [("src/b.py", "src/a.py")]
    assert found["Binary"].files == (("logo.png", None, None, None),)
    assert found["Mode only"].files == (("src/b.py", None, 0, 0),)
    assert found["Nothing at all"].files == ()
    assert found["Octopus"].parents == 3
    assert {file.path for file in found["Merge with an extra"].files or ()} == {"evil", "topic-0"}
    assert ("module", None, 1, 0) in (found["Add a submodule"].files or ())


def test_dates_that_cannot_be_true_are_placed_by_the_committer(odd: tuple[Scripted, Opened]) -> None:
    found = by_subject(list(read_all(GIT, odd[1])))
    monday = int(MONDAY.split()[0])
    for subject in (
        "The beginning of time", "The end of a counter", "From the future", "Before time", "Beyond all time",
    ):  # fmt: skip
        said = traits(found[subject])
        assert (said.is_date_implausible, said.placed_at, said.hour_is_known) == (True, monday, False), subject
    late = traits(found["Rebased much later"])
    assert (late.is_date_implausible, late.placed_at) == (False, 1409542800)
    assert not traits(found["No such offset"]).hour_is_known


def test_classes_follow_the_rules_and_the_repository_s_own(odd: tuple[Scripted, Opened]) -> None:
    reading = odd[1]
    classify = classifier(reading.attributes)
    record = by_subject(list(read_all(GIT, reading)))["Bring in what nobody wrote"]
    assert {file.path: classify(file.path).name for file in record.files or ()} == {
        ".gitattributes": "vendored", "docs/guide.rst": "documentation", "gen/parser.c": "generated",
        "src/deep/x.foo": "source", "src/parser.pb.go": "generated", "tests/test_a.py": "test", "uv.lock": "lock",
        "vendor/lib.js": "vendored", "vendor/ours/a.go": "source",
    }  # fmt: skip
    assert classify("src/deep/x.foo").language == "Ruby"
    assert lines(record.files, classify).added == 5 + 6 + 7 + 8


def test_chunks_of_any_size_hold_every_commit_once(odd: tuple[Scripted, Opened]) -> None:
    reading = odd[1]
    planned = plan(GIT, reading, Known(), size=5)
    shas = [record.sha for chunk in planned.chunks for record in read_chunk(GIT, reading.folder, chunk)]
    assert len(shas) == len(set(shas)) == planned.total
    assert [chunk.count for chunk in planned.chunks[:-1]] == [5] * (len(planned.chunks) - 1)


def test_nothing_new_is_known_without_reading(odd: tuple[Scripted, Opened]) -> None:
    reading = odd[1]
    planned = plan(GIT, reading, Known(reading.tips(), reading.default_sha))
    assert not planned.is_new
    assert planned.chunks == ()


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    first = opened(repo.path, tmp_path / "reading.git")
    repo.branch("side")
    new = repo.commit("Two\n", {"a": "2\n"})
    repo.go("main")
    second = opened(repo.path, tmp_path / "reading.git")
    planned = plan(GIT, second, Known(first.tips(), first.default_sha))
    assert [r.sha.hex() for chunk in planned.chunks for r in read_chunk(GIT, second.folder, chunk)] == [new]
    assert not planned.is_whole
    assert [sha.hex() for sha in reach(second, planned).others] == [new]


def test_a_merged_branch_becomes_counted_without_being_read_again(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    repo.branch("side")
    side = repo.commit("Two\n", {"a": "2\n"})
    repo.go("main")
    first = opened(repo.path, tmp_path / "reading.git")
    repo.git("merge", "-q", "--ff-only", "side")
    second = opened(repo.path, tmp_path / "reading.git")
    planned = plan(GIT, second, Known(first.tips(), first.default_sha))
    assert planned.chunks == ()
    assert [sha.hex() for sha in reach(second, planned).counted] == [side]


def test_a_rewritten_history_is_looked_at_as_a_whole(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    repo.commit("Two\n", {"a": "2\n"})
    first = opened(repo.path, tmp_path / "reading.git")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    new = repo.commit("Two, better\n", {"a": "3\n"})
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("prune", "--expire=now")
    second = opened(repo.path, tmp_path / "reading.git")
    planned = plan(GIT, second, Known(first.tips(), first.default_sha))
    assert planned.is_whole
    assert len(reach(second, planned).counted) == 2
    assert new in {sha.hex() for sha in reach(second, planned).counted}


def test_tips_stay_where_they_were_when_it_was_opened(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    reading = opened(repo.path, tmp_path / "reading.git")
    records = read_all(GIT, reading)
    repo.commit("While it is read\n", {"a": "2\n"})
    repo.git("gc", "-q")
    assert [record.message for record in records] == ["One\n"]


def test_lines_at_a_shallow_boundary_are_unknown(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    for number in range(4):
        repo.commit(f"{number}\n", {"a": numbered(number + 1)})
    shallow = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth=2", repo.path.as_uri(), str(shallow))
    reading = opened(shallow, tmp_path / "reading.git")
    found = by_subject(list(read_all(GIT, reading)))
    assert reading.is_shallow
    assert set(found) == {"3", "2"}
    assert found["2"].files is None
    assert found["3"].files == (("a", None, 1, 0),)


def test_a_cut_off_history_is_completed_later(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    for number in range(4):
        repo.commit(f"{number}\n", {"a": numbered(number + 1)})
    shallow = Scripted(tmp_path / "shallow")
    repo.git("clone", "-q", "--depth=2", repo.path.as_uri(), str(shallow.path))
    first = opened(shallow.path, tmp_path / "reading.git")
    complete = {record.sha for record in read_all(GIT, first) if record.files is not None}
    shallow.git("fetch", "-q", "--unshallow")
    second = opened(shallow.path, tmp_path / "reading.git")
    planned = plan(GIT, second, Known(first.tips(), first.default_sha, is_shallow=True), stored=complete)
    found = by_subject([r for chunk in planned.chunks for r in read_chunk(GIT, second.folder, chunk)])
    assert set(found) == {"2", "1", "0"}
    assert all(record.files is not None for record in found.values())


def test_an_empty_repository_has_no_commits(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    reading = opened(repo.path, tmp_path / "reading.git")
    assert list(read_all(GIT, reading)) == []
    assert reading.default_sha is None


def test_a_word_of_the_reader_in_a_message_changes_nothing(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("1\t2\tno/file\0commit\n\n--\n3\t4\tneither\n", {"a": "1\n"})
    (record,) = read_all(GIT, opened(repo.path, tmp_path / "reading.git"))
    assert record.files == (("a", None, 1, 0),)


def test_a_broken_pack_is_one_sentence(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    for number in range(30):
        repo.commit(f"{number}\n", {f"f{number}": numbered(200, f"{number * 7919}")})
    repo.git("repack", "-q", "-a", "-d")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 2])
    with pytest.raises(SourceFailed, match=r"could not be read to the end|missing or broken") as failure:
        list(read_all(GIT, opened(repo.path, tmp_path / "reading.git")))
    assert failure.value.next_step


def test_missing_objects_are_one_sentence(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    gone = repo.git("rev-parse", "HEAD:a")
    repo.commit("Two\n", {"a": "2\n"})
    (repo.path / ".git/objects" / gone[:2] / gone[2:]).unlink()
    with pytest.raises(SourceFailed, match="could not be read to the end"):
        list(read_all(GIT, opened(repo.path, tmp_path / "reading.git")))


_READ_LONG = """
import json, resource, sys
from pathlib import Path
from aexy.sources.git import *
git = Git()
folder = Path(sys.argv[2])
reading = open_repository(git, parse_location(sys.argv[1], cwd=folder.parent), folder)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
long = [(len(r.message), r.message[:5], r.message.rstrip()[-20:]) for r in read_all(git, reading)]
print(json.dumps([long, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""


def test_a_message_of_a_hundred_megabytes_needs_no_memory(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.git("config", "core.looseCompression", "1")
    repo.commit(b"Long\n\n" + b"all work and no play\n" * 5_000_000 + b"\nReviewed-by: A <a@a.example>\n", {"a": "1\n"})
    repo.commit("Short\n", {"a": "2\n"})
    done = subprocess.run(
        [sys.executable, "-c", _READ_LONG, str(repo.path), str(tmp_path / "reading.git")],
        capture_output=True, check=True,
    )  # fmt: skip
    (short, long), grown = json.loads(done.stdout)
    assert short[1] == "Short"
    assert (long[1], long[2]) == ("Long\n", "-by: A <a@a.example>")
    assert long[0] < 2_000_000
    assert grown < 40


def test_this_project_s_own_history_is_that_of_git(tmp_path: Path) -> None:
    here = Path(__file__).parent
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "rev-parse", "--show-toplevel"],
        cwd=here, env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    repo = Scripted(Path(done.stdout.decode().strip()))
    reading = opened(repo.path, tmp_path / "reading.git")
    tip = reading.default_sha or ""
    main = counted(reading)
    records = [record for record in read_all(GIT, reading) if record.sha in main]
    sums = [lines(record.files, classifier()) for record in records if record.files is not None]
    assert sum(record.parents < 2 for record in records) == repo.count("--no-merges", tip)
    if not reading.is_shallow:
        assert (sum(one.additions or 0 for one in sums), sum(one.deletions or 0 for one in sums)) == repo.lines(tip)


def test_a_wanted_branch_is_counted_instead(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "source")
    repo.commit("One\n", {"a": "1\n"})
    repo.branch("release")
    repo.commit("Two\n", {"a": "2\n"}, author=ADA)
    repo.go("main")
    reading = opened(repo.path, tmp_path / "reading.git", "release")
    assert reading.default_branch == "release"
    assert len(counted(reading)) == 2
