"""What lines of source code import, told line by line: enough to say which frameworks somebody writes against.

A line is matched where it begins; what is imported is looked up in the catalogue, and what stands there is kept.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from aexy.kernel.manifests import Ecosystem
from aexy.sources.catalogue import Package, catalogue_digest, imports_of

# Raised by whoever changes what is seen as an import, so that histories are read again.
_RULES = "1"
_LONGEST = 300


class Import(NamedTuple):
    """A line that came (or went) and imports a package."""

    package: Package
    has_come: bool


class Finder(NamedTuple):
    """How a language imports: what a text must hold to be looked at, and how it is written.

    `names` gives what an import is looked up by, the most exact first.
    """

    ecosystem: str
    needles: tuple[bytes, ...]
    pattern: "re.Pattern[bytes]"
    names: Callable[[str], list[str]]

    def find(self, text: bytes) -> list[Import]:
        """The imports in lines of a patch, each begun by a plus or a minus."""
        if not any(needle in text for needle in self.needles):
            return []
        known, found = imports_of(self.ecosystem), []
        for match in self.pattern.finditer(text):
            written = next(one for one in match.groups()[1:] if one)[:_LONGEST].decode("utf-8", "replace")
            package = next((known[name] for name in self.names(written) if name in known), None)
            if package is not None:
                found.append(Import(package, match[1] == b"+"))
        return found


def import_rules() -> str:
    """By which imports are read; when it differs a repository's are read from the start."""
    return f"{_RULES} {catalogue_digest()}"


def finder_of(line: bytes) -> Finder | None:
    """How the file that git's line `diff --git a/… b/…` names imports; None where that is not known."""
    return _by_extension().get(line[line.rfind(b".") + 1 :].lower())


def _upwards(separator: str) -> Callable[[str], list[str]]:
    """`a.b.c` is looked up as itself, then as `a.b`, then as `a`."""

    def names(written: str) -> list[str]:
        parts = written.split(separator)
        return [separator.join(parts[:count]) for count in range(len(parts), 0, -1)]

    return names


def _npm(written: str) -> list[str]:
    if written.startswith((".", "/")):
        return []
    parts = written.split("/")
    return [written, "/".join(parts[: 1 + written.startswith("@")])]


def _rust(written: str) -> list[str]:
    return [written, written.replace("_", "-")]


def _php(written: str) -> list[str]:
    return _upwards("\\")(written.lstrip("\\"))


def _ruby(written: str) -> list[str]:
    return [*_upwards("/")(written), written.replace("/", "-")]


def _line(expression: bytes) -> "re.Pattern[bytes]":
    return re.compile(rb"^([+-])[ \t]*" + expression, re.MULTILINE)


_QUOTE = rb"""["']([^"'\n]{1,300})["']"""
_FINDERS: dict[str, Finder] = {
    "py pyi": Finder(
        Ecosystem.PYPI, (b"import",), _line(rb"(?:from|import)[ \t]+([A-Za-z_][\w.]*)"), _upwards(".")
    ),
    "js jsx ts tsx mjs cjs mts cts vue svelte": Finder(
        Ecosystem.NPM,
        (b"import", b"require", b"from"),
        _line(
            rb"(?:(?:import|export)\b[^\"'\n]{0,300}?" + _QUOTE + rb"|[^\n]{0,200}?\brequire\([ \t]*" + _QUOTE
            + rb"|\}[ \t]*from[ \t]+" + _QUOTE + rb")"
        ),
        _npm,
    ),
    "go": Finder(
        Ecosystem.GO, (b'"',), _line(rb'(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w.-]+\.[\w.-]+/[^"\s]{1,200})"[ \t]*$'),
        _upwards("/"),
    ),
    "rs": Finder(
        Ecosystem.CARGO, (b"use ", b"extern "),
        _line(rb"(?:pub[ \t]+)?(?:use[ \t]+(?:::)?|extern[ \t]+crate[ \t]+)(\w+)"), _rust,
    ),
    "java kt kts scala groovy": Finder(
        Ecosystem.MAVEN, (b"import",), _line(rb"import[ \t]+(?:static[ \t]+)?([\w.]+)"), _upwards(".")
    ),
    "rb rake": Finder(Ecosystem.RUBYGEMS, (b"require",), _line(rb"require[ \t(]+" + _QUOTE), _ruby),
    "php": Finder(Ecosystem.PACKAGIST, (b"use ",), _line(rb"use[ \t]+(?:function[ \t]+)?([\w\\]+)"), _php),
    "cs": Finder(
        Ecosystem.NUGET, (b"using ",), _line(rb"(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?([\w.]+)[ \t]*;"),
        _upwards("."),
    ),
    "dart": Finder(
        Ecosystem.PUB, (b"package:",), _line(rb"(?:import|export)[ \t]+[\"']package:(\w+)"), lambda one: [one]
    ),
    "ex exs": Finder(
        Ecosystem.HEX, (b"use ", b"import ", b"alias "), _line(rb"(?:use|import|alias|require)[ \t]+([A-Z][\w.]*)"),
        _upwards("."),
    ),
}  # fmt: skip


@cache
def _by_extension() -> dict[bytes, Finder]:
    return {extension.encode(): finder for extensions, finder in _FINDERS.items() for extension in extensions.split()}
