"""Single words that hint at a topic. One alone is not enough for an answer; several together, or with a rule, are."""

from interactions.categorize.rules import Rule

_HINT = 1.0

HINTS = (
    Rule(
        "order_tracking", "where_is_order", ("(parcel|package|delivery|courier|tracking|auspost|consignment)",), _HINT
    ),
    Rule("order_tracking", "where_is_order", ("(processing|dispatched|shipped|depot|transit|delayed|overdue)",), _HINT),
    Rule("order_tracking", "where_is_order", ("(my|our|mine) ~1 (order|orders|parcel|package)",), _HINT),
    Rule("order_tracking", "where_is_order", ("(told|said|promised|supposed) ~6 <day>",), _HINT),
    Rule("order_tracking", "delivery_time", ("(how long|in time|in advance|how early|by when)",), _HINT),
    Rule("order_issue", "missing_items", ("(packing slip|docket|unpacked|checked off|counted)",), _HINT),
    Rule("order_issue", "damaged", ("(packaging|photo|photos|mess|everywhere|bubble wrap)",), _HINT),
    Rule("payment", None, ("(charge|charged|statement|amount|billing|accountant|gst)",), _HINT),
    Rule("payment", "payment_failed", ("(card|checkout|pay|paying)",), _HINT),
    Rule("returns", "return_request", ("(unopened|unused|receipt|unwanted|sealed)",), _HINT),
    Rule("product_inquiry", "stock", ("(more of|still make|still sell|sold out|run out|range)",), _HINT),
    Rule(
        "product_inquiry",
        "ingredients",
        ("(sugar|organic|allerg*|intoleran*|label|sweetener*|soy|gluten|dairy)",),
        _HINT,
    ),
    Rule(
        "product_inquiry",
        "usage",
        ("(dose|teaspoon*|capsule*|recipe*|pregnan*|cook*|bake*|brew*|soak*|skin|fridge)",),
        _HINT,
    ),
    Rule("product_inquiry", "recommendation", ("(beginner*|new to|get started|which|gift for|good for)",), _HINT),
    Rule("shipping", "shipping_cost", ("(postage|freight|shipping)",), _HINT),
    Rule("technical", "website_issue", ("(website|site|page|browser|screen|button|click*)",), _HINT),
    Rule("technical", "account_issue", ("(account|email address|logged|newsletter|emails)",), _HINT),
    Rule("pricing", "discount", ("(offer|deal|bargain|cheaper|balance)",), _HINT),
    Rule("complaint", None, ("(service|staff|attitude|unacceptable|manager)",), _HINT),
    Rule("wholesale", None, ("(our customers|our clients|retail|abn|business|kilos)",), _HINT),
)
