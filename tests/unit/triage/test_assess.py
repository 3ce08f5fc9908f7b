"""What a person in danger, and a person who only speaks of danger, get from the triage.

None of these sentences stands in data/ or evaluation/; figures are measured by `evaluate`, these are
the behaviours that must not break.
"""

import threading
import time

import pytest

from directory.triage import Verdict, assess

pytestmark = pytest.mark.usefixtures("triage")


@pytest.mark.parametrize(
    "text",
    [
        "my husband is hitting me and he has a knife please help",
        "someone is breaking in to our house right now, we are hiding upstairs",
        "he is going to kill me",
        "PLEASE HEEEELP HE'S GOT A KNIFE AND HES HITTING MY MUM",
        "mąż ma nóż i bije mnie przy dzieciach, proszę pomóżcie",
        "زوجي معه سكين ويضربني أنا والأولاد ساعدوني",
    ],
)
def test_violence_now_is_an_emergency_of_the_hard_tier(text: str) -> None:
    verdict = assess(text)
    assert (verdict.alert, verdict.tier) == ("emergency", "hard")


@pytest.mark.parametrize(
    "text",
    [
        "is this private? my dad is hitting my mum right now",
        "do you keep what i write? i want to kill myself",
        "where is the survey? also i cut my wrists just now",
        "i want to die, is there a youth club near me",
    ],
)
def test_danger_beside_another_request_is_not_drowned_by_it(text: str) -> None:
    assert assess(text).tier == "hard"


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself tonight",
        "i've taken loads of tablets because i want to die",
        "chcę się zabić, nie chcę już żyć",
        "أريد أن أموت، سأقتل نفسي الليلة",
    ],
)
def test_wanting_to_die_is_a_crisis_of_the_hard_tier(text: str) -> None:
    verdict = assess(text)
    assert (verdict.alert, verdict.tier) == ("crisis", "hard")


@pytest.mark.parametrize("text", ["he might come back tonight", "there is a kid on the tracks"])
def test_fear_of_another_is_not_answered_as_if_they_wanted_to_die(text: str) -> None:
    """Torn between the two, it shows what fits both."""
    assert assess(text).alert in ("emergency", "caution")


@pytest.mark.parametrize(
    "text",
    [
        "Where can I take part in the knife crime survey?",
        "just killing time until my appointment at the council",
        "My handbag was stolen last month, I would like to report it",
        "Is there a football club for a 12 year old in Hendon?",
        "Thank you, that was very helpful",
        "Gdzie są zajęcia dla dzieci w sobotę?",
        "أين أجد دورة لغة إنجليزية مجانية؟",
    ],
)
def test_ordinary_messages_raise_nothing(text: str) -> None:
    assert assess(text).alert is None


def test_a_danger_sentence_inside_a_long_message_is_not_drowned() -> None:
    before = (
        "Hello, I wrote to you in spring about the street lights and the bins. Thank you for mending the gate. "
        "We have lived here since 2011 and we like the area very much. My son goes to the school on the corner. "
    )
    after = " I will send you the photographs of the bins on Monday. With kind regards from all of us here."
    assert assess(before + after).alert is None
    assert assess(before + "He is hitting me right now and he has a knife, please help me." + after).alert


@pytest.mark.parametrize(
    "text", ["999", "Help!!", "pomocy", "النجدة", "sos", "AJUTOR", "imdat!", "i caawi", "બચાવો", "کمک"]
)
def test_a_bare_call_for_help_is_never_met_with_silence(text: str) -> None:
    assert assess(text).tier is not None


def test_a_language_never_learned_raises_a_caution_at_most() -> None:
    assert assess("Чоловік мене б'є, у нього ніж, викличте поліцію") == Verdict("caution", "soft")
    assert assess("Де знайти безкоштовний курс англійської для дітей?").alert is None
    assert assess("我想死").alert == "caution"


@pytest.mark.parametrize(
    "text",
    [
        "Bărbatul meu mă bate, vă rog chemați poliția, are cuțit",
        "kocam beni dövüyor elinde bıçak var polis çağırın",
        "شوهرم چاقو دستشه داره منو میزنه تو رو خدا پلیس",
        "mon mari me frappe il a un couteau appelez la police",
        "burri im po me rreh ka thike ne dore thirrni policine",
        "ninkeygu wuu i garaacayaa mindi buu haystaa booliska iigu yeera",
    ],
)
def test_danger_is_seen_in_the_languages_of_the_borough(text: str) -> None:
    assert assess(text).alert in ("emergency", "caution")


def test_spelling_does_not_decide() -> None:
    plain, shouted = assess("he is hitting me and he has a knife"), assess("HE IS HITTING MEEEE AND HE HAS A KNIFE")
    assert plain == shouted
    assert plain.tier == "hard"
    assert assess("chce umrzec").alert == assess("Chcę umrzeć!").alert == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "hello", "hi", "Hello?", "hello there", "thanks", "bye", "ok", "yes", "dzień dobry", "cześć", "hej", "مرحبا",
        "السلام عليكم", "bonjour", "salut", "hola", "olá", "ciao", "merhaba", "selam", "bună", "salaam", "سلام",
        "નમસ્તે", "kem cho", "tungjatjeta", "përshëndetje", "iska warran", "nabad", "gracias", "obrigado", "grazie",
        "merci", "teşekkürler", "mahadsanid", "faleminderit",
    ],
)  # fmt: skip
def test_a_greeting_or_thanks_is_no_danger(text: str) -> None:
    """ "hello" alone once showed the emergency card: shouts for help are as short."""
    assert assess(text).tier != "hard"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_said_is_nothing_found(text: str) -> None:
    assert assess(text) == Verdict()


@pytest.mark.parametrize("text", ["🙂", "?", "....", "12", "\x00", "a" * 5000])
def test_odd_messages_are_survived(text: str) -> None:
    assert assess(text).tier in (None, "soft")


def test_many_threads_get_the_same_verdict() -> None:
    found: list[Verdict] = []
    threads = [
        threading.Thread(target=lambda: found.append(assess("he has a knife and he is hitting my mum")))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(map(repr, found))) == 1


def test_a_chat_message_takes_well_under_a_tenth_of_a_second() -> None:
    assess("warm up")
    start = time.perf_counter()
    for _ in range(20):
        assess("there is a man outside my door and he will not go away, what should I do")
    # 20 ms is the aim on a quiet machine (`evaluate` prints it); this only catches a slip of scale.
    assert (time.perf_counter() - start) / 20 < 0.1
