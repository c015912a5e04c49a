"""Thread keys: which mails are one conversation. Pure, and independent of the order in which mails arrive.

Mails join by Message-ID, In-Reply-To and References (RFC 5322, 3.6.4), never by subject: a wrong join costs more than a
missed one.
"""

from ingest.records import Links
from ingest.sources.email.parse import ParsedMail
from ingest.sources.email.senders import Writer


def links(mail: ParsedMail, own_id: str, writer: Writer, gmail_thread_id: int | None) -> Links:
    """Return what joins a mail to its conversation.

    A bounce or automatic reply joins the mail that it is about. X-GM-THRID counts only together with the outside party,
    since Gmail also joins by subject; a form mail starts its own conversation whatever Gmail says.
    """
    referred = (*mail.references, *mail.in_reply_to)
    keys = [own_id, *referred, *mail.bounced_ids]
    if gmail_thread_id is not None and writer.outside.email and not writer.is_form:
        keys.append(f"thrid:{gmail_thread_id}:{writer.outside.email.lower()}")
    root = next(iter((*referred, *mail.bounced_ids)), own_id)
    return Links(root=root, keys=tuple(dict.fromkeys(keys)))
