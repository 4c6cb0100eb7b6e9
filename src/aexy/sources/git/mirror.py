"""Opening a repository elsewhere: a bare mirror of ours that git fetches into.

The address may come from anybody, so git speaks only protocols that run nothing here, asks nobody for a password and
stores none; one that was given travels in the environment of the one process that needs it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from aexy.sources.git.location import Location
from aexy.sources.git.network import Network, Progress
from aexy.sources.git.opened import Opened
from aexy.sources.git.reading import describe, make_bare, wanted_ref
from aexy.sources.git.running import Git, run

_SYMBOLIC_HEAD = re.compile(rb"ref: (refs/heads/\S+)\tHEAD")
_LISTED = re.compile(rb"^([0-9a-f]{40}|[0-9a-f]{64})\t(\S+)$", re.MULTILINE)
_READ = (b"refs/heads/", b"refs/tags/")
_GUESSES = (b"refs/heads/main", b"refs/heads/master")
_SHA256_DIGITS = 64
_MANY_PACKS = 20


def open_remote(
    git: Git,
    location: Location,
    folder: Path,
    *,
    branch_wanted: str | None,
    allow_local: bool,
    progress: Progress | None = None,
) -> Opened:
    """Make or refresh the mirror in `folder`; SourceFailed with a sentence that says why when it cannot be had."""
    network = Network.to(git, location, allow_local=allow_local)
    asking = folder.with_name(f"{folder.name}.asking")
    make_bare(git, asking, "sha1")
    listed = network.list_refs(asking)
    shas = {name: sha for sha, name in _LISTED.findall(listed) if name.startswith(_READ)}
    object_format = "sha256" if any(len(sha) == _SHA256_DIGITS for sha in shas.values()) else "sha1"
    make_bare(git, folder, object_format)
    if shas != own_refs(git, folder, object_format, peeled=False):
        network.fetch(folder, object_format, progress)
        _tidy(git, folder, object_format)
    here = own_refs(git, folder, object_format)
    default = _default(here, _SYMBOLIC_HEAD.search(listed), branch_wanted)
    return describe(git, folder, here, default, here[default] if default else None, object_format=object_format)


def own_refs(git: Git, folder: Path, object_format: str, *, peeled: bool = True) -> dict[bytes, bytes]:
    """The branches and tags of a mirror."""
    arguments = ("for-each-ref", "--format=%(objectname) %(*objectname) %(refname)", "refs/heads", "refs/tags")
    found: dict[bytes, bytes] = {}
    for line in run(git, folder, *arguments, object_format=object_format).stdout.splitlines():
        sha, target, name = line.split(b" ", 2)
        found[name] = sha
        if target and not peeled:
            # Remotes list what an annotated tag leads to beside it.
            found[name + b"^{}"] = target
    return found


def _tidy(git: Git, folder: Path, object_format: str) -> None:
    """Put small packs together before they are so many that looking for an object is slow. Nothing is thrown away."""
    if len(list((folder / "objects" / "pack").glob("*.pack"))) > _MANY_PACKS:
        run(git, folder, "repack", "-q", "-d", "--geometric=2", object_format=object_format, check=False)


def _default(here: Mapping[bytes, bytes], symbolic: "re.Match[bytes] | None", wanted: str | None) -> bytes | None:
    if wanted:
        return wanted_ref(dict(here), wanted)
    if symbolic and symbolic[1] in here:
        return symbolic[1]
    branches = sorted(name for name in here if name.startswith(b"refs/heads/"))
    return next((name for name in (*_GUESSES, *branches) if name in here), None)
