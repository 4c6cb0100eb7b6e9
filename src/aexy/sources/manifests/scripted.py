"""Ruby, PHP, Dart and Elixir."""

import re
from collections.abc import Iterator

import orjson

from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.sources.manifests.yaml_lines import walk

_GEM = re.compile(r"""^(\s*)gem[ \t(]+["']([\w.-]+)["']([^#\n]*)""")
_QUOTED = re.compile(r"""(?<![:>]\s)(?<!\w:)["']((?:[~<>=!]|\d)[^"']*)["']""")
_RUBY = re.compile(r"""^ruby[ \t(]+["']([^"']+)["']""")
_GROUP = re.compile(r"^(\s*)group\b(.*)\bdo\b")
_OF_DEVELOPMENT = re.compile(r"\b(?:development|test|doc|lint|tools)\b")
_IN_GROUP = re.compile(r"groups?:|:groups?\s*=>")
_LOCKED_GEM = re.compile(r"^    ([\w.-]+) \(([^)\s]+)\)$")
_WANTED_GEM = re.compile(r"^  ([\w.-]+)!?(?: \(.*\))?$")
_GEMSPEC = re.compile(r"""\.add_(runtime_|development_)?dependency[ \t(]+["']([\w.-]+)["']([^#\n]*)""")
_GEMSPEC_RUBY = re.compile(r"""required_ruby_version\s*=\s*[^"'\n]*["']([^"']+)["']""")
_MIX = re.compile(r"""\{\s*:(\w+)\s*,(?:\s*["']([^"'\n]+)["'])?([^{}]*)\}""")
_MIX_DEPS = re.compile(r"defp? +deps\b")
_ELIXIR = re.compile(r"""\belixir:\s*["']([^"'\n]+)["']""")
_MIX_LOCK = re.compile(r'^\s*"(\w+)":\s*\{:hex,\s*:\w+,\s*"([^"]+)"', re.MULTILINE)


def gemfile(text: str) -> Iterator[Entry]:
    """`Gemfile`, with its groups."""
    closing: str | None = None
    for line in text.splitlines():
        group = _GROUP.match(line)
        if group and _OF_DEVELOPMENT.search(group[2]):
            closing = f"{group[1]}end"
        elif closing is not None and line.rstrip() == closing:
            closing = None
        gem, ruby = _GEM.match(line), _RUBY.match(line)
        if gem:
            is_inline = _IN_GROUP.search(gem[3]) and _OF_DEVELOPMENT.search(gem[3])
            scope = Scope.DEVELOPMENT if closing is not None or is_inline else Scope.RUNTIME
            yield Entry(Ecosystem.RUBYGEMS, gem[2], ", ".join(_QUOTED.findall(gem[3])) or None, scope)
        elif ruby:
            yield Entry(Ecosystem.RUNTIME, "ruby", ruby[1])


def gemfile_lock(text: str) -> Iterator[Entry]:
    """`Gemfile.lock`."""
    is_wanted, wanted, locked = False, set(), []
    for line in text.splitlines():
        if line[:1].strip():
            is_wanted = line == "DEPENDENCIES"
        elif is_wanted and (match := _WANTED_GEM.match(line)):
            wanted.add(match[1])
        elif match := _LOCKED_GEM.match(line):
            locked.append((match[1], match[2]))
    if not locked and "specs:" not in text:
        raise ValueError("it lists no specs")
    for name, version in locked:
        yield Entry(Ecosystem.RUBYGEMS, name, version, is_locked=True, is_direct=name in wanted)


def gemspec(text: str) -> Iterator[Entry]:
    """`*.gemspec`."""
    for kind, name, rest in _GEMSPEC.findall(text):
        scope = Scope.DEVELOPMENT if kind == "development_" else Scope.RUNTIME
        yield Entry(Ecosystem.RUBYGEMS, name, ", ".join(_QUOTED.findall(rest)) or None, scope)
    ruby = _GEMSPEC_RUBY.search(text)
    if ruby:
        yield Entry(Ecosystem.RUNTIME, "ruby", ruby[1])


def composer_json(text: str) -> Iterator[Entry]:
    """`composer.json`. Extensions and what PHP itself brings are no packages."""
    whole = orjson.loads(text)
    for section, scope in (("require", Scope.RUNTIME), ("require-dev", Scope.DEVELOPMENT)):
        listed = whole.get(section)
        for name, version in (listed if isinstance(listed, dict) else {}).items():
            if name == "php":
                yield Entry(Ecosystem.RUNTIME, "php", str(version), scope)
            elif "/" in name:
                yield Entry(Ecosystem.PACKAGIST, name.lower(), str(version), scope)


def composer_lock(text: str) -> Iterator[Entry]:
    """`composer.lock`."""
    whole = orjson.loads(text)
    for section, scope in (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEVELOPMENT)):
        for about in whole.get(section) or []:
            version = str(about["version"]).removeprefix("v")
            yield Entry(Ecosystem.PACKAGIST, about["name"].lower(), version, scope, is_locked=True, is_direct=False)


def pubspec(text: str) -> Iterator[Entry]:
    """`pubspec.yaml`."""
    sections = {"dependencies": Scope.RUNTIME, "dev_dependencies": Scope.DEVELOPMENT}
    for path, value in walk(text):
        if path[0] in sections and (len(path) == 2 or path[2:] == ("version",)):  # noqa: PLR2004 (section, name)
            yield Entry(Ecosystem.PUB, path[1], value, sections[path[0]])
        elif path in {("environment", "sdk"), ("environment", "flutter")}:
            yield Entry(Ecosystem.RUNTIME, "dart" if path[1] == "sdk" else "flutter", value)


def pubspec_lock(text: str) -> Iterator[Entry]:
    """`pubspec.lock`."""
    kind: dict[str, str] = {}
    for path, value in walk(text):
        if len(path) != 3 or path[0] != "packages":  # noqa: PLR2004 (packages, name, what)
            continue
        if path[2] == "dependency":
            kind[path[1]] = value
        elif path[2] == "version":
            said = kind.get(path[1], "")
            scope = Scope.DEVELOPMENT if said == "direct dev" else Scope.RUNTIME
            yield Entry(Ecosystem.PUB, path[1], value, scope, is_locked=True, is_direct=said.startswith("direct"))


def mix_exs(text: str) -> Iterator[Entry]:
    """`mix.exs`, of which only the list of dependencies is looked at."""
    begun = _MIX_DEPS.search(text)
    listed = text[begun.end() :].partition("\n  end")[0] if begun else ""
    for name, version, rest in _MIX.findall(listed):
        scope = Scope.DEVELOPMENT if "only:" in rest and ":prod" not in rest else Scope.RUNTIME
        yield Entry(Ecosystem.HEX, name, version or None, scope)
    elixir = _ELIXIR.search(text)
    if elixir:
        yield Entry(Ecosystem.RUNTIME, "elixir", elixir[1])


def mix_lock(text: str) -> Iterator[Entry]:
    """`mix.lock`."""
    for name, version in _MIX_LOCK.findall(text):
        yield Entry(Ecosystem.HEX, name, version, is_locked=True, is_direct=False)
