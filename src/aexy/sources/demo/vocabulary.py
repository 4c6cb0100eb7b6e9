"""The words the demo is made of, read once from the two data files beside this module."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from aexy.sources.demo.calendar import Region


class Area(NamedTuple):
    """What a team works on, and what its code talks about."""

    team: str
    slug: str
    kinds: tuple[str, ...]
    nouns: tuple[str, ...]


class Kind(NamedTuple):
    """A sort of repository: its language, where things lie, and how changes reach the default branch."""

    name: str
    policy: str
    root: str
    extension: str
    style: str
    test: str
    tests_beside: bool
    manifest: str
    lock: str
    generated: str
    vendored: str
    other: tuple[str, ...]


class Words(NamedTuple):
    """Everything names and messages are built from."""

    areas: tuple[Area, ...]
    suffixes: tuple[str, ...]
    kinds: dict[str, Kind]
    changes: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    packages: tuple[str, ...]
    agents: tuple[str, ...]
    incidents: tuple[str, ...]
    issues: dict[str, tuple[str, ...]]
    details: tuple[str, ...]
    remarks: tuple[str, ...]
    answers: tuple[str, ...]
    verdicts: tuple[str, ...]
    requests: tuple[str, ...]
    talk: tuple[str, ...]
    progress: tuple[str, ...]


@cache
def regions() -> tuple[Region, ...]:
    """Where the organization's people live."""
    return tuple(Region(**_frozen(each)) for each in _read("world.json")["regions"])


@cache
def words() -> Words:
    """The vocabulary of areas, repositories and messages."""
    read = _frozen(_read("words.json"))
    areas = tuple(Area(**each) for each in read.pop("areas"))
    kinds = {key: Kind(**each) for key, each in read.pop("kinds").items()}
    return Words(areas=areas, kinds=kinds, **read)


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files("aexy.sources.demo").joinpath(name).read_text("utf-8"))
    return content


def _frozen(value: Any) -> Any:  # noqa: ANN401 - JSON is any of several things
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
