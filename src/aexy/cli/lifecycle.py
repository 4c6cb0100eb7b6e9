"""Starting and stopping: `up`, `down`, and the `settings` both go by."""

import asyncio
import sys
from functools import partial

import click

from aexy.cli.console import note, say, show_json, show_table
from aexy.running import without_password
from aexy.settings import Environment, Settings
from aexy.stack.home import Home
from aexy.stack.production import insist
from aexy.stack.state import stop_running
from aexy.stack.up import Preparation, Started
from aexy.stack.up import up as run_stack

PREPARE = (sys.executable, "-P", "-m", "aexy.cli.bootstrap")
WELCOME = (sys.executable, "-P", "-m", "aexy.cli.main", "demo", "--no-wait")


@click.command()
@click.option(
    "--demo/--no-demo", default=True, help="Make the demo workspace when there is none yet; never in production."
)
def up(*, demo: bool) -> None:
    """Start everything and print where to look. Ctrl-C stops it."""
    chosen = Settings()
    insist(chosen)
    demo = demo and chosen.environment is not Environment.PRODUCTION
    preparation = Preparation(prepare=PREPARE, welcome=WELCOME if demo else ())
    asyncio.run(run_stack(chosen, preparation, say=note, started=partial(_greet, demo=demo)))


def _greet(started: Started, *, demo: bool) -> None:
    say("")
    say(f"Aexy is up at {started.url} · {started.seconds:.1f} s", style="bold green")
    say(f"Sign in once within an hour: {started.link}")
    if started.is_new and demo:
        say("There is no workspace yet: the demo is being made. Add your own with `aexy ingest PATH|URL`.")
    say("Ctrl-C stops it.", style="dim")


@click.command()
def down() -> None:
    """Stop what `aexy up` started in this data folder."""
    home = Home(Settings().home)
    if asyncio.run(stop_running(home)):
        say("Stopped.")
    else:
        say(f"Nothing was running in {home.path}.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def settings(*, as_json: bool) -> None:
    """Every setting: its name, its value here, and what it means."""
    chosen = Settings()
    rows = [
        {"name": f"AEXY_{name.upper()}", "value": _shown(getattr(chosen, name)), "help": field.description or ""}
        for name, field in Settings.model_fields.items()
    ]
    if as_json:
        show_json(rows)
    else:
        show_table(["Setting", "Here", "Meaning"], [[row["name"], row["value"], row["help"]] for row in rows])


def _shown(value: object) -> str:
    """A value as it may be seen: addresses lose their password."""
    if value is None:
        return "-"
    return without_password(str(value)) if "://" in str(value) else str(value)
