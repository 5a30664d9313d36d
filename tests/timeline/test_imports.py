"""Customers out of a file: how it is read, and what becomes of each row."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import func, select, update

from db import Database, now
from timeline import claims, customers, people
from timeline.imports import columns, sheets, work
from timeline.imports.models import CustomerImport, ImportRow
from timeline.models import Customer, CustomerField, Identity

FILE = "name,phone,email,tags,birthday\n"


@pytest.mark.parametrize("delimiter", sheets.DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_whatever_parts_its_cells_and_writes_its_letters(delimiter: str, encoding: str) -> None:
    text = delimiter.join(("name", "phone")) + "\r\n" + delimiter.join(("نورا", "+1555")) + "\r\n"
    assert sheets.read(text.encode(encoding)) == sheets.Sheet(["name", "phone"], [(2, ["نورا", "+1555"])])


def test_a_table_of_an_old_russian_program_is_read() -> None:
    rows = "".join(f"Клиент номер {number};Общество с ограниченной ответственностью\n" for number in range(20))
    sheet = sheets.read(("имя;компания\n" + rows).encode("cp1251"))
    assert (sheet.columns, sheet.rows[0][1][0]) == (["имя", "компания"], "Клиент номер 0")


def test_a_row_is_named_by_the_line_where_it_begins() -> None:
    sheet = sheets.read(b'name,phone\n"Nora\nParsa",1\n\nOmid,2,3\nSara\n')
    assert sheet.rows == [(2, ["Nora\nParsa", "1"]), (5, ["Omid", "2"]), (6, ["Sara", ""])]


def test_a_json_list_is_a_table() -> None:
    sheet = sheets.read(b'[{"name": "Nora", "phone": ["1", "2"]}, {"vip": true, "name": "\\ud800\\u0000x", "a": {}}]')
    assert sheet.columns == ["name", "phone", "vip", "a"]
    assert sheet.rows == [(1, ["Nora", "1; 2", "", ""]), (2, ["?x", "", "true", ""])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" \n", "empty"),
        (b"x" * (sheets.LARGEST + 1), "too_large"),
        (b"PK\x03\x04 a workbook", "spreadsheet"),
        (b"name,phone\nNo\x00ra,1\n", "not_text"),
        (b'{"name": "Nora"}', "not_a_list"),
        (b"[" * 100_000, "not_a_list"),
        (b"[1, 2]", "not_a_list"),
        (b"name,phone\n", "no_rows"),
        (b",".join(b"c%d" % each for each in range(61)) + b"\n1\n", "too_many_columns"),
        (b"phone\n" + b"1\n" * (sheets.MOST_ROWS + 1), "too_many_rows"),
        (b'name\n"' + b"x" * 140_000 + b'"\n', "not_text"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(sheets.NotReadable, match=f"^{code}$"):
        sheets.read(content)


def test_columns_are_matched_by_their_headings_in_four_languages() -> None:
    headings = ["Full_Name", "Mobile", "phone 2", "E-Mail", "شرکت", "День рождения", "ภาษา", "Seats", "colour"]
    assert columns.guess(headings, {"seats": "Number of seats"}) == [
        *("name", "phone", "phone", "email", "company", "birthday", "language", "own:seats", "")
    ]


def test_a_row_is_read_field_by_field_and_a_formula_is_a_text() -> None:
    targets = ["first_name", "last_name", "phone", "external", "language", "tags", "renewal_on", "postal"]
    cells = ["=SUM(A1)", "Parsa", "555-123-0001; +1 555 123 0002", "4711", "PT_br", "vip, gold", "21.03.2026", "@x"]
    given = columns.row(cells, targets, "US")
    assert given.identities == [("phone", "+15551230001"), ("phone", "+15551230002"), ("external", "crm:4711")]
    assert given.values == {
        "name": "=SUM(A1) Parsa",
        "language": "pt-BR",
        "renewal_on": date(2026, 3, 21),
        "postal": "@x",
    }
    assert given.tags == ["vip", "gold"]


@pytest.mark.parametrize(
    ("target", "cell", "code"),
    [
        ("phone", "42", "bad_phone"),
        ("email", "nora", "bad_email"),
        ("birthday", "03/04/1990", "bad_day"),
        ("birthday", "1990-02-30", "bad_day"),
        ("value", "101", "bad_value"),
        ("language", "Klingon!", "bad_language"),
        ("company", "x" * 201, "too_long"),
        ("tags", "x" * 41, "bad_tags"),
        ("company", "Parsa", "no_address"),
    ],
)
def test_what_cannot_be_taken_says_why(target: str, cell: str, code: str) -> None:
    with pytest.raises(columns.Unfit) as fault:
        columns.row([cell], [target], "US")
    assert fault.value.code == code


def bring(db: Database, text: str) -> int:
    """A file is brought. Returns the import's id."""
    sheet = sheets.read(text.encode())
    with db.transaction() as session:
        row = CustomerImport(
            name="list.csv",
            by="Nadia",
            at=now(),
            columns=sheet.columns,
            targets=columns.guess(sheet.columns, {"seats": "Seats"}),
            total=len(sheet.rows),
            state="checking",
        )
        session.add(row)
        session.flush()
        session.add_all(ImportRow(import_id=row.id, line=line, cells=cells) for line, cells in sheet.rows)
        return row.id


