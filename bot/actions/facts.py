"""What is known of a service, in sentences. What its record does not say is said to be unknown, with whom to ring."""

from typing import Any

from catalogue import in_english, pick, translate
from replies import Reply, reply
from service_words import (
    ABOUT,
    ALL_HOURS_PHONE,
    ALL_OF_BARNET,
    COMMA,
    FREE,
    NOT_KNOWN,
    NOT_LISTED,
    NOT_SURE_OF_PLACE,
    OPEN_IT,
    PAID,
    RING,
    SECRET,
    SECRET_WHY,
    SELF_NO,
    SELF_YES,
    THEY_SPEAK,
    WOMEN_NO,
    WOMEN_YES,
)

from actions import council_api
from actions.turn import Turn

# Where a young person can ask first what stays between them (domain.md §3: for the child, at all hours).
FOR_A_CHILD = ("child_exploitation_worry", "Childline")


async def answer(asks: str, slug: str, turn: Turn) -> Reply:
    """Return the answer to a question about a service; raise SiteUnavailable.

    `asks` is a name under `asks` in the site's `directory/understanding/data`.
    """
    record = await council_api.service(slug, turn.language)
    known = _SAYS.get(asks, _nothing)(record, turn)
    number = str(record.get("phone") or record["ring"])
    lines = [translate(ABOUT, turn.language, name=_own(str(record["name"]), "name", record, turn))]
    lines += [line for line in known if line] or [_unknown(number, turn)]
    links = [{"title": translate(RING, turn.language, number=number), "url": _tel(number)}]
    if asks == "parents":
        contact = await _for_a_child(turn)
        lines += [f"{contact['name']}: {contact['phone']}"] if contact else []
        links += [{"title": f"{contact['name']}: {contact['phone']}", "url": _tel(contact["phone"])}] if contact else []
    links.append({"title": translate(OPEN_IT, turn.language), "url": f"/{turn.language}/services/{slug}"})
    return reply("\n".join(lines), turn.topic, links=links)


async def line(asks: str, slug: str, turn: Turn) -> str:
    """Return the short answer about a service among several, on one line with its name; raise SiteUnavailable."""
    record = await council_api.service(slug, turn.language)
    known = [one for one in _SAYS.get(asks, _nothing)(record, turn) if one]
    said = known[0] if known else _unknown(str(record.get("phone") or record["ring"]), turn)
    return f"{_own(str(record['name']), 'name', record, turn)}: {said}"


def _cost(record: dict[str, Any], turn: Turn) -> list[str]:
    said = {"free": FREE, "paid": PAID}.get(str(record.get("cost")))
    note = _text(record, "cost_note", turn)
    return [f"{translate(said, turn.language)}." if said else "", note]


def _self_referral(record: dict[str, Any], turn: Turn) -> list[str]:
    said = {"yes": SELF_YES, "no": SELF_NO}.get(str(record.get("self_referral")))
    way_in = _text(record, "how_to_get_in", turn, "way_in")
    if said is None:
        # The way in may tell more than yes or no does, but it is no answer by itself.
        return [_unknown(str(record.get("phone") or record["ring"]), turn), way_in]
    return [f"{translate(said, turn.language)}.", way_in]


def _hours(record: dict[str, Any], turn: Turn) -> list[str]:
    lines = [_site(line, record, turn) for line in record.get("hours") or []]
    phones = [str(phone["number"]) for phone in record.get("phones") or [] if phone.get("all_hours")]
    if phones:
        lines.append(f"{translate(ALL_HOURS_PHONE, turn.language)} {phones[0]}")
    return lines


def _place(record: dict[str, Any], turn: Turn) -> list[str]:
    if record.get("confidential"):
        # A refuge is never findable (contracts.md).
        return [translate(SECRET, turn.language), translate(SECRET_WHY, turn.language)]
    where = [_site(line, record, turn) for line in record.get("where") or []]
    areas = [f"{translate(ALL_OF_BARNET, turn.language)}."] if record.get("areas") == ["barnet"] else []
    number = str(record.get("phone") or record["ring"])
    return where or [*areas, translate(NOT_SURE_OF_PLACE, turn.language, number=number)]


