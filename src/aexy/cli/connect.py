"""`aexy connect`: from nothing to the first sync of a provider, one step after the other."""

import time
from collections import Counter
from shlex import quote
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from aexy.cli.asking import examples, json_option, open_client, server_options, workspace_option
from aexy.cli.connecting import (
    PROVIDERS,
    ask_what_to_follow,
    chosen,
    follow,
    path_of,
    secrets_given,
    somebody_answers,
    token_options,
)
from aexy.cli.console import confirm, note, say, show_json, to_copy
from aexy.cli.figures import plural
from aexy.cli.ingest import follow_to_the_end, own_workspace
from aexy.kernel.errors import Conflict, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client


class SignIn(NamedTuple):
    """What was said about signing in."""

    name: str | None
    files: tuple[str, ...]
    variables: tuple[str, ...]
    login: str | None
    app_id: str | None
    installation: int | None

    @property
    def is_complete(self) -> bool:
        """Whether nothing secret is left to be typed."""
        return bool(self.files or self.variables)


@click.command(
    epilog=examples(
        "aexy connect github",
        "aexy connect gitlab --url https://gitlab.example.org --follow 'team/*'",
        "aexy connect jira --url acme.atlassian.net --login me@acme.com --token-file token --follow-all --no-wait",
    )
)
@click.argument("provider", type=click.Choice(PROVIDERS))
@click.option("--url", metavar="URL", help="Your own installation; usually the provider's.")
@click.option("--name", help="What to call the connection; usually the account's name.")
@token_options
@click.option("--login", help="Jira: the account's e-mail, or the login on a server of your own.")
@click.option("--app", "app_id", metavar="ID", help="GitHub: sign in as this app, its key in --token-file.")
@click.option("--installation", type=int, help="GitHub: which installation of the app, where there are several.")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="What the provider's page in docs names.")
@click.option("--follow", "patterns", multiple=True, metavar="NAME", help="Follow this; patterns like acme/* work.")
@click.option("--follow-all", "everything", is_flag=True, help="Follow all the token sees, also what comes later.")
@click.option("--follow-none", "nothing", is_flag=True, help="Only connect.")
@click.option("--yes", is_flag=True, help="Do not ask; also take a token that lacks something.")
@click.option("--wait/--no-wait", default=True, help="Watch the first sync, or only start it.")
@workspace_option
@server_options
@json_option
def connect(
    *, provider: str, url: str | None, name: str | None, files: tuple[str, ...], variables: tuple[str, ...],
    login: str | None, app_id: str | None, installation: int | None, options: tuple[str, ...],
    patterns: tuple[str, ...], everything: bool, nothing: bool, yes: bool, wait: bool, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Connect GitHub, GitLab, Jira or Linear: its token is tried, then you choose what to follow.

    A token is typed unseen or read from a file, never given on the command line, and kept sealed.
    """
    if sum((bool(patterns), everything, nothing)) > 1:
        raise Unusable(
            "What to follow was said in two ways.", next_step="Give --follow, --follow-all or --follow-none."
        )
    asks = somebody_answers() and not yes
    with open_client(server, token) as client:
        found = own_workspace(client, workspace)
        path = f"/workspaces/{found['id']}/connections"
        url = _address(provider, url, asks=asks)
        guide = client.get(f"{path}/guide", provider=provider, base_url=url)
        wish = {"provider": provider, "base_url": url, "options": _options(options)}
        given = SignIn(name, files, variables, login, app_id, installation)
        by_code = guide["has_device_flow"] and not given.is_complete and not app_id and asks
        made = _by_code(client, path, wish | {"name": name}) if by_code else None
        made = made or _by_token(client, path, wish, guide, given, yes=yes)
        wanted = _wanted(
            client, path_of(found["id"], made), patterns, everything=everything, nothing=nothing, asks=asks
        )
        jobs = _follow_and_read(client, found["id"], made, wanted, wait=wait)
        shown = client.get(path_of(found["id"], made))
    if as_json:
        show_json({"connection": shown, "jobs": jobs})
        return
    _tell_the_rest(shown)


def _address(provider: str, url: str | None, *, asks: bool) -> str | None:
    if url is None and provider == "jira":
        if not asks:
            raise Unusable("Jira needs the address of your site.", next_step="Give it with --url.", field="url")
        return str(click.prompt("Your Jira's address", err=True)).strip()
    return url


def _options(said: tuple[str, ...]) -> dict[str, object]:
    import orjson  # noqa: PLC0415 - keeps `--help` quick

    options: dict[str, object] = {}
    for each in said:
        key, equals, value = each.partition("=")
        if not equals or not key:
            raise Unusable(
                f"--option {each!r} is no KEY=VALUE.", next_step="Write it as story_points_field=customfield_1."
            )
        try:
            options[key] = orjson.loads(value)
        except orjson.JSONDecodeError:
            options[key] = value
    return options


def _by_code(client: "Client", path: str, wish: dict[str, Any]) -> dict[str, Any] | None:
    """Show a code, wait until it was typed at the provider. None where that is not to be had."""
    asked = {"provider": wish["provider"], "base_url": wish["base_url"]}
    try:
        begun = client.send("POST", f"{path}/device/start", asked)
    except Conflict as error:
        note(f"{error.detail} So with a token.", style="yellow")
        return None
    note(f"Open {begun['verification_url']} and type {begun['user_code']}", style="bold")
    pause = begun["seconds_between"]
    poll = {**asked, "device_code": begun["device_code"], "name": wish["name"]}
    while True:
        time.sleep(pause)
        answer = client.send("POST", f"{path}/device/poll", poll)
        if answer["state"] == "done":
            made: dict[str, Any] = answer["connection"]
            _tell_who(client.send("POST", f"{path}/{made['id']}/check"))
            note(f"Connected to {made['origin']} as {made['account']}.", style="green")
            return made
        pause = answer["seconds_between"]


def _by_token(
    client: "Client", path: str, wish: dict[str, Any], guide: dict[str, Any], given: SignIn, *, yes: bool
) -> dict[str, Any]:
    if not given.is_complete:
        _tell_how(guide)
    asks, login = somebody_answers() and not yes, given.login
    if login is None and asks and guide["provider"] == "jira" and ".atlassian.net" in wish["base_url"]:
        login = str(click.prompt("The account's e-mail", err=True)).strip()
    if given.app_id and not given.is_complete:
        raise Unusable("The app's key is a file of many lines.", next_step="Give it with --token-file app.pem.")
    secrets = secrets_given("Token", given.files, given.variables)
    if given.app_id:
        wish = wish | {"app": {"app_id": given.app_id, "key": secrets[0], "installation_id": given.installation}}
    else:
        wish = wish | {"tokens": secrets, "login": login}
    said = client.send("POST", f"{path}/check", wish)
    _tell_who(said)
    if said["missing"] and not yes:
        _insist(said, asks=asks)
    made: dict[str, Any] = client.send("POST", path, wish | {"name": given.name})
    note(f"Connected to {made['origin']} as {made['account']}; the token is kept sealed.", style="green")
    return made


def _insist(said: dict[str, Any], *, asks: bool) -> None:
    """A token that lacks something is kept only if somebody says so."""
    if asks and confirm("Connect with this token all the same?", default=True):
        return
    lacking = ", ".join(each["scope"] for each in said["missing"])
    raise Conflict(
        f"Nothing was kept: the token lacks {lacking}.",
        next_step="Make one that may do it, or say --yes to connect with this one all the same.",
    )


def _tell_how(guide: dict[str, Any]) -> None:
    if guide["token_url"]:
        note("Make a token at", style="")
        to_copy(guide["token_url"])
    for step in guide["steps"]:
        note(f"· {step}", style="")
    for each in guide["scopes"]:
        note(f"  {each['scope']}: {each['reads']}")


def _tell_who(said: dict[str, Any]) -> None:
    note(f"The token is {said['account']}'s at {said['origin']}.", style="")
    if said["scopes"]:
        note(f"It may: {', '.join(said['scopes'])}.")
    for each in said["missing"]:
        note(f"It lacks {each['scope']}. {each['costs']}", style="yellow")
    for each in said["notes"]:
        note(each, style="yellow")
    if said["expires_at"]:
        note(f"It expires on {said['expires_at'][:10]}.", style="yellow")


def _wanted(
    client: "Client", path: str, patterns: tuple[str, ...], *, everything: bool, nothing: bool, asks: bool
) -> list[dict[str, Any]] | None:
    """What is to be followed; None is everything."""
    if everything:
        return None
    if nothing or not (patterns or asks):
        return []
    note("Looking what it can see …")
    known = list(client.every(f"{path}/available"))
    if patterns:
        return chosen(known, patterns)
    if not known:
        note("It sees no repository and no project yet.", style="yellow")
        return []
    return ask_what_to_follow(known)


def _follow_and_read(
    client: "Client", workspace_id: str, made: dict[str, Any], wanted: list[dict[str, Any]] | None, *, wait: bool
) -> list[dict[str, Any]]:
    if wanted == []:
        note(f"Nothing is followed yet. `aexy connections follow {quote(made['name'])} NAME…` chooses.")
        return []
    path = path_of(workspace_id, made)
    followed = follow(client, path, wanted)
    kinds = Counter(each["kind"] for each in followed["items"])
    counted = " and ".join(plural(number, kind) for kind, number in sorted(kinds.items(), reverse=True))
    note(f"Following {counted or 'nothing yet'}; reading for the first time.", style="")
    jobs = [client.send("POST", f"{path}/sync", {"full": False})]
    return follow_to_the_end(client, workspace_id, jobs) if wait else jobs


def _tell_the_rest(shown: dict[str, Any]) -> None:
    say(f"{shown['name']} · {plural(shown['repositories'], 'repository')}, {plural(shown['projects'], 'project')}")
    if shown["repositories"] or shown["projects"] or shown["follows_all"]:
        note("It is read again every hour.")
        note(f"For news within seconds, set up its web hook: `aexy webhooks setup {quote(shown['name'])}`.")
