"""Opening a repository on this machine: a bare repository of ours that borrows the source's objects.

It has our own configuration, a copy of the source's refs and of its shallow file, and nothing else of the source's.
"""

import os
import shutil
from pathlib import Path

from aexy.kernel.errors import SourceFailed, Unusable, did_you_mean
from aexy.sources.git.foreign import Foreign, read_foreign
from aexy.sources.git.opened import Opened, disk_use
from aexy.sources.git.running import Git, run
from aexy.sources.git.tags import tag_dates
from aexy.sources.git.tips import rules_at

_GUESSES = (b"refs/heads/main", b"refs/heads/master", b"refs/heads/trunk", b"refs/heads/develop")
_DETACHED = b"HEAD"


def open_local(git: Git, path: Path, folder: Path, *, branch_wanted: str | None) -> Opened:
    """Make or refresh the reading repository in `folder` for the repository at `path`."""
    foreign = read_foreign(path)
    make_bare(git, folder, foreign.object_format)
    lend_objects(folder, foreign.objects)
    write_shallow(folder, foreign.shallow)
    refs = dict(foreign.refs)
    default = _default_ref(git, folder, foreign, branch_wanted)
    sha = refs.get(default, foreign.head) if default else None
    if default == _DETACHED and sha:
        refs[_DETACHED] = sha
    write_refs(folder, foreign.refs)
    return describe(git, folder, refs, default, sha, object_format=foreign.object_format)


def describe(
    git: Git, folder: Path, refs: dict[bytes, bytes], default: bytes | None, sha: bytes | None, *, object_format: str
) -> Opened:
    """Pin the tips, read the rules at the default one, and keep both."""
    commits = only_commits(git, folder, refs, object_format)
    tip = commits.get(default) if default else None
    tip_sha = tip.decode() if tip else None
    if sha and not tip:
        raise SourceFailed(
            f"The tip of {readable(default or _DETACHED)} is missing or broken.",
            next_step="Run `git fsck` in the repository.",
        )
    rules = rules_at(git, folder, tip_sha, object_format)
    tagged = tag_dates(git, folder, refs, commits, object_format)
    opened = Opened(
        folder=folder,
        refs={readable(name): value.decode() for name, value in commits.items()},
        default_ref=readable(default) if default and tip else None,
        default_sha=tip_sha,
        object_format=object_format,
        is_shallow=(folder / "shallow").exists(),
        mailmap=rules.mailmap,
        attributes=rules.attributes,
        size=disk_use(folder),
        tagged={readable(name): at for name, at in tagged.items()},
    )
    opened.save()
    return opened


def make_bare(git: Git, folder: Path, object_format: str) -> None:
    """An empty bare repository of ours, unless it is there already in this format."""
    marker = folder / "aexy-format"
    if marker.is_file() and marker.read_text() == object_format and (folder / "HEAD").is_file():
        return
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (folder / name).mkdir(parents=True)
    version, extension = (1, "[extensions]\n\tobjectformat = sha256\n") if object_format == "sha256" else (0, "")
    (folder / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}")
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    run(git, folder, "rev-parse", "--git-dir", object_format=object_format)
    marker.write_text(object_format)


def lend_objects(folder: Path, lenders: tuple[Path, ...]) -> None:
    """Name the source's objects as ours."""
    lines = (
        b'"' + os.fsencode(one).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'
        for one in lenders
    )
    (folder / "objects" / "info" / "alternates").write_bytes(b"\n".join(lines) + b"\n")


def write_shallow(folder: Path, shallow: bytes) -> None:
    """Copy where history was cut off."""
    file = folder / "shallow"
    if shallow:
        file.write_bytes(shallow)
    else:
        file.unlink(missing_ok=True)


def write_refs(folder: Path, refs: dict[bytes, bytes]) -> None:
    """Copy where the source's branches and tags stood, so that nothing we read counts as garbage."""
    lines = b"".join(refs[name] + b" " + name + b"\n" for name in sorted(refs))
    (folder / "packed-refs").write_bytes(b"# pack-refs with: sorted \n" + lines)


def only_commits(git: Git, folder: Path, refs: dict[bytes, bytes], object_format: str) -> dict[bytes, bytes]:
    """The refs that lead to a commit, tags followed to theirs; a ref whose object is gone is left out, a tree's too."""
    if not refs:
        return {}
    names = sorted(refs)
    asked = b"".join(refs[name] + b"^{commit}\n" for name in names)
    answers = run(
        git, folder, "cat-file", "--batch-check", object_format=object_format, stdin=asked
    ).stdout.splitlines()
    return {
        name: answer.split()[0]
        for name, answer in zip(names, answers, strict=True)
        if len(answer.split()) == 3 and answer.split()[1] == b"commit"  # noqa: PLR2004 (sha, type, size)
    }


def readable(name: bytes) -> str:
    r"""A ref's name as text; bytes that are not UTF-8 stand as `\xNN`."""
    return name.decode("utf-8", "backslashreplace")


# Which branch is counted


def _default_ref(git: Git, folder: Path, foreign: Foreign, wanted: str | None) -> bytes | None:
    refs = foreign.refs
    if wanted:
        return wanted_ref(refs, wanted)
    if foreign.origin_head:
        chosen = _further(git, folder, foreign, foreign.origin_head.removeprefix(b"refs/remotes/origin/"))
        if chosen:
            return chosen
    if foreign.head_ref in refs:
        return foreign.head_ref
    if foreign.head and foreign.head_ref is None:
        return _DETACHED
    return next((name for name in _GUESSES if name in refs), None) or next(iter(sorted(refs)), None)


def wanted_ref(refs: dict[bytes, bytes], wanted: str) -> bytes:
    """The branch a person asked for; Unusable with the near ones when there is none of that name."""
    name = os.fsencode(wanted)
    for candidate in (
        name,
        b"refs/heads/" + name,
        b"refs/remotes/" + name,
        b"refs/remotes/origin/" + name,
        b"refs/tags/" + name,
    ):
        if candidate in refs:
            return candidate
    branches = {readable(ref).removeprefix("refs/heads/").removeprefix("refs/remotes/origin/") for ref in refs}
    raise Unusable(
        f"There is no branch called {wanted!r}.",
        next_step=did_you_mean(wanted, sorted(branches)[:50]) if branches else "The repository has no commits yet.",
        field="branch",
    )


def _further(git: Git, folder: Path, foreign: Foreign, name: bytes) -> bytes | None:
    """Of the local and the remote branch of that name the one that contains the other; else the local one."""
    local, remote = b"refs/heads/" + name, b"refs/remotes/origin/" + name
    here, there = foreign.refs.get(local), foreign.refs.get(remote)
    if here is None or there is None:
        return local if here else remote if there else None
    if here != there and _is_ancestor(git, folder, here, there, foreign.object_format):
        return remote
    return local


def _is_ancestor(git: Git, folder: Path, older: bytes, newer: bytes, object_format: str) -> bool:
    arguments = ("merge-base", "--is-ancestor", older.decode(), newer.decode())
    return run(git, folder, *arguments, object_format=object_format, check=False).returncode == 0
