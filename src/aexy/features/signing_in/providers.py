"""The providers one can sign in at: those the settings name, wholly."""

from pydantic import SecretStr

from aexy.context import Context
from aexy.kernel.errors import Unknown
from aexy.sources.sign_in.contract import Client, Provider
from aexy.sources.sign_in.github import GitHub
from aexy.sources.sign_in.oidc import OpenId


def providers(context: Context) -> list[Provider]:
    """Those that are set, in the order they are offered."""
    settings = context.settings
    found: list[Provider] = []
    if settings.github_sign_in_id and settings.github_sign_in_secret:
        client = _client(context, settings.github_sign_in_id, settings.github_sign_in_secret)
        found.append(GitHub(client, settings.github_sign_in_url.rstrip("/")))
    if settings.oidc_issuer and settings.oidc_id and settings.oidc_secret:
        client = _client(context, settings.oidc_id, settings.oidc_secret)
        found.append(OpenId(client, settings.oidc_issuer, settings.oidc_name, settings.oidc_scopes))
    return found


def provider_of(context: Context, key: str) -> Provider:
    """The one of that name; Unknown when it is not set."""
    found = next((each for each in providers(context) if each.key == key), None)
    if found is None:
        raise Unknown(f"Nobody signs in by {key!r} here.", next_step="GET /api/v1/auth/ways lists the ways there are.")
    return found


def _client(context: Context, id_: str, secret: SecretStr) -> Client:
    """The operator set the address, so it may be a private one where the local owner's may."""
    return Client(id_, secret, context.ticking(), context.settings.allow_private_hosts)


__all__ = ["provider_of", "providers"]
