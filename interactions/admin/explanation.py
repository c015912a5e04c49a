"""Why the machine judged an interaction as it did, readable: confidence, the customer's words, the runners-up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from interactions.admin.display import shortened
from interactions.admin.marks import CATEGORY, MOOD, Mark
from interactions.models import Interaction, Judgement

SUBJECT_SHOWN = 80
CLAUDE = {
    "answered": "Claude chose this; the words that it quotes are marked.",
    "unsure": "Claude was asked too, and isn't sure.",
    "refused": "Claude's answer was not taken",
    "not_sent": "Claude was not asked",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that was weighed: its plain words, its confidence in per cent, the phrases that spoke for it.

    `value` is what choosing it sends; it is empty where staff have chosen just that, or no such category is known.
    """

    name: str
    percent: int
    phrases: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known conversation that the judged one is like: its category, how near it lies in per cent, its words.

    `url` is set where it is one of the shop's own whose category staff chose; else it is one of the shipped examples.
    """

    name: str
    percent: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a judgement rests on. `choices` are the candidates, likeliest first; `is_sure` says that the first holds.

    `nearest` are known conversations like this one, `claude` says what Claude had to do with it.

    `marks` are the places that decided, by where they stand ("subject", "message 1"); there are none once the customer
    has written more than was judged.
    """

    is_sure: bool
    choices: tuple[Choice, ...]
    nearest: tuple[Neighbour, ...]
    claude: str
    mood: str
    sentiment: str | None
    priority: str | None
    version: str
    judged_at: datetime
    marks: Mapping[str, tuple[Mark, ...]]


def explanation(interaction: Interaction, labels: Mapping[str, str]) -> Explanation | None:
    """Return why an interaction was judged as it was; None where it wasn't. `labels` names the categories.

    Two queries at most, and no model: what is shown was kept when it was judged.
    """
    answer = "interaction__claude_answer__"
    judgements = Judgement.objects.annotate(outcome=F(f"{answer}outcome"), reason=F(f"{answer}reason"))
    judgement = judgements.filter(interaction=interaction).first()
    if judgement is None:
        return None
    reasons = judgement.evidence if isinstance(judgement.evidence, dict) else {}
    return Explanation(
        is_sure=judgement.category is not None,
        choices=tuple(_choice(item, labels, interaction) for item in _dicts(judgement.candidates)),
        nearest=tuple(_neighbours(_dicts(reasons.get("nearest")), labels)),
        claude=_claude(judgement.outcome, judgement.reason),
        mood=str(reasons.get("sentiment_reason") or ""),
        sentiment=judgement.sentiment,
        priority=judgement.priority,
        version=judgement.version,
        judged_at=judgement.judged_at,
        marks=_marks(judgement, labels) if judgement.text_hash == interaction.customer_text_hash else {},
    )


def _marks(judgement: Judgement, labels: Mapping[str, str]) -> dict[str, tuple[Mark, ...]]:
    """Return the places of what spoke for the likeliest category, and of how the customer sounds."""
    marks: dict[str, list[Mark]] = {}
    likeliest = next(iter(_dicts(judgement.candidates)), {})
    category = str(likeliest.get("category") or "")
    reasons = judgement.evidence if isinstance(judgement.evidence, dict) else {}
    for kind, why, items in (
        (CATEGORY, labels.get(category, category), likeliest.get("evidence")),
        (MOOD, str(judgement.sentiment or ""), reasons.get("sentiment_evidence")),
    ):
        for where, start, end, rule in _places(items):
            said = f"{why}, by the rule {rule}" if rule else why
            marks.setdefault(where, []).append(Mark(start, end, kind, said))
    return {where: tuple(found) for where, found in marks.items()}


def _places(items: Any) -> Iterator[tuple[str, int, int, str]]:
    for item in _dicts(items):
        where, start, end = item.get("where"), item.get("start"), item.get("end")
        if isinstance(where, str) and isinstance(start, int) and isinstance(end, int):
            yield where, start, end, str(item.get("rule") or "")


def _choice(candidate: dict[str, Any], labels: Mapping[str, str], interaction: Interaction) -> Choice:
    topic = tuple(str(candidate.get(part) or "") for part in ("category", "subcategory"))
    is_known = topic[0] in labels and (not topic[1] or topic[1] in labels)
    is_chosen = interaction.category_by == "staff" and topic == (
        interaction.category or "",
        interaction.subcategory or "",
    )
    phrases = dict.fromkeys(str(item["phrase"]) for item in _dicts(candidate.get("evidence")) if item.get("phrase"))
    return Choice(
        name=_name(candidate, labels),
        percent=_percent(candidate.get("confidence")),
        phrases=tuple(phrases),
        value="/".join(topic) if is_known and not is_chosen else "",
    )


def _neighbours(told: list[dict[str, Any]], labels: Mapping[str, str]) -> Iterator[Neighbour]:
    """Yield the nearest known conversations, nearest first; one that was erased since isn't shown."""
    ids = [id_ for id_ in (_uuid(one.get("interaction")) for one in told) if id_]
    subjects = dict(Interaction.objects.filter(pk__in=ids).values_list("pk", "subject")) if ids else {}
    for one in told:
        text, url = str(one.get("text") or ""), ""
        if (id_ := _uuid(one.get("interaction"))) and id_ in subjects:
            text = shortened(subjects[id_], SUBJECT_SHOWN) or "(no subject)"
            url = reverse("admin:interactions_interaction_change", args=[id_])
        if text:
            yield Neighbour(_name(one, labels), _percent(one.get("nearness")), text, url)


def _claude(outcome: str | None, reason: str | None) -> str:
    said = CLAUDE.get(outcome or "", "")
    return f"{said}: {reason}." if said and reason else said


def _name(topic: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    names = [str(topic[part]) for part in ("category", "subcategory") if topic.get(part)]
    return " › ".join(labels.get(name, name) for name in names) or "Unnamed"


def _percent(share: Any) -> int:
    return round(min(max(share, 0), 1) * 100) if isinstance(share, int | float) else 0


def _uuid(stored: Any) -> UUID | None:
    try:
        return UUID(str(stored))
    except ValueError:
        return None


def _dicts(stored: Any) -> list[dict[str, Any]]:
    return [item for item in stored if isinstance(item, dict)] if isinstance(stored, list) else []
