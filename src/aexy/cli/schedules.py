"""`aexy schedule`: when people work, when they are away, and which holidays count."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli import week
from aexy.cli.asking import (
    examples,
    find_person,
    find_workspace,
    json_option,
    open_client,
    server_options,
    today_in,
    workspace_option,
)
from aexy.cli.console import say, show_json, show_table
from aexy.cli.figures import NOTHING
from aexy.kernel.errors import Unknown, Unusable

if TYPE_CHECKING:
    from aexy.cli.client import Client

_WORKSPACES = "workspace"  # the word for what is not one's own
_SHORT = 8
_LEAVE_SHOWN = 10
_PARTS = {"working_days": ("working_days",), "hours": ("starts_at", "ends_at"), "time_zone": ("time_zone",)}
_HOLIDAYS = ("country", "subdivision")


@click.group()
def schedule() -> None:
    """Working time: weeks, hours, clocks and holidays of people, and when they are away."""


@schedule.command("list")
@workspace_option
@server_options
@json_option
def list_schedules(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """When everybody works."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"/workspaces/{found['id']}/insights/working-schedules"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is nobody yet.", style="dim")
    else:
        titles = ["Name", "Days", "Hours", "Clock", "Holidays", "Own"]
        show_table(titles, [[each["name"] or NOTHING, *_row(each)] for each in known])


