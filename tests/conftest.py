"""What every test may use: a database, the application, a client that inspects each page.

`--database=postgresql` runs those that use a database on a throw-away PostgreSQL. Each test gets its
own database, copied from one that was migrated (and seeded) once.
"""

import base64
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Settings come first: modules of the application read them when they are imported.
_DATA = Path(tempfile.mkdtemp(prefix="frontdoor-tests-"))
# Models are named by what they were trained from: with the installation's own ones nothing is trained twice.
_MODELS = Path(__file__).resolve().parents[1] / "var" / "models"
_MODELS.mkdir(parents=True, exist_ok=True)
(_DATA / "models").symlink_to(_MODELS)
os.environ.update(
    DATA_DIR=str(_DATA),
    SECRET_KEY="only-for-tests",
    ENCRYPTION_KEYS="test1:" + base64.urlsafe_b64encode(b"0123456789abcdef0123456789abcdef").decode(),
    BOT_API_TOKEN="only-for-tests",
    INSECURE_COOKIES="1",
    RASA_URLS="",
)
for name in ("DATABASE_URL", "REDIS_URL", "DEMO", "SMTP_HOST", "SITE_URL", "TWILIO_AUTH_TOKEN"):
    os.environ.pop(name, None)

import pytest  # noqa: E402 - after the settings
from apiflask import APIFlask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from flask_migrate import upgrade  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from directory.seed import loader as directory_loader  # noqa: E402
from surveys.seed import loader as surveys_loader  # noqa: E402
from tests.support import connections  # noqa: E402
from tests.support.pages import InspectingClient  # noqa: E402
from tools import postgres  # noqa: E402
from webapp import create_app  # noqa: E402
from webapp.accounts import users  # noqa: E402

if TYPE_CHECKING:
    from surveys.analysis.coder import Coder

# A machine that is busy with other things is slow, not wrong: speed is measured by `make bench`, never by a test.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what uses a database: everything else is the same on both and runs with SQLite."""
    if config.getoption("--database") == "sqlite":
        return
    used: list[pytest.Item] = []
    rest: list[pytest.Item] = []
    for item in items:
        (used if "databases" in getattr(item, "fixturenames", ()) else rest).append(item)
    config.hook.pytest_deselected(items=rest)
    items[:] = used


def pytest_unconfigure() -> None:
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[postgres.Cluster | None]:
    """The PostgreSQL server of this run; none when the tests run on SQLite."""
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    with postgres.Cluster() as server:
        yield server


class Databases:
    """Makes databases: copies of a migrated one, empty or seeded."""

    def __init__(self, cluster: postgres.Cluster | None, folder: Path) -> None:
        self.cluster = cluster
        self.folder = folder
        self.count = 0
        self.empty = self._migrated()
        self._seeded: str | None = None

    @property
    def seeded(self) -> str:
        """URL of a database with the 53 services and the surveys."""
        if self._seeded is None:
            url = self.copy(self.empty)
            engine = create_engine(url)
            with Session(engine) as session:
                directory_loader.load(session)
                surveys_loader.load(session)
                session.commit()
            engine.dispose()
            self._seeded = url
        return self._seeded

    def bare(self) -> str:
        """URL of a database with nothing in it."""
        if self.cluster is not None:
            return self.cluster.create_database()
        self.count += 1
        return f"sqlite:///{self.folder / f'{self.count}.db'}"

    def copy(self, url: str) -> str:
        """URL of a copy of the database at ``url``."""
        if self.cluster is not None:
            return self.cluster.create_database(template=url)
        new = self.bare()
        source = url.removeprefix("sqlite:///")
        for suffix in ("", "-wal"):
            if Path(source + suffix).exists():
                shutil.copy(source + suffix, new.removeprefix("sqlite:///") + suffix)
        return new

    def drop(self, url: str) -> None:
        """Throw a test's database away: thousands of them are many files."""
        if self.cluster is not None:
            self.cluster.drop_database(url)
            return
        file = url.removeprefix("sqlite:///")
        for suffix in ("", "-wal", "-shm"):
            Path(file + suffix).unlink(missing_ok=True)

    def _migrated(self) -> str:
        url = self.bare()
        app = create_app({"SQLALCHEMY_DATABASE_URI": url})
        with app.app_context():
            upgrade()
            app.extensions["sqlalchemy"].engine.dispose()
        return url


@pytest.fixture(scope="session")
def databases(cluster: postgres.Cluster | None) -> Iterator[Databases]:
    """The maker of databases, one for the run."""
    folder = Path(tempfile.mkdtemp(prefix="frontdoor-databases-", dir=postgres.quick_folder()))
    yield Databases(cluster, folder)
    shutil.rmtree(folder, ignore_errors=True)


def _session_on(databases: Databases, template: str) -> Iterator[Session]:
    url = databases.copy(template)
    engine = create_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def session(databases: Databases) -> Iterator[Session]:
    """A session on a migrated, empty database of this test's own."""
    yield from _session_on(databases, databases.empty)


@pytest.fixture
def seeded_session(databases: Databases) -> Iterator[Session]:
    """A session on a database with the 53 services and the surveys."""
    yield from _session_on(databases, databases.seeded)


@pytest.fixture
def app(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[APIFlask]:
    """The application on a seeded database of this test's own; jobs use the same one."""
    url = databases.copy(databases.seeded)
    monkeypatch.setenv("DATABASE_URL", url)
    app = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": "localhost"})
    app.test_client_class = InspectingClient
    with app.app_context():
        yield app
        connections.close(app, url)
    databases.drop(url)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A browser without JavaScript that inspects every page it is given."""
    return app.test_client()


@pytest.fixture(scope="session")
def coder() -> "Coder":
    """The coder of answers as it ships; read, or trained once, in the folder of models that all tests share."""
    # Not at the top: it takes the learning libraries, and most tests need none of it.
    from surveys.analysis.coder import Coder

    return Coder.load()


@pytest.fixture
def sign_in(app: APIFlask) -> Callable[[FlaskClient, str], Any]:
    """``sign_in(client, role)``: make an account with this role and sign it in; gives the user."""

    def into(client: FlaskClient, role: str) -> Any:
        session = app.extensions["sqlalchemy"].session
        email = f"{role}@example.org"
        user = users.find(session, email)
        if user is None:
            user, _password = users.create(session, email=email, name=f"Test {role}", roles=[role])
            user.must_change_password = False
            session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = user.get_id()
            cookie["_fresh"] = True
        return user

    return into
