"""Which paths are manifests, and who reads them."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import NamedTuple

from aexy.kernel.errors import AexyError
from aexy.kernel.manifests import Entry, Known, Scope, folded
from aexy.sources.manifests import compiled, gradle, infrastructure, javascript, python, scripted

# Raised by whoever changes what is read of a file, so that histories are read again.
RULES = "1"
_REMEMBERED = 1 << 14
_LONGEST_MANIFEST = 1 << 20
_LONGEST_LOCK = 1 << 24
_MOST_ENTRIES = 20_000
# A line of a file that people write is shorter; a longer one is made to keep expressions busy.
_LONGEST_LINE = 2_000
_ONE_LINE = (".json", ".xml", "proj", ".props", ".config", "pipfile.lock")
_LONGEST_NAME, _LONGEST_VERSION = 214, 120


class NotRead(AexyError):
    """A manifest that cannot be understood; the reason is a sentence."""


class Kind(NamedTuple):
    """A sort of file. `skill` is what somebody shows who writes one, where the file itself is the work."""

    name: str
    reads: Callable[[str], Iterable[Entry]]
    is_lock: bool = False
    skill: str | None = None


def _lock(name: str, reads: Callable[[str], Iterable[Entry]]) -> Kind:
    return Kind(name, reads, is_lock=True)


# By the last part of the path, or by all of it where folders matter.
_BY_NAME: dict[str, Kind] = {
    "pyproject.toml": Kind("pyproject", python.pyproject),
    "setup.cfg": Kind("setup.cfg", python.setup_cfg),
    "pipfile": Kind("Pipfile", python.pipfile),
    "pipfile.lock": _lock("Pipfile.lock", python.pipfile_lock),
    "poetry.lock": _lock("poetry.lock", python.lock),
    "pdm.lock": _lock("pdm.lock", python.lock),
    "uv.lock": _lock("uv.lock", python.lock),
    ".python-version": Kind(".python-version", partial(infrastructure.only_version, "python")),
    "package.json": Kind("package.json", javascript.package_json),
    "package-lock.json": _lock("package-lock", javascript.package_lock),
    "npm-shrinkwrap.json": _lock("package-lock", javascript.package_lock),
    "yarn.lock": _lock("yarn.lock", javascript.yarn_lock),
    "pnpm-lock.yaml": _lock("pnpm-lock", javascript.pnpm_lock),
    ".nvmrc": Kind(".nvmrc", partial(infrastructure.only_version, "node")),
    "go.mod": Kind("go.mod", compiled.go_mod),
    "cargo.toml": Kind("Cargo.toml", compiled.cargo_toml),
    "cargo.lock": _lock("Cargo.lock", compiled.cargo_lock),
    "pom.xml": Kind("pom", compiled.pom),
    "build.gradle": Kind("gradle", gradle.build_gradle),
    "build.gradle.kts": Kind("gradle", gradle.build_gradle),
    "libs.versions.toml": Kind("version catalogue", gradle.catalogue),
    "gemfile": Kind("Gemfile", scripted.gemfile),
    "gemfile.lock": _lock("Gemfile.lock", scripted.gemfile_lock),
    ".ruby-version": Kind(".ruby-version", partial(infrastructure.only_version, "ruby")),
    "composer.json": Kind("composer.json", scripted.composer_json),
    "composer.lock": _lock("composer.lock", scripted.composer_lock),
    "directory.packages.props": Kind("Directory.Packages.props", compiled.csproj),
    "packages.config": Kind("packages.config", compiled.csproj),
    "packages.lock.json": _lock("packages.lock.json", compiled.packages_lock),
    "pubspec.yaml": Kind("pubspec", scripted.pubspec),
    "pubspec.lock": _lock("pubspec.lock", scripted.pubspec_lock),
    "mix.exs": Kind("mix.exs", scripted.mix_exs),
    "mix.lock": _lock("mix.lock", scripted.mix_lock),
    ".terraform.lock.hcl": _lock("terraform lock", infrastructure.terraform_lock),
    ".gitlab-ci.yml": Kind("GitLab CI", infrastructure.gitlab_ci, skill="GitLab CI"),
}
_BY_PATTERN: tuple[tuple["re.Pattern[str]", Kind], ...] = (
    (
        re.compile(r"(?:^|/)[\w.-]*requirements[\w.-]*\.txt$|(?:^|/)requirements/[\w.-]+\.txt$"),
        Kind("requirements", python.requirements),
    ),
    (re.compile(r"\.(?:cs|fs|vb)proj$"), Kind("csproj", compiled.csproj)),
    (re.compile(r"\.gemspec$"), Kind("gemspec", scripted.gemspec)),
    (
        re.compile(r"(?:^|/)(?:dockerfile|containerfile)(?:[.-][\w.-]+)?$|\.dockerfile$"),
        Kind("Dockerfile", infrastructure.dockerfile, skill="Docker"),
    ),
    (
        re.compile(r"(?:^|/)(?:docker-)?compose[\w.-]*\.ya?ml$"),
        Kind("compose", infrastructure.compose, skill="Docker"),
    ),
    (re.compile(r"\.tf$"), Kind("Terraform", infrastructure.terraform, skill="Terraform")),
    (
        re.compile(r"^\.github/workflows/[^/]+\.ya?ml$|(?:^|/)action\.ya?ml$"),
        Kind("GitHub Actions", infrastructure.actions, skill="GitHub Actions"),
    ),
)
# What a database looks for first, in the words it knows: nothing that `kind_of` takes is missing here.
PATHS = (
    r"(^|/)(pyproject\.toml|setup\.cfg|pipfile|[^/]*\.lock|\.python-version|package\.json|package-lock\.json|"
    r"npm-shrinkwrap\.json|pnpm-lock\.yaml|\.nvmrc|go\.mod|cargo\.toml|pom\.xml|build\.gradle(\.kts)?|"
    r"libs\.versions\.toml|gemfile|\.ruby-version|composer\.json|directory\.packages\.props|packages\.config|"
    r"packages\.lock\.json|pubspec\.yaml|mix\.exs|\.terraform\.lock\.hcl|\.gitlab-ci\.yml|[^/]*requirements[^/]*\.txt|"
    r"(docker|container)file[^/]*|(docker-)?compose[^/]*\.ya?ml|action\.ya?ml|"
    r"[^/]*\.((cs|fs|vb)proj|gemspec|dockerfile|tf))$|^\.github/workflows/|(^|/)requirements/[^/]*\.txt$"
)
# Other people's manifests that lie in a repository, and those that tests make things of.
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|site-packages|vendors?|third[_-]?party|testdata|test[_-]?fixtures|__fixtures__|"
    r"fixtures?|golden|snapshots|Godeps|Pods|Carthage|dist|templates?|cassettes)/"
)
_DEVELOPMENT = re.compile(
    r"(?:^|/)(?:tests?|docs?|benchmarks?|examples?|scripts|tools|ci|samples?)/|(?:^|[._/-])(?:dev|test|tests|testing|lint|docs?|ci)[._-]|[._-](?:dev|test|tests|testing|lint|docs?|ci)\."
)


@lru_cache(_REMEMBERED)
def kind_of(path: str) -> Kind | None:
    """What sort of manifest a path is; None where it is none, or not this repository's own."""
    if _ELSEWHERE.search(path):
        return None
    lower = path.lower()
    found = _BY_NAME.get(lower.rpartition("/")[2])
    return found or next((kind for pattern, kind in _BY_PATTERN if pattern.search(lower)), None)


