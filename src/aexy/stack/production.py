"""What a server that others reach must not be left at: every default that is right on a laptop and wrong there.

With `AEXY_ENVIRONMENT=production` nothing starts while one of these holds; `aexy doctor` shows the same list before.
"""

import stat
from base64 import b64decode
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from aexy.kernel.errors import Unusable
from aexy.settings import Environment, Settings
from aexy.store.vault import vault_file

_FEWEST_BYTES: Final = 12  # different ones among 32; chance gives 30
_SHORTEST_PASSWORD: Final = 12
_WELL_KNOWN: Final = frozenset(
    {"aexy", "admin", "changeme", "change-me", "example", "password", "postgres", "redis", "root", "secret", "test"}
)
_NEW_KEY: Final = "Set AEXY_VAULT_KEYS to what `aexy secrets make` prints."


class Objection(NamedTuple):
    """Something that must not be so in production, and the way out."""

    setting: str
    says: str
    next_step: str


def insist(settings: Settings) -> None:
    """Unusable, with every objection and its way out, when a production server is set up like a laptop."""
    if settings.environment is not Environment.PRODUCTION:
        return
    found = list(objections(settings))
    if found:
        said = " ".join(f"{each.says} {each.next_step}" for each in found)
        raise Unusable(
            f"This is a production server (AEXY_ENVIRONMENT), and not safe to start. {said}",
            next_step="`aexy doctor` shows the same list.",
            field=found[0].setting,
        )


def objections(settings: Settings) -> Iterator[Objection]:
    """Everything that speaks against starting with these settings where others reach the server."""
    for look in _LOOKS:
        yield from look(settings)


def _vault(settings: Settings) -> Iterator[Objection]:
    if settings.vault_keys is None:
        yield Objection("vault_keys", "Nobody said which keys seal tokens.", _NEW_KEY)
        return
    for part in settings.vault_keys.get_secret_value().split(","):
        key_id, _, key = part.strip().partition(":")
        try:
            plain = b64decode(key, validate=True)
        except ValueError:
            plain = b""  # said by the vault itself
        if plain and len(set(plain)) < _FEWEST_BYTES:
            yield Objection("vault_keys", f"The vault key {key_id} was not drawn by chance.", _NEW_KEY)


def _key_files(settings: Settings) -> Iterator[Objection]:
    """Files with secrets in them that others may read."""
    folder = vault_file(settings.home).parent
    try:
        found = [folder, *sorted(folder.iterdir())] if folder.is_dir() else []
        open_to_others = [path for path in found if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    except OSError:
        open_to_others = [folder]
    if open_to_others:
        names = " ".join(f"'{path}'" for path in open_to_others)
        yield Objection("home", "Others can read files with secrets in them.", f"Run: chmod go= {names}.")


def _passwords(settings: Settings) -> Iterator[Objection]:
    for name, what in (("database_url", "database"), ("redis_url", "cache")):
        url = getattr(settings, name)
        weak = _weakness(url) if url else None
        if weak:
            yield Objection(
                name, f"The {what}'s password is {weak}.", f"Give it one of its own in AEXY_{name.upper()}."
            )


def _weakness(url: str) -> str | None:
    """Why the password in an address protects nothing; None where it does, or where only this machine comes in."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None  # said by whoever connects
    in_query = parse_qs(parts.query)
    if parts.scheme == "unix" or in_query.get("host", [""])[0].startswith("/") or host.startswith("%2F"):
        return None
    password = unquote(parts.password or in_query.get("password", [""])[0])
    if not password:
        return None if _is_loopback(host) or "passfile" in in_query else "missing"
    if password.lower() in _WELL_KNOWN or password == unquote(parts.username or ""):
        return "one that everybody knows"
    return "too short to keep anybody out" if len(password) < _SHORTEST_PASSWORD and not _is_loopback(host) else None


def _way_in(settings: Settings) -> Iterator[Objection]:
    """Others come in by TLS, which a proxy ends; only what that proxy says of them is believed."""
    public = urlsplit(settings.public_url or "")
    is_open = not _is_loopback(settings.host)
    if settings.public_url is None and is_open:
        yield Objection(
            "public_url", f"Others reach {settings.host}, and nobody said by which address.",
            "Set AEXY_PUBLIC_URL to the https:// address of the proxy in front, or AEXY_HOST to 127.0.0.1.",
        )  # fmt: skip
    elif settings.public_url is not None and public.scheme != "https":
        yield Objection(
            "public_url", "Whoever is on the way can read along: the public address is not https.",
            "Put a proxy with a certificate in front (docs/how-to/production.md), its address in AEXY_PUBLIC_URL.",
        )  # fmt: skip
    if public.scheme == "https" and not settings.forwarded_allow:
        yield Objection(
            "forwarded_allow", "Nobody said which proxy ends TLS, so cookies would go without `Secure`.",
            "Set AEXY_FORWARDED_ALLOW to the proxy's address: 127.0.0.1 when it runs on this machine.",
        )  # fmt: skip
    if "*" in settings.forwarded_allow:
        yield Objection(
            "forwarded_allow", "Everybody is believed about where they come from.",
            "Set AEXY_FORWARDED_ALLOW to the addresses of your own proxies.",
        )  # fmt: skip


def _logs(settings: Settings) -> Iterator[Objection]:
    if settings.log_level == "debug":
        yield Objection("log_level", "Everything is logged (debug).", "Set AEXY_LOG_LEVEL to info.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


_LOOKS: Final[tuple[Callable[[Settings], Iterator[Objection]], ...]] = (
    _vault,
    _key_files,
    _passwords,
    _way_in,
    _logs,
)
