"""Which file of which mail, and where in the mailbox that mail stands. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from ingest.models import MailboxItem
from interactions.models import Message
from interactions.vocabulary import Source


@dataclass(frozen=True, slots=True)
class Place:
    """A mail's place in the mailbox; its UID counts under this UIDVALIDITY only."""

    folder: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a stored mail: its name and type as the sender gave them, and the mail's places, newest first."""

    name: str
    type: str
    section: str
    mail_id: str
    places: tuple[Place, ...]


def find_attached_file(message: UUID, section: str, account: str) -> AttachedFile | None:
    """Return the file that a mail's MIME section is ("2", "1.2"), or None when there is no such mail or file."""
    found = Message.objects.filter(pk=message, source=Source.EMAIL).values("message_id", "attachments").first()
    if found is None:
        return None
    listed = found["attachments"] if isinstance(found["attachments"], list) else []
    file = next((one for one in listed if isinstance(one, dict) and one.get("url") == f"part:{section}"), None)
    if file is None:
        return None
    stored = MailboxItem.objects.filter(account=account, message_id=found["message_id"], outcome="stored")
    places = stored.order_by("-id").values_list("folder", "uid_validity", "uid")
    return AttachedFile(
        name=str(file.get("name") or ""),
        type=str(file.get("type") or ""),
        section=section,
        mail_id=str(found["message_id"] or ""),
        places=tuple(Place(*place) for place in places),
    )
