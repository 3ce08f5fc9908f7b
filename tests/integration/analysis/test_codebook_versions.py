"""Versions of the codebook in the database, and answers coded again under a new one."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from surveys.analysis import codebook_versions as versions
from surveys.analysis import coding, recoding, review
from surveys.analysis.codebook import codebook
from surveys.analysis.codebook_models import CodebookTheme
from surveys.analysis.codebook_themes import ThemeData
from surveys.analysis.models import Coding
from tests.factories.analysis import answers_of, send

VAPES = ThemeData("", "causes", {"en": "Vapes"}, phrases={"en": ["vape*"], "pl": ["e-papieros*"]})


def coding_of(session, submission):
    session.expire_all()
    answer = answers_of(session, submission)[0]
    return session.scalar(sa.select(Coding).where(Coding.answer_id == answer.id))


def codes_of(session, submission):
    return [code.code for code in coding_of(session, submission).effective]


def code_all(session, coder):
    while coding.code_pending(session, coder):
        pass


def drafted(session, *changes):
    """A draft by "ann" with a note, on which the changes were made."""
    draft = versions.start_draft(session, "ann")
    for change in changes:
        change(draft)
    versions.write_note(session, draft, "Asked for by the board", "ann")
    return draft


def signed_off(session, *changes):
    draft = drafted(session, *changes)
    versions.sign_off(session, draft, "ben", seen=draft.revision)
    return draft


def adds(session, theme=VAPES):
    return lambda draft: versions.add_theme(session, draft, theme, "ann")


def retires(session, code):
    return lambda draft: versions.set_retired(session, draft, code, "ann", retired=True)


def test_a_fresh_product_works_with_the_shipped_codebook(session):
    book = versions.current(session)
    assert book.version == codebook().version
    assert list(book.given) == list(codebook().codes)
    assert versions.versions(session) == []


def test_a_draft_counts_for_nothing_and_the_shipped_one_becomes_version_1(session):
    draft = drafted(session, adds(session))
    assert "vapes" not in versions.current(session).codes
    assert [(one.number, one.state) for one in versions.versions(session)] == [(2, "draft"), (1, "signed_off")]
    assert versions.themes_of(session, versions.version_by_number(session, 1)) == versions.themes_of(session, None)
    versions.discard(session, draft)
    assert session.scalar(sa.select(sa.func.count()).select_from(CodebookTheme)) == len(codebook().codes)


def test_a_second_person_signs_off_and_the_version_is_in_force(session):
    draft = drafted(session, adds(session))
    with pytest.raises(versions.CodebookError, match="own"):
        versions.sign_off(session, draft, "ann", seen=draft.revision)
    versions.sign_off(session, draft, "ben", seen=draft.revision)
    book = versions.current(session)
    assert (book.number, book.version) == (2, f"{codebook().version}.2")
    assert book.codes["vapes"].name("en") == "Vapes"
    with pytest.raises(versions.CodebookError, match="not_a_draft"):
        versions.add_theme(session, draft, replace(VAPES, names={"en": "Late"}), "ann")


def test_people_may_sign_off_their_own_where_the_setting_says_so(session):
    draft = drafted(session, adds(session))
    versions.sign_off(session, draft, "ann", seen=draft.revision, self_approval=True)
    assert versions.current(session).number == 2


def test_what_was_not_looked_at_is_not_signed_off(session):
    draft = drafted(session, adds(session))
    seen = draft.revision
    versions.set_retired(session, draft, "hotspots", "ann", retired=True)
    with pytest.raises(versions.CodebookError, match="changed_meanwhile"):
        versions.sign_off(session, draft, "ben", seen=seen)


def test_without_a_note_or_a_change_nothing_is_signed_off(session):
    draft = versions.start_draft(session, "ann")
    with pytest.raises(versions.CodebookError, match="note_missing"):
        versions.sign_off(session, draft, "ben", seen=draft.revision)
    versions.write_note(session, draft, "Nothing at all", "ann")
    with pytest.raises(versions.CodebookError, match="nothing_changed"):
        versions.sign_off(session, draft, "ben", seen=draft.revision)


def test_there_is_one_draft_at_a_time(session):
    versions.start_draft(session, "ann")
    with pytest.raises(versions.CodebookError, match="draft_exists"):
        versions.start_draft(session, "ben")


def test_of_two_who_save_the_same_theme_the_second_is_told(session):
    draft = versions.start_draft(session, "ann")
    row = versions.theme_row(session, draft, "hotspots")
    seen, present = row.revision, versions.data_of(row)
    assert versions.save_theme(session, draft, replace(present, definition="Places"), "ann", seen=seen)
    with pytest.raises(versions.CodebookError, match="changed_meanwhile"):
        versions.save_theme(session, draft, replace(present, definition="Corners"), "ben", seen=seen)
    row = versions.theme_row(session, draft, "hotspots")
    assert versions.save_theme(session, draft, replace(present, definition="Corners"), "ben", seen=row.revision)
    assert draft.edited_by == ["ann", "ben"]
    assert not versions.save_theme(session, draft, replace(present, definition="Corners"), "ben", seen=row.revision)


def test_a_theme_moves_among_its_own(session):
    draft = versions.start_draft(session, "ann")
    group = [theme.code for theme in versions.themes_of(session, draft) if theme.group == "education"]
    versions.move_theme(session, draft, group[1], "ann", up=True)
    versions.move_theme(session, draft, group[1], "ann", up=True)
    now = [theme.code for theme in versions.themes_of(session, draft) if theme.group == "education"]
    assert now == [group[1], group[0], group[2]]


def test_only_what_is_new_in_the_draft_can_be_taken_out(session):
    draft = drafted(session, adds(session))
    with pytest.raises(versions.CodebookError, match="in_use"):
        versions.remove_theme(session, draft, "hotspots", "ann")
    versions.remove_theme(session, draft, "vapes", "ann")
    assert versions.themes_of(session, draft) == versions.themes_of(session, None)
    with pytest.raises(versions.CodebookError, match="built_in"):
        versions.set_retired(session, draft, "no_theme", "ann", retired=True)


def test_examples_are_not_in_the_clear(session):
    signed_off(session, adds(session, replace(VAPES, examples=["zanzibarwords all over the bus stop"])))
    rows = session.execute(sa.text("select * from analysis_codebook_theme where code = 'vapes'"))
    assert "zanzibarwords" not in " ".join(str(value) for value in rows.one())
    assert versions.current(session).codes["vapes"].examples == ("zanzibarwords all over the bus stop",)


def test_an_added_theme_is_given_by_its_phrases_and_says_so(seeded_session, coder):
    mixed = send(seeded_session, {"Q1": "dealers selling vapes to kids by the school"})
    polish = send(seeded_session, {"Q1": "E-papierosy w szkole"}, language="pl")
    rejected = send(seeded_session, {"Q1": "it's not the vapes, it is money and poverty"})
    code_all(seeded_session, coder)
    signed_off(seeded_session, adds(seeded_session))
    assert recoding.progress(seeded_session) == (0, 3)
    assert recoding.recode_some(seeded_session, coder) == 3
    found = coding_of(seeded_session, mixed)
    basis = {code.code: (code.basis, code.evidence) for code in found.effective}
    assert basis["vapes"] == ("phrase", ["vapes"])
    assert basis["cause_drug_trade"][0] == "model"
    assert {code.version for code in found.effective} == {found.version}
    assert found.version.startswith(f"{codebook().version}.2+")
    assert "vapes" in codes_of(seeded_session, polish)
    assert "vapes" not in codes_of(seeded_session, rejected)
    assert recoding.progress(seeded_session) == (3, 3)


def test_an_answer_near_an_approved_example_is_given_the_theme(seeded_session, coder):
    near = send(seeded_session, {"Q1": "those disposable sweet flavoured puffs from the corner shop"})
    far = send(seeded_session, {"Q1": "nothing to do after school"})
    theme = replace(VAPES, phrases={}, examples=["sweet flavoured disposable puffs sold in the corner shop"])
    signed_off(seeded_session, adds(seeded_session, theme))
    code_all(seeded_session, coder)
    given = {code.code: code.basis for code in coding_of(seeded_session, near).effective}
    assert given["vapes"] == "example"
    assert "vapes" not in codes_of(seeded_session, far)


def test_a_phrase_added_to_a_shipped_theme_gives_it(seeded_session, coder):
    sent = send(seeded_session, {"Q3": "we need the zanzibar scheme back, it was good for everyone round here"})
    code_all(seeded_session, coder)
    assert "hotspots" not in codes_of(seeded_session, sent)

    def adds_phrase(draft):
        row = versions.theme_row(seeded_session, draft, "hotspots")
        data = versions.data_of(row)
        phrases = data.phrases | {"en": [*data.phrases["en"], "Q3: zanzibar scheme"]}
        versions.save_theme(seeded_session, draft, replace(data, phrases=phrases), "ann", seen=row.revision)

    signed_off(seeded_session, adds_phrase)
    recoding.recode_some(seeded_session, coder)
    assert "hotspots" in codes_of(seeded_session, sent)


def test_a_retired_theme_is_given_no_more_but_what_a_person_chose_stays(seeded_session, coder):
    by_machine = send(seeded_session, {"Q3": "more police on the beat"})
    by_person = send(seeded_session, {"Q3": "more police on the street please"})
    code_all(seeded_session, coder)
    review.decide(seeded_session, coding_of(seeded_session, by_person), ["police_presence"], "ann")
    signed_off(seeded_session, retires(seeded_session, "police_presence"))
    assert recoding.recode_some(seeded_session, coder) == 2
    assert "police_presence" not in codes_of(seeded_session, by_machine)
    assert codes_of(seeded_session, by_person) == ["police_presence"]
    kept = coding_of(seeded_session, by_person)
    assert "police_presence" not in [code.code for code in kept.codes if code.source == "machine"]
    assert versions.current(seeded_session).codes["police_presence"].retired
    # Decided again, it may keep the theme; another answer may not be given it.
    review.decide(seeded_session, kept, ["police_presence", "hotspots"], "ann")
    with pytest.raises(review.NotAllowed, match="unknown_code"):
        review.decide(seeded_session, coding_of(seeded_session, by_machine), ["police_presence"], "ann")


def test_a_killed_job_goes_on_where_it_was(seeded_session, coder):
    sent = [
        send(seeded_session, {"Q1": f"vapes and {word}"}) for word in ("drugs", "gangs", "phones", "school", "money")
    ]
    code_all(seeded_session, coder)
    signed_off(seeded_session, adds(seeded_session))
    assert recoding.recode_some(seeded_session, coder, limit=2) == 2
    seeded_session.commit()
    before = {one.id: one.coded_at for one in seeded_session.scalars(sa.select(Coding))}
    assert recoding.recode_some(seeded_session, coder, limit=2) == 2
    seeded_session.rollback()  # killed: the chunk is undone, and done again by whoever comes next
    assert recoding.progress(seeded_session) == (2, 5)
    taken = 0
    while now := recoding.recode_some(seeded_session, coder, limit=2):
        taken += now
    assert taken == 3
    assert recoding.progress(seeded_session) == (5, 5)
    assert set(before) == {one.id for one in seeded_session.scalars(sa.select(Coding))}
    assert all("vapes" in codes_of(seeded_session, one) for one in sent)


def test_a_text_that_breaks_the_coder_keeps_its_codes_and_stops_nothing(seeded_session, coder):
    class Breaks:
        def under(self, book):
            self.real = coder.under(book)
            return self

        def code_many(self, answers):
            if any("BREAK" in answer.text for answer in answers):
                raise RuntimeError
            return self.real.code_many(answers)

    bad = send(seeded_session, {"Q3": "more police, BREAK vapes"})
    good = send(seeded_session, {"Q3": "more police, no vapes in shops"})
    code_all(seeded_session, coder)
    before = codes_of(seeded_session, bad)
    signed_off(seeded_session, adds(seeded_session))
    assert recoding.recode_some(seeded_session, Breaks()) == 2
    assert recoding.recode_some(seeded_session, Breaks()) == 0
    assert codes_of(seeded_session, bad) == before
    assert answers_of(seeded_session, bad)[0].coding_state == "failed"
    assert "vapes" in codes_of(seeded_session, good)
