"""Names of private people in the languages of the surveys, and the words that look like them and are none."""

import pytest

from surveys.analysis.redaction import MASK, mask, personal_data


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("my flatmate Temwa has stopped eating", "Temwa"),
        ("A boy in my class, Kofi B., carries a blade", "Kofi B."),
        ("Client R. Nowicki was hit again on Sunday", "R. Nowicki"),
        ("Ask Sgt Harmsworth at the station", "Sgt Harmsworth"),
        ("She's Orla, 15, and she never goes home", "Orla"),
        ("Grace Adeleke takes his bank card", "Grace Adeleke"),
        ("He lives at 12 Fernlea Vale, NW4 1AA and sells", "12 Fernlea Vale, NW4 1AA"),
        ("mi vecina Encarnita no abre la puerta", "Encarnita"),
        ("ma voisine Ghislaine laisse les petits seuls", "Ghislaine"),
        ("la signora Palmira ha paura di uscire", "signora Palmira"),
        ("a dona Zulmira da portaria vê tudo", "dona Zulmira"),
        ("fratele meu mic Vlăduț nu mai vine acasă", "Vlăduț"),
        ("walaalkay Guhaad mindi ayuu sitaa", "Guhaad"),
        ("zotin Rrahman e kanë rrahur te ura", "zotin Rrahman"),
        ("Adım Tuncer Aksoy, beni arayın", "Tuncer Aksoy"),
        ("kapıcı Nurten Hanım bizi korur", "Nurten Hanım"),
        ("Wyrzucili Oskara ze szkoły", "Oskara"),
        ("آقای رستگار پسرش را می‌زند", "آقای رستگار"),
        ("મારી બાજુમાં રસીલાબેન રહે છે", "રસીલાબેન"),
        ("volunteer here: Sokrat, 07700 900123", "Sokrat"),
    ],
)
def test_a_private_person_is_found_and_masked(text, piece):
    assert any(piece in found for found in personal_data(text))
    assert piece not in mask(text)
    assert MASK in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hooyo iyo shan carruur, marka aan soo baxo waan baqaa",
        "drita nuk punon brenda pallatit dhe jane te prishura",
        "her gün bir adam durakta bekliyor",
        "Il resto della via è tranquillo",
        "ese hombre no tiene nada que hacer, tanta rabia",
        "آدم می‌ترسد از این کوچه رد شود",
        "The coach. After that nobody came",
        "Plan B. People want youth clubs",
    ],
)
def test_plain_words_that_are_names_elsewhere_stay(text):
    assert personal_data(text) == []
