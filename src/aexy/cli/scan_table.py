"""How `aexy scan` looks."""

from typing import Any

from aexy.cli.figures import bar, change, figure, mood, plural, sparkline
from aexy.cli.report import Column, Line, footnotes, heading, show_readings, show_rows
from aexy.cli.scan_counting import Answer

_LANGUAGES_SHOWN = 8
_SMALLEST_SHARE = 0.005


def show_scan(name: str, found: Answer) -> None:
    """The whole report."""
    total = found["total"]
    if not total["commits_counted"]:
        heading(name, "No commits by people on the counted branch yet: there is nothing to count.")
        return
    heading(name, _scope(total), _days(found))
    show_readings(_lines(found["readings"], found["weeks"]), weeks_title="week by week")
    _languages(found["languages"])
    _people(found["people"])
    if found["me"] is not None:
        _me(found["me"])
    footnotes(_notes(found))


def _scope(total: Answer) -> str:
    who = "1 person" if total["people"] == 1 else f"{total['people']:,} people"
    return (
        f"{total['default_branch'] or 'HEAD'} · {plural(total['commits_counted'], 'commit')} by {who}"
        f" · {total['first_day']} to {total['last_day']}"
    )


def _days(found: Answer) -> str:
    moved = " · the last weeks with commits" if found["is_moved"] else ""
    return f"Counted from {found['from']} to {found['to']} (that day not included), {found['time_zone']} time{moved}"


def _lines(readings: list[Answer], weeks: dict[str, list[Any]]) -> list[Line]:
    """Readings nobody may see are left out where the reason is that they are one person's own affair."""
    return [
        Line(
            family=each["family"],
            name=each["name"],
            value=figure(each["value"], each["unit"]),
            change=change(each["value"], _before(each), each["unit"]),
            mood=mood(each["value"], _before(each), each["better"]),
            n=each["n"],
            weeks=sparkline(weeks.get(each["metric"], [])),
            withheld=each["withheld"],
        )
        for each in readings
    ]


def _before(reading: Answer) -> float | None:
    return reading["previous"]["value"] if reading["previous"] else None


def _languages(languages: Answer) -> None:
    shown = [each for each in languages["items"] if each["share"] >= _SMALLEST_SHARE][:_LANGUAGES_SHOWN]
    if not shown:
        return
    rest = 1 - sum(each["share"] for each in shown)
    rows = [
        [each["language"], figure(each["lines_added"], "lines"), figure(each["lines_removed"], "lines"),
         figure(each["share"], "share"), bar(each["share"])]
        for each in shown
    ]  # fmt: skip
    if rest >= _SMALLEST_SHARE:
        rows.append(["others", "", "", figure(rest, "share"), bar(rest)])
    columns = [Column(""), Column("added", is_number=True), Column("removed", is_number=True)]
    show_rows("Languages", [*columns, Column("share", is_number=True), Column("")], rows)


def _people(people: Answer) -> None:
    if not people["rows"]:
        return
    more = people["total"] - len(people["rows"])
    title = "People" + (f" · {len(people['rows'])} of {people['total']:,}" if more else "")
    columns = [
        Column("", gives_way=True), Column("commits", is_number=True), Column("added", is_number=True),
        Column("removed", is_number=True), Column("active days", is_number=True), Column("commits a week"),
    ]  # fmt: skip
    show_rows(title, columns, [
        [
            each["name"], figure(each["commits_count"], "count"), figure(each["lines_added"], "lines"),
            figure(each["lines_removed"], "lines"), figure(each.get("active_days"), "count"), sparkline(each["weeks"]),
        ]
        for each in people["rows"]
    ])  # fmt: skip


def _me(me: Answer) -> None:
    if me["name"] is None:
        footnotes([f"Nobody with the address {me['email']} is in this history: there are no numbers of your own."])
        return
    heading(f"You, {me['name']}", "Shown because you asked; nobody else is shown these.")
    show_readings(_lines(me["readings"], me["weeks"]), weeks_title="week by week")


def _counted(count: int, says: str) -> str:
    """The count with what is counted: its first noun, `commit` or `line`, in the plural where it must be."""
    if count == 1:
        return f"1 {says}"
    noun = next(word for word in ("commit", "line") if word in says.split())
    return f"{count:,} {says.replace(noun, noun + 's', 1)}"


def _notes(found: Answer) -> list[str]:
    left_out = [_counted(each["n"], each["says"]) for each in found["left_out"] if each["n"]]
    notes = [f"Left out: {'; '.join(left_out)}." if left_out else ""]
    if found["total"]["is_shallow"]:
        notes.append("This clone is shallow: what lies before its boundary is not known here.")
    if found["total"]["has_future"]:
        notes.append(f"{plural(found['total']['has_future'], 'commit')} lie in the future by their own dates.")
    cautions = [each["caution"] for each in found["readings"] if each["caution"] and each["value"] is not None]
    return [*notes, *cautions[:1]]
