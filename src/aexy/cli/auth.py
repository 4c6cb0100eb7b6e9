"""`aexy auth`: sign in to a server elsewhere. The one running here needs no signing in."""

import platform
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from aexy.cli.asking import examples, open_client
from aexy.cli.auth_keys import keys, sessions
from aexy.cli.console import note, say
from aexy.kernel.errors import Forbidden, NotSignedIn, Unusable
from aexy.settings import Settings

if TYPE_CHECKING:
    from aexy.cli.client import Client, Kept

_SCHEMES = ("http://", "https://")
_ALL = ("read", "write", "admin", "account")


@click.group()
def auth() -> None:
    """Sign in to another server than the one running here; keys and sessions of yours on either."""


@auth.command(epilog=examples("aexy auth login https://aexy.example.com", "aexy auth login URL --scope read"))
@click.argument("url")
@click.option(
    "--scope", "scopes", type=click.Choice(["read", "write", "admin", "account"]), multiple=True,
    help="What this command line may do; everything you may unless it is given.",
)  # fmt: skip
@click.option("--with-token", is_flag=True, help="Take a one-time link or a token instead, typed or piped in.")
def login(*, url: str, scopes: tuple[str, ...], with_token: bool) -> None:
    """Sign in to the server at URL: it shows a code, and you allow it in your browser."""
    from aexy.cli.choices import remember_server, remember_tokens  # noqa: PLC0415 - keeps `--help` quick
    from aexy.cli.client import Client, Server  # noqa: PLC0415 - likewise

    url = url.strip().rstrip("/")
    if not url.startswith(_SCHEMES):
        raise Unusable(f"{url!r} is no address.", next_step="Give one like https://aexy.example.com.")
    with Client(Server(url, "", is_here=False)) as stranger:
        tokens = _typed(stranger) if with_token else _by_code(stranger, scopes or _ALL)
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


def _typed(stranger: "Client") -> "Kept":
    from aexy.cli.client import Kept  # noqa: PLC0415 - as above

    said = click.prompt("Sign-in link or token", hide_input=True, err=True).strip()
    token = said.rpartition("#token=")[2]
    return stranger.redeem(token) or Kept(token, None, 0)


def _by_code(stranger: "Client", scopes: Sequence[str]) -> "Kept":
    """Show a code, and wait until somebody has allowed or refused it."""
    from aexy.cli.client import Kept  # noqa: PLC0415 - as above

    wish = {"client_name": _own_name(), "scopes": list(scopes)}
    begun = stranger.send("POST", "/auth/device/code", wish)
    note(f"Open {begun['verification_uri_complete']}", style="bold")
    note(f"and see that it shows the code {begun['user_code']}. Waiting for you to let this command line in …")
    pause, until = begun["interval"], time.time() + begun["expires_in"]
    while time.time() < until:
        time.sleep(pause)
        said = stranger.poll_device(begun["device_code"])
        if "access_token" in said:
            return Kept(said["access_token"], said["refresh_token"], time.time() + said["expires_in"])
        if said.get("error") == "slow_down":
            pause += begun["interval"]
        elif said.get("error") != "authorization_pending":
            raise Forbidden(str(said.get("error_description") or "It was refused."), next_step="Run the command again.")
    raise Forbidden("Nobody let this command line in within ten minutes.", next_step="Run the command again.")


def _own_name() -> str:
    """What the person who decides is shown: this program, and the name of this machine."""
    machine = re.sub(r"[^\w .-]", "", platform.node(), flags=re.ASCII)[:40]
    return f"aexy on {machine}" if machine else "aexy"


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
