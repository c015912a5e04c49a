"""Which of the mails at hand, and which stored conversations, are one conversation. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


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
