"""`aexy jobs`: what is being done, how far it is, and how to stop it."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import figure
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client


@click.group()
def jobs() -> None:
    """Work under way: list it, watch it, cancel it."""


@jobs.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are over.")
@workspace_option
@server_options
@json_option
def list_jobs(*, everything: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What is under way, newest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/jobs"
        listed = client.get(path, limit=50)["items"] if everything else list(client.every(path, active="true"))
    if as_json:
        show_json(listed)
    elif not listed:
        say(
            "Nothing is under way." + ("" if everything else " `aexy jobs list --all` shows what is over."), style="dim"
        )
    else:
        show_table(
            ["Job", "Of", "State", "Stage", "Done", "Of all", "Begun"], [_row(job) for job in listed], right=(4, 5)
        )


@jobs.command()
@click.argument("job", required=False)
@workspace_option
@server_options
@json_option
def watch(*, job: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Watch a job, or all that are under way, until they are over."""
    from aexy.cli.follow import follow, told  # noqa: PLC0415 - keeps `--help` quick

    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/jobs"
        watched = [_find(client, path, job)] if job else list(client.every(path, active="true"))
        ended = follow(client, found["id"], watched)
    if as_json:
        show_json(ended)
        return
    for each in ended:
        note(told(each), style="green")
    if not ended:
        say("Nothing is under way.", style="dim")


@jobs.command()
@click.argument("job", required=False)
@workspace_option
@server_options
@json_option
def cancel(*, job: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Stop a job at its next step; without its id, the only one under way. What was read stays."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/jobs"
        meant = _find(client, path, job) if job else _only(list(client.every(path, active="true")))
        answer = client.send("POST", f"{path}/{meant['id']}/cancel")
    if as_json:
        show_json(answer)
    else:
        say(f"Asked {_subject(answer)} to stop.")


def _find(client: "Client", path: str, wanted: str) -> dict[str, Any]:
    """A job by its id or the beginning of it."""
    found = [each for each in client.get(path, limit=200)["items"] if each["id"].startswith(wanted.lower())]
    if len(found) == 1:
        return dict(found[0])
    if found:
        raise Unusable(f"{len(found)} jobs begin with {wanted!r}.", next_step="Give more of the id.")
    raise Unknown(f"There is no job {wanted!r}.", next_step="See `aexy jobs list --all`.")


def _only(active: list[dict[str, Any]]) -> dict[str, Any]:
    if len(active) == 1:
        return active[0]
    if not active:
        raise Unknown("Nothing is under way.", next_step="See `aexy jobs list --all` for what is over.")
    raise Unusable(
        f"{len(active)} jobs are under way.",
        next_step=f"Say which: {', '.join(each['id'][:8] for each in active[:5])}.",
    )


def _subject(job: dict[str, Any]) -> str:
    """What a job is about: a repository, a connection, or what it does for the whole workspace."""
    return str(job["repository_name"] or job["connection_name"] or job["kind"].replace("_", " "))


def _row(job: dict[str, Any]) -> list[str]:
    return [
        job["id"][:8], _subject(job), job["state"], job["error"] or job["stage"] or "",
        figure(job["done"], "count"), figure(job["total"], "count"), job["created_at"][:16].replace("T", " "),
    ]  # fmt: skip
