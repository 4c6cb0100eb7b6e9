"""`python -m aexy.cli.openapi [FILE]`: write the description of all routes, from which the clients are generated."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import click

from aexy.api.app import create_app
from aexy.api.openapi import as_text, describe
from aexy.context import Context
from aexy.kernel.errors import Unavailable
from aexy.settings import Settings

SNAPSHOT = Path(__file__).parents[3] / "clients" / "openapi.json"


def _nowhere() -> AbstractAsyncContextManager[Context]:
    raise Unavailable("This application is only described, never started.")


def description() -> str:
    """The document as it is kept."""
    return as_text(describe(create_app(Settings(), _nowhere)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=SNAPSHOT)
def openapi(file: Path) -> None:
    """Write the OpenAPI document to FILE."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(description(), encoding="utf-8")


if __name__ == "__main__":
    openapi()
