"""A row of the tenant matrix, before it is made."""

from typing import NamedTuple


class Made(NamedTuple):
    """A row to be inserted: its type, its statement, and which types (or known values) fill it after the workspace."""

    type: str
    statement: str
    filled_by: tuple[str, ...] = ()
