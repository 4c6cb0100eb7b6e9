"""`aexy projects`: named sets of repositories and tracker projects, and their sprints."""

from typing import Any

import click

from aexy.cli.asking import (
    examples,
    find_project,
    find_repository,
    find_tracker,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import confirm, say, show_json, show_table
from aexy.cli.figures import NOTHING


@click.group()
def projects() -> None:
    """Projects: which repositories and tracker projects belong together."""


@projects.command("list")
@workspace_option
@server_options
@json_option
def list_projects(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The workspace's projects."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/projects"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is no project yet. Make one with `aexy projects create NAME --with REPOSITORY`.", style="dim")
    else:
        show_table(
            ["Project", "Name", "Repositories", "Trackers"],
            [[p["slug"], p["name"], str(len(p["repository_ids"])), str(len(p["tracker_ids"]))] for p in known],
            right=(2, 3),
        )


@projects.command(epilog=examples("aexy projects create Checkout --with shop-api --with shop-web --tracker PAY"))
@click.argument("name")
@click.option("--with", "names", multiple=True, metavar="REPOSITORY", help="A repository of it; may be repeated.")
@click.option("--tracker", "trackers", multiple=True, metavar="PREFIX", help="A tracker project; may be repeated.")
@click.option("--description", metavar="TEXT", help="What it is about.")
@workspace_option
@server_options
@json_option
def create(
    *, name: str, names: tuple[str, ...], trackers: tuple[str, ...], description: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make a project of repositories and tracker projects."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {
            "name": name,
            "description": description,
            "repository_ids": [find_repository(client, found["id"], each)["id"] for each in names],
            "tracker_ids": [find_tracker(client, found["id"], each)["id"] for each in trackers],
        }
        made = client.send("POST", f"/workspaces/{found['id']}/projects", wish)
    _show(made, as_json=as_json)


@projects.command()
@click.argument("name")
@workspace_option
@server_options
@json_option
def show(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """One project, with what it holds."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_project(client, found["id"], name)
        answer = client.get(f"/workspaces/{found['id']}/projects/{meant['id']}")
    _show(answer, as_json=as_json)


@projects.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@server_options
def delete(*, name: str, yes: bool, workspace: str | None, server: str | None, token: str | None) -> None:
    """Take a project away. Its repositories and tracker projects stay."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_project(client, found["id"], name)
        if not yes:
            confirm(f"Take the project {meant['slug']} away?", abort=True)
        client.send("DELETE", f"/workspaces/{found['id']}/projects/{meant['id']}")
    say(f"There is no project {meant['slug']} any more; its repositories stay.")


@projects.command("set-repositories")
@click.argument("name")
@click.argument("repositories", nargs=-1)
@workspace_option
@server_options
@json_option
def set_repositories(
    *, name: str, repositories: tuple[str, ...], workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say exactly which REPOSITORIES are the project's. Its numbers follow, also those of the past."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_project(client, found["id"], name)
        wish = {"repository_ids": [find_repository(client, found["id"], each)["id"] for each in repositories]}
        answer = client.send("PUT", f"/workspaces/{found['id']}/projects/{meant['id']}/repositories", wish)
    _show(answer, as_json=as_json)


@projects.command("set-trackers")
@click.argument("name")
@click.argument("trackers", nargs=-1)
@workspace_option
@server_options
@json_option
def set_trackers(
    *, name: str, trackers: tuple[str, ...], workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say exactly which tracker projects are the project's, by what their issues begin with."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_project(client, found["id"], name)
        wish = {"tracker_ids": [find_tracker(client, found["id"], each)["id"] for each in trackers]}
        answer = client.send("PUT", f"/workspaces/{found['id']}/projects/{meant['id']}/trackers", wish)
    _show(answer, as_json=as_json)


@projects.command()
@click.argument("name", required=False)
@workspace_option
@server_options
@json_option
def sprints(*, name: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The sprints of a project, or of all, with the days that are theirs."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        project = find_project(client, found["id"], name)["id"] if name else None
        known = list(client.every(f"/workspaces/{found['id']}/sprints", project=project))
    if as_json:
        show_json(known)
    elif not known:
        say("There are no sprints.", style="dim")
    else:
        show_table(
            ["Sprint", "Board", "State", "First day", "Ends before"],
            [
                [
                    each["name"], each["board"], each["state"] + (" (cut short)" if each["is_cut"] else ""),
                    each["starts_on"] or NOTHING, each["ends_before"] or NOTHING,
                ]
                for each in known
            ],
        )  # fmt: skip


def _show(project: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(project)
        return
    say(f"{project['name']} ({project['slug']})")
    if project["description"]:
        say(project["description"], style="dim")
    held = [
        each["name"] if not each["owner"] else f"{each['owner']}/{each['name']}" for each in project["repositories"]
    ]
    trackers = [f"{each['prefix']} ({each['name']}, {each['provider']})" for each in project["trackers"]]
    show_table(
        ["Holds", "Which"],
        [["repository", each] for each in held] + [["tracker", each] for each in trackers]
        or [[NOTHING, "nothing yet"]],
    )
