"""The optional second reader over HTTP: asked in masked words, believed only in form, never needed."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa

from surveys.analysis import coding, desk, review
from surveys.analysis.backend import BACKEND, HttpBackend, assisted
from surveys.analysis.codebook_versions import current
from surveys.analysis.coded import Answer, Coded
from surveys.analysis.models import Coding
from tests.factories.analysis import answers_of, send
from webapp import config

KEYS = {"SECRET_KEY": "x", "ENCRYPTION_KEYS": "x", "BOT_API_TOKEN": "x"}


class Reader:
    """Somebody else's server, as simple as can be. ``reply`` makes what it answers; ``asked`` is what it was sent."""

    def __init__(self):
        self.asked, self.headers, self.status, self.wait = [], [], 200, 0.0
        self.reply = lambda asked: {"answers": [{"themes": [{"code": "hotspots"}]} for _ in asked["answers"]]}
        reader = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                reader.asked.append(body)
                reader.headers.append(dict(self.headers))
                time.sleep(reader.wait)
                said = reader.reply(body)
                out = said if isinstance(said, bytes) else json.dumps(said).encode()
                self.send_response(reader.status)
                if reader.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/themes"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.server.shutdown()
    made.server.server_close()


def read(text="lads on mopeds by the shops", themes=("police_presence",), **more):
    given = {
        "lang": "en",
        "themes": list(themes),
        "evidence": {code: [] for code in themes},
        "confidence": dict.fromkeys(themes, 0.5),
        "sentiment": "neutral",
        "pii": [],
        "disclosure": False,
        "nonsense": False,
        "disclosure_signs": [],
        "version": "1+abc",
        "basis": dict.fromkeys(themes, "model"),
        "doubt": 0.7,
    }
    return Answer("Q2", "resident", text), Coded(**(given | more))


def ask(session, reader, *pairs, **options):
    answers, coded = zip(*pairs, strict=True)
    return assisted(HttpBackend(reader.url, **options), current(session), answers, coded)


def test_its_themes_stand_with_their_source_and_words(session, reader):
    reader.reply = lambda _asked: {
        "answers": [{"themes": [{"code": "hotspots", "confidence": 0.8, "words": ["by the shops", "not in the text"]}]}]
    }
    [coded] = ask(session, reader, read(), token="t0ken")
    assert (coded.themes, coded.confidence, coded.basis) == (["hotspots"], {"hotspots": 0.8}, {"hotspots": BACKEND})
    assert coded.evidence == {"hotspots": ["by the shops"]}
    assert coded.version == "1+abc+http"
    assert coded.doubt > 2  # the two readers differ in two themes: a person should look
    assert reader.headers[0]["Authorization"] == "Bearer t0ken"
    assert {"code", "name", "takes_in", "leaves_out", "alone"} == set(reader.asked[0]["codebook"][0])


def test_personal_data_is_masked_before_anything_is_sent(session, reader):
    ask(session, reader, read("my son Jayden was robbed, ring 07700 900123", pii=["Jayden", "07700 900123"]))
    sent = json.dumps(reader.asked)
    assert "was robbed" in sent
    assert "Jayden" not in sent
    assert "07700" not in sent


def test_what_may_tell_of_harm_and_what_has_no_theme_is_never_sent(session, reader):
    _answer, coded = read()
    pairs = [
        (Answer("Q2", "resident", "he is coming", private=True), coded),
        read("my dad hits me", disclosure=True),
        read("asdf", nonsense=True),
        read("idk", themes=["no_theme"]),
    ]
    assert [one.version for one in ask(session, reader, *pairs)] == ["1+abc"] * 4
    assert reader.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        b"no json at all",
        [],
        {"answers": []},
        {"answers": [{"themes": [{"code": "invented"}]}]},
        {"answers": [{"themes": "hotspots"}]},
        {"answers": [{"themes": [{"code": "no_theme"}, {"code": "hotspots"}]}]},
        {
            "answers": [
                {"themes": [{"code": code} for code in ("hotspots", "cctv_more", "youth_activities", "mentors")] * 9}
            ]
        },
    ],
)
def test_a_reply_out_of_form_leaves_what_the_coder_said(session, reader, reply):
    reader.reply = lambda _asked: reply
    answer, coded = read()
    assert ask(session, reader, (answer, coded)) == [coded]


@pytest.mark.parametrize("status", [302, 401, 500])
def test_an_error_or_a_detour_leaves_what_the_coder_said(session, reader, status):
    reader.status = status
    answer, coded = read()
    assert ask(session, reader, (answer, coded)) == [coded]
    assert len(reader.asked) == 1  # nobody follows it elsewhere with the words


def test_a_slow_reader_is_not_waited_for_and_then_left_in_peace(session, reader):
    reader.wait = 2.0
    answer, coded = read()
    began = time.monotonic()
    backend = HttpBackend(reader.url, timeout=0.3)
    for _again in range(3):
        assert assisted(backend, current(session), [answer] * 30, [coded] * 30) == [coded] * 30
    assert time.monotonic() - began < 1.8
    assert len(reader.asked) == 1


def test_nobody_there_costs_nothing(session):
    backend = HttpBackend("http://127.0.0.1:9/themes", timeout=0.5)
    answer, coded = read()
    assert assisted(backend, current(session), [answer], [coded]) == [coded]


def test_the_most_doubtful_answer_comes_first_to_the_desk(seeded_session):
    doubts = {"sure enough": 0.2, "who knows what": 3.1, "half and half": 1.4}
    for text, doubt in doubts.items():
        sent = send(seeded_session, {"Q2": text})
        coding.store(seeded_session, answers_of(seeded_session, sent)[0], read(text, doubt=doubt)[1])
    taken = desk.take_next(seeded_session, "ann")
    assert taken is not None
    assert taken.answer.text == "who knows what"
    listed, _total = review.coded_answers(seeded_session)
    assert [one.answer.text for one in listed] == ["who knows what", "half and half", "sure enough"]
    assert seeded_session.scalar(sa.select(sa.func.max(Coding.doubt))) == 3.1


def test_it_is_off_unless_set_and_only_an_encrypted_address_is_taken(tmp_path):
    base = KEYS | {"DATA_DIR": str(tmp_path)}
    assert config.load(base).coder is None
    wanted = config.load(base | {"CODER_URL": "https://reader.example/themes", "CODER_TOKEN": "hush"}).coder
    assert (wanted.url, wanted.timeout) == ("https://reader.example/themes", 20.0)
    assert "hush" not in repr(wanted)
    for wrong in ({"CODER_URL": "http://reader.example"}, {"CODER_URL": "https://r.example", "CODER_TIMEOUT": "soon"}):
        with pytest.raises(config.SettingsError, match="CODER_"):
            config.load(base | wrong)


@pytest.mark.parametrize("is_case", [False, True])
def test_an_answer_that_a_person_gave_to_safeguarding_is_not_sent_again(seeded_session, reader, coder, is_case):
    sent = send(seeded_session, {"Q2": "More wardens by the shops please, nobody ever walks round there after dark"})
    (answer,) = answers_of(seeded_session, sent)
    if is_case:
        coding.queue(seeded_session, answer, "person")
    learned = coder.under(current(seeded_session))
    learned.backend = HttpBackend(reader.url)
    coding.read(seeded_session, [answer], learned)
    learned.backend = None
    assert len(reader.asked) == (0 if is_case else 1)
