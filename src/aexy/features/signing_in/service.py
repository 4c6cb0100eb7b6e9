"""Signing in at a provider, and who may come in at all.

Somebody is who they were before at the same provider, by its name and their number there, never by what they are
called. Somebody new comes in by an invitation to an address the provider says is proven, and nobody else does: who has
no workspace and no invitation is given no account. An address alone opens no account that is there already, unless the
operator says that every provider that is set may be believed about addresses (AEXY_SIGN_IN_LINKS_BY_ADDRESS); until
then whoever has the account adds the provider to it while signed in. The local owner's account is never opened so.
"""

from hashlib import sha256
from uuid import UUID

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.accounts import sessions
from aexy.features.accounts.schemas import SignInWay, Tokens
from aexy.features.audit import service as audit
from aexy.features.invitations import accepting
from aexy.features.routing import Account
from aexy.features.signing_in import rows, trips
from aexy.features.signing_in.providers import provider_of, providers
from aexy.features.signing_in.schemas import OwnWayIn, Return, WayIn, Ways
from aexy.features.signing_in.trips import Carried
from aexy.kernel.errors import Conflict, Forbidden, NotSignedIn, Unknown
from aexy.kernel.ids import AccountId
from aexy.kernel.text import plain
from aexy.sources.sign_in.contract import Profile

_LONGEST_NAME = 200


def ways(context: Context) -> Ways:
    """The providers that are set, as buttons name them."""
    return Ways(items=[WayIn(key=each.key, name=each.name) for each in providers(context)])


async def depart(
    context: Context, way: str, *, base: str, next_page: str, account: Account | None = None
) -> tuple[str, str]:
    """Where the browser is sent, and what it carries meanwhile. With an account: to add this way to it."""
    if account is not None and accounts.is_local_owner(account.id):
        raise Conflict(
            "The local owner's account runs this machine, and is opened by its links only.",
            next_step="Invite yourself to your workspaces, and sign in at the provider by that.",
        )
    trip = trips.depart(f"{base}/sign-in")
    url = await provider_of(context, way).address(trip)
    carried = Carried(way, trip, trips.safe_next(next_page), account.id if account else None)
    return url, trips.pack(context.settings, carried, context.now)


async def arrive(
    context: Context, packed: str | None, back: Return, *, asking: AccountId | None, label: str
) -> tuple[Tokens | None, str]:
    """The session of who came back, and where they go on; no session where a way was added to one that is there."""
    carried = trips.unpack(context.settings, packed, back.state, context.now)
    if carried.account_id is not None and carried.account_id != asking:
        raise NotSignedIn("Somebody else is signed in by now.", next_step="Begin again in the settings.")
    state_hash = sha256(f"trip {back.state}".encode()).digest()
    async with context.database.token(state_hash) as connection:
        is_first = await rows.spend(connection, state_hash, context.now)
    if not is_first:
        raise NotSignedIn("This sign-in was ended before.", next_step="Begin again at the sign-in page.", field="state")
    profile = await provider_of(context, carried.way).profile(carried.trip, back.code, back.iss, context.now)
    profile = profile._replace(name=plain(profile.name)[:_LONGEST_NAME] or "Somebody")
    if carried.account_id is not None:
        await _link(context, carried.account_id, carried.way, profile, "identity.linked")
        return None, carried.next
    account_id = await _whose(context, carried.way, profile)
    return await _let_in(context, account_id, carried.way, label), carried.next


async def _whose(context: Context, way: str, profile: Profile) -> AccountId:
    """The account that signs in as this, which belongs somewhere; Forbidden for whom nobody has invited."""
    hash_ = rows.identity_hash(profile.issuer, profile.subject)
    async with context.database.token(hash_) as connection:
        account_id = await rows.by_hash(connection, hash_)
    is_new = account_id is None
    if account_id is None:
        account_id = await _by_address(context, profile)
        if account_id is not None:
            await _link(context, account_id, way, profile, "identity.linked_by_address")
        else:
            account_id = await _make(context, way, profile)
    await accepting.accept_verified(context, account_id, profile.emails)
    async with context.database.account(account_id) as connection:
        if await rows.belongs_somewhere(connection, account_id):
            await rows.used(connection, hash_, context.now, profile.name)
            return account_id
        if is_new:
            await rows.drop_account(connection, account_id)
    raise Forbidden(
        "You belong to no workspace here, and nobody has invited an address of yours that is proven.",
        next_step="Ask an admin to invite you, then sign in again.",
    )


async def _by_address(context: Context, profile: Profile) -> AccountId | None:
    """The account with a proven address, where the operator lets it be opened by that. Conflict where not."""
    for email in profile.emails:
        async with context.database.token(rows.address_hash(email)) as connection:
            found = await rows.by_address(connection, email)
        if found is None:
            continue
        if context.settings.sign_in_links_by_address and not accounts.is_local_owner(found):
            return found
        raise Conflict(
            "There is an account with your address, and it does not sign in this way yet.",
            next_step="Sign in to it as before, then add this way under Settings, Tokens and sessions.",
        )
    return None


async def _make(context: Context, way: str, profile: Profile) -> AccountId:
    email = profile.emails[0] if profile.emails else None
    hash_ = rows.identity_hash(profile.issuer, profile.subject)
    async with context.database.token(hash_) as connection:
        account_id = await accounts.make_account(connection, name=profile.name, verified_email=email, now=context.now)
        if account_id is None:
            raise Conflict("An account with your address was made just now.", next_step="Sign in once more.")
        await rows.add(connection, account_id, way, profile, context.now)
    return account_id


async def _link(context: Context, account_id: AccountId, way: str, profile: Profile, action: str) -> None:
    """The account signs in as this from now on. Conflict when another does."""
    hash_ = rows.identity_hash(profile.issuer, profile.subject)
    async with context.database.token(hash_) as connection:
        taken_by = await rows.by_hash(connection, hash_)
    if taken_by == account_id:
        return
    if taken_by is not None:
        raise Conflict("Another account here signs in as this.", next_step="Remove it there first, or sign in by it.")
    async with context.database.account(account_id) as connection:
        await rows.add(connection, account_id, way, profile, context.now)
        said = {"way": way, "issuer": profile.issuer, "subject": profile.subject}
        await audit.record_account(connection, account_id, action=action, said=said, now=context.now)


async def _let_in(context: Context, account_id: AccountId, way: str, label: str) -> Tokens:
    async with context.database.account(account_id) as connection:
        return await sessions.begin(context, connection, account_id, label=label, way=SignInWay(way))


async def list_identities(context: Context, account_id: AccountId) -> list[OwnWayIn]:
    """How the account signs in at providers."""
    async with context.database.account(account_id) as connection:
        return [OwnWayIn(**dict(each)) for each in await rows.own(connection, account_id)]


async def remove_identity(context: Context, account_id: AccountId, identity_id: UUID) -> None:
    """The account signs in by it no longer. Unknown when it has none of that id."""
    async with context.database.account(account_id) as connection:
        way = await rows.remove(connection, account_id, identity_id)
        if way is None:
            raise Unknown(
                f"You have no way in {identity_id}.",
                next_step="GET /api/v1/auth/identities lists those you have.",
                field="identity_id",
            )
        said = {"identity": str(identity_id), "way": way}
        await audit.record_account(connection, account_id, action="identity.removed", said=said, now=context.now)
