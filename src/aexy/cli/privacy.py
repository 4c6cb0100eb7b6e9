"""`aexy privacy`: who is to be forgotten, how long things are kept, and what the workspace agreed to."""

import click

from aexy.cli.erasing import erasures


@click.group()
def privacy() -> None:
    """Privacy: erasures, purposes, how long things are kept, what language models may be given."""


privacy.add_command(erasures)
