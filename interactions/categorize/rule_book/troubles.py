"""Rules for orders that came wrong, and for what goes back."""

from interactions.categorize.rules import Rule

_NOT_GOODS = (
    "(wrong|incorrect) ~2 (address|street|suburb|postcode|email|card|account|password|number|price|amount|code|date)",
)

_ISSUES = (
    Rule(
        "order_issue",
        "missing_items",
        (
            "missing ~3 (from|in|out of) ~3 <parcel>",
            "missing ~3 (<goods>|item|items)",
            "<goods> ~4 (missing|absent|left out|left off|not included|not there)",
            "<parcel> ~4 (incomplete|short|is missing|was missing|missing)",
            "(only|just) ~1 (received|got|sent|came|contained|had|arrived|delivered) ~4 (<n>|half|part|some|one)",
            "(received|got|sent|delivered) ~1 (only|just) ~2 (<n>|half|part|some|one)",
            "not ~2 (receive|received|get|got) ~2 (all|everything|full|entire|complete|rest|whole|remaining|other)",
            "(you|they|packer|somebody|someone) ~2 (forgot|forgotten|left out|missed|leave out) ~4",
            "(was|were|been|got) ~1 (left out|left off|forgotten|omitted)",
            "(everything|all|rest|order) ~3 (came|arrived|here|there) ~2 (except|but|apart from|bar)",
            "(except|apart) ~1 for? ~3 (missing|not)",
            "(only|just)? ~1 <n> of <n> ~2 (delivered|arrived|came|received|cartons|boxes|parcels)?",
            "not ~2 (in|inside) ~1 (box|parcel|package|carton|delivery|bag)",
            "(was|were|is|are) not ~1 (included|packed|in the box|there|in there|in it)",
            "(ordered|paid for|bought) ~2 <n> ~8 (only|just|but|and) ~3 (received|got|sent|came|arrived|<n> came)",
            "(rest|remainder|other half|other part|balance) of ~2 (order|parcel|delivery|items)",
            "(parcel|box|package|carton|bag) ~3 (empty|nothing in)",
            "(short|shorted|missing) <n>",
            "(packing slip|invoice|docket|packing list) ~6 (but|missing|not ~2 (in|there|received))",
            "one (short|missing)",
            "no ~2 in my (delivery|order|box|parcel|package)",
            "(half|some|part|rest|others) ~4 (in|is|are) ~1 (the other|another|missing)",
            "(supposed|meant) to be <n> ~9 (counted|only|but|found|got)",
            "(everything|rest|all) ~1 else ~3 (fine|there|here|ok|okay|good|came|arrived|perfect)",
            "(list|slip|docket|invoice|unpacked|unpacking|checked) ~9 not ~1 (here|there|in)",
        ),
        weight=3.6,
        unless=(
            "(discount*|bonus|reward*|coupon|refund*|points|code|parcel|order|package) ~4 missing ~2 from",
            "(gone|went|go|going) missing",
            "missing ~3 (discount*|bonus|reward*|points|code|link|email|button|parcel"
            "|package|delivery|refund*|payment)",
            "(discount*|bonus|reward*|points|refund*) ~3 missing",
        ),
    ),
    Rule(
        "order_issue",
        "wrong_items",
        (
            "(wrong|incorrect|different) ~1 (item*|product*|order|size*|flavour*|flavor*|one|ones|parcel|thing*|brand"
            "|variety|bag|bottle|jar|stuff|package|goods|colour|color|type|version|quantity|delivery|article*"
            "|strength)",
            "(sent|received|got|delivered|given|shipped|gave|came|arrived) ~5 (wrong|incorrect)",
            "(sent|received|got|delivered|given|shipped|gave) ~4 instead of",
            "instead of ~8 (sent|received|got|came|arrived|ordered)",
            "(got|received|sent|has|came) ~5 (but|whereas) ~3 (ordered|asked for|wanted|order was|should have)",
            "(my|the) order was for",
            "not ~1 the ~2 (i|we) ~1 (picked|chose|selected|ordered|wanted|asked)",
            "(got|received|sent) ~2 (wanted|asked for|ordered)",
            "not ~1 (what|the one|the ones|the product|the same as) ~2 (ordered|wanted|asked|bought|paid)",
            "(someone else|somebody else|another customer|another person) ~2 (order|parcel|items)?",
            "(mix up|mixed up|mixup|swapped) ~4 (order*|parcel*|item*)",
            "not ~1 (order|ordered) (this|that|these|those|any)",
            "ordered ~5 but ~3 (received|got|sent|given|was sent|you sent) ~2",
            "ordered ~3 and ~1 (received|got|was sent|you sent|given) ~2",
            "(asked for|ordered|wanted) ~3 (got|received|was sent)",
            "(not match|not as described|different (from|to|than)) ~5 (order*|description|picture|photo|website)?",
        ),
        weight=3.6,
        unless=(
            *_NOT_GOODS,
            "(address|street|suburb|postcode|unit number|email|password) ~1 wrong",
            "ordered the wrong",
            "(i|we) ~2 ordered ~2 wrong",
            "chose ~2 wrong",
            "still not",
            "(got|received) (hers|his|theirs|mine|nothing|no|an email|a confirmation|confirmation)",
            "not ~2 received",
        ),
    ),
    Rule(
        "order_issue",
        "damaged",
        (
            "(arriv*|came|received|delivered|got|turned up|showed up|was|were|is|are|been|found|opened) ~4 <broken>",
            "<goods> ~4 <broken>",
            "<broken> ~2 (<goods>|in transit|on arrival|during|inside|everywhere|all over|item*|product*)",
            "(past|after|beyond|passed|over) ~3 (best before|use by|expiry|expiration|used by|used by date)",
            "(best before|use by|expiry|expiration) ~6 (passed|already|last|yesterday|ago|was)",
            "(out of date|expired|gone off|went off|is off|was off|are off|poor condition|bad condition|terrible "
            "condition)",
            "(smell*|taste*|tasting|smelling) ~2 (off|rancid|bad|funny|strange|weird|chemical*|mouldy|musty|like)",
            "(taste*|smell*) ~2 (bitter|old|soapy|sour|burnt|musty|plasticky|metallic)",
            "not ~2 (survive|survived)",
            "(went|gone|all|leaked|spread) (through|over) ~2 (carton|box|parcel|everything)",
            "lid ~2 not ~2 (on|tight|closed|sealed|properly)",
            "(seal|lid|bag|packaging|cap) ~3 (broken|open|missing|off|loose|come off|came off|tampered)",
            "(bugs|insects|beetles|worms|grubs|hair|plastic|glass|foreign object) ~2 (in|inside|crawling)",
            "damaged",
        ),
        weight=4.1,
        unless=(
            "(damaged|dry|broken|cracked) (hair|skin|nails|heels|rice|wheat|pepper|lips|link|page)",
            "(website|site|page|link|app|checkout|cart) ~3 (broken|leak*|broke|faulty)",
            "(leaky|leaking) gut",
            "(do|does|will|can|would) ~4 (expire|leak|go off|break|melt|have weevils)",
            "not ~1 (broken|damaged)",
            "misuse",
        ),
    ),
    Rule(
        "order_issue",
        None,
        (
            "(problem|issue|something wrong|wrong|mistake|error) with ~2 (order|parcel|delivery) (i|we)? ~1"
            " (received|arrived|got|delivered)",
            "mistake ~3 (in|with) ~1 my order",
        ),
        weight=2.5,
    ),
)

