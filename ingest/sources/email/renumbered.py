"""A folder that the server numbered anew (another UIDVALIDITY; RFC 3501, 2.3.1.1): its mails are known again. Pure.

Gmail's X-GM-MSGID names a mail for good. Elsewhere a mail is the same when its Message-ID and its size are, unless a
sender used that id for several mails: those are read again, and their content decides.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.records import FormerItem
from ingest.sources.email.answers import MailHeader

type Key = tuple[str, int]


def recognize(headers: Iterable[MailHeader], former: Sequence[FormerItem]) -> dict[int, FormerItem]:
    """Return the mails that are known from the folder's former numbering, by their new UIDs; each item at most once."""
    by_gmail = {item.gm_message_id: item for item in former if item.gm_message_id is not None}
    found: dict[int, FormerItem] = {}
    by_key: list[tuple[int, Key]] = []
    for header in headers:
        item = by_gmail.pop(header.gmail.message_id, None) if header.gmail else None
        if item is not None:
            found[header.uid] = item
        elif header.message_id is not None and not header.gmail:
            by_key.append((header.uid, (header.message_id, header.size_bytes)))
    return found | dict(_by_key(by_key, former))


def _by_key(listed: Sequence[tuple[int, Key]], former: Sequence[FormerItem]) -> Iterator[tuple[int, FormerItem]]:
    """Pair mails with former items of the same key, where there are at least as many of those."""
    waiting: dict[Key, list[FormerItem]] = {}
    for item in former:
        if item.message_id is not None and item.size_bytes is not None:
            waiting.setdefault((item.message_id, item.size_bytes), []).append(item)
    times = Counter(key for _, key in listed)
    shared = _shared_ids(former)
    for uid, key in listed:
        if key in waiting and key[0] not in shared and times[key] <= len(waiting[key]):
            times[key] -= 1
            yield uid, waiting[key].pop(0)


def _shared_ids(former: Iterable[FormerItem]) -> set[str]:
    """Return the Message-IDs that several mails have: the store names the others `<id>#<digits>`."""
    shared: set[str] = set()
    for item in former:
        name = item.message_id or ""
        while "#" in name:
            name = name.rpartition("#")[0]
            shared.add(name)
    return shared
