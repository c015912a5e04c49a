"""When a conversation is open, pending or resolved (contract: LiveChat, E-mail)."""

from datetime import timedelta

import pytest

from interactions.conversation import summarize
from interactions.status import became_resolved_at, email_status, source_status
from interactions.vocabulary import Source, Status
from tests.interactions.saying import AGENT, BOT, CUSTOMER, SYSTEM, Told, at, by

LIVECHAT, EMAIL = Source.LIVECHAT, Source.EMAIL
SETTLED = at(0) + timedelta(days=7)


@pytest.mark.parametrize(
    ("messages", "is_active", "status"),
    [
        ([by(CUSTOMER, 0), by(AGENT, 1)], True, Status.OPEN),
        ([], True, Status.OPEN),
        ([by(CUSTOMER, 0)], False, Status.OPEN),
        ([by(AGENT, 0), by(CUSTOMER, 1)], False, Status.OPEN),
        ([by(CUSTOMER, 0), by(AGENT, 1, is_internal=True)], False, Status.OPEN),
        ([by(CUSTOMER, 0), by(AGENT, 1, is_deleted=True)], False, Status.OPEN),
        ([by(CUSTOMER, 0), by(AGENT, 1)], False, Status.RESOLVED),
        ([by(CUSTOMER, 0), by(BOT, 1)], False, Status.RESOLVED),
        ([by(CUSTOMER, 0), by(AGENT, 1), by(CUSTOMER, 2)], False, Status.RESOLVED),
        ([by(AGENT, 0)], False, Status.RESOLVED),
        ([by(CUSTOMER, 0, counts=False), by(SYSTEM, 1, counts=False)], False, Status.RESOLVED),
        ([], False, Status.RESOLVED),
    ],
)
def test_a_chat_is_open_while_it_runs_or_waits_for_an_answer(
    messages: list[Told], is_active: bool, status: Status
) -> None:
    summary = summarize(LIVECHAT, None, messages)
    assert source_status(LIVECHAT, summary, is_active=is_active, now=at(60)) == status


def test_a_chat_became_resolved_when_it_closed() -> None:
    summary = summarize(LIVECHAT, None, [by(CUSTOMER, 0), by(AGENT, 1)])
    assert became_resolved_at(LIVECHAT, summary, closed_at=at(30)) == at(30)
    assert became_resolved_at(LIVECHAT, summary, closed_at=None) == at(1)


@pytest.mark.parametrize(
    ("last_sender", "days", "status"),
    [
        (CUSTOMER, 0, Status.OPEN),
        (CUSTOMER, 400, Status.OPEN),
        (AGENT, 0, Status.PENDING),
        (AGENT, 6.99, Status.PENDING),
        (AGENT, 7, Status.RESOLVED),
        (None, 0, Status.RESOLVED),
    ],
)
def test_a_mail_conversation_waits_for_whoever_did_not_write_last(
    last_sender: str | None, days: float, status: Status
) -> None:
    assert email_status(last_sender, at(0), now=at(0) + timedelta(days=days)) == status


def test_a_mail_conversation_became_resolved_after_seven_silent_days() -> None:
    assert became_resolved_at(EMAIL, summarize(EMAIL, None, [by(AGENT, 0)]), closed_at=None) == SETTLED
    assert became_resolved_at(EMAIL, summarize(EMAIL, None, [by(SYSTEM, 0, counts=False)]), closed_at=None) == at(0)
