"""Background jobs: thin callers of domain functions. They carry ids, never text.

Run by ``huey_consumer webapp.jobs.jobs``. The queue only wakes; what is still to do is
in the database, and a sweep finds what a crash left.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from huey import crontab

from directory import needs_model
from directory import snapshot as search_index
from directory.exchange import kept
from surveys import crypto, fair, retention
from surveys.analysis import coding, learning, listening, recoding
from surveys.analysis.backend import HttpBackend
from surveys.exchange import batches
from webapp import answers_in, config, heartbeat
from webapp.chat import store
from webapp.extensions import after_commit, jobs, worker_session
from webapp.post import asking, callbacks, duty, mail, problems, smtp
from webapp.workbench import tasks as workbench_tasks

if TYPE_CHECKING:
    from flask import Flask

    from surveys.analysis.coder import Coder

WORKBENCH = workbench_tasks  # named so that it is loaded: the worker loads this module, and runs what it knows


def _coder() -> Coder:
    """The models of this worker, loaded here and not at the top: the web process imports us too, and starts fast."""
    from surveys.analysis import retraining

    shipped, folder = _shipped()
    with worker_session() as session:
        name = learning.name_in_force(session, retraining.base_of(shipped))
    coder = retraining.coder_with(shipped, name, folder)
    coder.backend = _second_reader()
    return coder


@lru_cache(maxsize=1)
def _second_reader() -> HttpBackend | None:
    """Who is asked beside the coder; one for all jobs, so that one failure gives all of them rest."""
    wanted = config.load().coder
    return HttpBackend(wanted.url, wanted.token, wanted.timeout) if wanted else None


def _shipped() -> tuple[Coder, Path]:
    """The coder as it ships, and the folder of what it learned from people."""
    # Not DATA_DIR/models: demonstrations and tests share that one, and each database sweeps what is not its own.
    from surveys.analysis.coder import default_coder

    return default_coder(), config.data_dir() / "learned"


@jobs.on_startup()
def prepare() -> None:
    """Each worker thread begins with the keys, and says that it is there."""
    crypto.configure_keys(config.load().encryption_keys)
    heartbeat.beat.call_local()


@jobs.task(retries=3, retry_delay=30)
def code_submission(submission_id: str) -> int:
    """Code the texts of one submission; how many. Harmless when it is done already."""
    coder = _coder()  # before the session: a first training must not hold the database
    with worker_session() as session:
        return coding.code_pending(session, coder, submission_id=submission_id)


@jobs.periodic_task(crontab(minute="*/2"))
@jobs.lock_task("sweep")
def sweep_pending() -> int:
    """Find what a crash left: texts nobody coded, alerts nobody queued. A chunk a transaction; how many texts."""
    coder = _coder()
    with worker_session() as session:
        coding.queue_alerts(session)
    done = 0
    while True:
        with worker_session() as session:
            taken = coding.code_pending(session, coder)
        if not taken:
            return done
        done += taken


@jobs.periodic_task(crontab(minute="35"))
def retry_failed() -> int:
    """Let texts that the coder failed on wait for the sweep once more; how many."""
    with worker_session() as session:
        return coding.retry_failed(session)


@jobs.task(retries=3, retry_delay=30)
@jobs.lock_task("recode")
def recode_answers() -> int:
    """Code again what an earlier version of the codebook coded, a chunk a transaction; how many. Goes on where it was.

    It asks for the version in force each time: one that is signed off meanwhile is taken up at once.
    """
    coder, done = _coder(), 0
    while True:
        with worker_session() as session:
            taken = recoding.recode_some(session, coder)
        if not taken:
            return done
        done += taken


@jobs.periodic_task(crontab(minute="*/2"))
def sweep_recoding() -> int:
    """Find what a killed job left to code again; how many."""
    with worker_session() as session:
        done, total = recoding.progress(session)
    return recode_answers.call_local() if done < total else 0


@jobs.task()
def listen(run_id: str) -> bool:
    """Look for themes or campaigns as a person asked for; whether there was something to do."""
    return listening.run(run_id, worker_session)


@jobs.periodic_task(crontab(minute="*"))
@jobs.lock_task("safeguarding")
def watch_safeguarding() -> int:
    """Send the notices of the safeguarding queue; how many mails. No model that is being trained keeps them waiting."""
    with worker_session() as session:
        return duty.tell(session, config.load().site_url)


@jobs.task()
@jobs.lock_task("learning")
def learn(by: str | None = None) -> str:
    """Train the theme model with people's corrections; the outcome (retraining.run). The page shows that it runs."""
    from surveys.analysis import retraining

    shipped, folder = _shipped()
    jobs.storage.put_data(learning.RUNNING, str(time.time()).encode())
    try:
        outcome = retraining.run(worker_session, shipped, folder, by=by)
    finally:
        jobs.storage.pop_data(learning.RUNNING)
    if outcome == "in_force":
        sweep_pending()
    return outcome


