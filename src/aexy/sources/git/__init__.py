"""Histories kept by git, read without letting the repository run anything.

location = parse_location("../somewhere", cwd=Path.cwd())
opened = open_repository(git, location, folder)          a bare repository of ours in `folder`, its tips pinned
planned = plan(git, opened, Known())                     what is new, in stretches
for chunk in planned.chunks:
    for record in read_chunk(git, opened.folder, chunk): commits, newest first; any process can do a chunk
reach(opened, planned)                                   which commits count now
tags(opened)                                             which names lead to which commits
"""

from collections.abc import Iterator
from pathlib import Path

from aexy.kernel.commits import CommitRecord
from aexy.kernel.errors import Forbidden
from aexy.sources.classes import classifier, rules_digest
from aexy.sources.git.foreign import look_into
from aexy.sources.git.location import Credentials, Location, parse_location
from aexy.sources.git.log import read_chunk
from aexy.sources.git.mirror import open_remote
from aexy.sources.git.network import Progress
from aexy.sources.git.opened import Opened, disk_use, reopen
from aexy.sources.git.plan import CHUNK, Chunk, Known, Part, Plan, Reach, forget, plan, reach
from aexy.sources.git.reading import open_local
from aexy.sources.git.running import Git
from aexy.sources.git.tags import tags, tags_digest


def open_repository(
    git: Git,
    location: Location,
    folder: Path,
    *,
    branch_wanted: str | None = None,
    allow_local: bool = True,
    progress: Progress | None = None,
) -> Opened:
    """Make or refresh our own repository in `folder`, from which the location's history can be read safely.

    For a folder on this machine it borrows the objects; from elsewhere it fetches them. Without `allow_local` neither
    folders nor private addresses are read (Forbidden). Unusable, SourceFailed and Unavailable say what is wrong.
    """
    if location.is_local:
        if not allow_local:
            raise Forbidden(
                "Only the local owner may read folders of this machine.",
                next_step="Give the repository's https:// address.",
            )
        return open_local(git, Path(location.url), folder, branch_wanted=branch_wanted)
    return open_remote(git, location, folder, branch_wanted=branch_wanted, allow_local=allow_local, progress=progress)


def read_all(git: Git, opened: Opened) -> Iterator[CommitRecord]:
    """Every commit that can be reached, newest first, one process after the other: for looking at a clone in memory."""
    planned = plan(git, opened, Known())
    try:
        for chunk in planned.chunks:
            yield from read_chunk(git, opened.folder, chunk)
    finally:
        forget(opened, planned)


__all__ = [
    "CHUNK",
    "Chunk",
    "Credentials",
    "Git",
    "Known",
    "Location",
    "Opened",
    "Part",
    "Plan",
    "Progress",
    "Reach",
    "classifier",
    "disk_use",
    "forget",
    "look_into",
    "open_repository",
    "parse_location",
    "plan",
    "reach",
    "read_all",
    "read_chunk",
    "reopen",
    "rules_digest",
    "tags",
    "tags_digest",
]
