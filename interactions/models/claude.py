"""What Claude was asked about, what it answered, and what that cost."""

from django.db import models

from interactions.columns import Now, text
from interactions.models.conversations import Interaction

OUTCOMES = [
    ("asking", "Being asked"),
    ("answered", "Answered"),
    ("unsure", "Not sure"),
    ("refused", "Answer not taken"),
    ("not_sent", "Not sent"),
]


class ClaudeAnswer(models.Model):
    """What Claude said of an interaction's words as they are; none where it wasn't asked, or the words have changed.

    `text_hash` is of what the encoder would read of them.
    """

    interaction = models.OneToOneField(
        Interaction, on_delete=models.DB_CASCADE, primary_key=True, related_name="claude_answer"
    )
    text_hash = models.TextField()
    outcome = models.TextField(choices=OUTCOMES, db_default="asking")
    reason = text(help_text="Why an answer wasn't taken, or nothing sent.")
    model = models.TextField()
    category = text()
    subcategory = text()
    confidence = models.FloatField(null=True)
    evidence = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "claude_answers"
        constraints = [
            models.CheckConstraint(
                name="claude_answers_outcome_check",
                condition=models.Q(outcome__in=[name for name, _ in OUTCOMES]),
            ),
            models.CheckConstraint(
                name="claude_answers_answered_check",
                condition=~models.Q(outcome="answered") | models.Q(category__isnull=False, confidence__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.category or 'no category'}"


class ClaudeUsage(models.Model):
    """The tokens that one of the shop's days has cost, on all machines together."""

    day = models.DateField(primary_key=True)
    tokens = models.BigIntegerField(db_default=0)
    questions = models.IntegerField(db_default=0)

    class Meta:
        db_table = "claude_usage"

    def __str__(self) -> str:
        return f"{self.day}: {self.tokens:,} tokens"
