"""LiveChat's forms: what was asked and answered, readable for a person. Pure.

Field types and the shapes of their answers: https://platform.text.com/docs/messaging/agent-chat-api/data-structures#forms
"""

import re
from collections.abc import Iterable, Mapping

from ingest.records import Json
from ingest.sources.livechat.jsonshape import array, joined, line, mapping, objects

EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
PHONE_LABEL = re.compile(r"\b(phone|mobile|telephone)\b", re.IGNORECASE)
LONGEST_LABEL = 300


def form_text(event: Mapping[str, Json]) -> str:
    """Return a line for each field: "Name: Mia", or the bare label of one that was not answered."""
    return "\n".join(filter(None, map(_field_text, objects(event.get("fields")))))


def _field_text(field: Mapping[str, Json]) -> str:
    label = (line(field.get("label"), LONGEST_LABEL) or "").rstrip(": ")
    return joined([label, answer_text(field)], ": ")


def answer_text(field: Mapping[str, Json]) -> str:
    """Return a field's answer: a text, a chosen label, several labels, or yes and no. Empty when there is none."""
    answers = array(field.get("answers")) or [field.get("answer")]
    return joined([_one_answer(answer) for answer in answers], ", ")


def _one_answer(answer: Json) -> str:
    match answer:
        case str():
            return answer.strip()
        case bool():
            return "yes" if answer else "no"
        case int() | float():
            return str(answer)
        case {"label": str(label)}:
            return label.strip()
        case _:
            return ""


def form_type(event: Mapping[str, Json]) -> str | None:
    """Return the form's kind, such as `prechat`; old chats keep it in the properties."""
    return line(event.get("form_type")) or line(mapping(mapping(event.get("properties")).get("lc2")).get("form_type"))


def field_answer(forms: Iterable[Mapping[str, Json]], *types: str) -> str | None:
    """Return the first answer to a field of one of these types."""
    fields = (field for form in forms for field in objects(form.get("fields")))
    return next((text for field in fields if field.get("type") in types and (text := answer_text(field))), None)


def phone_answer(forms: Iterable[Mapping[str, Json]]) -> str | None:
    """Return the answer to a question whose label asks for a phone number, if it has enough digits to be one."""
    fields = (field for form in forms for field in objects(form.get("fields")))
    asked = (answer_text(field) for field in fields if PHONE_LABEL.search(line(field.get("label")) or ""))
    return next((text for text in asked if sum(map(str.isdigit, text)) >= 6), None)


def clean_email(value: Json) -> str | None:
    """Return an address in lower case; None for anything that no mail could reach."""
    address = value.strip().lower() if isinstance(value, str) and len(value) <= 254 else ""
    return address if EMAIL.fullmatch(address) else None
