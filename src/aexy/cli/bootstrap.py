"""What `aexy up` does between starting the servers and opening the doors, as a program of its own.

It migrates, sees that the local owner and the command line's token exist, and prints `{"link": …, "is_new": …}`. A
process of its own gives its memory back; the supervisor stays small.
"""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Final

import orjson

from aexy.context import Context
from aexy.features.accounts import service as accounts
from aexy.features.workspaces import service as workspaces
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.errors import AexyError, Conflict
from aexy.kernel.ids import AccountId
from aexy.running import addresses, cli_token_file, running
from aexy.settings import Settings
from aexy.stack.home import write_private
from aexy.store.migrate import migrate
from aexy.wiring import open_context

_ONE: Final = 1


async def prepare(settings: Settings, *, now: datetime) -> dict[str, object]:
    """Migrate and make what a first start needs; the second time it changes nothing but the sign-in link."""
    where = addresses(settings)
    await migrate(where.owner_url or where.database_url)
    async with open_context(settings, dispatcher=InlineDispatcher(_refuse), now=now) as context:
        owner = await accounts.ensure_local_owner(context)
        await _ensure_cli_token(context, owner)
        link = await accounts.make_sign_in_link(context, owner, address=running(settings).url)
        known = await workspaces.list_workspaces(context, owner, cursor=None, limit=_ONE)
    return {"link": link, "is_new": not known.items}


async def new_link(settings: Settings, *, now: datetime) -> str:
    """A one-time sign-in link for the local owner of the stack that runs; Unavailable when none does."""
    address = running(settings).url
    async with open_context(settings, dispatcher=InlineDispatcher(_refuse), now=now) as context:
        return await accounts.make_sign_in_link(context, accounts.LOCAL_OWNER, address=address)


async def _ensure_cli_token(context: Context, owner: AccountId) -> None:
    file = cli_token_file(context.settings.home)
    if file.exists() and await accounts.find_account(context, file.read_text(encoding="ascii").strip()):
        return
    session = await accounts.make_cli_session(context, owner)
    write_private(file, session.token)


async def _refuse(order: Order) -> None:
    raise Conflict(f"{type(order).__name__} cannot be carried out while Aexy starts.")


def main() -> int:
    """Prepare the data folder the settings name; print what was made, or say why not."""
    try:
        told = asyncio.run(prepare(Settings(), now=datetime.now(UTC)))
    except AexyError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(orjson.dumps(told).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
