"""Make mails of a played letter: each side's program, references, labels, form mails, bounces, auto-replies. Pure."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from boo_site.demo.enclosures import content_type, enclosure
from boo_site.demo.exchange import Exchange, Note
from boo_site.demo.machine_mail import away_notice, bounce
from boo_site.demo.mime import Leaf, Mail, Multipart, Party
from boo_site.demo.people import SALES_ADDRESS, SHOP_NAME, Person
from boo_site.demo.programs import (
    Earlier,
    Program,
    Written,
    files_with,
    forwarded,
    lay_out,
    message_id,
    program_of,
)
from boo_site.demo.salutations import by_agent, by_customer
from boo_site.demo.year import SHOP_ZONE

FORMS_ADDRESS: Final = "forms@shop.example.com"
_SHOP: Final = Party(SHOP_NAME, SALES_ADDRESS)
_FORM_CHANCE: Final = 0.17
_BOUNCE_CHANCE: Final = 0.04
_AWAY_CHANCE: Final = 0.012
_NO_ID_CHANCE: Final = 0.004
_LABELS: Final = {
    "wholesale": "Wholesale",
    "complaint": "Escalated to Hannah",
    "returns": "Returns",
    "order_issue": "Order problems",
}


@dataclass(slots=True)
class _Thread:
    """One conversation while it is being written: its mails so far and the ids that the next one refers to."""

    exchange: Exchange
    thread_id: int
    customer: Party
    program: Program
    zone: ZoneInfo
    rng: random.Random
    is_form: bool
    mails: list[Mail] = field(default_factory=list)
    references: tuple[str, ...] = ()
    last: Earlier | None = None


def conversation_mails(exchange: Exchange, thread_id: int, rng: random.Random) -> list[Mail]:
    """Return the conversation's mails in their order. A bounced answer ends it."""
    person = exchange.scene.person
    is_form = exchange.notes[0].by_customer and not exchange.letter.forwards and rng.random() < _FORM_CHANCE
    program = Program.OUTLOOK if exchange.letter.is_business and rng.random() < 0.6 else program_of(person.key)
    zone = ZoneInfo(person.place.time_zone)
    thread = _Thread(exchange, thread_id, _as_known(person), program, zone, rng, is_form)
    is_mistyped = is_form and rng.random() < _BOUNCE_CHANCE
    if is_mistyped:
        local, _, domain = person.email.partition("@")
        thread.customer = Party(person.name, f"{local[:-1]}@{domain}")
    for note in exchange.notes:
        if note.by_customer and is_form and not thread.mails:
            _add_form(thread, note)
        elif note.by_customer:
            _add_customer(thread, note)
        else:
            _add_agent(thread, note)
            if is_mistyped:
                thread.mails.append(bounce(thread.mails[-1], rng))
                break
            if note.is_first and exchange.notes[0].by_customer and rng.random() < _AWAY_CHANCE:
                thread.mails.append(away_notice(thread.mails[-1], thread.customer, zone, rng))
    return thread.mails


def _as_known(person: Person) -> Party:
    """Return the customer with the name that their program shows, which a few have never set."""
    habit = int(person.key[13], 16)
    return Party("" if habit == 0 else person.first if habit == 1 else person.name, person.email)


def _add_customer(thread: _Thread, note: Note) -> None:
    at = note.sent_at.astimezone(thread.zone)
    written = by_customer(note, thread.exchange, thread.program, at, thread.rng)
    if thread.exchange.letter.forwards and not thread.mails:
        written = _passing_on(thread, written, at)
    own_id = message_id(thread.program, thread.rng, thread.customer.email.partition("@")[2])
    has_id = bool(thread.mails) or thread.rng.random() >= _NO_ID_CHANCE
    mail = _mail(thread, note, at, written, thread.program, own_id if has_id else None)
    _append(thread, mail)


def _add_agent(thread: _Thread, note: Note) -> None:
    at = note.sent_at.astimezone(SHOP_ZONE)
    written = by_agent(note, thread.exchange, at, thread.rng)
    own_id = message_id(Program.GMAIL, thread.rng, "shop.example.com")
    _append(thread, _mail(thread, note, at, written, Program.GMAIL, own_id))


