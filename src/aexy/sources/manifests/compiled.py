"""Go, Rust, and the languages of the JVM and of .NET."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.sources.manifests.markup import Element, read_xml
from aexy.sources.manifests.toml_locks import packages

_GO_REQUIRE = re.compile(r"^\s*(?:require\s+)?([^\s()]+)\s+(v\d\S*)\s*(//.*)?$")
_GO_ITSELF = re.compile(r"^go\s+(\d[\d.]*)", re.MULTILINE)
_GO_BLOCKS = re.compile(r"^(?:replace|exclude|retract)\s*\([^)]*\)|^(?:replace|exclude|retract)\s.*$", re.MULTILINE)
_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_TEST_SCOPES = frozenset({"test", "provided"})
_JAVA_PROPERTIES = ("maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source")
_DOTNET = re.compile(r"^net(?:coreapp)?(\d+(?:\.\d+)?)(?:-\w+)?$")


def go_mod(text: str) -> Iterator[Entry]:
    """`go.mod`, whose versions are exact: it is manifest and lock file at once."""
    for line in _GO_BLOCKS.sub("", text).splitlines():
        match = _GO_REQUIRE.match(line)
        if match:
            yield Entry(Ecosystem.GO, match[1], match[2], is_locked=True, is_direct="indirect" not in (match[3] or ""))
    itself = _GO_ITSELF.search(text)
    if itself:
        yield Entry(Ecosystem.RUNTIME, "go", itself[1])
    elif not re.search(r"^module\s", text, re.MULTILINE):
        raise ValueError("it names no module")


def cargo_toml(text: str) -> Iterator[Entry]:
    """`Cargo.toml`, of a package and of a workspace."""
    whole = tomllib.loads(text)
    tables = [whole, _table(whole, "workspace"), *_table(whole, "target").values()]
    for table in tables:
        for section, scope in (
            ("dependencies", Scope.RUNTIME),
            ("dev-dependencies", Scope.DEVELOPMENT),
            ("build-dependencies", Scope.DEVELOPMENT),
        ):
            for name, said in _table(table, section).items():
                about = said if isinstance(said, dict) else {"version": said}
                if about.get("workspace") is not True and "path" not in about:
                    yield Entry(Ecosystem.CARGO, _text(about, "package") or name, _text(about, "version"), scope)
    for table in (_table(whole, "package"), _table(_table(whole, "workspace"), "package")):
        rust = _text(table, "rust-version")
        if rust:
            yield Entry(Ecosystem.RUNTIME, "rust", f">={rust}")


def cargo_lock(text: str) -> Iterator[Entry]:
    """`Cargo.lock`."""
    for name, version in packages(text):
        yield Entry(Ecosystem.CARGO, name, version, is_locked=True, is_direct=False)


def pom(text: str) -> Iterator[Entry]:
    """Maven's `pom.xml`, with the properties that it says itself."""
    root = read_xml(text)
    properties = {one.tag: one.text for one in root.child("properties").children}
    parent = root.child("parent")
    if parent.children:
        yield _artifact(parent, properties, Scope.RUNTIME)
    for one in root.every("dependency"):
        scope = Scope.DEVELOPMENT if one.child("scope").text in _TEST_SCOPES else Scope.RUNTIME
        yield _artifact(one, properties, scope)
    java = next((properties[name] for name in _JAVA_PROPERTIES if properties.get(name)), None)
    if java and not _PROPERTY.search(java):
        yield Entry(Ecosystem.RUNTIME, "java", java.removeprefix("1."))


def _artifact(one: Element, properties: Mapping[str, str], scope: Scope) -> Entry:
    version = _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), one.child("version").text)
    name = f"{one.child('groupId').text}:{one.child('artifactId').text}"
    return Entry(Ecosystem.MAVEN, name, version if version and "${" not in version else None, scope)


def csproj(text: str) -> Iterator[Entry]:
    """`*.csproj` and its like, `Directory.Packages.props`, `packages.config`."""
    root = read_xml(text)
    for tag in ("PackageReference", "PackageVersion", "package"):
        for one in root.every(tag):
            name = one.attributes.get("Include") or one.attributes.get("Update") or one.attributes.get("id")
            version = one.attributes.get("Version") or one.attributes.get("version") or one.child("Version").text
            # A reference without a version has it from elsewhere, and says nothing of it.
            if name and version and "$(" not in version:
                is_private = one.attributes.get("PrivateAssets", one.child("PrivateAssets").text).lower() == "all"
                scope = Scope.DEVELOPMENT if is_private else Scope.RUNTIME
                yield Entry(Ecosystem.NUGET, name.lower(), version, scope)
    for tag in ("TargetFramework", "TargetFrameworks"):
        for one in root.every(tag):
            for framework in one.text.split(";"):
                match = _DOTNET.match(framework.strip())
                if match:
                    yield Entry(Ecosystem.RUNTIME, "dotnet", _dotnet(match[1]))


def packages_lock(text: str) -> Iterator[Entry]:
    """NuGet's `packages.lock.json`."""
    for listed in orjson.loads(text)["dependencies"].values():
        for name, about in listed.items():
            if isinstance(about, dict) and isinstance(about.get("resolved"), str):
                direct = about.get("type") == "Direct"
                yield Entry(Ecosystem.NUGET, name.lower(), about["resolved"], is_locked=True, is_direct=direct)


def _dotnet(written: str) -> str:
    """`net48` is 4.8; from 5 on there is a dot."""
    return written if "." in written or int(written) < 40 else ".".join(written)  # noqa: PLR2004 (net40 was the first)


def _text(table: Mapping[str, Any], name: str) -> str | None:
    found = table.get(name)
    return found if isinstance(found, str) else None


def _table(whole: object, name: str) -> Mapping[str, Any]:
    found = whole.get(name) if isinstance(whole, dict) else None
    return found if isinstance(found, dict) else {}
