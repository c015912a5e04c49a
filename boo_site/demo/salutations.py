"""How people begin and end their mails: greetings, closings and signatures, each person in their own way. Pure."""

import random
from datetime import datetime
from typing import Final

from boo_site.demo.exchange import Exchange, Note
from boo_site.demo.people import SALES_ADDRESS, SHOP_NAME, Person
from boo_site.demo.programs import Program, Written
from boo_site.demo.wording import Hand, hand_of

_GREETINGS: Final = {
    Hand.TIDY: ("Hi,", "Hi there,", "Hello,", "Good {part},", "Hi team,", "Hello there,", "Hi all,"),
    Hand.LOWER: ("hi", "hi there", "hello", "Hi,", ""),
    Hand.HASTY: ("hi", "hey", "", "Hi"),
    Hand.BUBBLY: ("Hi there!", "Hello lovely people!", "Hi team!", "Hiya!"),
    Hand.FORMAL: ("Dear Sir or Madam,", "Dear Customer Service,", "To whom it may concern,", "Good {part},", "Hello,"),
}
_CLOSINGS: Final = ("Thanks,", "Thanks,", "Thank you,", "Kind regards,", "Regards,", "Cheers,", "Many thanks,")
_FORMAL_CLOSINGS: Final = ("Yours sincerely,", "Kind regards,", "Regards,", "Regards,")
_AGENT_GREETINGS: Final = ("Hi {first},", "Hi {first},", "Hi {first},", "Hello {first},", "Good {part} {first},")
_AGENT_CLOSINGS: Final = {
    "Hannah": ("Warmly,", "Take care,", "Warm regards,"),
    "Dev": ("Cheers,", "All the best,", "Cheers,"),
    "Tess": ("All the best,", "Warm wishes,", "Cheers,"),
    "Linh": ("Kind regards,", "Many thanks,", "Kind regards,"),
}
_TRADES: Final = ("Pantry", "Wholefoods", "Kitchen", "Wellness", "Corner Store", "Collective")
_DISCLAIMER: Final = (
    "This email and any attachments are confidential and intended only for the person it is addressed to."
    " If you have received it in error, please delete it and let us know."
)


def by_agent(note: Note, exchange: Exchange, at: datetime, rng: random.Random) -> Written:
    """Return an agent's mail from greeting to signature. `at` is the shop's local time."""
    person = exchange.scene.person
    greeting = rng.choice(_AGENT_GREETINGS) if note.is_first or rng.random() < 0.75 else ""
    greeting = greeting.replace("{first}", person.first).replace("{part}", _part(at))
    closing = f"{rng.choice(_AGENT_CLOSINGS[note.agent.first])}\n{note.agent.first}"
    signature = (note.agent.name, f"{note.agent.job_title} | {SHOP_NAME}", f"{SALES_ADDRESS} | shop.example.com")
    return Written(_filled(greeting, *note.paragraphs, closing), signature)


def by_customer(note: Note, exchange: Exchange, program: Program, at: datetime, rng: random.Random) -> Written:
    """Return a customer's mail from greeting to signature. `at` is the customer's local time."""
    person = exchange.scene.person
    hand = Hand.FORMAL if exchange.letter.is_cross else hand_of(person.key)
    if note.is_first:
        greeting = rng.choice(_GREETINGS[hand]).replace("{part}", _part(at))
    else:
        greeting = f"Hi {note.agent.first}," if rng.random() < 0.45 else ""
        greeting = greeting.lower().rstrip(",") if hand in (Hand.LOWER, Hand.HASTY) else greeting
    if exchange.letter.is_business:
        closing, signature = f"Kind regards,\n{person.first}", business_signature(person)
    else:
        closing, signature = _private_closing(person, hand, program, note.is_first, rng)
    return Written(_filled(greeting, *note.paragraphs, closing), signature)


def business_signature(person: Person) -> tuple[str, ...]:
    """Return the signature of somebody who writes for a business."""
    trade = _TRADES[int(person.key[11], 16) % len(_TRADES)]
    domain = person.email.partition("@")[2]
    lines = (person.name, f"{person.suburb} {trade}", f"M: {person.phone} | E: {person.email}", f"W: www.{domain}")
    return (*lines, "", _DISCLAIMER) if int(person.key[12], 16) < 6 else lines


def _private_closing(
    person: Person, hand: Hand, program: Program, is_first: bool, rng: random.Random
) -> tuple[str, tuple[str, ...]]:
    habit = int(person.key[9], 16)
    if hand in (Hand.LOWER, Hand.HASTY):
        short = rng.choice((person.first, person.first.lower(), f"thanks {person.first.lower()}", "thanks"))
        return (short if is_first else ""), ()
    if hand is Hand.FORMAL:
        address = f"\n{person.street}, {person.suburb} {person.state} {person.postcode}" if is_first else ""
        return f"{rng.choice(_FORMAL_CLOSINGS)}\n{person.name}{address}", ()
    if not is_first and rng.random() < 0.5:
        return person.first, ()
    signs = habit < 3 and program in (Program.GMAIL, Program.OUTLOOK, Program.FLOWED)
    signature = (person.name, f"M: {person.phone}", f"E: {person.email}") if signs else ()
    name = person.name if habit in (5, 6, 7) else person.first
    return f"{rng.choice(_CLOSINGS)}\n{name}" if habit != 15 else person.first, signature


def _filled(*blocks: str) -> tuple[str, ...]:
    return tuple(block for block in blocks if block)


def _part(at: datetime) -> str:
    if at.hour < 12:
        return "morning"
    return "afternoon" if at.hour < 17 else "evening"
