"""`aexy repos`: the repositories a workspace counts."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from aexy.cli.asking import (
    examples,
    find_repository,
    find_team,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import confirm, in_words, say, show_json, show_table
from aexy.cli.figures import NOTHING, figure
from aexy.kernel.errors import Unusable

ALWAYS = "always"


@click.group()
def repos() -> None:
    """Repositories: list them, say who owns one and what it is for, remove one, give back its disk."""


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
            confirm(f"Remove {meant['full_name']} and its {counted} commits from {found['slug']}?", abort=True)
        client.send("DELETE", f"/workspaces/{found['id']}/repositories/{meant['id']}")
    say(f"Removed {meant['full_name']}.")


@repos.command()
@click.argument("name")
@click.argument("what", required=False, type=click.Choice(["production", "personal", "learning"]))
@workspace_option
@server_options
@json_option
def context(
    *, name: str, what: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """What a repository is for, or with WHAT say so. It stands beside the skills that were earned in it."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_repository(client, found["id"], name)
        path = f"/workspaces/{found['id']}/repositories/{meant['id']}"
        answer = client.send("PATCH", path, {"context": what}) if what else client.get(path)
    if as_json:
        return show_json(answer)
    return say(f"{meant['full_name']} is for {answer['context']}.")


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


@repos.command(
    epilog=examples(
        "aexy repos owners shop-api",
        "aexy repos owners shop-api --set payments --since 2026-03-01",
        "aexy repos owners shop-api --suggest",
    )
)
@click.argument("name")
@click.option("--set", "teams", multiple=True, metavar="TEAM", help="Who owns it; may be repeated.")
@click.option("--nobody", is_flag=True, help="Nobody owns it.")
@click.option("--since", metavar="DATE", help="The first day it is so, or `always`; from now on where it is left out.")
@click.option("--suggest", is_flag=True, help="Which team wrote most of it in the last 90 days. Changes nothing.")
@workspace_option
@server_options
@json_option
def owners(
    *, name: str, teams: tuple[str, ...], nobody: bool, since: str | None, suggest: bool, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Which teams own a repository, and since when. Changes by other teams cross teams."""
    if sum([bool(teams), nobody, suggest]) > 1 or (since and not (teams or nobody)):
        raise Unusable(
            "That is more than one wish.", next_step="Give --set, --nobody or --suggest; --since with a set."
        )
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_repository(client, found["id"], name)
        path = f"/workspaces/{found['id']}/repositories/{meant['id']}/owners"
        if suggest:
            answer = client.get(f"{path}/suggestion")
        elif teams or nobody:
            ids = [find_team(client, found["id"], each)["id"] for each in teams]
            wish = {"team_ids": ids, "since": _since(since, ZoneInfo(found["time_zone"]))}
            answer = client.send("PUT", path, wish)
        else:
            answer = client.get(path)
    if as_json:
        show_json(answer)
    elif suggest:
        _show_suggestion(meant["full_name"], answer)
    else:
        _show_owners(meant["full_name"], answer, ZoneInfo(found["time_zone"]))


def _since(text: str | None, zone: ZoneInfo) -> str | None:
    if text == ALWAYS:
        return None
    if text is None:
        return datetime.now(UTC).isoformat()
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone).isoformat()
    except ValueError:
        raise Unusable(f"{text!r} is no date.", next_step=f"Write 2026-03-01, or {ALWAYS}.") from None


def _show_owners(name: str, answer: dict[str, Any], zone: ZoneInfo) -> None:
    now = ", ".join(each["name"] for each in answer["owners"])
    say(f"{name} is owned by {now}." if now else f"Nobody owns {name}.")
    if answer["history"]:
        show_table(
            ["Team", "Since", "Until", "Said by"],
            [
                [each["name"], _day(each["since"], zone, ALWAYS), _day(each["until"], zone, "now"), each["source"]]
                for each in answer["history"]
            ],
        )


def _day(instant: str | None, zone: ZoneInfo, otherwise: str) -> str:
    return str(datetime.fromisoformat(instant).astimezone(zone).date()) if instant else otherwise


def _show_suggestion(name: str, answer: dict[str, Any]) -> None:
    team = answer["team"]
    if team:
        share = figure(team["share"], "share")
        say(f"{name} seems to belong to {team['name']}: {share} of {answer['n']} commits in 90 days.")
    else:
        say(f"There is no suggestion for {name}.")
    if answer["evidence"]:
        show_table(
            ["Team", "Commits", "Share"],
            [[t["name"], figure(t["commits"], "count"), figure(t["share"], "share")] for t in answer["evidence"]],
            right=(1, 2),
        )
    say(answer["caution"], style="dim")


def _failure(job: dict[str, str | None] | None) -> str:
    return (job["error"] or "failed") if job and job["state"] == "failed" else ""
