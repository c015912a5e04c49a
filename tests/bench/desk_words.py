"""Invented conversations by the million: names, addresses, texts and dates as skewed as real ones. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

RARE, FREQUENT = "zanzibar", "order"
"""A word of about a hundred conversations in a million, and one of most."""

FIRST = """
Anna José Mia Olivia Jack Noah Chloé Zoë Liam Ava Grace Ella Lucas Henry Isla Ruby Ethan Leo Harper Sienna Will May
 Priya Wei Minh Thi Aroha Siobhán Björn Amélie Fatima Omar Kenji Yuki Elena Marco Nina Piotr Ines Luca""".split()  # noqa: SIM905 -- easier to read so
ROOTS = """
nguy smi jon will brow tay lee mart wils and whit ander thom walk harr rob thomp whi hugh edw gre hall ed coll
mor coo ward wat kel mur coll cam sing pat kau rah kim che wan ya""".split()  # noqa: SIM905 -- easier to read so
ENDINGS = """en th es iams lor son ers ins er is ley sen ton field wood man ham worth ford ell""".split()  # noqa: SIM905 -- easier to read so
DOMAINS = ("gmail.example", "outlook.example", "bigpond.example", "icloud.example", "yahoo.example")
SHARES = (45, 20, 15, 10, 7)
PRODUCTS = """
oats rice honey coffee tea quinoa lentils almonds cashews cacao chia coconut flour tahini soap shampoo
sunscreen turmeric ginger spirulina maca buckwheat millet amaranth kefir kombucha dates figs apricots
sultanas""".split()  # noqa: SIM905 -- easier to read so
SENTENCES = """Hi there, I hope you are well.
Where is my order? It was placed last week and the tracking has not moved.
I received the {p} but the bag was torn and half of it was gone.
Could you please tell me whether the {p} is gluten free?
Thanks so much for your help, I really appreciate it.
Please cancel my order and refund the payment to my card.
Is the {p} coming back in stock soon?
The courier says it was delivered but nothing is here.
We have dispatched your parcel today, it should arrive within three business days.
I'm sorry to hear that, let me look into it for you.
Can I change the delivery address on order {n}?
How long does shipping to {s} usually take?
The discount code did not work at the checkout.
I would like to return the {p}, it is not what I expected.
Do you sell the {p} in a bigger size, say 5kg or 10kg?
Your refund has been processed and will show in three to five business days.
My account says that the password is wrong although I have just reset it.
Could you send me a tax invoice for order {n}, please?
Just checking whether there is any news about this.
Kind regards from all of us in the team.
I have been a customer for years and this is the first time that something went wrong.
We can send a replacement with your next order if you like.
The {p} tastes different from last time, has the supplier changed?
Is it possible to pick up from the warehouse instead of paying for shipping?
I can't find the tracking number anywhere in the email.""".splitlines()
STATES = """Tasmania Queensland Victoria Perth Hobart Darwin Adelaide Cairns Sydney Canberra""".split()  # noqa: SIM905 -- easier to read so
TOPICS = (
    ("order_tracking", "where_is_order", 24), ("product_inquiry", "stock", 16), ("order_issue", "missing_items", 10),
    ("payment", "refund", 9), ("order_change", "address_change", 8), ("returns", "return_request", 7),
    ("shipping", "shipping_cost", 7), ("complaint", None, 4), ("pricing", "discount", 5),
    ("technical", "account_issue", 4),
    ("wholesale", None, 2), ("feedback", "positive", 2), ("other", None, 1), (None, None, 1),
)  # fmt: skip
MESSAGES = (1, 2, 2, 3, 3, 4, 4, 5, 6, 10)
DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Rows:
    """One conversation as lines for COPY: the interaction, its messages, its order references."""

    interaction: str
    messages: str
    references: str


def conversations(number: int, *, now: datetime, seed: int = 7) -> Iterator[Rows]:
    """Yield so many conversations of the last three years, oldest first, the same for the same seed."""
    writer = _Writer(Random(seed), now)
    for place in range(number):
        # Growing trade: twice as many a day in the end as in the beginning.
        passed = (1 + 3 * place / number) ** 0.5 - 1
        yield writer.conversation(place, now - timedelta(days=DAYS * (1 - passed)))


