"""`aexy status --deep`: what the System health page shows, in the terminal."""

from collections.abc import Sequence
from typing import Any

import click

from aexy.cli.asking import find_workspace, open_client
from aexy.cli.console import in_words, note, say, show_json, show_table
from aexy.kernel.errors import Unavailable


def show_deep(ctx: click.Context, *, as_json: bool) -> None:
    """Ask the API that runs here how everything is. Exit code 8 when a part does not answer."""
    with open_client(None, None) as client:
        found = find_workspace(client, None)
        health: dict[str, Any] = client.get("/admin/system", workspace_id=found["id"])
    if as_json:
        show_json(health)
    else:
        _show(health)
    if not health["is_well"]:
        ctx.exit(Unavailable.exit_code)


def _show(health: dict[str, Any]) -> None:
    show_table(
        ["Part", "State", "Which means"], [[part["title"], part["state"], part["means"]] for part in health["parts"]]
    )
    here, machine = health["workspace"], health["machine"]
    _show_queues(here["queues"])
    for job in here["failed"]:
        say(f"failed: {job['kind']} · {job['error']}", style="yellow")
    for each in here["connections"]:
        say(f"{each['name']}: {each['sentence']}")
    counted = here["snapshots"]
    when = counted["counted_at"] or "never"
    say(f"Numbers counted {when} · {counted['dirty_days']} days changed since", style="dim")
    if machine is None:
        return
    show_table(
        ["Program", "Version", "Answers in", "Memory"],
        [
            [one["title"], one["version"] or "", _milliseconds(one["milliseconds"]), _size(one["memory"])]
            for one in machine["programs"]
        ],
        right=(2, 3),
    )
    pools = " · ".join(f"{one['name']} {one['open'] - one['idle']} of {one['most']}" for one in machine["pools"])
    say(f"{in_words(machine['disk']['free'])} free · connections in use: {pools}", style="dim")
    if machine["errors_logged"]:
        note(f"{machine['errors_logged']} errors logged since the API started. Look into logs/api.log.", style="")


def _show_queues(queues: Sequence[dict[str, Any]]) -> None:
    show_table(
        ["Queue", "Waiting", "Running", "Failed in a day"],
        [[one["queue"], str(one["queued"]), str(one["running"]), str(one["failed_last_day"])] for one in queues],
        right=(1, 2, 3),
    )


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} ms"


def _size(value: int | None) -> str:
    return in_words(value) if value else ""
