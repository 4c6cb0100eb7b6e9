"""What a file is, told from its path: its language, and whether somebody wrote it.

The rules are data (`rules/`); a repository's own `.gitattributes` at its default branch overrule them.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from aexy.kernel.commits import Classify, PathClass
from aexy.sources.attributes import Attributes

_RULES = files("aexy.sources") / "rules"
_ORDER = ("lock", "vendored", "generated", "documentation", "test")
# Paths come again and again: a history names each of them dozens of times.
_REMEMBERED = 1 << 17
# Linguist's types of language that are no source.
_BY_TYPE = {"prose": "documentation", "data": "data"}


def classifier(attributes: str = "") -> Classify:
    """A function from a path to its class, honouring the text of a `.gitattributes` file."""
    own = Attributes.parse(attributes)

    @lru_cache(_REMEMBERED)
    def classify(path: str) -> PathClass:
        return _overruled(path, own) if own else _by_rules(path)

    return classify


def rules_digest(attributes: str) -> bytes:
    """Changes whenever the classes of paths may: with the rules, or with a repository's own."""
    digest = sha256()
    for name in ("languages.json", "paths.toml"):
        digest.update((_RULES / name).read_bytes())
    digest.update(attributes.encode())
    return digest.digest()


def _overruled(path: str, own: Attributes) -> PathClass:
    said = own.of(path)
    found = _by_rules(path)
    if not said:
        return found
    language = _language_called(said.get("linguist-language", "")) or found.language
    return PathClass(language, _class(path, found.name, said))


def _class(path: str, found: str, said: Mapping[str, str]) -> str:
    """The first class that is claimed; one that is denied falls back to what the path would be without it."""
    for attribute, name in (
        ("linguist-vendored", "vendored"),
        ("linguist-generated", "generated"),
        ("linguist-documentation", "documentation"),
    ):
        if said.get(attribute, "false") != "false":
            return name
    denied = {name.removeprefix("linguist-") for name, value in said.items() if value == "false"}
    if "generated" in denied:
        denied.add("lock")
    return _first_class(path, language_of(path), denied) if found in denied else found


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    rules: dict[str, dict[str, list[str]]] = tomllib.loads((_RULES / "paths.toml").read_text("utf-8"))
    return tuple((name, _pattern(rules[name])) for name in _ORDER)


def _pattern(rules: Mapping[str, list[str]]) -> "re.Pattern[str]":
    """One expression for a section: alternatives behind a common beginning are many times faster than each alone."""
    parts = [f"(?:^|/)(?:{'|'.join(rules.get('after_slash', ()))})"]
    parts += [f"^(?:{'|'.join(rules['at_root'])})"] if "at_root" in rules else []
    parts += rules.get("anywhere", [])
    return re.compile("|".join(parts))


@cache
def _languages() -> dict[str, Any]:
    known: dict[str, Any] = json.loads((_RULES / "languages.json").read_text("utf-8"))
    return known


def _by_rules(path: str) -> PathClass:
    language = language_of(path)
    return PathClass(language, _first_class(path, language))


def _first_class(path: str, language: str | None, denied: frozenset[str] | set[str] = frozenset()) -> str:
    for name, pattern in _patterns():
        if name not in denied and pattern.search(path):
            return name
    by_type = _BY_TYPE.get(_languages()["types"].get(language, ""), "source")
    return "source" if by_type in denied else by_type


def language_of(path: str) -> str | None:
    """Linguist's name of the language by file name, then by the longest extension it knows; None when there is none."""
    name = path.rpartition("/")[2]
    known = _languages()
    language: str | None = known["filenames"].get(name)
    if language:
        return language
    extensions: dict[str, str] = known["extensions"]
    rest = name.lower()
    while (dot := rest.find(".")) >= 0:
        rest = rest[dot:]
        if rest in extensions:
            return extensions[rest]
        rest = rest[1:]
    return None


def is_program(language: str | None) -> bool:
    """Whether a language is one that programs are written in, as linguist sees it; markup, data and prose are none."""
    return bool(_languages()["types"].get(language, "") == "programming")


def _language_called(name: str) -> str | None:
    found: str | None = _languages()["names"].get(name.lower())
    return found
