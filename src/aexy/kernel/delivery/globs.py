"""Patterns as people write them: `*`, `?`, `[…]`, without regard to case; in paths only `**` crosses folders."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import starmap

Patterns = tuple[str, ...]


def matching(patterns: Patterns, *texts: str | None) -> str | None:
    """The first pattern that one of the texts matches whole."""
    for pattern in patterns:
        for text in texts:
            if text is not None and _whole(pattern).fullmatch(text.casefold()):
                return pattern
    return None


def paths_matching(patterns: Patterns, paths: Iterable[tuple[int, str]]) -> list[int]:
    """The keys of the paths that one of the patterns matches, or that lie below a folder it names."""
    wanted = re.compile("|".join(_path(pattern.casefold().strip("/")) for pattern in patterns))
    return [key for key, path in paths if wanted.fullmatch(path.casefold())]


@lru_cache(maxsize=4_096)
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(starmap(_piece, _pieces(pattern.casefold()))), re.DOTALL)


def _path(pattern: str) -> str:
    """`payments` is the folder and all in it, `payments/**` as well; `**/api` is one at any depth."""
    return "".join(starmap(_piece_of_path, _pieces(pattern))).removesuffix("/.*") + "(?:/.*)?"


def _pieces(pattern: str) -> Sequence[tuple[str, str]]:
    return re.findall(r"(\*\*/?|\*|\?|\[[^\]]+\])|([^*?\[]+|\[)", pattern)


def _piece(wild: str, plain: str) -> str:
    if plain:
        return re.escape(plain)
    if wild.startswith("*"):
        return ".*" + ("/?" if wild == "**/" else "")
    return "." if wild == "?" else _one_of(wild)


def _piece_of_path(wild: str, plain: str) -> str:
    if plain:
        return re.escape(plain)
    if wild == "**/":
        return "(?:.*/)?"
    if wild == "**":
        return ".*"
    return {"*": "[^/]*", "?": "[^/]"}.get(wild) or _one_of(wild)


def _one_of(wild: str) -> str:
    inner = wild[1:-1]
    return ("[^" if inner.startswith("!") else "[") + re.escape(inner.removeprefix("!")).replace(r"\-", "-") + "]"
