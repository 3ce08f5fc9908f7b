"""The workbench's jobs: thin callers, ids only. Registered by webapp.jobs, which the worker loads."""

from huey import crontab

from webapp import config
from webapp.extensions import jobs, worker_session
from webapp.workbench import attempts, serving, training
from webapp.workbench.place import here

SERVED = "workbench-served"
"""Under this name the queue keeps what the bot was last seen to serve."""


@jobs.task()
def try_model(attempt_id: str) -> str | None:
    """Train and judge what was asked for; its state (training.run). The page shows how far it is."""
    outcome = training.run(worker_session, attempt_id, here())
    if outcome == "in_force":
        deliver.call_local()
    return outcome


@jobs.task()
def deliver() -> None:
    """Let the bot serve the model in force, and remember what it serves."""
    settings = config.load()
    with worker_session() as session:
        served = serving.deliver(session, here(), settings.rasa_urls, settings.bot_api_token)
    if served is not None:
        jobs.storage.put_data(SERVED, served.pack())
        with worker_session() as session:
            serving.tidy(session, here())


@jobs.periodic_task(crontab(minute="*"))
@jobs.lock_task("workbench")
def sweep_workbench() -> None:
    """Begin again what a crash lost, and see that every process of the bot serves what it shall."""
    with worker_session() as session:
        lost = attempts.to_wake(session)
    if lost is not None:
        try_model(lost)
    deliver.call_local()
