"""What is handed over as a file instead of JSON, so that the description can say so: `answers=Csv`."""

from fastapi import Response


class Csv(Response):
    """Rows for a spreadsheet."""

    media_type = "text/csv"


class Archive(Response):
    """Several files in one."""

    media_type = "application/zip"


class Lines(Response):
    """A JSON object a line."""

    media_type = "application/x-ndjson"


class Text(Response):
    """Words for a program to read."""

    media_type = "text/plain"


__all__ = ["Archive", "Csv", "Lines", "Text"]
