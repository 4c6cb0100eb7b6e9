"""What things run on and are built by: Docker, Terraform, GitHub Actions, GitLab CI, and files of one version."""

import re
from collections.abc import Iterator
from itertools import islice

from aexy.kernel.manifests import Ecosystem, Entry, Scope
from aexy.sources.manifests.yaml_lines import walk

_FROM = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.IGNORECASE)
_ARG = re.compile(r"^\s*ARG\s+(\w+)=[\"']?([^\"'\s]+)", re.IGNORECASE)
_NAMED = re.compile(r"\$\{?(\w+)(?::-([^}]*))?\}?")
_TAG = re.compile(r"^(.+?)(?::([\w][\w.-]*))?(?:@sha\d+:\w+)?$")
_OFFICIAL = ("docker.io/library/", "docker.io/", "library/", "index.docker.io/")
_REQUIRED = re.compile(r"\brequired_providers\s*\{")
_PROVIDER = re.compile(r'(\w[\w-]*)\s*=\s*\{([^{}]*)\}|(\w[\w-]*)\s*=\s*"([^"\n]*)"')
_BRACE = re.compile(r"[{}]")
_SAID = re.compile(r'(source|version)"?\s*[=:]\s*"([^"\n]*)"')
_TERRAFORM = re.compile(r'\brequired_version\s*=\s*"([^"\n]+)"')
_LOCKED = re.compile(r'^provider "(?:registry\.[\w.]+/)?([^"\n]+)" \{\s*\n\s*version\s*=\s*"([^"\n]+)"', re.MULTILINE)
_HASH = re.compile(r"^[0-9a-f]{40}$")
_COMMENTED = re.compile(
    r"""^[ \t]*(?:-[ \t]+)?uses:[ \t]*["']?([\w.-]+/[\w./-]+)@([0-9a-f]{40})["']?[ \t]*#[ \t]*(?:tag=)?(v?\d[\w.]*)""",
    re.MULTILINE,
)
# Nobody has more of these blocks in a file.
_MOST_BLOCKS = 20


def dockerfile(text: str) -> Iterator[Entry]:
    """`Dockerfile`: what its stages begin with, but for other stages of its own."""
    arguments: dict[str, str] = {}
    stages: set[str] = set()
    for line in text.splitlines():
        argument, begins = _ARG.match(line), _FROM.match(line)
        if argument:
            arguments[argument[1]] = argument[2]
        elif begins:
            image = _NAMED.sub(lambda match: arguments.get(match[1], match[2] or ""), begins[1])
            if image.lower() not in stages and image != "scratch":
                yield from image_entry(image)
            if begins[2]:
                stages.add(begins[2].lower())


def compose(text: str) -> Iterator[Entry]:
    """The images of a compose file."""
    for path, value in walk(text):
        if path[-1] == "image":
            yield from image_entry(value)


def gitlab_ci(text: str) -> Iterator[Entry]:
    """The images of `.gitlab-ci.yml`."""
    for path, value in walk(text):
        if path[-1] == "image" or path[-2:] == ("image", "name") or path[-2:] == ("services", "-"):
            yield from image_entry(value, Scope.DEVELOPMENT)


def image_entry(written: str, scope: Scope = Scope.RUNTIME) -> Iterator[Entry]:
    """An image with its tag; nothing where its name is worked out elsewhere."""
    match = _TAG.match(_NAMED.sub(lambda named: named[2] or "\0", written))
    if match is None or "\0" in match[1] or not match[1][0].isalnum():
        return
    name = match[1].lower().rstrip(":")
    for prefix in _OFFICIAL:
        name = name.removeprefix(prefix)
    tag = match[2]
    yield Entry(Ecosystem.DOCKER, name, tag if tag and "\0" not in tag else None, scope)


def terraform(text: str) -> Iterator[Entry]:
    """`*.tf`: which providers it requires, and which Terraform."""
    for begun in islice(_REQUIRED.finditer(text), _MOST_BLOCKS):
        for match in _PROVIDER.finditer(_block(text, begun.end())):
            if match[3]:
                yield Entry(Ecosystem.TERRAFORM, f"hashicorp/{match[3]}", match[4])
            else:
                said = dict(_SAID.findall(match[2]))
                source = said.get("source", f"hashicorp/{match[1]}")
                name = source.removeprefix("registry.terraform.io/").lower()
                yield Entry(Ecosystem.TERRAFORM, name, said.get("version"))
    itself = _TERRAFORM.search(text)
    if itself:
        yield Entry(Ecosystem.RUNTIME, "terraform", itself[1])


def _block(text: str, start: int) -> str:
    """What stands between braces, from behind the first of them on."""
    depth = 1
    for match in _BRACE.finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return text[start : match.start()]
    return ""


def terraform_lock(text: str) -> Iterator[Entry]:
    """`.terraform.lock.hcl`."""
    for name, version in _LOCKED.findall(text):
        yield Entry(Ecosystem.TERRAFORM, name.lower(), version, is_locked=True)


def actions(text: str) -> Iterator[Entry]:
    """Workflows of GitHub Actions: the actions they use, and the images they run in.

    An action that is pinned to a commit has the version that its comment says, as the tools that pin write it.
    """
    said = {(name, sha): version for name, sha, version in _COMMENTED.findall(text)}
    for path, value in walk(text):
        if path[-1] == "uses" and "@" in value and not value.startswith("."):
            name, _, version = value.partition("@")
            if name.startswith("docker://"):
                continue
            known = said.get((name, version)) if _HASH.match(version) else version
            yield Entry(Ecosystem.ACTIONS, name.lower(), known, Scope.DEVELOPMENT)
        elif (
            path[-1] == "container"
            or path[-2:] == ("container", "image")
            or ("services" in path[-3:] and path[-1] == "image")
        ):
            yield from image_entry(value, Scope.DEVELOPMENT)


def only_version(runtime: str, text: str) -> Iterator[Entry]:
    """A file that holds nothing but a version: `.python-version`, `.nvmrc`."""
    word = text.strip().splitlines()[0].strip() if text.strip() else ""
    match = re.fullmatch(rf"(?:{runtime}-|v)?(\d[\w.]*)", word)
    if match:
        yield Entry(Ecosystem.RUNTIME, runtime, match[1])
