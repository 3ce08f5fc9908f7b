"""A whole questionnaire as one file: its questions, settings and notices, its quotas, its words in every language.

Out and in again, into this or another consultation, gives the same questionnaire. Flushes, never commits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from surveys import quotas
from surveys.building.content import Content, PlainDumper, places, short
from surveys.building.edits import BuildError, as_asked, questions_of
from surveys.building.wording import LONGEST
from surveys.building.work import Work, keep, new_survey, work_of
from surveys.columns import now
from surveys.content import translations
from surveys.models import Consultation, Quota, Survey, Translation
from surveys.questions import possible
from surveys.seed.located import Located, Reader
from surveys.seed.reader import survey_of
from surveys.seed.translations_loader import PARTS, Key, english_texts, read_texts, source_hash

STATES = ("checked", "out_of_date")
MOST_WANTED = 999_999  # people of one quota, as on the page of quotas
Words = dict[Key, tuple[str, str]]  # text and state: machine, checked, out_of_date
Targets = dict[tuple[str, str], int]  # people wanted, by question and option


@dataclass(frozen=True)
class Document:
    """What a file holds. `quotas` is None, and a language is not in `words`, where the file does not speak of them."""

    content: Content
    quotas: Targets | None
    words: dict[str, Words]


def document_of(session: Session, survey: Survey) -> Document:
    """The working copy with its quotas and its words of now. Raises BuildError("no_working_copy")."""
    content = work_of(session, survey).content
    asked = _options(content)
    targets = {
        (row.question_code, row.option_code): row.target
        for row in session.scalars(sa.select(Quota).where(Quota.survey_id == survey.id).order_by(Quota.id))
        if row.option_code in asked.get(row.question_code, ())
    }
    tags = session.scalars(sa.select(Translation.language).where(Translation.owner == survey.slug).distinct())
    return Document(content, targets, {tag: _words(session, content, tag) for tag in sorted(tags)})


def _words(session: Session, content: Content, tag: str) -> Words:
    rows = translations(session, content["slug"], tag)
    return {
        key: (rows[key].text, _state(rows[key], english))
        for key, english in english_texts("survey", content).items()
        if key in rows
    }


def _state(row: Translation, english: str) -> str:
    return row.state if row.source_hash == source_hash(english) else "out_of_date"


def _options(content: Content) -> dict[str, tuple[str, ...]]:
    return {question["code"]: tuple(possible(as_asked(question))) for question in questions_of(content)}


def to_file(document: Document) -> str:
    """The document as YAML that `read_file` reads back to the same; no anchors, codes as they are."""
    whole = short(document.content)
    pages = whole.pop("pages")
    limits: dict[str, dict[str, int]] = {}
    for (question, option), target in (document.quotas or {}).items():
        limits.setdefault(question, {})[option] = target
    whole |= {"quotas": limits, "pages": pages}
    whole["translations"] = {tag: _language(words) for tag, words in document.words.items()}
    return yaml.dump(whole, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=100)


def _language(words: Words) -> dict[str, Any]:
    """One language in the shape of the shipped translations, and which of its texts are in which state."""
    found: dict[str, Any] = {}
    for (entity, code, field), (text, _state) in words.items():
        first, _dot, second = code.partition(".")
        match entity:
            case "survey":
                found[field] = text
            case "page":
                found.setdefault("pages", {})[code] = text
            case "notice":
                found.setdefault("notices", {}).setdefault(code, {})[field] = text
            case "question":
                found.setdefault("questions", {}).setdefault(code, {})[field] = text
            case _:
                question = found.setdefault("questions", {}).setdefault(first, {})
                question.setdefault(f"{entity}s", {})[second] = text
    for state in STATES:
        names = [_name(key) for key, (_text, its) in words.items() if its == state]
        if names:
            found[state] = names
    return found


def _name(key: Key) -> str:
    """What a text is called in a file: "survey.title", "question.place.text", "option.place.outside.label"."""
    return ".".join(filter(None, key))


def read_file(text: str, languages: Collection[str], name: str = "survey.yaml") -> Document:
    """A file's text as a document; `languages` are those that a survey can be read in, English apart.

    Raises surveys.seed.reader.ContentError with line and reason; without "quotas" or "translations" those stay as
    they are.
    """
    reader = Reader(Path(name), text)
    source = reader.parse()
    content = survey_of(reader, source, places(), frozenset({"quotas", "translations"}))
    targets = _read_quotas(reader, source, content) if "quotas" in source else None
    given = reader.keyed(source, "translations")
    english = english_texts("survey", content)
    words: dict[str, Words] = {}
    for tag in given:
        if tag not in languages:
            raise reader.fail(given.at(tag), f"translations need one of the languages {', '.join(sorted(languages))}")
        words[tag] = _read_language(reader, given, tag, english)
    return Document(content, targets, words)


def _read_quotas(reader: Reader, source: Located, content: Content) -> Targets:
    asked = _options(content)
    targets: Targets = {}
    given = reader.keyed(source, "quotas")
    for question in given:
        wanted = reader.keyed(given, question)
        for option in wanted:
            if option not in asked.get(question, ()):
                raise reader.fail(wanted.at(option), f"no question {question} with the option {option}")
            targets[question, option] = reader.whole(wanted, option, 1, MOST_WANTED)
    return targets


def _read_language(reader: Reader, given: Located, tag: str, english: dict[Key, str]) -> Words:
    source = reader.mapping(given[tag], PARTS["survey"] | set(STATES), given.at(tag))
    found: dict[Key, str] = {}
    for line, key, text in read_texts(reader, source, "survey", LONGEST):
        if key not in english:
            raise reader.fail(line, f"the English has no {_name(key)}")
        found[key] = text
    names = {_name(key): key for key in found}
    states: dict[Key, str] = {}
    for state in STATES:
        for name in reader.items(source, state):
            if not isinstance(name, str) or name not in names or names[name] in states:
                raise reader.fail(source.at(state), f"{str(name)[:100]} is no text of this language, or stands twice")
            states[names[name]] = state
    return {key: (text, states.get(key, "machine")) for key, text in found.items()}


def replace_from_file(session: Session, survey: Survey, document: Document, revision: int, by: str) -> Work:
    """The document as the working copy; its quotas and words count at once, as they do on their own pages.

    `by` is the opaque id of who vouches for checked words. Raises BuildError("other_survey") for the file of another
    survey, and what `work.keep` raises; nothing is kept then.
    """
    content = document.content
    if (content["slug"], content["consultation"]) != (survey.slug, survey.consultation.slug):
        raise BuildError("other_survey", slug=content["slug"])
    kept = keep(session, survey, content | {"state": survey.state}, revision)
    _put_beside(session, survey, document, by)
    return kept


def new_from_file(
    session: Session, consultation: Consultation, slug: str, title: str, document: Document, by: str
) -> Survey:
    """A new survey of any consultation with all that a file holds; another title than the file's has no translation.

    Raises what `work.new_survey` raises; nothing is kept then.
    """
    made = new_survey(session, consultation, slug, document.content | {"title": title})
    words = document.words
    if title != document.content["title"]:
        words = {tag: {key: text for key, text in one.items() if key[::2] != _TITLE} for tag, one in words.items()}
    _put_beside(session, made, Document(work_of(session, made).content, document.quotas, words), by)
    return made


_TITLE = ("survey", "title")


def _put_beside(session: Session, survey: Survey, document: Document, by: str) -> None:
    if document.quotas is not None:
        quotas.put(session, survey, document.quotas)
    english = english_texts("survey", document.content)
    for tag, words in document.words.items():
        rows = translations(session, survey.slug, tag)
        for key, (text, state) in words.items():
            row = rows.get(key)
            if row is not None and (row.text, _state(row, english[key])) == (text, state):
                continue
            if row is None:
                entity, code, field = key
                row = Translation(owner=survey.slug, entity=entity, code=code, field=field, language=tag)
                session.add(row)
            row.text, row.state = text, state
            # Nobody can tell any more what English an outdated text was made from: no hash fits it.
            row.source_hash = "" if state == "out_of_date" else source_hash(english[key])
            row.checked_by, row.checked_at = (by, now()) if state == "checked" else (None, None)
        # Words of questions that only older versions ask stay with those.
        for key in rows.keys() & english.keys() - words.keys():
            session.delete(rows[key])
    session.flush()