class _Writer:
    def __init__(self, random: Random, now: datetime) -> None:
        self.random, self.now = random, now
        letters = "bcdfghklmnprstvw"
        self.words = [
            "".join(random.choice(letters) + random.choice("aeiou") for _ in range(random.randint(2, 4)))
            for _ in range(40_000)
        ]
        self.word_weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.words))))
        self.topic_weights = list(accumulate(share for *_, share in TOPICS))
        self.pool = [self.sentence() for _ in range(4_000)]

    def sentence(self) -> str:
        random = self.random
        return random.choice(SENTENCES).format(
            p=random.choice(PRODUCTS), n=random.randint(100_000, 199_999), s=random.choice(STATES)
        )

    def text(self) -> str:
        random = self.random
        parts = random.choices(self.pool, k=random.choice((1, 2, 2, 3, 4, 6, 9)))
        parts.append(" ".join(random.choices(self.words, cum_weights=self.word_weights, k=random.randint(2, 9))) + ".")
        if random.random() < 0.03:
            parts.append(f"The tracking number is AP{random.getrandbits(40):012}.")
        if random.random() < 0.000_03:
            parts.append(f"It came all the way from {RARE}.")
        return " ".join(parts)

    def person(self) -> tuple[str, str]:
        random = self.random
        chosen = Random(int(random.paretovariate(0.5)) % 350_000)
        first, last = chosen.choice(FIRST), (chosen.choice(ROOTS) + chosen.choice(ENDINGS)).capitalize()
        domain = chosen.choices((*DOMAINS, f"{last.lower()}.example"), weights=(*SHARES, 3))[0]
        plain = first.encode("ascii", "ignore").decode().lower()
        return f"{first} {last}", f"{plain}.{last.lower()}{chosen.randint(1, 999)}@{domain}"

    def conversation(self, place: int, started: datetime) -> Rows:
        random = self.random
        key, source = _uuid(random), random.choice(("livechat", "livechat", "email"))
        name, address = self.person()
        category, subcategory, _ = random.choices(TOPICS, cum_weights=self.topic_weights)[0]
        texts = [self.text() for _ in range(random.choice(MESSAGES))]
        last = started + timedelta(minutes=9 * len(texts))
        orders = [self.order(started)] if random.random() < 0.45 else []
        if orders:
            texts[0] += f" It is about order {orders[0]}."
        values = (
            key, f"bench-{place}", "{" + ",".join(orders) + "}", started.isoformat(), last.isoformat(),
            last.isoformat(), source, address, name, texts[0][:70], str(len(texts)),
            category or "\\N", subcategory or "\\N",
            random.choice(("neutral",) * 7 + ("positive", "negative", "urgent")),
            random.choice(("medium",) * 6 + ("low", "high", "high", "urgent")), self.status(started),
            random.choice(("Sam", "Kim", "Alex")), str(random.randint(20, 90_000)),
            random.choice(("{}", "{}", "{}", "{vip}", "{newsletter}")), random.choice(("\\N",) * 8 + ("1", "0")),
            " / ".join(texts), "h",
        )  # fmt: skip
        messages = "".join(
            self.message(key, source, place, at, text, started, address) for at, text in enumerate(texts)
        )
        return Rows("\t".join(values) + "\n", messages, "".join(f"{key}\t{order}\n" for order in orders))

    def message(self, key: str, source: str, place: int, at: int, text: str, started: datetime, address: str) -> str:
        sender, mail = ("customer", address) if at % 2 == 0 else ("agent", "help@shop.example")
        sent = (started + timedelta(minutes=9 * at)).isoformat()
        attached = f'[{{"name": "photo_{place}.jpg", "size": 48213}}]' if self.random.random() < 0.06 else "\\N"
        values = (_uuid(self.random), key, f"m{place}_{at}", sent, source, sender, mail, text, attached, str(at))
        return "\t".join(values) + "\n"

    def order(self, started: datetime) -> str:
        if self.random.random() < 0.5:
            return f"H{started:%y%m%d}{self.random.randint(0, 999_999):06}"
        return str(self.random.randint(100_000, 199_999))

    def status(self, started: datetime) -> str:
        weights = (70, 12, 2, 16) if (self.now - started).days < 14 else (9970, 20, 5, 5)
        return self.random.choices(("resolved", "pending", "escalated", "open"), weights=weights)[0]


def _uuid(random: Random) -> str:
    return f"{random.getrandbits(128):032x}"
