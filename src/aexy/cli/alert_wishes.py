"""A rule as somebody types it, and what a test of it shows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aexy.cli.console import note, say, show_table
from aexy.cli.figures import figure, plural, sparkline
from aexy.cli.subjects import find_subject
from aexy.kernel.errors import Unknown, Unusable, did_you_mean

if TYPE_CHECKING:
    from aexy.cli.client import Client

Command = TypeVar("Command", bound=Callable[..., Any])

_LIMITS = {
    "above": ("threshold", "above"),
    "below": ("threshold", "below"),
    "rise": ("change", "above"),
    "fall": ("change", "below"),
    "unusual": ("deviation", "above"),
    "unusually_low": ("deviation", "below"),
}
_PER_CENT = 100


def condition_options(command: Command) -> Command:
    """What of whose numbers fires, and when."""
    for option in reversed((
        click.option("--template", metavar="KEY", help="Begin with one of `aexy alerts templates`."),
        click.option("--metric", "-m", metavar="KEY", help="Which number: `aexy metrics list` has them."),
        click.option("--subject", "-s", metavar="WHOSE", help="workspace, me, team:NAME, 'each team' …"),
        click.option("--above", metavar="VALUE", help="Fire above this value; 25% is a share."),
        click.option("--below", metavar="VALUE", help="Fire below it."),
        click.option("--rise", metavar="PERCENT", help="Fire when it rises by more than this in one period."),
        click.option("--fall", metavar="PERCENT", help="Fire when it falls by more."),
        click.option("--unusual", metavar="N", help="Fire so many usual deviations above its own median."),
        click.option("--unusually-low", metavar="N", help="Fire so many below it."),
        click.option("--clear", metavar="VALUE", help="Where it is over; a tenth of the limit back where left out."),
        click.option("--fewest", type=int, metavar="N", help="Abstain below this sample."),
        click.option("--in-a-row", type=int, metavar="N", help="Take so many periods in a row."),
        click.option("--by", "period_type", help="daily, weekly, biweekly, monthly or quarterly."),
    )):  # fmt: skip
        command = option(command)
    return command


def wish_of(client: "Client", workspace: dict[str, Any], name: str | None, asked: dict[str, Any]) -> dict[str, Any]:
    """The rule these words describe; Unusable where something is missing."""
    wish: dict[str, Any] = _template(client, workspace, asked["template"]) if asked["template"] else {}
    if asked["metric"]:
        wish["metric"] = asked["metric"]
    if asked["period_type"]:
        wish["period_type"] = asked["period_type"]
    wish["subject"] = _subject(client, workspace, asked["subject"] or wish.get("subject", "workspace"))
    wish["condition"] = _condition(asked, wish.get("condition"))
    if name:
        wish["name"] = name
    for key, next_step in (("metric", "Give --metric or --template."), ("name", "Give it a name.")):
        if key not in wish:
            raise Unusable(f"A rule has a {key}.", next_step=next_step, field=key)
    return wish


def _template(client: "Client", workspace: dict[str, Any], key: str) -> dict[str, Any]:
    known = client.get(f"/workspaces/{workspace['id']}/insights/alert-rules/templates")["items"]
    by_key = {one["key"]: one for one in known}
    if key not in by_key:
        raise Unknown(f"There is no template {key!r}.", next_step=did_you_mean(key, by_key), field="template")
    kept = ("name", "metric", "subject", "period_type", "condition", "severity")
    return {name: by_key[key][name] for name in kept}


def _subject(client: "Client", workspace: dict[str, Any], text: str) -> str:
    return text if text.startswith("each ") else find_subject(client, workspace, text).asked


def _condition(asked: dict[str, Any], known: dict[str, Any] | None) -> dict[str, Any]:
    given = [word for word in _LIMITS if asked[word] is not None]
    if len(given) > 1 or not (given or known):
        raise Unusable(
            "A rule has one limit.",
            next_step="Give one of --above, --below, --rise, --fall, --unusual, --unusually-low.",
        )
    condition = dict(known or {})
    if given:
        kind, side = _LIMITS[given[0]]
        condition = {"kind": kind, "side": side, "at": _number(asked[given[0]], is_percent=kind == "change")}
    if asked["clear"] is not None:
        condition["clear_at"] = _number(asked["clear"], is_percent=condition["kind"] == "change")
    more = {"fewest": asked["fewest"], "in_a_row": asked["in_a_row"]}
    return condition | {key: value for key, value in more.items() if value is not None}


def _number(text: str, *, is_percent: bool) -> float:
    """25% is 0.25; a change is in per cent with the sign or without."""
    bare = text.strip().removesuffix("%").strip()
    try:
        value = float(bare)
    except ValueError:
        raise Unusable(f"{text!r} is no number.", next_step="Write it as 24, 0.25 or 25%.") from None
    return value / _PER_CENT if is_percent or text.strip().endswith("%") else value


def find_rule(client: "Client", base: str, wanted: str) -> dict[str, Any]:
    """The rule of this name, or whose id begins so."""
    known = list(client.every(f"{base}/alert-rules"))
    found = [one for one in known if one["name"].lower() == wanted.lower()]
    found = found or [one for one in known if one["id"].startswith(wanted.lower())]
    if len(found) == 1:
        return dict(found[0])
    if found:
        raise Unusable(f"{len(found)} rules are called {wanted!r}.", next_step="Give the beginning of its id.")
    names = [one["name"] for one in known]
    raise Unknown(
        f"There is no rule {wanted!r}.", next_step=did_you_mean(wanted, names) if names else "There is none yet."
    )


def find_alert(client: "Client", base: str, beginning: str) -> str:
    """The id that begins so."""
    found = [one["id"] for one in client.every(f"{base}/alerts") if one["id"].startswith(beginning.lower())]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise Unusable(f"{len(found)} ids begin with {beginning!r}.", next_step="Give more of it.")
    raise Unknown(f"There is no alert {beginning!r}.", next_step="See `aexy alerts list --all`.")


def shown_trials(tried: dict[str, Any]) -> None:
    """What would have fired, subject by subject; then the periods of the one that fired most."""
    say(tried["rule"])
    rows = [
        [
            one["subject"]["name"],
            sparkline([judgment["value"] for judgment in one["judgments"]]),
            "".join(_MARKS[judgment["verdict"]] for judgment in one["judgments"]),
            plural(len(one["episodes"]), "time"),
        ]
        for one in tried["trials"]
    ]
    show_table(["About", "Numbers", "Verdicts", "Fired"], rows)
    most = max(tried["trials"], key=lambda one: len(one["episodes"]), default=None)
    if most is None:
        return
    say(f"{most['subject']['name']}:")
    for judgment in most["judgments"]:
        value = figure(judgment["value"], tried["unit"])
        say(f"  {judgment['start']}  {value:>10}  {judgment['verdict']:9} {judgment['says']}")
    if tried["left_out"]:
        note(f"{plural(tried['left_out'], 'more subject')} not shown.")


_MARKS = {"fires": "!", "counts": "+", "holds": "~", "resolves": "v", "calm": ".", "abstains": "?"}
