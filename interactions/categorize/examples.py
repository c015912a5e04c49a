"""The example conversations that the classifier learns from. Pure.

One file a topic in `examples/`, named category.subcategory.txt. A line of === ends a conversation, a line of +++ a
message of a chat; a first line "Subject: ..." is a mail's subject.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from interactions.categorize.judgement import Topic
from interactions.categorize.text import Words

FOLDER = Path(__file__).parent / "examples"

_END = re.compile(r"^===[ \t]*$\n?", re.MULTILINE)
_NEXT_MESSAGE = re.compile(r"^\+\+\+[ \t]*$\n?", re.MULTILINE)
_SUBJECT = re.compile(r"Subject: (.+)\n+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A conversation whose topic is known."""

    words: Words
    topic: Topic


def shipped_examples(folder: Path = FOLDER) -> list[Labelled]:
    """Read the examples that come with the project, in a fixed order."""
    return [
        Labelled(words, topic_of(path.stem))
        for path in sorted(folder.glob("*.txt"))
        for words in parse_examples(path.read_text(encoding="utf-8"))
    ]


def parse_examples(content: str) -> list[Words]:
    """Read a file's conversations."""
    return [_parse(block) for block in _END.split(content) if block.strip()]


def topic_of(name: str) -> Topic:
    """Return the topic that a name such as "payment.refund" stands for."""
    category, _, subcategory = name.partition(".")
    return category, subcategory or None


def name_of(topic: Topic) -> str:
    """Return the name of a topic: payment.refund, or complaint."""
    return ".".join(part for part in topic if part)


def _parse(block: str) -> Words:
    subject = None
    if found := _SUBJECT.match(block.lstrip()):
        subject, block = found[1].strip(), block.lstrip()[found.end() :]
    return Words(subject, tuple(message.strip() for message in _NEXT_MESSAGE.split(block)))
