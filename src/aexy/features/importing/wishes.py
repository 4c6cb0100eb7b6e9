"""An import as somebody asked for it, as the source takes it."""

from collections.abc import Iterable

from aexy.features.importing.schemas import ImportWish
from aexy.kernel.errors import Unusable
from aexy.sources.files.sheet import Options


def options_of(wish: ImportWish) -> Options:
    """How to take the file. Unusable when the mapping of columns is none."""
    return Options(
        table=wish.table, is_devlake=wish.is_devlake, format=wish.format, delimiter=wish.delimiter,
        encoding=wish.encoding, zone=wish.zone, said=dict(_said(wish.map)),
    )  # fmt: skip


def _said(pairs: Iterable[str]) -> Iterable[tuple[str, str]]:
    for pair in pairs:
        column, is_pair, name = pair.rpartition("=")
        if not is_pair:
            raise Unusable(f"{pair!r} does not say which column is which.", next_step="Write COLUMN=NAME.", field="map")
        yield column.strip(), name.strip()