_RETURNS = (
    Rule(
        "returns",
        "return_request",
        (
            "return ~4 (<parcel>|it|this|them|something|these|one|some|shoes|policy|process|label|address|form|link"
            "|page"
            "|portal|request|period|window|slip|procedure|centre|center|for refund|authorisation|authorization)",
            "returns",
            "(returnable|returned|returning)",
            "<want> ~2 return",
            "(send|sending|post|posting|mail|ship) ~4 back",
            "(bring|take) ~3 back",
            "make a return",
            "(can|could|may) ~1 (it|this|they) (come|go) back",
            "return",
        ),
        weight=3.3,
        unless=(
            "return* ~1 to ~1 sender",
            "return* ~3 (call|email|phone|message|customer)",
            "in return",
            "happy returns",
            "(tax|investment) return*",
            "return* ~2 (error|cart|page not|home)",
            "returned ~2 (to you|as undeliver*)",
            "(keeps|keep) return*",
            "(send|get|sent|come|got|hear|heard|email|emailed|call|called|write|reply) ~1 me? back to me",
            "(send|post) ~3 (feedback|email)",
        ),
    ),
    Rule(
        "returns",
        "return_request",
        (
            "change of mind",
            "not ~2 (suit*|happy with|like) ~3 (it|product|them|taste)",
            "(not|do not) ~1 like ~3 (send|return|refund|back)",
            "(unopened|unused|not opened|still sealed)",
            "(item|product|it) (is|was) (faulty|defective)",
            "(final|clearance) sale",
        ),
        weight=2.2,
    ),
    Rule(
        "returns",
        "exchange",
        (
            "(exchange|exchanged|exchanges|exchanging)",
            "(swap|swapped|swapping) ~4 (it|this|them|for|item*|size|product*|one)",
            "(replace|replacement|replaced|replacing) ~5",
            "(repair|repaired)",
            "(next|another|bigger|smaller|different) size ~1 (up|down)?",
            "too (small|tight)",
            "(chang*|swap*|switch*) (it|them|this|these) ~1 (for|to)",
            "(different|another|bigger|smaller|larger) (size|flavour|colour) ~2 (instead|please)",
        ),
        weight=2.6,
        unless=(
            "exchange rate*",
            "in exchange",
            "stock exchange",
            "(meal|sugar|egg|milk|hormone) replac*",
            "replacement* (for|of) (sugar|egg*|milk|butter|salt|meal*|flour)",
            "replacement (meal*|sugar)",
            "replace* (sugar|egg*|milk|butter|salt|meal*)",
            "(repair|repaired) ~2 (skin|hair|gut)",
            "(skin|hair|gut|barrier) repair",
            "(swap|replace|exchange) ~5 (in|on|from) ~2 order",
        ),
    ),
)

TROUBLES = _ISSUES + _RETURNS
