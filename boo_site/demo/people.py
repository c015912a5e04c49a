"""The sample customers and the shop's staff, all invented, shared by the sample chats and the sample mailbox. Pure.

Every address is under example.com, example.net or example.org (RFC 2606), every telephone number is one that the
Australian regulator sets aside for fiction (https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works).
"""

import random
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from boo_site.demo.places import PLACES, Place
from boo_site.demo.products import PRODUCTS, Product

__all__ = [
    "AGENTS",
    "BOT",
    "PEOPLE",
    "PRODUCTS",
    "SALES_ADDRESS",
    "SHOP_NAME",
    "SHOP_URL",
    "Agent",
    "Person",
    "Place",
    "Product",
    "order_number",
    "plain_order_id",
]

SHOP_NAME: Final = "Buy Organics Online"
SHOP_URL: Final = "https://shop.example.com"
SALES_ADDRESS: Final = "sales@shop.example.com"


@dataclass(frozen=True, slots=True)
class Person:
    """A sample customer. `key` is a stable hexadecimal id, `weight` says how often they write (1 to 9)."""

    key: str
    first: str
    last: str
    email: str
    phone: str
    street: str
    place: Place
    weight: int

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first} {self.last}"

    @property
    def suburb(self) -> str:
        """Return the suburb's name."""
        return self.place.suburb

    @property
    def state(self) -> str:
        """Return the state's abbreviation."""
        return self.place.state

    @property
    def postcode(self) -> str:
        """Return the four digits of the postcode."""
        return self.place.postcode


@dataclass(frozen=True, slots=True)
class Agent:
    """One of the shop's staff, or its bot (`id` of 32 hexadecimal digits, no e-mail address)."""

    id: str
    first: str
    last: str
    role: str
    job_title: str

    @property
    def email(self) -> str | None:
        """Return the address, which is the id of a person; a bot has none."""
        return self.id if "@" in self.id else None

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first} {self.last}".strip()


AGENTS: Final = (
    Agent("hannah@shop.example.com", "Hannah", "Vukovic", "owner", "Customer care lead"),
    Agent("dev@shop.example.com", "Dev", "Ramanathan", "administrator", "Customer care"),
    Agent("tess@shop.example.com", "Tess", "Mulready", "normal", "Customer care"),
    Agent("linh@shop.example.com", "Linh", "Dao", "normal", "Orders and dispatch"),
)
BOT: Final = Agent("7d1f0c3a9be54e22a86c41f5d0b37e98", "Olive", "", "normal", "Chat bot")

# First names and family names that are heard together in Australia, one background a line.
_NAMES: Final = """
Olivia Charlotte Jack Ruby Matilda Harry Gemma Kylie Shane Imogen : Fairweather Thornbury Mulcahy Braddock Wetherby
Bronwyn Darren Narelle Trevor Cheryl Lachlan Tahlia Callum Heath Joan : Hargrave Lockett Pickersgill Dunstone Marlow
Sharon Fiona Angus Rhiannon Declan Siobhan Ewan Maeve Craig Moira : O'Dwyer McAlister Kinnear Gallacher Treloar
Thuy Minh Huong Khanh Bao Trang Quang Mai : Nguyen Tran Pham Le Vo
Wei Mei Xin Jia Hao Yan Grace Vivian : Zhang Chen Liu Huang Lam
Anjali Rohan Kavita Arjun Deepa Sunita Harpreet Meena : Sharma Patel Iyer Gill Nair
Rosa Gianna Marco Enzo Carmela Dominic Lucia Tony : Caruso Bianchi Marino Ferraro Zanetti
Eleni Stavros Despina Nick Voula Katerina Con Anthea : Pappas Georgiou Karalis Vasilakis Manolis
Layla Rima Fadi Nour Hassan Yasmin Samir Hala : Khoury Haddad Nassar Saab Mansour
Dragana Goran Milica Katarzyna Oksana Tomasz Vesna Ivana : Petrovic Kovac Nowak Bondarenko Jelic
Sina Tavita Mele Aroha Wiremu Losa Hemi Ana : Leavai Fonoti Parata Tamatea Vaipulu
Maricel Jun Rowena Jasmine Arnel Liza : Santos Reyes Villanueva Bautista Magsino
Ji-woo Min-seo Yuki Haruka Kenji Soo-jin : Kim Park Tanaka Mori Ishikawa
Amara Tendai Abebe Achol Zainab Kwame : Okafor Moyo Tesfaye Deng Mensah
Camila Diego Valentina Mateo Paola Ines : Rojas Herrera Quiroga Fuentes Salazar
Shirin Dariush Elif Emre Parisa Leyla : Ahmadi Yilmaz Rostami Kaya Farahani
Anneke Klaus Ingrid Sven Marieke Petra : van Rooyen|Brandt|de Wit|Lindqvist|Hoffmann
"""

