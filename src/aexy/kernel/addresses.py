"""What an address says about who writes from it: an account, a person, a role, a machine nobody configured."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# Machines that were never told who uses them write these; sharing one says nothing.
_NOBODYS_HOSTS = re.compile(
    r"(?:localhost|localdomain|local|none|\(none\)|unknown|invalid|noreply\.github\.com)"
    r"|.*\.(?:local|localdomain|lan|internal|\(none\))|\d+\.\d+\.\d+\.\d+"
)
_NOBODYS = frozenset({
    "", "none", "unknown", "noreply", "no-reply", "none@none", "noreply@github.com", "you@example.com",
    "your@email.com", "your.email@example.com", "email@example.com", "user@example.com", "test@test.com",
    "name@example.com",
})  # fmt: skip
# Several people or machines write from these, so one is somebody's only together with a name.
_MACHINES = frozenset({
    "build", "builder", "builds", "ci", "deploy", "devnull", "jenkins", "no-reply", "nobody", "noreply", "root",
    "services", "ubuntu",
})  # fmt: skip
# The same, unless everybody who writes from it has one name: many people are all there is at their host.
_ROLES = _MACHINES | {
    "admin", "administrator", "all", "contact", "core", "dev", "developer", "developers", "eng",
    "engineering", "git", "info", "it", "maintainers", "office", "ops",
    "release", "releases", "security", "support", "team", "test", "user", "webmaster",
}  # fmt: skip
# Anybody may have an address here, so sharing the host says nothing.
_PUBLIC_HOSTS = re.compile(
    r"(?:g|google|hot|proton|fast|y|rocket|i|zoho|tuta|rediff|live|e)?mail\.\w+(?:\.\w+)?|gmx\.\w+|outlook\.\w+(?:\.\w+)?"
    r"|(?:yahoo|live|msn|aol|icloud|me|mac|qq|163|126|foxmail|web|free|pm|tutanota|hey|naver|yandex|arcor|freenet|o2|inbox|protonmail|posteo"
    r"|mailbox|t-online|orange|wanadoo|comcast|libero|seznam|cox|att|verizon)\.\w+(?:\.\w+)?|users\.noreply\..*"
)
GITHUB = "users.noreply.github.com"
GITLAB = "users.noreply.gitlab.com"


class Hosts(NamedTuple):
    """Where addresses stand for accounts: hosts of no-reply addresses in the manner of GitHub and of GitLab."""

    github: tuple[str, ...] = (GITHUB,)
    gitlab: tuple[str, ...] = (GITLAB,)

    def plus(self, github: Sequence[str], gitlab: Sequence[str]) -> "Hosts":
        """With servers of one's own beside the public ones."""
        return Hosts((*self.github, *map(str.lower, github)), (*self.gitlab, *map(str.lower, gitlab)))


class Account(NamedTuple):
    """An account an address stands for. GitHub's older addresses carry no number."""

    provider: str
    number: str | None
    username: str

    @property
    def places(self) -> Iterator[str]:
        """By what it is found: its number where it has one, and its name."""
        if self.number:
            yield f"{self.provider}#{self.number}"
        yield f"{self.provider}:{self.username}"


@lru_cache(maxsize=65_536)
def account_of(email: str, hosts: Hosts) -> Account | None:
    """The account a no-reply address in lower case stands for: 7+ada@users.noreply.github.com is GitHub's ada."""
    local, _, host = email.rpartition("@")
    if not local or not host:
        return None
    if host in hosts.github:
        number, plus, username = local.partition("+")
        return Account("github", number, username) if plus and number.isdigit() else Account("github", None, local)
    if host in hosts.gitlab:
        number, dash, username = local.partition("-")
        return Account("gitlab", number, username) if dash and number.isdigit() else Account("gitlab", None, local)
    return None


@lru_cache(maxsize=65_536)
def is_somebodys(email: str) -> bool:
    """Whether sharing it says anything."""
    local, at, host = email.rpartition("@")
    return bool(at and local and host) and email not in _NOBODYS and not _NOBODYS_HOSTS.fullmatch(host)


def mailbox(email: str) -> str:
    """Where letters to it arrive: without what stands behind a plus, and without the dots that Google ignores."""
    local, at, host = email.rpartition("@")
    local = local.partition("+")[0] or local
    if host in {"gmail.com", "googlemail.com"}:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}{at}{host}"


def is_role(email: str) -> bool:
    """Whether several people are likely to write from it."""
    return email.partition("@")[0] in _ROLES


def is_machine(email: str) -> bool:
    """Whether it is likely to be a machine's, whoever works on it."""
    return email.partition("@")[0] in _MACHINES


def company(email: str) -> str | None:
    """The host, where it belongs to an employer, a school or a person; None where anybody may have an address."""
    host = email.rpartition("@")[2]
    return host if host and is_somebodys(email) and not _PUBLIC_HOSTS.fullmatch(host) else None


def is_numbered(one: str, other: str) -> bool:
    """Whether two local parts differ by a number at the end only, as those of namesakes in one company do."""
    first, second = one.rstrip("0123456789"), other.rstrip("0123456789")
    return one != other and first == second and bool(first)
