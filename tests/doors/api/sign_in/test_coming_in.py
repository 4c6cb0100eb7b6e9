"""Signing in at GitHub and by OpenID Connect: who comes in, and what must not open a door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from tests.doors.api.conftest import ADDRESS, ClientOf, Clock
from tests.doors.signing_in import BEGIN, FINISH, OURS, WAYS, another, begin, finish, invite, sign_in
from tests.providers.sign_in.fake import SECRET, Fake, Person

from aexy.api.app import create_app
from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.signing_in.trips import safe_next
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.settings import Settings
from aexy.store.postgres import Connection


async def test_the_sign_in_page_is_told_exactly_the_ways_that_are_set(
    nobody: httpx.AsyncClient, context: Context, clock: Clock
) -> None:
    found = (await nobody.get("/api/v1/auth/ways")).json()["items"]
    assert found == [{"key": "github", "name": "GitHub"}, {"key": "oidc", "name": "Acme"}]
    plain = replace(context, settings=Settings(home=context.settings.home))

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield plain

    app = create_app(plain.settings, opener, clock=clock, site=plain.settings.home)
    async with app.router.lifespan_context(app), another(app) as browser:
        assert (await browser.get("/api/v1/auth/ways")).json()["items"] == []
        assert (await browser.post(f"{BEGIN}/oidc", json={}, headers=OURS)).status_code == 404


@pytest.mark.parametrize("way", WAYS)
async def test_who_was_invited_comes_in_and_is_the_same_person_next_time(
    nobody: httpx.AsyncClient, app: FastAPI, fake: Fake, owner: Connection, workspace: WorkspaceId,
    account: AccountId, way: str,
) -> None:  # fmt: skip
    await invite(owner, workspace, account)
    arrived = await sign_in(nobody, fake, way)
    assert (arrived.status_code, arrived.json()) == (200, {"next": "/people", "is_linked": False}), arrived.text
    me = (await nobody.get("/api/v1/auth/me")).json()
    assert (me["account"]["name"], me["account"]["email"]) == ("Ada Example", "ada@example.org")
    assert [(own["id"], own["role"]) for own in me["workspaces"]] == [(str(workspace), "member")]
    # Names, logins and addresses change; the number stays.
    fake.person = Person(name="Ada New", login="ada-2", email="new@example.org")
    async with another(app) as browser:
        assert (await sign_in(browser, fake, way)).status_code == 200
        assert (await browser.get("/api/v1/auth/me")).json()["account"]["id"] == me["account"]["id"]
    sessions = (await nobody.get("/api/v1/auth/sessions")).json()["items"]
    assert {one["way"] for one in sessions} == {way}


@pytest.mark.parametrize("way", WAYS)
async def test_who_was_not_invited_gets_no_account_and_comes_in_nowhere(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, way: str
) -> None:
    await owner.execute("delete from account_identities")
    fake.person = Person(number=99, email="mallory@example.org")
    before = await owner.fetchval("select count(*) from accounts")
    refused = await sign_in(nobody, fake, way)
    assert (refused.status_code, "aexy_session" in refused.headers.get("set-cookie", "")) == (403, False)
    assert "Ask an admin to invite you" in refused.json()["next_step"]
    assert await owner.fetchval("select count(*) from accounts") == before
    assert (await nobody.get("/api/v1/auth/me")).status_code == 401


@pytest.mark.parametrize("way", WAYS)
async def test_an_address_that_is_not_proven_accepts_no_invitation(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId, way: str
) -> None:
    await invite(owner, workspace, account)
    for said in (False, None, "true", 1, "false"):
        fake.person = Person(number=100, is_verified=said)
        assert (await sign_in(nobody, fake, way)).status_code == 403, said


async def test_a_member_who_was_removed_comes_in_no_longer(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await invite(owner, workspace, account)
    await sign_in(nobody, fake, "oidc")
    await owner.execute("delete from memberships where workspace_id = $1 and account_id <> $2", workspace, account)
    assert (await sign_in(nobody, fake, "oidc")).status_code == 403


@pytest.mark.parametrize("way", WAYS)
async def test_an_address_alone_opens_no_account_that_is_there_already(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, account: AccountId, way: str
) -> None:
    await owner.execute("delete from account_identities")
    await owner.execute("update accounts set email = null where email = 'ada@example.org'")
    await owner.execute("update accounts set email = 'Ada@Example.org' where id = $1", account)
    refused = await sign_in(nobody, fake, way)
    assert (refused.status_code, "Sign in to it as before" in refused.json()["next_step"]) == (409, True)
    assert await owner.fetchval("select count(*) from account_identities") == 0
    await owner.execute("update accounts set email = null where id = $1", account)


async def _with_rule(context: Context, clock: Clock) -> FastAPI:
    """The application of an operator who lets addresses open accounts."""
    believing = context.settings.model_copy(update={"sign_in_links_by_address": True})

    @asynccontextmanager
    async def opener() -> AsyncIterator[Context]:
        yield replace(context, settings=believing)

    return create_app(believing, opener, clock=clock, site=context.settings.home)


async def test_where_the_operator_says_so_a_proven_address_opens_its_account_and_an_unproven_one_does_not(
    context: Context, clock: Clock, fake: Fake, owner: Connection, account: AccountId
) -> None:
    await owner.execute("delete from account_identities")
    await owner.execute("update accounts set email = null where email = 'ada@example.org'")
    await owner.execute("update accounts set email = 'ada@example.org' where id = $1", account)
    app = await _with_rule(context, clock)
    async with app.router.lifespan_context(app), another(app) as browser:
        fake.person = Person(is_verified=False)
        assert (await sign_in(browser, fake, "oidc")).status_code == 403
        fake.person = Person()
        assert (await sign_in(browser, fake, "oidc")).status_code == 200
        assert (await browser.get("/api/v1/auth/me")).json()["account"]["id"] == str(account)
    await owner.execute("update accounts set email = null where id = $1", account)


async def test_no_provider_ever_opens_the_local_owners_account(
    context: Context, clock: Clock, fake: Fake, owner: Connection, client_of: ClientOf
) -> None:
    local = await accounts.ensure_local_owner(context)
    await owner.execute("delete from account_identities")
    await owner.execute("update accounts set email = null where email = 'ada@example.org'")
    await owner.execute("update accounts set email = 'ada@example.org' where id = $1", local)
    app = await _with_rule(context, clock)
    async with app.router.lifespan_context(app), another(app) as browser:
        assert (await sign_in(browser, fake, "oidc")).status_code == 409
    async with client_of(local) as client:
        assert (await client.post("/api/v1/auth/link/oidc")).status_code == 409
    assert await owner.fetchval("select count(*) from account_identities") == 0
    await owner.execute("update accounts set email = null where id = $1", local)


async def test_a_person_adds_a_way_to_their_account_signs_in_by_it_and_removes_it(
    client: httpx.AsyncClient, app: FastAPI, fake: Fake, owner: Connection, account: AccountId
) -> None:
    await owner.execute("delete from account_identities")
    fake.person = Person(number=5, email=None)
    begun = await client.post("/api/v1/auth/link/github")
    linked = await finish(client, fake.visit(begun.json()["url"]))
    assert linked.json() == {"next": "/settings/tokens", "is_linked": True}
    async with another(app) as browser:
        assert (await sign_in(browser, fake, "github")).status_code == 200
        assert (await browser.get("/api/v1/auth/me")).json()["account"]["id"] == str(account)
    found = (await client.get("/api/v1/auth/identities")).json()["items"]
    assert [(one["way"], one["name"]) for one in found] == [("github", "Ada Example")]
    assert (await client.delete(f"/api/v1/auth/identities/{found[0]['id']}")).status_code == 204
    async with another(app) as browser:
        assert (await sign_in(browser, fake, "github")).status_code == 403


async def test_a_way_cannot_be_added_to_the_account_of_somebody_else(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, fake: Fake, owner: Connection
) -> None:
    """The victim finishes what the attacker began, or the attacker brings the victim's trip to an end."""
    await owner.execute("delete from account_identities")
    begun = await client.post("/api/v1/auth/link/github")
    back = fake.visit(begun.json()["url"])
    stranger.cookies = client.cookies
    assert (await finish(stranger, back)).status_code == 401
    fake.person = Person(number=6)
    first = await client.post("/api/v1/auth/link/github")
    assert (await finish(client, fake.visit(first.json()["url"]))).status_code == 200
    stranger.cookies.clear()
    second = await stranger.post("/api/v1/auth/link/github")
    assert (await finish(stranger, fake.visit(second.json()["url"]))).status_code == 409


