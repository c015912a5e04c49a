"""Rules for orders on their way, delivery times, and what shipping costs and offers."""

from interactions.categorize.rules import Rule

_OTHER_THINGS_AWAITED = (
    "not ~4 (received|got|had|given|sent) ~3 (refund*|reply|response|answer|call|callback|discount|code|confirmation"
    "|invoice|receipt|email|emails|credit|bonus|reward*|points|link|password|coupon|voucher)",
    "(refund*|reply|response|answer|discount|code|confirmation|invoice|receipt|email|credit|bonus|reward*|points"
    "|money)"
    " ~3 not ~2 (arriv*|come|received|been|shown|turned|appeared)",
)

_WHERE = (
    Rule(
        "order_tracking",
        "where_is_order",
        (
            "where ~1 (is|are) ~3 <parcel>",
            "where (is|are) (it|they|my|our) ~2",
            "where ~2 <parcel> ~1 (is|are|was|at|went|gone|got to)",
            "(what|whats) ~1 happen* ~2 (to|with) ~2 <parcel>",
            "whereabouts",
            "(nowhere to be (seen|found)|no sign of|no trace of)",
            "(shows|says|showing|saying|status) ~3 (processing|pending|label created|awaiting|order received|not "
            "dispatched)",
            "(be|get) (with|to) (me|us) ~1 by",
            "(link|tracking) ~6 (parcel|order|package) ~3 (not|nothing)",
            "(did|has|have) (my|our|the) ~2 <parcel> ~1 (leave|left|go)",
            "(#|it|order) (has|have|is|was) ~1 (gone out|left|shipped|sent|posted|dispatched|on its way)",
            "where (has|did) ~3 (go|gone|got to|end up|get to)",
        ),
        weight=3.5,
        unless=(
            "(points|reward*|coupon*) ~3 where",
            "where (is|are) ~3 (refund*|invoice*|receipt|money|coupon|code|link|page|store|shop|button)",
            "where (is|are|did) ~4 (points|made|grown|sourced|produced|manufactured|located|packed)",
        ),
    ),
    Rule(
        "order_tracking",
        "where_is_order",
        (
            "(track|tracking|trace|locate|follow) ~4 (<parcel>|#)",
            "(track|tracking|trace|locate) (it|this|that|my|down|the)",
            "tracking (number|no|code|id|link|information|details|status|update*|page|says|shows|has|is)",
            "<parcel> tracking",
            "(no|any|send|have|the|with) ~1 tracking",
            "track my",
            "tracked",
        ),
        weight=3.5,
        unless=(
            "tracked (post|shipping|delivery)",
            "(locate|find|track) ~4 (invoice*|bill|bills|receipt*|account|refund*|page|store)",
        ),
    ),
    Rule(
        "order_tracking",
        "where_is_order",
        (
            "<order> ~1 (status|eta|progress)",
            "(shipment|shipping|delivery|parcel|package|item) (status|progress)",
            "(status|eta|progress) ~1 (of|on|for|with) ~3 (<parcel>|#)",
            "eta",
            "(update*|news|word|information) ~2 (on|about|of|for|regarding) ~3 <parcel>",
            "<parcel> update",
            "(location|position) of ~2 <parcel>",
            "(my|our) ~2 <parcel> (has|have|is|was|had|got|will be)? ~2 (delivered|shipped|dispatched|sent|posted)",
            "(check|see|find|checking|know|look) ~3 (on|about|up|into|for) ~1 my ~1 <parcel>",
            "(check|find) my ~1 (delivery|parcel|package|shipment|order)",
            "(has|have|was|were|did|is|are) ~1 (my|our|the) ~3 <parcel> ~3 (ship*|dispatch*|sent|left|arriv*|deliver*"
            "|drop*|posted|coming|picked up|on its way|way|processed|packed)",
            "(has|have|was|did) ~3 <parcel> ~1 (go|gone) out",
            "(has|have|was|did|is) ~1 (my|our) ~3 (ship*|dispatch*|sent|arriv*|posted|deliver*|mailed)",
            "(out for delivery|in transit|on its way|on the way|on board for delivery|on the? truck)",
            "<parcel> # (status|current status)",
        ),
        weight=3.2,
        unless=("status ~2 refund*", "refund* ~2 (status|eta|progress)", "update ~2 (account|address|details)"),
    ),
    Rule(
        "order_tracking",
        "where_is_order",
        (
            "<not> ~3 (arriv*|delivered|turned up|shown up|show up|turn up|come|came|here yet|made it|get here)",
            "(is|are|was|were) not ~1 here",
            "<not> ~3 (receiv*|got|gotten|seen|had) ~4 (<parcel>|it|them|anything|yet|card)",
            "not ~1 get (my|our|the|any) ~2 <parcel>",
            "(heard|hear|seen) (nothing|anything|not a thing) ~2 (since|about|from|of)?",
            "(order|ordered|placed) ~9 (no|not) ~3 (sign|trace|word|news) ~1 of?",
            "(what|whats) ~1 (going on|happening|the go|the story|the hold up|holding) ~3",
            "<not> ~3 (dispatched|shipped|been sent|posted|left ~2 warehouse|been picked|moved|been delivered)",
            "still ~3 (waiting|awaiting) ~1 (for|on)? ~4 (<parcel>|#|it|arrive|card|delivery)",
            "still (waiting|awaiting)",
            "waiting ~3 (for|on) ~4 (<parcel>|card|arrive|it)",
            "waiting ~4 <n> (day|days|week|weeks|month|months)",
            "<parcel> ~3 (never|not) ~2 (arriv*|came|come|here|showed|shown|delivered|turned)",
            "(ordered|placed|bought|purchased) ~6 (ago|weeks|days) ~6 (not|nothing|still|no)",
            "still (pending|processing|not here|in transit|nothing|says|says processing|has not|have not)",
            "(where|when) ~3 (sent|mailed|mail)",
        ),
        weight=2.8,
        unless=_OTHER_THINGS_AWAITED,
    ),
    Rule(
        "order_tracking",
        "where_is_order",
        (
            "(lost|stuck|delayed|overdue|late) ~2 <parcel>",
            "<parcel> ~4 (lost|stuck|delayed|overdue|late|stolen|in limbo|disappeared|gone missing|went missing"
            "|vanished)",
            "(lost|stuck) in (transit|the mail|the post|post|sydney|melbourne|brisbane)",
            "(says|said|shows|showing|marked|marks|claims|claim|message) ~4 delivered",
            "delivered ~6 (but|yet|however) ~6 (not|nothing|no|never)",
            "delivered to ~2 (wrong|another|neighbour*|different) ~1",
            "<carrier> ~6 (says|said|lost|left|claims|told|never|depot|know*|tried|delivered)",
            "(missed|attempted|failed) (delivery|deliveries)",
            "left ~1 card ~4",
            "(return*|sent back|going back) to the? sender",
            "(expected|due|supposed|meant|promised|scheduled) ~3 (deliver*|arriv*|here|come|yesterday|today|last"
            "|<day>)",
            "no (movement|scan|updates) ~3",
            "(slow|late|delayed) (delivery|shipping|shipment|post)",
            "delivery ~2 (late|delayed|overdue)",
        ),
        weight=3.0,
        unless=("(late|delayed) ~1 fee*",),
    ),
)

