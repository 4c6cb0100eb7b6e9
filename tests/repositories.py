"""Git repositories written by script: every commit with its own author, dates and bytes, the same shas every time."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ADA = "Ada Lovelace <ada@engine.example>"
GRACE = "Grace Hopper <grace@navy.example>"
MONDAY = "1709542800 +0100"  # 2024-03-04 10:00 in Paris

Content = str | bytes | None


def environment(**more: str) -> dict[str, str]:
    """Git's surroundings for a script: nobody's configuration, no clock of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ada Lovelace",
        "GIT_AUTHOR_EMAIL": "ada@engine.example",
        "GIT_COMMITTER_NAME": "Ada Lovelace",
        "GIT_COMMITTER_EMAIL": "ada@engine.example",
        "LC_ALL": "C",
        **more,
    }


@dataclass(frozen=True, slots=True)
class Scripted:
    """A repository and its working folder."""

    path: Path

    @classmethod
    def create(cls, path: Path, *arguments: str) -> Self:
        """An empty one; `arguments` go to `git init`."""
        path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", "-b", "main", *arguments, str(path)], check=True, env=environment())
        return cls(path)

    def git(self, *arguments: str, stdin: bytes = b"", **more: str) -> str:
        """Run git in it; what it wrote, without the last line feed."""
        return self.git_bytes(*arguments, stdin=stdin, **more).decode("utf-8", "surrogateescape").rstrip("\n")

    def git_bytes(self, *arguments: str, stdin: bytes = b"", **more: str) -> bytes:
        """Likewise, as bytes."""
        settings = ("-c", "safe.directory=*", "-c", "protocol.file.allow=always", "-c", "gc.auto=0")
        done = subprocess.run(
            ["git", *settings, *arguments],
            cwd=self.path, env=environment(**more), input=stdin, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout

    def write(self, files: Mapping[str | bytes, Content]) -> None:
        """Put files into the working folder and the index; None takes one away."""
        for name, content in files.items():
            file = self.path / os.fsdecode(name)
            if content is None:
                self.git_bytes("rm", "-q", "--", os.fsdecode(name))
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            self.git_bytes("add", "-f", "--", os.fsdecode(name))

    def commit(
        self,
        message: str | bytes,
        files: Mapping[str | bytes, Content] | None = None,
        *,
        author: str = ADA,
        at: str = MONDAY,
        committer: str | None = None,
        committed: str | None = None,
        parents: tuple[str, ...] | None = None,
        headers: bytes = b"",
    ) -> str:
        """Commit what is in the index on top of HEAD, byte for byte as told; its sha.

        `at` is git's own form, seconds and offset, and may be any nonsense. `headers` go behind the committer.
        """
        self.write(files or {})
        on = self._head() if parents is None else parents
        lines = [f"tree {self.git('write-tree')}", *(f"parent {sha}" for sha in on)]
        lines += [f"author {author} {at}", f"committer {committer or author} {committed or at}"]
        body = "\n".join(lines).encode("utf-8", "surrogateescape") + b"\n" + headers + b"\n"
        body += message.encode() if isinstance(message, str) else message
        sha = self.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=body)
        self.git("update-ref", "HEAD", sha)
        return sha

    def _head(self) -> tuple[str, ...]:
        done = subprocess.run(
            ["git", "rev-parse", "-q", "--verify", "HEAD"],
            cwd=self.path, env=environment(), capture_output=True, check=False,
        )  # fmt: skip
        return tuple(done.stdout.decode().split())

    def branch(self, name: str, at: str = "HEAD") -> None:
        """Go on from `at` on a new branch."""
        self.git("checkout", "-q", "-f", "-b", name, at)

    def go(self, name: str) -> None:
        """Go back to a branch."""
        self.git("checkout", "-q", "-f", name)

    def count(self, *arguments: str) -> int:
        """How many commits `git rev-list --count` counts."""
        return int(self.git("--no-replace-objects", "rev-list", "--count", *arguments))

    def lines(self, *arguments: str) -> tuple[int, int]:
        """Lines added and deleted as `git log --numstat -M` shows them, merges against their first parent."""
        shown = self.git(
            "--no-replace-objects", "log", "--format=", "--numstat", "-M", "--diff-merges=first-parent", *arguments
        )
        pairs = [line.split("\t")[:2] for line in shown.splitlines() if line and not line.startswith("-")]
        return sum(int(added) for added, _ in pairs), sum(int(deleted) for _, deleted in pairs)


def numbered(count: int, word: str = "line") -> str:
    """A text of so many lines."""
    return "".join(f"{word} {number}\n" for number in range(count))


