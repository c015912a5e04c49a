"""Mails that share a key are one conversation, whatever their order."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ingest.store.join import Component, components

A, B, C = (UUID(int=number) for number in (1, 2, 3))
KEYS = st.sampled_from([f"k{number}" for number in range(8)])
MAILS = st.lists(st.lists(KEYS, min_size=1, max_size=3), max_size=8)
KNOWN = st.dictionaries(KEYS, st.sampled_from([A, B, C]), max_size=5)


def partition(groups: Sequence[Component]) -> set[tuple[frozenset[int], frozenset[UUID]]]:
    return {(frozenset(group.mails), frozenset(group.interactions)) for group in groups}


def plainly(mails: Sequence[Sequence[str]], known: dict[str, UUID]) -> set[tuple[frozenset[int], frozenset[UUID]]]:
    """Group by brute force: merge groups that share a key or an interaction until none do."""
    groups = [({place}, set(keys), {known[key] for key in keys if key in known}) for place, keys in enumerate(mails)]
    for interaction in set(known.values()):
        groups.append((set(), {key for key, owner in known.items() if owner == interaction}, {interaction}))
    for _ in range(len(groups)):
        merged: list[tuple[set[int], set[str], set[UUID]]] = []
        for places, keys, interactions in groups:
            for other in merged:
                if other[1] & keys or other[2] & interactions:
                    for mine, theirs in zip(other, (places, keys, interactions), strict=True):
                        mine |= theirs  # type: ignore[operator]
                    break
            else:
                merged.append((places, keys, interactions))
        groups = merged
    return {(frozenset(places), frozenset(interactions)) for places, _, interactions in groups if places}


@given(MAILS, KNOWN)
def test_the_groups_are_those_that_sharing_makes(mails: list[list[str]], known: dict[str, UUID]) -> None:
    assert partition(components(mails, known)) == plainly(mails, known)


@given(MAILS, KNOWN, st.randoms())
def test_the_order_of_arrival_makes_no_difference(mails: list[list[str]], known: dict[str, UUID], dice: object) -> None:
    order = list(range(len(mails)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    shuffled = components([mails[place] for place in order], known)
    back = [Component(tuple(order[place] for place in group.mails), group.interactions) for group in shuffled]
    assert partition(back) == partition(components(mails, known))


@given(MAILS, KNOWN)
def test_every_mail_is_in_exactly_one_group(mails: list[list[str]], known: dict[str, UUID]) -> None:
    places = [place for group in components(mails, known) for place in group.mails]
    assert sorted(places) == list(range(len(mails)))


def test_mails_without_a_key_stand_alone() -> None:
    assert partition(components([[], []], {})) == {(frozenset({0}), frozenset()), (frozenset({1}), frozenset())}


def test_a_mail_that_names_two_conversations_makes_them_one() -> None:
    (group,) = components([["k1", "k2"]], {"k1": B, "k2": A})
    assert group == Component((0,), (A, B))


def test_a_later_mail_links_two_others_by_a_key_that_neither_shares() -> None:
    assert partition(components([["k1"], ["k2"], ["k1", "k2"]], {})) == {(frozenset({0, 1, 2}), frozenset())}


def test_a_chain_of_ten_thousand_mails_is_one_group() -> None:
    chain = [[f"k{number}", f"k{number + 1}"] for number in range(10_000)]
    assert len(components(chain, {})) == 1
