"""Tags: which names lead to which commits, and when an annotated one says that it was made."""

import hashlib
import json
import re
import tempfile
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast

from aexy.kernel.commits import Tag
from aexy.sources.git.opened import Opened
from aexy.sources.git.running import Git, damaged, streaming

_TAGS = b"refs/tags/"
_PREFIX = "refs/tags/"
_TAGGER = re.compile(rb"^tagger .*> (\d{1,15}) [+-]\d{1,6}$", re.MULTILINE)
# A tag's own words come before its message, which may be as long as somebody likes.
_LONGEST_HEADER = 1 << 16
_BLOCK = 1 << 18


def tag_dates(
    git: Git, folder: Path, refs: dict[bytes, bytes], commits: dict[bytes, bytes], object_format: str
) -> dict[bytes, int | None]:
    """Of every annotated tag that leads to a commit, when its tagger says it was made, in seconds since 1970.

    `refs` says what each name is, `commits` which commit that leads to. None where no date is written: tags of git's
    first years have none.
    """
    annotated = sorted(name for name, sha in commits.items() if name.startswith(_TAGS) and refs[name] != sha)
    if not annotated:
        return {}
    with tempfile.TemporaryFile() as wanted:
        wanted.write(b"".join(refs[name] + b"\n" for name in annotated))
        wanted.seek(0)
        with streaming(git, folder, "cat-file", "--batch", object_format=object_format, stdin=wanted) as output:
            told = BufferedReader(cast("RawIOBase", output), _BLOCK)
            found = {name: _date(told) for name in annotated}
            # It is closed by whoever opened it.
            told.detach()
    return found


def tags(opened: Opened) -> list[Tag]:
    """The tags of an opened repository, by name."""
    return [
        Tag(name.removeprefix(_PREFIX), bytes.fromhex(sha), name in opened.tagged, opened.tagged.get(name))
        for name, sha in sorted(opened.refs.items())
        if name.startswith(_PREFIX)
    ]


def tags_digest(opened: Opened) -> bytes:
    """Differs as soon as a tag does."""
    said = [(one.name, one.sha.hex(), one.is_annotated, one.tagged_at) for one in tags(opened)]
    return hashlib.sha256(json.dumps(said).encode()).digest()


def _date(told: "BufferedReader[RawIOBase]") -> int | None:
    """The date of the next object."""
    words = told.readline().split()
    if len(words) != 3:  # noqa: PLR2004 (sha, type, size)
        raise damaged(b"", says=["a tag is missing"])
    size = int(words[2])
    header = told.read(min(size, _LONGEST_HEADER))
    left = size - len(header) + 1
    while left and (block := told.read(min(left, _BLOCK))):
        left -= len(block)
    match = _TAGGER.search(header.partition(b"\n\n")[0])
    return int(match[1]) if match else None
