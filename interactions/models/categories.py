"""The categories, and how conversations come to one: judgements, staff's rules, vectors and trained versions."""

from django.db import models
from django.db.models import Q

from interactions.columns import Now, choices, one_of, text
from interactions.models.conversations import Interaction
from interactions.vocabulary import Priority, Sentiment


class Category(models.Model):
    """What a conversation is about: a category, or a subcategory whose `parent_category` names its category."""

    id = models.AutoField(primary_key=True)
    name = models.TextField(unique=True)
    description = text()
    parent_category = text()
    auto_response = text(
        verbose_name="suggested reply", help_text="Placeholders in braces are filled for each customer."
    )
    priority_default = text(choices=choices(Priority), db_default="medium")
    created_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    # Added to the customer's columns.
    label = text(help_text="The question in plain words: Where is my order.")
    is_automatable = models.BooleanField(db_default=False, help_text="A machine could answer it.")

    class Meta:
        db_table = "interaction_categories"
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [one_of("priority_default", Priority, "interaction_categories")]

    def __str__(self) -> str:
        return self.label or self.name


class Judgement(models.Model):
    """How the machine judged an interaction, and why. Kept apart: a re-judgement changes no interaction."""

    interaction = models.OneToOneField(
        Interaction, on_delete=models.DB_CASCADE, primary_key=True, related_name="judgement"
    )
    text_hash = text()
    version = models.TextField()
    category = text()
    subcategory = text()
    confidence = models.FloatField(null=True)
    sentiment = text()
    priority = text()
    candidates = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    evidence = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    judged_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "interaction_judgements"

    def __str__(self) -> str:
        return f"{self.category or 'no category'} ({self.version})"


class CategoryRule(models.Model):
    """A rule that staff wrote; the shipped rule book is the base, and these come on top of it."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True, help_text="What it is for, in a few words.")
    phrases = models.TextField(help_text="One a line; a line that begins with unless: takes the finding back.")
    scope = models.TextField(
        choices=[("any", "Any message"), ("first", "Subject and first message")],
        default="any",
        db_default="any",
        verbose_name="looks in",
    )
    weight = models.FloatField(
        default=4.0, db_default=4.0, help_text="0.5 a hint, 3 the usual, 8 outweighs all others."
    )
    category = models.TextField()
    subcategory = text()
    priority = text(choices=choices(Priority), help_text="Empty: the category's usual one.")
    sentiment = text(choices=choices(Sentiment), help_text="Empty: as the customer sounds.")
    is_enabled = models.BooleanField(default=False, db_default=False, verbose_name="enabled")
    note = text(help_text="Why it is there.")
    created_by = models.ForeignKey(
        "auth.User", null=True, blank=True, editable=False, on_delete=models.DB_SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_by = models.ForeignKey(
        "auth.User", null=True, blank=True, editable=False, on_delete=models.DB_SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "category_rules"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="category_rules_scope_check", condition=Q(scope__in=["any", "first"])),
            models.CheckConstraint(name="category_rules_weight_check", condition=Q(weight__gt=0, weight__lte=10)),
            one_of("priority", Priority, "category_rules"),
            one_of("sentiment", Sentiment, "category_rules"),
        ]

    def __str__(self) -> str:
        return self.name


class InteractionVector(models.Model):
    """What an interaction's words mean, as numbers: judging again costs no encoding. An index; it can be rebuilt."""

    interaction = models.OneToOneField(
        Interaction, on_delete=models.DB_CASCADE, primary_key=True, related_name="vector"
    )
    text_hash = models.TextField(help_text="Of what the encoder read.")
    encoder = models.TextField(help_text="The model, to the byte.")
    vector = models.BinaryField(help_text="Half-precision numbers, little-endian.")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "interaction_vectors"

    def __str__(self) -> str:
        return f"{self.interaction_id} ({self.encoder})"


class CategoryModel(models.Model):
    """A trained version of the classifier. The active one of an encoder is used; without any, the shipped one."""

    id = models.BigAutoField(primary_key=True)
    version = models.TextField(unique=True)
    created_at = models.DateTimeField(db_default=Now())
    encoder = models.TextField()
    weights = models.BinaryField()
    scores = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    is_active = models.BooleanField(default=False, db_default=False)
    note = text(help_text="Why it was taken into use, or not.")

    class Meta:
        db_table = "category_models"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["encoder"], condition=Q(is_active=True), name="category_models_one_active_an_encoder"
            ),
        ]

    def __str__(self) -> str:
        return self.version
