"""Tell whether a text speaks to the machine that sorts it and not to the shop. Pure.

Such a text isn't sent at all: a person sorts it. Who words it cleverly enough gets past this, and then needs an answer
whose quotes stand in the text, which staff see.
"""

import re
import unicodedata
from collections.abc import Iterable

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}"
    r"\b(?:instructions?|prompts?|rules|guidelines|directions|(?:everything|all|anything)\b.{0,30}\b(?:above|before|told))\b"
    r"|\b(?:system|developer|hidden|initial) ?(?:prompt|message|instructions?)\b|\bprompt injection\b|\bjailbreak"
    r"|\byou are (?:now |actually )?(?:an? |the )?(?:ai|assistant|language model|llm|classifier|chatbot|gpt|claude)\b"
    r"|\b(?:act|respond|behave|answer) as (?:if you|an? (?:ai|assistant|different))\b|\bas an? (?:ai|language model)\b"
    r"|\b(?:categor\w*|classif\w*|label|tag|sort) (?:this|it|me|my (?:message|e-?mail|ticket|text))(?: \w+){0,2}"
    r" (?:as|under)\b"
    r"|\b(?:answer|reply|respond|output|return|print|choose|select|say) (?:with |only |just |exactly |the )*"
    r"(?:json|category|categories|sub-?category|topic|label|confidence)\b"
    r"|\b(?:sub-?category|category|topic|confidence)\s*[\"']?\s*[=:]",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(
    r"</?\s*(?:system|user|assistant|human|instructions?|prompt|customer_?text|context|admin)\b[^>]{0,40}>|```|<\|"
    r"|\[/?INST\]|^\s*#{2,}\s*(?:system|instructions?)|^\s*(?:system|assistant|human)\s*:|\"(?:role|topic|quotes)\"\s*:"
    r"|customer_text",
    re.IGNORECASE | re.MULTILINE,
)


def addresses_the_machine(text: str, topics: Iterable[str] = ()) -> bool:
    """Tell whether a text gives orders to a machine, looks like a part of its prompt, or names our own topics."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in ("Cf", "Co")
    )
    if _ORDERS.search(plain) or _MARKUP.search(plain):
        return True
    ours = {name for topic in topics for name in (topic, topic.partition(".")[2]) if "_" in name or "." in name}
    return any(name in plain.casefold() for name in ours)