@pytest.mark.parametrize("way", WAYS)
async def test_another_state_a_missing_trip_and_another_browser_are_refused(
    nobody: httpx.AsyncClient, app: FastAPI, fake: Fake, way: str
) -> None:
    back = fake.visit(await begin(nobody, way))
    assert (await finish(nobody, back | {"state": "x" * 43})).status_code == 401
    assert (await finish(nobody, back | {"state": ""})).status_code == 400
    async with another(app) as victim:
        # Login CSRF: the attacker's code and state in the victim's browser, which began nothing, or something else.
        assert (await finish(victim, back)).status_code == 401
        await begin(victim, way)
        assert (await finish(victim, back)).status_code == 401
    assert not fake.server.asked(r"/token|/login/oauth/access_token")


@pytest.mark.parametrize("way", WAYS)
async def test_a_code_is_good_once_and_a_trip_too(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId, way: str
) -> None:
    await invite(owner, workspace, account)
    back = fake.visit(await begin(nobody, way))
    trip = dict(nobody.cookies)
    assert (await finish(nobody, back)).status_code == 200
    nobody.cookies = httpx.Cookies(trip)
    replayed = await finish(nobody, back)
    assert (replayed.status_code, replayed.json()["detail"]) == (401, "This sign-in was ended before.")
    again = await begin(nobody, way)
    assert (await finish(nobody, fake.visit(again) | {"code": back["code"]})).status_code == 401


