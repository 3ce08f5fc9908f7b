"""What a message means and what only stands in it: warnings, denials, other people's ages, streets."""

import pytest

from tests.unit.directory.test_understanding import told


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("I live in Hendon and I'm scared of my husband", "hendon"),
        ("she's 13 and lives in Mill Hill but it's not safe at home", "mill-hill"),
        ("My mum lives in Edgware and is scared of my brother", "edgware"),
        ("my son was kicked out of school in Colindale", "colindale-north"),
        ("I'm out of work, Burnt Oak", "burnt-oak"),
        ("I'm afraid of my boyfriend, we're in Edgware", "edgware"),
        ("my nephew is in Hendon and he's not safe with his dad", "hendon"),
        ("im in edgware not safe at home", "edgware"),
        ("Mieszkam w Hendonie i boję się męża", "hendon"),
        ("J'habite à Hendon et j'ai peur de mon mari", "hendon"),
        ("vivo a Hendon e ho paura di mio marito", "hendon"),
        ("locuiesc în Hendon și mi-e frică de soțul meu", "hendon"),
        ("Hendon'da oturuyorum, kocamdan korkuyorum", "hendon"),
        ("انا ساكنة في هندون وخايفة من زوجي", "hendon"),
        ("در هندون زندگی می‌کنم و از شوهرم می‌ترسم", "hendon"),
        ("હું હેન્ડનમાં રહું છું અને મને મારા પતિથી ડર લાગે છે", "hendon"),
        ("jetoj në Hendon dhe kam frikë nga burri", "hendon"),
    ],
)
def test_who_is_afraid_at_home_does_not_avoid_where_they_live(text: str, place: str) -> None:
    found = told(text)
    assert found["place"] == place
    assert "avoid" not in found


@pytest.mark.parametrize(
    "text",
    [
        "we live in Hendon but he can't go to Burnt Oak",
        "vivimos en Hendon pero mi hijo no puede ir a Burnt Oak",
        "mieszkamy w Hendon, ale syn boi się chodzić do Burnt Oak",
        "Hendon'da oturuyoruz ama oğlum Burnt Oak'a gidemez",
    ],
)
def test_one_place_is_home_and_another_to_be_avoided(text: str) -> None:
    found = told(text)
    assert (found["place"], found["avoid"]) == ("hendon", ["burnt-oak"])


@pytest.mark.parametrize(
    "text",
    [
        "it's not safe for him in Burnt Oak",
        "Burnt Oak is really dangerous",
        "terrified of going into Burnt Oak",
        "somewhere outside of Burnt Oak",
        "w Burnt Oak jest niebezpiecznie",
        "ما يقدر يروح برنت اوك",
        "برنت اوک امن نیست",
        "Burnt Oak ma tegi karo",
        "il ne peut pas aller à Burnt Oak",
    ],
)
def test_a_warning_that_touches_a_place_is_about_it(text: str) -> None:
    assert told(text)["avoid"] == ["burnt-oak"]


def test_two_places_to_avoid() -> None:
    assert told("can't go to Burnt Oak or Hendon")["avoid"] == ["burnt-oak", "hendon"]


@pytest.mark.parametrize(
    "text",
    [
        "I live on Edgware Road",
        "near Hendon Lane",
        "he goes to Hendon School",
        "mieszkam na Edgware Road",
        "rue d'Edgware",
        "انا في شارع ادجوير",
        "એજવેર રોડ",
        "North Finchley",
    ],
)
def test_a_street_or_a_school_or_an_unknown_part_is_no_ward(text: str) -> None:
    assert "place" not in told(text)


