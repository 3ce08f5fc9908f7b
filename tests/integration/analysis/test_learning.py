"""Learning from corrections on a small training set: better ones are taken, worse refused, what is erased forgotten."""

import pickle
from contextlib import contextmanager

import pytest

from surveys.analysis import codebook_versions as versions
from surveys.analysis import coding as coding_jobs
from surveys.analysis import desk, learning, retraining, sample
from surveys.analysis.added_themes import ENOUGH, Added
from surveys.analysis.codebook_themes import ThemeData
from surveys.analysis.coder import Coder
from surveys.analysis.data import EVALUATION, TRAINING, Example, read_examples
from surveys.analysis.desk_models import LearnedModel, TrainingRow
from surveys.analysis.themes import ThemeModel
from surveys.answers import withdraw
from surveys.models import Answer
from surveys.queries import all_consultations
from tests.factories.analysis import send_read
from webapp import config, jobs
from webapp.extensions import db

PLACES = ["the bandstand", "the boating lake", "the old cinema", "the chapel gate", "the market arches", "the towpath"]
DOINGS = ["mopeds meet at", "they all gather round", "it kicks off by", "always trouble at", "crowds hang about"]
SECRET = "zanzibarwords"


def small(source, folder, every):
    """A part of the English answers that are shipped."""
    folder.mkdir()
    lines = [line for path in sorted(source.glob("en*.jsonl")) for line in path.read_text().splitlines()]
    for voice in range(3):
        (folder / f"en_{voice}.jsonl").write_text("\n".join(lines[voice * every :: every * 3]) + "\n")
    return folder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A small training set and a small evaluation set; on so few, chance moves a figure by more than it may fall."""
    folder = tmp_path_factory.mktemp("learning")
    return {
        "training": small(TRAINING, folder / "training", 15),
        "evaluation": small(EVALUATION, folder / "held", 2),
        "slack": 0.1,
    }


@pytest.fixture(scope="module")
def shipped(shelf, coder):
    """A coder whose themes are made of the small set alone; on so few, harm would be seen where there is none."""
    themes = ThemeModel().fit(read_examples(shelf["training"]))
    version = f"{themes.codebook.version}+0123456789abcdef"
    return Coder(themes, coder.disclosures, coder.tones, version)


@pytest.fixture
def sessions(seeded_session):
    """As jobs have them, but one for all."""

    @contextmanager
    def same():
        yield seeded_session
        seeded_session.commit()
        seeded_session.expire_all()

    return same


@pytest.fixture
def corrected(seeded_session):
    """Sixty answers in which people saw a theme that the small model does not know from such words."""
    made = []
    for number in range(60):
        # Not 14 or 15: that would read as somebody's age.
        text = f"{DOINGS[number % 5]} {PLACES[number % 6]} every night {number + 1000}"
        coding = send_read(seeded_session, text, {"police_presence": 0.4}, "Q2")
        desk.decide(seeded_session, coding, ["hotspots"], "ann", seen=0)
        made.append(coding)
    waiting = send_read(seeded_session, "mopeds meet at the boating lake", {"police_presence": 0.4}, "Q2")
    seeded_session.commit()
    return made, waiting


def run(sessions, shipped, tmp_path, shelf):
    return retraining.run(sessions, shipped, tmp_path, by="ann", **shelf)


def test_a_better_model_is_taken_and_says_what_changed(seeded_session, sessions, shipped, corrected, tmp_path, shelf):
    made, waiting = corrected
    assert run(sessions, shipped, tmp_path, shelf) == "in_force"
    model = learning.in_force(seeded_session)
    before, after = model.figures["corrections"]
    assert after > before
    assert model.figures["learned"] + model.figures["held_back"] == 60
    assert model.figures["shipped"][1] >= model.figures["shipped"][0] - shelf["slack"]
    assert model.changes == {"hotspots": [1, 0], "police_presence": [0, 1]}
    assert learning.file_of(tmp_path, model.fingerprint).exists()
    # Every answer is read again with it; a person's codes stay.
    coder = retraining.coder_with(shipped, learning.name_in_force(seeded_session, "0123456789abcdef"), tmp_path)
    while coding_jobs.code_pending(seeded_session, coder):
        pass
    assert [code.code for code in waiting.effective] == ["hotspots"]
    assert waiting.version.endswith(model.fingerprint)
    assert [code.code for code in made[0].effective] == ["hotspots"]
    assert made[0].decided_by == "ann"
    assert coding_jobs.code_pending(seeded_session, coder) == 0
    # The same once more is nothing new, and a model made on other shipped data is not used.
    assert run(sessions, shipped, tmp_path, shelf) == "nothing_new"
    assert learning.name_in_force(seeded_session, "fedcba9876543210") is None


def test_training_rows_point_at_answers_and_hold_no_words(
    seeded_session, sessions, shipped, corrected, tmp_path, shelf
):
    run(sessions, shipped, tmp_path, shelf)
    rows = seeded_session.query(TrainingRow).all()
    assert {row.answer_id for row in rows} == {coding.answer_id for coding in corrected[0]}
    assert 0 < sum(row.held_back for row in rows) < 30
    assert set(TrainingRow.__table__.columns.keys()) == {"id", "model_id", "answer_id", "held_back"}


def test_what_is_erased_is_forgotten(seeded_session, sessions, shipped, corrected, tmp_path, shelf):
    run(sessions, shipped, tmp_path, shelf)
    first = learning.in_force(seeded_session).fingerprint
    path = learning.file_of(tmp_path, first)
    learned = {row.answer_id for row in seeded_session.query(TrainingRow).filter_by(held_back=False)}
    gone = next(coding for coding in corrected[0] if coding.answer_id in learned)
    gone_id = gone.answer_id
    withdraw(seeded_session, gone.answer.draft)
    seeded_session.commit()
    # At once nothing is coded with it, before any job has run.
    assert learning.in_force(seeded_session) is None
    assert learning.must_forget(seeded_session)
    assert retraining.after_erasure(sessions, shipped, tmp_path, **shelf) == "in_force"
    assert not path.exists()
    now = learning.in_force(seeded_session)
    assert now.fingerprint != first
    assert gone_id not in {row.answer_id for row in now.rows}
    assert [model.state for model in learning.models(seeded_session)] == ["in_force", "forgotten"]
    assert retraining.after_erasure(sessions, shipped, tmp_path, **shelf) is None


def test_no_word_of_an_erased_answer_is_left_in_the_model(
    seeded_session, sessions, shipped, corrected, tmp_path, shelf
):
    found = [one for one in learning.corrections(seeded_session) if not one.held_back][:2]
    with_word = [
        learning.Correction(one.answer_id, one.question, one.audience, "en", f"{one.text} {SECRET}", one.codes)
        for one in found
    ]
    rest = [
        one for one in learning.corrections(seeded_session) if one.answer_id not in {each.answer_id for each in found}
    ]
    options = {"base": "b", **shelf}
    knows = pickle.dumps(retraining.train([*rest, *with_word], shipped.themes, **options).model)
    forgot = pickle.dumps(retraining.train(rest, shipped.themes, **options).model)
    assert SECRET.encode() in knows
    assert SECRET.encode() not in forgot


def test_too_few_to_make_another_falls_back_to_the_shipped_one(
    seeded_session, sessions, shipped, corrected, tmp_path, shelf
):
    run(sessions, shipped, tmp_path, shelf)
    learned = {row.answer_id for row in seeded_session.query(TrainingRow).filter_by(held_back=False)}
    for coding in [coding for coding in corrected[0] if coding.answer_id in learned][:21]:
        withdraw(seeded_session, coding.answer.draft)
    seeded_session.query(Answer).filter_by(coding_state="pending").update({"coding_state": "coded"})
    seeded_session.commit()
    assert retraining.after_erasure(sessions, shipped, tmp_path, **shelf) == "too_few"
    assert learning.in_force(seeded_session) is None
    assert list(tmp_path.glob("learned-*")) == []
    assert seeded_session.query(Answer).filter_by(coding_state="pending").count() > 0


def test_an_answer_erased_while_it_is_learned_from_is_not_kept(seeded_session, corrected):
    found = learning.corrections(seeded_session)
    withdraw(seeded_session, corrected[0][3].answer.draft)
    with pytest.raises(learning.Erased):
        learning.keep(seeded_session, found, fingerprint="f", base="b", accepted=True, figures={}, changes={}, by="ann")
    assert seeded_session.query(LearnedModel).count() == 0


def test_a_worse_model_is_refused(seeded_session, sessions, shipped, tmp_path, shelf):
    for example in read_examples(shelf["evaluation"])[:90]:
        coding = send_read(seeded_session, example.text, {"police_presence": 0.4}, "Q3")
        desk.decide(seeded_session, coding, ["accommodation_victims"], "ann", seen=0)
    seeded_session.commit()
    assert run(sessions, shipped, tmp_path, shelf) == "refused"
    refused = learning.models(seeded_session)[0]
    assert refused.figures["shipped"][1] < refused.figures["shipped"][0] - shelf["slack"]
    assert (refused.state, refused.rows) == ("refused", [])
    assert learning.in_force(seeded_session) is None
    assert list(tmp_path.glob("learned-*")) == []


def test_the_blind_sample_and_disclosures_are_never_learned_from(seeded_session, corrected):
    made, _waiting = corrected
    assert learning.count(seeded_session) == len(learning.corrections(seeded_session)) == 60
    desk.tells_of_harm(seeded_session, made[0], "ann")
    consultation = all_consultations(seeded_session)[0]
    drawn = sample.draw(seeded_session, consultation, per_question=10, coder="cyd", by="ann", seed=3)
    decided = {coding.answer_id for coding in made} & {row.answer_id for row in drawn.answers}
    ids = {one.answer_id for one in learning.corrections(seeded_session)}
    assert not ids & (decided | {made[0].answer_id})
    assert len(ids) == learning.count(seeded_session) == 59 - len(decided)


def test_a_night_waits_until_there_is_enough_new(seeded_session, sessions, shipped, corrected, tmp_path, shelf):
    base = retraining.base_of(shipped)
    assert learning.is_due(seeded_session, base)
    run(sessions, shipped, tmp_path, shelf)
    assert not learning.is_due(seeded_session, base)
    assert learning.is_due(seeded_session, "another release")


VAPES = ThemeData("", "causes", {"en": "Vapes"}, phrases={"en": ["vape*"]}, examples=["puffing outside the newsagent"])
CLOUDS = ["sweet smoke", "fruit clouds", "puff bars", "lost marys", "e-cig pods", "disposable pens"]
WHERE = ["behind the bins", "on the top deck", "in the toilets", "at the gate", "by the kebab shop"]


def signs_off_vapes(session):
    draft = versions.start_draft(session, "ann")
    versions.add_theme(session, draft, VAPES, "ann")
    versions.write_note(session, draft, "Asked for by the board", "ann")
    versions.sign_off(session, draft, "ben", seen=draft.revision)
    session.commit()


def decides(session, number, start=0):
    """Answers about vapes without the word, and as many about something else, decided by a person."""
    for place in range(start, start + number):
        for text, code in (
            (f"{CLOUDS[place % 6]} {WHERE[place % 5]} all day {place}", "vapes"),
            (f"{DOINGS[place % 5]} {PLACES[place % 6]} {place}", "hotspots"),
        ):
            coding = send_read(session, text, {"police_presence": 0.4}, "Q2")
            desk.decide(session, coding, [code], "ann", seen=0)
    session.commit()


def codes_of(session, coder, text):
    coded = coder.under(versions.current(session)).code("Q2", "resident", text)
    return {code: coded.basis[code] for code in coded.themes}


def test_a_theme_that_staff_added_is_learned_once_people_gave_it_often_enough(
    seeded_session, sessions, shipped, tmp_path, shelf
):
    signs_off_vapes(seeded_session)
    unseen = "sweet smoke and puff bars by the kebab shop all day"
    # From the first day its key phrases give it, and what comes near an approved example.
    assert codes_of(seeded_session, shipped, "kids with vapes everywhere")["vapes"] == "phrase"
    assert codes_of(seeded_session, shipped, "puffing outside the newsagent again")["vapes"] == "example"
    assert "vapes" not in codes_of(seeded_session, shipped, unseen)
    decides(seeded_session, ENOUGH - 1)
    assert Added.of(seeded_session, learning.corrections(seeded_session)).themes == ()
    decides(seeded_session, 20, start=ENOUGH)
    assert run(sessions, shipped, tmp_path, shelf) == "in_force"
    model = learning.in_force(seeded_session)
    assert model.figures["themes"] == ["vapes"]
    before, after = model.figures["corrections"]
    assert after > before
    coder = retraining.coder_with(shipped, model.fingerprint, tmp_path)
    assert codes_of(seeded_session, coder, unseen) == {"vapes": "model"}
    assert "vapes" not in codes_of(seeded_session, coder, "mopeds meet at the boating lake every night")
    assert "vapes" in codes_of(seeded_session, coder, "kids with vapes everywhere")
    assert run(sessions, shipped, tmp_path, shelf) == "nothing_new"


def test_what_was_decided_before_a_theme_was_there_says_nothing_of_it(seeded_session, shelf):
    early = send_read(seeded_session, "puff bars in the toilets", {"police_presence": 0.4}, "Q2")
    desk.decide(seeded_session, early, ["hotspots"], "ann", seen=0)
    signs_off_vapes(seeded_session)
    decides(seeded_session, 2 * ENOUGH)
    found = learning.corrections(seeded_session)
    added = Added.of(seeded_session, found)
    written = [
        Example("a vape shop", "Q2", "resident", ("hotspots",), "neutral", (), False, False, "en_x"),
        Example("a dark path", "Q2", "resident", ("hotspots",), "neutral", (), False, False, "en_x"),
    ]
    decided = [(retraining.example_of(one), one.decided_at) for one in found]
    examples, known = added.rows(written, decided)
    place = added.codebook.codes
    says = {one.text: known[row, list(place).index("vapes")] for row, one in enumerate(examples)}
    assert not says["a vape shop"]
    assert says["a dark path"]
    assert not says["puff bars in the toilets"]
    assert says[f"{DOINGS[0]} {PLACES[0]} 0"]
    assert known[-1].sum() == 1  # an approved example was approved for its own theme only


def test_forgetting_leaves_the_models_of_another_installation_alone(app):
    """The folder of shipped models is one for the product, its demonstration and tests: nothing is swept there."""
    data = config.data_dir()
    neighbour, forgotten = data / "models" / "learned-neighbour.pickle", learning.file_of(data / "learned", "gone")
    forgotten.parent.mkdir(exist_ok=True)
    try:
        for path in (neighbour, forgotten):
            path.write_bytes(b"a model")
        db.session.add(
            LearnedModel(fingerprint="gone", base="b", state="in_force", learned_from=1, figures={}, changes={})
        )
        db.session.commit()
        jobs.forget_erased.call_local()
        assert not forgotten.exists()
        assert neighbour.exists()
    finally:
        neighbour.unlink(missing_ok=True)
