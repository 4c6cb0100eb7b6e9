"""`aexy import`: rows of one's own, from files: a table each, or what DevLake exported."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from aexy.cli.asking import (
    Command,
    examples,
    find_repository,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import plural
from aexy.kernel.errors import AexyError, SourceFailed, Unusable, did_you_mean

if TYPE_CHECKING:
    from aexy.cli.client import Client

_TAB = "tab"
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--dry-run", is_flag=True, help="Only say what would become of it; nothing is written."),
    click.option("--repository", "-r", metavar="NAME", help="Where its rows belong, if they do not say so."),
    click.option("--source", metavar="NAME", help="Where the ids are from, if several tools number for themselves."),
    click.option("--format", "format_", type=click.Choice(["csv", "jsonl", "parquet"]), help="If its name misleads."),
    click.option("--delimiter", type=click.Choice([",", ";", "|", _TAB]), help="Of a CSV; a comma without one."),
    click.option("--encoding", metavar="NAME", help="Of a CSV; UTF-8 without one."),
    click.option("--zone", metavar="ZONE", help="Of instants that name none: Europe/Berlin."),
    click.option("--wait/--no-wait", default=True, help="Watch until it is imported, or only start it."),
)


def reading_options(command: Command) -> Command:
    """How to take a file."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class Tables(click.Group):
    """A command for each table that can be imported, beside those written down here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The tables last: there are many."""
        from aexy.sources.files.tables import TABLES  # noqa: PLC0415 - keeps `--help` of others quick

        return [*super().list_commands(ctx), *TABLES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of ours, or a table's."""
        from aexy.sources.files.tables import TABLES  # noqa: PLC0415 - likewise

        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        if cmd_name not in TABLES:
            raise Unusable(
                f"There is no table {cmd_name!r}.", next_step=did_you_mean(cmd_name, self.list_commands(ctx))
            )
        return _command(cmd_name)


@click.group(
    cls=Tables,
    epilog=examples(
        "aexy import template deployments > deployments.csv", "aexy import deployments deployments.csv --dry-run",
        "aexy import deployments deployments.csv", "aexy import devlake pull_requests.csv -r acme/payouts",
    ),
)  # fmt: skip
def import_() -> None:
    """Import rows from CSV, JSON lines or Parquet: deployments, incidents, work records and all the others.

    A file is taken whole or not at all. Imported again it changes nothing; a row that says something new replaces what
    was imported of it before.
    """


@import_.command()
@click.argument("table")
def template(*, table: str) -> None:
    """Print an example of a table's file.

    What each column holds, the header, and a row.
    """
    from aexy.sources.files.tables import TABLES  # noqa: PLC0415 - keeps `--help` quick
    from aexy.sources.files.template import template as made  # noqa: PLC0415 - likewise

    if table not in TABLES:
        raise Unusable(f"There is no table {table!r}.", next_step=did_you_mean(table, TABLES), field="table")
    sys.stdout.write(made(TABLES[table]))


@import_.command(epilog=examples("aexy import devlake pull_requests.csv pull_request_comments.csv -r acme/payouts"))
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@reading_options
@click.option("--table", help="DevLake's name for the table; the file's name without one.")
@workspace_option
@server_options
@json_option
def devlake(*, files: tuple[str, ...], table: str | None, **how: Any) -> None:
    """Import tables that DevLake exported.

    Files are called as the tables are, or --table says which.
    """
    from aexy.sources.files.devlake import DOMAIN  # noqa: PLC0415 - keeps `--help` quick

    named = [(table or Path(file).stem, file) for file in files]
    order = list(DOMAIN)
    named.sort(key=lambda one: order.index(one[0]) if one[0] in order else -1)
    _import(named, is_devlake=True, said=(), **how)


def _command(table: str) -> click.Command:
    """`aexy import TABLE FILE`."""
    from aexy.sources.files.tables import TABLES  # noqa: PLC0415 - as above
    from aexy.sources.files.template import meanings  # noqa: PLC0415 - likewise

    @click.command(table, short_help=TABLES[table].title.capitalize())
    @click.argument("file")
    @reading_options
    @click.option("--map", "said", multiple=True, metavar="COLUMN=NAME", help="Which column is which; again for more.")
    @workspace_option
    @server_options
    @json_option
    def bring(*, file: str, said: tuple[str, ...], **how: Any) -> None:
        _import([(table, file)], is_devlake=False, said=said, **how)

    columns = "\n".join(f"  {name} ({holds}): {meaning}." for name, holds, meaning in meanings(TABLES[table]))
    bring.help = f"Import {TABLES[table].title} from a file; - is standard input.\n\n\b\nColumns:\n{columns}"
    return bring


def _import(
    named: list[tuple[str, str]], *, is_devlake: bool, said: tuple[str, ...], dry_run: bool, repository: str | None,
    source: str | None, format_: str | None, delimiter: str | None, encoding: str | None, zone: str | None, wait: bool,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    if len(named) > 1 and not wait:
        raise Unusable("Several files are imported one after the other.", next_step="Leave --no-wait out.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        belongs = find_repository(client, found["id"], repository)["id"] if repository else None
        how = {
            "is_devlake": is_devlake, "is_trial": dry_run, "repository_id": belongs, "source": source,
            "format": format_, "delimiter": "\t" if delimiter == _TAB else delimiter, "encoding": encoding,
            "zone": zone, "map": list(said),
        }  # fmt: skip
        jobs = []
        for table, file in named:
            job = _send(client, found["id"], file, {**how, "table": table})
            jobs.append(_watch(client, found["id"], job, file, is_quiet=as_json) if wait else job)
    if as_json:
        show_json(jobs)
    elif not wait:
        note("The import goes on. `aexy jobs watch` shows how far it is.")
    if dry_run and any(job["details"].get("problems") for job in jobs):
        raise Unusable("These rows would be refused, and the file with them.", next_step="Mend them and try again.")


def _send(client: "Client", workspace_id: str, file: str, asked: dict[str, Any]) -> dict[str, Any]:
    with _opened(file) as (name, body):
        asked = {key: str(value).lower() if isinstance(value, bool) else value for key, value in asked.items()}
        job: dict[str, Any] = client.upload(f"/workspaces/{workspace_id}/imports", body, name=name, **asked)
    return job


@contextmanager
def _opened(file: str) -> Iterator[tuple[str, BinaryIO]]:
    if file == "-":
        yield "standard input", sys.stdin.buffer
        return
    path = Path(file)
    if path.is_dir():
        raise Unusable(f"{file} is a folder.", next_step="Name a file in it.")
    if not path.exists():
        raise Unusable(f"There is no file {file}.", next_step="Check its name.")
    with path.open("rb") as body:
        yield path.name, body


def _watch(client: "Client", workspace_id: str, job: dict[str, Any], file: str, *, is_quiet: bool) -> dict[str, Any]:
    """Until it is over; what is wrong with rows is shown before the error is raised."""
    from aexy.cli.follow import follow  # noqa: PLC0415 - keeps `--help` quick

    try:
        ended = follow(client, workspace_id, [job])[0]
    except SourceFailed as error:
        failed: dict[str, Any] = client.get(f"/workspaces/{workspace_id}/jobs/{job['id']}")
        if not failed["details"].get("problems"):
            raise
        _show_problems(failed["details"])
        raise _refused(error, failed) from error
    if not is_quiet:
        _tell(ended["details"], file)
    return ended


def _refused(error: AexyError, job: dict[str, Any]) -> Unusable:
    return Unusable(str(job["error"] or error.detail))


def _tell(details: dict[str, Any], file: str) -> None:
    news = ", ".join(f"{details[name]:,} {name}" for name in ("new", "changed", "unchanged"))
    skipped = f", {plural(details['skipped'], 'row')} that hold nothing we keep" if details["skipped"] else ""
    say(f"{file}: {plural(details['rows'], 'row')}: {news}{skipped}.")
    if details["is_trial"]:
        _show_problems(details)
        note("Nothing was written.")


def _show_problems(details: dict[str, Any]) -> None:
    if not details["problems"]:
        return
    show_table(
        ["Line", "Column", "What is wrong"],
        [[str(one["line"]), one["field"], one["detail"]] for one in details["problems"]],
        right=(0,),
    )
    if details["wrong"] > len({one["line"] for one in details["problems"]}):
        note(f"{plural(details['wrong'], 'row')} cannot be taken in all; these are the first.")
