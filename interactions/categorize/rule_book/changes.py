"""Rules for changing or calling off an order."""

from interactions.categorize.rules import Rule

CHANGES = (
    Rule(
        "order_change",
        "cancel",
        (
            "(cancel|cancelling|canceling|cancellation|cancelation|cancle|cancelled|canceled|cancels|canel|cancell)",
            "no longer ~1 (want|need|require|interested) ~4",
            "not ~1 (want|need) ~5 (any more|anymore|order|orders|purchase|item)",
            "not ~1 (process|go ahead|proceed) ~3 (order|it|with)?",
            "(changed|change) (my|our) mind ~2 (about|on) ~3 <order>",
            "call* off ~3 <order>",
            "(stop|halt|withdraw|void|pull|revoke|undo) ~3 <order>",
            "(not|do not) (send|ship|dispatch|post) ~3 (it|order|parcel)",
            "(ordered|placed|purchased) ~1 (it|this|order|an order|twice)? ~1 (by mistake|by accident|accidentally"
            "|in error|twice)",
            "(accidentally|mistakenly) ~2 (ordered|placed|purchased)",
        ),
        weight=3.4,
        unless=(
            "(subscription|newsletter|account|membership|profile|user) ~3 cancel*",
            "noise cancel*",
            "cancel* ~4 (subscription|newsletter|account|membership|profile|user)",
            "cancel* ~2 (fee|charge|penalt*)",
            "(fee|charge|penalt*) ~3 (cancel*|early)",
            "not ~2 (want|need) ~3 account",
        ),
    ),
    Rule(
        "order_change",
        "address_change",
        (
            "(change|changing|changed|update|updating|correct|correcting|edit|editing|modify|modifying|fix|amend"
            "|switch"
            "|alter|set up|setting up|set|setup|enter|add|new|different|another|wrong|incorrect|old|previous|typo"
            "|mistake"
            "|error|errors|secondary|second|other|put|create) ~6 address*",
            "address* ~5 (change*|changing|update*|wrong|incorrect|old|outdated|different|correct*|edit*|modif*"
            "|typo|mistake"
            "|misspelled|moved|missing)",
            "(moved|moving|have moved|just moved) ~1 (house|home|out|to|address|recently)",
            "(redirect|reroute|divert) ~4 (<parcel>|it|to)",
            "(wrong|incorrect|old|previous) (street|suburb|postcode|post code|unit|house number|unit number)",
            "(deliver*|send|sent|ship*|post) ~4 (to) ~2 (different|another|my new|a new|the new|my work|work|my "
            "office|other) ~2",
            "(shipping|delivery|postal|home) address",
            "(forgot|forgotten|left out|left off|need) ~4 (unit|apartment|street|house) ~1 (number|name)?",
            "(parcel|order|it|package|box|delivery) ~2 (go|come) (there|to) ~4 instead",
            "(postcode|address|street|suburb|unit number) ~1 (wrong|incorrect)",
            "(unit|street|house number|postcode|suburb|apartment) ~5 instead of ~4",
        ),
        weight=3.6,
        unless=(
            "email address*",
            "(ip|web) address",
            "return address",
            "address (my|this|the|our) (issue|concern|problem)",
            "delivered to ~2 wrong address",
        ),
    ),
    Rule(
        "order_change",
        "modify_order",
        (
            "(change|changing|modify|modifying|edit|editing|update|updating|amend|amending|alter|altering|adjust"
            "|correct"
            "|correcting|correction|switch|revise) ~5 <order>",
            "(change|correction|edit|modification|changes|corrections|amendment|alteration) ~2 (to|of|in|on|for) ~3 "
            "<order>",
            "<order> ~1 (change*|modification*|amendment*|correction*|edit)",
            "(add|adding|remove|removing|delete|deleting|include|take) ~5 (to|from|off|into|in|of) ~3 <order>",
            "(add|adding|remove|removing|delete|deleting) ~3 (item*|product*|article*|some*|stuff|another|one more) ~4",
            "(swap*|swop|replace|substitute|switch*|change) ~2 (item*|product*|article*|one|some*|flavour|size"
            "|quantity) ~5",
            "(pop*|chuck*|throw*|slip|squeeze|put) ~7 (in|into|with|on|onto|to) ~3 <order>",
            "(can|could|please|want|like) ~3 (make|change) (it|that|them|this) ~4 instead",
            "(two|<n>|both) orders ~9 (one|same|together|single) ~1",
            "in the? (one|same|single) (box|parcel|package|shipment)",
            "(combine|merge|join) ~3 orders",
            "(forgot|meant) to (add|order|include)",
            "(increase|reduce|decrease|double) ~4 (order|quantity)",
            "(ordered|chose|selected|picked|order) ~3 wrong ~1 (size|flavour|item|product|one|quantity)",
            "(add|put) ~3 (on|with) ~1 (my|that|the) order",
        ),
        weight=3.2,
        unless=(
            "(address|account|password|email|card|payment|profile|phone|shipping method)",
            "update on",
            "change of mind",
            "update ~3 (about|regarding)",
            "(you|you have) ~1 (forgot|forgotten)",
            "(status|eta)",
            "add to cart",
            "review*",
        ),
    ),
)
