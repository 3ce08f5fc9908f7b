"""The blind sample: the draw, who codes it, and whose codes are compared with whose."""

import pytest

from surveys.analysis import agreement, coding, desk, review, sample
from surveys.analysis import codebook_versions as versions
from surveys.analysis.agreement import LEAST_PAIRS
from surveys.analysis.codebook_themes import ThemeData
from surveys.analysis.desk_models import LearnedModel, TrainingRow
from surveys.analysis.models import AnswerCode, Coding
from surveys.answers import withdraw
from surveys.queries import all_consultations
from tests.factories.analysis import send_read


@pytest.fixture
def consultation(seeded_session):
    """The seeded consultation; twelve answers to Q3 and six of young people to Q4 are read."""
    for _ in range(12):
        send_read(seeded_session, "more police", {"police_presence": 0.9})
    for _ in range(6):
        send_read(seeded_session, "a youth club", {"youth_activities": 0.9}, "Q4")
    return all_consultations(seeded_session)[0]


def drawn(session, consultation, **wish):
    return sample.draw(session, consultation, **({"per_question": 5, "coder": "cyd", "by": "ann"} | wish))


def code_all(session, one, codes=("police_presence",)):
    while (answer := sample.next_answer(session, one)) is not None:
        sample.give_codes(session, answer, one, codes, one.coder)


def test_the_same_seed_draws_the_same_and_each_question_has_its_share(seeded_session, consultation):
    first = drawn(seeded_session, consultation, seed=11, coder="cyd")
    again = drawn(seeded_session, consultation, seed=11, coder="dee")
    other = drawn(seeded_session, consultation, seed=12, coder="eve")
    ids = [[row.answer_id for row in one.answers] for one in (first, again, other)]
    assert ids[0] == ids[1] != ids[2]
    questions = [row.answer.codebook_question for row in first.answers]
    assert (questions.count("Q3"), questions.count("Q4")) == (5, 5)


def test_strata_have_their_share():
    people = [
        sample.Candidate(f"{audience}{number}", "Q3", audience, "en")
        for audience, size in (("resident", 60), ("professional", 30), ("business", 10))
        for number in range(size)
    ]
    found = sample.choose(people, 20, seed=5)
    counts = [sum(one.startswith(audience) for one in found) for audience in ("resident", "professional", "business")]
    assert counts == [12, 6, 2]
    assert len(set(found)) == 20


def test_what_the_coder_has_seen_is_not_drawn(seeded_session, consultation):
    seen = desk.take_next(seeded_session, "cyd")
    desk.decide(seeded_session, seen, [], "cyd", seen=0)
    desk.undo(seeded_session, "cyd")
    told = desk.take_next(seeded_session, "ann")
    desk.tells_of_harm(seeded_session, told, "ann")
    ids = {row.answer_id for row in drawn(seeded_session, consultation, per_question=50).answers}
    assert len(ids) == 16
    assert not {seen.answer_id, told.answer_id} & ids
    with pytest.raises(sample.NotAllowed, match="nothing_to_draw"):
        drawn(seeded_session, all_consultations(seeded_session)[0])


def learned(session, answers):
    model = LearnedModel(fingerprint="f" * 16, base="b", state="in_force", learned_from=1, figures={}, changes={})
    model.rows = [
        TrainingRow(answer_id=answers[0], held_back=False),
        TrainingRow(answer_id=answers[1], held_back=True),
    ]
    session.add(model)
    session.flush()
    return model


def test_what_the_model_learned_from_is_not_drawn_to_measure_it_on(seeded_session, consultation):
    answers = [row.answer_id for row in drawn(seeded_session, consultation, coder="dee").answers]
    model = learned(seeded_session, answers)
    ids = {row.answer_id for row in drawn(seeded_session, consultation, per_question=50).answers}
    assert len(ids) == 17
    assert answers[0] not in ids, "it was learned from"
    assert answers[1] in ids, "it was held back, to measure on"
    model.state = "retired"
    seeded_session.flush()
    assert len(drawn(seeded_session, consultation, per_question=50, coder="eve").answers) == 18


def test_codes_that_one_coder_could_not_give_are_not_compared(seeded_session, consultation):
    """A sample was coded by version 1; version 2 has a new theme, takes one away, and the program reads by it."""
    one = drawn(seeded_session, consultation, per_question=50)
    code_all(seeded_session, one, ["police_presence", "hotspots"])
    assert not agreement.comparisons(seeded_session, consultation.slug)["all"].left_out
    draft = versions.start_draft(seeded_session, "ann")
    vapes = versions.add_theme(seeded_session, draft, ThemeData("", "actions", {"en": "Vapes"}), "ann")
    versions.set_retired(seeded_session, draft, "hotspots", "ann", retired=True)
    versions.write_note(seeded_session, draft, "Asked for by the board", "ann")
    versions.sign_off(seeded_session, draft, "ben", seen=draft.revision)
    second = versions.current(seeded_session).version
    readings = seeded_session.query(Coding).order_by(Coding.id).all()
    for reading in readings:
        reading.codes = []
    seeded_session.flush()
    for place, reading in enumerate(readings):
        reading.version = f"{second}+0123456789abcdef"
        codes = [vapes] if place == 0 else ["police_presence", vapes]
        reading.codes = [
            AnswerCode(code=code, source="machine", evidence=[], version=reading.version) for code in codes
        ]
    seeded_session.flush()
    found = agreement.comparisons(seeded_session, consultation.slug)["all"]
    both = (frozenset({"police_presence"}), frozenset({"police_presence"}))
    assert sorted(found.machine, key=lambda pair: len(pair[0])) == [
        (frozenset(), frozenset({"police_presence"})),
        *[both] * 17,
    ]
    assert found.left_out == {vapes, "hotspots"}
    assert agreement.for_report(seeded_session, consultation.slug)["left_out"]
    # Whom the second coder is compared with had the second version before them, too.
    decided = desk.take_next(seeded_session, "ann")
    desk.decide(seeded_session, decided, ["police_presence", vapes], "ann", seen=0)
    assert agreement.comparisons(seeded_session, consultation.slug)["all"].people == [both]
    # A second sample, coded by the same version as the program, is compared in full.
    code_all(seeded_session, drawn(seeded_session, consultation, per_question=50, coder="dee"), ["police_presence"])
    pairs = agreement.comparisons(seeded_session, consultation.slug)["all"].machine
    assert pairs.count((frozenset({"police_presence", vapes}), frozenset({"police_presence"}))) == 17


