"""What every command that asks a server has in common: its options, the workspace meant, and who a name stands for."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import click

from aexy.kernel.errors import Forbidden, Unknown, Unusable, did_you_mean
from aexy.settings import Settings

if TYPE_CHECKING:
    from aexy.cli.client import Client

Command = TypeVar("Command", bound=Callable[..., Any])
_SHOWN = 5
_ISSUE_STATES = ("open", "done", "cancelled")


def examples(*lines: str) -> str:
    """Examples for the end of a command's help; the first character keeps click from filling the lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def server_options(command: Command) -> Command:
    """`--server` and `--token`: another server than the one running here."""
    command = click.option("--token", envvar="AEXY_TOKEN", hidden=True, help="A token for it.")(command)
    return click.option(
        "--server", envvar="AEXY_SERVER", metavar="URL", help="Ask this server, not the one running here."
    )(command)


def workspace_option(command: Command) -> Command:
    """`--workspace`: which one, where there are several."""
    return click.option(
        "--workspace", "-w", envvar="AEXY_WORKSPACE", metavar="NAME", help="The workspace, by name or slug."
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: the answer for programs."""
    return click.option("--json", "as_json", is_flag=True, help="For programs.")(command)


def period_options(command: Command) -> Command:
    """`--period`, or `--from` and `--to`."""
    command = click.option("--to", "until", metavar="DATE", help="The first day that no longer counts.")(command)
    command = click.option("--from", "since", metavar="DATE", help="The first day.")(command)
    return click.option("--period", metavar="PERIOD", help="12w, 30d, 6m, 2026-Q1, 2026-03, 2026-W09 …")(command)


def open_client(server: str | None, token: str | None) -> "Client":
    """A client of the server meant. Its library is loaded here: a command's help needs none."""
    from aexy.cli.client import Client, find_server  # noqa: PLC0415 - keeps `--help` quick

    return Client(find_server(Settings(), url=server, token=token))


def find_workspace(client: "Client", wanted: str | None) -> dict[str, Any]:
    """The workspace named, the one in use, or the only one; Unknown or Unusable where that does not decide it."""
    known = client.get("/auth/me")["workspaces"]
    wanted = wanted or _in_use(client)
    if wanted is not None:
        return _named(known, wanted, "workspace", ("slug", "name", "id"))
    if not known:
        raise Unknown("There is no workspace yet.", next_step="Make one with `aexy workspace create NAME`.")
    own = [each for each in known if not each["is_demo"]]
    if len(known) == 1 or len(own) == 1:
        return dict((own or known)[0])
    raise Unusable(
        f"There are {len(known)} workspaces.",
        next_step=f"Choose one with -w or `aexy workspace use`: {', '.join(each['slug'] for each in known)}.",
    )


def _in_use(client: "Client") -> str | None:
    from aexy.cli.client import read_choices  # noqa: PLC0415 - as above

    chosen = read_choices(Settings().home).get("workspaces", {}).get(place_of(client))
    return str(chosen) if chosen else None


def place_of(client: "Client") -> str:
    """Under which name a server's choices are remembered; the one here changes its port."""
    return "here" if client.server.is_here else client.server.url


def today_in(workspace: dict[str, Any]) -> datetime:
    """The present instant by the workspace's clock."""
    return datetime.now(UTC).astimezone(ZoneInfo(workspace["time_zone"]))


def find_repository(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The repository of this name, `owner/name`, address or id."""
    known = list(client.every(f"/workspaces/{workspace_id}/repositories"))
    for each in known:
        each["full_name"] = f"{each['owner']}/{each['name']}" if each["owner"] else each["name"]
    return _named(known, name, "repository", ("full_name", "name", "url", "id"))


def find_team(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The team of this name or slug."""
    return _named(list(client.every(f"/workspaces/{workspace_id}/teams")), name, "team", ("slug", "name", "id"))


def find_project(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The project of this name or slug."""
    return _named(list(client.every(f"/workspaces/{workspace_id}/projects")), name, "project", ("slug", "name", "id"))


def find_service(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The service of this name, or of the repository of this name."""
    known = list(client.every(f"/workspaces/{workspace_id}/insights/dora/services"))
    for each in known:
        each["repository"] = each["repositories"][0] if len(each["repositories"]) == 1 else None
    return _named(known, name, "service", ("name", "repository", "id"))


def find_tracker(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The tracker project of this name, or whose issues begin like this."""
    return _named(list(client.every(f"/workspaces/{workspace_id}/trackers")), name, "tracker", ("prefix", "name", "id"))


def find_sprint(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The sprint of this name or id."""
    return _named(list(client.every(f"/workspaces/{workspace_id}/sprints")), name, "sprint", ("name", "id"))


def find_issue(client: "Client", workspace_id: str, key: str) -> str:
    """The id of the issue its tracker calls so, open or closed; Unusable where several trackers have one."""
    with suppress(ValueError):
        return str(UUID(key))
    path = f"/workspaces/{workspace_id}/issues"
    known = [one for state in _ISSUE_STATES for one in client.every(path, q=key, state=state)]
    if not known and (withheld := client.get(path, limit=1)["withheld"]):
        raise Forbidden(withheld, next_step="Ask a manager of the workspace.")
    for one in known:
        one["name"] = one["issue_key"]
    return str(_named(known, key, "issue", ("name",))["id"])


def find_person(client: "Client", workspace_id: str, name: str) -> dict[str, Any]:
    """The developer this name or address stands for; Unusable when it stands for several."""
    found = list(client.every(f"/workspaces/{workspace_id}/developers", q=name))
    exact = [each for each in found if name.lower() in {(each[key] or "").lower() for key in ("name", "email", "id")}]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if found:
        raise Unusable(f"{name!r} may be {_listed(exact or found)}.", next_step="Give the address or more of the name.")
    raise Unknown(f"There is nobody called {name!r}.", next_step="See `aexy people list`.")


def _named(known: list[dict[str, Any]], wanted: str, thing: str, keys: Iterable[str]) -> dict[str, Any]:
    for key in keys:
        found = [each for each in known if str(each.get(key) or "").lower() == wanted.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unusable(
                f"There are {len(found)} {thing} entries called {wanted!r}.",
                next_step=f"Say which by id: {', '.join(str(each['id']) for each in found[:_SHOWN])}.",
            )
    names = [str(each.get("slug") or each.get("full_name") or each["name"]) for each in known]
    raise Unknown(
        f"There is no {thing} called {wanted!r}.",
        next_step=did_you_mean(wanted, names) if names else "There is none yet.",
    )


def _listed(people: list[dict[str, Any]]) -> str:
    names = [each["name"] or each["email"] or each["id"] for each in people[:_SHOWN]]
    return " or ".join(names) + (" or others" if len(people) > _SHOWN else "")
