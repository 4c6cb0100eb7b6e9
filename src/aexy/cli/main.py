"""`aexy`: one word for each thing to do. A command's module is loaded when the word is used."""

import ast
import errno
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import click
from pydantic import ValidationError

from aexy.cli.console import complain
from aexy.kernel.errors import AexyError, Unusable

# The word and where its click command is. Other modules plug in here.
COMMANDS: Final[Mapping[str, str]] = {
    "up": "aexy.cli.lifecycle:up",
    "down": "aexy.cli.lifecycle:down",
    "status": "aexy.cli.status:status",
    "doctor": "aexy.cli.status:doctor",
    "link": "aexy.cli.link:link",
    "settings": "aexy.cli.lifecycle:settings",
    "serve": "aexy.cli.serve:serve",
    "db": "aexy.cli.database:db",
    "secrets": "aexy.cli.secrets:secrets",
    "audit": "aexy.cli.audit:audit",
    "demo": "aexy.cli.demo:demo",
    "ingest": "aexy.cli.ingest:ingest",
    "sync": "aexy.cli.sync:sync",
    "import": "aexy.cli.importing:import_",
    "connect": "aexy.cli.connect:connect",
    "connections": "aexy.cli.connections:connections",
    "webhooks": "aexy.cli.webhooks:webhooks",
    "scan": "aexy.cli.scan:scan",
    "jobs": "aexy.cli.jobs:jobs",
    "records": "aexy.cli.records:records",
    "repos": "aexy.cli.repos:repos",
    "projects": "aexy.cli.projects:projects",
    "readings": "aexy.cli.readings:readings",
    "metrics": "aexy.cli.metrics:metrics",
    "health": "aexy.cli.health:health",
    "summary": "aexy.cli.health:summary",
    "forecast": "aexy.cli.forecasts:forecast",
    "happened": "aexy.cli.happened:happened",
    "activity": "aexy.cli.analytics:activity",
    "churn": "aexy.cli.churn:churn",
    "who-knows": "aexy.cli.who_knows:who_knows",
    "code": "aexy.cli.code_map:code",
    "hotspots": "aexy.cli.hotspots:hotspots",
    "network": "aexy.cli.network:network",
    "complexity": "aexy.cli.complexity:complexity",
    "technology": "aexy.cli.technology:technology",
    "investment": "aexy.cli.investment:investment",
    "ai-impact": "aexy.cli.ai_impact:ai_impact",
    "ci": "aexy.cli.ci:ci",
    "flow": "aexy.cli.flow:flow",
    "issues": "aexy.cli.issues:issues",
    "sprints": "aexy.cli.sprints:sprints",
    "dora": "aexy.cli.dora:dora",
    "deploys": "aexy.cli.deploys:deploys",
    "rules": "aexy.cli.rules:rules",
    "profile": "aexy.cli.profile:profile",
    "compare": "aexy.cli.insights:compare",
    "match": "aexy.cli.match:match",
    "insights": "aexy.cli.insights:insights",
    "me": "aexy.cli.people:me",
    "people": "aexy.cli.people:people",
    "identities": "aexy.cli.identities:identities",
    "team": "aexy.cli.people:team",
    "schedule": "aexy.cli.schedules:schedule",
    "workspace": "aexy.cli.workspace:workspace",
    "members": "aexy.cli.members:members",
    "alerts": "aexy.cli.alerts:alerts",
    "notifications": "aexy.cli.notifications:notifications",
    "privacy": "aexy.cli.privacy:privacy",
    "snapshots": "aexy.cli.snapshots:snapshots",
    "auth": "aexy.cli.auth:auth",
    "completion": "aexy.cli.completion:completion",
}
# How `--help` groups the words, by what somebody is about to do; a word in no group stands under the last.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Start": ("up", "down", "link", "demo"),
    "Read repositories": ("ingest", "sync", "import", "records", "jobs", "repos", "scan"),
    "Connect providers": ("connect", "connections", "webhooks"),
    "Look at numbers": (
        "readings",
        "profile",
        "compare",
        "match",
        "insights",
        "health",
        "summary",
        "forecast",
        "metrics",
        "happened",
        "activity",
        "churn",
        "who-knows",
        "code",
        "hotspots",
        "network",
        "complexity",
        "technology",
        "investment",
        "ai-impact",
        "ci",
        "flow",
        "issues",
        "sprints",
        "dora",
        "deploys",
        "rules",
        "alerts",
        "notifications",
        "snapshots",
    ),
    "Say who is who": ("me", "people", "identities", "team", "schedule", "projects", "workspace", "members", "privacy"),
    "Keep it running": ("status", "doctor", "settings", "db", "secrets", "audit", "auth", "completion"),
}
INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group whose commands are found by name in COMMANDS, and whose failures are sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every word, in the order of the registry: what a newcomer needs first comes first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a word."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The words in their groups, each with the first sentence of its help."""
        del ctx
        grouped = {word for words in GROUPS.values() for word in words}
        others = tuple(word for word in COMMANDS if word not in grouped)
        *first, last = GROUPS.items()
        for title, words in (*first, (last[0], last[1] + others)):
            rows = [(word, help_of(word)) for word in words if word in COMMANDS]
            with formatter.section(title):
                formatter.write_dl(rows, col_spacing=3)

    def invoke(self, ctx: click.Context) -> object:
        """Run it; what goes wrong becomes a sentence and an exit code, unless --debug asks for the traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # click ends quietly: nobody reads any more
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            told = as_aexy_error(error)
            complain(told.detail, told.next_step)
            ctx.exit(told.exit_code)


def help_of(word: str) -> str:
    """The first line of a command's help, read from its source: loading every module would take seconds."""
    module, _, name = COMMANDS[word].partition(":")
    source = Path(__file__).with_name(f"{module.rpartition('.')[2]}.py").read_text(encoding="utf-8")
    found = next((node for node in ast.parse(source).body if getattr(node, "name", "") == name), None)
    said = ast.get_docstring(found) if isinstance(found, ast.FunctionDef) else None
    return (said or "").partition("\n")[0]


def as_aexy_error(error: Exception) -> AexyError:
    """Any failure as a sentence with a next step."""
    if isinstance(error, AexyError):
        return error
    if isinstance(error, ValidationError) and error.title == "Settings":
        first = error.errors()[0]
        name = "AEXY_" + "_".join(str(part) for part in first["loc"]).upper()
        return Unusable(f"{name} cannot be used: {first['msg']}.", next_step="See `aexy settings` for what it takes.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return AexyError("The disk is full.", next_step="Make room, then run the command again.")
    if isinstance(error, OSError) and error.filename:
        return AexyError(f"{error.filename}: {error.strerror}.", next_step="Check that the file can be used.")
    return AexyError(
        f"Aexy itself failed: {type(error).__name__}: {error}",
        next_step="Run it again with `aexy --debug …` and report what it shows.",
    )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="aexy", message="aexy %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback when something goes wrong.")
def cli(*, debug: bool) -> None:
    """Engineering intelligence that you run yourself. Begin with `aexy up`."""
    del debug  # read by LazyGroup.invoke


def main() -> None:
    """The program `aexy`."""
    cli(prog_name="aexy", windows_expand_args=False)


if __name__ == "__main__":
    main()