_STREETS: Final = [
    "Wattle Street",
    "Banksia Avenue",
    "Station Road",
    "Acacia Crescent",
    "High Street",
    "Church Lane",
    "Ironbark Drive",
    "Beach Road",
    "Bellbird Close",
    "Railway Parade",
    "Grevillea Court",
    "Mill Road",
    "Jacaranda Street",
    "Ocean View Parade",
    "Orchard Lane",
]

_FICTIONAL_MOBILES: Final = [
    "0491 570 006",
    "0491 570 156",
    "0491 570 157",
    "0491 570 158",
    "0491 570 159",
    "0491 570 110",
    "0491 570 313",
    "0491 570 737",
    "0491 571 266",
    "0491 571 491",
    "0491 571 804",
    "0491 572 549",
    "0491 572 665",
    "0491 572 983",
    "0491 573 770",
    "0491 573 087",
]


def order_number(rng: random.Random, placed: date | None = None) -> str:
    """Return an order number as the shop prints it: H, year, day and month of the order, then its plain id.

    Without `placed`, the day is drawn from 2025.
    """
    placed = placed or date.fromordinal(date(2025, 1, 1).toordinal() + rng.randrange(365))
    return f"H{placed:%y%d%m}{plain_order_id(rng, placed)}"


def plain_order_id(rng: random.Random, placed: date | None = None) -> str:
    """Return a plain BigCommerce order id, which grows by about 40 a day (2024-01-01: 208,500)."""
    days = (placed or date(2025, 6, 1)).toordinal() - date(2024, 1, 1).toordinal()
    return str(208_500 + max(days, 0) * 40 + rng.randrange(40))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(c for c in folded.lower() if c.isalnum())


def _address(rng: random.Random, first: str, last: str) -> str:
    first, last = _plain(first), _plain(last)
    local = rng.choice(
        (
            f"{first}.{last}",
            f"{first}{last}",
            f"{first[0]}.{last}",
            f"{first}_{last}",
            f"{first}{rng.randrange(60, 99)}",
            f"{last}.{first}",
            f"{first}.{last}{rng.randrange(1, 30)}",
        )
    )
    return f"{local}@{rng.choice(('example.com', 'example.net', 'example.org'))}"


def _phone(rng: random.Random, place: Place) -> str:
    if rng.random() < 0.8:
        return rng.choice(_FICTIONAL_MOBILES)
    return f"({place.area_code}) {rng.choice(('5550', '7010'))} {rng.randrange(10_000):04d}"


def _read_names(text: str) -> list[tuple[str, str]]:
    """Return first and family names of one background, and, as families go, of two."""
    rows = []
    for line in text.strip().splitlines():
        firsts, _, lasts = line.partition(":")
        rows.append((firsts.split(), [last.strip() for last in (lasts.split("|") if "|" in lasts else lasts.split())]))
    mixed = zip(rows, rows[4:] + rows[:4], strict=True)
    return [(first, last) for (firsts, lasts), (_, others) in mixed for first in firsts for last in lasts + others]


def _make_people(count: int, seed: int) -> tuple[Person, ...]:
    rng = random.Random(seed)  # noqa: S311 - sample data, not a secret
    pairs = _read_names(_NAMES)
    rng.shuffle(pairs)
    people: list[Person] = []
    addresses: set[str] = set()
    for first, last in pairs:
        place = rng.choice(PLACES)
        address = _address(rng, first, last)
        street = f"{rng.randrange(1, 180)} {rng.choice(_STREETS)}"
        key = f"{rng.getrandbits(128):032x}"
        if address not in addresses and len(people) < count:
            addresses.add(address)
            people.append(Person(key, first, last, address, _phone(rng, place), street, place, rng.choice(_WEIGHTS)))
    return tuple(people)


_WEIGHTS: Final = (1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 6)
PEOPLE: Final = _make_people(1_100, seed=4711)
