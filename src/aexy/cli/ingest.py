"""`aexy ingest`: have a repository's history read, and watch it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import (
    examples,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import note, show_json
from aexy.kernel.errors import Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

FIRST_WORKSPACE = "My workspace"


@click.command(
    epilog=examples(
        "aexy ingest .", "aexy ingest https://git.example.com/team/app.git", "aexy ingest ~/work/*/ --no-wait"
    )
)
@click.argument("locations", nargs=-1, required=True, metavar="PATH|URL…")
@click.option("--name", help="What to call it; usually its location's last word.")
@click.option("--branch", help="Which branch counts; usually the repository's own default.")
@click.option("--wait/--no-wait", default=True, help="Watch until it is read, or only start it.")
@workspace_option
@server_options
@json_option
def ingest(
    *, locations: tuple[str, ...], name: str | None, branch: str | None, wait: bool, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read repositories, by folder or address, into the numbers.

    What is known already is read from where the last reading ended. Ctrl-C stops watching; the reading goes on.
    """
    if name and len(locations) > 1:
        raise Unusable(
            "One name cannot stand for several repositories.", next_step="Leave --name out, or give one location."
        )
    with open_client(server, token) as client:
        # All are looked at before anything is made for them.
        places = [_whole(client, each) for each in locations]
        found = own_workspace(client, workspace)
        added = [_add(client, found["id"], each, name=name, branch=branch) for each in places]
        jobs = [each["job"] for each in added]
        if wait:
            jobs = follow_to_the_end(client, found["id"], jobs)
        if as_json:
            show_json([{"repository": each["repository"], "job": job} for each, job in zip(added, jobs, strict=True)])
        elif not wait:
            note("Reading goes on. `aexy jobs watch` shows how far it is.")


def own_workspace(client: "Client", wanted: str | None) -> dict[str, Any]:
    """The workspace meant. Where there is only the demo, a first one of one's own is made beside it."""
    known = client.get("/auth/me")["workspaces"]
    if wanted is None and all(each["is_demo"] for each in known):
        from aexy.cli.clock import own_time_zone  # noqa: PLC0415 - only a first start needs it

        made: dict[str, Any] = client.send(
            "POST", "/workspaces", {"name": FIRST_WORKSPACE, "time_zone": own_time_zone()}
        )
        note(f"Made the workspace {made['slug']!r} for it, on {made['time_zone']} time.")
        return made
    return find_workspace(client, wanted)


def _add(client: "Client", workspace_id: str, location: str, *, name: str | None, branch: str | None) -> dict[str, Any]:
    wish = {"location": location, "name": name, "branch": branch}
    wish = {key: value for key, value in wish.items() if value is not None}
    added: dict[str, Any] = client.send("POST", f"/workspaces/{workspace_id}/repositories", wish)
    return added


def _whole(client: "Client", location: str) -> str:
    """A folder as the server can find it: it runs elsewhere than where the command was typed."""
    from aexy.sources.git.foreign import look_into  # noqa: PLC0415 - keeps `--help` quick
    from aexy.sources.git.location import parse_location  # noqa: PLC0415 - likewise

    found = parse_location(location, cwd=Path.cwd())
    if not found.is_local:
        return location
    if not client.server.is_here:
        raise Unusable(
            f"{location} is a folder of this machine, which {client.server.url} cannot read.",
            next_step="Give an address it can fetch from.",
        )
    if not Path(found.url).exists():
        raise Unusable(f"There is nothing at {found.url}.", next_step="Give a folder that holds a git repository.")
    look_into(Path(found.url))
    return found.url


def follow_to_the_end(client: "Client", workspace_id: str, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Watch jobs until they are over, and say how each went."""
    from aexy.cli.follow import follow, told  # noqa: PLC0415 - keeps `--help` quick

    ended = follow(client, workspace_id, jobs)
    for job in ended:
        note(told(job), style="green")
    return ended
