"""`/auth/keys`: a person makes keys for programs; no key makes another."""

from uuid import UUID

from aexy.features.accounts import keys
from aexy.features.accounts.schemas import KeyList, MadeKey, NewKey
from aexy.features.routing import NO_CONTENT, InContext, Policy, Routes, SignedIn

routes = Routes("/auth/keys", tag="auth")


@routes.get("", policy=Policy.IN_PERSON)
async def list_keys(context: InContext, account: SignedIn) -> KeyList:
    """Your keys, the newest first; expired ones stay until they are revoked."""
    return KeyList(items=await keys.list_keys(context, account.id))


@routes.post("", policy=Policy.IN_PERSON, status=201)
async def make_key(context: InContext, account: SignedIn, wish: NewKey) -> MadeKey:
    """Make a key; it is shown this once."""
    return await keys.make(context, account.id, wish)


@routes.delete("/{key_id}", policy=Policy.IN_PERSON, status=NO_CONTENT)
async def revoke_key(context: InContext, account: SignedIn, key_id: UUID) -> None:
    """Revoke a key; it opens nothing from here on."""
    await keys.revoke(context, account.id, key_id)
