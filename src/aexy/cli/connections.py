"""`aexy connections`: the ways to providers, what is followed, their tokens."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.connecting import (
    ask_what_to_follow,
    chosen,
    find_connection,
    follow,
    path_of,
    secrets_given,
    somebody_answers,
    token_options,
)
from aexy.cli.console import confirm, note, say, show_json, show_table
from aexy.cli.figures import NOTHING, plural
from aexy.cli.ingest import follow_to_the_end
from aexy.kernel.errors import Conflict, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client


@click.group()
def connections() -> None:
    """Providers: list connections, choose what to follow, pause, renew tokens. `aexy connect` makes one."""


@connections.command("list")
@workspace_option
@server_options
@json_option
def list_(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The workspace's connections and how they are."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/connections"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is no connection yet. Make one with `aexy connect github`.", style="dim")
    else:
        show_table(
            ["Connection", "Provider", "Where", "State", "Follows", "Synced", "What is wrong"],
            [
                [each["name"], each["provider"], each["origin"], each["state"], _follows(each),
                 (each["last_synced_at"] or NOTHING)[:16].replace("T", " "), each["error"] or ""]
                for each in known
            ],
        )  # fmt: skip


@connections.command()
@click.argument("name")
@click.option("--available", is_flag=True, help="What its tokens can see, not only what is followed.")
@workspace_option
@server_options
@json_option
def show(
    *, name: str, available: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """One connection: whose it is, its tokens without their secrets, what is followed."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        path = path_of(found["id"], meant)
        things = list(client.every(f"{path}/available")) if available else client.get(f"{path}/followed")["items"]
    if as_json:
        show_json({"connection": meant, "available" if available else "followed": things})
        return
    say(f"{meant['name']} · {meant['provider']} at {meant['base_url']} · {meant['state']}")
    if meant["error"]:
        note(meant["error"], style="yellow")
    say(f"Signs in as {meant['account'] or NOTHING} with {_signs(meant)}.")
    if meant["scopes"]:
        say(f"May: {', '.join(meant['scopes'])}.")
    say(_hook(meant))
    for each in things:
        mark = "" if not available else "followed" if each["is_followed"] else ""
        gone = f"gone since {each['gone_at'][:10]}" if each.get("gone_at") else mark
        say(f"  {each['name']}{f' · {gone}' if gone else ''}")


