"""Fill an empty database with the sample year, through the real client, parser, store and rules."""

import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from boo_site.demo.chats import build_chats
from boo_site.demo.mailbox import write_mailbox
from boo_site.demo.people import SALES_ADDRESS
from boo_site.demo.server import DemoServer
from ingest.models import Checkpoint
from ingest.source import PullRequest, Source
from ingest.sources.email.mbox import MboxSource
from ingest.sources.email.senders import known_senders
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from ingest.sync import DEMO, OnProgress, Report, holds_sample_year, run_sync
from interactions.models import Interaction
from interactions.recategorize import Tally, recategorize

ACCOUNT = "demo"
ANCHOR = "anchor"
YEAR = timedelta(days=366)
LOGIN = "demo"
KEPT_TABLES = frozenset({"django_migrations", "django_content_type", "auth_permission", "interaction_categories"})


class DemoRefused(Exception):
    """The sample year must not go into this database: one line for a person."""


def check_demo_database() -> None:
    """Raise DemoRefused unless this is the embedded database and holds nothing but the demo."""
    if not settings.USES_EMBEDDED_DATABASE:
        raise DemoRefused(
            "DATABASE_URL (or BOO_SUPABASE_URL) is set: the demo never writes into a real database. "
            "Unset it to try the demo."
        )
    if not holds_sample_year() and Interaction.objects.exists():
        raise DemoRefused(
            "This database holds real conversations. Try the demo with another BOO_STATE_DIR, for example: "
            "BOO_STATE_DIR=var/demo manage.py demo"
        )


def anchor() -> datetime:
    """Return the moment that the sample year ends at: that of the first run, kept from then on."""
    now = timezone.now().replace(microsecond=0)
    with transaction.atomic():
        row, _ = Checkpoint.objects.get_or_create(
            source=DEMO, account=ACCOUNT, scope=ANCHOR, defaults={"value": now.isoformat()}
        )
    return datetime.fromisoformat(str(row.value))


def demo_login(state_dir: Path) -> tuple[str, str]:
    """Return name and password of the demo's staff login; made at the first run and kept in the state folder."""
    path = state_dir / "demo_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    password = path.read_text().strip()
    user, _ = User.objects.get_or_create(username=LOGIN, defaults={"is_staff": True, "is_superuser": True})
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    return LOGIN, password


def sync_chats(until: datetime, on_progress: OnProgress) -> Report:
    """Pull the sample chats from a loopback server that replays them. Safe to run twice."""
    with DemoServer(build_chats(until)) as server:
        client = LiveChatClient(
            server.url, settings.LIVECHAT_API_VERSION, account_id=server.account_id, token=server.token
        )
        return _sync(LiveChatSource(client), until, on_progress)


def sync_mails(until: datetime, state_dir: Path, on_progress: OnProgress) -> Report:
    """Read the sample mailbox from a mailbox file. Safe to run twice."""
    path = state_dir / "demo.mbox"
    try:
        write_mailbox(path, until)
        senders = known_senders([SALES_ADDRESS], settings.FORM_SENDERS or DEMO_FORMS, settings.MACHINE_SENDERS)
        return _sync(MboxSource(path, SALES_ADDRESS, senders), until, on_progress)
    finally:
        path.unlink(missing_ok=True)


DEMO_FORMS = ["forms@shop.example.com"]


def categorize(on_progress: Callable[[Tally], None]) -> Tally:
    """Categorise what is new."""
    return recategorize(on_progress=on_progress)


def empty_demo() -> None:
    """Empty the database of everything but its tables and categories. Raises DemoRefused on a real one."""
    check_demo_database()
    tables = [name for name in connection.introspection.table_names() if name not in KEPT_TABLES]
    names = ", ".join(connection.ops.quote_name(name) for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute("INSERT INTO shop_settings (id, time_zone) VALUES (1, %s)", [settings.TIME_ZONE])


def _sync(source: Source, until: datetime, on_progress: OnProgress) -> Report:
    request = PullRequest(since=until - YEAR, until=until, resume=False)
    with closing(source):
        report = run_sync(source, request, trigger=DEMO, on_progress=on_progress)
    if report.error:
        raise DemoRefused(report.error)
    return report
