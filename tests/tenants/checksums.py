"""A fingerprint of every row a workspace has, table by table as the database itself lists them."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

_OF_ACCOUNTS: Final = {
    "accounts": "id", "sessions": "account_id", "refresh_tokens": "account_id", "account_audit_events": "account_id",
    "account_identities": "account_id",
}  # fmt: skip
_TABLES: Final = """
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_'
order by 1
"""


async def fingerprint(
    owner: Connection, workspace: WorkspaceId, accounts: Collection[AccountId] = ()
) -> dict[str, str]:
    """By table a hash over all rows of the workspace, and of these accounts.

    Equal means that nothing was changed, added or taken away.
    """
    found = {"workspaces": await _of(owner, "workspaces", "id", workspace)}
    for account in accounts:
        for table, column in _OF_ACCOUNTS.items():
            found[f"{table} of {account}"] = await _of(owner, table, column, account)
    for row in await owner.fetch(_TABLES):
        found[row[0]] = await _of(owner, row[0], "workspace_id", workspace)
    return found


async def _of(owner: Connection, table: str, column: str, whose: UUID) -> str:
    hashed = "coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
    statement = f"select count(*) || ' ' || {hashed} from {table} t where {column} = $1"  # noqa: S608 - names from the database's own catalogue
    said: str = await owner.fetchval(statement, whose)
    return said
