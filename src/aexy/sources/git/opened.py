"""A repository that is ready to be read: ours, bare, with its tips pinned.

Everything about it is kept beside it, so that another process can take it up by its folder alone.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from aexy.kernel.errors import SourceFailed

_KEPT = "aexy.json"


@dataclass(frozen=True, slots=True)
class Opened:
    """`refs` maps names to hexadecimal shas as they stood when it was opened; what moves later is read next time.

    `default_ref` is the branch that is counted, a full name, or `HEAD` when none is checked out; `default_sha` is None
    in an empty repository. `mailmap` and `attributes` are the texts of `.mailmap` and all `.gitattributes` at its tip.
    `size` is what of it lies on our disk, in bytes. `tagged` are the refs that are annotated tags, each with when it
    was made, in seconds since 1970, None where no date is written.
    """

    folder: Path
    refs: dict[str, str]
    default_ref: str | None
    default_sha: str | None
    object_format: str
    is_shallow: bool
    mailmap: str
    attributes: str
    size: int
    tagged: dict[str, int | None] = field(default_factory=dict)

    @property
    def default_branch(self) -> str | None:
        """The short name of the branch that is counted."""
        if self.default_ref is None:
            return None
        if self.default_ref.startswith("refs/remotes/"):
            return self.default_ref.split("/", 3)[3]
        return self.default_ref.removeprefix("refs/heads/").removeprefix("refs/tags/")

    def tips(self) -> list[str]:
        """The shas everything is reached from, the default branch's first, each once."""
        first = [self.default_sha] if self.default_sha else []
        return list(dict.fromkeys([*first, *(self.refs[name] for name in sorted(self.refs))]))

    def tips_digest(self) -> bytes:
        """Differs as soon as anything can be reached that could not before, or the other way round."""
        return hashlib.sha256("".join(f"{sha}\n" for sha in sorted(self.tips())).encode()).digest()

    def save(self) -> None:
        """Keep it beside the repository."""
        kept = asdict(self) | {"folder": ""}
        new = self.folder / f"{_KEPT}.new"
        new.write_text(json.dumps(kept))
        new.replace(self.folder / _KEPT)


def reopen(folder: Path) -> Opened:
    """Take up a repository that `open_repository` left in this folder; SourceFailed when it is gone."""
    try:
        return Opened(**(json.loads((folder / _KEPT).read_text()) | {"folder": folder}))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceFailed("The repository's mirror is gone.", next_step="Sync the repository again.") from error


def disk_use(folder: Path) -> int:
    """Bytes of the files below a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
