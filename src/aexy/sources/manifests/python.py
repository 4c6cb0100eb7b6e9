"""Python: requirements, pyproject in its dialects, setup.cfg, Pipfile, and the lock files of poetry, pdm and uv."""

import configparser
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.sources.manifests.toml_locks import packages

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;#()]*)\)?")
_APART = re.compile(r"[-_.]+")
_GOES_ON = re.compile(r"\\\r?\n")
_HASH = re.compile(r"\s--(?:hash|config-settings?|global-option).*$")
_DEVELOPMENT = re.compile(r"dev|test|lint|doc|ci|build|type|bench", re.IGNORECASE)


def name_of(package: str) -> str:
    """The one spelling of a Python package's name (PEP 503)."""
    return _APART.sub("-", package).lower()


def requirement(written: str, scope: Scope) -> Entry | None:
    """One requirement (PEP 508); None where it names no package, like an option or an address."""
    line = _HASH.sub("", written.partition(" #")[0]).strip()
    if not line or line[0] in "-#." or "://" in line.partition(";")[0].partition("@")[0]:
        return None
    match = _REQUIREMENT.match(line)
    if match is None:
        return None
    version = match[2].strip()
    return Entry(Ecosystem.PYPI, name_of(match[1]), None if version.startswith("@") else version or None, scope)


def requirements(text: str) -> Iterator[Entry]:
    """`requirements.txt`."""
    return _each(_GOES_ON.sub(" ", text).splitlines(), Scope.RUNTIME)


def setup_cfg(text: str) -> Iterator[Entry]:
    """`setup.cfg`, of which only setuptools' own sections are read."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    options = _section(parser, "options")
    yield from _each(options.get("install_requires", "").splitlines(), Scope.RUNTIME)
    for name in ("tests_require", "setup_requires"):
        yield from _each(options.get(name, "").splitlines(), Scope.DEVELOPMENT)
    for name, listed in _section(parser, "options.extras_require").items():
        yield from _each(listed.splitlines(), _scope(name))
    yield from _runtime(options.get("python_requires"))


def _section(parser: configparser.ConfigParser, name: str) -> Mapping[str, str]:
    return parser[name] if parser.has_section(name) else {}


def pyproject(text: str) -> Iterator[Entry]:
    """`pyproject.toml`: the standard tables, and those of poetry, pdm and uv."""
    whole = tomllib.loads(text)
    project = _table(whole, "project")
    yield from _each(_list(project, "dependencies"), Scope.RUNTIME)
    yield from _runtime(project.get("requires-python"))
    for name, listed in _table(project, "optional-dependencies").items():
        yield from _each(listed, _scope(name))
    yield from _each(_list(_table(whole, "build-system"), "requires"), Scope.DEVELOPMENT)
    tool = _table(whole, "tool")
    groups = [_table(whole, "dependency-groups"), _table(_table(tool, "pdm"), "dev-dependencies")]
    for listed in (listed for group in groups for listed in group.values()):
        yield from _each(listed, Scope.DEVELOPMENT)
    yield from _each(_list(_table(tool, "uv"), "dev-dependencies"), Scope.DEVELOPMENT)
    yield from _poetry(_table(tool, "poetry"))


def _poetry(poetry: Mapping[str, Any]) -> Iterator[Entry]:
    yield from _named(_table(poetry, "dependencies"), Scope.RUNTIME)
    yield from _named(_table(poetry, "dev-dependencies"), Scope.DEVELOPMENT)
    for group in _table(poetry, "group").values():
        yield from _named(_table(group, "dependencies"), Scope.DEVELOPMENT)


def pipfile(text: str) -> Iterator[Entry]:
    """`Pipfile`."""
    whole = tomllib.loads(text)
    yield from _named(_table(whole, "packages"), Scope.RUNTIME)
    yield from _named(_table(whole, "dev-packages"), Scope.DEVELOPMENT)
    yield from _runtime(_table(whole, "requires").get("python_version"))


def pipfile_lock(text: str) -> Iterator[Entry]:
    """`Pipfile.lock`."""
    whole = orjson.loads(text)
    for section, scope in (("default", Scope.RUNTIME), ("develop", Scope.DEVELOPMENT)):
        for name, about in whole.get(section, {}).items():
            if isinstance(about, dict) and isinstance(about.get("version"), str):
                version = about["version"].lstrip("=")
                yield Entry(Ecosystem.PYPI, name_of(name), version, scope, is_locked=True, is_direct=False)


def lock(text: str) -> Iterator[Entry]:
    """`poetry.lock`, `pdm.lock`, `uv.lock`."""
    for name, version in packages(text):
        yield Entry(Ecosystem.PYPI, name_of(name), version, is_locked=True, is_direct=False)


def _named(table: Mapping[str, Any], scope: Scope) -> Iterator[Entry]:
    """Poetry's and Pipfile's way: `django = "^4.2"`, or a table with a version."""
    for name, said in table.items():
        version = said.get("version") if isinstance(said, dict) else said
        version = version if isinstance(version, str) else None
        if name == "python":
            yield from _runtime(version)
        else:
            yield Entry(Ecosystem.PYPI, name_of(name), version, scope)


def _runtime(version: object) -> Iterator[Entry]:
    if isinstance(version, str):
        yield Entry(Ecosystem.RUNTIME, "python", version.strip())


def _each(written: Iterable[object], scope: Scope) -> Iterator[Entry]:
    for one in written:
        if isinstance(one, str) and (found := requirement(one, scope)) is not None:
            yield found


def _scope(extra: str) -> Scope:
    return Scope.DEVELOPMENT if _DEVELOPMENT.search(extra) else Scope.RUNTIME


def _table(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _list(whole: Mapping[str, Any], name: str) -> list[Any]:
    found = whole.get(name)
    return found if isinstance(found, list) else []
