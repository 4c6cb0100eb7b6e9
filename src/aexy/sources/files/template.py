"""What a table's file looks like: a comment for each column, the header, and one row."""

import csv
from io import StringIO

from aexy.sources.files.columns import Column
from aexy.sources.files.declaring import FileTable


def template(table: FileTable) -> str:
    """A comment for each column, the header and an example row, as CSV that can be imported as it is."""
    out = StringIO()
    for name, holds, meaning in meanings(table):
        out.write(f"# {name} ({holds}): {meaning}.\n")
    out.write("# Put your own rows in place of the example below; columns that are not needed may be left out.\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerow([column.example for column in table.columns])
    return out.getvalue()


def meanings(table: FileTable) -> list[tuple[str, str, str]]:
    """Each column's name, what it holds, and what it means."""
    return [(column.name, _holds(column), column.meaning) for column in table.columns]


def _holds(column: Column) -> str:
    words = " | ".join(column.choices) if column.choices else column.kind.value
    return f"{words}, needed" if column.is_required else words