def oddities(path: Path, *arguments: str) -> Scripted:
    """One repository with everything histories hold that readers trip over. The branch to count is `main`."""
    repo = Scripted.create(path, *arguments)
    repo.commit("Begin\n", {"src/a.py": numbered(20), "README.md": "Hello\n"})
    repo.commit("Rename with a change\n", {"src/a.py": None, "src/b.py": numbered(20) + "more\n"}, author=GRACE)
    repo.commit("Copy\n", {"src/copy.py": numbered(20)}, at="1709546400 +0545")
    repo.commit("Half past\n", {"src/b.py": numbered(30)}, at="1709550000 -0930")
    repo.commit("Binary\n", {"logo.png": bytes(range(256)) * 4})
    (repo.path / "src/b.py").chmod(0o755)
    repo.git("update-index", "--chmod=+x", "src/b.py")
    repo.commit("Mode only\n")
    repo.commit("Nothing at all\n")
    repo.commit("", {"empty-message": "x\n"})
    repo.commit(
        b"Gr\xfc\xdfe ohne Kodierung\n", {b"d\xe9j\xe0.txt": "vu\n"}, author="J\udcfcrgen <juergen@engine.example>"
    )
    repo.commit(
        b"Caf\xe9 sagt es\n",
        {'tab\tand "quotes".txt': "1\n", "über/Ä.txt": "2\n"},
        headers=b"encoding ISO-8859-1\n",
    )
    _dates(repo)
    _words(repo)
    _classes(repo)
    _shapes(repo)
    return repo


def _dates(repo: Scripted) -> None:
    repo.commit("The beginning of time\n", {"time": "0\n"}, at="0 +0000", committed=MONDAY)
    repo.commit("The end of a counter\n", {"time": "1\n"}, at="4294967295 +0000", committed=MONDAY)
    repo.commit("From the future\n", {"time": "2\n"}, at="1809542800 +0000", committed=MONDAY)
    repo.commit("Before time\n", {"time": "3\n"}, at="-3600 +0000", committed=MONDAY)
    repo.commit("Beyond all time\n", {"time": "4\n"}, at="99999999999999999999 +0000", committed=MONDAY)
    repo.commit("No such offset\n", {"time": "5\n"}, at="1709542800 +9999", committed=MONDAY)
    repo.commit("Rebased much later\n", {"time": "6\n"}, at="1409542800 +0200", committed=MONDAY)


def _words(repo: Scripted) -> None:
    repo.commit(
        "Pair on it\n\nLong talk.\n\nSigned-off-by: Ada Lovelace <ada@engine.example>\n"
        "Co-authored-by: Grace Hopper <grace@navy.example>\n",
        {"pair": "1\n"},
    )
    repo.commit("Assisted\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n", {"pair": "2\n"})
    repo.commit(
        "Bump it\n", {"pair": "3\n"}, author="dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
    )
    repo.commit("By itself\n", {"pair": "4\n"}, author="Copilot <198982749+Copilot@users.noreply.github.com>")
    reverted = repo.commit("Break it\n", {"pair": "5\n"})
    repo.commit(f'Revert "Break it"\n\nThis reverts commit {reverted}.\n', {"pair": "4\n"})
    repo.commit("Squash (#12)\n", {"pair": "6\n"}, committer="GitHub <noreply@github.com>")
    repo.commit("Old hand\n", {"pair": "7\n"}, author="adal <ada@old.example>")
    repo.write({".mailmap": "# ours\nAda Lovelace <ada@engine.example> <ada@old.example>\n"})
    repo.commit("Say who is who\n")


def _classes(repo: Scripted) -> None:
    repo.commit(
        "Bring in what nobody wrote\n",
        {
            "vendor/lib.js": numbered(50), "uv.lock": numbered(60), "gen/parser.c": numbered(70),
            "src/parser.pb.go": "x\n", "tests/test_a.py": numbered(5), "docs/guide.rst": numbered(6),
            "src/deep/x.foo": numbered(7),
            ".gitattributes": "gen/** linguist-generated\nvendor/ours/** -linguist-vendored\n"
            "*.foo linguist-language=Ruby\n",
            "vendor/ours/a.go": numbered(8),
        },
    )  # fmt: skip
    blob = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{blob},module")
    repo.commit("Add a submodule\n", {".gitmodules": '[submodule "module"]\n\tpath = module\n\turl = ../module\n'})


def _shapes(repo: Scripted) -> None:
    base = repo.git("rev-parse", "HEAD")
    tips = []
    for number in range(3):
        repo.branch(f"topic-{number}", base)
        tips.append(repo.commit(f"Topic {number}\n", {f"topic-{number}": numbered(number + 3)}))
    repo.go("main")
    main = repo.commit("Meanwhile\n", {"meanwhile": "1\n"})
    repo.write({"topic-0": numbered(3), "evil": "nobody had this\n"})
    merge = repo.commit("Merge with an extra\n", parents=(main, tips[0]))
    repo.write({"topic-1": numbered(4), "topic-2": numbered(5)})
    repo.commit("Octopus\n", parents=(merge, tips[1], tips[2]))
    repo.git("checkout", "-q", "--orphan", "island")
    repo.git("rm", "-rqf", ".")
    island = repo.commit("Another root\n", {"island": numbered(9)}, parents=())
    repo.go("main")
    head = repo.git("rev-parse", "HEAD")
    repo.write({"island": numbered(9)})
    repo.commit("Join the island\n", parents=(head, island))
    repo.git("checkout", "-q", "--orphan", "pages")
    repo.git("rm", "-rqf", ".")
    repo.commit("Never merged\n", {"index.html": numbered(4)}, parents=())
    repo.git("tag", "v0", base)
    repo.go("main")
    repo.git("tag", "-a", "-m", "One", "v1", "HEAD")
    # What git shows through replacements is not what happened.
    repo.git("replace", "--graft", main)
