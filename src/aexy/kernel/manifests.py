"""What a manifest or a lock file says: which packages a repository is made with, and in which versions."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from aexy.kernel.versions import key_of


class Ecosystem(StrEnum):
    """Where a package comes from. RUNTIME has what code runs on: `python`, `node`, `java`."""

    PYPI = "pypi"
    NPM = "npm"
    GO = "go"
    CARGO = "cargo"
    MAVEN = "maven"
    RUBYGEMS = "rubygems"
    PACKAGIST = "packagist"
    NUGET = "nuget"
    PUB = "pub"
    HEX = "hex"
    DOCKER = "docker"
    TERRAFORM = "terraform"
    ACTIONS = "actions"
    RUNTIME = "runtime"


class Scope(StrEnum):
    """What for: what is shipped, or only what it is built and tested with."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"


class Entry(NamedTuple):
    """A package of a file. `version` is as it was written: a range in a manifest, an exact one in a lock file."""

    ecosystem: Ecosystem
    package: str
    version: str | None
    scope: Scope = Scope.RUNTIME
    is_locked: bool = False
    is_direct: bool = True


Known = dict[tuple[Ecosystem, str], Entry]


def folded(entries: Iterable[Entry]) -> Known:
    """One entry for each package: what is shipped goes before what is only built with, direct before indirect.

    Of versions that stand beside each other a manifest is as old as the oldest, and a lock file's own is the newest.
    """
    found: Known = {}
    for entry in entries:
        place = (entry.ecosystem, entry.package)
        there = found.get(place)
        found[place] = entry if there is None else _of_two(there, entry)
    return found


def _of_two(one: Entry, other: Entry) -> Entry:
    if one.scope is not other.scope:
        return one if one.scope is Scope.RUNTIME else other
    if one.is_direct != other.is_direct:
        return one if one.is_direct else other
    if one.version is None or other.version is None:
        return other if one.version is None else one
    first, second = sorted((one, other), key=lambda each: key_of(each.version or ""))
    return second if one.is_locked else first
