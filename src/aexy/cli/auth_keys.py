"""`aexy auth keys` and `aexy auth sessions`: what opens the doors in your name, and how to close them."""

from typing import Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options
from aexy.cli.console import note, say, show_json, show_table, to_copy
from aexy.kernel.errors import Unknown, Unusable


@click.group(invoke_without_command=True)
@server_options
@json_option
@click.pass_context
def keys(context: click.Context, *, server: str | None, token: str | None, as_json: bool) -> None:
    """Keys for programs: each may do less than you, for a while. Without a command it lists them."""
    if context.invoked_subcommand is not None:
        return
    with open_client(server, token) as client:
        found = client.get("/auth/keys")["items"]
    if as_json:
        show_json(found)
    elif not found:
        say("You have no keys. `aexy auth keys make NAME` makes one.", style="dim")
    else:
        titles = ["Begins with", "Name", "May", "Where", "Until", "Last used"]
        show_table(titles, [_key_row(each) for each in found])


@keys.command(epilog=examples("aexy auth keys make ci", "aexy auth keys make loader --scope write --days 30 -w acme"))
@click.argument("name")
@click.option(
    "--scope", "scopes", type=click.Choice(["read", "write", "admin"]), multiple=True, default=["read"],
    show_default=True, help="What it may do; give it several times for several.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it lasts.")
@click.option("--workspace", "-w", metavar="NAME", help="The only workspace it is good for; all of yours otherwise.")
@server_options
def make(
    *, name: str, scopes: tuple[str, ...], days: int, workspace: str | None, server: str | None, token: str | None
) -> None:
    """Make a key and print it: on standard output, this once."""
    with open_client(server, token) as client:
        only = find_workspace(client, workspace)["id"] if workspace else None
        wish = {"name": name, "scopes": sorted(set(scopes)), "days": days, "workspace_id": only}
        made = client.send("POST", "/auth/keys", wish)
    note(f"A key that may {' and '.join(made['scopes'])} until {made['expires_at'][:10]}. It is not shown again.")
    to_copy(made["key"], is_answer=True)


@keys.command()
@click.argument("key", metavar="BEGINNING")
@server_options
def revoke(*, key: str, server: str | None, token: str | None) -> None:
    """Revoke the key that begins like this, by its name, or by its id. It opens nothing from then on."""
    with open_client(server, token) as client:
        found = _meant(client.get("/auth/keys")["items"], key)
        client.send("DELETE", f"/auth/keys/{found['id']}")
    say(f"Revoked {found['name']} (aexy_{found['prefix']}_…).")


@click.command(epilog=examples("aexy auth sessions", "aexy auth sessions --end 0198", "aexy auth sessions --end-all"))
@click.option("--end", metavar="ID", help="End the session whose id begins like this.")
@click.option("--end-all", is_flag=True, help="Sign out everywhere, here too.")
@server_options
@json_option
def sessions(*, end: str | None, end_all: bool, server: str | None, token: str | None, as_json: bool) -> None:
    """Where you are signed in, and signing out from afar."""
    with open_client(server, token) as client:
        if end_all:
            say(f"Ended {client.send('POST', '/auth/sign-out-everywhere')['sessions']} sessions.")
            return
        found = client.get("/auth/sessions")["items"]
        if end is not None:
            meant = [each for each in found if each["id"].startswith(end.lower())]
            if len(meant) != 1:
                raise Unknown(f"{len(meant)} sessions begin with {end!r}.", next_step="See `aexy auth sessions`.")
            client.send("DELETE", f"/auth/sessions/{meant[0]['id']}")
            say(f"Ended {meant[0]['label']}.")
            return
    if as_json:
        show_json(found)
        return
    titles = ["Id", "Where", "Signed in by", "Since", "Last used", ""]
    show_table(titles, [_session_row(each) for each in found])


def _key_row(key: dict[str, Any]) -> list[str]:
    until = f"{key['expires_at'][:10]} (over)" if key["is_expired"] else key["expires_at"][:10]
    used = (key["last_used_at"] or "never")[:16].replace("T", " ")
    where = key["workspace"] or "all your workspaces"
    return [f"aexy_{key['prefix']}_…", key["name"], ", ".join(key["scopes"]), where, until, used]


def _session_row(session: dict[str, Any]) -> list[str]:
    used = (session["last_used_at"] or session["created_at"])[:16].replace("T", " ")
    now = "this one" if session["is_current"] else ""
    way = session["way"].replace("_", " ")
    return [session["id"][:8], session["label"], way, session["created_at"][:10], used, now]


def _meant(found: list[dict[str, Any]], wanted: str) -> dict[str, Any]:
    plain = wanted.removeprefix("aexy_").partition("_")[0]
    meant = [each for each in found if plain == each["prefix"] or wanted in {each["name"], each["id"]}]
    if len(meant) > 1:
        raise Unusable(f"{len(meant)} keys are called {wanted!r}.", next_step="Say which by its beginning.")
    if not meant:
        raise Unknown(f"You have no key {wanted!r}.", next_step="See `aexy auth keys`.")
    return meant[0]
