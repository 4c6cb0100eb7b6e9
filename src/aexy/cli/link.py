"""`aexy link`: another one-time sign-in link for whoever runs this machine."""

import asyncio
from datetime import UTC, datetime

import click

from aexy.cli.console import say
from aexy.settings import Settings


@click.command()
def link() -> None:
    """Print a new one-time link that signs you in here."""
    from aexy.cli.bootstrap import new_link  # noqa: PLC0415 - it loads the whole application; `--help` must be quick

    say(asyncio.run(new_link(Settings(), now=datetime.now(UTC))))