def test_an_answer_of_which_nothing_is_left_to_compare_is_no_agreement(seeded_session, consultation):
    code_all(seeded_session, drawn(seeded_session, consultation, per_question=50), ["hotspots"])
    draft = versions.start_draft(seeded_session, "ann")
    versions.set_retired(seeded_session, draft, "hotspots", "ann", retired=True)
    versions.write_note(seeded_session, draft, "Asked for by the board", "ann")
    versions.sign_off(seeded_session, draft, "ben", seen=draft.revision)
    for reading in seeded_session.query(Coding):
        reading.version, reading.codes = versions.current(seeded_session).version + "+0", []
    seeded_session.flush()
    found = agreement.comparisons(seeded_session, consultation.slug)["all"]
    assert (found.machine, found.left_out) == ([], {"hotspots"})


@pytest.mark.parametrize("number", [0, 4, 501])
def test_a_senseless_number_is_refused(seeded_session, consultation, number):
    with pytest.raises(sample.NotAllowed, match="out_of_range"):
        drawn(seeded_session, consultation, per_question=number)


def test_only_the_second_coder_codes_and_goes_on_where_they_stopped(seeded_session, consultation):
    one = drawn(seeded_session, consultation)
    first = sample.next_answer(seeded_session, one)
    with pytest.raises(sample.NotAllowed, match="not_yours"):
        sample.give_codes(seeded_session, first, one, [], "ann")
    with pytest.raises(review.NotAllowed, match="alone"):
        sample.give_codes(seeded_session, first, one, ["no_theme", "hotspots"], "cyd")
    sample.give_codes(seeded_session, first, one, [], "cyd")
    assert sample.progress(seeded_session, one) == (1, 10)
    assert sample.next_answer(seeded_session, one).position == 2
    assert sample.at(seeded_session, one, 1).codes == []


def test_the_desk_keeps_an_answer_from_whoever_has_to_code_it_blind(seeded_session, consultation):
    one = drawn(seeded_session, consultation, per_question=50)
    assert desk.take_next(seeded_session, "cyd") is None
    shown = desk.take_next(seeded_session, "ann")
    assert sample.waits_for(seeded_session, shown, "cyd")
    assert not sample.waits_for(seeded_session, shown, "ann")
    code_all(seeded_session, one)
    assert not sample.waits_for(seeded_session, shown, "cyd")


def test_a_withdrawn_answer_and_one_that_tells_of_harm_leave_the_sample(seeded_session, consultation):
    one = drawn(seeded_session, consultation)
    gone, told = one.answers[0].answer, one.answers[1].answer
    withdraw(seeded_session, gone.draft)
    coding.queue(seeded_session, told, "person")
    assert sample.progress(seeded_session, one) == (0, 8)
    assert sample.at(seeded_session, one, 2) is None


def test_machine_and_people_are_compared_with_the_blind_coder(seeded_session, consultation):
    one = drawn(seeded_session, consultation, per_question=50)
    code_all(seeded_session, one, ["police_presence", "hotspots"])
    found = agreement.comparisons(seeded_session, consultation.slug)
    assert {key: len(part.machine) for key, part in found.items()} == {"all": 18, "Q3": 12, "Q4": 6}
    assert found["all"].people == []
    # The desk's decision is a person's; where there is a second blind coder, theirs is taken instead.
    decided = desk.take_next(seeded_session, "ann")
    desk.decide(seeded_session, decided, ["hotspots"], "ann", seen=0)
    people = agreement.comparisons(seeded_session, consultation.slug)["all"].people
    assert people == [(frozenset({"hotspots"}), frozenset({"police_presence", "hotspots"}))]
    code_all(seeded_session, drawn(seeded_session, consultation, per_question=50, coder="dee"), ["police_presence"])
    both = agreement.comparisons(seeded_session, consultation.slug)["all"]
    assert (len(both.machine), len(both.people)) == (36, 18)
    assert set(both.people) == {(frozenset({"police_presence", "hotspots"}), frozenset({"police_presence"}))}


def test_the_section_is_told_the_agreement_by_hand(seeded_session, consultation):
    few = agreement.for_report(seeded_session, consultation.slug)
    assert few == {"human_human": None, "machine_human": None, "benchmark": 0.75, "n": 0, "left_out": False}
    for _ in range(LEAST_PAIRS - 18):
        send_read(seeded_session, "more police", {"police_presence": 0.9})
    code_all(seeded_session, drawn(seeded_session, consultation, per_question=50))
    # Of thirty answers the six to Q4 have another code: F1 is 24/30.
    found = agreement.for_report(seeded_session, consultation.slug, 0.9)
    assert found == {"human_human": None, "machine_human": 0.8, "benchmark": 0.9, "n": 30, "left_out": False}
    assert agreement.falls_short(found)
