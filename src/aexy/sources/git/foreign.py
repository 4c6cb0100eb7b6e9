"""Somebody else's repository, read as files.

Git reads a repository's configuration before it does anything in it, and that configuration can name programs to run.
So what is needed to read one safely (where its objects are, what its refs point at, where it was cut off) is read here
without git, and git then works in a repository of ours.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aexy.kernel.errors import SourceFailed, Unusable

_SHA = re.compile(rb"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
_REF_NAME = re.compile(rb"refs/(?!.*(?:\.\.|@\{|//|\.lock/|/\.))[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])\Z")
# What a history is made of. Notes, stashes, replacements and a provider's pull requests are not.
_READ = (b"refs/heads/", b"refs/remotes/", b"refs/tags/")
_DEEPEST_LOAN = 5
_LONGEST_LINK = 5
_LARGEST_SMALL_FILE = 1 << 20
_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]')


@dataclass(frozen=True, slots=True)
class Foreign:
    """What was found. Shas are hexadecimal; `head_ref` is the branch HEAD names, None when it is detached."""

    git_dir: Path
    common_dir: Path
    objects: tuple[Path, ...]
    refs: dict[bytes, bytes]
    head: bytes | None
    head_ref: bytes | None
    origin_head: bytes | None
    shallow: bytes
    object_format: str


def read_foreign(path: Path) -> Foreign:
    """Read the repository that `path` is or lies in; Unusable or SourceFailed with a sentence when there is none."""
    with _said_plainly(path):
        return _read(path)


def look_into(path: Path) -> None:
    """Whether `path` is a repository that can be read, without its refs and objects; the errors of `read_foreign`."""
    with _said_plainly(path):
        common = _common_dir(find_git_dir(path))
        _refuse_what_cannot_be_read(path, common, _settings(common / "config"))


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise SourceFailed(
            f"There is no permission to read {error.filename or path}.",
            next_step="Let the user that Aexy runs as read the repository.",
        ) from error
    except (OSError, RuntimeError) as error:  # the latter for links that lead round in a circle
        reason = getattr(error, "strerror", None) or error
        raise SourceFailed(
            f"{path} could not be read: {reason}.", next_step="Look whether the disk is in order."
        ) from error


def _read(path: Path) -> Foreign:
    git_dir = find_git_dir(path)
    common = _common_dir(git_dir)
    settings = _settings(common / "config")
    _refuse_what_cannot_be_read(path, common, settings)
    says = _refs(common)
    head_ref, head = _follow(_head(git_dir / "HEAD"), says)
    origin_ref, _ = _follow(says.get(b"refs/remotes/origin/HEAD", b""), says)
    return Foreign(
        git_dir=git_dir,
        common_dir=common,
        objects=tuple(_object_folders(common / "objects")),
        refs=dict(_direct(says)),
        head=head,
        head_ref=head_ref,
        origin_head=origin_ref,
        shallow=_shallow(common / "shallow"),
        object_format=settings.get("extensions.objectformat", "sha1").lower(),
    )


def find_git_dir(path: Path) -> Path:
    """The repository's own folder: `path` itself, its `.git`, or that of the nearest folder above."""
    if not path.exists():
        raise Unusable(f"There is nothing at {path}.", next_step="Look at how the path is written.", field="location")
    if not path.is_dir():
        raise Unusable(f"{path} is a file.", next_step="Give the folder of a git repository.", field="location")
    for folder in (path, *path.parents):
        link = folder / ".git"
        if link.is_file():
            return _linked(link)
        for candidate in (link, folder):
            if _is_git_dir(candidate):
                return candidate
    raise Unusable(
        f"{path} is no git repository.", next_step="Give the folder of one, or run `git init` in it.", field="location"
    )


def _is_git_dir(path: Path) -> bool:
    is_whole = (path / "objects").is_dir() and (path / "refs").is_dir()
    return os.path.lexists(path / "HEAD") and (is_whole or (path / "commondir").is_file())


def _linked(link: Path) -> Path:
    """Where a `.git` file points: worktrees and submodules have one."""
    text = _small(link).strip()
    if not text.startswith(b"gitdir:"):
        raise Unusable(f"{link} is no link to a repository.", next_step="Give the repository's folder itself.")
    target = (link.parent / os.fsdecode(text.removeprefix(b"gitdir:").strip())).resolve()
    if not _is_git_dir(target):
        raise SourceFailed(
            f"{link} points at {target}, where there is no repository.",
            next_step="Run `git worktree repair`, or give the main clone's folder.",
        )
    return target


def _common_dir(git_dir: Path) -> Path:
    named = git_dir / "commondir"
    if not named.is_file():
        return git_dir
    common = (git_dir / os.fsdecode(_small(named).strip())).resolve()
    if not (common / "objects").is_dir():
        raise SourceFailed(
            f"The repository that {git_dir} belongs to is gone.", next_step="Give the main clone's folder."
        )
    return common


