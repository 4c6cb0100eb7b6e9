"""`aexy snapshots`: the stored numbers of closed periods."""

import click

from aexy.cli.asking import find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING, figure


@click.group()
def snapshots() -> None:
    """Stored numbers: count them again, see when they were counted."""


@snapshots.command()
@click.option("--all", "everything", is_flag=True, help="All periods, not only those something has touched.")
@click.option("--wait/--no-wait", default=True, help="Watch until it is done, or only start it.")
@workspace_option
@server_options
@json_option
def generate(
    *, everything: bool, wait: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Count again what new commits have touched."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        job = client.send("POST", f"/workspaces/{found['id']}/insights/snapshots/generate", {"everything": everything})
        if wait:
            from aexy.cli.follow import follow, told  # noqa: PLC0415 - keeps `--help` quick

            job = follow(client, found["id"], [job])[0]
            note(told(job), style="green")
        if as_json:
            show_json(job)


@snapshots.command()
@workspace_option
@server_options
@json_option
def history(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """When numbers were counted, how many, and how long it took."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        runs = [each for each in client.get(f"/workspaces/{found['id']}/jobs", limit=200)["items"] if _counted(each)]
    if as_json:
        show_json(runs)
    elif not runs:
        say("Nothing was counted yet.", style="dim")
    else:
        show_table(
            ["When", "Because of", "State", "Snapshots", "Seconds"],
            [
                [
                    (each["finished_at"] or each["created_at"])[:16].replace("T", " "),
                    each["repository_name"] or each["kind"],
                    each["state"],
                    figure(each["details"].get("snapshots_generated"), "count"),
                    str(each["details"].get("seconds", NOTHING)),
                ]
                for each in runs
            ],
            right=(3, 4),
        )


def _counted(job: dict[str, object]) -> bool:
    return job["kind"] == "snapshots" or (isinstance(job["details"], dict) and "snapshots_generated" in job["details"])
