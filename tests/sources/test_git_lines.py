"""Where removed lines were born, read from scripted histories, and compared with what `git blame` says of them."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from tests.repositories import GRACE, Content, Scripted, numbered, oddities

from aexy.kernel.errors import SourceFailed
from aexy.sources.git import Git, classifier, open_repository, parse_location
from aexy.sources.git.line_state import Kept
from aexy.sources.git.lines import reading_lines

GIT = Git()
Rows = set[tuple[str, str, str | None, int]]


class Reader:
    """A mirror whose lines are read again and again, as an ingest does; `rows` are what it was told so far."""

    def __init__(self, repo: Scripted, folder: Path) -> None:
        self.repo, self.folder, self.rows = repo, folder, Rows()
        self.kept: Kept | None = None
        self.read: list[str] = []

    def sync(self, *, rules: str = "one", batches: int | None = None, is_saved: bool = True) -> Rows:
        """Read what is new, or only so many batches of it: then the reader is gone."""
        self.read = []
        location = parse_location(str(self.repo.path), cwd=Path("/"))
        opened = open_repository(GIT, location, self.folder)
        classify = classifier(opened.attributes)
        with reading_lines(GIT, self.folder, classify=classify, rules=rules, kept=self.kept) as reader:
            for batch in islice(reader.batches(), batches):
                self.read = [sha.hex() for sha in batch.shas]
                self.rows |= {
                    (r.sha.hex(), r.path, None if r.origin is None else r.origin.hex(), r.lines) for r in batch.removals
                }
                self.kept = reader.kept
                if is_saved:
                    reader.save()
        return self.rows


def rows_of(repo: Scripted, folder: Path) -> Rows:
    return Reader(repo, folder).sync()


def blamed(repo: Scripted, sha: str, path: str) -> Counter[str]:
    """Whose lines a commit removed from a file, as `git blame` says of its parent; merges by none."""
    shown = repo.git("diff-tree", "-r", "-M", "-p", "-U0", "--no-commit-id", sha, "--", path)
    gone = [(int(at), int(count or 1)) for at, count in re.findall(r"^@@ -(\d+)(?:,(\d+))? ", shown, re.MULTILINE)]
    asked = [word for at, count in gone if count for word in ("-L", f"{at},+{count}")]
    said = repo.git("blame", "-s", "-l", "--root", *asked, f"{sha}^", "--", path) if asked else ""
    return Counter(line.split()[0] for line in said.splitlines())


def test_removed_lines_are_told_by_the_commit_they_were_born_in(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n4\n"})
    more = repo.commit("More\n", {"a.py": "1\n2\nnew\nnew\n3\n4\n"}, author=GRACE)
    less = repo.commit("Less\n", {"a.py": "1\nnew\n4\n"})
    assert rows_of(repo, tmp_path / "m") == {(less, "a.py", begin, 2), (less, "a.py", more, 1)}


def test_a_moved_file_keeps_the_origins_of_its_lines(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": numbered(20)})
    moved = repo.commit("Move and change\n", {"a.py": None, "src/b.py": numbered(20) + "more\n"})
    repo.commit("Move\n", {"src/b.py": None, "c d.py": numbered(20) + "more\n"})
    gone = repo.commit("Remove\n", {"c d.py": None})
    assert rows_of(repo, tmp_path / "m") == {(gone, "c d.py", begin, 20), (gone, "c d.py", moved, 1)}


def test_lines_of_a_branch_are_its_own_after_it_was_merged(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": numbered(9)})
    repo.branch("topic")
    topic = repo.commit("At the top\n", {"a.py": "top\n" + numbered(9)}, author=GRACE)
    repo.go("main")
    main = repo.commit("At the bottom\n", {"a.py": numbered(9) + "bottom\n"})
    repo.write({"a.py": "top\n" + numbered(9) + "by hand\nbottom\n"})
    merge = repo.commit("Merge both, and one line more\n", parents=(main, topic))
    gone = repo.commit("Remove\n", {"a.py": None})
    lines = {(gone, "a.py", begin, 9), (gone, "a.py", topic, 1), (gone, "a.py", main, 1), (gone, "a.py", merge, 1)}
    assert rows_of(repo, tmp_path / "m") == lines


def test_a_merge_removes_only_what_all_its_parents_had(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n4\n5\n"})
    repo.branch("topic")
    topic = repo.commit("Without the first\n", {"a.py": "2\n3\n4\n5\n"})
    repo.go("main")
    main = repo.commit("With a last\n", {"a.py": "1\n2\n3\n4\n5\n6\n"})
    repo.write({"a.py": "2\n4\n5\n6\n"})
    merge = repo.commit("Merge, and without the third\n", parents=(main, topic))
    assert rows_of(repo, tmp_path / "m") == {(topic, "a.py", begin, 1), (merge, "a.py", begin, 1)}


def test_what_a_revert_brings_back_is_born_in_the_revert(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n"})
    broken = repo.commit("Break\n", {"a.py": "1\nbroken\n3\n"})
    revert = repo.commit("Revert\n", {"a.py": "1\n2\n3\n"})
    gone = repo.commit("Remove\n", {"a.py": None})
    # A branch from before all that has the same content, with its own past.
    repo.branch("late", begin)
    late = repo.commit("Remove the second\n", {"a.py": "1\n3\n"})
    repo.go("main")
    repo.commit("Join\n", parents=(gone, late))
    assert rows_of(repo, tmp_path / "m") == {
        (broken, "a.py", begin, 1), (revert, "a.py", broken, 1),
        (gone, "a.py", begin, 2), (gone, "a.py", revert, 1), (late, "a.py", begin, 1),
    }  # fmt: skip


def test_files_nobody_wrote_and_binary_ones_have_no_lines(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"vendor/a.js": numbered(5), "uv.lock": numbered(5), "logo.png": bytes(range(256))})
    repo.commit("Change\n", {"vendor/a.js": numbered(3), "uv.lock": numbered(2), "logo.png": bytes(range(200))})
    ours = repo.commit("Take it over\n", {"vendor/a.js": None, "src/a.js": numbered(3) + "ours\n"})
    repo.commit("Binary no more\n", {"logo.png": numbered(4)})
    gone = repo.commit("Remove\n", {"src/a.js": None, "logo.png": None})
    # What is not known is said to be so: how the lines came that were nobody's, or in no lines at all.
    assert rows_of(repo, tmp_path / "m") == {
        (gone, "src/a.js", None, 3), (gone, "src/a.js", ours, 1), (gone, "logo.png", None, 4),
    }  # fmt: skip


def test_rewritten_history_is_read_from_where_it_parts(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n"})
    old = repo.commit("One way\n", {"a.py": "1\n3\n"})
    reader = Reader(repo, tmp_path / "m")
    assert reader.sync() == {(old, "a.py", begin, 1)}
    repo.git("reset", "-q", "--hard", begin)
    new = repo.commit("Another way\n", {"a.py": "3\n"})
    assert reader.sync() == {(old, "a.py", begin, 1), (new, "a.py", begin, 2)}
    assert reader.read == [new]
    repo.git("reset", "-q", "--hard", old)
    last = repo.commit("Back again\n", {"a.py": "1\n"})
    assert (last, "a.py", begin, 1) in reader.sync()
    assert reader.read == [last]


def test_oddities_have_no_surprises(tmp_path: Path) -> None:
    repo = oddities(tmp_path / "repo")
    found = rows_of(repo, tmp_path / "m")
    assert len({sha for sha, _, _, _ in found}) > 10
    assert all(origin is not None for _, _, origin, _ in found)


def test_a_cut_off_history_says_what_it_cannot_know(tmp_path: Path) -> None:
    whole = Scripted.create(tmp_path / "whole")
    whole.commit("Begin\n", {"a.py": "1\n2\n3\n"})
    whole.commit("Second\n", {"a.py": "1\n2\n3\n4\n"})
    third = whole.commit("Third\n", {"a.py": "1\n2\n3\n4\n5\n"})
    last = whole.commit("Last\n", {"a.py": "1\n2\n"})
    whole.git("clone", "-q", "--depth", "3", f"file://{whole.path}", str(tmp_path / "shallow"))
    found = rows_of(Scripted(tmp_path / "shallow"), tmp_path / "m")
    assert found == {(last, "a.py", None, 2), (last, "a.py", third, 1)}


def test_other_rules_and_a_lost_or_damaged_state_mean_reading_from_the_start(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n"})
    less = repo.commit("Less\n", {"a.py": "1\n3\n"})
    reader = Reader(repo, tmp_path / "m")
    rows = set(reader.sync())
    state = tmp_path / "m" / "aexy-lines.sqlite"
    assert reader.sync(rules="one") == rows
    assert reader.read == []
    reader.sync(rules="other")
    assert reader.read == [begin, less]
    state.unlink()
    reader.sync(rules="other")
    assert reader.read == [begin, less]
    state.write_bytes(b"nonsense" * 1000)
    reader.sync(rules="other")
    assert reader.read == [begin, less]
    reader.kept = None  # whoever was told has lost it
    assert reader.sync(rules="other") == rows
    assert reader.read == [begin, less]


def test_what_was_told_and_not_saved_is_told_again(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    begin = repo.commit("Begin\n", {"a.py": "1\n2\n3\n"})
    less = repo.commit("Less\n", {"a.py": "1\n3\n"})
    reader = Reader(repo, tmp_path / "m")
    reader.sync(batches=1, is_saved=False)
    assert reader.sync() == {(less, "a.py", begin, 1)}
    assert reader.read == [begin, less]


def test_missing_objects_are_said_to_be_missing(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    repo.commit("Begin\n", {"a.py": "1\n2\n"})
    repo.commit("Less\n", {"a.py": "1\n"})
    reader = Reader(repo, tmp_path / "m")
    blob = repo.git("rev-parse", "HEAD~1:a.py")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(SourceFailed, match="could not be read to the end"):
        reader.sync()


def scrambled(repo: Scripted, seed: int) -> Sequence[str]:
    """A made-up history: changes, a move, contents that come again, branches that part and meet; its shas on main."""
    chance = random.Random(seed)  # noqa: S311 (nothing is at stake)
    texts = {name: [f"{name} {n}" for n in range(12)] for name in ("a.py", "b.py")}
    first = {name: list(text) for name, text in texts.items()}
    shas = [repo.commit("Begin\n", _bodies(texts))]
    for number in range(24):
        aside = side(repo, shas[-3], number) if chance.random() < 0.3 and len(shas) > 4 else None
        if number == 12:
            texts["c.py"], first["c.py"] = texts.pop("b.py"), first["b.py"]
            repo.write({"b.py": None})
        name = chance.choice(sorted(texts))
        at = chance.randrange(len(texts[name]))
        texts[name][at : at + chance.randrange(3)] = [f"{number} {n}" for n in range(chance.randrange(3))]
        if chance.random() < 0.2:
            texts[name] = list(first[name])
        # A merge takes this side's files with what was changed meanwhile.
        parents = (shas[-1], aside) if aside else (shas[-1],)
        shas.append(repo.commit(f"Change {number}\n", _bodies(texts), parents=parents, at=f"{1709542800 + number} +0"))
    return shas


def _bodies(texts: dict[str, list[str]]) -> dict[str | bytes, Content]:
    return {name: "\n".join(text) + "\n" for name, text in texts.items()}


def side(repo: Scripted, base: str, number: int) -> str:
    """A commit of its own on an older one; main stays where it was."""
    repo.git("checkout", "-q", "-f", "--detach", base)
    text = (repo.path / "a.py").read_text().splitlines()
    made = repo.commit(f"Aside {number}\n", {"a.py": "\n".join([f"aside {number}", *text[2:]]) + "\n"})
    repo.go("main")
    return made


def test_in_several_passes_the_same_as_in_one_and_as_blame_says(tmp_path: Path) -> None:
    repo = Scripted.create(tmp_path / "repo")
    shas = scrambled(repo, 1)
    whole = rows_of(repo, tmp_path / "whole")
    steps = Reader(repo, tmp_path / "steps")
    for stop in (7, 8, 15, len(shas) - 1):
        repo.git("update-ref", "refs/heads/main", shas[stop])
        steps.sync()
    assert steps.rows == whole
    merges = set(repo.git("rev-list", "--merges", "HEAD").split())
    told: dict[tuple[str, str], Counter[str]] = {}
    for sha, path, origin, lines in whole:
        if sha not in merges:
            told.setdefault((sha, path), Counter())[origin or ""] += lines
    assert told
    assert {key: blamed(repo, *key) for key in told} == told