def _mail(thread: _Thread, note: Note, at: datetime, written: Written, program: Program, own_id: str | None) -> Mail:
    sender = thread.customer if note.by_customer else Party(f"{note.agent.first} at {SHOP_NAME}", SALES_ADDRESS)
    receiver = _SHOP if note.by_customer else thread.customer
    earlier = _seen_from(thread.last, at)
    laid = lay_out(program, written, earlier)
    subject = _subject(thread, program)
    thread.last = Earlier(sender, receiver, at, subject, laid.text, laid.html)
    return Mail(
        sent_at=at,
        sender=sender,
        to=(receiver,),
        subject=subject,
        content=files_with(laid.content, _files(note, thread.rng)),
        labels=_labels(thread, by_customer=note.by_customer),
        thread_id=thread.thread_id,
        message_id=own_id,
        references=thread.references,
        has_references=program is not Program.WEBMAIL,
    )


def _append(thread: _Thread, mail: Mail) -> None:
    thread.mails.append(mail)
    if mail.message_id:
        thread.references = (*thread.references, mail.message_id)


def _seen_from(earlier: Earlier | None, at: datetime) -> Earlier | None:
    """Return the earlier mail with its time in the zone of whoever answers it."""
    return replace(earlier, sent_at=earlier.sent_at.astimezone(at.tzinfo)) if earlier else None


def _subject(thread: _Thread, program: Program) -> str:
    if not thread.mails:
        # Telephones set typographer's apostrophes, in subjects as well.
        subject = thread.exchange.subject
        return subject.replace("'", "’") if program is Program.PHONE else subject
    first = thread.mails[0].subject
    mark = "RE:" if program in (Program.OUTLOOK, Program.OUTLOOK_PHONE) else "Re:"
    return f"{mark} {first}".rstrip()


def _labels(thread: _Thread, *, by_customer: bool) -> tuple[str, ...]:
    topic = _LABELS.get(thread.exchange.letter.category)
    mine = (topic,) if topic and int(thread.exchange.scene.person.key[14], 16) < 9 else ()
    return ("Inbox", "Opened", *mine) if by_customer else ("Sent", "Opened", *mine)


def _files(note: Note, rng: random.Random) -> list[Leaf]:
    files = []
    for name in note.files:
        if name.endswith(".jpg") and rng.random() < 0.3:
            name = f"{name.removesuffix('.jpg')}.png"
        shown = f"IMG_{rng.randrange(1_000, 9_999)}.{name[-3:]}" if "." in name and rng.random() < 0.4 else name
        shown = name if name.endswith(".pdf") else shown
        files.append(Leaf(content_type(name), enclosure(name, rng.randrange(8)), "base64", shown))
    return files


def _passing_on(thread: _Thread, written: Written, at: datetime) -> Written:
    """Return a mail with the carrier's notice below it."""
    scene = thread.exchange.scene
    text = (
        f"Hi {scene.person.first},\n\nYour parcel is ready to collect. Please bring photo ID.\n\n"
        f"Reference: {scene.order}\n\nThis is an automatic notice, replies aren't read."
    )
    sender = Party(f"{scene.carrier} notices", "notices@post.example.org")
    notice = Earlier(sender, thread.customer, at - timedelta(hours=5), "Your parcel is awaiting collection", text, "")
    return Written((*written.blocks, forwarded(notice)), ())


def _add_form(thread: _Thread, note: Note) -> None:
    """Add a contact form's mail: the form sends it, the customer is in Reply-To."""
    scene = thread.exchange.scene
    at = note.sent_at.astimezone(SHOP_ZONE)
    name = scene.person.name
    topic = thread.exchange.subject or "Question"
    said = f"{topic} {' '.join(note.paragraphs)}"
    shown = scene.order if scene.order in said else scene.order[-6:]
    order = [f"Order number: {shown}"] if shown in said else []
    lines = [
        f"Name: {name}",
        f"Email: {thread.customer.email}",
        f"Phone: {scene.person.phone}" if int(scene.person.key[15], 16) < 9 else "Phone:",
        *order,
        f"Subject: {topic}",
        "Message:",
        "",
        "\n\n".join(note.paragraphs),
    ]
    text = "\n".join(lines)
    content: Leaf | Multipart = Leaf("text/plain; charset=utf-8", text.encode(), "quoted-printable")
    own_id = f"{thread.rng.getrandbits(96):024x}@shop.example.com"
    subject = f"Contact form: {topic}"
    sender = Party(f"{SHOP_NAME} website", FORMS_ADDRESS)
    mail = Mail(
        sent_at=at,
        sender=sender,
        to=(_SHOP,),
        subject=subject,
        content=files_with(content, _files(note, thread.rng)),
        labels=_labels(thread, by_customer=True),
        thread_id=thread.thread_id,
        message_id=own_id,
        extra=(("Reply-To", str(Party(name, thread.customer.email))),),
    )
    thread.last = Earlier(Party(name, thread.customer.email), _SHOP, at, subject, text, "<br>\n".join(lines))
    _append(thread, mail)
