"""A file's rows, whatever it is written in; what is wrong with it is said with its line, its column and the mend."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from aexy.kernel.activity import Deployment, Who
from aexy.kernel.errors import Unusable
from aexy.sources.files.formats import Row
from aexy.sources.files.reading import BadRow, understand
from aexy.sources.files.sheet import Options, open_sheet
from aexy.sources.files.tables import TABLES
from aexy.sources.files.template import template

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEADER = "id,environment,status,finished_at,service\n"
LINE = "d-1,production,success,2026-01-05T09:00:00Z,pay\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deployments.csv"


def rows(path: Path, content: str | bytes, **options: Any) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(open_sheet(path, Options(**{"table": "deployments", **options})).rows)


def said(path: Path, content: str | bytes, **options: Any) -> list[dict[str, Any] | None]:
    return [row.said for row in rows(path, content, **options)]


def wrong(path: Path, content: str | bytes, **options: Any) -> list[tuple[int, str]]:
    return [(row.problem.line, row.problem.detail) for row in rows(path, content, **options) if row.problem]


ONE = {
    "id": "d-1", "environment": "production", "status": "success", "finished_at": "2026-01-05T09:00:00Z",
    "service": "pay",
}  # fmt: skip


def test_spreadsheets_mark_their_files_and_end_lines_their_own_way(path: Path) -> None:
    assert said(path, "\ufeff" + HEADER.replace("\n", "\r\n") + LINE.replace("\n", "\r\n")) == [ONE]
    assert said(path, HEADER.replace(",", ";") + LINE.replace(",", ";"), delimiter=";") == [ONE]
    assert said(path, HEADER.upper().replace("FINISHED_AT", "Finished at") + LINE) == [ONE]
    assert said(path, (HEADER + LINE.replace("pay", "Zahlung für alle")).encode("cp1252"), encoding="cp1252") == [
        ONE | {"service": "Zahlung für alle"}
    ]


def test_a_quoted_line_break_belongs_to_its_cell_and_lines_are_those_of_the_file(path: Path) -> None:
    content = "# a comment\n" + HEADER + LINE.replace("pay", '"pay\nroll"') + "\n" + LINE + "d-3,short\n"
    found = rows(path, content)
    assert [row.line for row in found] == [3, 6, 7]
    assert found[0].said == ONE | {"service": "pay\nroll"}
    assert found[2].problem is not None
    assert found[2].problem.detail == "has 2 cells, where the header has 5"


def test_a_quote_that_is_left_open_is_said_where_it_begins(path: Path) -> None:
    assert wrong(path, HEADER + LINE + LINE.replace("pay", '"pay') + LINE) == [
        (3, "cannot be taken apart: unexpected end of data (is a quote left open?)")
    ]


def test_json_lines_name_their_own_columns(path: Path) -> None:
    lines = b"\xef\xbb\xbf" + orjson.dumps(ONE) + b"\n\n{broken\n[1]\n" + orjson.dumps(ONE | {"id": 7})
    found = rows(path, lines, format="jsonl")
    assert [(row.line, row.said and row.said["id"]) for row in found] == [(1, "d-1"), (3, None), (4, None), (5, 7)]
    assert [row.problem.detail[:10] for row in found if row.problem] == ["is no JSON", "is no JSON"]
    assert said(path.with_suffix(".jsonl"), orjson.dumps({"Ort": "qa"}), said={"Ort": "environment"}) == [
        {"environment": "qa"}
    ]


def test_parquet_keeps_its_instants_and_numbers(path: Path) -> None:
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    frame = pl.DataFrame([ONE | {"finished_at": at, "service": None}] * 3)
    frame.write_parquet(path.with_suffix(".parquet"))
    found = list(open_sheet(path.with_suffix(".parquet"), Options(table="deployments")).rows)
    assert [row.line for row in found] == [1, 2, 3]
    taken = understand("deployments", found[0].said or {}, 1, None, NOW)
    assert taken is not None
    assert (taken.main.finished_at, taken.main.service) == (at, None)


def test_a_number_too_large_for_json_is_kept_as_text(path: Path) -> None:
    pl.DataFrame([ONE | {"id": 2**70}], schema_overrides={"id": pl.Int128}).write_parquet(path.with_suffix(".parquet"))
    found = list(open_sheet(path.with_suffix(".parquet"), Options(table="deployments")).rows)
    assert found[0].said is not None
    assert found[0].said["id"] == str(2**70)


@pytest.mark.parametrize(
    ("content", "options", "field", "words"),
    [
        (b"", {}, "file", "deployments.csv is empty"),
        (b"\n", {}, "file", "first line of deployments.csv is empty"),
        (b"id;environment;status\n", {}, "delimiter", "separated by semicolons, not commas"),
        (b"id\tenvironment\tstatus\n", {}, "delimiter", "separated by tabs"),
        (b"id,environment,status,id\n", {}, "file", "names 'id' twice"),
        (b"id,environment\n", {}, "file", "Deployments need status"),
        (b"id,environment,status,finishd_at\n", {}, "file", "'finishd_at' (is it finished_at?)"),
        (b"id,environment,status,ended,over\n", {"said": {"ended": "finished_at", "over": "finished_at"}}, "map",
         "Several columns stand for finished_at"),
        (b"id,environment,status\n", {"said": {"ended": "finished_at"}}, "map", "no column 'ended'"),
        (b"id,environment,status\n", {"said": {"id": "ident"}}, "map", "no column 'ident'"),
        ("id,environment,status\n".encode("utf-16"), {}, "encoding", "UTF-16"),
        (b"id,environment,status\n", {"encoding": "utf-16"}, "encoding", "UTF-16"),
        (b"id,environment,status\n", {"encoding": "klingon"}, "encoding", "no encoding 'klingon'"),
        (b"id,environment,status\n", {"encoding": "hex"}, "encoding", "no encoding 'hex'"),
        (b"PAR1" + b"\xff" * 40 + b"PAR1", {"format": "parquet"}, "file", "is no Parquet file"),
        (b"id,environment,status\n\xff,qa,success\n", {}, "encoding", "Line 2 of deployments.csv is not written"),
        (b'[{"id": 1}]', {"format": "jsonl"}, "file", "one JSON list"),
        (b"PAR1broken", {}, "format", "is Parquet, not csv"),
        (b"PAR1broken", {"format": "parquet"}, "file", "is no Parquet file"),
        (b"id,environment,status\n", {"delimiter": "x"}, "delimiter", "is no delimiter"),
        (b"id,environment,status\n", {"zone": "Moon/Base"}, "zone", "no time zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_as_a_whole_names_the_field_and_the_mend(
    path: Path, content: bytes, options: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Unusable) as raised:
        rows(path, content, **options)
    assert words in raised.value.detail
    assert raised.value.field == field
    assert raised.value.next_step


def test_a_line_without_end_does_not_fill_the_memory(path: Path) -> None:
    with pytest.raises(Unusable, match=r"Line 2 of deployments\.csv is longer than 32 MB"):
        rows(path, HEADER.encode() + b"x" * (33 * 1024 * 1024))


def bad(table: str, **values: Any) -> list[tuple[str, str]]:
    full = {column.name: column.example for column in TABLES[table].columns} | values
    with pytest.raises(BadRow) as raised:
        understand(table, full, 7, None, NOW)
    assert {each.line for each in raised.value.problems} == {7}
    return [(each.field, each.detail) for each in raised.value.problems]


def test_an_instant_without_a_zone_is_refused_unless_the_import_names_one(path: Path) -> None:
    assert bad("deployments", finished_at="2026-01-05 09:00") == [
        (
            "finished_at",
            "is '2026-01-05 09:00', which names no time zone; add one (Z, +02:00), or say which with --zone",
        )
    ]
    zone = open_sheet(_written(path), Options(table="deployments", zone="Europe/Berlin")).zone
    found = understand("deployments", ONE | {"finished_at": "2026-07-05 09:00"}, 1, zone, NOW)
    assert found is not None
    assert found.main.finished_at == datetime(2026, 7, 5, 7, tzinfo=UTC)


def _written(path: Path) -> Path:
    path.write_text(HEADER)
    return path


@pytest.mark.parametrize(
    ("table", "values", "problem"),
    [
        ("deployments", {"id": " "}, ("id", "is empty, and must not be")),
        ("deployments", {"sha": "abc123"},
         ("sha", "is 'abc123'; a commit is written in full, with 40 hexadecimal digits")),
        ("deployments", {"started_at": "0202-01-05T09:00Z"},
         ("started_at", "is '0202-01-05T09:00Z'; an instant lies between 1970 and 2100")),
        ("deployments", {"is_rollback": "perhaps"}, ("is_rollback", "is 'perhaps'; write true or false")),
        ("deployments", {"finished_at": "2026-01-01T09:00Z"}, ("", "has finished_at before started_at")),
        ("deployments", {"service": "x" * 501}, ("service", "has 501 characters; at most 500 are kept")),
        ("deployments", {"finishd_at": ""}, ("finishd_at", "is no column of deployments; is it finished_at?")),
        ("pull_requests", {"additions": "many"}, ("additions", "is 'many', which is no number")),
        ("pull_requests", {"additions": "1.5"}, ("additions", "is '1.5', which is no whole number we can keep")),
        ("comments", {"issue": "PAY-1"},
         ("", "names a pull request and an issue, or neither; a comment belongs to one of them")),
        ("work_records", {"attributes": "[1]"},
         ("attributes", 'is no JSON object; write one such as {"priority": 1}')),
        ("work_records", {"amount": "1e999"}, ("amount", "is '1e999', which is no amount; write 1234.50")),
        ("work_records", {"kind": "Big Deal"},
         ("", "is of kind 'Big Deal'; a kind is a lower-case word of up to 40 letters, digits and _")),
        ("work_records", {"owner": {"shoe": 42}}, ("owner", "says neither id, email nor username of somebody")),
        ("assistant_usage", {"day": "31.1.2026"}, ("day", "is '31.1.2026', which is no day; write 2026-01-31")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_names_it_and_the_mend(
    table: str, values: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert bad(table, **values) == [problem]


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    assert [field for field, _ in bad("deployments", id="", status="odd", finished_at="now")] == [
        "id", "status", "finished_at",
    ]  # fmt: skip


def test_people_are_who_they_are_called() -> None:
    def who(value: object) -> Who | None:
        found = understand("deployments", ONE | {"deployed_by": value}, 1, None, NOW)
        assert found is not None
        assert isinstance(found.main, Deployment)
        return found.main.deployed_by

    assert who("Ada Lovelace <Ada@Example.org>") == Who(
        "files", "ada@example.org", name="Ada Lovelace", email="ada@example.org"
    )
    assert who("ada@example.org") == Who("files", "ada@example.org", email="ada@example.org")
    assert who("AdaL") == Who("files", "adal", username="AdaL")
    assert who("") is None
    assert who({"id": "42", "username": "ada", "email": "ada@example.org"}) == Who(
        "files", "42", "ada", None, "ada@example.org"
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_template_names_every_column_and_can_be_read(path: Path, table: str) -> None:
    found = rows(path, template(TABLES[table]), table=table)
    assert len(found) == 1
    assert tuple(found[0].said or ()) == TABLES[table].names
    assert understand(table, found[0].said or {}, found[0].line, None, NOW) is not None