def _small(path: Path) -> bytes:
    """A file that has no reason to be large."""
    with path.open("rb") as file:
        return file.read(_LARGEST_SMALL_FILE)


# Configuration: three facts are wanted, nothing in it is obeyed.


def _settings(path: Path) -> dict[str, str]:
    """`section.subsection.key` in lower case → value. Included files are not followed."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    section = ""
    for line in _small(path).decode("utf-8", "replace").splitlines():
        text = line.strip()
        if match := _SECTION.match(text):
            section = ".".join(filter(None, (match[1].lower(), (match[2] or "").lower())))
            text = text[match.end() :].strip()
        key, _, value = text.partition("=")
        if key and not key.startswith(("#", ";")):
            found[f"{section}.{key.strip().lower()}"] = value.strip().strip('"') or "true"
    return found


def _refuse_what_cannot_be_read(path: Path, common: Path, settings: dict[str, str]) -> None:
    is_partial = "extensions.partialclone" in settings or any(
        key.startswith("remote.") and key.endswith(".promisor") and value.lower() in {"true", "yes", "on", "1"}
        for key, value in settings.items()
    )
    if is_partial:
        raise SourceFailed(
            f"{path} is a partial clone: parts of its history are still at the remote.",
            next_step="Clone it without --filter, or give Aexy the remote's address.",
        )
    if settings.get("extensions.refstorage", "files").lower() != "files" or (common / "reftable").is_dir():
        raise SourceFailed(
            f"{path} keeps its branches in the reftable format, which Aexy does not read.",
            next_step="Run `git refs migrate --ref-format=files` in it, or clone it to another folder.",
        )
    if settings.get("extensions.objectformat", "sha1").lower() not in {"sha1", "sha256"}:
        raise SourceFailed(
            f"{path} uses an object format Aexy does not know.", next_step="Give a sha1 or sha256 clone."
        )


# Objects


def _object_folders(objects: Path, depth: int = 0) -> Iterator[Path]:
    """The folder, and those it borrows from."""
    yield objects.resolve()
    loans = objects / "info" / "alternates"
    if depth == _DEEPEST_LOAN or not loans.is_file():
        return
    for line in _small(loans).splitlines():
        if not line.strip() or line.startswith(b"#"):
            continue
        lender = (objects / os.fsdecode(_unquoted(line))).resolve()
        if not lender.is_dir():
            raise SourceFailed(
                f"The repository borrows objects from {lender}, which is not there.",
                next_step="Bring that repository back, or clone with `git clone --dissociate`.",
            )
        yield from _object_folders(lender, depth + 1)


def _unquoted(line: bytes) -> bytes:
    if not line.startswith(b'"'):
        return line
    return line.strip(b'"').decode("unicode_escape").encode("latin-1")


# Refs


def _refs(common: Path) -> dict[bytes, bytes]:
    """Every ref and what it says: a sha, or `ref: NAME`."""
    # Loose ones are read first, as git does: packing writes the packed file before it takes the loose ones away.
    loose = dict(_loose(common))
    packed = common / "packed-refs"
    return (dict(_packed(packed.read_bytes())) if packed.is_file() else {}) | loose


def _loose(common: Path) -> Iterator[tuple[bytes, bytes]]:
    for folder, _, files in os.walk(common / "refs"):
        for file in files:
            whole = Path(folder) / file
            name = os.fsencode(whole.relative_to(common).as_posix())
            if _REF_NAME.match(name) and not whole.is_symlink():
                yield name, _small(whole).strip()


def _packed(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in body.splitlines():
        sha, _, name = line.partition(b" ")
        if _SHA.match(sha) and _REF_NAME.match(name):
            yield name, sha


def _direct(says: dict[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The refs a history is made of, each with its sha; those that point at nothing are left out."""
    for name in sorted(says):
        _, sha = _follow(says[name], says)
        if sha and name.startswith(_READ) and not (name.startswith(b"refs/remotes/") and name.endswith(b"/HEAD")):
            yield name, sha


def _head(file: Path) -> bytes:
    """What HEAD says; old repositories have a symbolic link there."""
    if file.is_symlink():
        return b"ref: " + os.fsencode(file.readlink())
    return _small(file).strip()


def _follow(says: bytes, refs: dict[bytes, bytes]) -> tuple[bytes | None, bytes | None]:
    """The ref and the sha at the end of `says`; either may be None: a detached head, a branch without commits."""
    name: bytes | None = None
    for _ in range(_LONGEST_LINK):
        if _SHA.match(says):
            return name, says
        if not says.startswith(b"ref:"):
            break
        name = says.removeprefix(b"ref:").strip()
        if name not in refs:
            break
        says = refs[name]
    return name, None


def _shallow(path: Path) -> bytes:
    """The commits whose parents were cut off, one a line."""
    if not path.is_file():
        return b""
    return b"".join(line + b"\n" for line in path.read_bytes().split() if _SHA.match(line))