_TIME = (
    Rule(
        "order_tracking",
        "delivery_time",
        (
            "how (long|soon|fast|quick|quickly|many days|many weeks) ~7 (deliver*|ship*|arriv*|post*|get here"
            "|receiv*|dispatch*|come|reach*|get to|expect|order*|process)",
            "how (long|soon|fast) ~5 (wait|get ~3 (<parcel>|it|card))",
            "(how far in advance|how early|how soon|when) should (i|we) ~1 order",
            "(roughly|approx*|about|around) how long",
            "how long to ~2",
            "how many days ~6 (take|get|until)",
            "(dispatch|ship|post|deliver) ~3 (same day|on weekends|on saturday|every day|daily|on the weekend)",
            "(be|get|arrive) (here|there) ~1 (by|before|in time)",
            "(usual|normal|typical|average|current) ~1 (wait|waiting time|turnaround|delay)",
            "(order|ordered) ~2 <day> ~4 (sent|go out|shipped|dispatched|leave)",
            "(running|running a bit) behind",
            "(get|getting|make it|be here|arrive|arriving|come) ~5 (by|before|in time for) ~2 <day>",
            "how long ~2 (will|does|would|do|is) ~1 (it|this|they|that|you) ~3 take",
            "(delivery|shipping|dispatch|shipment|processing|turnaround|transit|handling) (time*|timeframe*|window"
            "|estimate*|period|period*|speed|days|date|dates|lead time|duration|schedule)",
            "(time|period|date) ~2 (for|of|to|until) ~3 (deliver*|shipping|shipment|dispatch)",
            "(estimated|expected|approximate|exact) ~1 (delivery|arrival|shipping|dispatch)",
            "what (day|days|time|times|date) ~4 (deliver*|arriv*|ship*|dispatch*)",
        ),
        weight=3.2,
        unless=(
            "(return|refund*|exchange) ~5 how long",
            "how long ~5 (return|refund*|money back|exchange)",
            "how long ~6 (last*|keep|store*|good for|shelf)",
            "how (long|many days) ~3 take (this|it|them|the) ~2 for",
            "delivery period ~3 past",
            "(past|missed|after) ~3 (expected|estimated) ~2",
        ),
    ),
    Rule(
        "order_tracking",
        "delivery_time",
        (
            "when (will|can|should|could|would|do|might|am) (i|we) ~5 (receiv*|get|expect*|have|see|getting)",
            "when ~3 (will|is|are|does|do|can|should|would|might) ~4 (<parcel>|it|they|card) ~6 (arriv*|come|coming"
            "|get here|deliver*|dispatch*|ship*|reach*|be here|due|turn up|land|sent)",
            "when ~6 (arriv*|be here|delivered|get here|dispatched)",
            "when ~2 (deliver|ship|dispatch|send)",
            "when ~3 (expect|receive) ~3 (<parcel>|it|them|delivery)",
            "when (is|are) ~3 (<parcel>|it) ~2 (coming|due|arriving)",
            "how (soon|long) ~2 (can|will|do|until|till|before) ~3 (expect|receive|get) ~3",
            "(if|whether) ~5 (arrive|get here|delivered) ~2 (by|before|in time|on time)",
            "(arrive|arrives|delivered|deliver|receive|get|here|come|get here) ~4 (by|before|in time for|for) ~1 <day>",
            "(deliver*|arrive|come) ~3 (specific|certain|particular|set|chosen|choose) ~2 (day|date|time)",
            "(specific|certain|particular|choose|pick|select|specify|different|preferred) ~2 delivery? (day|days|date"
            "|time|times) ~3 (deliver*|arriv*)",
            "(choose|pick|select|schedule|set) ~3 (delivery|date|day|time)",
            "(cut off|cutoff) ~4 (order*|dispatch|shipping|deliver*)?",
        ),
        weight=3.0,
        unless=(
            "next (shipment|delivery) of",
            "when ~6 (refund*|money|back in stock|in stock|restock*|available|bill*|invoice*|pay|reply|response"
            "|answer|discount|sale|credit|reward*|points)",
            "when (i|we) ~1 (get|receive|received|got|have)",
        ),
    ),
)

