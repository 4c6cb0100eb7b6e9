"""Small git histories, made in one go: `History(path).commit("Ada", "Begin").save()`."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.repositories import environment

# Monday 2024-01-01 09:00 UTC; each commit is an hour after the one before.
FIRST = 1_704_099_600
HOUR = 3_600


@dataclass
class History:
    path: Path
    _commits: list[tuple[str, str, str, int]] = field(default_factory=list)

    def commit(self, who: str, subject: str, *, lines: int = 1) -> "History":
        """One more commit on main that gives a file so many lines."""
        self._commits.append((who, subject, f"file-{len(self._commits) % 40}.py", lines))
        return self

    def save(self) -> "History":
        """Write every commit so far as the whole of main, whatever was there before."""
        if not self.path.exists():
            subprocess.run(["git", "init", "-q", "-b", "main", self.path], check=True, env=environment())
        parts = [self._entry(number, *commit) for number, commit in enumerate(self._commits)]
        subprocess.run(["git", "-C", self.path, "fast-import", "--quiet", "--force"], input=b"".join(parts), check=True)
        return self

    def rewrite_from(self, number: int) -> "History":
        """Forget the commits from `number` on; what comes next takes their place."""
        del self._commits[number:]
        return self

    def __len__(self) -> int:
        return len(self._commits)

    def _entry(self, number: int, who: str, subject: str, name: str, lines: int) -> bytes:
        signature = f"{who} <{who.lower()}@example.org> {FIRST + number * HOUR} +0000"
        body = f"value = {number}\n" * lines
        start = f"reset refs/heads/main\ncommit refs/heads/main\nmark :{number + 1}\n"
        follow = f"commit refs/heads/main\nmark :{number + 1}\n"
        parent = f"from :{number}\n" if number else ""
        return (
            (follow if number else start)
            + f"author {signature}\ncommitter {signature}\ndata {len(subject)}\n{subject}\n"
            + parent
            + f"M 100644 inline {name}\ndata {len(body)}\n{body}\n"
        ).encode()
