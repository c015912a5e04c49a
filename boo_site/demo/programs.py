"""How mail programs lay a mail out: signature, device footer, and the quoted history in each program's way. Pure."""

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from boo_site.demo.mime import Leaf, Multipart, Party

_WIDTH: Final = 74
_RULE: Final = "_" * 32


class Program(Enum):
    """The mail programs that the sample mails were written with."""

    GMAIL = "gmail"
    PHONE = "phone"
    OUTLOOK = "outlook"
    OUTLOOK_PHONE = "outlook phone"
    ANDROID = "android"
    WEBMAIL = "webmail"
    FLOWED = "flowed"


_SHARES: Final = (
    *[Program.GMAIL] * 5,
    *[Program.PHONE] * 4,
    *[Program.OUTLOOK] * 2,
    Program.OUTLOOK_PHONE,
    *[Program.ANDROID] * 2,
    Program.WEBMAIL,
    Program.FLOWED,
)
_FOOTERS: Final = {
    Program.PHONE: "Sent from my iPhone",
    Program.OUTLOOK_PHONE: "Get Outlook for iOS",
    Program.ANDROID: "Sent from my phone",
}


def program_of(key: str) -> Program:
    """Return the program of the person with this hexadecimal key, always the same."""
    return _SHARES[int(key[10:14], 16) % len(_SHARES)]


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote: blocks of text from greeting to name, and the lines of a signature below them."""

    blocks: tuple[str, ...]
    signature: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The mail that is answered or passed on. `sent_at` is in the zone of who answers; `text` is all it said."""

    sender: Party
    to: Party
    sent_at: datetime
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A mail's text and HTML, as the program wrote them, and the MIME part that holds them."""

    text: str
    html: str
    content: Leaf | Multipart


def lay_out(program: Program, written: Written, earlier: Earlier | None) -> LaidOut:
    """Return the mail as its program would write it, with what it answers quoted below (or above) it."""
    if program in (Program.PHONE, Program.OUTLOOK):
        written = Written(tuple(_curled(block) for block in written.blocks), written.signature)
    own = _own_text(program, written)
    text = _joined(program, own, _quoted_text(program, earlier)) if earlier else own
    page = _own_html(program, written)
    page = f"<html><body>{page}{_quoted_html(program, earlier) if earlier else ''}</body></html>"
    return LaidOut(text, page, _content(program, text, page))


def forwarded(earlier: Earlier) -> str:
    """Return a mail passed on below the words of who passes it on."""
    return "\n".join(
        (
            "---------- Forwarded message ---------",
            f"From: {earlier.sender.name} <{earlier.sender.email}>",
            f"Date: {_day(earlier.sent_at)} at {_clock(earlier.sent_at)}",
            f"Subject: {earlier.subject}",
            f"To: <{earlier.to.email}>",
            "",
            "",
            earlier.text,
        )
    )


def _own_text(program: Program, written: Written) -> str:
    wraps = program in (Program.GMAIL, Program.FLOWED)
    blocks = [_wrapped(block, program is Program.FLOWED) for block in written.blocks] if wraps else written.blocks
    text = "\n\n".join(blocks)
    if written.signature:
        mark = "-- \n" if program in (Program.GMAIL, Program.FLOWED) else ""
        text += f"\n\n{mark}" + "\n".join(written.signature)
    if program in _FOOTERS:
        text += f"\n\n{_FOOTERS[program]}"
    return text


def _joined(program: Program, own: str, quoted: str) -> str:
    return f"{quoted}\n\n{own}" if program is Program.FLOWED else f"{own}\n\n{quoted}"


def _quoted_text(program: Program, earlier: Earlier) -> str:
    match program:
        case Program.GMAIL:
            head = f"On {_day(earlier.sent_at)} at {_clock(earlier.sent_at)}, {earlier.sender.name} <"
            broken = "\n" if len(head) + len(earlier.sender.email) > _WIDTH else ""
            return f"{head}{broken}{earlier.sender.email}> wrote:\n\n{_marked(earlier.text)}"
        case Program.PHONE:
            when = f"{earlier.sent_at.day} {earlier.sent_at:%b %Y}, at {_clock(earlier.sent_at)}"
            return _marked(f"On {when}, {_named(earlier.sender)} wrote:\n\n{earlier.text}")
        case Program.FLOWED:
            when = f"{earlier.sent_at.day}/{earlier.sent_at:%m/%Y} {_clock(earlier.sent_at)}"
            return f"On {when}, {earlier.sender.name or earlier.sender.email} wrote:\n{_marked(earlier.text)}"
        case _:
            return f"{_divider(program)}\n{_header_lines(program, earlier)}\n\n{earlier.text}"


def _divider(program: Program) -> str:
    dividers = {
        Program.OUTLOOK: "",
        Program.OUTLOOK_PHONE: _RULE,
        Program.ANDROID: "-------- Original message --------",
    }
    return dividers.get(program, "------ Original Message ------")


def _header_lines(program: Program, earlier: Earlier) -> str:
    to = _named(earlier.to)
    if program is Program.ANDROID:
        when = (
            f"{earlier.sent_at.day}/{earlier.sent_at.month}/{earlier.sent_at:%y}  {_clock(earlier.sent_at)} (GMT+10:00)"
        )
        lines = ("From: " + _named(earlier.sender), "Date: " + when, "To: " + to, "Subject: " + earlier.subject)
    else:
        label = "Date" if program is Program.WEBMAIL else "Sent"
        when = f"{earlier.sent_at:%A}, {earlier.sent_at.day} {earlier.sent_at:%B %Y} {_clock(earlier.sent_at).upper()}"
        sender = _named(earlier.sender)
        lines = (f"From: {sender}", f"{label}: {when}", f"To: {to}", f"Subject: {earlier.subject}")
    return "\n".join(lines)


