"""Why the machine judged an interaction as it did, readable: confidence, the customer's words, the runners-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interactions.models import Interaction, Judgement


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that was weighed: its plain words, its confidence in per cent, the phrases that spoke for it."""

    name: str
    percent: int
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a judgement rests on. `choices` are the candidates, likeliest first; `is_sure` says that the first holds."""

    is_sure: bool
    choices: tuple[Choice, ...]
    mood: str
    sentiment: str | None
    priority: str | None
    version: str
    judged_at: datetime


def explanation(interaction: Interaction, labels: Mapping[str, str]) -> Explanation | None:
    """Return why an interaction was judged as it was; None where it wasn't. `labels` names the categories."""
    judgement = Judgement.objects.filter(interaction=interaction).first()
    if judgement is None:
        return None
    reasons = judgement.evidence if isinstance(judgement.evidence, dict) else {}
    return Explanation(
        is_sure=judgement.category is not None,
        choices=tuple(_choice(item, labels) for item in _dicts(judgement.candidates)),
        mood=str(reasons.get("sentiment_reason") or ""),
        sentiment=judgement.sentiment,
        priority=judgement.priority,
        version=judgement.version,
        judged_at=judgement.judged_at,
    )


def _choice(candidate: dict[str, Any], labels: Mapping[str, str]) -> Choice:
    names = [str(candidate[part]) for part in ("category", "subcategory") if candidate.get(part)]
    confidence = candidate.get("confidence")
    phrases = dict.fromkeys(str(item["phrase"]) for item in _dicts(candidate.get("evidence")) if item.get("phrase"))
    return Choice(
        name=" › ".join(labels.get(name, name) for name in names) or "Unnamed",
        percent=round(min(max(confidence, 0), 1) * 100) if isinstance(confidence, int | float) else 0,
        phrases=tuple(phrases),
    )


def _dicts(stored: Any) -> list[dict[str, Any]]:
    return [item for item in stored if isinstance(item, dict)] if isinstance(stored, list) else []
