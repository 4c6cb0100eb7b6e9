"""`aexy demo`: a made-up organization to look at, made by the same path as any repository."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options
from aexy.cli.console import note, say, show_json

if TYPE_CHECKING:
    from aexy.cli.client import Client

NAME = "Acme (demo)"


@click.command(epilog=examples("aexy demo", "aexy demo --developers 1000 --commits 2000000 --no-wait"))
@click.option("--developers", default=48, show_default=True, type=click.IntRange(4, 1_000))
@click.option("--commits", default=15_000, show_default=True, type=click.IntRange(100, 2_000_000))
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed makes the same organization.")
@click.option("--workspace", "-w", metavar="NAME", help="Make it in this workspace; else in one of its own.")
@click.option("--wait/--no-wait", default=True, help="Watch until it is made, or only start it.")
@server_options
@json_option
def demo(
    *, developers: int, commits: int, seed: int, workspace: str | None, wait: bool, server: str | None,
    token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make up an organization to look at, with teams, bots, releases and incidents.

    The people are invented. The same seed on the same day makes the same one, on every machine.
    """
    with open_client(server, token) as client:
        found = _workspace(client, workspace)
        wish = {"developers": developers, "commits": commits, "seed": seed}
        job = client.send("POST", f"/workspaces/{found['id']}/demo", wish)
        if wait:
            from aexy.cli.follow import follow, told  # noqa: PLC0415 - keeps `--help` quick

            job = follow(client, found["id"], [job])[0]
            note(told(job), style="green")
        if as_json:
            show_json({"workspace": found, "job": job})
        else:
            say(f"The demo is in the workspace {found['slug']}: {client.server.url}")


def _workspace(client: "Client", wanted: str | None) -> dict[str, Any]:
    """The one named, the demo's that is there, or a new one."""
    if wanted is not None:
        return find_workspace(client, wanted)
    known = [each for each in client.get("/auth/me")["workspaces"] if each["is_demo"]]
    if known:
        return dict(known[0])
    made: dict[str, Any] = client.send(
        "POST", "/workspaces", {"name": NAME, "time_zone": "Europe/Berlin", "is_demo": True}
    )
    return made
