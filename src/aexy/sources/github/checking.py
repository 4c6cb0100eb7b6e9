"""Whose token it is and what it lacks, tried before anything is saved."""

from datetime import UTC, datetime

import httpx

from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Checked, Options
from aexy.sources.github.app import AppCredential
from aexy.sources.github.organization import missing_organizations
from aexy.sources.http import Http

# What fails without each, and which wider scopes hold it as well.
_WANTED: tuple[tuple[str, frozenset[str], str], ...] = (
    ("repo", frozenset({"repo"}), "private repositories stay unseen; public ones can be read"),
    ("read:org", frozenset({"read:org", "write:org", "admin:org"}), "teams and members stay unknown"),
    (
        "read:user", frozenset({"read:user", "user", "user:email"}),
        "the addresses people show on their profiles stay unknown, so fewer of them are recognized in git",
    ),
)  # fmt: skip
_PERMISSIONS = {
    "metadata": "nothing can be read", "pull_requests": "pull requests and reviews cannot be read",
    "issues": "issues cannot be read", "contents": "commits and releases cannot be read",
    "actions": "workflow runs cannot be read", "deployments": "deployments cannot be read",
    "members": "teams and members stay unknown",
}  # fmt: skip


async def check(http: Http, options: Options) -> Checked:
    """Ask who the tokens belong to; all of them must be accepted. Raises NotSignedIn, Forbidden or SourceFailed."""
    notes = await missing_organizations(http, options)
    first = http.credentials[0]
    if isinstance(first, AppCredential):
        return await _app(http, first, notes)
    found = []
    for credential in http.credentials:
        signed = await credential.headers(http)
        answer = await http.send("GET", "/user", headers=signed, unsigned=True)
        said = answer.json()
        if not isinstance(said, dict) or not isinstance(said.get("login"), str):
            raise SourceFailed(
                "Whatever answered is not GitHub's API.", next_step="Look at the connection's address.", field="login"
            )
        found.append((said["login"], answer.headers))
    login, headers = found[0]
    others = sorted({each for each, _ in found[1:]} - {login})
    notes += tuple(f"A further token belongs to {each}." for each in others)
    return _token(login, headers, notes)


def _token(login: str, headers: httpx.Headers, notes: tuple[str, ...]) -> Checked:
    said = headers.get("x-oauth-scopes")
    if said is None:
        notes += ("It is a fine-grained token: what it may read shows only when reading.",)
        return Checked(login, (), {}, _expires(headers), notes)
    scopes = tuple(each.strip() for each in said.split(",") if each.strip())
    missing = {scope: f"Without {scope}, {then}." for scope, any_of, then in _WANTED if not any_of & set(scopes)}
    return Checked(login, scopes, missing, _expires(headers), notes)


async def _app(http: Http, app: AppCredential, notes: tuple[str, ...]) -> Checked:
    said = await app.installation(http)
    permissions = {str(name): str(level) for name, level in (said.get("permissions") or {}).items()}
    missing = {
        name: f"Without {name} (read), {then}." for name, then in _PERMISSIONS.items() if name not in permissions
    }
    scopes = tuple(f"{name}:{level}" for name, level in sorted(permissions.items()))
    learned = {"installation_id": int(app.installation_id)} if app.installation_id.isdigit() else {}
    return Checked(str(said["account"].get("login")), scopes, missing, None, notes, learned)


def _expires(headers: httpx.Headers) -> datetime | None:
    """`2026-12-31 10:00:00 UTC`, or with an offset."""
    said = headers.get("github-authentication-token-expiration", "").replace(" UTC", "+00:00")
    try:
        return datetime.fromisoformat(said.replace(" +", "+").replace(" -", "-")).astimezone(UTC) if said else None
    except ValueError:
        return None
