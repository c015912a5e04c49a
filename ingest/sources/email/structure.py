"""The parts of a mail as BODYSTRUCTURE tells them (RFC 3501, 7.4.2), and which of them are text to read. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_MAX_DEPTH = 50
_MAX_PARTS = 200
# Where the disposition stands in a part's list; before it come fields that only some types have.
_DISPOSITION_AT = {"text": 9, "message/rfc822": 11}
_DISPOSITION_AT_ELSE = 8


@dataclass(frozen=True, slots=True)
class StructuredPart:
    """A part that isn't a multipart.

    `number` is its section, `size_bytes` its transfer-encoded size, `alternative` the number of the outermost
    multipart/alternative around it ("0" for the mail itself).
    """

    number: str
    content_type: str
    size_bytes: int
    is_attachment: bool = False
    alternative: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is text that the mail shows."""
        return self.content_type in {"text/plain", "text/html"} and not self.is_attachment


def list_parts(structure: Sequence[Any]) -> list[StructuredPart]:
    """Return a mail's parts in their order, at most 200.

    `structure` is IMAPClient's BodyData: a multipart begins with a list of its parts. An embedded mail is one part.
    """
    return list(_walk(structure, "", None, 0))[:_MAX_PARTS]


def _walk(body: Sequence[Any], number: str, alternative: str | None, depth: int) -> Iterator[StructuredPart]:
    if not isinstance(body[0], list):
        yield _leaf(body, number or "1", alternative)
    elif depth < _MAX_DEPTH:
        if alternative is None and _word(body[1]) == "alternative":
            alternative = number or "0"
        for index, child in enumerate(body[0], start=1):
            yield from _walk(child, f"{number}.{index}" if number else str(index), alternative, depth + 1)


def _leaf(body: Sequence[Any], number: str, alternative: str | None) -> StructuredPart:
    main = _word(body[0])
    content_type = f"{main}/{_word(body[1])}"
    place = _DISPOSITION_AT.get(content_type, _DISPOSITION_AT.get(main, _DISPOSITION_AT_ELSE))
    disposition = body[place] if len(body) > place else None
    return StructuredPart(
        number=number,
        content_type=content_type,
        size_bytes=body[6] if isinstance(body[6], int) else 0,
        is_attachment=isinstance(disposition, tuple) and _word(disposition[0]) != "inline",
        alternative=alternative,
    )


def _word(value: Any) -> str:
    return value.decode(errors="replace").lower() if isinstance(value, bytes) else str(value).lower()
