"""Bringing tables of other people in: what they mean by their words, what is refused and where, and the way back."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import queries
from directory.changes import edit_service
from directory.exchange import applying, reading
from directory.exchange.columns import guesses, remember, remembered
from directory.exchange.plan import Plan, prepare
from directory.exchange.reading import Mapped
from directory.models import Metadata, Organization, Service
from tests.support.exchange import workbook

SOURCE = "appendix.csv, 2026-11-21"
HEAD = "Service name,Provider,Description,Age range,Area,Statutory/VCS,Category,Phone,Focus,Free?"


def plan_of(session: Session, data: bytes, name: str = "appendix.csv", **more: Any) -> Plan:
    opened = reading.read(data, name)
    columns = guesses(opened.table.headings) if opened.table else {}
    return prepare(session, opened, Mapped(columns={**columns, **more.pop("columns", {})}, **more), SOURCE)


def text(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *rows]).encode()


def new(plan: Plan) -> dict[str, Any]:
    assert plan.faults == []
    assert len(plan.new) == 1
    return plan.new[0].values


def faults(plan: Plan) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in plan.faults]


def test_a_table_of_the_council_is_understood(seeded_session: Session) -> None:
    row = "Chess Club,Invented Trust,For all.,11 to 17,Borough wide,VCS,Violence knives and gangs,020 7946 0000,Both,"
    plan = plan_of(
        seeded_session, text(row.replace("Violence knives", '"Violence, knives').replace("gangs,", 'gangs",'))
    )
    values = new(plan)
    assert (values["minimum_age"], values["maximum_age"], values["ages_known"]) == (11, 17, True)
    assert values["areas"] == ["barnet"]
    assert values["needs"] == ["violence_knife_crime"]
    assert values["sector"] == "vcs"
    assert (values["preventative"], values["reactive"]) == ("yes", "yes")
    assert values["phones"] == [{"number": "020 7946 0000", "label": "", "all_hours": False}]
    assert values["basis"]["ages"] == "stated"
    assert values["basis"]["cost"] == values["basis"]["reach"] == "unknown"
    assert values["cost"] == values["reach"] == "unknown"
    assert values["who_for"] == "To be confirmed."
    assert values["sources"] == [{"paper": "import", "section": SOURCE}]
    assert list(plan.organisations) == ["invented-trust"]


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [("11-17", 11, 17), ("18+", 18, None), ("under 18", None, 17), ("Up to 25", None, 25), ("All ages", None, None),
     ("ages 10 \u2013 17 years", 10, 17), ("18 and over", 18, None), ("16 to 24", 16, 24)],
)  # fmt: skip
def test_ages_as_people_write_them(seeded_session: Session, said: str, low: int | None, high: int | None) -> None:
    plan = plan_of(seeded_session, text(f"Chess Club,Barnet Council,Chess.,{said},,vcs,violence_knife_crime,,,"))
    assert (new(plan)["minimum_age"], new(plan)["maximum_age"]) == (low, high)
    assert new(plan)["ages_known"] is True


@pytest.mark.parametrize(
    "data",
    [
        text("Caf\u00e9 Club;Barnet Council;Tea.;;;vcs;violence_knife_crime;;;", head=HEAD.replace(",", ";")),
        text("Caf\u00e9 Club,Barnet Council,Tea.,,,vcs,violence_knife_crime,,,").decode().encode("utf-8-sig"),
        text("Caf\u00e9 Club\tBarnet Council\tTea.\t\t\tvcs\tviolence_knife_crime\t\t\t", head=HEAD.replace(",", "\t"))
        .decode()
        .encode("utf-16"),
        text("Caf\u00e9 Club,Barnet Council,Tea.,,,vcs,violence_knife_crime,,,").decode().encode("cp1252"),
        b"Appendix 1\n\n" + text("Caf\u00e9 Club,Barnet Council,Tea.,,,vcs,violence_knife_crime,,,"),
        text("Caf\u00e9 Club,Barnet Council,Tea.,,,vcs,violence_knife_crime,,,").replace(b"\r\n", b"\r") + b"\n\r\n",
    ],
    ids=["semicolons", "utf-8 mark", "utf-16 tabs", "windows", "a title above", "mixed line ends"],
)
def test_encodings_and_separators_of_offices(seeded_session: Session, data: bytes) -> None:
    assert new(plan_of(seeded_session, data))["name"] == "Caf\u00e9 Club"


def test_a_number_that_lost_its_zero_gets_it_back_and_is_told(seeded_session: Session) -> None:
    rows = [
        HEAD.split(","),
        ["Chess Club", "Barnet Council", "Chess.", None, None, "vcs", "violence_knife_crime", 2079460000],
    ]
    plan = plan_of(seeded_session, workbook({"List": rows}), "list.xlsx")
    assert new(plan)["phones"][0]["number"] == "02079460000"
    assert [(note.row, note.code) for note in plan.notes if note.code == "zero_lost"] == [(2, "zero_lost")]


def test_changes_are_told_field_by_field_and_carried_out_as_one(seeded_session: Session) -> None:
    data = text("Colindale Food Bank,,,,,,,020 7946 0001,,", head=HEAD)
    plan = plan_of(seeded_session, data, same={"2": "colindale-food-bank"})
    fields = {line.field for line in plan.changed[0].lines}
    assert {"phones", "sources"} <= fields
    assert fields <= {"phones", "sources", "name"}
    open_ones = [one.slug for one in queries.all_services(seeded_session) if one.status != "ended"]
    assert len(plan.absent) == len(open_ones) - 1
    before = queries.service_by_slug(seeded_session, "colindale-food-bank")
    assert before is not None
    numbers = [phone.number for phone in before.phones]
    identity = applying.apply(seeded_session, plan, source=SOURCE, by="a", absent="paused", absent_slugs=["prevent"])
    prevent = queries.service_by_slug(seeded_session, "prevent")
    assert prevent is not None
    assert prevent.status == "paused"
    assert [phone.number for phone in before.phones] == ["020 7946 0001"]
    moments = seeded_session.scalars(
        select(Metadata.last_action_date).where(Metadata.last_action_type == "import").distinct()
    ).all()
    assert len(moments) == 1
    assert plan_of(seeded_session, data, same={"2": "colindale-food-bank"}).changed == []
    done = applying.undo(seeded_session, identity, by="a")
    assert sorted(done.restored) == ["colindale-food-bank", "prevent"]
    seeded_session.expire_all()
    assert [phone.number for phone in before.phones] == numbers
    assert prevent.status == "active"
    with pytest.raises(applying.ImportRefused, match="undone"):
        applying.undo(seeded_session, identity, by="a")


def test_undoing_removes_what_came_and_leaves_what_was_worked_on(seeded_session: Session) -> None:
    data = text(
        "Chess Club,Invented Trust,Chess.,,,vcs,violence_knife_crime,,,",
        "Judo Club,Invented Trust,Judo.,,,vcs,violence_knife_crime,,,",
    )
    identity = applying.apply(seeded_session, plan_of(seeded_session, data), source=SOURCE, by="a")
    judo = queries.service_by_slug(seeded_session, "judo-club")
    assert judo is not None
    edit_service(seeded_session, judo, {"summary": "Judo on Mondays."}, by="b")
    done = applying.undo(seeded_session, identity, by="a")
    assert (done.removed, done.left) == (["chess-club"], ["judo-club"])
    assert queries.service_by_slug(seeded_session, "chess-club") is None
    assert (
        seeded_session.scalar(
            select(func.count()).select_from(Organization).where(Organization.slug == "invented-trust")
        )
        == 1
    )


def test_a_name_that_is_nearly_the_same_is_asked_about(seeded_session: Session) -> None:
    data = text("Colindale Foodbank,,Food.,,,,,,,")
    plan = plan_of(seeded_session, data)
    assert [(one.row, one.like.slug) for one in plan.unsure] == [(2, "colindale-food-bank")]
    assert not plan.ready
    with pytest.raises(applying.ImportRefused):
        applying.apply(seeded_session, plan, source=SOURCE, by="a")
    same = plan_of(seeded_session, data, same={"2": "colindale-food-bank"})
    assert [step.slug for step in same.changed] == ["colindale-food-bank"]


def test_what_the_file_does_not_say_may_be_said_for_all_rows(seeded_session: Session) -> None:
    data = text("Chess Club,Barnet Council", head="Service name,Provider")
    plan = plan_of(seeded_session, data)
    assert {(row, code) for row, _column, code in faults(plan)} == {(2, "empty")}
    values = new(plan_of(seeded_session, data, defaults={"sector": "vcs", "needs": "violence_knife_crime"}))
    assert values["basis"]["needs"] == "inferred"


def test_an_empty_cell_says_nothing_unless_it_shall_empty(seeded_session: Session) -> None:
    data = text("colindale-food-bank,", head="slug,note")
    assert plan_of(seeded_session, data).changed == []
    cleared = plan_of(seeded_session, data, clear=True)
    assert {line.field for line in cleared.changed[0].lines} == {"note", "sources"}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("Chess,Barnet Council,Chess.,17-11,,vcs,violence_knife_crime,,,", "Age range", "ages_crossed"),
        ("Chess,Barnet Council,Chess.,teens,,vcs,violence_knife_crime,,,", "Age range", "not_ages"),
        ("Chess,Barnet Council,Chess.,,,vcs,chess_boards,,,", "Category", "not_a_choice"),
        ("Chess,Barnet Council,Chess.,,Camden,vcs,violence_knife_crime,,,", "Area", "not_a_choice"),
        ("Chess,Barnet Council,Chess.,,,vcs,violence_knife_crime,ring Bob,,", "Phone", "not_a_number"),
        ("Chess,,Chess.,,,vcs,violence_knife_crime,,,", "Provider", "empty"),
        (",Barnet Council,Chess.,,,vcs,violence_knife_crime,,,", "Service name", "empty"),
        ("Chess,Barnet Council,Chess.,,,charitable,violence_knife_crime,,,", "Statutory/VCS", "not_a_choice"),
        (f"{'x' * 300},Barnet Council,Chess.,,,vcs,violence_knife_crime,,,", "Service name", "too_long"),
    ],
)
def test_faults_have_their_row_and_column(seeded_session: Session, row: str, column: str, code: str) -> None:
    good = "Judo Club,Barnet Council,Judo.,,,vcs,violence_knife_crime,,,"
    plan = plan_of(seeded_session, text(good, row))
    assert (3, column, code) in faults(plan)
    before = seeded_session.scalar(select(func.count()).select_from(Service))
    with pytest.raises(applying.ImportRefused):
        applying.apply(seeded_session, plan, source=SOURCE, by="a")
    assert seeded_session.scalar(select(func.count()).select_from(Service)) == before


def test_the_same_row_twice_is_told_with_both_rows(seeded_session: Session) -> None:
    row = "Judo Club,Barnet Council,Judo.,,,vcs,violence_knife_crime,,,"
    plan = plan_of(seeded_session, text(row, row))
    assert [(fault.row, fault.code, fault.value) for fault in plan.faults] == [(3, "row_twice", "2")]


def test_a_refuge_stays_hidden(seeded_session: Session) -> None:
    head = "slug,name,Address,Postcode,Confidential,Area"
    for row, code in [
        ("womens-refuges,,1 Nowhere Lane,NW9 5XX,,", "refuge_location"),
        ("womens-refuges,,,,no,", "refuge_opened"),
        ("womens-refuges,,,,,Hendon", "refuge_area"),
    ]:
        found = [code for _row, _column, code in faults(plan_of(seeded_session, text(row, head=head)))]
        assert code in found, row
    texts = plan_of(seeded_session, text("womens-refuges,Come to NW9 5XX", head="slug,description"))
    assert [code for _row, _column, code in faults(texts)] == ["refuge_postcode"]
    told = "New refuge,Barnet Council,A house.,,Hendon,vcs,domestic_abuse,,,"
    assert [code for _row, _column, code in faults(plan_of(seeded_session, text(told)))] == ["maybe_refuge"]
    untold = "New refuge,Barnet Council,A house.,,,vcs,domestic_abuse,,,"
    assert new(plan_of(seeded_session, text(untold)))["confidential_location"] is True


def test_a_mapping_is_remembered_for_the_same_headings(seeded_session: Session) -> None:
    assert remembered(seeded_session, ["A", "B"]) is None
    remember(seeded_session, ["A", "B"], {"A": "name", "B": ""}, by="a")
    assert remembered(seeded_session, ["A", "B"]) == {"A": "name", "B": ""}
    assert remembered(seeded_session, ["B", "A"]) is None
