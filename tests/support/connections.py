"""What a test's application holds open on its database.

A server takes a fixed number of connections, and every test has a database of its own: what one test leaves open, a
later one may lack.
"""

from apiflask import APIFlask

from webapp.extensions import worker_engine


def close(app: APIFlask, url: str) -> None:
    """Give back what ``app`` and its jobs hold open on the database at ``url``.

    Call it inside the application context that the test ran in: a session belongs to its context.
    """
    app.extensions["sqlalchemy"].session.remove()
    app.extensions["sqlalchemy"].engine.dispose()
    worker_engine(url).dispose()