@connections.command(
    name="follow", epilog=examples("aexy connections follow acme 'acme/*'", "aexy connections follow acme --all")
)
@click.argument("name")
@click.argument("patterns", nargs=-1, metavar="[WHAT…]")
@click.option("--all", "everything", is_flag=True, help="All its tokens see, also what comes later.")
@click.option("--only", is_flag=True, help="These and nothing else: what was followed before is left.")
@click.option("--wait/--no-wait", default=True, help="Watch until it is read, or only start it.")
@workspace_option
@server_options
@json_option
def follow_(
    *, name: str, patterns: tuple[str, ...], everything: bool, only: bool, wait: bool, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Choose what is followed, and read it. What is left keeps the facts it brought."""
    if everything and patterns:
        raise Unusable("All and some were asked for at once.", next_step="Give names, or --all.")
    if not (everything or patterns or only or somebody_answers()):
        raise Unusable("Follow what?", next_step="Name it, or say --all.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        path = path_of(found["id"], meant)
        wanted = None if everything else _chosen(client, path, patterns, only=only)
        followed = follow(client, path, wanted)
        jobs = [client.send("POST", f"{path}/sync", {"full": False})] if followed["items"] else []
        if wait:
            jobs = follow_to_the_end(client, found["id"], jobs)
    if as_json:
        show_json(followed | {"jobs": jobs})
    else:
        say(f"{meant['name']} follows {plural(len(followed['items']), 'thing')}.")


def _chosen(client: "Client", path: str, patterns: tuple[str, ...], *, only: bool) -> list[dict[str, Any]] | None:
    known = list(client.every(f"{path}/available"))
    if not patterns and not only:
        return ask_what_to_follow(known)
    before = [] if only else client.get(f"{path}/followed")["items"]
    return [*before, *chosen(known, patterns)]


@connections.command()
@click.argument("name")
@workspace_option
@server_options
@json_option
def pause(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Ask its provider for nothing until it goes on; web hooks are kept meanwhile."""
    _set_paused(name, workspace, server, token, as_json=as_json, wished=True)


@connections.command()
@click.argument("name")
@workspace_option
@server_options
@json_option
def resume(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Let a paused connection go on."""
    _set_paused(name, workspace, server, token, as_json=as_json, wished=False)


def _set_paused(
    name: str, workspace: str | None, server: str | None, token: str | None, *, as_json: bool, wished: bool
) -> None:
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        answer = client.send("PATCH", path_of(found["id"], meant), {"is_paused": wished})
    if as_json:
        show_json(answer)
    else:
        say(f"{answer['name']} is {answer['state']}.")


@connections.command()
@click.argument("name")
@workspace_option
@server_options
@json_option
def check(*, name: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Try its tokens: whose they are, what they may, what they lack."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        said = client.send("POST", f"{path_of(found['id'], meant)}/check")
    if as_json:
        show_json(said)
        return
    say(f"{meant['name']} works, as {said['account']}.", style="green")
    for each in said["missing"]:
        say(f"It lacks {each['scope']}. {each['costs']}", style="yellow")
    for each in said["notes"]:
        say(each, style="yellow")


@connections.command(
    epilog=examples("aexy connections token acme", "aexy connections token acme --add --token-file more")
)
@click.argument("name")
@token_options
@click.option("--add", "adds", is_flag=True, help="Beside those there are, not in their place.")
@click.option("--drop", type=int, metavar="NUMBER", help="Forget the token of this number.")
@workspace_option
@server_options
@json_option
def token(
    *, name: str, files: tuple[str, ...], variables: tuple[str, ...], adds: bool, drop: int | None,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Renew the token of a connection, or give it several that are used in turn."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        path = f"{path_of(found['id'], meant)}/tokens"
        if drop is not None:
            answer = client.send("DELETE", f"{path}/{drop}")
        elif adds:
            for each in secrets_given("Token", files, variables):
                answer = client.send("POST", path, {"token": each})
        else:
            answer = client.send("PUT", path, _signs_with(meant, files, variables))
    if as_json:
        show_json(answer)
    else:
        say(f"{answer['name']} signs in as {answer['account']} with {_signs(answer)}.")


def _signs_with(of: dict[str, Any], files: tuple[str, ...], variables: tuple[str, ...]) -> dict[str, Any]:
    """Fresh tokens, or a fresh key where an app signs in."""
    if of["auth_kind"] != "app":
        return {"tokens": secrets_given("Token", files, variables)}
    if not (files or variables):
        raise Unusable("An app's key is a file of many lines.", next_step="Give it with --token-file app.pem.")
    app = {key: of["options"].get(key) for key in ("app_id", "installation_id")}
    return {"app": {**app, "key": secrets_given("Key", files, variables)[0]}}


@connections.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@workspace_option
@server_options
def remove(*, name: str, yes: bool, workspace: str | None, server: str | None, token: str | None) -> None:
    """Remove a connection with its tokens. What it brought stays."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        question = f"Remove {meant['name']} and its tokens from {found['slug']}?"
        if not yes and not (somebody_answers() and confirm(question)):
            raise Conflict("Nothing was changed.", next_step="Say --yes to go on without being asked.")
        client.send("DELETE", path_of(found["id"], meant))
    say(f"Removed {meant['name']}. What it brought stays; take the token away at the provider too.")


def _follows(each: dict[str, Any]) -> str:
    if each["follows_all"]:
        return "all"
    things = (("repositories", "repository"), ("projects", "project"))
    counted = [plural(each[key], thing) for key, thing in things if each[key]]
    return ", ".join(counted) or "nothing"


def _signs(each: dict[str, Any]) -> str:
    if each["auth_kind"] == "app":
        return "an app's key"
    hints = ", ".join(f"…{one['hint']}" for one in each["tokens"] if one["hint"])
    return plural(len(each["tokens"]), "token") + (f" ({hints})" if hints else "")


def _hook(each: dict[str, Any]) -> str:
    hook = each["webhook"]
    if not hook["is_set"]:
        return "No web hook: `aexy webhooks setup` makes one."
    seen = f"last heard {hook['seen_at'][:16].replace('T', ' ')}" if hook["seen_at"] else "nothing heard yet"
    dead = f", {hook['dead']} could not be read (`aexy webhooks list`)" if hook["dead"] else ""
    return f"Web hook: {seen}, {hook['waiting']} waiting{dead}."