def _happens(record: dict[str, Any], turn: Turn) -> list[str]:
    return [
        _text(record, "what_happens", turn) or _text(record, "summary", turn),
        _text(record, "how_to_get_in", turn, "way_in"),
    ]


def _languages(record: dict[str, Any], turn: Turn) -> list[str]:
    spoken = [str(tag) for tag in record.get("languages") or []]
    asked = turn.now.get("language_asked") or {}
    if not spoken:
        return []
    names = _listed(record.get("language_names") or spoken, record, turn)
    lines = [f"{translate(THEY_SPEAK, turn.language, language=_site(names, record, turn))}."]
    if isinstance(asked, dict) and asked.get("tag") and asked["tag"] not in spoken:
        lines.append(translate(NOT_LISTED, turn.language, number=str(record.get("phone") or record["ring"])))
    return lines


def _women_only(record: dict[str, Any], turn: Turn) -> list[str]:
    said = {"yes": f"{translate(WOMEN_YES, turn.language)}.", "no": translate(WOMEN_NO, turn.language)}
    return [said.get(str(record.get("women_only")), "")]


def _ages(record: dict[str, Any], turn: Turn) -> list[str]:
    known = record.get("ages")
    who_for = _text(record, "who_for", turn)
    return [f"{_site(str(known), record, turn)}." if known else "", who_for if known else ""]


def _access(record: dict[str, Any], turn: Turn) -> list[str]:
    known = _listed(record.get("access") or [], record, turn)
    return [f"{_site(known, record, turn)}." if known else ""]


def _number(record: dict[str, Any], turn: Turn) -> list[str]:
    numbers = [str(phone["number"]) for phone in record.get("phones") or []] or [str(record["ring"])]
    return [", ".join([*numbers, *(str(record[way]) for way in ("email", "url") if record.get(way))])]


def _nothing(record: dict[str, Any], turn: Turn) -> list[str]:
    return []


# Whether parents have to know stands in no record, nor does what is under `other`: never guessed.
_SAYS = {
    "cost": _cost,
    "self_referral": _self_referral,
    "hours": _hours,
    "place": _place,
    "happens": _happens,
    "languages": _languages,
    "women_only": _women_only,
    "ages": _ages,
    "access": _access,
    "number": _number,
}


def _unknown(number: str, turn: Turn) -> str:
    return pick(NOT_KNOWN, turn.language, turn.said, number=number)


async def _for_a_child(turn: Turn) -> dict[str, str] | None:
    route, name = FOR_A_CHILD
    try:
        contacts = (await council_api.reporting_routes(turn.language)).get(route) or {}
    except council_api.SiteUnavailable:
        return None
    found = [one for one in contacts.get("contacts") or [] if one.get("name") == name and one.get("phone")]
    return {"name": name, "phone": str(found[0]["phone"])} if found else None


def _text(record: dict[str, Any], name: str, turn: Turn, as_field: str | None = None) -> str:
    value = str(record.get(name) or "").strip()
    return _own(value, as_field or name, record, turn) if value else ""


def _own(text: str, name: str, record: dict[str, Any], turn: Turn) -> str:
    """Return a text of the record, marked as English where the talk is in another language than it is."""
    language = (record.get("text_language") or {}).get(name, record.get("language"))
    return in_english(text) if language not in (None, turn.language) else text


def _site(text: str, record: dict[str, Any], turn: Turn) -> str:
    """Return words that the site made, marked as English where it does not speak the talk's language."""
    return in_english(text) if record.get("language") not in (None, turn.language) else text


def _listed(names: list[Any], record: dict[str, Any], turn: Turn) -> str:
    return translate(COMMA, record.get("language") or turn.language).join(map(str, names))


def _tel(number: str) -> str:
    return f"tel:{''.join(c for c in number if c.isdigit() or c == '+')}"
