"""What made-up repositories are made with: texts of manifests, as they stood at a moment of the story.

Some repositories keep up, others were left behind: every second one stays with what it began with. The texts, and from
which part of the story on (0 to 1) which version stands in them, are in `stacks.json`, by the kind's extension.
"""

import json
from functools import cache
from importlib.resources import files
from string import Template
from typing import TypedDict
from zlib import crc32

from aexy.sources.demo.organization import Repository

Package = tuple[str, str]


class _Stack(TypedDict):
    steps: dict[str, list[tuple[float, str]]]
    files: dict[str, list[str]]
    imports: list[list[list[str]]]


@cache
def _stacks() -> dict[str, _Stack]:
    content: dict[str, _Stack] = json.loads(files("aexy.sources.demo").joinpath("stacks.json").read_text("utf-8"))
    return content


def manifest_text(repository: Repository, path: str, moment: float) -> str | None:
    """What a manifest of a repository says at a moment of the story; None where nothing is known of such files."""
    stack = _stacks().get(repository.kind.extension)
    if stack is None or path not in stack["files"]:
        return None
    is_left_behind = repository.index % 2 == 1
    versions = {
        name: steps[0][1] if is_left_behind else [version for since, version in steps if since <= max(moment, 0)][-1]
        for name, steps in stack["steps"].items()
    }
    return Template("\n".join(stack["files"][path]) + "\n").safe_substitute(versions)


def imports_of_file(repository: Repository, path: str) -> list[Package]:
    """What a new file of a repository imports: one of the first list, and of every third file one of the second."""
    stack = _stacks().get(repository.kind.extension)
    if stack is None or not stack["imports"]:
        return []
    chance = crc32(path.encode())
    usual, others = stack["imports"]
    chosen = [usual[chance % len(usual)], *([others[chance // 7 % len(others)]] if chance // 3 % 3 == 0 else [])]
    return [(ecosystem, package) for ecosystem, package in chosen]
