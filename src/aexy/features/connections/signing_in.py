"""Signing in by a code instead of a token: the person types it at the provider, we come by the token ourselves."""

from datetime import timedelta

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.connections import guides
from aexy.features.connections.schemas import (
    DeviceAnswer,
    DeviceCode,
    DevicePoll,
    DeviceWish,
    NewConnection,
    Provider,
)
from aexy.features.connections.service import create
from aexy.features.connections.trying import place_of
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.sources import device
from aexy.sources.http import Http


async def start(context: Context, wish: DeviceWish, *, requested_by: AccountId | None) -> DeviceCode:
    """A code to type at the provider. Conflict where no OAuth app is set, saying how to make a token instead."""
    client_id = _client_id(context, wish.provider, wish.base_url)
    async with await _http(context, wish, requested_by) as http:
        try:
            begun = await device.start(http, client_id, guides.scopes_wanted(wish.provider))
        except Unknown as error:
            raise Conflict(f"{http.base} lets nobody sign in by a code.", next_step="Connect with a token.") from error
    return DeviceCode(
        user_code=begun.user_code,
        verification_url=begun.verification_url,
        device_code=begun.device_code,
        seconds_between=begun.seconds_between,
        expires_at=context.now + timedelta(seconds=begun.seconds_left),
    )


async def poll(
    context: Context, workspace_id: WorkspaceId, wish: DevicePoll, *, requested_by: AccountId | None
) -> DeviceAnswer:
    """Whether the code was typed; once it was, the connection is made with the token nobody ever saw."""
    client_id = _client_id(context, wish.provider, wish.base_url)
    asked = DeviceWish(provider=wish.provider, base_url=wish.base_url)
    async with await _http(context, asked, requested_by) as http:
        said = await device.poll(http, client_id, wish.device_code)
    if said.token is None:
        return DeviceAnswer(state="waiting", seconds_between=said.seconds_between, connection=None)
    made = await create(
        context,
        workspace_id,
        NewConnection(provider=wish.provider, base_url=wish.base_url, name=wish.name, tokens=[said.token], login=None),
        requested_by=requested_by,
    )
    return DeviceAnswer(state="done", seconds_between=0, connection=made)


def has_device_flow(context: Context) -> bool:
    """Whether an OAuth app is set."""
    return context.settings.github_client_id is not None


def _client_id(context: Context, provider: Provider, base_url: str | None) -> str:
    if provider is not Provider.GITHUB:
        raise Unusable(
            f"{provider.value} has no signing in by a code.", next_step="Connect with a token.", field="provider"
        )
    if context.settings.github_client_id is None:
        told = guides.guide(provider, base_url, has_device_flow=False)
        rights = ", ".join(each.scope for each in told.scopes)
        raise Conflict(
            "No OAuth app is set on this server (AEXY_GITHUB_CLIENT_ID).",
            next_step=f"Make a token with {rights} at {told.token_url} and connect with it.",
        )
    return context.settings.github_client_id


async def _http(context: Context, wish: DeviceWish, requested_by: AccountId | None) -> Http:
    place = await place_of(context, wish.provider, wish.base_url, is_owner=is_local_owner(requested_by))
    return device.at(place.base_url, clock=context.ticking(), allow_private=place.allow_private)
