"""The command that loads the national postcode directory."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from directory.places import find_place
from tests.factories.postcodes import ELSEWHERE, file, names, row
from webapp.extensions import db


def write(path: Path, lines: Any) -> str:
    path.write_text("".join(lines), encoding="utf-8-sig")
    return str(path)


def test_the_command_loads_and_says_what_it_did(app: Any, client: FlaskClient, tmp_path: Path) -> None:
    source = write(tmp_path / "onspd.csv", file([row("NW4 1AA"), row("NW9 8CC", borough=ELSEWHERE), "short"]))
    wards = write(tmp_path / "wards.csv", names({"W1": "Hendon"}))
    done = app.test_cli_runner().invoke(args=["directory", "import-postcodes", source, "--ward-names", wards])
    assert done.exit_code == 0, done.output
    assert "1 postcodes in the borough, 1 just outside it" in done.output
    assert "1 rows: short_row (first in line 4)" in done.output
    assert find_place(db.session, "nw4 1aa").wards == ("hendon",)
    assert client.get("/en/services?ward=NW4+1AA").status_code == 200
    outside = client.get("/en/services?ward=NW9+8CC")
    assert outside.status_code == 400
    assert "not in Barnet" in outside.text


def test_a_wrong_file_is_refused_with_what_is_missing(app: Any, tmp_path: Path) -> None:
    source = write(tmp_path / "wrong.csv", ["a,b\n", "1,2\n"])
    done = app.test_cli_runner().invoke(args=["directory", "import-postcodes", source])
    assert done.exit_code != 0
    assert "nothing was loaded: missing_columns: borough, latitude, longitude, postcode, ward" in done.output