@jobs.periodic_task(crontab(minute="50", hour="1"))
def learn_at_night() -> None:
    """Train when people have decided enough since the last time, or when the model was forgotten."""
    from surveys.analysis import retraining

    shipped, _folder = _shipped()
    with worker_session() as session:
        due = learning.is_due(session, retraining.base_of(shipped))
    if due:
        learn()


@jobs.periodic_task(crontab(minute="*/5"))
@jobs.lock_task("forgetting")
def forget_erased() -> str | None:
    """Forget the answers that were erased: a model that learned from one goes at once, and another is made."""
    with worker_session() as session:
        if not learning.must_forget(session):
            return None
    from surveys.analysis import retraining

    return retraining.after_erasure(worker_session, *_shipped())


@jobs.periodic_task(crontab(minute="*/10"))
def forget_old_chats() -> int:
    """Delete the conversations whose time is over; how many. What was said lives no longer than the talk."""
    with worker_session() as session:
        return store.forget_old(session)


@jobs.task()
def send_mail(mail_id: str) -> bool:
    """Send one mail of the outbox; whether the server took it. Harmless when it is sent already.

    Three steps, so that no database is held while a slow server is spoken to; mail.py says what a crash costs.
    """
    server = config.load().mail
    if server is None:
        return False
    with worker_session() as session:
        letter = mail.take(session, mail_id)
    if letter is None:
        return False
    try:
        mail.deliver(letter, server)
    except smtp.MailFailed as failure:
        with worker_session() as session:
            mail.mark_failed(session, mail_id, failure)
        return False
    with worker_session() as session:
        mail.mark_sent(session, mail_id)
    return True


@jobs.periodic_task(crontab(minute="*/2"))
@jobs.lock_task("mail")
def sweep_mail() -> int:
    """Send what waits in the outbox and whose time has come; how many the server took."""
    if config.load().mail is None:
        return 0
    with worker_session() as session:
        waiting = mail.due(session)
    return sum(send_mail.call_local(mail_id) for mail_id in waiting)


@jobs.periodic_task(crontab(minute="10", hour="7"))
@jobs.lock_task("reminders")
def remind_providers() -> int:
    """Close the questions to providers whose time is over, and remind of the others; how many reminders."""
    settings = config.load()
    with worker_session() as session:
        return asking.remind(session, settings.secret_key, settings.site_url)


@jobs.periodic_task(crontab(minute="40", hour="3"))
def forget_old_post() -> int:
    """Delete old mail, the words of problem reports and the numbers of call-backs that were done long ago; how many."""
    with worker_session() as session:
        return mail.forget_old(session) + problems.forget_old(session) + callbacks.forget_old(session)


@jobs.periodic_task(crontab(minute="5"))
def close_surveys() -> int:
    """Close the surveys whose last day is over; how many. Every hour, so that one is closed soon after midnight."""
    with worker_session() as session:
        return fair.close_due(session, fair.today())


@jobs.periodic_task(crontab(minute="20", hour="3"))
@jobs.lock_task("retention")
def end_answers() -> tuple[int, int]:
    """Delete drafts and answers whose time is over; how many of each."""
    with worker_session() as session:
        return retention.run_now(session)


@jobs.periodic_task(crontab(minute="25"))
def forget_old_imports() -> int:
    """Throw away files that were brought in to be looked at and whose day is over; how many."""
    with worker_session() as session:
        answers = batches.forget_old(session)
    return kept.forget_old(config.data_dir() / "imports") + answers


@jobs.task(retries=2, retry_delay=30)
@jobs.lock_task("search-index")
def refresh_search() -> bool:
    """Read a large directory anew for searching, into a file that every process loads; whether it was needed."""
    folder = search_folder()
    with worker_session() as session:
        write = search_index.stale(session, folder)
    if write is None:
        return False
    write()
    return True


@jobs.periodic_task(crontab(minute="*"))
def sweep_search() -> None:
    """Find a change of the directory of which nobody has told: searches wait for at most a minute."""
    refresh_search.call_local()


def search_folder() -> Path:
    """Where the files for searching are kept."""
    return config.data_dir() / "search"


@jobs.periodic_task(crontab(minute="*"))
@jobs.lock_task("answers-in")
def bring_answers() -> int:
    """Bring in the files that officers said yes to (answers_in.bring_all), also after a crash; how many."""
    done = answers_in.bring_all()
    if done:
        sweep_pending()
    return done


def init_app(_app: Flask) -> None:
    """Let searches of a large directory wake the job that reads it."""
    search_index.configure(search_folder(), lambda: after_commit(refresh_search))
    needs_model.keep_in(config.data_dir() / "models")
