"""What people of an invented organics shop write, and where they live. Written for this project."""

from tests.servers.livechat.wire import JsonObject

FIRST_NAMES = (
    *("Mia", "Oliver", "Charlotte", "Noah", "Amelia", "Jack", "Isla", "Leo", "Ava", "Henry", "Grace", "Lucas"),
    *("Ruby", "Ethan", "Zara", "Angus", "Priya", "Minh", "Siobhán", "José", "Łucja", "Mei", "Tane", "Kirra"),
)
LAST_NAMES = (
    *("Nguyen", "Fernsby", "O'Connell", "Thistlewood", "Marchetti", "Papadakis", "Kowalczyk", "Underhill", "Sato"),
    *("Bellweather", "Da Silva", "McAllan", "Wattlebird", "Quandong", "Okafor", "Haldane", "Ironbark", "Lim"),
)
PLACES: tuple[JsonObject, ...] = tuple(
    {"city": city, "region": region, "timezone": f"Australia/{zone}", "latitude": latitude, "longitude": longitude}
    for city, region, zone, latitude, longitude in (
        ("Sydney", "New South Wales", "Sydney", "-33.87", "151.21"),
        ("Melbourne", "Victoria", "Melbourne", "-37.81", "144.96"),
        ("Brisbane", "Queensland", "Brisbane", "-27.47", "153.02"),
        ("Perth", "Western Australia", "Perth", "-31.95", "115.86"),
        ("Adelaide", "South Australia", "Adelaide", "-34.93", "138.60"),
        ("Hobart", "Tasmania", "Hobart", "-42.88", "147.33"),
        ("Darwin", "Northern Territory", "Darwin", "-12.46", "130.84"),
        ("Broken Hill", "New South Wales", "Broken_Hill", "-31.95", "141.45"),
        ("Lord Howe Island", "New South Wales", "Lord_Howe", "-31.55", "159.08"),
    )
)
PRODUCTS = (
    *("rolled oats 5 kg", "green lentils", "cacao nibs", "oat milk powder", "turmeric capsules", "rice malt syrup"),
    *("almond butter", "quinoa flakes", "goat milk soap", "hemp seeds", "sourdough starter", "magnesium spray"),
)
# A topic: its tag, and the customers' and agents' lines; {order} and {product} are filled in.
TOPICS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "order status",
        (
            "Hi, where is my order #{order}? It was meant to be here on Tuesday",
            "tracking for order {order} hasn't moved since the depot",
            "The {product} is a birthday present, so I'm a bit worried",
            "Can you ask the courier please?",
        ),
        (
            "Thanks for reaching out, I'm looking up #{order} now.",
            "It left our warehouse on Monday; the courier shows it out for delivery today.",
            "I've asked them to call you before they drop it off.",
        ),
    ),
    (
        "returns",
        (
            "the {product} arrived with a split bag, half of it is in the carton",
            "I'd rather have my money back than another one",
            "order number {order}, photos on their way",
            "how long does the refund take?",
        ),
        (
            "I'm so sorry about the {product}! Could you send us a photo?",
            "Your refund for #{order} is on its way, it takes three to five business days.",
            "No need to send anything back.",
        ),
    ),
    (
        "product question",
        (
            "is the {product} certified organic and gluten free?",
            "Where do you source the {product}?",
            "does it have traces of nuts? my son is anaphylactic",
            "And when will the big size be back in stock?",
        ),
        (
            "The {product} is certified organic; the current batch is from South Australia.",
            "It is packed on a line that also handles tree nuts, so I'd not risk it.",
            "We expect more next week. I can let you know by e-mail.",
        ),
    ),
    (
        "account",
        (
            "the voucher code says it's expired but the e-mail is from yesterday",
            "I can't log in, the reset mail never comes",
            "Please change the delivery address of #{order}, we've moved",
            "I was charged twice for {order}!!",
        ),
        (
            "Let me check your account.",
            "I've given you a new code, it works until the end of the month.",
            "The second charge was only a hold and will drop off by tomorrow.",
        ),
    ),
)
SMALL_TALK = ("thanks!", "ok", "great, thank you so much 🌿", "hello? anyone there", "no worries", "👍🏽", "perfect")
