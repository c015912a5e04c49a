"""Which of the mails at hand, and which stored conversations, are one conversation. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

GMAIL_THREAD = "thrid:"
"""How the keys of Gmail's threads begin (ingest.sources.email.threads)."""


@dataclass(frozen=True, slots=True)
class Component:
    """One conversation: the places of its new mails, and the stored interactions that they make one."""

    mails: tuple[int, ...]
    interactions: tuple[UUID, ...]


def components(keys_of_mails: Sequence[Iterable[str]], known: Mapping[str, UUID]) -> list[Component]:
    """Group mails that share a key, directly or through others; `known` tells whose key a stored one is.

    The grouping doesn't depend on the order of the mails.
    """
    forest = _Forest()
    for place, keys in enumerate(keys_of_mails):
        for key in keys:
            forest.unite(place, known.get(key, key))
    groups: dict[object, list[int]] = {}
    for place in range(len(keys_of_mails)):
        groups.setdefault(forest.root(place), []).append(place)
    stored: dict[object, set[UUID]] = {}
    for interaction in set(known.values()):
        stored.setdefault(forest.root(interaction), set()).add(interaction)
    return [Component(tuple(mails), tuple(sorted(stored.get(root, ())))) for root, mails in groups.items()]


def is_torn(interactions: Collection[UUID], kept_apart: Iterable[Collection[UUID]]) -> bool:
    """Say whether a person split two of these from each other."""
    return any(set(pair) <= set(interactions) for pair in kept_apart)


def nearest_keys(
    keys: Sequence[str], known: Mapping[str, UUID], kept_apart: Collection[Collection[UUID]]
) -> tuple[str, ...]:
    """Return the keys of a mail without those that lead away from the nearest of conversations that are kept apart.

    Where its own id is known, the mail belongs there. Else the last mail that it refers to is the nearest (RFC 5322,
    3.6.4: the parent comes last), and Gmail's thread the farthest. `keys` begin with the mail's own id.
    """
    joined: set[UUID] = set()
    left_out: set[str] = set()
    referred = [key for key in reversed(keys[1:]) if not key.startswith(GMAIL_THREAD)]
    for key in [*keys[:1], *referred, *(key for key in keys[1:] if key.startswith(GMAIL_THREAD))]:
        if (interaction := known.get(key)) is None:
            continue
        if is_torn({*joined, interaction}, kept_apart):
            left_out.add(key)
        else:
            joined.add(interaction)
    return tuple(key for key in keys if key not in left_out)


class _Forest:
    """Disjoint sets with path halving."""

    def __init__(self) -> None:
        self.parents: dict[object, object] = {}

    def root(self, item: object) -> object:
        parents = self.parents
        while (parent := parents.setdefault(item, item)) != item:
            parents[item] = item = parents[parent]
        return item

    def unite(self, one: object, other: object) -> None:
        self.parents[self.root(one)] = self.root(other)
