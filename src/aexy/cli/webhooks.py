"""`aexy webhooks`: setting a provider's web hook up, looking at what it brought, reading it again."""

from typing import Any

import click

from aexy.cli.asking import examples, find_workspace, json_option, open_client, server_options, workspace_option
from aexy.cli.connecting import find_connection, path_of, secrets_given
from aexy.cli.console import note, say, show_json, show_table, to_copy
from aexy.cli.figures import plural
from aexy.kernel.errors import Unusable

STATES = ("received", "done", "ignored", "dead")


@click.group()
def webhooks() -> None:
    """Web hooks: set one up, see what it brought, read again what could not be read."""


@webhooks.command(epilog=examples("aexy webhooks add pagerduty on-call", "aexy webhooks add hook pipelines"))
@click.argument("tool", type=click.Choice(["pagerduty", "opsgenie", "hook"]))
@click.argument("name")
@click.option("--secret-file", metavar="FILE", help="A secret it made up already, from a file; - is standard input.")
@workspace_option
@server_options
@json_option
def add(
    *, tool: str, name: str, secret_file: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Listen to a tool that tells of incidents or deployments, and say what to enter where.

    A secret we make is shown this once. PagerDuty makes its own: give it with `aexy webhooks setup NAME --given`.
    """
    secret = secrets_given("Signing secret", (secret_file,))[0] if secret_file else None
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = {"provider": tool, "name": name, "secret": secret}
        made = client.send("POST", f"/workspaces/{found['id']}/connections/listening", wish)
    if as_json:
        show_json(made)
        return
    _tell(made["hook"], name)


@webhooks.command(epilog=examples("aexy webhooks setup acme", "aexy webhooks setup linear --given"))
@click.argument("name")
@click.option("--given", is_flag=True, help="The provider made the secret up (Linear): type it.")
@click.option("--secret-file", metavar="FILE", help="The same, from a file; - is standard input.")
@workspace_option
@server_options
@json_option
def setup(
    *, name: str, given: bool, secret_file: str | None, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Make the secret of a connection's web hook, and say what to enter where. It is shown this once.

    Done again, it makes a second secret that is believed beside the first until `aexy webhooks finish`.
    """
    secret = None
    if given or secret_file:
        secret = secrets_given("Signing secret", (secret_file,) if secret_file else ())[0]
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        made = client.send("POST", f"{path_of(found['id'], meant)}/webhook", {"secret": secret})
    if as_json:
        show_json(made)
        return
    _tell(made, meant["name"])


def _tell(made: dict[str, Any], name: str) -> None:
    to_copy(f"Address: {made['url']}", is_answer=True)
    if made["secret"]:
        to_copy(f"Secret:  {made['secret']}", is_answer=True)
        note("It is shown this once.")
    for step in made["steps"]:
        say(f"· {step}")
    show_table(["Event", "Brings"], [[each["name"], each["brings"]] for each in made["events"]])
    if made["is_second"]:
        note(
            f"The old secret is believed too. Once the new one is entered: `aexy webhooks finish {name}`.",
            style="yellow",
        )
    if not made["is_reachable"]:
        note(
            "A provider cannot reach that address. Put a proxy or tunnel in front and set AEXY_PUBLIC_URL to its "
            "address; until then everything is read every hour.",
            style="yellow",
        )


@webhooks.command()
@click.argument("name")
@workspace_option
@server_options
def finish(*, name: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """Believe only the newer of two secrets from here on."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        client.send("DELETE", f"{path_of(found['id'], meant)}/webhook/previous")
    say(f"Only the newer secret of {meant['name']}'s web hook is believed now.")


@webhooks.command("list")
@click.argument("name")
@click.option("--state", type=click.Choice(STATES), help="Only those of which this became.")
@click.option("--limit", type=click.IntRange(1, 200), default=30, show_default=True, help="How many at most.")
@workspace_option
@server_options
@json_option
def list_(
    *, name: str, state: str | None, limit: int, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """What a connection's web hook brought, newest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        listed = client.get(f"{path_of(found['id'], meant)}/deliveries", state=state, limit=limit)["items"]
    if as_json:
        show_json(listed)
    elif not listed:
        say("Nothing came." if state is None else f"Nothing is {state}.", style="dim")
    else:
        show_table(
            ["Delivery", "Came", "Event", "State", "Tries", "Why"],
            [
                [str(each["id"]), each["received_at"][:19].replace("T", " "), each["event"], each["state"],
                 str(each["attempts"]), each["error"] or ""]
                for each in listed
            ],
            right=(0, 4),
        )  # fmt: skip


@webhooks.command()
@click.argument("name")
@click.argument("number", type=int)
@workspace_option
@server_options
def show(*, name: str, number: int, workspace: str | None, server: str | None, token: str | None) -> None:
    """One delivery with all it says, as JSON."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        show_json(client.get(f"{path_of(found['id'], meant)}/deliveries/{number}"))


@webhooks.command()
@click.argument("name")
@click.argument("number", type=int, required=False)
@click.option("--dead", is_flag=True, help="All that could not be read.")
@workspace_option
@server_options
@json_option
def replay(
    *, name: str, number: int | None, dead: bool, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Read deliveries again. Reading one twice changes nothing."""
    if dead == (number is not None):
        raise Unusable("Which deliveries?", next_step="Give a number as `aexy webhooks list` shows it, or --dead.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        meant = find_connection(client, found["id"], name)
        path = f"{path_of(found['id'], meant)}/deliveries"
        answer = client.send("POST", f"{path}/replay" if dead else f"{path}/{number}/replay")
    if as_json:
        show_json(answer)
    else:
        count = answer["replayed"] if dead else 1
        say(f"Reading {plural(count, 'delivery')} again.")
