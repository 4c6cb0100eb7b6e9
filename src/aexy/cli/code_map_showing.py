"""How answers about whose code is look in a terminal."""

from typing import Any

from aexy.cli.figures import NOTHING, bar, figure, plural, sparkline
from aexy.cli.report import Column, heading, show_rows
from aexy.cli.whom import below, people

Answer = dict[str, Any]
_SHOWN = 10


def show_map(workspace: Answer, answer: Answer) -> None:
    """A folder, and what is directly in it."""
    folder = answer["folder"]
    where = answer["path"] or answer["subject"]["name"]
    factor = _known(folder["truck_factor"])
    of = f"{plural(folder['counted'], 'file')} counted of {folder['files']:,} · truck factor {factor}"
    heading(
        f"Whose {where} is", f"{workspace['name']} · {answer['subject']['name']} · as of {answer['as_of'][:10]}", of
    )
    if answer["owners"]:
        columns = [Column("Person"), Column("Share", is_number=True), Column("")]
        show_rows("", columns, [
            [one["developer"]["name"], figure(one["share"], "share"), bar(one["share"])]
            for one in answer["owners"][:_SHOWN]
        ])  # fmt: skip
    titles = ("Files", "no author", "People", "Truck factor", "Most has")
    columns = [Column("Inside", gives_way=True), *(Column(title, is_number=True) for title in titles),
               Column("Who", gives_way=True), Column("Last", is_dim=True)]  # fmt: skip
    if answer["children"]:
        show_rows("", columns, [_child(one) for one in answer["children"]])
    nothing = (
        ""
        if folder["files"]
        else "No file of it is known yet: files are read by a sync, behind everything that counts."
    )
    below({**folder, "caution": answer["caution"]}, nothing, f"{answer['more']:,} more." if answer["more"] else "")


def _child(one: Answer) -> list[str]:
    return [
        one["name"] + ("" if one["is_file"] else "/"),
        f"{one['files']:,}",
        f"{one['without_author']:,}" if one["without_author"] else "",
        str(one["people"]),
        _known(one["truck_factor"]),
        figure(one["concentration"], "share"),
        ", ".join(who["developer"]["name"] for who in one["owners"]),
        (one["last_at"] or "")[:10],
    ]


def show_factor(workspace: Answer, answer: Answer) -> None:
    """The truck factor now, who that is, and how it came to it."""
    over = f"{plural(answer['n'], 'file')}, {answer['covered']:,} with an author, of {people(answer['authors'])}"
    heading(
        f"Truck factor of {answer['subject']['name']}: {_known(answer['value'])}",
        f"{workspace['name']} · as of {answer['as_of'][:10]} · {over}",
    )
    if answer["people"]:
        columns = [Column("Who would have to leave"), Column("Author of", is_number=True), Column("", is_number=True),
                   Column("", is_dim=True)]  # fmt: skip
        show_rows("", columns, [
            [
                who["developer"]["name"], plural(who["authored_files"], "file"), figure(who["share"], "share"),
                _state(who),
            ]
            for who in answer["people"]
        ])  # fmt: skip
    past = answer["history"]
    told = (
        f"{past[0]['at'][:10]} to {past[-1]['at'][:10]}, by quarter: {sparkline([one['value'] for one in past])}"
        if past
        else ""
    )
    deleted = "" if answer["knows_deletions"] else "Files that are gone still count: nobody has looked at the tree yet."
    below(answer, told, deleted, answer["definition"])


def show_loss(workspace: Answer, answer: Answer) -> None:
    """What would have no author, where, and who is next best."""
    name = answer["subject"]["name"]
    heading(f"If {name} left", f"{workspace['name']} · as of {answer['as_of'][:10]}")
    if answer["withheld"]:
        return below(answer)
    if not answer["lost"]:
        return below(answer, "Every file that stands would still have an author.")
    columns = [Column("Repository"), Column("Author of", is_number=True), Column("no author then", is_number=True),
               Column("of", is_number=True), Column("Truck factor"), Column("Most in", gives_way=True)]  # fmt: skip
    show_rows("", columns, [
        [
            one["subject"]["name"], f"{one['authored']:,}", f"{one['lost']:,}", f"{one['counted']:,}",
            f"{_known(one['truck_factor'])} → {_known(one['truck_factor_after'])}",
            ", ".join(f"{each['path'] or '/'} ({each['lost']})" for each in one["folders"][:3]),
        ]
        for one in answer["repositories"] if one["lost"]
    ])  # fmt: skip
    if answer["heirs"]:
        columns = [Column("Who knows most of it"), Column("Files", is_number=True), Column("", is_number=True),
                   Column("", is_dim=True)]  # fmt: skip
        show_rows("", columns, [
            [one["developer"]["name"], f"{one['files']:,}", figure(one["share"], "share"), _state(one)]
            for one in answer["heirs"][:_SHOWN]
        ])  # fmt: skip
    return below(answer, f"{plural(answer['lost'], 'file')} would have no author.")


def show_list(workspace: Answer, answer: Answer) -> None:
    """What to read first, and whom to ask."""
    where = answer["path"] or answer["subject"]["name"]
    heading(
        f"What to read first in {where}",
        f"{workspace['name']} · {answer['subject']['name']} · as of {answer['as_of'][:10]}",
    )
    if not answer["files"]:
        return below(answer, "No file of it is known yet: files are read by a sync, behind everything that counts.")
    columns = [
        Column("", is_number=True),
        Column("File", gives_way=True),
        Column("Why", gives_way=True),
        Column("Ask", is_dim=True),
    ]
    show_rows("", columns, [
        [str(place), one["path"], " ".join(one["why"]), ", ".join(who["name"] for who in one["ask"][:1])]
        for place, one in enumerate(answer["files"], start=1)
    ])  # fmt: skip
    ask = ", ".join(one["developer"]["name"] for one in answer["ask"][:3])
    return below(answer, f"Ask first: {ask}." if ask else "")


def _known(value: int | None) -> str:
    return NOTHING if value is None else str(value)


def _state(one: Answer) -> str:
    return "" if one["state"] == "active" else str(one["state"])