def checked(db: Database, import_id: int) -> list[tuple[int, str, str]]:
    """What a worker says of each row: (line, what it would become, why)."""
    assert work.work_one(db, "US", threading.Event())
    with db.reading() as session:
        rows = session.scalars(select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.line))
        return [(row.line, row.forecast, row.why) for row in rows]


def start(db: Database, import_id: int) -> None:
    with db.transaction() as session:
        session.execute(update(CustomerImport).where(CustomerImport.id == import_id).values(state="running"))


def taken(db: Database, import_id: int) -> list[tuple[int, str, str]]:
    """It is looked through and taken in: (line, what it became, why)."""
    checked(db, import_id)
    start(db, import_id)
    assert work.work_one(db, "US", threading.Event())
    with db.reading() as session:
        assert session.get_one(CustomerImport, import_id).state == "done"
        rows = session.scalars(select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.line))
        return [(row.line, row.outcome, row.why) for row in rows if row.cells == []]


def everything(db: Database) -> list[object]:
    """All that is known of all customers."""
    with db.reading() as session:
        return [
            (
                each.id,
                each.name,
                each.company,
                each.tags,
                each.birthday,
                each.own,
                sorted((identity.kind, identity.value) for identity in each.identities),
            )
            for each in session.scalars(select(Customer).order_by(Customer.id))
        ]


def test_the_preview_says_what_each_row_would_become_and_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        customers.make(session, "Nora Parsa", [("phone", "+15551230001"), ("email", "nora@gmail.com")])
        customers.make(session, "Omid", [("phone", "+15551230002")])
        customers.make(session, "", [("phone", "+15551230003")]).identities[0].shared = True
    before = everything(database)
    text = (
        f"{FILE}New,5551230010,,,\nNora,555 123 0001,,,\nN P,,n.ora@gmail.com,,\nNora Parsa,5551230011,,,\n"
        "Both,5551230002,nora@gmail.com,,\nHouse,5551230003,,,\nBad,12,,,\nNobody,,,,\nTwice,5551230010,,,\n"
    )
    assert checked(database, bring(database, text)) == [
        (2, "new", ""),
        (3, "known", ""),
        (4, "doubtful", "alike"),
        (5, "doubtful", "alike"),
        (6, "doubtful", "two_people"),
        (7, "doubtful", "shared"),
        (8, "refused", "bad_phone"),
        (9, "refused", "no_address"),
        (10, "known", "again"),
    ]
    assert everything(database) == before


def test_who_is_known_is_completed_and_nothing_is_overwritten(database: Database) -> None:
    with database.transaction() as session:
        session.add(CustomerField(key="seats", label="Seats", kind="number", options=[], position=0))
        nora = customers.make(session, "Nora", [("phone", "+15551230001")])
        nora.tags = ["vip"]
    rows = "Somebody Else,555-123-0001,nora@example.com,gold;vip,1990-05-01,12\n"
    import_id = bring(database, f"name,phone,email,tags,birthday,seats\n{rows}")
    assert taken(database, import_id) == [(2, "known", "kept")]
    assert everything(database) == [
        (
            *(nora.id, "Nora", "", ["vip", "gold"], date(1990, 5, 1), {"seats": 12}),
            [("email", "nora@example.com"), ("phone", "+15551230001")],
        )
    ]


