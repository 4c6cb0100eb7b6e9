"""`aexy alerts`: what fired and why, the rules behind it, and trying one on the last twelve weeks."""

from typing import TYPE_CHECKING, Any

import click

from aexy.cli.alert_wishes import condition_options, find_alert, find_rule, shown_trials, wish_of
from aexy.cli.asking import (
    examples,
    find_workspace,
    json_option,
    open_client,
    server_options,
    workspace_option,
)
from aexy.cli.console import note, say, show_json, show_table
from aexy.cli.figures import NOTHING

if TYPE_CHECKING:
    from aexy.cli.client import Client

_SHORT = 8
_LATEST = 50


@click.group()
def alerts() -> None:
    """Alerts: what fired and why, and the rules behind it. `aexy alerts create` makes one."""


@alerts.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are over.")
@workspace_option
@server_options
@json_option
def list_(*, everything: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What fired, the latest first."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        states = None if everything else "open,acknowledged,snoozed"
        page = client.get(f"{_base(found)}/alerts", state=states, limit=_LATEST)
    if as_json:
        show_json(page["items"])
    elif not page["items"]:
        say("Nothing fires. `aexy alerts rules` shows what is watched.", style="dim")
    else:
        show_table(
            ["Id", "State", "Severity", "Rule", "About", "Why"],
            [
                [one["id"][:_SHORT], one["state"], one["severity"], one["rule_name"], one["subject"]["name"],
                 one["latest_why"]]
                for one in page["items"]
            ],
        )  # fmt: skip


@alerts.command()
@click.argument("alert")
@workspace_option
@server_options
@json_option
def show(*, alert: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """One ALERT with all that happened to it: its id, or the beginning of it."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        _show(client.get(f"{base}/alerts/{find_alert(client, base, alert)}"), as_json=as_json)


@alerts.command()
@workspace_option
@server_options
@json_option
def rules(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """The rules you may know of."""
    with open_client(server, token) as client:
        known = list(client.every(f"{_base(find_workspace(client, workspace))}/alert-rules"))
    if as_json:
        show_json(known)
    elif not known:
        say("There is none yet. `aexy alerts templates` has some to begin with.", style="dim")
    else:
        show_table(
            ["Id", "Name", "About", "Rule", "Judged until", ""],
            [
                [one["id"][:_SHORT], one["name"], one["subject_name"] or one["subject"], one["says"],
                 one["judged_until"] or NOTHING, one["trouble"] or ("" if one["is_on"] else "off")]
                for one in known
            ],
        )  # fmt: skip


@alerts.command()
@workspace_option
@server_options
@json_option
def templates(*, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Rules to begin with: `aexy alerts create --template KEY`."""
    with open_client(server, token) as client:
        known = client.get(f"{_base(find_workspace(client, workspace))}/alert-rules/templates")["items"]
    if as_json:
        show_json(known)
    else:
        rows = [[one["key"], one["name"], one["subject"], one["rule"]] for one in known]
        show_table(["Key", "Name", "About", "Rule"], rows)


@alerts.command(
    epilog=examples(
        "aexy alerts create --template slow-first-review --email team@example.org",
        "aexy alerts create 'Weekend work' -m weekend_commit_ratio --unusual 3 -s team:payments",
        "aexy alerts create 'Few commits' -m commits_count --below 20 --quiet 20:00-08:00",
    )
)
@click.argument("name", required=False)
@condition_options
@click.option("--severity", type=click.Choice(["info", "warning", "critical"]), help="How much it matters.")
@click.option("--email", "emails", multiple=True, metavar="ADDRESS", help="Tell this address; may be given again.")
@click.option("--hook", metavar="URL", help="Call this address, signed.")
@click.option("--quiet", metavar="HH:MM-HH:MM", help="Send nothing in these hours, by the workspace's clock.")
@click.option("--quiet-weekends", is_flag=True, help="Send nothing on Saturdays and Sundays.")
@workspace_option
@server_options
@json_option
def create(
    *, name: str | None, severity: str | None, emails: tuple[str, ...], hook: str | None, quiet: str | None,
    quiet_weekends: bool, workspace: str | None, server: str | None, token: str | None, as_json: bool,
    **condition: Any,
) -> None:  # fmt: skip
    """Make a rule, from a template or from a metric and a limit."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        wish = wish_of(client, found, name, condition)
        wish |= {"emails": list(emails)} | ({"severity": severity} if severity else {})
        if quiet or quiet_weekends:
            start, _, end = (quiet or "").partition("-")
            wish["quiet"] = {"from": start or None, "until": end or None, "weekends": quiet_weekends}
        made = client.send("POST", f"{_base(found)}/alert-rules", wish | ({"hook": {"url": hook}} if hook else {}))
    if as_json:
        show_json(made)
        return
    say(f"{made['name']} watches from {made['since']} on. {made['says']}")
    if made["hook_secret"]:
        say(f"Its calls are signed with {made['hook_secret']}: keep it, it is shown this once.")
    if emails and not made["delivery"]["has_mail"]:
        note("E-mail is not set up on this server: set AEXY_SMTP_URL and AEXY_MAIL_FROM.")


@alerts.command(
    epilog=examples("aexy alerts test 'Weekend work'", "aexy alerts test -m commits_count --rise 50% -s team:payments")
)
@click.argument("rule", required=False)
@condition_options
@workspace_option
@server_options
@json_option
def test(
    *, rule: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool, **condition: Any
) -> None:
    """What RULE, or one that is only described, would have said of the last twelve weeks."""
    with open_client(server, token) as client:
        found = find_workspace(client, workspace)
        if rule:
            known = find_rule(client, _base(found), rule)
            tried = client.send("POST", f"{_base(found)}/alert-rules/{known['id']}/test")
        else:
            wish = wish_of(client, found, "Test", condition)
            tried = client.send("POST", f"{_base(found)}/alert-rules/test", wish)
    if as_json:
        show_json(tried)
    else:
        shown_trials(tried)


@alerts.command()
@click.argument("rule")
@workspace_option
@server_options
def delete(*, rule: str, workspace: str | None, server: str | None, token: str | None) -> None:
    """Take RULE away, with all it ever fired."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        known = find_rule(client, base, rule)
        client.send("DELETE", f"{base}/alert-rules/{known['id']}")
    say(f"{known['name']} is gone.")


@alerts.command()
@click.argument("alert")
@workspace_option
@server_options
@json_option
def ack(*, alert: str, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """Say that somebody takes care of ALERT: its id, or the beginning of it."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        _show(_settle(client, base, alert, "acknowledge", None), as_json=as_json)


@alerts.command()
@click.argument("alert")
@click.option("--hours", type=float, default=24, show_default=True, help="For how long.")
@workspace_option
@server_options
@json_option
def snooze(
    *, alert: str, hours: float, workspace: str | None, server: str | None, token: str | None, as_json: bool
) -> None:
    """Leave ALERT alone for a while; if it is not over by then, it is told again."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        _show(_settle(client, base, alert, "snooze", {"hours": hours}), as_json=as_json)


@alerts.command()
@click.argument("rule", required=False)
@workspace_option
@server_options
@json_option
def history(*, rule: str | None, workspace: str | None, server: str | None, token: str | None, as_json: bool) -> None:
    """What happened and why, the latest first; of one RULE, or of all."""
    with open_client(server, token) as client:
        base = _base(find_workspace(client, workspace))
        asked = {"rule_id": find_rule(client, base, rule)["id"]} if rule else {}
        found = client.get(f"{base}/alerts/history", limit=_LATEST, **asked)["items"]
    if as_json:
        show_json(found)
    elif not found:
        say("Nothing has happened yet.", style="dim")
    else:
        show_table(
            ["When", "Rule", "What", "Why"],
            [[_when(one["at"]), one["rule_name"], one["kind"].replace("_", " "), one["says"]] for one in found],
        )


def _base(workspace: dict[str, Any]) -> str:
    return f"/workspaces/{workspace['id']}/insights"


def _settle(client: "Client", base: str, alert: str, word: str, wish: dict[str, Any] | None) -> dict[str, Any]:
    done: dict[str, Any] = client.send("POST", f"{base}/alerts/{find_alert(client, base, alert)}/{word}", wish)
    return done


def _show(alert: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(alert)
        return
    say(f"{alert['rule_name']}: {alert['subject']['name']}, {alert['state']}")
    for one in alert["events"]:
        say(f"  {_when(one['at'])}  {one['says']}")
    if alert["caution"]:
        note(f"Mind: {alert['caution']}")


def _when(instant: str) -> str:
    return instant[:16].replace("T", " ")
