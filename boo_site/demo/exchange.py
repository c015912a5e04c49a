"""Play a written letter in a scene: which mails went to and fro, when, and what they said. Pure."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from boo_site.demo.letter import Letter, Page
from boo_site.demo.office_hours import answered_at, replied_at, worked
from boo_site.demo.people import Agent
from boo_site.demo.scene import Scene, Slots
from boo_site.demo.script import Wording
from boo_site.demo.wording import Hand, agree, bare_order, fill, hand_of, type_as
from boo_site.demo.year import SHOP_ZONE

_NEVER_ANSWERED_CHANCE: Final = 0.005
_THANKS_LAST_CHANCE: Final = 0.03
_NUDGE_CHANCE: Final = 0.025
_SLOW_CHANCE: Final = 0.03
_FADE_CHANCE: Final = 0.6
_WAITING_DAYS: Final = 3
# What is told anew in each mail, since it depends on the day; the rest stays as it was first drawn.
_OF_THE_DAY: Final = frozenset({"eta", "sent", "n", "weekday", "soon", "daypart", "ydaypart", "eta_was", "ordered"})
_NUDGES: Final = (
    "Just following up on my email below, as I haven't had an answer.",
    "Did you get my email? I've copied it below.",
    "Any news on this one?",
    "I'm not sure whether this reached you, so I'm sending it again.",
    "Following up on this. Could somebody please get back to me?",
)
_CUSTOMER_ASIDES: Final = (
    "Feel free to ring me on {phone} if that's easier.",
    "It's best to email me, I'm hopeless at answering the phone.",
    "Apologies for any typos, I've got a toddler on my lap.",
    "Hope you're all well and not too busy.",
    "I look forward to hearing from you.",
    "Thanks in advance for your help.",
    "My account is under this email address.",
    "Sorry if you get asked this all the time.",
    "I did look on the website first, but couldn't find anything.",
    "I work night shifts, so don't worry if I'm slow to reply.",
)
_AGENT_ASIDES: Final = (
    "If there's anything else, just reply to this email.",
    "Let me know if I can help with anything else.",
    "Any questions, I'm here until 5:30.",
    "Have a lovely {weekday}.",
    "Give me a shout if anything's unclear.",
    "Thanks for shopping with us.",
)


@dataclass(frozen=True, slots=True)
class Note:
    """One mail's words, before anybody's mail program makes a mail of them. `sent_at` is in UTC.

    `is_first` holds for the first mail that this side wrote.
    """

    sent_at: datetime
    by_customer: bool
    agent: Agent
    paragraphs: tuple[str, ...]
    files: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """A conversation: its subject and its mails in their order."""

    scene: Scene
    letter: Letter
    subject: str
    notes: tuple[Note, ...]


def play_letter(letter: Letter, scene: Scene, rng: random.Random, *, is_waiting: bool = False) -> Exchange:
    """Return the conversation with every slot filled, each mail at a time at which people write.

    With `is_waiting`, some days pass before the shop answers.
    """
    seed = rng.getrandbits(32)
    speaker = _Speaker(letter, scene, seed, rng)
    pages = _pages(letter, rng)
    notes: list[Note] = []
    late_days = (
        _WAITING_DAYS
        if is_waiting
        else letter.late_days or (rng.choice((1, 2, 2, 3)) if rng.random() < _SLOW_CHANCE else 0)
    )
    for page in pages:
        is_first = all(note.by_customer != page.by_customer for note in notes)
        sent_at = _time_of(page, notes, scene, late_days if is_first else 0, rng)
        words = speaker.say(page, sent_at, is_first)
        if not words:
            break
        files = speaker.files(page)
        if letter.file and not notes:
            files = (letter.file, *files)
        notes.append(Note(sent_at, page.by_customer, scene.agent, words, files, is_first))
    subject = fill(rng.choice(letter.subjects), speaker.slots_at(notes[0].sent_at), rng)
    subject = "" if subject.startswith("(no") else subject
    return Exchange(scene, letter, subject, tuple(_as_life_goes(notes, rng)))


def _pages(letter: Letter, rng: random.Random) -> list[Page]:
    """Return the mails that are written: optional rounds by chance, and now and then nobody writes the last two."""
    pages = [page for part in letter.rounds if rng.random() * 100 < part.chance for page in part.pages]
    fades = len(pages) > 3 and not pages[-1].by_customer and rng.random() < _FADE_CHANCE
    return pages[:-2] if fades else pages


def _time_of(page: Page, notes: Sequence[Note], scene: Scene, late_days: int, rng: random.Random) -> datetime:
    if not notes:
        begin = scene.at.astimezone(SHOP_ZONE)
        return (begin if page.by_customer else worked(begin, 0.2)).replace(microsecond=0)
    before = notes[-1].sent_at
    if page.by_customer:
        return replied_at(before, page.pause_days, rng)
    is_first = all(note.by_customer for note in notes)
    return answered_at(before, is_first=is_first, late_days=late_days + page.pause_days, rng=rng)


class _Speaker:
    """Finds the words of one conversation: labels that hold and facts that stay the same."""

    def __init__(self, letter: Letter, scene: Scene, seed: int, rng: random.Random) -> None:
        self._is_cross = letter.is_cross
        self._scene = scene
        self._seed = seed
        self._rng = rng
        self._first = _SlotsOfTheDay(Slots(scene, _drawing(seed)), None)
        self._hand = hand_of(scene.person.key)
        self._heard: list[str] = []

    def slots_at(self, moment: datetime) -> Callable[[str], str]:
        """Return the slots for a mail of that time."""
        if moment - self._scene.at < timedelta(hours=1):
            return self._first
        today = replace(self._scene, at=moment.astimezone(SHOP_ZONE))
        return _SlotsOfTheDay(self._first, Slots(today, _drawing(self._seed)))

    def say(self, page: Page, moment: datetime, is_first: bool) -> tuple[str, ...]:
        """Return a page's paragraphs, and now and then one of those that everybody writes."""
        written = [self._choose(choices) for choices in page.paragraphs]
        asides = _CUSTOMER_ASIDES if page.by_customer else _AGENT_ASIDES
        chance = 0.0 if self._is_cross else 0.1 if page.by_customer else 0.3
        if any(written) and is_first and self._rng.random() < chance:
            written.append(self._rng.choice(asides))
        slots = self.slots_at(moment)
        plural = [one.short for one in (self._scene.product, self._scene.other_product) if one.is_plural]
        spoken = [agree(fill(text, slots, self._rng), plural).replace("\\n", "\n") for text in written if text]
        return tuple(self._typed(text) for text in spoken) if page.by_customer else tuple(spoken)

    def files(self, page: Page) -> tuple[str, ...]:
        """Return the names of the files that come with a page."""
        return tuple(file.text for file in page.files if not file.needs or file.needs in self._heard)

    def _choose(self, choices: Sequence[Wording]) -> str:
        """Return one wording: of those whose label was heard last, else of those without a label."""
        labels = [label for label in reversed(self._heard) if any(choice.needs == label for choice in choices)]
        fitting = [choice for choice in choices if choice.needs == (labels[0] if labels else "")]
        if not fitting:
            return ""
        chosen = self._rng.choice(fitting)
        if chosen.sets:
            self._heard.append(chosen.sets)
        return chosen.text

    def _typed(self, text: str) -> str:
        """Return the text as this person types; mails are written with more care than chats."""
        careless = self._hand in (Hand.LOWER, Hand.HASTY)
        if (careless and int(self._scene.person.key[7], 16) < 8) or self._is_cross:
            return text
        return type_as(self._hand, text, self._rng)