def test_who_is_alike_stays_apart_and_the_agent_is_asked(database: Database) -> None:
    with database.transaction() as session:
        nora = customers.make(session, "Nora Parsa", [("email", "nora@example.com")]).id
    import_id = bring(database, f"{FILE}Nora Parsa,5551230001,nora+shop@example.com,,\n")
    assert taken(database, import_id) == [(2, "doubtful", "alike")]
    with database.reading() as session:
        made = customers.find(session, "phone", "+15551230001")
        assert made and made.id != nora and people.id_of(session, made.id) == made.id
        assert [each.person.id for each in claims.open_questions(session, made.id)] == [nora]


def test_a_row_of_two_people_merges_nobody_and_asks(database: Database) -> None:
    with database.transaction() as session:
        nora = customers.make(session, "Nora", [("phone", "+15551230001")]).id
        omid = customers.make(session, "Omid", [("email", "omid@example.com")]).id
    before = everything(database)
    assert taken(database, bring(database, f"{FILE}X,5551230001,omid@example.com,vip,\n"))[0][1:] == (
        "doubtful",
        "two_people",
    )
    assert everything(database) == before
    with database.reading() as session:
        assert [each.person.id for each in claims.open_questions(session, nora)] == [omid]


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    text = FILE + "".join(f"Nora {n} Parsa,555123{n:04},n{n}@example.com,vip,\n" for n in range(60))
    assert {outcome for _, outcome, _ in taken(database, bring(database, text))} == {"new"}
    before = everything(database)
    assert {(outcome, why) for _, outcome, why in taken(database, bring(database, text))} == {("known", "")}
    assert everything(database) == before and len(before) == 60


def test_whoever_dies_over_it_leaves_it_to_the_next_who_goes_on_where_it_stopped(database: Database) -> None:
    import_id = bring(database, FILE + "".join(f",555123{n:04},,,\n" for n in range(60)))
    checked(database, import_id)
    start(database, import_id)
    stop = threading.Event()
    stop.set()
    assert work.work_one(database, "US", stop), "one batch is done before it looks whether it is to stop"
    with database.transaction() as session:
        assert session.scalar(select(func.count(Customer.id))) == work.BATCH
        died = now() - work.STALE
        session.execute(update(CustomerImport).values(claimed_at=died))
    assert work.work_one(database, "US", threading.Event())
    assert not work.work_one(database, "US", threading.Event())
    with database.reading() as session:
        assert session.scalar(select(func.count(Customer.id))) == 60
        assert session.scalar(select(func.count(Identity.id))) == 60
        assert session.get_one(CustomerImport, import_id).state == "done"


def test_what_is_cancelled_stops_and_what_was_not_taken_in_is_forgotten(database: Database) -> None:
    import_id = bring(database, FILE + "".join(f",555123{n:04},,,\n" for n in range(60)))
    checked(database, import_id)
    start(database, import_id)
    stop = threading.Event()
    stop.set()
    work.work_one(database, "US", stop)
    with database.transaction() as session:
        assert work.cancel(session, import_id) and not work.cancel(session, import_id)
    assert not work.work_one(database, "US", threading.Event())
    with database.reading() as session:
        assert session.scalar(select(func.count(Customer.id))) == work.BATCH
        assert {len(cells) for cells in session.scalars(select(ImportRow.cells))} == {0}


def test_a_file_that_nobody_takes_in_is_forgotten(database: Database) -> None:
    import_id = bring(database, f"{FILE}Nora,5551230001,,,\n")
    checked(database, import_id)
    with database.transaction() as session:
        work.forget(session, now() - work.UNUSED)
        assert session.get_one(CustomerImport, import_id).state == "checked"
        work.forget(session, now())
    with database.reading() as session:
        assert session.get_one(CustomerImport, import_id).state == "cancelled"
        assert session.scalar(select(ImportRow.cells)) == []
