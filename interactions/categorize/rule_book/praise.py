"""Signs that a customer is glad. They count only where nothing went wrong; plain thanks hardly count at all."""

from interactions.categorize.rules import Sign

PRAISE = (
    Sign(
        "positive",
        "praise",
        (
            "(love|loved|loving|adore) ~4 (your|product*|it|this|these|shop|store|the|them|everything|ordering"
            "|service|how)",
            "(great|excellent|amazing|fantastic|wonderful|brilliant|awesome|outstanding|superb|fabulous|incredible"
            "|lovely"
            "|exceptional|impressive|beautiful|quick|perfect|best|delicious|stunning|good) ~3 (service|job|product*"
            "|work"
            "|experience|company|shop|store|quality|communication|team|packaging|people|response|support|range"
            "|staff|reply"
            "|business|condition)",
            "(keep up|well done|good on you|kudos|compliments|shout out|hats off|five stars|5 stars|highly "
            "recommend*|a treat"
            "|you guys (rock|are the best|are great))",
            "(very|so|really|extremely|absolutely|super) ~1 (happy|pleased|impressed|satisfied|grateful|thankful"
            "|delighted|helpful"
            "|kind|professional|yummy|tasty|good|fast|quick)",
            "(happy customer|much appreciated|really appreciate*|exceeded ~2 expectations|made my day|life saver"
            "|lifesaver|over the moon)",
            "(arrived|came|got here|received) ~5 (perfect*|safely|early|quick*|fast|beautifully|promptly|great"
            "|earlier)",
            "(could|can) not (be happier|recommend|fault|thank|say enough)",
            "(good news|were great|is great|was great|it is perfect|never a bad)",
            "(makes|made|feel*) ~3 (difference|so much better)",
        ),
        unless=(
            "(not|never|would|hardly|isnt) ~3 (happy|pleased|impressed|satisfied|great|good|perfect*|love"
            "|appreciat*|helpful|best"
            "|service|excellent)",
            "(best before|best way|best product|best price|good customer|quick question|perfect for|looking"
            " for|which|what|is there a (good|great))",
            "if ~4 (good|happy)",
        ),
    ),
    Sign(
        "positive",
        "a matter put right",
        (
            "(sorted|resolved|fixed|solved) ~3 (out|it|everything|quickly|thanks|thank|now|my|the)?",
            "(it|that|all|now) (worked|works|is working|arrived|is sorted|just got here)",
            "(got|received) (it|my|the correct|the right|the replacement|the parcel)",
        ),
        weight=0.6,
        unless=(
            "(not|never|no|need*|get|have|want|please|when|can|could|how|until|be|trying|want it) ~4 (sorted"
            "|resolved|fixed"
            "|solved|worked|works|received|got|working|arrived)",
            "(but|only)",
            "how",
        ),
    ),
    Sign(
        "positive",
        "heartfelt thanks",
        (
            "(thank you|thanks) (so much|very much|a million|heaps|again|kindly) ~6",
            "(thank you|thanks) ~2 for ~4 (wonderful|great|amazing|fast|quick|prompt|lovely|kind*|excellent"
            "|fantastic|sorting|fixing"
            "|making|help|quick|your help|everything|service)",
            "(just|wanted|want) ~4 (say|send) ~2 (thank*|thanks)",
            "(grateful|gratitude|appreciate ~3 (help|quick|everything|it))",
        ),
        weight=0.7,
        unless=("would ~2 (appreciate|be grateful)", "(help|assistance|response|reply) in advance"),
    ),
    Sign("positive", "thanks", ("(thanks|thank you|cheers|ta|much appreciated)",), weight=0.4),
)
