"""The table of people: who the accounts and addresses of other tables are."""

from collections.abc import Mapping
from typing import Any

from aexy.kernel.activity import AccountType, Known, Who
from aexy.sources.files.columns import PROVIDER, Column, Kind
from aexy.sources.files.declaring import FileTable, needed, nothing

_TYPES: Mapping[str, AccountType] = {"user": "User", "bot": "Bot", "app": "App"}


def _known(**said: Any) -> Known:
    kind = _TYPES[said["type"]] if "type" in said else None
    return Known(Who(PROVIDER, said["id"].lower(), said.get("username"), said.get("name"), said.get("email"), kind))


PEOPLE = FileTable(
    "people", "people", _known, (
        needed("id", Kind.TEXT, "What other files call them: an account or an e-mail address", "ada"),
        Column("username", Kind.TEXT, "Their account's name", "ada"),
        Column("name", Kind.TEXT, "Their name", "Ada Lovelace"),
        Column("email", Kind.TEXT, "Their e-mail address: by it they are who commits", "ada@example.org"),
        Column("type", Kind.TEXT, "What it is", "user", choices=tuple(_TYPES)),
    ), nothing, of_repository=False, is_versioned=False,
)  # fmt: skip
