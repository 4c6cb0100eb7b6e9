"""`aexy audit`: who changed what may be seen or done, the same as a file, and whether the log is what was written."""

import re
from pathlib import Path
from typing import Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import in_words, note, say, show_json, show_table
from aexy.cli.figures import plural
from aexy.kernel.errors import Conflict, Unusable

_PLACE = re.compile(r"([1-9]\d{0,18}):([0-9a-f]{64})")


@click.group()
def audit() -> None:
    """The audit log: who changed what may be seen or done. It is only added to."""


@audit.command("list", epilog=examples("aexy audit list", "aexy audit list --action connection"))
@click.option("--action", metavar="ACTION", help="connection.added, or connection for all below it.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many at most.")
@workspace_option
@server_options
@json_option
def list_(
    *, action: str | None, limit: int, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """What was done, the latest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        events = client.get(f"/workspaces/{found['id']}/audit", action=action, limit=limit)["items"]
    if as_json:
        show_json(events)
    elif not events:
        say("Nothing was written down yet.", style="dim")
    else:
        show_table(["No.", "When (UTC)", "Who", "What", "Of what", "Said"], [_row(each) for each in events], right=(0,))


def _row(event: dict[str, Any]) -> list[str]:
    said = ", ".join(f"{key}={value}" for key, value in event["said"].items())
    who = event["by_name"] or event["by"] or "this machine"
    return [str(event["seq"]), event["at"][:19].replace("T", " "), who, event["action"], event["subject"], said]


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@workspace_option
@server_options
def export(*, file: Path, workspace: str | None, server: str | None, token: str | None) -> None:
    """Write the whole log with its hashes to FILE, as lines of JSON."""
    if file.exists():
        raise Unusable(f"{file} exists already.", next_step="Choose another name, or remove it first.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        size = client.download(f"/workspaces/{found['id']}/audit/export", file)
    say(f"{file} · {in_words(size)}")


@audit.command(epilog=examples("aexy audit verify", "aexy audit verify --known 42:HASH"))
@click.option("--known", metavar="NUMBER:HASH", help="A place this command printed before: it has to be there still.")
@workspace_option
@server_options
@json_option
def verify(*, known: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Walk the whole log; say the first place that is not what was written."""
    asked = _known(known)
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        verdict = client.get(f"/workspaces/{found['id']}/audit/verify", **asked)
    if as_json:
        show_json(verdict)
    if not verdict["is_whole"]:
        broken = verdict["broken"]
        raise Conflict(
            f"The audit log is not what was written, at {broken['seq']}: {broken['why']}",
            next_step="Compare it with an export or a backup kept elsewhere; it says what was there.",
        )
    if not as_json:
        _tell(verdict)


def _known(place: str | None) -> dict[str, str | int]:
    if place is None:
        return {}
    found = _PLACE.fullmatch(place.strip())
    if found is None:
        raise Unusable(f"'{place}' is no place in a log.", next_step="Give it as `aexy audit verify` printed it.")
    return {"known_seq": int(found[1]), "known_hash": found[2]}


def _tell(verdict: dict[str, Any]) -> None:
    if not verdict["events"]:
        say("Nothing was written down yet.")
        return
    head = verdict["head"]
    say(f"Whole since {verdict['since'][:10]}: {plural(verdict['events'], 'event')}.")
    note(f"Its end is {head['seq']}:{head['hash']}. Keep that elsewhere, and ask again with --known.")
