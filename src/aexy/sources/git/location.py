"""Where a repository is: a folder on this machine, or an address that git can fetch from.

A password in an address stays in memory: what is kept, shown and logged never has it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit, urlunsplit

from aexy.kernel.errors import Unusable

_SCP_LIKE = re.compile(r"(?:(?P<user>[A-Za-z0-9._-]+)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(?P<path>[^:].*)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._@+-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FETCHED = ("https", "http", "ssh")
_DEFAULT_PORTS = {"https": 443, "http": 80, "ssh": 22}
_WAYS = "Give a folder, or an address that begins with https://, ssh:// or file://, or one like git@host:owner/name."


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a password for one fetch; never written anywhere, and not shown when printed."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Location:
    """`url` has no credentials: a path for a local repository. `provider_id` is the same for every way to write it."""

    kind: Literal["local", "remote"]
    url: str
    provider_id: str
    owner: str | None
    name: str
    host: str | None = None
    credentials: Credentials | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is a folder on this machine."""
        return self.kind == "local"


def parse_location(text: str, *, cwd: Path) -> Location:
    """Understand what a person wrote; relative folders are taken from `cwd`. Unusable with a sentence otherwise."""
    text = text.strip()
    if not text or _CONTROL.search(text) or text.startswith("-"):
        raise Unusable(f"{text!r} is no repository.", next_step=_WAYS, field="location")
    scheme = _SCHEME.match(text)
    if scheme:
        return _from_url(text, scheme[1].lower())
    if "::" in text.partition("/")[0]:
        raise Unusable("Addresses for helper programs of git are not read.", next_step=_WAYS, field="location")
    scp_like = _SCP_LIKE.fullmatch(text)
    if scp_like and not (cwd / text).exists() and "/" not in text.partition(":")[0]:
        return _ssh(scp_like["host"], scp_like["user"], scp_like["path"])
    return _folder(cwd / Path(text).expanduser())


def _folder(path: Path) -> Location:
    try:
        whole = path.absolute().resolve()
    except (OSError, RuntimeError) as error:
        raise Unusable(f"{path} leads nowhere.", next_step="Look at how it is written.", field="location") from error
    name = whole.name if whole.name != ".git" else whole.parent.name
    return Location("local", str(whole), str(whole), None, _without_git(name) or "repository")


def _from_url(text: str, scheme: str) -> Location:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Unusable("That address cannot be read.", next_step=_WAYS, field="location") from error
    if scheme == "file":
        if parts.hostname not in {None, "localhost"}:
            raise Unusable("A file:// address names no other machine.", next_step=_WAYS, field="location")
        return _folder(Path(unquote(parts.path)))
    host = (parts.hostname or "").lower()
    user = unquote(parts.username or "")
    if scheme not in _FETCHED:
        raise Unusable(f"Aexy does not fetch over {scheme}.", next_step=_WAYS, field="location")
    if not _HOST.fullmatch(host) or (user and not _USER.fullmatch(user)):
        raise Unusable("That address names no host.", next_step=_WAYS, field="location")
    shown_host = f"[{host}]" if ":" in host else host
    if scheme == "ssh":
        return _ssh(shown_host, user or None, parts.path, port=port)
    at = shown_host if port in {None, _DEFAULT_PORTS[scheme]} else f"{shown_host}:{port}"
    # A query or fragment is no part of where a repository is, and may hold a token.
    path = parts.path.rstrip("/")
    credentials = Credentials(user, unquote(parts.password or "")) if user or parts.password else None
    return _remote(urlunsplit((scheme, at, path, "", "")), host, path, credentials)


def _ssh(host: str, user: str | None, path: str, *, port: int | None = None) -> Location:
    if host.startswith("-") or path.lstrip("/").startswith("-"):
        raise Unusable("That address names no host.", next_step=_WAYS, field="location")
    at = host.lower() if port in {None, _DEFAULT_PORTS["ssh"]} else f"{host.lower()}:{port}"
    whole = f"ssh://{user + '@' if user else ''}{at}/{path.lstrip('/').rstrip('/')}"
    return _remote(whole, host.strip("[]").lower(), path, None)


def _remote(url: str, host: str, path: str, credentials: Credentials | None) -> Location:
    words = [word for word in unquote(path).split("/") if word]
    if not words:
        raise Unusable("That address names a host but no repository.", next_step=_WAYS, field="location")
    name = _without_git(words[-1])
    normal = "/".join([*words[:-1], name]).lower()
    return Location("remote", url, f"{host}/{normal}", "/".join(words[:-1]) or None, name, host, credentials)


def _without_git(name: str) -> str:
    return name.removesuffix(".git") if name != ".git" else ""
