"""Rules for paying, getting money back, invoices, prices and discounts."""

from interactions.categorize.rules import Rule

_PAYMENT = (
    Rule(
        "payment",
        "payment_failed",
        (
            "<card> ~4 <refused>",
            "(declin*|reject*|fail*|refus*|unsuccessful|bounced|blocked) ~4 <card>",
            "(tried|trying|try|keep trying) ~1 to? ~1 pay* ~9 (again|error|spins|spinning|nothing|not|fail*|keeps"
            "|later)",
            "<cannot> ~3 (pay|paying|checkout|check out|complete ~3 (payment|purchase|order|checkout|transaction)"
            "|make ~2"
            " payment|process ~2 payment|place ~2 order|finish ~2 (order|payment)|use ~2 card)",
            "<trouble> ~5 (pay|paying|payment|payments|checkout|transaction)",
            "(payment|payments|paying|checkout|transaction) ~3 <trouble>",
            "(payment|transaction|order) (will|does|would|could|did)? not ~2 (going through|go through|went through"
            "|gone through|working)",
            "not accept* ~3 (card|payment)",
            "(declined|card got declined)",
            "not ~2 (take|taking|accept|accepting|process) ~2 (payment|card|my card|paypal)",
            "(card|payment) ~3 (not work*|not working|stopped working|was not accepted)",
        ),
        weight=3.4,
        unless=(
            "(deliver*|return|refund) ~2 (declined|refused|denied)",
            "refund* ~4 <refused>",
            "(coupon|discount|promo) ~4 <refused>",
            "<card> ~4 (twice|two times)",
            "sign* up",
        ),
    ),
    Rule(
        "payment",
        "refund",
        (
            "refund*",
            "(money|cash|funds|payment) back",
            "(money|credit|amount|funds) ~9 (back (on|to|in|into)|returned|credited) ~3 (card|account|bank|paypal)?",
            "(reimburse*|restitution*|compensation*|compensate*|rebate*)",
            "(credit|credited) ~2 back",
            "(get|give|want|have|return) ~3 money ~1 back",
            "(return|reverse|cancel) ~2 (payment|money|charge)",
            "store credit",
            "(promised|owed|owe|waiting|news|update) ~4 money",
            "money ~3 returned",
            "(credit|credited) (me|us) ~1 (for|with|back)",
            "(get|see|have|want|receive|got|where is|waiting for) ~1 (my|our|the) money",
        ),
        weight=3.7,
        unless=("refund and return polic*", "cash back ~3 offer", "(sale|sales) ~2 refund*"),
    ),
    Rule(
        "payment",
        "eft_bank_transfer",
        (
            "(eft|efts|direct deposit|direct bank deposit|bank transfer|bank transfers|bank deposit|wire transfer"
            "|osko"
            "|payid|pay id|bpay|internet banking|direct transfer|direct bank transfer)",
            "bsb",
            "(i|we|have|has) ~1 (transferred|deposited)",
            "(transferred|deposited|transfer|deposit) ~4 (money|funds|payment|bank|account|amount|total)",
            "(bank details|banking details|bank account|account number) ~6 (pay*|transfer*|deposit*|order*|send)?",
            "(paid|pay|paying|payment) ~3 (into|to|from) ~3 bank",
            "remittance",
            "(which|what) ~1 account ~6 (pay|put|transfer|deposit|money|send)",
        ),
        weight=3.6,
        unless=("refund* ~6 (bank|account)",),
    ),
    Rule(
        "payment",
        None,
        (
            "(charged|billed|debited|paid|deducted|pay|charge|charges|taken|took) ~7 (twice|double|two times|<n> "
            "times"
            "|multiple times|more than once|again|extra)",
            "(double|twice|doubly|duplicate*|duplicated|repeat*) ~3 (charge*|payment*|transaction*|billed|debit*|pay"
            "|deduct*|paid|purchase)",
            "<n> (charges|payments|transactions|amounts)",
            "only ~1 (bought|ordered|paid|purchased|made) ~3 once",
            "(money|payment|amount) ~2 (came out|went out|taken|come out|gone out|left my account)",
            "(same|identical) ~2 (charge*|payment*|transaction*)",
            "(charge*|payment*|transaction*) ~6 (twice|two times|<n> times|duplicate*|double|doubled|more than once"
            "|multiple times|repeated|again)",
            "(unauthori*|unknown|unrecogni*|suspicious|fraud*|extra|strange) ~2 (charge*|payment*|transaction*|debit)",
            "(overcharged|over charged|charged too much|charged ~3 (extra|more|wrong|incorrect*))",
            "(wrong|incorrect) ~1 (amount|total|charge)",
        ),
        weight=3.8,
        unless=("(contacted|emailed|called|asked|wrote|email|messaged) ~6 (twice|two times|<n> times)",),
    ),
    Rule(
        "payment",
        None,
        (
            "(invoice*|receipt|receipts|bill|bills|tax invoice)",
            "(payment|pay|paying) ~1 (method*|option*|way*|type*|mode*|modality|modalities|plan*|alternative*|choice*)",
            "(method*|option*|ways|modes|modalities|forms|types|kinds) ~2 (of|for|to) ~2 (pay|payment|payments|paying)",
            "(accept|accepted|take|support|allow) ~5 (paypal|afterpay|visa|mastercard|mastercards|amex|american "
            "express"
            "|zip|klarna|apple pay|google pay|cash|cheque|payment|payments|credit card|credit cards|debit)",
            "(can|do|could|may|how|how can|how do) (i|we|you) pay",
            "(pay|paying|payment) ~2 (with|by|via|using|through|in) ~2 (card|paypal|afterpay|cash|instal*|cheque"
            "|crypto"
            "|visa|zip|credit|phone|gift|two|bank|account|direct)",
            "(payment|payments) (information|details|question*|terms|is|for)",
            "(cash on delivery|cod|buy now pay later|lay by|layby|laybuy)",
            "(gst|abn) ~4 (invoice|receipt|number)?",
            "not ~2 charge*",
        ),
        weight=2.8,
        unless=("invoice ~8 (missing|not received|but)", "(legal|class) ~1 bill", "order confirmation"),
    ),
    Rule("payment", None, ("(zip pay|zippay|klarna|humm|afterpay|paypal)",), weight=1.6),
)

