"""Trying a token before it is kept: the address looked at, the account asked for, refusals put to the right field."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from aexy.context import Context
from aexy.features.connections.schemas import AuthKind, CheckedConnection, MissingScope, NewTokens, Provider, Wanted
from aexy.kernel.errors import Forbidden, NotSignedIn, SourceFailed, Unknown, Unusable
from aexy.outward import public_address
from aexy.sources.contract import Auth, Checked, Source
from aexy.sources.dialect import Silence, Watcher
from aexy.sources.http import Http
from aexy.sources.listening import LISTENING
from aexy.sources.providers import PROVIDERS

OWN_ADDRESS: Mapping[Provider, str] = {
    Provider.GITHUB: "https://github.com",
    Provider.GITLAB: "https://gitlab.com",
    Provider.LINEAR: "https://linear.app",
}


# A token is sent as a header, as it is; a password goes packed, and may hold any letters.
_PLAIN = {AuthKind.TOKEN: re.compile(r"[\x21-\x7e]+"), AuthKind.BASIC: re.compile(r"[^\x00-\x1f\x7f]+")}
# Somebody waits for the answer: a hiccup is forgiven, an address where nobody is is said at once.
TRIES_WHILE_WATCHED = 2


class Credentials(NamedTuple):
    """What signs a connection's requests, as it is kept. `tokens` by number; `key` is an app's PEM."""

    kind: AuthKind
    tokens: Mapping[int, SecretStr]
    key: SecretStr | None = None

    def auth(self) -> Auth:
        """The same as a source is handed it; tokens keep their order."""
        tokens = tuple(token.get_secret_value() for _, token in sorted(self.tokens.items()))
        return Auth(self.kind.value, tokens, self.key.get_secret_value() if self.key else None)

    def one_by_one(self) -> "list[Credentials]":
        """Each token alone, so that a bad one among several is found."""
        if not self.tokens:
            return [self]
        return [self._replace(tokens={number: token}) for number, token in sorted(self.tokens.items())]


class Place(NamedTuple):
    """An installation: whose address it is, and whether it may be a private one."""

    provider: Provider
    source: Source
    base_url: str
    allow_private: bool

    @property
    def origin(self) -> str:
        """Its name in facts."""
        return self.source.origin(self.base_url)

    def http(self, context: Context, credentials: Credentials, options: Mapping[str, Any], watcher: Watcher) -> Http:
        """The way there, not opened yet."""
        return self.source.http(
            self.base_url, credentials.auth(), options,
            clock=context.ticking(), watcher=watcher, allow_private=self.allow_private,
        )  # fmt: skip


class Tried(NamedTuple):
    """What came of it: of each token, in their order."""

    place: Place
    checked: list[Checked]

    def shown(self) -> CheckedConnection:
        """In one answer; what one of several tokens lacks is lacking."""
        missing = {scope: costs for each in self.checked for scope, costs in each.missing.items()}
        notes = list(dict.fromkeys(note for each in self.checked for note in each.notes))
        ends = [each.expires_at for each in self.checked if each.expires_at]
        return CheckedConnection(
            provider=self.place.provider,
            base_url=self.place.base_url,
            origin=self.place.origin,
            account=self.checked[0].account,
            scopes=self.scopes,
            missing=[MissingScope(scope=scope, costs=costs) for scope, costs in sorted(missing.items())],
            notes=notes,
            expires_at=min(ends, default=None),
        )

    @property
    def learned(self) -> dict[str, Any]:
        """Options that were found out on the way."""
        return {key: value for each in self.checked for key, value in each.learned.items()}

    @property
    def scopes(self) -> list[str]:
        """What all of them may."""
        return sorted(set.intersection(*(set(each.scopes) for each in self.checked)))


async def place_of(context: Context, provider: Provider, base_url: str | None, *, is_owner: bool) -> Place:
    """The installation meant. Unusable for what is no address, Forbidden for a private one that is not theirs to name.

    A private address is the machine owner's to name: anybody else could look through it into the network we stand in.
    """
    source = source_of(provider)
    plain = normal_address(base_url or OWN_ADDRESS.get(provider), provider)
    allow_private = is_owner and context.settings.allow_private_hosts
    parts = urlsplit(plain)
    if not allow_private:
        if parts.scheme != "https":
            raise Unusable(
                f"{plain} would send the token readable by anybody on the way.",
                next_step="Give an address that begins with https://.",
                field="base_url",
            )
        try:
            await asyncio.to_thread(public_address, parts.hostname or "")
        except Forbidden as error:
            raise Forbidden(error.detail, next_step=error.next_step, field="base_url") from error
        except SourceFailed as error:
            raise SourceFailed(error.detail, next_step=error.next_step, field="base_url") from error
    return Place(provider, source, plain, allow_private)


def source_of(provider: Provider) -> Source:
    """Its connector; Unusable when this version has none."""
    source = PROVIDERS.get(provider.value)
    if provider in LISTENING:
        raise Unusable(
            f"Nothing is asked of {provider.value}: it takes no token, it tells by its web hook.",
            next_step=f"Set that up with `aexy webhooks add {provider.value} NAME`.",
            field="provider",
        )
    if source is None:
        raise Unusable(f"This version cannot read {provider.value}.", next_step="Update Aexy.", field="provider")
    return source


def normal_address(said: str | None, provider: Provider) -> str:
    """The address as it is kept: no login, query or slash at its end. Unusable when it is none."""
    if said is None:
        raise Unusable(
            f"{provider.value} needs the address of your installation.",
            next_step="Give it as in the browser, like https://acme.atlassian.net.",
            field="base_url",
        )
    plain = said if "://" in said else f"https://{said}"
    try:
        parts = urlsplit(plain)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise Unusable(
            "The address cannot be used: it is no https:// address, or there is a login in it.",
            next_step="Give it as in the browser, like https://gitlab.example.org.",
            field="base_url",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path.rstrip("/"), "", ""))


def credentials_of(wish: Wanted | NewTokens, *, had: AuthKind | None = None) -> Credentials:
    """What was given to sign with. Unusable when it is nothing, or two things at once."""
    if wish.app and (wish.tokens or wish.login):
        raise Unusable("Both an app and tokens were given.", next_step="Give one of them.", field="app")
    if wish.app:
        return Credentials(AuthKind.APP, {}, wish.app.key)
    if not wish.tokens:
        raise Unusable("There is no token.", next_step="Send at least one.", field="tokens")
    if len({token.get_secret_value() for token in wish.tokens}) < len(wish.tokens):
        raise Unusable("A token was given twice.", next_step="Leave one out.", field="tokens")
    kind = AuthKind.BASIC if wish.login or had is AuthKind.BASIC else AuthKind.TOKEN
    for number, token in enumerate(wish.tokens, start=1):
        if not _PLAIN[kind].fullmatch(token.get_secret_value()):
            raise Unusable(
                f"Token {number} has a line break or something else in it that no token has.",
                next_step="Give each token by itself, as it was copied.",
                field="tokens",
            )
    return Credentials(kind, dict(enumerate(wish.tokens)))


def options_of(wish: Wanted | NewTokens, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with what of the credentials is not secret."""
    more: dict[str, Any] = {}
    if wish.app:
        more["app_id"] = wish.app.app_id
        if wish.app.installation_id is not None:
            more["installation_id"] = wish.app.installation_id
    if wish.login:
        more["login"] = wish.login
    return {**options, **more}


