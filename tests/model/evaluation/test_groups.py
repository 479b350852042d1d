import pytest

from framing.errors import InputError
from framing.model.evaluation.groups import event_groups, month_groups, outlet_groups
from framing.tables import DOCUMENTS, GROUPS


def documents(*rows):
    return DOCUMENTS.table(
        {"document_id": f"d{n}", "text": "", "title": "", "source": source, "author": "", "date": date}
        | {"language": "", "path": ""}
        for n, (source, date) in enumerate(rows)
    )


def test_outlets_are_told_apart_whatever_their_capitals():
    found = outlet_groups(documents(("Gazette", ""), (" gazette ", ""), ("Courier", ""), ("", "")))
    assert found.of == {"d0": "gazette", "d1": "gazette", "d2": "courier"}


def test_months_are_those_of_the_calendar_and_a_year_alone_is_none():
    dates = ["2022-01-05", "2022-01-31T10:00", "2022-02", "2022", "", "2022-13-01", "5 January"]
    found = month_groups(documents(*(("", date) for date in dates)))
    assert found.of == {"d0": "2022-01", "d1": "2022-01", "d2": "2022-02"}


def test_without_any_outlet_or_date_what_to_do_is_said():
    with pytest.raises(InputError, match="column source, or give groups of your own: --by event --groups FILE"):
        outlet_groups(documents(("", "2022-01-01")))
    with pytest.raises(InputError, match="column date"):
        month_groups(documents(("Gazette", "some day")))


def test_events_are_those_that_somebody_listed_and_an_empty_one_is_none():
    given = GROUPS.table(
        {"document_id": name, "group": group} for name, group in (("d0", "fire"), ("d1", ""), ("other", "flood"))
    )
    found = event_groups(documents(("", ""), ("", ""), ("", "")), given, "events.csv")
    assert found.of == {"d0": "fire"}
    with pytest.raises(InputError, match=r"events\.csv gives no group to any of the 1 ingested documents"):
        event_groups(documents(("", "")), given.tail(1), "events.csv")
