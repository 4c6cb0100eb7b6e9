"""`aexy privacy`: who is to be forgotten, how long things are kept, and what the workspace agreed to."""

from typing import Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.erasing import erasures
from aexy.kernel.errors import Unusable

_KEPT = {
    "raw_pages_days": "What providers said, as it came",
    "deliveries_days": "Web hooks that were read",
    "access_log_days": "Who looked at whom",
    "job_logs_days": "Jobs that are over",
    "time_series_days": "Time series, where TimescaleDB is",
}
_SIGNALS = ("leaderboards", "attrition", "individual_risk")
_FOREVER = "forever"


@click.group()
def privacy() -> None:
    """Privacy: erasures, purposes, how long things are kept, what language models may be given."""


privacy.add_command(erasures)


@privacy.command()
@workspace_option
@server_options
@json_option
def show(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What is decided: how long things are kept, what people's numbers are for, language models."""
    with open_client(server, token) as client:
        base = f"/workspaces/{find_workspace(client, workspace)['id']}"
        decided = client.get(f"{base}/privacy/settings")
        numbers = client.get(f"{base}/insights/settings")
    if as_json:
        show_json(decided | {signal: numbers[signal] for signal in _SIGNALS})
        return
    show_table(["Kept", "For"], [[words, _days(decided[key])] for key, words in _KEPT.items()])
    say(f"Language models: {'may be given what nobody concerned refuses' if decided['llm'] else 'are given nothing'}.")
    for signal in _SIGNALS:
        one, name = numbers[signal], signal.replace("_", " ").capitalize()
        purpose = one["purpose"]
        say(f"{name}: {f'on, {purpose}' if one['on'] else 'off'}")
    note(decided["facts"])


@privacy.command("set", epilog=examples("aexy privacy set raw-pages 90", "aexy privacy set llm on"))
@click.argument("what", type=click.Choice(["raw-pages", "deliveries", "access-log", "job-logs", "time-series", "llm"]))
@click.argument("value", metavar="DAYS|forever|on|off")
@workspace_option
@server_options
def set_(*, what: str, value: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """How many days something is kept, or whether language models may be given anything; for admins."""
    wish: dict[str, Any] = {"llm": _switch(value)} if what == "llm" else {_key(what): _number(value)}
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        client.send("PUT", f"/workspaces/{found['id']}/privacy/settings", wish)
    say(f"{what}: {value}.")


@privacy.command()
@workspace_option
@server_options
@json_option
def retention(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What would be deleted if it were done now; it is done once a day. For admins."""
    with open_client(server, token) as client:
        found = client.get(f"/workspaces/{find_workspace(client, workspace)['id']}/privacy/retention")
    if as_json:
        show_json(found)
    else:
        rows = [[_KEPT[f"{one['what']}_days"], _days(one["days"]), str(one["rows"])] for one in found]
        show_table(["What", "Kept for", "Rows too old"], rows, right=(2,))


@privacy.command()
@click.argument("answer", type=click.Choice(["yes", "no"]), required=False)
@workspace_option
@server_options
@json_option
def llm(*, answer: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Whether what concerns you may be given to a language model; nobody can say it for you."""
    with open_client(server, token) as client:
        path = f"/workspaces/{find_workspace(client, workspace)['id']}/me/llm-consent"
        said = client.get(path) if answer is None else client.send("PUT", path, {"refused": answer == "no"})
    if as_json:
        show_json(said)
    else:
        say("It may." if said["may_be_sent"] else f"It may not. {said['why_not']}")


def _key(what: str) -> str:
    return f"{what.replace('-', '_')}_days"


def _days(days: int | None) -> str:
    return _FOREVER if days is None else f"{days} days"


def _number(value: str) -> int | None:
    if value == _FOREVER:
        return None
    if not value.isdecimal():
        raise Unusable(f"{value!r} is no number of days.", next_step="Write a whole number, or `forever`.")
    return int(value)


def _switch(value: str) -> bool:
    if value not in {"on", "off"}:
        raise Unusable(f"{value!r} is neither on nor off.", next_step="Write `on` or `off`.")
    return value == "on"