async def tried(
    context: Context, place: Place, credentials: Credentials, options: Mapping[str, Any], *, mend: str | None = None
) -> Tried:
    """Ask the provider who each token is. What it refuses is Unusable, names the field and says how to `mend` it."""
    checked: list[Checked] = []
    every = credentials.one_by_one()
    for number, each in enumerate(every):
        of_several = f"Token {number + 1} of {len(every)}: " if len(every) > 1 else ""
        http = place.http(context, each, options, Silence())
        http.most_tries = TRIES_WHILE_WATCHED
        http.mend = mend or fresh_token(place.provider, credentials.kind)
        async with named_fields(place, credentials.kind, of_several), http:
            checked.append(await place.source.check(http, options))
    return Tried(place, checked)


@asynccontextmanager
async def named_fields(place: Place, kind: AuthKind, of_several: str = "") -> AsyncIterator[None]:
    """A provider's refusal, as what is wrong with what was sent to us: our own 401 would mean another thing."""
    field = "app" if kind is AuthKind.APP else "tokens"
    try:
        yield
    except NotSignedIn as error:
        detail = error.detail
        if kind is AuthKind.APP and "accept the token" in detail:
            detail = "GitHub does not know the app by this id and key."
        raise Unusable(f"{of_several}{detail}", next_step=error.next_step, field=field) from error
    except Forbidden as error:
        where = "base_url" if "address" in error.detail else field
        raise Unusable(f"{of_several}{error.detail}", next_step=error.next_step, field=where) from error
    except Unknown as error:
        raise Unusable(
            error.detail,
            next_step=f"Look whether {place.base_url} is the installation's address, as in the browser.",
            field="base_url",
        ) from error
    except SourceFailed as error:
        unheard = "did not answer" in error.detail
        raise SourceFailed(
            error.detail,
            next_step=f"Look whether {place.base_url} is its address, and whether this machine can reach it."
            if unheard
            else error.next_step,
            field=error.field or "base_url",
        ) from error


def fresh_token(provider: Provider, kind: AuthKind) -> str:
    """What to do about a token that is refused before it is kept."""
    if kind is AuthKind.APP:
        return "Look at the app's id, and give the whole file of a private key that its page at GitHub still lists."
    again = f"It may be mistyped, expired or revoked: make a new one (`aexy connect {provider.value}` says how)."
    if provider is not Provider.JIRA:
        return again
    if kind is AuthKind.TOKEN:
        return f"On Jira Cloud a token goes with its account's e-mail: give that as login (`--login`). {again}"
    return f"It must be a token of the account that the login names. {again}"
