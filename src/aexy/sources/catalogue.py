"""Which packages are worth naming, and what they are called: `rules/technologies.json`, read once.

A technology is known by its packages in each ecosystem, and by what is written to import it.
"""

import json
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, NotRequired, TypedDict

_RULES = files("aexy.sources") / "rules"
_TECHNOLOGIES = "technologies.json"


class Technology(NamedTuple):
    """What people call it, and the field it is of: web, data, testing, infrastructure."""

    name: str
    domain: str


class Package(NamedTuple):
    """A package that stands for a technology."""

    ecosystem: str
    name: str


def technology_of(ecosystem: str, package: str) -> Technology | None:
    """What a package is called; None where it is one of the many that nobody names."""
    return _packages().get((ecosystem, package))


def imports_of(ecosystem: str) -> dict[str, Package]:
    """What is written to import something of this ecosystem (`rest_framework`), and the package that comes from."""
    return _imports()[ecosystem]


def names() -> dict[str, Technology]:
    """Every technology by its name."""
    return {name: Technology(name, about["domain"]) for name, about in _read().items()}


def catalogue_digest() -> str:
    """Differs as soon as the catalogue does."""
    return sha256((_RULES / _TECHNOLOGIES).read_bytes()).hexdigest()[:16]


class _About(TypedDict):
    domain: str
    packages: dict[str, list[str]]
    imports: NotRequired[dict[str, list[str]]]


@cache
def _read() -> dict[str, _About]:
    content: dict[str, _About] = json.loads((_RULES / _TECHNOLOGIES).read_text("utf-8"))
    return content


@cache
def _packages() -> dict[tuple[str, str], Technology]:
    known = names()
    # What comes with a language has no package, and goes by its name.
    own = {
        (ecosystem, name.lower()): known[name]
        for name, about in _read().items()
        for ecosystem in about.get("imports", {})
        if ecosystem not in about["packages"]
    }
    return own | {
        (ecosystem, package): known[name]
        for name, about in _read().items()
        for ecosystem, packages in about["packages"].items()
        for package in packages
    }


@cache
def _imports() -> dict[str, dict[str, Package]]:
    found: dict[str, dict[str, Package]] = {}
    for name, about in _read().items():
        own = about.get("imports", {})
        for ecosystem in {*about["packages"], *own}:
            packages = about["packages"].get(ecosystem, [])
            # What has no package of its own comes with the language: it goes by its name.
            first = packages[0] if packages else name.lower()
            written = own.get(ecosystem) or packages
            for one in written:
                package = one if one in packages else first
                found.setdefault(ecosystem, {})[one] = Package(ecosystem, package)
    return found
