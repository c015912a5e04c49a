"""Header values to text: unfolding, encoded words (RFC 2047), parameters (RFC 2045 and 2231). Pure.

Written against what mail programs send, not only against the grammar: words inside quotes, blanks inside words, words
that split a character, raw 8-bit bytes. Every function is linear in its input and none raises.
"""

import binascii
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from ingest.sources.email.charsets import clean_text, decode_text
from ingest.sources.email.transfer import decode_base64

NAME_MAX_CHARACTERS = 255
_MAX_PARAMETERS = 200
_REMEMBERED_BYTES = 200

# The start of an encoded word, and the blanks that may stand between two of them. A language may follow the charset.
_WORD_START = re.compile(r"=\?([A-Za-z0-9][^?\s*]{0,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\Z)|([^;]*))', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,3})(\*?))?")

type Parameters = Mapping[str, str]


def raw_text(value: bytes) -> str:
    """Return a raw header value as one line of text, encoded words still encoded.

    Raw 8-bit bytes are read as UTF-8 (RFC 6532), else as Windows-1252.
    """
    text = decode_text(value, None)
    return (_FOLD.sub(" ", text) if "\n" in text or "\r" in text else text).strip()


def header_text(value: bytes) -> str:
    """Return a header value as people read it: unfolded, decoded, without control characters."""
    return decode_words(raw_text(value))


def decode_words(text: str) -> str:
    """Decode the encoded words in `text`. Neighbours in one charset are joined first: some split a character."""
    if "=?" not in text:
        return one_line(text)
    starts = list(_WORD_START.finditer(text))
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for index, start in enumerate(starts):
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        if start.start() < position:
            continue
        between = text[position : start.start()]
        end, position = _word_end(text, start.end(), limit)
        charset, data = start.group(1).lower(), _word_bytes(start.group(2), text[start.end() : end])
        if pending and pending[0] == charset and (not between or between.isspace()):
            pending = (charset, pending[1] + data)
            continue
        pieces += _decoded(pending, between)
        pending = (charset, data)
    pieces += _decoded(pending, text[position:])
    return one_line("".join(pieces))


def _word_end(text: str, start: int, limit: int) -> tuple[int, int]:
    """Return where a word's content and the word end; one that was cut off ends at the next blank."""
    end = text.find("?=", start, limit)
    if end >= 0:
        return end, end + 2
    blank = text.find(" ", start, limit)
    end = limit if blank < 0 else blank
    return end, end


def _decoded(word: tuple[str, bytes] | None, after: str) -> list[str]:
    """Return a word's text and what follows it; blanks after a word count only when text follows them."""
    if word is None:
        return [after]
    return [decode_text(word[1], word[0]), "" if after.isspace() else after]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(data)
    return binascii.a2b_qp(data.replace(b"\n", b" "), header=True)


def one_line(text: str) -> str:
    """Return `text` on one line, without control and direction-override characters (U+202E disguises file names)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return clean_text(_CONTROL.sub(" ", text)).strip()


def parse_parameters(value: bytes | None) -> tuple[str, Parameters]:
    """Split a Content-Type or Content-Disposition value into its lower-case main value and its parameters.

    Knows RFC 2231 (charsets, continuations) and what senders do instead: encoded words and raw bytes in quotes.
    """
    if value is None:
        return "", {}
    return _remembered(value) if len(value) <= _REMEMBERED_BYTES else _parse(value)


def _parse(value: bytes) -> tuple[str, Parameters]:
    text = raw_text(value)
    main, separator, _ = text.partition(";")
    main = one_line(main).lower()
    if not separator:
        return main, {}
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(text)):
        if count >= _MAX_PARAMETERS:
            break
        name, quoted, token = match.group(1).lower(), match.group(2), match.group(3)
        content = _ESCAPED.sub(_unescape, quoted) if quoted is not None else token.strip()
        if (section := _SECTION.fullmatch(name)) is None:
            plain.setdefault(name, decode_words(content))
        else:
            order = int(section.group(2) or 0)
            is_encoded = section.group(2) is None or bool(section.group(3))
            sections.setdefault(section.group(1), []).append((order, is_encoded, content))
    # RFC 2231 wins over the plain form that is sent beside it for old programs.
    return main, plain | {name: _join_sections(parts) for name, parts in sections.items()}


# Most mails say one of a few dozen things here.
_remembered = lru_cache(maxsize=1024)(_parse)


def _unescape(match: re.Match[str]) -> str:
    """Drop the backslash before a quote or a backslash; Windows paths keep theirs."""
    character = match.group(1)
    return character if character in '"\\' else match.group()


def _join_sections(parts: list[tuple[int, bool, str]]) -> str:
    """Join the numbered pieces of an RFC 2231 parameter; the first one names the charset."""
    parts.sort(key=lambda part: part[0])
    charset, data = None, b""
    for index, (_, is_encoded, content) in enumerate(parts):
        piece = content
        if index == 0 and is_encoded and content.count("'") >= 2:
            charset, _, piece = content.split("'", 2)
        data += unquote_to_bytes(piece) if is_encoded else piece.encode("utf-8", "replace")
    return decode_words(decode_text(data, charset or None))


def safe_file_name(name: str) -> str:
    """Return a file name without folders or control characters, at most 255 characters, its extension kept."""
    if not name:
        return ""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", one_line(name)).strip("\"' "))[-1].strip()
    if base in {"", ".", ".."}:
        return ""
    if len(base) <= NAME_MAX_CHARACTERS:
        return base
    stem, dot, extension = base.rpartition(".")
    keep = f"{dot}{extension}" if dot and len(extension) <= 10 else ""
    return (stem or base)[: NAME_MAX_CHARACTERS - len(keep)] + keep
