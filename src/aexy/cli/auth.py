"""`aexy auth`: sign in to a server elsewhere. The one running here needs no signing in."""

import click

from aexy.cli.asking import open_client
from aexy.cli.auth_keys import keys, sessions
from aexy.cli.console import note, say
from aexy.kernel.errors import NotSignedIn, Unusable
from aexy.settings import Settings

_SCHEMES = ("http://", "https://")


@click.group()
def auth() -> None:
    """Sign in to another server than the one running here; keys and sessions of yours on either."""


@auth.command()
@click.option("--server", required=True, metavar="URL", help="Its address, as in the browser.")
def login(*, server: str) -> None:
    """Sign in with a one-time link or a token, read from the terminal or from standard input."""
    from aexy.cli.choices import remember_server, remember_tokens  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.client import Client, Kept, Server  # noqa: PLC0415 - likewise

    url = server.strip().rstrip("/")
    if not url.startswith(_SCHEMES):
        raise Unusable(f"{server!r} is no address.", next_step="Give one like https://aexy.example.com.")
    said = click.prompt("Sign-in link or token", hide_input=True, err=True).strip()
    token = said.rpartition("#token=")[2]
    with Client(Server(url, "", is_here=False)) as stranger:
        tokens = stranger.redeem(token) or Kept(token, None, 0)
    with Client(Server(url, tokens.access, is_here=False)) as client:
        try:
            me = client.get("/auth/me")
        except NotSignedIn:
            raise NotSignedIn(
                f"{url} does not know that link or token.", next_step="Links work once; ask for a new one."
            ) from None
    home = Settings().home
    remember_tokens(home, url, tokens)
    remember_server(home, url)
    say(f"Signed in to {url} as {me['account']['name']}.")
    note("Commands ask this server now. `aexy auth logout` goes back to the one here.")


auth.add_command(keys)
auth.add_command(sessions)


@auth.command()
def logout() -> None:
    """End the session and ask the server running here again."""
    from aexy.cli.choices import remember_server, remember_tokens  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.client import read_choices  # noqa: PLC0415 - likewise

    home = Settings().home
    url = read_choices(home).get("server")
    if not url:
        say("You are not signed in to another server.", style="dim")
        return
    try:
        with open_client(None, None) as client:
            client.send("POST", "/auth/sign-out")
    finally:
        remember_tokens(home, url, None)
        remember_server(home, None)
    say(f"Signed out of {url}.")
