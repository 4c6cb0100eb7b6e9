"""An invitation works once, for seven days, for whom it was meant, and makes nobody more than whoever sent it is."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.doors.api.conftest import ClientOf, Clock
from tests.doors.api.test_members import role_of, somebody
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.invitations import accepting
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.outbox.memory import MemoryOutbox
from aexy.store.postgres import Connection

ACCEPT, SEE, JOIN = (f"/api/v1/auth/invitations/{what}" for what in ("accept", "see", "join"))


@pytest.fixture
def invitations(base: str) -> str:
    return f"{base}/invitations"


async def invite(client: httpx.AsyncClient, invitations: str, **wish: Any) -> dict[str, Any]:
    answer = await client.post(invitations, json={"email": f"{uuid4().hex}@example.org"} | wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def token_of(link: str) -> dict[str, str]:
    return {"token": link.partition("#token=")[2]}


def mailed(context: Context) -> str:
    """The link of the latest letter."""
    outbox = context.outbox
    assert isinstance(outbox, MemoryOutbox)
    return next(line for line in outbox.letters[-1].text.splitlines() if "#token=" in line)


async def account(owner: Connection, email: str | None = None) -> AccountId:
    made = await owner.fetchval("insert into accounts (name, email) values ('Ada', $1) returning id", email)
    return AccountId(made)


async def test_who_was_invited_joins_once_with_the_role_and_teams_it_said(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str
) -> None:
    team = await Seeded(workspace).team(owner, "Core", [])
    made = await invite(client, invitations, email="Ada@Example.org", role="manager", teams=[str(team)])
    assert (made["email"], made["state"], [one["name"] for one in made["teams"]]) == (
        "ada@example.org",
        "open",
        ["Core"],
    )
    ada, other = await account(owner, "ada@example.org"), await account(owner)
    async with client_of(ada) as theirs, client_of(other) as another:
        seen = (await theirs.post(SEE, json=token_of(made["link"]))).json()
        assert (seen["role"], seen["workspace"], seen["is_limited"]) == ("manager", "Test workspace", True)
        joined = await theirs.post(ACCEPT, json=token_of(made["link"]))
        assert (joined.status_code, joined.json()["role"]) == (200, "manager")
        for who in (theirs, another):
            assert (await who.post(ACCEPT, json=token_of(made["link"]))).status_code == 404
    kept = await owner.fetchrow("select role, is_scoped from memberships where account_id = $1", ada)
    assert dict(kept) == {"role": "manager", "is_scoped": True}
    assert await owner.fetchval("select team_id from membership_teams where account_id = $1", ada) == team
    assert (await client.get(invitations)).json()["items"] == []


async def test_one_link_lets_one_in_however_many_use_it_at_once(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, invitations: str
) -> None:
    made = await invite(client, invitations)
    one, two = await account(owner), await account(owner)
    async with client_of(one) as first, client_of(two) as second:
        answers = await asyncio.gather(*(who.post(ACCEPT, json=token_of(made["link"])) for who in (first, second)))
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_what_opens_nothing_is_refused_in_the_same_words(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, invitations: str, clock: Clock
) -> None:
    used, taken_back, renewed, old = [await invite(client, invitations) for _ in range(4)]
    async with client_of(await account(owner)) as ada:
        assert (await ada.post(ACCEPT, json=token_of(used["link"]))).status_code == 200
    assert (await client.delete(f"{invitations}/{taken_back['id']}")).status_code == 204
    assert (await client.post(f"{invitations}/{renewed['id']}/resend")).json()["link"] != renewed["link"]
    links = [used["link"], taken_back["link"], renewed["link"], "#token=never"]
    refusals = [await client.post(address, json=token_of(link)) for link in links for address in (SEE, ACCEPT)]
    refusals += [await client.post(JOIN, json=token_of(link) | {"name": "Eve"}) for link in links]
    clock.turn(timedelta(days=7))
    async with client_of(await account(owner)) as later:
        refusals.append(await later.post(ACCEPT, json=token_of(old["link"])))
    said = {(one.status_code, one.json()["detail"], one.json()["next_step"]) for one in refusals}
    assert said == {
        (404, "This invitation was used or taken back, or is too old.", "Ask whoever invited you for another one.")
    }


async def test_a_resent_invitation_lasts_seven_days_more_and_expired_ones_make_room(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str,
    clock: Clock,
) -> None:  # fmt: skip
    made = await invite(client, invitations, email="ada@example.org")
    assert (await client.post(invitations, json={"email": "ada@example.org"})).status_code == 409
    clock.turn(timedelta(days=8))
    async with client_of(await somebody(owner, workspace, "admin")) as admin:
        assert [one["state"] for one in (await admin.get(invitations)).json()["items"]] == ["expired"]
        again = (await admin.post(f"{invitations}/{made['id']}/resend")).json()
        assert again["state"] == "open"
        clock.turn(timedelta(days=6))
    async with client_of(await account(owner)) as ada:
        assert (await ada.post(ACCEPT, json=token_of(again["link"]))).status_code == 200


async def test_an_invitation_for_another_address_is_not_yours(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str
) -> None:
    made = await invite(client, invitations, role="admin")
    eve = await account(owner, f"{uuid4().hex}@elsewhere.org")
    async with client_of(eve) as theirs:
        answer = await theirs.post(ACCEPT, json=token_of(made["link"]))
    assert (answer.status_code, made["email"] in answer.text) == (403, False)
    assert await role_of(owner, workspace, eve) is None


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("wanted", ["viewer", "member", "manager", "admin", "owner"])
async def test_nobody_invites_above_themselves(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str, wanted: str
) -> None:
    may = {
        "viewer": set(), "member": set(), "manager": set(), "owner": {"viewer", "member", "manager", "admin", "owner"},
        "admin": {"viewer", "member", "manager", "admin"},
    }  # fmt: skip
    for acting, gives in may.items():
        async with client_of(await somebody(owner, workspace, acting)) as who:
            wish = {"email": f"{uuid4().hex}@example.org", "role": wanted}
            answer = await who.post(invitations, json=wish)
        assert answer.status_code == (201 if wanted in gives else 403), (acting, wanted)


@pytest.mark.parametrize("fall", ["demoted", "removed", "left_the_house"])
async def test_an_invitation_falls_with_the_role_of_whoever_sent_it(
    client: httpx.AsyncClient,
    client_of: ClientOf,
    owner: Connection,
    workspace: WorkspaceId,
    invitations: str,
    fall: str,
) -> None:
    inviter = await somebody(owner, workspace, "admin")
    async with client_of(inviter) as theirs:
        made = await invite(theirs, invitations, role="admin")
    members = invitations.replace("invitations", "members")
    if fall == "demoted":
        assert (await client.patch(f"{members}/{inviter}", json={"role": "manager"})).status_code == 200
    elif fall == "removed":
        assert (await client.delete(f"{members}/{inviter}")).status_code == 204
    else:
        await owner.execute("delete from accounts where id = $1", inviter)
    async with client_of(await account(owner)) as ada:
        assert (await ada.post(ACCEPT, json=token_of(made["link"]))).status_code == 404


async def test_joining_never_makes_a_member_more_or_less(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str
) -> None:
    viewer = await account(owner)
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, 'viewer')", workspace, viewer
    )
    made = await invite(client, invitations, role="admin")
    async with client_of(viewer) as theirs:
        assert (await theirs.post(ACCEPT, json=token_of(made["link"]))).status_code == 409
    assert await role_of(owner, workspace, viewer) == "viewer"
    known = await somebody(owner, workspace, "member")
    email = await owner.fetchval("select email from accounts where id = $1", known)
    assert (await client.post(invitations, json={"email": email.upper(), "role": "admin"})).status_code == 409


async def test_an_invitation_says_nothing_about_whether_an_address_has_an_account(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, owner: Connection, invitations: str
) -> None:
    taken, free = f"{uuid4().hex}@example.org", f"{uuid4().hex}@example.org"
    await account(owner, taken)
    answers = [await client.post(invitations, json={"email": email}) for email in (taken, free)]
    differing = {"id", "email", "link"}
    one, two = ({k: v for k, v in answer.json().items() if k not in differing} for answer in answers)
    assert one == two
    joined = [
        await nobody.post(JOIN, json=token_of(answer.json()["link"]) | {"name": "Shown only"}) for answer in answers
    ]
    assert [answer.status_code for answer in joined] == [201, 201]
    # Whoever was only shown the link has proven no address, and gets none.
    names = await owner.fetch("select email from accounts where name = 'Shown only'")
    assert {row["email"] for row in names} == {None}


async def test_a_mailed_link_makes_an_account_with_the_address_and_signs_it_in(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, owner: Connection, context: Context, invitations: str
) -> None:
    made = await invite(client, invitations, email="grace@example.org", role="viewer")
    assert (made["is_mailed"], made["mail_problem"]) == (True, None)
    link = mailed(context)
    assert link != made["link"]
    joined = (await nobody.post(JOIN, json=token_of(link) | {"name": "Grace"})).json()
    assert (joined["role"], joined["sign_in"].startswith("/sign-in#token=")) == ("viewer", True)
    assert await owner.fetchval("select name from accounts where email = 'grace@example.org'") == "Grace"
    signed_in = await nobody.post("/api/v1/auth/redeem", json=token_of(joined["sign_in"]), headers={"x-aexy": "1"})
    assert signed_in.status_code == 200
    assert (await nobody.post(JOIN, json=token_of(made["link"]) | {"name": "Grace"})).status_code == 404


async def test_who_reads_the_mail_of_an_address_with_an_account_is_told_to_sign_in(
    client: httpx.AsyncClient, nobody: httpx.AsyncClient, owner: Connection, context: Context, invitations: str
) -> None:
    email = f"{uuid4().hex}@example.org"
    known = await account(owner, email)
    await invite(client, invitations, email=email)
    answer = await nobody.post(JOIN, json=token_of(mailed(context)) | {"name": "Again"})
    assert (answer.status_code, "Sign in" in answer.json()["next_step"]) == (409, True)
    assert await owner.fetchval("select count(*) from memberships where account_id = $1", known) == 0


async def test_a_letter_that_does_not_go_is_said_and_hinders_nothing(
    client: httpx.AsyncClient, context: Context, invitations: str
) -> None:
    assert isinstance(context.outbox, MemoryOutbox)
    context.outbox.failures = 1
    made = await invite(client, invitations)
    assert (made["is_mailed"], "does not answer" in made["mail_problem"]) == (False, True)
    assert "#token=" in made["link"]


async def test_a_proven_address_finds_its_invitations_at_sign_in_and_no_other_does(
    client: httpx.AsyncClient, owner: Connection, context: Context, workspace: WorkspaceId, invitations: str
) -> None:
    email = f"{uuid4().hex}@example.org"
    await invite(client, invitations, email=email, role="manager")
    ada, eve = await account(owner), await account(owner)
    assert await accepting.accept_verified(context, eve, ["eve@example.org"]) == []
    assert await accepting.accept_verified(context, ada, ["other@example.org", email.upper()]) == [workspace]
    assert await accepting.accept_verified(context, eve, [email]) == []
    assert [await role_of(owner, workspace, one) for one in (ada, eve)] == ["manager", None]


async def test_only_hashes_of_links_are_kept(
    client: httpx.AsyncClient, owner: Connection, workspace: WorkspaceId, context: Context, invitations: str
) -> None:
    made = await invite(client, invitations)
    kept = await owner.fetch("select to_jsonb(i) as one from invitations i where workspace_id = $1", workspace)
    log = await owner.fetch("select content from audit_events where workspace_id = $1", workspace)
    for link in (made["link"], mailed(context)):
        assert token_of(link)["token"] not in f"{kept} {log} {(await client.get(invitations)).text}"


async def test_an_invitation_of_another_workspace_cannot_be_touched(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, invitations: str
) -> None:
    elsewhere = (await stranger.get("/api/v1/workspaces")).json()["items"][0]["id"]
    made = await invite(client, invitations)
    foreign = f"/api/v1/workspaces/{elsewhere}/invitations"
    for answer in (
        await stranger.post(f"{foreign}/{made['id']}/resend"),
        await stranger.delete(f"{foreign}/{made['id']}"),
    ):
        assert (answer.status_code, answer.json()["field"]) == (404, "invitation_id")
    assert (await stranger.get(foreign)).json()["items"] == []
    assert (await client.delete(f"{invitations}/{made['id']}")).status_code == 204


async def test_addresses_that_make_no_sense_are_refused(client: httpx.AsyncClient, invitations: str) -> None:
    for email in ("nobody", "a@b\r\nBcc: c@d.org", "a b@example.org", "<a@example.org>", "@example.org"):
        answer = await client.post(invitations, json={"email": email})
        assert (answer.status_code, answer.json()["field"]) == (400, "email"), email


async def test_every_step_is_written_down(
    client: httpx.AsyncClient, client_of: ClientOf, owner: Connection, workspace: WorkspaceId, invitations: str
) -> None:
    made, other = [await invite(client, invitations) for _ in range(2)]
    again = (await client.post(f"{invitations}/{made['id']}/resend")).json()
    await client.delete(f"{invitations}/{other['id']}")
    async with client_of(await account(owner)) as ada:
        await ada.post(ACCEPT, json=token_of(again["link"]))
    events = await owner.fetch("select action from audit_events where workspace_id = $1 order by seq", workspace)
    assert [event["action"].partition(".")[2] for event in events] == [
        "created", "created", "resent", "revoked", "accepted",
    ]  # fmt: skip
