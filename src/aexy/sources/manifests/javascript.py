"""JavaScript and TypeScript: package.json and the lock files of npm, yarn and pnpm."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.sources.manifests.yaml_lines import walk

_SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.RUNTIME,
    "peerDependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEVELOPMENT,
}
# A block of yarn's: the ranges it answers, then the version. Berry writes `version: 1.2.3`, classic `version "1.2.3"`.
_YARN = re.compile(r'^"?(@?[^@\s"]+)@[^\n]*:\r?\n  version:? "?([^"\s]+)"?', re.MULTILINE)
_NODE_MODULES = "node_modules/"
_ALIAS = re.compile(r"npm:(@?[^@]+)@(.+)")


def package_json(text: str) -> Iterator[Entry]:
    """`package.json`. A package under two headings is shipped if one of them says so."""
    whole = orjson.loads(text)
    if not isinstance(whole, dict):
        raise TypeError("it is no object")
    for section, scope in _SECTIONS.items():
        for name, version in _table(whole, section).items():
            if isinstance(version, str):
                alias = _ALIAS.match(version)
                yield _entry(*((alias[1], alias[2]) if alias else (name, version)), scope)
    node = _table(whole, "engines").get("node")
    if isinstance(node, str):
        yield Entry(Ecosystem.RUNTIME, "node", node)


def package_lock(text: str) -> Iterator[Entry]:
    """`package-lock.json` and `npm-shrinkwrap.json`: of both forms what stands at the top of `node_modules`."""
    whole = orjson.loads(text)
    listed = whole.get("packages")
    if isinstance(listed, dict):
        for path, about in listed.items():
            name = path.removeprefix(_NODE_MODULES)
            if path.startswith(_NODE_MODULES) and _NODE_MODULES not in name:
                yield from _locked(name, about)
        return
    for name, about in _table(whole, "dependencies").items():
        yield from _locked(name, about)


def yarn_lock(text: str) -> Iterator[Entry]:
    """`yarn.lock`, classic and berry."""
    found = False
    for match in _YARN.finditer(text):
        found = True
        yield Entry(Ecosystem.NPM, match[1], match[2], is_locked=True, is_direct=False)
    if not found and "\n  version" in text:
        raise ValueError("its entries cannot be told apart")


def pnpm_lock(text: str) -> Iterator[Entry]:
    """`pnpm-lock.yaml`: what the packages of the workspace ask for themselves, which all its forms list first."""
    for path, value in walk(text, until=frozenset({"packages", "snapshots"})):
        place = path[2:] if path[0] == "importers" else path
        if len(place) < 2 or place[0] not in _SECTIONS:  # noqa: PLR2004 (section and name)
            continue
        if len(place) == 2 or place[2] == "version":  # noqa: PLR2004 (older forms write the version at once)
            version = re.split(r"[(_]", value)[0]
            if version[:1].isdigit():
                yield Entry(Ecosystem.NPM, place[1], version, _SECTIONS[place[0]], is_locked=True)


def _locked(name: str, about: object) -> Iterator[Entry]:
    if isinstance(about, dict) and isinstance(about.get("version"), str):
        scope = Scope.DEVELOPMENT if about.get("dev") is True else Scope.RUNTIME
        yield Entry(Ecosystem.NPM, name, about["version"], scope, is_locked=True, is_direct=False)


def _entry(name: str, version: str, scope: Scope) -> Entry:
    return Entry(Ecosystem.NPM, name, version.removeprefix("workspace:"), scope)


def _table(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}
