"""`aexy repos`: the repositories a workspace counts."""

import click

from aexy.cli.asking import find_repository, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import in_words, say, show_json, show_table
from aexy.cli.figures import NOTHING, figure


@click.group()
def repos() -> None:
    """Repositories: list them, remove one, give back its disk."""


@repos.command("list")
@workspace_option
@server_options
@json_option
def list_repositories(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The workspace's repositories, and how far each was read."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/repositories"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is no repository yet. Add one with `aexy ingest PATH|URL`.", style="dim")
    else:
        show_table(
            ["Repository", "Branch", "Counted", "Last commit", "Synced", "Mirror", "Now"],
            [
                [
                    each["name"] if not each["owner"] else f"{each['owner']}/{each['name']}",
                    (each["default_branch"] or NOTHING) + (" (shallow)" if each["is_shallow"] else ""),
                    figure(each["commits_counted"], "count"),
                    (each["last_commit_at"] or NOTHING)[:10],
                    (each["last_synced_at"] or NOTHING)[:16].replace("T", " "),
                    in_words(each["mirror_bytes"]) if each["mirror_bytes"] else NOTHING,
                    (each["active_job"] or {}).get("stage") or _failure(each["last_job"]),
                ]
                for each in known
            ],
            right=(2, 5),
        )


@repos.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@server_options
def remove(*, name: str, yes: bool, workspace: str | None, server: str | None, token: str | None) -> None:
    """Remove a repository and everything read of it from the workspace. The repository itself is not touched."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_repository(client, found["id"], name)
        counted = figure(meant["commits_stored"], "count")
        if not yes:
            click.confirm(f"Remove {meant['full_name']} and its {counted} commits from {found['slug']}?", abort=True)
        client.send("DELETE", f"/workspaces/{found['id']}/repositories/{meant['id']}")
    say(f"Removed {meant['full_name']}.")


@repos.command("drop-mirror")
@click.argument("name")
@workspace_option
@server_options
def drop_mirror(*, name: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """Give back the disk our copy of a repository takes. The numbers stay; the next sync fetches it anew."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_repository(client, found["id"], name)
        client.send("DELETE", f"/workspaces/{found['id']}/repositories/{meant['id']}/mirror")
    freed = f" {in_words(meant['mirror_bytes'])} are free again." if meant["mirror_bytes"] else ""
    say(f"Dropped the mirror of {meant['full_name']}.{freed}")


def _failure(job: dict[str, str | None] | None) -> str:
    return (job["error"] or "failed") if job and job["state"] == "failed" else ""
