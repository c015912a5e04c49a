"""Conversations to look at: ordinary ones, and what the world may send."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User

from ingest.models import MachineSender, QuarantinedItem, SyncRun
from interactions.models import Change, Interaction, Judgement, Message, OrderReference

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
RIGHT_TO_LEFT = "\u202egnp.exe"
SCRIPT = "<script>alert('boo')</script><img src=x onerror=alert(1)>"
_numbers = count(1)


def interaction(**columns: Any) -> Interaction:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "source": "livechat",
        "external_id": f"T{number}",
        "customer_name": f"Customer {number}",
        "customer_email": f"customer{number}@example.com",
        "subject": f"Question {number}",
        "started_at": NOW - timedelta(hours=number),
    }
    return Interaction.objects.create(**defaults | columns)


def message(one: Interaction, content: str = "Hello", **columns: Any) -> Message:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "sender_type": "customer",
        "message_id": f"m{number}",
        "source": one.source,
        "sent_at": one.started_at + timedelta(minutes=number % 1000),
        "position": number,
    }
    return Message.objects.create(interaction=one, content=content, **defaults | columns)


def realistic() -> Interaction:
    """A mail conversation with everything that a page can show."""
    one = interaction(**ORDINARY)
    OrderReference.objects.create(interaction=one, order_number="H241606215199")
    _say_everything(one)
    _judge(one)
    Change.objects.create(
        interaction=one, field="status", old="resolved", new="open", by="source", reason="The customer wrote again."
    )
    return one


ORDINARY: dict[str, Any] = {
    "source": "email",
    "customer_name": "Mia Nguyen",
    "customer_email": "mia@example.com",
    "customer_phone": "0400 000 000",
    "customer_location": "Hobart, Tasmania, Australia",
    "subject": "Where is my order H241606215199?",
    "order_ids": ["H241606215199", "150123"],
    "tags": ["vip", "late"],
    "category": "order_tracking",
    "category_by": "rule",
    "category_at": NOW,
    "subcategory": "where_is_order",
    "subcategory_by": "rule",
    "sentiment": "negative",
    "priority": "high",
    "status": "open",
    "status_by": "source",
    "agent_name": "Sam",
    "message_count": 3,
    "response_time_seconds": 5400,
    "rating": 0,
    "rating_comment": "Too slow",
    "last_message_at": NOW,
    "last_customer_message_at": NOW - timedelta(days=2),
}


def _say_everything(one: Interaction) -> None:
    """Let everybody say something: the customer, agents, a bot and the system; with files, notes and a deletion."""
    file = {"name": "parcel.jpg", "type": "image/jpeg", "size": 48_213, "url": "https://files.example.com/parcel.jpg"}
    part = {"name": "invoice.pdf", "type": "application/pdf", "size": 120_000, "url": "part:2"}
    arrived = "Hi, my order hasn't arrived.\n\nIt was due last Tuesday."
    message(one, arrived, sender_name="Mia Nguyen", attachments=[file, part])
    message(one, "Is this the one with the lost parcel?", sender_type="agent", sender_name="Kim", is_internal=True)
    message(one, "Thank you, a person will look at it.", sender_type="bot", sender_name="Helper")
    sam: dict[str, Any] = {"sender_type": "agent", "sender_name": "Sam"}
    quoted = "> my order hasn't arrived"
    message(one, "Hi Mia, it is at the depot.", sender_email="sam@example.net", quoted_text=quoted, **sam)
    message(one, "Typed into the wrong window", is_deleted=True, **sam)
    message(one, "Chat transferred to Sam", sender_type="system")
    message(one, "Delivery notice\n" * 40, sender_type="system", sender_name="Carrier")


def _judge(one: Interaction) -> None:
    evidence = [{"phrase": "my order hasn't arrived", "where": "first", "start": 4, "end": 27}]
    candidates = [
        {"category": "order_tracking", "subcategory": "where_is_order", "confidence": 0.81, "evidence": evidence},
        {"category": "complaint", "subcategory": None, "confidence": 0.12, "evidence": []},
    ]
    reasons = {"evidence": evidence, "sentiment_reason": "late (“due last Tuesday”)"}
    Judgement.objects.create(
        interaction=one, version="rules-0123456789ab", category="order_tracking", subcategory="where_is_order",
        confidence=0.81, sentiment="negative", priority="high", candidates=candidates, evidence=reasons,
    )  # fmt: skip


def hostile() -> Interaction:
    """A conversation in which every text wants to be more than a text."""
    one = interaction(
        external_id=f"{SCRIPT}{next(_numbers)}",
        customer_name=SCRIPT + RIGHT_TO_LEFT,
        customer_email='"><script>alert(1)</script>@example.com',
        subject=SCRIPT + "🥑" * 20_000,
        summary="\u202e" + SCRIPT,
        category="no_such_category",
        subcategory="<b>neither</b>",
        tags=[SCRIPT],
        order_ids=[SCRIPT],
        rating=1,
        rating_comment=SCRIPT,
        resolution_notes="</textarea>" + SCRIPT,
    )
    files = [
        {"name": RIGHT_TO_LEFT, "type": SCRIPT, "size": "big", "url": "javascript:alert(1)"},
        {"name": None, "url": "https://user:pass@example.com/x"},
        {"url": "data:text/html,<script>alert(1)</script>"},
        "not a file",
        {"name": "fine", "url": "https://[broken"},
    ]
    message(one, SCRIPT, sender_name=SCRIPT, sender_email=SCRIPT, quoted_text=SCRIPT, attachments=files)
    message(one, "", content_html=SCRIPT)
    message(one, "w" * 30_000 + " مرحبا", sender_type="agent", attachments={"not": "a list"})
    message(one, SCRIPT, sender_type="system")
    Judgement.objects.create(
        interaction=one,
        version=SCRIPT,
        candidates=[{"category": SCRIPT, "confidence": "high", "evidence": "none"}, 7],
        evidence={"sentiment_reason": SCRIPT},
    )
    Change.objects.create(interaction=one, field=SCRIPT, old=SCRIPT, new=None, by="staff", reason=SCRIPT)
    return one


def empty() -> Interaction:
    """A row as plain SQL may leave it: nothing but what must be."""
    columns = (
        "external_id",
        "customer_name",
        "customer_email",
        "subject",
        "status",
        "priority",
        "message_count",
        "status",
    )
    return interaction(**dict.fromkeys(columns))


def run(**columns: Any) -> SyncRun:
    defaults: dict[str, Any] = {
        "source": "livechat",
        "status": "completed",
        "started_at": NOW - timedelta(minutes=10),
        "finished_at": NOW - timedelta(minutes=9),
        "heartbeat_at": NOW - timedelta(minutes=9),
    }
    return SyncRun.objects.create(**defaults | columns)


def quarantined(**columns: Any) -> QuarantinedItem:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "source": "email",
        "external_id": f"item{number}@example.com",
        "raw": b"From: <script>\r\n\r\n\x00\xff",
        "sha256": f"{number:064x}",
        "reason": "The date can't be read.",
        "error_class": "BadDate",
    }
    return QuarantinedItem.objects.create(**defaults | columns)


def sender(address: str = "noreply@example.com", **columns: Any) -> MachineSender:
    return MachineSender.objects.create(address=address, **columns)


def without_static_files(settings: Any) -> None:
    """Leave out the middleware that serves files: it reads them all for each client, and no test here asks for one."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]


def staff(*permissions: str, username: str = "kim", superuser: bool = False) -> User:
    """Make somebody of the staff who may do this: interactions.view_interaction. No password: hashing is slow."""
    user = User.objects.create(username=username, is_staff=True, is_superuser=superuser)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user