class _SlotsOfTheDay:
    """Look up slots: what depends on the day as of the mail, everything else as it was at the beginning."""

    def __init__(self, first: Callable[[str], str], today: Slots | None) -> None:
        self._first = first
        self._today = today

    def __call__(self, name: str) -> str:
        """Return the slot's words; a number with # before it comes after the word "order". Raises KeyError."""
        words = self._today(name) if self._today and name in _OF_THE_DAY else self._first(name)
        return bare_order(words) if words.startswith("#") else words


def _drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - sample data, not a secret


def _as_life_goes(notes: list[Note], rng: random.Random) -> list[Note]:
    """Return the mails, but for a few conversations: never answered, asked twice, or ending with the thanks."""
    luck = rng.random()
    if not notes[0].by_customer or len(notes) < 2:
        return notes
    if luck < _NEVER_ANSWERED_CHANCE:
        return notes[:1]
    if len(notes) == 2 and luck < _NEVER_ANSWERED_CHANCE + _NUDGE_CHANCE:
        return _asked_twice(notes[0], notes[1], rng)
    is_thanked = len(notes) > 3 and not notes[-1].by_customer
    return notes[:-1] if is_thanked and luck > 1 - _THANKS_LAST_CHANCE else notes


def _asked_twice(first: Note, answer: Note, rng: random.Random) -> list[Note]:
    asked = replied_at(first.sent_at, 2, rng)
    nudge = replace(first, sent_at=asked, paragraphs=(rng.choice(_NUDGES),), files=(), is_first=False)
    return [first, nudge, replace(answer, sent_at=worked(asked, rng.uniform(0.3, 2)).replace(microsecond=0))]
