"""Answers sent, coded, put before people, counted: the domain side of the circle."""

import pytest
import sqlalchemy as sa

from surveys.analysis import coding, quoting, report, review, safeguarding
from surveys.analysis.models import Coding, Disclosure, Quotation, Report
from surveys.answers import withdraw
from surveys.queries import all_consultations
from tests.factories.analysis import answers_of, send


def only_coding(session, submission):
    answer = answers_of(session, submission)[0]
    return session.scalar(sa.select(Coding).where(Coding.answer_id == answer.id))


def code_all(session, coder):
    while coding.code_pending(session, coder):
        pass
    session.expire_all()


def test_a_pending_answer_is_coded_with_evidence(seeded_session, coder):
    submission = send(seeded_session, {"Q3": "more police on the beat"})
    assert coding.code_pending(seeded_session, coder, submission_id=submission.id) == 1
    found = only_coding(seeded_session, submission)
    assert [code.code for code in found.effective] == ["police_presence"]
    assert found.codes[0].source == "machine"
    assert found.codes[0].evidence
    assert answers_of(seeded_session, submission)[0].coding_state == "coded"
    assert coding.code_pending(seeded_session, coder, submission_id=submission.id) == 0


def test_what_people_wrote_is_nowhere_in_the_clear(seeded_session, coder):
    words = "zanzibarwords more police, ask Jayden on 07700 900123"
    send(seeded_session, {"Q3": words})
    code_all(seeded_session, coder)
    for table in ("analysis_coding", "analysis_code", "survey_answer"):
        for row in seeded_session.execute(sa.text(f"select * from {table}")):
            stored = " ".join(str(value) for value in row)
            assert not any(word in stored for word in ("zanzibarwords", "Jayden", "07700", "more police"))


def test_one_text_that_breaks_the_coder_costs_the_others_nothing(seeded_session, coder):
    class Breaks:
        def code_many(self, answers):
            if any("BREAK" in answer.text for answer in answers):
                raise RuntimeError
            return coder.code_many(answers)

        def under(self, book):
            return self

    bad = send(seeded_session, {"Q3": "BREAK me"})
    good = send(seeded_session, {"Q3": "more police"})
    assert coding.code_pending(seeded_session, Breaks()) == 2
    assert answers_of(seeded_session, bad)[0].coding_state == "failed"
    assert answers_of(seeded_session, good)[0].coding_state == "coded"


def test_harm_goes_into_its_own_queue_and_off_the_analysts_desk(seeded_session, coder):
    send(seeded_session, {"Q2": "my dad hits me and my sister when he is drunk and i am scared to go home"})
    send(seeded_session, {"Q2": "the dark path by the station"})
    code_all(seeded_session, coder)
    cases = safeguarding.cases(seeded_session)
    assert len(cases) == 1
    shown, total = review.coded_answers(seeded_session)
    assert total == 1
    assert "dad" not in shown[0].answer.text


def test_what_the_triage_marked_is_queued_even_before_it_is_coded(seeded_session):
    send(seeded_session, {"Q2": "he is coming"}, alert="emergency")
    send(seeded_session, {"Q2": "a bit worried"}, alert="caution")
    assert coding.queue_alerts(seeded_session) == 1
    assert coding.queue_alerts(seeded_session) == 0
    assert safeguarding.cases(seeded_session)[0].found_by == "triage"


def test_a_case_goes_from_new_to_closed_by_one_person(seeded_session):
    send(seeded_session, {"Q2": "he is coming"}, alert="emergency")
    coding.queue_alerts(seeded_session)
    case = safeguarding.cases(seeded_session)[0]
    with pytest.raises(safeguarding.NotAllowed, match="not_claimed"):
        safeguarding.close(seeded_session, case, "a", "no_concern")
    safeguarding.claim(seeded_session, case, "a")
    with pytest.raises(safeguarding.NotAllowed, match="not_new"):
        safeguarding.claim(seeded_session, case, "b")
    with pytest.raises(safeguarding.NotAllowed, match="note_needed"):
        safeguarding.act(seeded_session, case, "a", "  ")
    safeguarding.act(seeded_session, case, "a", "Rang the MASH")
    with pytest.raises(safeguarding.NotAllowed, match="unknown_outcome"):
        safeguarding.close(seeded_session, case, "a", "whatever")
    safeguarding.close(seeded_session, case, "a", "referred_mash")
    assert safeguarding.cases(seeded_session) == []
    assert safeguarding.cases(seeded_session, closed=True) == [case]
    assert [note.text for note in case.notes] == ["Rang the MASH"]


def test_a_persons_codes_count_and_the_machines_stay_beside_them(seeded_session, coder):
    submission = send(seeded_session, {"Q3": "more police"})
    code_all(seeded_session, coder)
    found = only_coding(seeded_session, submission)
    review.decide(seeded_session, found, ["lighting_design"], "analyst-1")
    assert [code.code for code in found.effective] == ["lighting_design"]
    assert {(code.source, code.code) for code in found.codes} == {
        ("machine", "police_presence"),
        ("person", "lighting_design"),
    }
    assert review.code_counts(seeded_session) == {"lighting_design": 1}
    # Coding anew leaves the person's decision alone.
    coding.store(seeded_session, found.answer, coder.code("Q3", "resident", "more police"))
    assert [code.code for code in found.effective] == ["lighting_design"]
    # "None of them" is a decision too.
    review.decide(seeded_session, found, [], "analyst-1")
    assert found.effective == []


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (["nonsense"], "unknown_code"),
        (["no_theme", "cctv_more"], "alone"),
        (["cctv_more", "hotspots", "police_presence", "jobs_training", "school_support", "online_safety"], "too_many"),
    ],
)
def test_codes_that_break_the_codebooks_rules_are_refused(seeded_session, coder, codes, why):
    submission = send(seeded_session, {"Q3": "more police"})
    code_all(seeded_session, coder)
    with pytest.raises(review.NotAllowed, match=why):
        review.decide(seeded_session, only_coding(seeded_session, submission), codes, "a")