def test_a_comma_ends_the_name_of_a_place() -> None:
    assert told("Hendon, school is the problem")["place"] == "hendon"


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("I'm 42 and my daughter is 15, she self harms", 15),
        ("I am 38, my son is 14", 14),
        ("I'm his nan, I'm 67, he's 15", 15),
        ("my daughter, 13, keeps running away and I'm 37", 13),
        ("my mum is 45 and I'm 15", 15),
        ("I'm 16 and he's 24, he hits me", 16),
        ("Jestem jego babcią, mam 67 lat, on ma 15", 15),
        ("Sunt bunica lui, am 67 de ani, el are 15", 15),
        ("Ben ninesiyim, 67 yaşındayım, o 15 yaşında", 15),
        ("ma fille de 14 ans, moi j'ai 40 ans", 14),
        ("Soy su abuela, tengo 67, él tiene 15", 15),
        ("ho 38 anni, mio figlio ha 14 anni", 14),
        ("عمري 42 وبنتي عمرها 15", 15),
        ("من ۴۲ سالمه و دخترم ۱۵ سالشه", 15),
        ("હું ૪૨ વર્ષની છું અને મારી દીકરી ૧૫ વર્ષની છે", 15),
        ("waxaan ahay 42 jir, gabadhaydu waa 15 jir", 15),
        ("jam 42 vjeç, vajza ime është 15", 15),
        ("i was raped when I was 12, I'm 30 now", 30),
        ("when I was 11 my uncle hurt me, now I am 45", 45),
        ("when she was six it started and she's fourteen now", 14),
        ("când aveam 10 ani m-a bătut, acum am 35", 35),
        ("jak miałam 12 lat zostałam zgwałcona, teraz mam 30", 30),
        ("14 değil 16", 16),
    ],
)
def test_the_age_is_of_whom_help_is_for_and_of_today(text: str, age: int) -> None:
    assert told(text)["age"] == age


@pytest.mark.parametrize(
    "text",
    [
        "it happened when I was 8",
        "I was only twelve when it started",
        "cuando tenía 8 años mi tío me tocaba",
        "8 yaşındayken oldu",
        "ça s'est passé quand j'avais 8 ans",
        "they are 4 boys outside with knives",
        "there is 6 of them",
        "my flat is 14 High Road",
        "I'm at 22 Station Road",
        "I live at flat 14",
    ],
)
def test_a_number_that_is_no_age_of_today(text: str) -> None:
    assert "age" not in told(text)


@pytest.mark.parametrize(
    "text",
    ["Can men get help for domestic abuse?", "can men go?", "is it women only?", "where can lads go in Burnt Oak"],
)
def test_asking_whom_it_is_for_wishes_nothing(text: str) -> None:
    assert "women_only" not in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "mixed is fine",
        "boys are fine too",
        "I have a girl and boys as well",
        "it doesn't have to be women only",
        "not women only",
        "nie tylko dla kobiet",
        "no tiene que ser solo para mujeres",
        "non solo per donne",
        "sadece kadınlara olması şart değil",
        "مو لازم للنساء فقط",
    ],
)
def test_women_only_is_let_go_in_words(text: str) -> None:
    assert told(text)["women_only"] == ""


@pytest.mark.parametrize("text", ["girls only swimming in Hendon?", "is there anything for women only?", "no boys"])
def test_women_only_is_wished(text: str) -> None:
    assert told(text)["women_only"] is True


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("not by phone please", "channel"),
        ("he doesn't want it online", "channel"),
        ("I don't want to talk on the phone", "channel"),
        ("a video call isn't possible", "channel"),
        ("pas par téléphone", "channel"),
        ("telefonla olmasın", "channel"),
        ("مش بالتلفون", "channel"),
        ("not in the evening", "evenings"),
        ("doesn't have to be in the evening", "evenings"),
        ("weekends are no good", "evenings"),
        ("nie musi być wieczorem", "evenings"),
        ("akşam olmasına gerek yok", "evenings"),
        ("not free", "free"),
        ("don't need it free", "free"),
        ("doesn't have to be cheap", "free"),
        ("não precisa ser grátis", "free"),
        ("મફત હોવું જરૂરી નથી", "free"),
        ("nuk ka nevojë të jetë falas", "free"),
        ("any language is fine", "spoken"),
        ("English is fine", "spoken"),
        ("someone who speaks English is fine", "spoken"),
        ("cualquier idioma", "spoken"),
        ("dil fark etmez", "spoken"),
    ],
)
def test_a_wish_that_is_denied_is_taken_back(text: str, name: str) -> None:
    assert told(text)[name] == ""


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("not online", "in_person"),
        ("nie online", "in_person"),
        ("online not by phone", "online"),
        ("face to face not over the phone", "in_person"),
    ],
)
def test_one_way_to_meet_rather_than_another(text: str, channel: str) -> None:
    assert told(text)["channel"] == channel


@pytest.mark.parametrize("text", ["I can't afford it, free ones", "cant pay, free please", "we have no money"])
def test_who_cannot_pay_wishes_what_is_free(text: str) -> None:
    assert told(text)["free"] is True


def test_what_somebody_does_not_speak_is_not_wished() -> None:
    assert "spoken" not in told("my mum doesn't speak English")
    assert told("do they speak English?")["language_asked"] == "en"
