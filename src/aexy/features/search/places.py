"""Folders of every repository by their path, and issues by their key: what is found by more than a name."""

import re
from typing import Final

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import look
from aexy.features.issues import service as issues
from aexy.features.routing import Viewer
from aexy.features.search import rows
from aexy.features.search.schemas import Found, FoundKind
from aexy.kernel.likeness import SAME, fit
from aexy.kernel.text import plain

_SHORTEST: Final = 3
_LOOKED_AT: Final = 200
# A name that fits as well stands before a folder.
_BEHIND: Final = 0.9
# PAY-12, PAY-, #12.
_KEY: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*-|#)\d*")


async def issues_called(context: Context, viewer: Viewer, q: str, *, limit: int) -> list[Found]:
    """Issues whose key begins so; nothing where it looks like no key, or they are not for whoever asks."""
    sought = q.strip()
    if not _KEY.fullmatch(sought):
        return []
    found = await issues.find_by_key(context, viewer, sought, limit=limit)
    return [
        Found(kind=FoundKind.ISSUE, id=str(id_), name=f"{key} {title}", detail=None, rank=fit(sought, key))
        for id_, key, title in found
    ]


async def folders_called(context: Context, viewer: Viewer, q: str, *, limit: int) -> list[Found]:
    """Folders whose last part, or whose path, fits; those with more files first among equal ones."""
    sought = q.strip().strip("/").lower()
    if len(sought) < _SHORTEST or " " in sought:
        return []
    view = await look(context, viewer, subject="workspace", start=None, end=None)
    known = await kept_frame(context, view, ("folders", "search"), rows.folders)
    fitting = known.filter(pl.col("folder").str.to_lowercase().str.contains(sought, literal=True))
    if not fitting.height:
        return []
    ranked = sorted(
        ((_rank(sought, folder), files, repository, folder) for repository, folder, files in _first(fitting)),
        key=lambda one: (-one[0], -one[1], one[3], one[2]),
    )
    async with context.database.reading(viewer.workspace_id) as connection:
        named = await rows.repositories(connection)
    return [
        Found(
            kind=FoundKind.FOLDER,
            id=f"{named[repository][0]}:{folder}",
            name=plain(folder),
            detail=plain(named[repository][1]),
            rank=round(rank * _BEHIND, 4),
        )
        for rank, _, repository, folder in ranked
        if rank > 0 and repository in named
    ][:limit]


def _first(fitting: pl.DataFrame) -> list[tuple[int, str, int]]:
    """The shortest paths first: what is deep is found by typing more of it."""
    ordered = fitting.sort(pl.col("folder").str.len_chars(), "folder", "repository").head(_LOOKED_AT)
    return list(ordered.select("repository", "folder", "files").iter_rows())


def _rank(sought: str, folder: str) -> float:
    path = folder.lower()
    if path == sought or path.endswith(f"/{sought}"):
        return SAME
    last = path.rpartition("/")[2]
    # What only stands somewhere above is in another folder, which is found by itself.
    return max(fit(sought, last), fit(sought, path) if "/" in sought else 0.0)


__all__ = ["folders_called", "issues_called"]
