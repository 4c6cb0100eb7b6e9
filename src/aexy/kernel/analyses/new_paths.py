"""What a path says that is not there yet: what lies beside it, of its kind if there is any.

A file that is still to be written will be like those of its kind (the same ending) in the nearest folder that stands;
where none of its folders has any of its kind, it is at least of the nearest folder.
"""

from typing import Final

# Beyond that a folder says little about what somebody means to put into one of its folders' folders.
_MOST_FOLDERS: Final = 4


def folders_above(path: str) -> list[str]:
    """The folders it lies in, the nearest first, at most four."""
    parts = path.strip("/").split("/")[:-1]
    return ["/".join(parts[:many]) for many in range(len(parts), 0, -1)][:_MOST_FOLDERS]


def tail_of(path: str) -> str | None:
    """What paths of its kind end in: `.py`, or `/Makefile`; None for what may be a folder."""
    name = path.rstrip("/").rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if stem and ending:
        return f".{ending}"
    return f"/{name}" if name[:1].isupper() and name.endswith("file") else None


def instead_of(path: str) -> list[str]:
    """Patterns (`reading.means`) of what lies beside it, those that say most first."""
    tail, folders = tail_of(path), folders_above(path)
    alike = (
        [f"{folder}/**/{'*' if tail.startswith('.') else ''}{tail.strip('/')}" for folder in folders] if tail else []
    )
    return [*alike, *folders]
