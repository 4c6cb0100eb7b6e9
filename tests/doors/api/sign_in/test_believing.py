"""A provider is believed when it is who it should be, and its word is its own, for us, just now, for this trip."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.doors.api.conftest import Clock
from tests.doors.signing_in import BEGIN, OURS, WAYS, another, begin, finish, invite, sign_in
from tests.providers.sign_in.fake import CLIENT, SECRET, Fake

from aexy.api.app import create_app
from aexy.context import Context
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://elsewhere.example"},
        {"code_challenge_methods_supported": ["plain"]},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "http://keys.example/keys"},
        {"token_endpoint": "http://token.example/token"},
    ],
)
async def test_a_provider_that_is_not_what_it_should_be_is_not_signed_in_at(
    nobody: httpx.AsyncClient, fake: Fake, described: dict[str, Any]
) -> None:
    """Also: PKCE cannot be talked down to `plain`, nor TLS to none."""
    fake.described = described
    answer = await nobody.post(f"{BEGIN}/oidc", json={}, headers=OURS)
    assert (answer.status_code, "set-cookie" in answer.headers) == (502, False)


def _hours(**by: float) -> Callable[[Clock], int]:
    return lambda clock: int((clock.now + timedelta(**by)).timestamp())


FALSE_CLAIMS: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://elsewhere.example"},
    "for another audience": {"aud": "another-client"},
    "for several, made for another": {"aud": [CLIENT, "another"], "azp": "another"},
    "for several, made for nobody": {"aud": [CLIENT, "another"]},
    "of another trip": {"nonce": "another"},
    "without a nonce": {"nonce": None},
    "too old": {"exp": _hours(minutes=-2)},
    "without an end": {"exp": None},
    "that ends at no time": {"exp": "tomorrow"},
    "of tomorrow": {"iat": _hours(hours=24), "exp": _hours(hours=25)},
    "of yesterday": {"iat": _hours(hours=-24)},
    "not valid yet": {"nbf": _hours(hours=1)},
    "of nobody": {"sub": ""},
}


@pytest.mark.parametrize("false", FALSE_CLAIMS)
async def test_an_id_token_that_is_not_true_proves_nobody(
    nobody: httpx.AsyncClient, fake: Fake, clock: Clock, owner: Connection, workspace: WorkspaceId,
    account: AccountId, false: str,
) -> None:  # fmt: skip
    await invite(owner, workspace, account)
    fake.claims = {name: value(clock) if callable(value) else value for name, value in FALSE_CLAIMS[false].items()}
    assert (await sign_in(nobody, fake, "oidc")).status_code == 401
    fake.claims = {}
    assert (await sign_in(nobody, fake, "oidc")).status_code == 200


async def test_an_id_token_signed_by_nobody_a_shared_secret_or_the_public_key_proves_nobody(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await invite(owner, workspace, account)
    modulus = fake.public_pem.replace(b"-----BEGIN PUBLIC KEY-----", b"").strip()
    for algorithm, key in (("none", ""), ("HS256", SECRET * 2), ("HS256", modulus), ("HS512", modulus)):
        fake.algorithm, fake.key = algorithm, key
        assert (await sign_in(nobody, fake, "oidc")).status_code == 401, algorithm
    fake.algorithm, fake.key = "PS256", None
    assert (await sign_in(nobody, fake, "oidc")).status_code == 200


async def test_a_key_that_was_rotated_signs_and_one_that_was_taken_back_does_not(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await invite(owner, workspace, account)
    old = next(iter(fake._pairs.values()))
    fake.rotate()
    assert (await sign_in(nobody, fake, "oidc")).status_code == 200
    fake.key = old
    assert (await sign_in(nobody, fake, "oidc")).status_code == 401


async def test_an_address_on_the_persons_page_counts_only_when_the_page_is_theirs(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await invite(owner, workspace, account)
    fake.shows_email = False
    assert (await sign_in(nobody, fake, "oidc")).status_code == 200
    fake.server.log.clear()
    await invite(owner, workspace, account)
    fake.described = {"userinfo_endpoint": None}
    assert (await sign_in(nobody, fake, "oidc")).status_code == 403


async def test_an_answer_of_another_issuer_is_refused_before_anything_is_asked(
    nobody: httpx.AsyncClient, fake: Fake
) -> None:
    for way in WAYS:
        back = fake.visit(await begin(nobody, way)) | {"iss": "https://elsewhere.example"}
        assert (await finish(nobody, back)).status_code == 401
    assert not fake.server.asked(r"/token|/login/oauth/access_token")


async def test_what_is_no_person_does_not_sign_in_at_github(nobody: httpx.AsyncClient, fake: Fake) -> None:
    for claims in ({"type": "Bot"}, {"id": "4711"}, {"id": None}):
        fake.claims = claims
        assert (await sign_in(nobody, fake, "github")).status_code == 502


async def test_a_private_address_is_asked_only_where_that_is_allowed(
    context: Context, clock: Clock, fake: Fake
) -> None:
    closed = context.settings.model_copy(update={"allow_private_hosts": False, "oidc_issuer": "https://localhost"})

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield replace(context, settings=closed)

    app = create_app(closed, opener, clock=clock, site=context.settings.home)
    async with app.router.lifespan_context(app), another(app) as browser:
        refused = await browser.post(f"{BEGIN}/oidc", json={}, headers=OURS)
        assert (refused.status_code, "private address" in refused.json()["detail"]) == (403, True)
    assert fake.server.log == []