_SHIPPING = (
    Rule(
        "shipping",
        "shipping_cost",
        (
            "(shipping|delivery|postage|freight|courier|shipment|post) ~1 (cost*|fee*|charge*|price*|rate*|quote"
            "|calculat*"
            "|discount|total)",
            "(cost*|price*|fee*|charge*|rate*|quote) ~2 (of|for|to) ~2 (ship*|deliver*|post*|freight|send|sent)",
            "how much ~6 (shipping|delivery|postage|freight|ship|deliver|post|send)",
            "(free|flat rate|cheap|cheaper|cheapest) ~1 (shipping|delivery|postage|freight|post)",
            "(charged|charge|charging|paid|pay) ~4 (shipping|postage|freight|for delivery|delivery)",
            "(shipping|postage|freight|delivery) ~3 (expensive|free|too much|so high|too high|ridiculous)",
            "<n> (to|for) (post|ship|send|deliver|postage|shipping|delivery|freight)",
            "(minimum|spend|spending) ~7 free",
            "what ~3 (postage|freight|shipping) ~1 (be|to|for|on|is|come)",
        ),
        weight=3.6,
        unless=("coupon ~3 free shipping", "(refund*|return*) ~4 shipping", "price ~3 shipment"),
    ),
    Rule(
        "shipping",
        "shipping_options",
        (
            "(shipping|delivery|shipment|postage|postal|freight|shipments|deliveries|dispatch) ~1 (option*|method*"
            "|choice*|type*|way*|mode*|service*|information|polic*|zone*|area*|partner*|compan*|provider*|carrier*"
            "|terms)",
            "(option*|method*|choice*|ways|modes|kinds) ~3 (ship*|deliver*|post*|freight|send)",
            "(express|overnight|same day|next day|expedited|standard|priority|rush|faster|fast|fastest|speedy|speed "
            "up"
            "|quicker|courier|regular|registered|tracked) ~1 (shipping|delivery|post|postage|shipment|ship|freight)",
            "(get|have|send|deliver*) (it|them|this|order) ~2 (quicker|faster|sooner|express|by express)",
            "(can|could|possible|option|have|offer|do you) ~5 express",
            "(speed up|expedite|rush) ~3 (shipping|delivery|order|shipment)?",
            "(ship|deliver|post|send|shipping|delivery|delivering|shipments|shipment|deliveries|posting|order from"
            "|orders from) ~3"
            " (international*|overseas|worldwide|abroad|<abroad>|countries|country|regional|remote|rural"
            "|tasmania|wa|nt|perth|darwin|hobart|islands|interstate|po box|australia wide|my area|outside)",
            "(international|overseas|worldwide|global) ~1 (shipping|delivery|orders|postage|customers|shipment*)",
            "(po box|post office box|parcel locker|parcel lockers|authority to leave|safe drop|click and collect"
            "|click"
            " collect|pick up in store|in store pick up|local pick up|local pickup|collect ~3 (warehouse|store|you))",
            "(pick up|pickup|collect) ~4 (warehouse|store|in person|from you|myself|instead)",
            "(which|what) ~1 (courier|carrier|couriers|carriers|shipping company|postal service)",
            "leave ~3 (parcel|parcels|package|packages|box|it) ~5 (home|door|no one|noone|nobody|veranda*|porch|out)",
            "(can|could|may) (i|we) ~1 (collect|pick up|pickup) ~1",
            "(do|does) your (driver*|courier*|van*|truck*) ~5",
            "how does ~1 (shipping|delivery) work",
        ),
        weight=3.4,
        unless=("(refund*|return*) ~2 options", "not ~3 (received|arrived)", "delivery zone ~2 address"),
    ),
    Rule(
        "shipping",
        "shipping_options",
        (
            "(do|can|could|would|will|does|if|whether|possible) ~3 (you|u|ya|it|they|i|to) ~3 (ship|deliver|shipping"
            "|delivering|post) ~2 (to|in|into|internationally|for)",
            "(shipments|deliveries|shipping|delivery|shipment) (to|in|for) ~1",
            "(can|could|possible) ~4 (order|orders) from",
            "do ~1 (ship|deliver|post)",
            "(you|u) (ship|deliver) to",
        ),
        weight=2.8,
        unless=("(address|wrong|different|another|neighbour*|sender)", "how (long|much|soon|fast)", "when"),
    ),
    Rule(
        "shipping",
        None,
        (
            "(shipping|delivery) (information|details|question*)",
            "(expedited|standard) and standard",
            "<want> ~2 know ~2 about ~2 (shipping|delivery)",
        ),
        weight=2.6,
    ),
)

DELIVERY = _WHERE + _TIME + _SHIPPING
