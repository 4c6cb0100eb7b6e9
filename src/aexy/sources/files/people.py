"""The table of people: who the accounts and addresses of other tables are."""

from typing import Any

from aexy.kernel.activity import Known, Who
from aexy.sources.files.columns import PROVIDER, Column, Kind
from aexy.sources.files.declaring import FileTable, needed, nothing


def _known(*, id: str, username: str | None = None, name: str | None = None, email: str | None = None) -> Any:  # noqa: A002, ANN401 - a column's name
    return Known(Who(PROVIDER, id.lower(), username, name, email))


PEOPLE = FileTable(
    "people", "people", _known, (
        needed("id", Kind.TEXT, "What other files call them: an account or an e-mail address", "ada"),
        Column("username", Kind.TEXT, "Their account's name", "ada"),
        Column("name", Kind.TEXT, "Their name", "Ada Lovelace"),
        Column("email", Kind.TEXT, "Their e-mail address: by it they are who commits", "ada@example.org"),
    ), nothing, of_repository=False, is_versioned=False,
)  # fmt: skip
