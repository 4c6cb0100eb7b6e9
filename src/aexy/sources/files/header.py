"""Which column of a file is which of a table's: by name, or as somebody says."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from aexy.kernel.errors import Unusable
from aexy.sources.files.declaring import FileTable


def renaming(table: FileTable, columns: Iterable[str] | None, said: Mapping[str, str]) -> dict[str, str]:
    """The table's name for each of the file's columns; empty for one that is left out.

    `said` is what somebody said of columns, which `columns` None (each row names its own) cannot be held against.
    Raises Unusable naming every column nobody knows, with the nearest that are, and those that are missing.
    """
    known = {column.name for column in table.columns}
    _check_said(table, known, columns, said)
    if columns is None:
        return dict(said)
    names = {each: said.get(each, each.lower().replace(" ", "_").replace("-", "_")) for each in columns}
    unknown = [each for each, name in names.items() if name and name not in known]
    taken = [name for name in names.values() if name]
    missing = [name for name in table.required if name not in taken]
    if unknown or missing:
        raise Unusable(_told(table, known, unknown, missing), next_step=_mend(unknown), field="file")
    twice = sorted({name for name in taken if taken.count(name) > 1})
    if twice:
        raise Unusable(f"Several columns stand for {', '.join(twice)}.", next_step="Use --map to choose.", field="map")
    return names


def _check_said(table: FileTable, known: set[str], columns: Iterable[str] | None, said: Mapping[str, str]) -> None:
    for column, name in said.items():
        if name and name not in known:
            near = get_close_matches(name, known, n=2, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(sorted(known))}."
            raise Unusable(f"{table.name} has no column {name!r}.", next_step=hint, field="map")
        if columns is not None and column not in columns:
            raise Unusable(f"The file has no column {column!r}.", next_step="Check what --map names.", field="map")


def _told(table: FileTable, known: set[str], unknown: list[str], missing: list[str]) -> str:
    parts = []
    if missing:
        parts.append(f"{table.title.capitalize()} need {', '.join(missing)}, which the header does not have.")
    for each in unknown:
        near = get_close_matches(each.lower(), known, n=1, cutoff=0.5)
        parts.append(f"Nobody knows the column {each!r}{f' (is it {near[0]}?)' if near else ''}.")
    return " ".join(parts)


def _mend(unknown: list[str]) -> str:
    if not unknown:
        return "Add them; `aexy import template` shows the whole header."
    return f"Say which is which with --map {unknown[0]!r}=NAME, or leave it out with --map {unknown[0]!r}=."
