"""The sample mailbox's mail that no customer wrote: notices, newsletters, bounces, drafts, spam. Pure."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from boo_site.demo.mime import Leaf, Mail, Multipart, Party
from boo_site.demo.people import PEOPLE, SALES_ADDRESS, SHOP_NAME, order_number
from boo_site.demo.year import SHOP_ZONE

_SHOP: Final = Party(SHOP_NAME, SALES_ADDRESS)
_GENERATED: Final = (("Auto-Submitted", "auto-generated"), ("Return-Path", "<>"))
_DAEMON: Final = Party("Mail Delivery Subsystem", "mailer-daemon@mail.example.com")


@dataclass(frozen=True, slots=True)
class _Notice:
    """One thing that a machine or a stranger sends: how many a year, with which labels, and how it reads.

    `texts` have {number}, {order}, {amount}, {name} and {day} in them.
    """

    a_year: int
    sender: Party
    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...] = ("Inbox", "Category Updates", "Opened")
    extra: tuple[tuple[str, str], ...] = _GENERATED
    to: Party = _SHOP
    is_html: bool = False


def _newsletter(name: str, list_name: str) -> tuple[tuple[str, str], ...]:
    unsubscribe = f"<https://{list_name}.example.org/unsubscribe>, <mailto:leave@{list_name}.example.org>"
    return (("List-Id", f"{name} <{list_name}.example.org>"), ("List-Unsubscribe", unsubscribe), ("Precedence", "bulk"))


_NOTICES: Final = (
    _Notice(
        26,
        Party("PayPal notices", "service@paypal-notices.example.com"),
        ("You've received a payment of ${amount} AUD", "A payment was reversed: {order}", "Your weekly statement"),
        (
            "Hello Buy Organics Online,\n\nYou received ${amount} AUD from {name}.\nInvoice: {order}\n"
            "Transaction: {number}\n\nThis is an automatic message, please don't reply to it.",
            "Hello Buy Organics Online,\n\nYour statement for the week to {day} is ready. Payments in: {number}.\n\n"
            "This is an automatic message, please don't reply to it.",
        ),
    ),
    _Notice(
        24,
        Party("Afterpay merchant notices", "merchants@afterpay-notices.example.com"),
        ("Settlement of {day}: ${amount}", "Settlement report"),
        (
            "Your settlement of {day} is on its way to your account.\n\nOrders: {number}\nAmount: ${amount} AUD\n\n"
            "Please don't reply to this email.",
        ),
    ),
    _Notice(
        22,
        Party("AusPost business notices", "notices@post.example.org"),
        ("Manifest {number} lodged", "Parcel {number}: delivery attempted", "Delays in some regions"),
        (
            "Manifest {number} was lodged on {day}.\n\nThis is an automatic message.",
            "We couldn't deliver parcel {number} for {name} (your reference {order}). It is held at the post office.",
            "Parcels to some regions take one or two business days longer this week because of the weather.",
        ),
    ),
    _Notice(
        16,
        Party("StarTrack operations", "operations@freight.example.org"),
        ("Pick-up {number} confirmed", "Consignment {number} delayed"),
        (
            "Your pick-up of {day} is confirmed, window 2 pm to 5 pm.\n\nReference {number}",
            "Consignment {number} (your reference {order}) has missed its connection. New estimate: {day}.",
        ),
    ),
    _Notice(
        18,
        Party(f"{SHOP_NAME} shop system", "noreply@shop.example.com"),
        ("Low stock report", "New review waiting", "Order {order} flagged for review"),
        (
            "{number} products are below their reorder point as of {day}.",
            "{name} left a review, 5 out of 5 stars. Approve it in the shop's control panel.",
            "Order {order} (${amount}) was held by the fraud filter. Billing and delivery address differ.",
        ),
    ),
    _Notice(
        14,
        Party("Organic Growers Weekly", "news@growers.example.org"),
        ("Harvest report: what's early, what's late", "Almond prices ease", "Five questions for a beekeeper 🐝"),
        ("<h1>Organic Growers Weekly</h1><p>Rain in the north, a late harvest in the south. Read on.</p>",),
        ("Inbox", "Category Promotions", "Unread"),
        _newsletter("Organic Growers Weekly", "growers"),
        is_html=True,
    ),
    _Notice(
        12,
        Party("Packaging News", "hello@packaging.example.org"),
        ("New: paper tape that sticks", "20% off honeycomb wrap this week", "Boxes: what's new"),
        ("<h1>Packaging News</h1><p>Paper tape, honeycomb wrap and boxes that fold flat. Order by {day}.</p>",),
        ("Inbox", "Category Promotions", "Opened"),
        _newsletter("Packaging News", "packaging"),
        is_html=True,
    ),
    _Notice(
        8,
        Party("Grants and Prizes Desk", "winner@prizes.example.net"),
        ("You have WON", "Re: your unclaimed payment ${amount}", "Rank no. 1 in search, guaranteed"),
        ("Dear beneficiary,\n\nyour payment of ${amount} million is waiting. Reply with your bank details today.",),
        ("Spam",),
        (),
    ),
    _Notice(
        5,
        Party("", "seo.{number}@outreach.example.net"),
        ("Quick question about your website", "I found 14 errors on your site"),
        ("Hi there,\n\nI was on your website and found {number} errors. Can I send you a quote?",),
        ("Spam", "Unread"),
        (),
    ),
    _Notice(
        9,
        _SHOP,
        ("Re: Order {order}", "Re: Stock query", "Draft: holiday hours"),
        ("Hi {name},\n\nThank you for your email. I've had a look and", "Hi {name},\n\nthe parcel left us on"),
        ("Drafts",),
        (),
        Party("", "somebody@example.com"),
    ),
    _Notice(
        4,
        Party("Photo Prints", "offers@prints.example.net"),
        ("Your photo book is waiting",),
        ("Your photo book is still in your cart. Order by {day} and save ${amount}.",),
        ("Trash", "Opened"),
        (),
    ),
)


def machine_mails(
    anchor: datetime, days: int, share: float, thread_id: Callable[[datetime], int], rng: random.Random
) -> Iterator[Mail]:
    """Yield the notices, newsletters, drafts and spam of the `days` before `anchor`, oldest first.

    `share` is how busy the mailbox is compared with a full one; each kind comes at least once.
    """
    due: list[tuple[datetime, _Notice]] = []
    for notice in _NOTICES:
        count = max(round(notice.a_year * days / 360 * share), 1)
        gap = timedelta(days=days) / count
        start = anchor - timedelta(days=days)
        due += [(start + gap * (at + rng.uniform(0.05, 0.95)), notice) for at in range(count)]
    for moment, notice in sorted(due, key=lambda one: one[0]):
        yield _notice_mail(notice, moment.replace(microsecond=0), thread_id(moment), rng)


def _notice_mail(notice: _Notice, moment: datetime, thread_id: int, rng: random.Random) -> Mail:
    at = moment.astimezone(SHOP_ZONE)
    facts = {
        "number": str(rng.randrange(10_000, 99_999)),
        "order": order_number(rng, (at - timedelta(days=3)).date()),
        "amount": f"{rng.randrange(3_000, 19_000) / 100:.2f}",
        "name": rng.choice(PEOPLE).name,
        "day": f"{at:%A} {at.day} {at:%B}",
    }
    text = rng.choice(notice.texts).format(**facts)
    kind = "html" if notice.is_html else "plain"
    domain = notice.sender.email.partition("@")[2]
    return Mail(
        sent_at=at,
        sender=Party(notice.sender.name, notice.sender.email.format(**facts)),
        to=(notice.to,),
        subject=rng.choice(notice.subjects).format(**facts),
        content=Leaf(f"text/{kind}; charset=utf-8", text.encode(), "quoted-printable"),
        labels=notice.labels,
        thread_id=thread_id,
        message_id=f"{rng.getrandbits(96):024x}@{domain}",
        extra=notice.extra,
    )


def away_notice(answered: Mail, customer: Party, zone: ZoneInfo, rng: random.Random) -> Mail:
    """Return the automatic reply of a customer who is away to a mail from the shop (RFC 3834)."""
    at = (answered.sent_at + timedelta(seconds=rng.randrange(2, 50))).astimezone(zone)
    back = at + timedelta(days=rng.randrange(3, 15))
    text = (
        f"Thank you for your email. I'm away until {back:%A} {back.day} {back:%B} and will answer when I'm back.\n\n"
        f"{customer.name}".rstrip()
    )
    return Mail(
        sent_at=at,
        sender=customer,
        to=(answered.sender,),
        subject=f"Automatic reply: {answered.subject.removeprefix('Re: ')}",
        content=Leaf("text/plain; charset=utf-8", text.encode(), "quoted-printable"),
        labels=("Inbox", "Opened"),
        thread_id=answered.thread_id,
        message_id=f"{rng.getrandbits(96):024x}@{customer.email.partition('@')[2]}",
        references=(*answered.references, *((answered.message_id,) if answered.message_id else ())),
        extra=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    )


def bounce(returned: Mail, rng: random.Random) -> Mail:
    """Return the report that a mail could not be delivered (RFC 3464), with the header of that mail."""
    address = returned.to[0].email
    host = address.partition("@")[2]
    at = returned.sent_at + timedelta(seconds=rng.randrange(1, 90))
    said = (
        f"Your message wasn't delivered to {address} because the address couldn't be found.\n\n"
        f"The response was:\n550 5.1.1 <{address}>: no such user here\n"
    )
    status = (
        f"Reporting-MTA: dns; mail.example.com\n\nFinal-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
        f"Remote-MTA: dns; mx.{host}\nDiagnostic-Code: smtp; 550 5.1.1 no such user here\n"
    )
    header = f"Message-ID: <{returned.message_id}>\nSubject: {returned.subject}\nFrom: {SALES_ADDRESS}\nTo: {address}\n"
    parts = (
        Leaf("text/plain; charset=us-ascii", said.encode("ascii")),
        Leaf("message/delivery-status", status.encode("ascii")),
        Leaf("text/rfc822-headers", header.encode("ascii", "replace")),
    )
    return Mail(
        sent_at=at,
        sender=_DAEMON,
        to=(_SHOP,),
        subject="Delivery Status Notification (Failure)",
        content=Multipart("report", parts, "delivery-status"),
        labels=("Inbox", "Opened"),
        thread_id=returned.thread_id,
        message_id=f"{rng.getrandbits(96):024x}@mail.example.com",
        references=(returned.message_id,) if returned.message_id else (),
        extra=(("Auto-Submitted", "auto-replied"), ("Return-Path", "<>"), ("X-Failed-Recipients", address)),
    )