async def test_a_trip_takes_ten_minutes_at_most(nobody: httpx.AsyncClient, fake: Fake, clock: Clock) -> None:
    back = fake.visit(await begin(nobody, "oidc"))
    clock.turn(timedelta(minutes=10))
    assert (await finish(nobody, back)).status_code == 401


async def test_a_trip_that_was_tampered_with_is_none(nobody: httpx.AsyncClient, fake: Fake) -> None:
    back = fake.visit(await begin(nobody, "oidc"))
    head, body, signature = str(nobody.cookies["aexy_trip"]).split(".")
    for forged in (f"{head}.{body}.", f"{head}.{body[:-2]}xx.{signature}", "x.y.z", ""):
        nobody.cookies = httpx.Cookies({"aexy_trip": forged})
        assert (await finish(nobody, back)).status_code == 401


@pytest.mark.parametrize("way", WAYS)
async def test_the_browser_is_always_sent_with_state_and_a_hashed_proof(nobody: httpx.AsyncClient, way: str) -> None:
    seen = []
    for _ in range(2):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(await begin(nobody, way)).query).items()}
        assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
        assert asked["redirect_uri"] == f"{ADDRESS}/sign-in"
        assert ("nonce" in asked) == (way == "oidc")
        assert SECRET not in str(asked)
        seen.append((asked["state"], asked["code_challenge"]))
    assert len(set(seen)) == 2


async def test_a_code_of_another_trip_is_of_no_use_without_its_verifier(
    nobody: httpx.AsyncClient, app: FastAPI, fake: Fake
) -> None:
    overheard = fake.visit(await begin(nobody, "github"))
    async with another(app) as thief:
        own = fake.visit(await begin(thief, "github"))
        assert (await finish(thief, own | {"code": overheard["code"]})).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-aexy": "1", "sec-fetch-site": "cross-site"}, {"x-aexy": "1", "origin": "https://evil.example"}],
)
async def test_a_foreign_page_neither_begins_nor_ends_a_sign_in(
    nobody: httpx.AsyncClient, fake: Fake, headers: dict[str, str]
) -> None:
    back = fake.visit(await begin(nobody, "oidc"))
    assert (await nobody.post(f"{BEGIN}/oidc", json={}, headers=headers)).status_code == 403
    assert (await nobody.post(FINISH, json=back, headers=headers)).status_code == 403


ELSEWHERE = (
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/a\\b",
    "/\t/evil.example", "/\n/evil.example", "", "people", "/sign-in?next=/", "/\u2028/evil",
)  # fmt: skip


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_signing_in_leads_to_pages_of_ours_only(asked: str) -> None:
    assert safe_next(asked) == "/"
    assert safe_next("/people?period=4w&ws=acme#top") == "/people?period=4w&ws=acme#top"


async def test_where_to_go_on_is_looked_at_again_on_the_way_back(
    nobody: httpx.AsyncClient, fake: Fake, owner: Connection, workspace: WorkspaceId, account: AccountId
) -> None:
    await invite(owner, workspace, account)
    back = fake.visit(await begin(nobody, "oidc", "//evil.example/people"))
    assert (await finish(nobody, back)).json()["next"] == "/"
