"""Machine mail is known, customers' mail never taken for it."""

import pytest

from ingest.sources.email.machine import MachineKind
from tests.ingest.sources.email.build import mail, multipart, parsed, part

FAILED = "Your message could not be delivered.\r\n\r\n<al@example.org>: 550 5.1.1 unknown\r\n"
STATUS = part(
    "Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; al@example.org\r\nAction: failed\r\n",
    "message/delivery-status",
)


def kind(raw: bytes) -> MachineKind | None:
    return parsed(raw).machine_kind


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({"auto_submitted": "auto-replied"}, MachineKind.AUTO_REPLY),
        ({"auto_submitted": "auto-replied (vacation)"}, MachineKind.AUTO_REPLY),
        ({"auto_submitted": "auto-generated"}, MachineKind.MACHINE),
        ({"auto_submitted": "no"}, None),
        ({"precedence": "auto_reply"}, MachineKind.AUTO_REPLY),
        ({"precedence": "bulk"}, MachineKind.MACHINE),
        ({"precedence": "list"}, MachineKind.NEWSLETTER),
        ({"x_autoreply": "yes"}, MachineKind.AUTO_REPLY),
        ({"x_autorespond": "Re: Oats"}, MachineKind.AUTO_REPLY),
        ({"x_autoreply": "no"}, None),
        ({"x_auto_response_suppress": "All"}, None),
        ({"list_unsubscribe": "<https://example.com/u>"}, MachineKind.NEWSLETTER),
        ({"list_id": "<oats.example.com>"}, MachineKind.NEWSLETTER),
        ({"return_path": "<>"}, MachineKind.MACHINE),
        ({"return_path": "<jo@example.com>"}, None),
        ({"x_failed_recipients": "al@example.org"}, MachineKind.BOUNCE),
        ({"subject": "Automatic reply: Oats"}, MachineKind.AUTO_REPLY),
        ({"subject": "Out of Office AutoReply: Oats"}, MachineKind.AUTO_REPLY),
        ({"subject": "Automatische Antwort: Hafer"}, MachineKind.AUTO_REPLY),
        ({}, None),
    ],
)
def test_headers_that_tell(header: dict[str, str], expected: MachineKind | None) -> None:
    assert kind(mail("Hello", **header)) == expected


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("Mail Delivery System <MAILER-DAEMON@mx.example.net>", "Undelivered Mail Returned to Sender", FAILED),
        ("MAILER-DAEMON", "failure notice", "Hi. This is the qmail-send program."),
        ("postmaster@example.org", "Oats", FAILED),
        ("Microsoft Outlook <postmaster@example.org>", "Undeliverable: Oats", "Delivery has failed to these people."),
        ("Mail System <no-reply@example.org>", "Delivery Status Notification (Failure)", FAILED),
    ],
)
def test_bounces_without_telling_headers(sender: str, subject: str, text: str) -> None:
    assert kind(mail(text, _from=sender, subject=subject)) == MachineKind.BOUNCE


def test_a_delivery_report_is_a_bounce_and_a_read_receipt_is_not() -> None:
    receipt = part("Disposition: manual-action/MDN-sent-manually; displayed", "message/disposition-notification")
    assert kind(multipart("report", part(FAILED), STATUS)) == MachineKind.BOUNCE
    assert kind(multipart("report", part("It was read."), receipt)) == MachineKind.MACHINE


def test_a_daemon_that_says_auto_replied_is_a_bounce_still() -> None:
    raw = mail(FAILED, _from="mailer-daemon@example.org", subject="Mail delivery failed", auto_submitted="auto-replied")
    assert kind(raw) == MachineKind.BOUNCE


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Undeliverable parcel",
            "The courier could not deliver it, it was returned to sender. I live at 550 Oak Street.",
        ),
        ("Returned to sender", "Tracking says: not delivered, address not found, recipient unknown."),
        ("Delivery failed", "My parcel could not be delivered, please send it again."),
        ("Rejected payment", "My card was rejected by your shop, error 550."),
        ("Out of office hours?", "Can I collect my order in the evening?"),
        ("Vacation", "I am on vacation until Monday, please hold the order."),
        ("Automatic reply please stop", "I get an automatic reply each time."),
        (
            "Re: Undeliverable: Oats",
            "I got this back, what now?\r\n> 550 5.1.1 user unknown\r\n> Final-Recipient: al@example.org",
        ),
        ("Fwd: Mail delivery failed", "See below\r\n> 550 5.1.1 user unknown"),
        ("List of products", "Please unsubscribe me."),
    ],
)
def test_customers_who_write_about_deliveries_are_customers(subject: str, text: str) -> None:
    assert kind(mail(text, subject=subject, x_auto_response_suppress="All")) is None


def test_a_customer_at_a_postmaster_address_is_a_customer() -> None:
    assert kind(mail("My order has not been delivered.", _from="postmaster@example.org", subject="My order")) is None


def test_a_customer_who_forwards_a_bounce_is_a_customer() -> None:
    bounce = multipart(
        "report", part(FAILED), STATUS, boundary="bounce", subject="Undelivered Mail", message_id="<b@example.net>"
    )
    raw = multipart(
        "mixed", part("I got this, can you help?"), part(bounce, "message/rfc822"), subject="My mail to you"
    )
    assert kind(raw) is None


RETURNED = mail("Where are my oats?", message_id="<returned@example.net>", references="<root@example.com>")


@pytest.mark.parametrize(
    ("returned", "ids"),
    [
        (part(RETURNED, "message/rfc822"), ("returned@example.net", "root@example.com")),
        (part(RETURNED.partition(b"\r\n\r\n")[0] + b"\r\n", "text/rfc822-headers"), ("returned@example.net",)),
        (
            part("Original-Message-ID: <returned@example.net>\r\n", "message/disposition-notification"),
            ("returned@example.net",),
        ),
        (part("The mail was:\r\n\r\n  Message-Id: <returned@example.net>\r\n"), ("returned@example.net",)),
        (RETURNED, ("returned@example.net", "root@example.com")),
    ],
)
def test_a_bounce_names_the_mail_it_returns(returned: bytes, ids: tuple[str, ...]) -> None:
    found = parsed(multipart("report", part(FAILED), STATUS, returned, message_id="<bounce@example.org>"))
    assert found.bounced_ids == ids


def test_a_bounce_does_not_name_itself_and_other_mail_names_none() -> None:
    text = "Message-ID: <bounce@example.org>\r\nMessage-ID: <other@example.org>\r\n"
    assert parsed(mail(text, x_failed_recipients="al@example.org", message_id="<bounce@example.org>")).bounced_ids == (
        "other@example.org",
    )
    assert parsed(mail(text)).bounced_ids == ()
    assert parsed(mail(text, list_id="<oats.example.com>")).bounced_ids == ()
