"""All published figures of a sample survey are of one population: people beyond a full quota are in none."""

from surveys import quotas
from surveys.analysis import report
from surveys.queries import all_consultations
from tests.factories.people import People


def test_people_beyond_a_full_quota_are_in_no_figure(seeded_session):
    people = People(seeded_session)
    people.survey.settings = {**(people.survey.settings or {}), "sampling": "quota"}
    people.send(30, channel="web", influences="aces_family", place="hendon", sex="female")
    people.send(30, channel="web", influences="peers", place="edgware", sex="male")
    before = report.findings(seeded_session, all_consultations(seeded_session)[0])
    people.send(40, channel="paper", marks=[quotas.OVER_QUOTA], influences="peers", place="hendon", sex="male")
    after = report.findings(seeded_session, all_consultations(seeded_session)[0])
    assert before["took_part"]["count"] == 60
    assert before["closed"]
    assert {**after, "made_at": ""} == {**before, "made_at": ""}