def test_a_quotation_needs_permission_masking_and_a_person(seeded_session, coder):
    words = "Open the youth club again. Ask Jayden on 07700 900123"
    yes = send(seeded_session, {"Q3": words})
    no = send(seeded_session, {"Q3": "More youth clubs"}, quote=False)
    code_all(seeded_session, coder)
    with pytest.raises(review.NotAllowed, match="no_permission"):
        quoting.propose(seeded_session, only_coding(seeded_session, no), "More youth clubs", "a")
    with pytest.raises(review.NotAllowed, match="not_in_answer"):
        quoting.propose(seeded_session, only_coding(seeded_session, yes), "Close the club", "a")
    quotation = quoting.propose(seeded_session, only_coding(seeded_session, yes), words, "a")
    assert "Jayden" not in quotation.text
    assert "07700" not in quotation.text
    with pytest.raises(review.NotAllowed, match="personal_data"):
        quoting.decide(seeded_session, quotation, "b", approve=True, text="Ask Jayden")
    quoting.decide(seeded_session, quotation, "b", approve=True, text="Open the youth club again.")
    assert (quotation.state, quotation.text) == ("approved", "Open the youth club again.")


def test_a_disclosure_is_never_quoted_not_even_one_found_later(seeded_session, coder):
    submission = send(seeded_session, {"Q3": "Open the youth club again"})
    code_all(seeded_session, coder)
    found = only_coding(seeded_session, submission)
    quotation = quoting.propose(seeded_session, found, "Open the youth club again", "a")
    coding.queue(seeded_session, found.answer, "person")
    with pytest.raises(review.NotAllowed, match="no_permission"):
        quoting.decide(seeded_session, quotation, "b", approve=True)
    with pytest.raises(review.NotAllowed, match="disclosure"):
        quoting.propose(seeded_session, found, "Open the youth club again", "a")


def consultation(session):
    return all_consultations(session)[0]


def test_findings_count_people_and_hide_the_few(seeded_session, coder):
    for _ in range(14):
        send(seeded_session, {"Q2": "police", "Q3": "more police and more police"}, ward="edgware")
    for _ in range(3):
        send(seeded_session, {"Q3": "cctv"}, channel="paper")
    code_all(seeded_session, coder)
    found = report.findings(seeded_session, consultation(seeded_session))
    assert found["took_part"]["count"] == 15
    everyone = found["themes"][0]
    assert everyone["audience"] == "all"
    figures = {row["code"]: row["figure"]["count"] for row in everyone["rows"]}
    assert figures["police_presence"] == 15
    assert "cctv_more" not in figures
    assert found["by"]["channel"]["paper"]["suppressed"]
    assert found["by"]["channel"]["web"]["suppressed"]


def test_a_published_version_stays_and_a_withdrawn_answer_takes_its_quotation_along(seeded_session, coder):
    for _ in range(12):
        send(seeded_session, {"Q3": "more police"})
    quoted = send(seeded_session, {"Q3": "Open the youth club again"})
    code_all(seeded_session, coder)
    proposed = quoting.propose(seeded_session, only_coding(seeded_session, quoted), "Open the youth club again", "a")
    quoting.decide(seeded_session, proposed, "b", approve=True)
    version = report.make_draft(seeded_session, consultation(seeded_session), "a")
    assert report.latest_published(seeded_session) is None
    report.check(seeded_session, version, "b")
    report.publish(seeded_session, version, "a")
    before = dict(version.findings)
    assert [one.text for one in report.quotations_of(seeded_session, version)] == ["Open the youth club again"]
    assert "youth club" not in str(before)
    withdraw(seeded_session, quoted.draft)
    seeded_session.flush()
    seeded_session.expire_all()
    assert report.quotations_of(seeded_session, version) == []
    assert seeded_session.scalar(sa.select(sa.func.count()).select_from(Quotation)) == 0
    assert version.findings == before
    with pytest.raises(ValueError, match="published"):
        report.publish(seeded_session, version, "a")


def test_a_new_draft_replaces_the_last_one_and_versions_count_up(seeded_session):
    first = report.make_draft(seeded_session, consultation(seeded_session), "a")
    assert first.number == 1
    second = report.make_draft(seeded_session, consultation(seeded_session), "a")
    assert second.number == 1
    report.check(seeded_session, second, "b")
    report.publish(seeded_session, second, "a")
    assert report.make_draft(seeded_session, consultation(seeded_session), "a").number == 2
    assert seeded_session.scalar(sa.select(sa.func.count()).select_from(Report)) == 2


def test_what_was_made_of_an_answer_goes_with_it(seeded_session, coder):
    submission = send(seeded_session, {"Q2": "my dad hits me and my sister and nobody knows"})
    code_all(seeded_session, coder)
    withdraw(seeded_session, submission.draft)
    seeded_session.flush()
    assert seeded_session.scalar(sa.select(sa.func.count()).select_from(Coding)) == 0
    # Staff have it open: the case stays until it is closed (surveys.open_cases).
    assert seeded_session.scalars(sa.select(Disclosure.state)).all() == ["new"]