_PRICING = (
    Rule(
        "pricing",
        "discount",
        (
            "(discount|discounts|discounted)",
            "(coupon*|promo|promos|promotion*|promocode|voucher*|gift card*|gift certificate*)",
            "code ~4 (not ~2 (work*|valid|appl*|accept*)|invalid|expired|rejected)",
            "(promo|promotional|discount|coupon|voucher|referral|offer|newsletter|welcome) ~1 code*",
            "(loyalty|reward|rewards|bonus|points) ~2 (program*|points|system|scheme|club|discount*|reward*|special"
            "|amount|benefit*|missing|balance|expire*)",
            "(rewards|bonus rewards|bonus|loyalty points|reward points)",
            "(had|lost|my) ~2 points",
            "(earn|redeem|use|collect|spend) ~3 points",
            "<n> (percent|off)",
            "(anything|something|money|percent|dollars) off",
            "first time (customer*|buyer*|shopper*|order*)",
            "(sale|sales|specials|special|black friday|boxing day|clearance|deal|deals|offers) ~3 (on|price|when"
            "|start*|end*"
            "|still|coming|next|today|running|available)",
            "(any|have|running|next) ~2 (sale|sales|specials|deals|offers)",
            "(senior*|pension*|student*|first order|first time|new customer|nurse|member*|seniors card) ~2 "
            "(discount*|offer|code)",
        ),
        weight=3.4,
        unless=(
            "(wholesale|bulk|trade|volume) ~4 discount*",
            "discount* ~5 (bulk|wholesale|trade|large|volume|business|<business>|pallet|carton|cartons)",
            "(price match|cheaper)",
            "return ~8 (promotion*|discount*|gift card|clearance|sale|coupon*)",
            "(promotion*|discount*|gift card|clearance|sale|coupon*) ~6 return*",
            "code not ~1 (arrive|received)",
            "(verification|security|access|reset|login|pass|post|bar) code",
            "(item*|bought|purchased) ~6 (on sale|goes on sale)",
            "promotion* ~3 emails",
        ),
    ),
    Rule(
        "pricing",
        "price_match",
        (
            "price ~1 (match*|beat*|guarantee*|adjust*|protect*|difference)",
            "(match|beat) ~5 (price*|competitor*|deal|offer|chemist warehouse|woolworths|coles|iherb)",
            "match (it|that|this)",
            "(sell*|selling|have|got|has) ~3 for less",
            "(bucks|dollars) (cheaper|less)",
            "(do|match|beat|give|offer) ~2 same price",
            "(has|have|sell|sells|selling) (it|them|this|the same|same) ~3 (for|at) ~1 <n>",
            "(<n> less|less than|cheaper) ~4 (at|on|elsewhere)",
            "cheaper ~3 (at|elsewhere|on|from|online|in|price)",
            "(now|went|goes|gone|go|just) ~1 on sale",
            "(after|since) ~3 (bought|purchase*|ordered) ~6 (price|sale|cheaper)",
            "price ~2 (drop*|reduced|lower*|went down|dropped)",
            "(sale price) ~3 after",
            "lower* price*",
        ),
        weight=4.0,
        unless=("wholesale",),
    ),
    Rule(
        "pricing",
        None,
        (
            "(price|prices|cost) ~2 (of|for) ~4",
            "how much ~3 (is|are|does|do|for|will) ~6 cost?",
            "(price list|price increase*|prices gone up|price gone up|price has gone up|too expensive)",
        ),
        weight=2.0,
        unless=(
            "(ship*|deliver*|post*|freight|refund*)",
            "how much ~4 (protein|sugar|calcium|sodium|iron|take|use|should)",
            "(calorie*|nutri*|carb*|fat|sodium|protein)",
        ),
    ),
)

MONEY = _PAYMENT + _PRICING
