"""Rules for questions about what the shop sells."""

from interactions.categorize.rules import Rule

PRODUCTS = (
    Rule(
        "product_inquiry",
        "stock",
        (
            "(in|out of|back in|back into|no|any|low|limited|more|have|new|your) stock",
            "(restock*|re stock*|sold out|sell out|back order*|backorder*|pre order*|preorder*|discontinu*|waitlist)",
            "stock (of|level*|availability|available|again|arriving|back|for|coming)",
            "(is|are|will|be|become|when|if|not|currently|longer) ~6 (available|availability|unavailable)",
            "availability",
            "(item*|product*|colour|color|size) ~5 (not available|unavailable|available)",
            "(do|does|did) (you|u|ya|your) ~3 (have|stock|sell|carry|still have|still sell|still stock) ~6",
            "(do|does) (you|u) still? (sell|stock|carry)",
            "(getting|get|have|having|coming) ~5 back (in|on the shelf|on the shelves)",
            "when (are|will|do|is|might) ~2 (you|it|they) ~2 (getting|get|have|having) ~6 (back|more|in again)",
            "(idea|know|tell me) ~1 when ~7 (back|available|in)",
            "(been|still|always) out (for|of|again)",
            "(stocked|stocking|carry|stockist)",
            "(run|ran|running) out of ~3 (stock|your|the|this)?",
            "(get|getting|have|having) more of",
            "gone for good",
            "next (shipment|delivery|lot|batch|order) of",
            "(got|have|had) no ~4 (lately|at the moment|left|anymore)",
            "(can not|could not) ~1 (see|find) ~7 (site|website|online|shop|store|page|anymore|any more)",
            "(limited edition|special order)",
            "(notify|notified|notification|alert|let me know) ~6 (back|available|in stock)",
            "(used to|did) ~1 (sell|stock|have|carry)",
        ),
        weight=3.0,
        unless=(
            "(payment|delivery|shipping|options|support|agent|discount*|appointment|refund*|sale) ~4 (available"
            "|availability)",
            "available ~3 (payment|delivery|shipping|options|method*|coupon*|balance|funds)",
            "stockist",
            "do you have ~4 (option*|method*|program*|polic*|code*|discount*|coupon*|sale*|information|update*|number"
            "|tracking|record*|news|order|shipping|delivery|link|time|phone|wholesale|business|volume|loyalty|eta"
            "|physical|store|shop)",
            "(wholesale|bulk)",
            "do not have",
            "return",
        ),
    ),
    Rule(
        "product_inquiry",
        "ingredients",
        (
            "(ingredient*|allergen*|additive*|preservative*|sulphite*|sulfite*)",
            "(contain|contains|containing) ~4",
            "(is|are|does|do|if|whether|which|any|need*|must|sure) ~8 <trait>",
            "(nutrition*|nutrient*|nutritious|nutricious|nutritous|nutrional|calorie*|kilojoule*|kj|macros|carbs|carb"
            "|carbohydrate*|cholesterol|sodium|glycemic)",
            "(how much|how many|amount of|level of|source of|high in|low in|content of|any) ~2 (protein|sugar|fat"
            "|fibre"
            "|fiber|salt|iron|calcium|vitamin*|potassium|magnesium|carbs|calories|caffeine)",
            "(protein|sugar|fat|calorie|calories|sodium|vitamin) (content|count|level|amount)",
            "(certified organic|organic certif*|certification|certified|certificate|biodynamic|spray free|pesticide*"
            "|glyphosate|heavy metal*|aco)",
            "(is|are) ~5 (organic|raw|activated|unpasteuri*|pasteuri*|cold pressed|natural|irradiated|unhulled"
            "|synthetic)",
            "where (do|does|is|are|was|were|did) ~5 (sourced|grown|made|produced|manufactured|come from|farmed"
            "|harvested|mined|imported from)",
            "where (is|are) ~3 from",
            "(which|what) country ~6",
            "(is|are) ~6 (mined|imported|australian|locally grown|grown here)",
            "(country of origin|country ~2 (from|made|origin)|australian (made|grown|owned)|made in (china"
            "|australia)|origin)",
            "(trace*) ~2 of? ~2 (nuts|nut|peanut*|gluten|dairy|soy|sesame|egg)",
            "(what is|whats|anything) in (it|this|the|your|that)",
            "(added|any|refined) (sugar|sugars|salt|preservatives|flavours|colours)",
            "tested for ~2",
            "made (of|from|with|out of)",
            "(health|healthy|unhealthy|good for (me|you|health)|bad for (me|you)|health benefit*|benefit*) ~3",
        ),
        weight=3.2,
        unless=(
            "not ~2 (receive*|arrive*)",
            "what is in (stock|my order|my cart)",
            "made ~2 (payment|from my account)",
            "(order|parcel|box|package) ~2 contain*",
            "certificat* ~2 gift",
            "gift certif*",
            "(how|can i) ~3 made from",
        ),
    ),
    Rule("product_inquiry", "ingredients", ("<trait>",), weight=1.8),
    Rule(
        "product_inquiry",
        "usage",
        (
            "how ~1 (do|should|would|can|much|many|often|to|does) ~4 (use|take|cook|prepare|brew|soak|apply|dose|mix"
            "|eat|drink|activate|sprout|ferment|consume|dilute|rinse|roast|give)",
            "(dosage|dose|doses|serving size|recommended (serve|serving|amount|daily)|directions|instructions"
            "|recipe|recipes)",
            "(safe|ok|okay|suitable|good|fine|alright|appropriate) ~5 <weak>",
            "<weak> ~4 (use|take|have|eat|drink|safe|okay|suitable)",
            "(can|could|should|may) (i|we|you|he|she|they|it|my ~1) ~1 (take|use|eat|drink|give|be taken|be used|be "
            "eaten) ~4 (with|while|during|if|for|on|before|after|together"
            "|every day|daily|raw) ~4",
            "(interact*|interfere*|contraindicat*|side effect*) ~3",
            "(how long|how many (days|weeks|months)) ~8 (last|lasts|keep|keeps|good|expire*|stay|fresh|store|stored"
            "|safe|bad"
            "|spoil*|leave|freezer|fridge|refrigerat*)",
            "(shelf life|shelf stable|use by date|best before date|expiry date|expiration date|once opened|after "
            "opening)",
            "(go|goes|went|gone|turn|turning|be|get) ~1 (bad|off|rancid|sour|rotten|no good)",
            "(when|will|does|do|has|before) ~5 (expire|expires|expiring|spoil|spoils|go bad|goes bad)",
            "(still|ok|okay|safe|good) ~2 to ~1 (eat|drink|use|consume|take|cook)",
            "(refrigerat*|fridge|freezer|freeze|frozen|pantry) ~6 (last|keep|store|long|good|bad|safe|days|week"
            "|weeks|month"
            "|months|since|before|until)",
            "(do|does|should|must) (i|we|you|it|they) ~2 (need to|have to)? (rinse|soak|cook|refrigerate|dilute"
            "|wash|grind|mix|heat)",
            "(can|could) (you|i|we) (bake|cook|fry|brew|freeze) ~1",
            "(mix|take|dissolve|soak|cook|blend|rinse|add|drink|eat) (it|them|this) ~1 (with|in|before|first|after"
            "|to|on)",
            "(can|could|should|may) ~2 (year old|month old|husband|wife|mum|dad|son|daughter|baby|dog|cat) ~3 (have"
            "|take|use|eat|drink)",
            "(can|could) my <n> (year|month|week) old ~4",
            "need* ~1 to? ~2 (go|be|kept|stored|keep) ~3 (fridge|freezer|refrigerat*|cool)",
            "(keep|store|storing|stored) ~5 (fridge|freezer|refrigerat*|pantry|fresh|cupboard)",
            "(what is|what are) ~4 (used for|good for)",
            "(right|correct|best|ideal) (amount|way|dose|temperature|ratio|time) ~1 (of|to|for)",
            "(okay|ok|safe|fine|good) (with|alongside|together with) ~3",
            "(meds|medication|medications|blood thinner*|blood pressure|thyroid)",
            "(teaspoon*|tablespoon*|scoop*) ~4",
        ),
        weight=3.0,
        unless=(
            "(arrived|delivered|received|came) ~6 (frozen|melted|bad|off)",
            "coupon ~4 (last|good|expire*)",
            "(points|code|voucher|card|coupon*|discount*|reward*) ~4 expire*",
            "how ~3 use ~4 (code|coupon|points|account|website|voucher|profile|site)",
            "return",
            "how many ~3 (codes|coupons)",
            "account",
            "take ~3 (to|until|before) ~2 (get|arrive*|come|reach|deliver*)",
            "use ~3 (old|wrong|different|my) ~1 (address|card)",
        ),
    ),
    Rule(
        "product_inquiry",
        "recommendation",
        (
            "(recommend|recommends|recommendation*|recommended|suggest|suggestion*|suggestions)",
            "(advise|advice) ~3 (on|which|what|about|me|for)",
            "(which|what) ~6 (best|better|should i|would you|right one|most suitable|good for|suit*)",
            "(what|which) ~4 (should|do|can|could) (i|we|you) ~2 (buy|get|choose|use|try|pick|order)",
            "(help|assist) ~2 (choose|choosing|pick|picking|find|finding|decide|select|selecting|deciding)",
            "(difference|compare|comparison) ~5",
            "(alternative*|substitute*|similar|equivalent) ~3 (to|for|product*|as)",
            "(looking for|look for|searching for|after|need|want|find|show me|interested in) ~1 (a|an|some"
            "|something|good)"
            " ~5 (for|to|that|with|help|under|gift|gear|equipment)",
            "(best|good|great|ideal|perfect) ~4 (for|to help) ~3",
            "what (do|would|will) (i|we|you) need ~2 (to|for)",
            "(do not|not sure|cannot|can not) ~2 (know|decide) ~1 which ~4",
            "good (swap|substitute|replacement|alternative) for",
            "(should|would) (i|you) ~1 (go for|go with|choose|pick)",
            "(any|got|some|have) ~1 (ideas|tips) ~2 (for|on|about)",
            "(show|browse) ~3 (products|range|catalogue|gear)",
            "(what|which) ~3 (products|brands|gear|brand|product|equipment) ~4",
            "<want> ~1 buy ~3",
            "(i need|i want) some",
            "(shopping|buying) for",
            "(tell|more|know) ~3 about ~3 (product|products|this|range|brand)",
        ),
        weight=2.6,
        unless=(
            "(ship*|deliver*|payment*|refund*|return*|account*|order|orders|address|invoice*|complain*|bill|wholesale"
            "|discount*|feedback|review*|money|pin|password|plan)",
            "(arrived|received|broken)",
        ),
    ),
    Rule(
        "product_inquiry",
        None,
        (
            "(question|enquiry|inquiry|query|information|details|ask) ~2 (about|on|regarding) ~3"
            " (product*|range|brand|supplement*)",
            "(product|item) (question|enquiry|inquiry|information|details|description|specs)",
        ),
        weight=2.4,
    ),
)
