"""What trying a rule out shows: on a text that somebody typed, and on stored conversations."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from interactions.admin.display import shortened
from interactions.admin.marks import CATEGORY, Mark, marked
from interactions.categorize.judge import find, judge
from interactions.categorize.rules import Rule
from interactions.categorize.text import Words
from interactions.category_rules import enabled_rules
from interactions.rule_preview import Preview, Sample, Topic

type Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """A text with the words marked that the rule found; what it would be judged with the rule, and without."""

    is_met: bool
    text: SafeString
    with_rule: str
    confidence: int
    without_rule: str


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation that a preview found, ready to be shown."""

    link: str
    subject: str
    phrase: str
    before: str
    after: str
    staff: str
    is_changed: bool
    is_contradicted: bool


def tried(rule: Rule, sample: str, labels: Labels, *, row: int | None) -> Tried:
    """Try a rule on one message. `row` is the rule's own row, where it has one: as stored it doesn't count."""
    words = Words(None, (sample,))
    others = enabled_rules(but=row)
    met = find(words, rule)
    marks = [Mark(met.evidence.start, met.evidence.end, CATEGORY)] if met else []
    after = judge(words, {}, (*others, rule))
    before = judge(words, {}, others)
    return Tried(
        is_met=met is not None,
        text=marked(sample, marks),
        with_rule=topic_text((after.category, after.subcategory), labels),
        confidence=round(after.confidence * 100),
        without_rule=topic_text((before.category, before.subcategory), labels),
    )


def lines(preview: Preview, labels: Labels) -> list[Line]:
    """Return what a preview found, the most telling first."""
    return [_line(one, labels) for one in preview.found]


def topic_text(topic: Topic, labels: Labels) -> str:
    """Return a category and subcategory in plain words."""
    return " › ".join(labels.get(name, name) for name in topic if name) or "no category"


def _line(one: Sample, labels: Labels) -> Line:
    return Line(
        link=reverse("admin:interactions_interaction_change", args=[one.id]),
        subject=shortened(one.subject, 80),
        phrase=one.phrase,
        before=topic_text(one.before, labels),
        after=topic_text(one.after, labels),
        staff=topic_text(one.staff, labels) if one.staff else "",
        is_changed=one.is_changed,
        is_contradicted=one.is_contradicted,
    )
