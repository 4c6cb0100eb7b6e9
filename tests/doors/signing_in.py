"""What a browser does that signs in at a provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from tests.doors.api.conftest import ADDRESS
from tests.providers.sign_in.fake import Fake

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

OURS = {"x-aexy": "1"}
BEGIN, FINISH = "/api/v1/auth/begin", "/api/v1/auth/finish"
WAYS = ("oidc", "github")


async def invite(owner: Connection, workspace: WorkspaceId, account: AccountId, email: str = "ada@example.org") -> None:
    await owner.execute("delete from account_identities")
    await owner.execute("delete from accounts where email is not null")
    await owner.execute("delete from invitations")
    await owner.execute(
        "insert into invitations (workspace_id, email, email_hash, role, token_hash, invited_by, created_at, sent_at, "
        "expires_at) values ($1, $2, $3, 'member', gen_random_uuid()::text::bytea, $4, now(), now(), "
        "now() + interval '7 days')",
        workspace, email, _email_hash(email), account,
    )  # fmt: skip


def _email_hash(email: str) -> bytes:
    from aexy.features.invitations.rows import hash_email  # noqa: PLC0415 - the test's only use of it

    return hash_email(email)


async def begin(browser: httpx.AsyncClient, way: str, next_page: str = "/people") -> str:
    answer = await browser.post(f"{BEGIN}/{way}", json={"next": next_page}, headers=OURS)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


async def finish(browser: httpx.AsyncClient, back: dict[str, Any]) -> httpx.Response:
    return await browser.post(FINISH, json=back, headers=OURS)


async def sign_in(browser: httpx.AsyncClient, fake: Fake, way: str) -> httpx.Response:
    return await finish(browser, fake.visit(await begin(browser, way)))


@asynccontextmanager
async def another(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as browser:
        yield browser
