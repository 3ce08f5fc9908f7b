"""`themes code` on files that are not as they should be, and coding that is killed half way."""

import json

import pytest
import sqlalchemy as sa

from surveys.analysis import coding
from surveys.analysis.models import Coding
from tests.factories.analysis import answers_of, send


@pytest.fixture
def themes_code(app, monkeypatch, coder, tmp_path):
    """Run the command on these bytes: exit code, what was said, what was coded."""
    monkeypatch.setattr("surveys.analysis.coder.Coder.load", classmethod(lambda cls, **_: coder))

    def run(content, *more):
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(content)
        result = app.test_cli_runner().invoke(
            args=["themes", "code", "--input", str(source), "--output", str(target), *more]
        )
        lines = target.read_text(encoding="utf-8").splitlines()
        return result.exit_code, result.output, [json.loads(line) for line in lines]

    return run


def test_a_wrong_line_is_named_and_all_others_are_coded(themes_code):
    good = b'{"id": "%s", "question": "Q3", "text": "more police, my secret"}\n'
    status, said, coded = themes_code(good % b"a" + b'{"id": "x", "my secret\n' + b"\n" + good % b"b")
    assert status == 1
    assert "line 2" in said
    assert "secret" not in said
    assert [row["id"] for row in coded] == ["a", "b"]


def test_bytes_that_are_no_utf8_are_told_and_coded(themes_code):
    status, said, coded = themes_code(b'{"id": "a", "question": "Q3", "text": "more police \xff\xfe please"}\n')
    assert status == 0
    assert "line 1" in said
    assert coded[0]["themes"] == ["police_presence"]


def test_odd_texts_each_get_a_line(themes_code):
    texts = ["", "x", "more police and youth clubs. " * 1725, "💙🎉", "<b>x</b>", "=1+1", "more policja شرطة", "a\x00b"]
    rows = [json.dumps({"id": str(at), "question": "Q3", "text": text}) for at, text in enumerate(texts)]
    status, _said, coded = themes_code("\n".join(rows).encode(), "--processes", "2")
    assert status == 0
    assert [row["id"] for row in coded] == [str(at) for at in range(len(texts))]
    assert coded[2]["nonsense"]  # the same sentence 1,725 times over
    assert coded[0]["themes"] == coded[3]["themes"] == ["no_theme"]


def test_coding_that_is_killed_half_way_goes_on_and_codes_nothing_twice(seeded_session, coder):
    sent = [send(seeded_session, {"Q3": f"more police and {word}"}) for word in ("cctv", "lights", "jobs", "mentors")]
    seeded_session.commit()
    assert coding.code_pending(seeded_session, coder, limit=2) == 2
    seeded_session.commit()
    assert coding.code_pending(seeded_session, coder, limit=2) == 2
    seeded_session.rollback()  # killed before it was kept
    taken = []
    while now := coding.code_pending(seeded_session, coder, limit=2):
        taken.append(now)
        seeded_session.commit()
    assert taken == [2]
    for one in sent:
        answer = answers_of(seeded_session, one)[0]
        assert answer.coding_state == "coded"
        found = seeded_session.scalars(sa.select(Coding).where(Coding.answer_id == answer.id)).all()
        assert len(found) == 1
        codes = [code.code for code in found[0].codes]
        assert len(codes) == len(set(codes))