def parse(path: str, text: bytes) -> Known:
    """What a manifest says, one entry for each package. NotRead with a sentence when it cannot be understood."""
    kind = kind_of(path)
    if kind is None:
        raise NotRead(f"{path} is no manifest that is known.", next_step="Look at the list of formats.")
    if len(text) > (_LONGEST_LOCK if kind.is_lock else _LONGEST_MANIFEST):
        raise _not_read(path, "it is too large")
    try:
        found = folded(_fitting(path, kind.reads(_readable(path, text.decode("utf-8-sig")))))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, LookupError) as error:
        raise _not_read(path, _reason(error)) from error
    except Exception as error:
        if type(error).__module__ != "configparser":
            raise
        raise _not_read(path, _reason(error)) from error
    if len(found) > _MOST_ENTRIES:
        raise _not_read(path, "it names too many packages")
    return found


def _readable(path: str, text: str) -> str:
    """The text without lines that are longer than any that somebody wrote; of TOML they are refused."""
    if path.lower().endswith(_ONE_LINE):
        return text
    lines = text.split("\n")
    if all(len(line) <= _LONGEST_LINE for line in lines):
        return text
    if path.lower().endswith((".toml", "pipfile")):
        raise ValueError("a line of it is too long")
    return "\n".join(line for line in lines if len(line) <= _LONGEST_LINE)


def _fitting(path: str, entries: Iterable[Entry]) -> Iterable[Entry]:
    """Names and versions that can be some; what lies among tests and documents is not shipped."""
    is_for_development = _DEVELOPMENT.search(path) is not None
    for entry in entries:
        if not 0 < len(entry.package) <= _LONGEST_NAME or "\0" in entry.package:
            continue
        version = entry.version.replace("\0", "").strip()[:_LONGEST_VERSION] if entry.version else None
        scope = Scope.DEVELOPMENT if is_for_development else entry.scope
        yield entry._replace(version=version or None, scope=scope)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _not_read(path: str, reason: str) -> NotRead:
    return NotRead(
        f"{path} cannot be understood: {reason}.", next_step="Mend the file, or leave it: nothing else rests on it."
    )