@schedule.command()
@click.argument("person", required=False)
@workspace_option
@server_options
@json_option
def show(*, person: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """When PERSON works and is away; you, where nobody is named."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = _path(client, found["id"], person)
        known = client.get(path)
        away = client.get(f"{path}/leave", limit=_LEAVE_SHOWN)["items"]
    if as_json:
        show_json({**known, "leave": away})
        return
    _show_schedule(known)
    if away:
        _show_leave(away)


@schedule.command(
    "set",
    epilog=examples(
        "aexy schedule set --days sun-thu --hours 09:00-17:30",
        "aexy schedule set grace --zone America/New_York --country US --subdivision NY",
        "aexy schedule set --hours workspace",
        "aexy schedule set --like-workspace",
    ),
)
@click.argument("person", required=False)
@click.option("--days", help="Working days: mon-fri, sun-thu, mon,tue,thu.")
@click.option("--hours", help="By their own clock: 09:00-17:30.")
@click.option("--zone", help="The clock they go by: Europe/Berlin.")
@click.option("--country", help="Whose public holidays they keep, by two letters: DE.")
@click.option("--subdivision", help="A part of the country: BY.")
@click.option("--like-workspace", "is_back", is_flag=True, help="Take everything back.")
@workspace_option
@server_options
@json_option
def set_schedule(
    *, person: str | None, days: str | None, hours: str | None, zone: str | None, country: str | None,
    subdivision: str | None, is_back: bool, workspace: str | None, server: str | None, token: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say when PERSON works, or you. What is not mentioned stays; `workspace` is what the workspace says."""
    changes = _changes(days, hours, zone, country, subdivision)
    if bool(changes) == is_back:
        raise Unusable(
            "Nothing is said that can be done.",
            next_step="Say what changes with --days, --hours, --zone or --country, or take all of it back with "
            "--like-workspace.",
        )
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = _path(client, found["id"], person)
        if is_back:
            client.send("DELETE", path)
            known = client.get(path)
        else:
            known = client.send("PUT", path, {**_own(client.get(path)), **changes})
    if as_json:
        show_json(known)
    else:
        _show_schedule(known)


@schedule.group()
def leave() -> None:
    """When people are away. What for is shown to nobody but them."""


@leave.command("list")
@click.argument("person", required=False)
@workspace_option
@server_options
@json_option
def list_leave(
    *, person: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """When PERSON is or was away, latest first; you, where nobody is named."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        known = list(client.every(f"{_path(client, found['id'], person)}/leave"))
    if as_json:
        show_json(known)
    elif not known:
        say("Never away.", style="dim")
    else:
        _show_leave(known)


@leave.command(
    "add",
    epilog=examples("aexy schedule leave add 2026-08-03 2026-08-21", "aexy schedule leave add 2026-05-15 --for grace"),
)
@click.argument("first_day", metavar="FIRST_DAY")
@click.argument("last_day", metavar="[LAST_DAY]", required=False)
@click.option("--for", "person", metavar="NAME", help="Somebody else; you need to be an admin.")
@click.option("--kind", type=click.Choice(["leave", "sick", "parental", "other"]), default="leave", show_default=True)
@click.option("--note", help="For the person alone.")
@workspace_option
@server_options
@json_option
def add_leave(
    *, first_day: str, last_day: str | None, person: str | None, kind: str, note: str | None, workspace: str | None,
    server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Be away from FIRST_DAY to LAST_DAY, both included; one day, where only one is given."""
    wish = {"first_day": first_day, "last_day": last_day or first_day, "kind": kind, "note": note}
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        made = client.send("POST", f"{_path(client, found['id'], person)}/leave", wish)
    if as_json:
        show_json(made)
    else:
        say(f"Away {_days_away(made)}. `aexy schedule leave remove {made['id'][:_SHORT]}` takes it back.")


@leave.command("remove")
@click.argument("leave_id", metavar="ID")
@click.option("--for", "person", metavar="NAME", help="Somebody else; you need to be an admin.")
@workspace_option
@server_options
def remove_leave(
    *, leave_id: str, person: str | None, workspace: str | None, server: str | None, token: str | None
) -> None:
    """Be there after all; ID, or how it begins, is in the list."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        path = f"{_path(client, found['id'], person)}/leave"
        meant = [each for each in client.every(path) if each["id"].startswith(leave_id.lower())]
        if len(meant) != 1:
            raise Unknown(
                f"{len(meant) or 'None'} of the times away begin with {leave_id!r}.",
                next_step="See `aexy schedule leave list`.",
            )
        client.send("DELETE", f"{path}/{meant[0]['id']}")
    say(f"Not away {_days_away(meant[0])}.")


@schedule.command(
    epilog=examples(
        "aexy schedule holidays", "aexy schedule holidays DE BY --year 2027", "aexy schedule holidays DE BY --keep"
    )
)
@click.argument("country", required=False)
@click.argument("subdivision", required=False)
@click.option("--year", type=int, help="This year, where it is left out.")
@click.option("--keep", is_flag=True, help="The workspace keeps these from now on; you need to be an admin.")
@click.option("--keep-none", is_flag=True, help="The workspace keeps no holidays.")
@workspace_option
@server_options
@json_option
def holidays(
    *, country: str | None, subdivision: str | None, year: int | None, keep: bool, keep_none: bool,
    workspace: str | None, server: str | None, token: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Public holidays of COUNTRY, or the workspace's; `*` marks those that fall on a working day."""
    if (keep and country is None) or (keep_none and (keep or country)):
        raise Unusable("Which holidays to keep is not clear.", next_step="Name a country with --keep, or --keep-none.")
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        if keep or keep_none:
            client.send("PATCH", f"/workspaces/{found['id']}", {"country": country, "subdivision": subdivision})
        path = f"/workspaces/{found['id']}/insights/holidays"
        known = client.get(path, year=year or today_in(found).year, country=country, subdivision=subdivision)
    if as_json:
        show_json(known)
    elif known["country"] is None:
        say("The workspace keeps no holidays. Choose with `aexy schedule holidays COUNTRY --keep`.", style="dim")
    else:
        say(f"{_place(known)}, {known['year']}{': kept by the workspace from now on' if keep else ''}", style="bold")
        show_table(["Day", "", "Holiday"], [[h["day"], "*" * h["is_working_day"], h["name"]] for h in known["items"]])


def _path(client: "Client", workspace_id: str, person: str | None) -> str:
    """Where the schedule of the person named is; of whoever asks, where nobody is."""
    if person is not None:
        who = find_person(client, workspace_id, person)
    else:
        who = client.get(f"/workspaces/{workspace_id}/me")["developer"]
    if who is None:
        raise Unknown(
            "Nobody said yet who you are here.", next_step="Say it with `aexy me --as NAME`, or name a person."
        )
    return f"/workspaces/{workspace_id}/insights/working-schedules/{who['id']}"


def _changes(
    days: str | None, hours: str | None, zone: str | None, country: str | None, subdivision: str | None
) -> dict[str, Any]:
    """What was said, as the API takes it."""
    said: dict[str, Any] = {}
    if days is not None:
        said["working_days"] = None if days == _WORKSPACES else week.working_days(days)
    if hours is not None:
        said["starts_at"], said["ends_at"] = (None, None) if hours == _WORKSPACES else week.hours(hours)
    if zone is not None:
        said["time_zone"] = None if zone == _WORKSPACES else zone
    if country is not None:  # another country has other parts
        said["country"] = None if country == _WORKSPACES else country
        said["subdivision"] = subdivision
    elif subdivision is not None:
        said["subdivision"] = subdivision
    return said


def _own(known: dict[str, Any]) -> dict[str, Any]:
    """What of a schedule is somebody's own, to be said again."""
    parts = {**_PARTS, "holidays": _HOLIDAYS}
    return {name: known[name] for part, names in parts.items() if part in known["own"] for name in names}


def _show_schedule(known: dict[str, Any]) -> None:
    days, hours, zone, holidays_kept, own = _row(known)
    say(f"{known['name'] or NOTHING} works {days}, {hours} {zone} time." if known["starts_at"] else
        f"{known['name'] or NOTHING} works {days} by {zone} time.")  # fmt: skip
    say(f"Holidays: {holidays_kept}. Their own: {own or 'nothing; they work as the workspace does'}.", style="dim")


def _show_leave(known: list[dict[str, Any]]) -> None:
    rows = [
        [each["id"][:_SHORT], each["first_day"], each["last_day"], each["kind"], each["note"] or ""] for each in known
    ]
    show_table(["Id", "First day", "Last day", "Kind", "Note"], rows)


def _row(known: dict[str, Any]) -> list[str]:
    hours = f"{known['starts_at'][:5]}-{known['ends_at'][:5]}" if known["starts_at"] else NOTHING
    own = ", ".join(part.replace("_", " ") for part in known["own"])
    return [week.days(known["working_days"]), hours, known["time_zone"], _place(known), own]


def _place(known: dict[str, Any]) -> str:
    if known["country"] is None:
        return "none"
    return f"{known['country']}-{known['subdivision']}" if known["subdivision"] else str(known["country"])


def _days_away(each: dict[str, Any]) -> str:
    if each["first_day"] == each["last_day"]:
        return f"on {each['first_day']}"
    return f"from {each['first_day']} to {each['last_day']}"
