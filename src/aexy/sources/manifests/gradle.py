"""Gradle: build scripts as far as they name packages in words of their own, and version catalogues.

A script is a program and is not run. What it names by a variable of the same file is found; what it works out is not.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from aexy.kernel.manifests import Ecosystem, Entry, Scope

_DEPENDENCY = re.compile(
    r"""^[ \t]*(\w*(?:mplementation|api|Api|ompile|ompileOnly|untimeOnly|kapt|ksp|Processor|classpath|untime))\b"""
    r"""[ \t]{0,9}\(?[ \t]{0,9}(?:(?:enforcedP|p)latform[ \t]{0,9}\(?[ \t]{0,9})?"""
    r"""["']([\w.-]+):([\w.-]+)(?::([^"':@]+))?[^"'\n]*["']""",
    re.MULTILINE,
)
_PLUGIN = re.compile(
    r"""\bid[ \t]{0,9}\(?[ \t]{0,9}["']([\w.-]+)["'][ \t]{0,9}\)?[ \t]{1,9}version[ \t]+["']([^"'\n]+)["']"""
)
_KOTLIN = re.compile(r"""\bkotlin\([ \t]*["']([\w.-]+)["'][ \t]*\)[ \t]+version[ \t]+["']([^"'\n]+)["']""")
_VARIABLE = re.compile(
    r"""^[ \t]*(?:(?:def|val|var)[ \t]+|ext\.|set\()?["']?(\w+)["']?[ \t]{0,9}[=,][ \t]{0,9}["']([\w.+-]+)["']""",
    re.MULTILINE,
)
_JAVA = re.compile(
    r"(?:sourceCompatibility[ \t]*(?:=[ \t]*)?|languageVersion\D{1,40}|jvmToolchain\()"
    r"(?:JavaVersion\.VERSION_)?[\"']?(?:1[._])?(\d{1,2})\b"
)
_NAMED = re.compile(r"\$\{?(?:[\w.]*\.)?(\w+)\}?")


def build_gradle(text: str) -> Iterator[Entry]:
    """`build.gradle` and `build.gradle.kts`."""
    variables = dict(_VARIABLE.findall(text))
    for how, group, name, version in _DEPENDENCY.findall(text):
        scope = Scope.DEVELOPMENT if "est" in how or how == "classpath" else Scope.RUNTIME
        yield Entry(Ecosystem.MAVEN, f"{group}:{name}", _known(version, variables), scope)
    for plugin, version in _PLUGIN.findall(text):
        yield Entry(Ecosystem.MAVEN, plugin, _known(version, variables), Scope.DEVELOPMENT)
    for plugin, version in _KOTLIN.findall(text):
        yield Entry(Ecosystem.MAVEN, f"org.jetbrains.kotlin.{plugin}", _known(version, variables), Scope.DEVELOPMENT)
    java = _JAVA.search(text)
    if java:
        yield Entry(Ecosystem.RUNTIME, "java", java[1])


def _known(version: str, variables: Mapping[str, str]) -> str | None:
    if "$" not in version:
        return version or None
    match = _NAMED.fullmatch(version)
    return variables.get(match[1]) if match else None


def catalogue(text: str) -> Iterator[Entry]:
    """`libs.versions.toml`."""
    whole = tomllib.loads(text)
    versions = _table(whole, "versions")
    for said in _table(whole, "libraries").values():
        about = said if isinstance(said, dict) else _of_one_word(said)
        module = about.get("module") or f"{about.get('group')}:{about.get('name')}"
        yield Entry(Ecosystem.MAVEN, str(module), _version(about.get("version"), versions))
    for said in _table(whole, "plugins").values():
        if isinstance(said, dict):
            name, version = said.get("id"), _version(said.get("version"), versions)
        else:
            name, _, version = str(said).partition(":")
        if name:
            yield Entry(Ecosystem.MAVEN, str(name), version or None, Scope.DEVELOPMENT)


def _of_one_word(said: object) -> dict[str, str]:
    module, _, version = str(said).rpartition(":")
    return {"module": module, "version": version}


def _version(said: object, versions: Mapping[str, Any]) -> str | None:
    if isinstance(said, dict):
        said = versions.get(said["ref"]) if "ref" in said else said.get("strictly") or said.get("require")
    if isinstance(said, dict):
        said = said.get("strictly") or said.get("require") or said.get("prefer")
    return said if isinstance(said, str) else None


def _table(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}
