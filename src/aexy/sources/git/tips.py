"""What a repository says of itself at the tip of a branch: its `.mailmap`, and every `.gitattributes` as one text."""

from pathlib import Path
from typing import NamedTuple

from aexy.sources.git.running import Git, run

_MAILMAP = b".mailmap"
_ATTRIBUTES = b".gitattributes"
_PLAIN_FILE = b"100"
_LARGEST_FILE = 4 << 20
_MOST_FILES = 1_000


class Rules(NamedTuple):
    """The texts; empty where there is none."""

    mailmap: str
    attributes: str


def rules_at(git: Git, folder: Path, sha: str | None, object_format: str) -> Rules:
    """Read them from the tip's tree. Links, and files of several megabytes, are no rules.

    The attributes stand as one file at the root would say them, outer folders first, so that inner ones overrule them.
    """
    if sha is None:
        return Rules("", "")
    mailmap: list[bytes] = []
    attributes: list[tuple[str, bytes]] = []
    tree = run(git, folder, "ls-tree", "-r", "-z", sha, object_format=object_format).stdout
    for entry in tree.split(b"\0"):
        if not entry.startswith(_PLAIN_FILE) or not entry.endswith((_MAILMAP, _ATTRIBUTES)):
            continue
        about, _, path = entry.partition(b"\t")
        within, _, name = path.rpartition(b"/")
        if path == _MAILMAP:
            mailmap.append(about.split()[2])
        elif name == _ATTRIBUTES:
            attributes.append((within.decode("utf-8", "backslashreplace"), about.split()[2]))
    attributes.sort(key=lambda one: (one[0].count("/") + bool(one[0]), one[0]))
    texts = _texts(git, folder, [*mailmap, *(blob for _, blob in attributes[:_MOST_FILES])], object_format)
    found = zip((within for within, _ in attributes), texts[len(mailmap) :], strict=False)
    return Rules("".join(texts[: len(mailmap)]), "".join(_moved(text, within) for within, text in found))


def _moved(text: str, within: str) -> str:
    """The rules of a folder's file with that folder in front of their patterns."""
    if within:
        return "".join(_rule(line.strip(), within) for line in text.splitlines())
    return text if not text or text.endswith("\n") else f"{text}\n"


def _rule(line: str, within: str) -> str:
    if not line or line.startswith(("#", "[attr]")):
        return ""
    if line.startswith('"'):
        pattern, _, said = line[1:].partition('"')
    else:
        pattern, *rest = line.split(None, 1)
        said = "".join(rest)
    # A pattern with a slash is bound to its folder, one without fits anywhere below it.
    deep = "" if "/" in pattern else "**/"
    return f'"/{_literal(within)}/{deep}{pattern.lstrip("/")}" {said.strip()}\n'


def _literal(path: str) -> str:
    return "".join(f"\\{letter}" if letter in "*?[" else letter for letter in path)


def _texts(git: Git, folder: Path, blobs: list[bytes], object_format: str) -> list[str]:
    """What the blobs hold, in their order."""
    if not blobs:
        return []
    asked = b"".join(blob + b"\n" for blob in blobs)
    sizes = run(git, folder, "cat-file", "--batch-check=%(objectsize)", object_format=object_format, stdin=asked)
    small = [blob for blob, size in zip(blobs, sizes.stdout.split(), strict=True) if int(size) <= _LARGEST_FILE]
    asked = b"".join(blob + b"\n" for blob in small)
    output = run(git, folder, "cat-file", "--batch", object_format=object_format, stdin=asked).stdout
    held: dict[bytes, str] = {}
    at = 0
    for blob in small:
        start = output.index(b"\n", at) + 1
        size = int(output[at:start].split()[2])
        held[blob] = output[start : start + size].decode("utf-8", "replace").replace("\0", "")
        at = start + size + 1
    return [held.get(blob, "") for blob in blobs]