def _own_html(program: Program, written: Written) -> str:
    blocks = [html.escape(block, quote=False).replace("\n", "<br>\n") for block in written.blocks]
    signature = "<br>\n".join(html.escape(line, quote=False) for line in written.signature)
    match program:
        case Program.GMAIL:
            page = '<div dir="ltr">' + "<div><br></div>".join(f"<div>{block}</div>" for block in blocks)
            if signature:
                page += '<div><br></div><span class="gmail_signature_prefix">-- </span><br>'
                page += f'<div dir="ltr" class="gmail_signature">{signature}</div>'
            return f"{page}</div>"
        case Program.OUTLOOK:
            shown = [*blocks, signature] if signature else blocks
            return '<div class="WordSection1">' + "".join(f'<p class="MsoNormal">{one}</p>' for one in shown) + "</div>"
        case _:
            shown = [*blocks, signature] if signature else blocks
            footer = _FOOTERS.get(program, "")
            mark = f'<div id="ms-outlook-mobile-signature">{footer}</div>' if footer else ""
            return "".join(f"<div>{one}</div><div><br></div>" for one in shown) + mark


def _quoted_html(program: Program, earlier: Earlier) -> str:
    inner = earlier.html.removeprefix("<html><body>").removesuffix("</body></html>")
    if program in (Program.GMAIL, Program.PHONE, Program.FLOWED):
        when = f"On {_day(earlier.sent_at)} at {_clock(earlier.sent_at)}"
        who = f"{html.escape(earlier.sender.name)} &lt;{earlier.sender.email}&gt; wrote:"
        if program is Program.GMAIL:
            return (
                f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{when}, {who}<br></div>'
                f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;padding-left:1ex">{inner}</blockquote></div>'
            )
        cite = '<blockquote type="cite">'
        return f"<div>{cite}{when}, {who}<br><br></blockquote></div>{cite}{inner}</blockquote>"
    lines = html.escape(_header_lines(program, earlier), quote=False).replace("\n", "<br>\n")
    if program is Program.OUTLOOK:
        border = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
        return f'<div><div style="{border}"><p class="MsoNormal">{lines}</p></div></div>{inner}'
    if program is Program.OUTLOOK_PHONE:
        return f'<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">{lines}</div>{inner}'
    return f"<div>{_divider(program)}</div><div>{lines}</div><div><br></div>{inner}"


def _content(program: Program, text: str, page: str) -> Leaf | Multipart:
    match program:
        case Program.GMAIL:
            return _alternative(_leaf("plain", text, "utf-8"), _leaf("html", page, "utf-8"))
        case Program.OUTLOOK:
            return _alternative(_leaf("plain", text, "windows-1252"), _leaf("html", page, "windows-1252"))
        case Program.OUTLOOK_PHONE | Program.ANDROID:
            return _alternative(_leaf("plain", text, "utf-8", "base64"), _leaf("html", page, "utf-8", "base64"))
        case Program.WEBMAIL:
            return _leaf("html", page, "iso-8859-1")
        case Program.FLOWED:
            return _leaf("plain", text, "utf-8", "8bit", "; format=flowed")
        case _:
            return _leaf("plain", text, "utf-8")


def _alternative(*parts: Leaf) -> Multipart:
    return Multipart("alternative", parts)


def _leaf(kind: str, text: str, charset: str, encoding: str = "quoted-printable", parameters: str = "") -> Leaf:
    """Return a text part; what its charset can't hold makes it UTF-8, as programs do."""
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        charset, data = "utf-8", text.encode()
    if text.isascii() and encoding == "8bit":
        encoding = "7bit"
    return Leaf(f"text/{kind}; charset={charset}{parameters}", data, encoding)


def _marked(text: str) -> str:
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))


def _wrapped(block: str, is_flowed: bool) -> str:
    """Return the block with lines of at most 74 characters; flowed lines end with a space (RFC 3676)."""
    lines: list[str] = []
    for line in block.split("\n"):
        current = ""
        for word in line.split(" "):
            if current and len(current) + len(word) >= _WIDTH:
                lines.append(current + (" " if is_flowed else ""))
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return "\n".join(lines)


def _curled(text: str) -> str:
    opened = False
    out = []
    for character in text.replace("'", "’"):
        if character == '"':
            opened = not opened
            character = "“" if opened else "”"
        out.append(character)
    return "".join(out)


def _named(party: Party) -> str:
    return f"{party.name} <{party.email}>" if party.name else party.email


def _day(moment: datetime) -> str:
    return f"{moment:%a}, {moment.day} {moment:%b %Y}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def message_id(program: Program, rng: random.Random, domain: str) -> str:
    """Return a new Message-ID in the program's style, without its brackets."""
    number = rng.getrandbits(128)
    match program:
        case Program.GMAIL:
            return f"CA+{number:032x}@mail.{domain}"
        case Program.PHONE:
            text = f"{number:032X}"
            return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}@{domain}"
        case Program.OUTLOOK | Program.OUTLOOK_PHONE:
            return f"SY4P{number % 10**12:012d}{number >> 64:016X}@SY4P.prod.{domain}"
        case _:
            return f"{number:032x}@{domain}"


def files_with(content: Leaf | Multipart, files: Sequence[Leaf]) -> Leaf | Multipart:
    """Return the content with files attached."""
    return Multipart("mixed", (content, *files)) if files else content
