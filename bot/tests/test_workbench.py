"""Sentences of staff: learned beside ours in a real training, judged, served without a restart, and served again."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import evaluate
import pytest
import serve
import train
import workbench
from conftest import BOT, TOKEN, Bot, call

WORD = "glimmerdust"
SENTENCES = [
    f"my mate is on {WORD} every night and wont stop",
    f"how do i get my brother off {WORD}",
    f"theres {WORD} in his room again, i found the bags",
    f"i took {WORD} for a year and want help to quit",
]


@pytest.fixture(scope="module")
def tried(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real attempt, started with the command that the site's job uses."""
    folder = tmp_path_factory.mktemp("workbench")
    rows = [{"language": "en", "route": "drugs_alcohol", "text": text} for text in SENTENCES]
    sentences = folder / "sentences.jsonl"
    sentences.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    broken_off = folder / "out" / "data" / "nlu" / "en" / "greeting.yml"
    broken_off.parent.mkdir(parents=True)
    broken_off.write_text("this was left by an attempt that was killed")
    command = [sys.executable, "workbench.py", "--sentences", str(sentences)]
    command += ["--now", str(train.model_path(models)), "--out", str(folder / "out")]
    subprocess.run(command, cwd=BOT, check=True, timeout=1500)
    return folder / "out"


def test_a_real_training_learns_what_staff_wrote_and_judges_both_on_other_voices(tried: Path, models: Path) -> None:
    told = json.loads((tried / "figures.json").read_text())
    assert told["base"] == train.fingerprint()
    for side in ("before", "after"):
        counts = told[side]["languages"]
        assert set(counts) == {path.stem for path in (BOT / "evaluation").glob("*.jsonl")}
        for language, one in counts.items():
            assert one["n"] == len(evaluate.read_evaluation(BOT / "evaluation" / f"{language}.jsonl"))
            assert one["n"] >= one["among"] >= one["right"] > one["n"] / 2
        assert told[side]["danger"]["n"] >= told[side]["danger"]["right"] > 0
    question = f"is {WORD} bad"
    before = workbench.topics(train.model_path(models)).rank(question)
    after = workbench.topics(tried / "model.tar.gz").rank(question)
    assert before[0][0] != "drugs_alcohol"
    assert after[0][0] == "drugs_alcohol"
    assert not (tried / "data" / "nlu" / "en" / "greeting.yml").exists()
    assert not any(WORD in path.read_text(encoding="utf-8") for path in (BOT / "data").rglob("*.yml"))


def test_a_running_process_takes_the_model_over_and_keeps_what_was_said(tried: Path, models: Path, bot: Bot) -> None:
    say = bot.new()
    say("hello, my brother is 15")
    before = said(bot, say.sender)  # type: ignore[attr-defined]
    assert before
    try:
        load(bot, tried / "model.tar.gz")
        assert call(f"{bot.url}/status?token={TOKEN}", method="GET")["model_file"] == "model.tar.gz"
        assert say(f"how do i get him off {WORD}")["route"] == "drugs_alcohol"
        assert said(bot, say.sender) == [*before, f"how do i get him off {WORD}"]  # type: ignore[attr-defined]
    finally:
        load(bot, train.model_path(models))


def said(bot: Bot, sender: str) -> list[str]:
    events = call(f"{bot.url}/conversations/{sender}/tracker?token={TOKEN}", method="GET")["events"]
    return [event["text"] for event in events if event["event"] == "user"]


def load(bot: Bot, model: Path) -> None:
    request = urllib.request.Request(
        f"{bot.url}/model?token={TOKEN}",
        data=json.dumps({"model_file": str(model)}).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        assert response.status == 204


def test_sentences_become_training_data_by_language_and_route(tmp_path: Path) -> None:
    rows = [
        {"language": "en", "route": "greeting", "text": "hello:  there\n - intent: privacy"},
        {"language": "ar", "route": "greeting", "text": "مرحبا يا جماعة"},
        {"language": "en", "route": "greeting", "text": "wagwan"},
    ]
    (tmp_path / "given.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert workbench.write_data(tmp_path / "given.jsonl", tmp_path / "data") == 3
    learned = evaluate.read_training(tmp_path / "data")
    assert sorted(learned) == sorted(
        [("hello: there - intent: privacy", "greeting"), ("مرحبا يا جماعة", "greeting"), ("wagwan", "greeting")]
    )


def test_after_a_start_the_model_in_force_is_served_and_the_shipped_one_where_it_does_not_fit(tmp_path: Path) -> None:
    models, bench = tmp_path / "shipped", tmp_path / "bench"
    shipped = train.model_path(models)
    assert serve.served(models, None) == serve.served(models, bench) == shipped
    (bench / "models").mkdir(parents=True)
    learned = bench / "models" / "learned.tar.gz"
    learned.write_bytes(b"")

    def told(**what: Any) -> Path:
        (bench / "current.json").write_text(json.dumps(what))
        return serve.served(models, bench)

    assert told(base=train.fingerprint(), model="learned.tar.gz") == learned
    assert told(base="of another release", model="learned.tar.gz") == shipped
    assert told(base=train.fingerprint(), model="gone.tar.gz") == shipped
    assert told(base=train.fingerprint(), model="../../shipped.tar.gz") == shipped
    assert told(base=train.fingerprint(), model=None) == shipped
    (bench / "current.json").write_text('{"base": ')
    assert serve.served(models, bench) == shipped
