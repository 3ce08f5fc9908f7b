"""Settings: typed, with defaults, limits and a history."""

import pytest
from sqlalchemy.orm import Session

from directory import settings
from directory.changes import history
from directory.models import Setting


def test_what_nobody_set_has_its_default_and_passes_its_own_check(session: Session) -> None:
    for name, kind in settings.SETTINGS.items():
        assert settings.get(session, name) == kind.default == kind.check(kind.default)


def test_a_change_is_kept_with_who_made_it(session: Session) -> None:
    assert settings.put(session, "case_review_reports", 4, by="someone") is True
    assert settings.put(session, "case_review_reports", 4, by="another") is False
    assert settings.get(session, "case_review_reports") == 4
    [change] = history(session, settings.KIND, "case_review_reports")
    assert (change.previous_value, change.replacement_value, change.updated_by) == ("3", "4", "someone")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("case_review_reports", 0, "out_of_range"),
        ("case_review_reports", 10**9, "out_of_range"),
        ("case_review_reports", "4", "not_a_number"),
        ("case_review_reports", True, "not_a_number"),
        ("case_review_confirmed", "yes", "not_yes_or_no"),
        ("ward_codes", {"W1": 1}, "not_names"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(session: Session, name: str, value: object, code: str) -> None:
    with pytest.raises(settings.SettingError) as caught:
        settings.put(session, name, value, by=None)
    assert caught.value.code == code
    assert session.get(Setting, name) is None


def test_a_name_that_is_none_is_a_mistake_of_ours(session: Session) -> None:
    with pytest.raises(KeyError):
        settings.get(session, "case_review_rports")


def test_a_value_of_an_older_release_that_no_longer_fits_gives_the_default(session: Session) -> None:
    session.add(Setting(name="case_review_months", value="half a year"))
    session.flush()
    assert settings.get(session, "case_review_months") == 6
