"""`rasa test core --e2e` on test_stories.yml, with the model that is served: words → topic → reply, over several turns.

Rasa runs no action there and speaks to nobody: what is held is that what people write leads to the right reply. What
stands in the replies is held over HTTP, in test_conversations.py and the site's tests/e2e/test_dialogues.py.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import train
import yaml

STORIES = Path(__file__).with_name("test_stories.yml")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


@pytest.fixture(scope="module")
def results(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with Rasa's results; one wrong story, made here, is told apart from the right ones."""
    folder = tmp_path_factory.mktemp("stories")
    stories = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    wrong = {"user": "hello", "intent": "drugs_alcohol"}
    stories["stories"].append({"story": "wrong on purpose", "steps": [wrong, {"action": "action_answer"}]})
    (folder / "test_stories.yml").write_text(yaml.safe_dump(stories, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "test", "core", "--e2e", "--no-plot"]
    command += ["--model", str(train.model_path(models)), "--stories", str(folder), "--out", str(folder / "out")]
    done = subprocess.run(command, cwd=train.BOT, env=os.environ | QUIET, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "out"


def test_every_story_goes_as_it_is_told(results: Path) -> None:
    failed = (results / "failed_test_stories.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(STORIES.read_text(encoding="utf-8"))["stories"]
    report = json.loads((results / "story_report.json").read_text(encoding="utf-8"))["conversation_accuracy"]
    assert (report["correct"], report["total"]) == (len(told), len(told) + 1), failed


def test_a_story_that_is_wrong_is_found(results: Path) -> None:
    assert "wrong on purpose" in (results / "failed_test_stories.yml").read_text(encoding="utf-8")
