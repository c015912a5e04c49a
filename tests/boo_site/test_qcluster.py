"""A qcluster that dies in the middle of a job, at any point, leaves everything right after its next start."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_q.models import Failure, OrmQ, Success
from django_q.tasks import async_task

from ingest.models import Checkpoint, MailboxItem, SyncRun
from interactions.models import Interaction, Judgement, Message
from tests.boo_site.qcluster import Cluster, WriteBlock, wait_until
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dovecot, pytest.mark.long]

CHATS, MAILS = 40, 40
TABLES = {
    "ingest.tasks.sync_livechat": ("customer_interactions", "interaction_messages", "sync_checkpoints", "sync_runs"),
    "ingest.tasks.sync_email": ("customer_interactions", "interaction_messages", "mailbox_items", "mail_links"),
    "interactions.tasks.categorize": ("customer_interactions", "interaction_judgements"),
    "interactions.tasks.settle": ("customer_interactions",),
}


@pytest.fixture(scope="module")
def world() -> World:
    """Return a year of chats; about every second one was answered."""
    world = World(now=datetime.now(UTC))
    for number in range(CHATS):
        texts = ["Where is my order?", "On its way."][: number % 2 + 1]
        world.closed_thread(*texts, at=world.clock.now() - timedelta(days=1 + number * 9))
    return world


@pytest.fixture(scope="module")
def mailbox() -> Iterator[DovecotServer]:
    with running_dovecot() as server:
        for number in range(MAILS):
            sent = datetime.now(UTC) - timedelta(days=1 + number * 8)
            server.deliver(letter(number, sent), internal_date=sent)
        yield server


def letter(number: int, sent: datetime) -> bytes:
    """Return a customer's mail, or the shop's answer to the one before it."""
    sender, receiver = ("customer@example.net", "sales@example.com")[:: 1 if number % 2 == 0 else -1]
    reply = f"In-Reply-To: <{number - 1}@example.net>\r\n" if number % 2 else ""
    date = f"{sent:%a, %d %b %Y %H:%M:%S} +0000"
    return (
        f"From: {sender}\r\nTo: {receiver}\r\nSubject: Order {number // 2}\r\nDate: {date}\r\n"
        f"Message-ID: <{number}@example.net>\r\n{reply}\r\nWhere is my parcel?\r\n"
    ).encode()


@pytest.fixture
def cluster(world: World, mailbox: DovecotServer) -> Iterator[Cluster]:
    with LiveChatServer(world) as server:
        variables = {
            "BOO_LIVECHAT_API_URL": server.url,
            "BOO_LIVECHAT_ACCOUNT_ID": server.token.account_id,
            "BOO_LIVECHAT_PAT": server.token.secret,
            "BOO_SALES_IMAP_HOST": mailbox.host,
            "BOO_SALES_IMAP_PORT": str(mailbox.port),
            "BOO_SALES_IMAP_USER": mailbox.user,
            "BOO_SALES_IMAP_PASS": mailbox.password,
            "BOO_SALES_IMAP_CA_FILE": str(mailbox.ca_file),
        }
        with Cluster(variables) as running:
            yield running


def kill_in(cluster: Cluster, job: str, table: str) -> None:
    """Queue a job, and end the cluster at the moment when the job writes into a table."""
    block = WriteBlock(table)
    try:
        async_task(job)
        wait_until(block.is_met, f"{job} at {table}", cluster)
        cluster.kill()
    finally:
        block.end()
    cluster.start()


def finish(cluster: Cluster, jobs: Sequence[str]) -> None:
    """Let each job run as its next schedule does, together with what was cut short and comes back by itself."""
    for job in jobs:
        async_task(job)
    # django-q hands a job out again after 15 minutes: they have passed.
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
    wait_until(lambda: not OrmQ.objects.exists(), "an empty queue", cluster)


def prepare(job: str, cluster: Cluster) -> None:
    """Have something for the job to do."""
    if job.startswith("ingest"):
        for model in (Interaction, MailboxItem, Checkpoint):
            model.objects.all().delete()
    if job == "interactions.tasks.categorize":
        finish(cluster, ["ingest.tasks.sync_livechat"])
        Judgement.objects.all().delete()
    if job == "interactions.tasks.settle":
        finish(cluster, ["ingest.tasks.sync_email"])
        Interaction.objects.filter(source="email", status="resolved").update(status="pending", status_by="source")


def assert_all_is_right(cluster: Cluster) -> None:
    """Everything is there once, judged and settled, and nothing is left over or failed."""
    finish(cluster, list(TABLES))
    outcomes = Success.objects.filter(func__startswith="ingest").values_list("func", "result")
    assert all(outcome.startswith(("done", "already running")) for _, outcome in outcomes), list(outcomes)
    assert Interaction.objects.filter(source="livechat").count() == CHATS, list(outcomes)
    words = Message.objects.filter(source="livechat", sender_type__in=("customer", "agent"))
    assert words.count() == CHATS + CHATS // 2
    assert Interaction.objects.filter(source="email").count() == MAILS // 2, list(outcomes)
    assert Message.objects.filter(source="email").count() == MAILS
    assert not Interaction.objects.filter(judgement=None).exists()
    assert not Interaction.objects.filter(
        status="pending", last_message_at__lt=timezone.now() - timedelta(days=7)
    ).exists()
    assert not SyncRun.objects.filter(status__in=("running", "failed")).exists()
    assert not Failure.objects.exists()
    assert all(event["level"] in {"info", "warning"} for event in cluster.events())


def test_two_deaths_in_the_middle_leave_everything_right(cluster: Cluster) -> None:
    kill_in(cluster, "ingest.tasks.sync_livechat", "interaction_messages")
    kill_in(cluster, "ingest.tasks.sync_email", "mail_links")
    assert SyncRun.objects.filter(status="running").count() == 2
    assert_all_is_right(cluster)


@pytest.mark.nightly
@pytest.mark.skipif(os.environ.get("BOO_NIGHTLY") != "1", reason="long; runs only with BOO_NIGHTLY=1")
@pytest.mark.parametrize("job", TABLES)
def test_ten_deaths_in_each_job_leave_everything_right(cluster: Cluster, job: str) -> None:
    for death in range(10):
        prepare(job, cluster)
        kill_in(cluster, job, TABLES[job][death % len(TABLES[job])])
    assert_all_is_right(cluster)
    assert not SyncRun.objects.filter(status="running").exists()
