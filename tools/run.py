"""`make run`: set up, prepare, start every part, say where the site is, keep it going, end it all on Ctrl-C."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Mapping

from tools import environments, machine, models, product, setup
from tools.console import Stopped, duration, main, say, shown
from tools.home import ROOM_TO_RUN, Home, home, lock, make_secrets, rasa_processes, settings, share_models
from tools.supervisor import Supervisor

SECONDS_TO_ANSWER = 90


def start(place: Home, supervisor: Supervisor, begun: float) -> None:
    """Start the site, then the rest behind it: whoever comes early finds everything but the bot."""
    ports = machine.free_ports(1 + rasa_processes())
    rasa_urls = [f"http://127.0.0.1:{port}" for port in ports[1:]]
    env = settings(place, {"RASA_URLS": ",".join(rasa_urls)})
    product.prepare_database(place, env)
    models.train_now(place, models.TRIAGE, env)
    product.make_administrator(place, env)
    if place.demo:
        product.fill_demo(place, env)
    supervisor.wait_for(supervisor.add(product.site(place, env)), SECONDS_TO_ANSWER)
    say(f"  {duration(time.monotonic() - begun)} after the start")
    start_jobs(place, supervisor, env)
    start_bot(place, supervisor, env, ports)


def start_jobs(place: Home, supervisor: Supervisor, env: Mapping[str, str]) -> None:
    """Start the job worker at once where its models fit, else train them first; answers wait meanwhile."""

    def begin(code: int = 0) -> None:
        if code:
            log = shown(place.logs / "coder-training.log")
            say(f"! What codes the answers could not be trained; answers are kept and wait. Why: {log}")
        else:
            models.CODER.trained(place)
        supervisor.add(product.job_worker(place, env))

    if models.CODER.fits(place):
        begin()
        return
    training = models.training(place, models.CODER, env)
    training.then = begin
    supervisor.add(training)


def start_bot(place: Home, supervisor: Supervisor, env: Mapping[str, str], ports: list[int]) -> None:
    """Start the bot at once where a model fits, else train one first, beside the running site."""

    def wake(code: int = 0) -> None:
        if code:
            log = shown(place.logs / "bot-training.log")
            say(f"! The bot could not be trained, so the chat answers by search only; why: {log}")
            return
        supervisor.add(product.bot_actions(place, env, ports[0]))
        for number, port in enumerate(ports[1:], start=1):
            supervisor.add(product.bot_server(place, env, number, port, ports[0]))

    own = product.bot_env(env)
    fits = subprocess.run([*product.bot_model(place), "--check"], cwd=environments.BOT, env=own, capture_output=True)
    if fits.returncode == 0:
        say("• The bot is waking up (half a minute) …")
        wake()
        return
    training = product.bot_training(place, own)
    training.then = wake
    supervisor.add(training)
    say("• The bot is being trained (minutes; the site works meanwhile, and the chat says that it is waking up) …")


def work() -> int:
    """The command line: `python3 -m tools.run [--demo]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", action="store_true", help="a separate database filled with an invented consultation")
    place = home(demo=parser.parse_args().demo)
    begun = time.monotonic()
    rasa_processes()  # a wrong setting is told before anything is set up
    machine.need_port(place.host, place.port)
    machine.need_room(place.folder, ROOM_TO_RUN, "the data folder")
    held = lock(place)
    supervisor = Supervisor(place.folder)
    try:
        setup.everything()
        make_secrets(place)
        share_models(place)
        start(place, supervisor, begun)
        supervisor.run()
    except Stopped:
        say("\nStopping …")
    finally:
        supervisor.stop()
        held.close()
    say("Stopped.")
    return 0


if __name__ == "__main__":
    main(work)
