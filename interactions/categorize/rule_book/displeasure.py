"""Signs that something went wrong for a customer: facts first, then strong words and sarcasm.

Weights add up: from 1.0 on a conversation is negative, however politely it is put.
"""

from interactions.categorize.rules import Sign

_SUPPOSED = (
    "(if|in case|what happens when|should i receive|policy) ~6 (damage*|broken|wrong|missing|late|faulty|lost|arriv*)",
)

_WRONG_FACTS = (
    Sign(
        "negative",
        "the order has not come",
        (
            "not ~3 (arriv*|turned up|shown up|showed up|been delivered|here yet|came|come yet)",
            "(has|have) not ~2 come",
            "(is|are|was|were) not ~1 (here|delivered|shipped|sent)",
            "not ~3 (receiv*|got|gotten) ~3 (order*|parcel*|package*|delivery|item*|it|them|anything|yet|goods"
            "|refund*|money)",
            "(still|yet) ~2 (waiting|awaiting|pending|not here|nothing|no sign)",
            "never ~2 (arriv*|came|turned up|received|got|delivered|showed)",
            "not turn* up",
            "(late|overdue|delayed|stuck|lost) ~3 (order*|parcel*|package*|delivery|deliveries|again|now|by)",
            "(order*|parcel*|package*|delivery|it|they) (is|are|was|were|has been|have been|still) ~2 (late|overdue"
            "|delayed"
            "|stuck|lost|missing)",
            "(lost|stuck) in (transit|the post|the mail)",
            "<n> (day|days|week|weeks|month|months) (late|overdue|and|now|already|later)",
            "(waiting|waited) ~6 (<n>|over a|more than) (day|days|week|weeks|month|months|hours)",
            "(says|said|marked|showing|told) ~5 (delivered|dispatched|out for delivery|be here|be with you|today"
            "|tomorrow)",
            "(supposed|promised|meant|due|guaranteed) ~3 (deliver*|arriv*|here|come|be|on|today|yesterday|last)",
            "missed ~1 delivery",
            "(driver|courier|postie) ~6 (left|threw|thrown|dumped|ignored|never|not|lied|wrong|access|unable)",
        ),
        unless=(*_SUPPOSED, "no (rush|hurry|worries)"),
    ),
    Sign(
        "negative",
        "something was wrong with the goods",
        (
            "(damaged|smashed|crushed|leaked|leaking|spilt|spilled|shattered|mouldy|moldy|rancid|weevils|moths|larvae"
            "|maggots|inedible|stale|rotten|defective|faulty|fake|counterfeit)",
            "(arriv*|came|was|were|is|are|received|bottle|jar|lid|bag|box|glass) ~3 (broken|melted|open|opened"
            "|cracked|torn"
            "|burst|empty|expired|out of date|off|split)",
            "(wrong|incorrect) ~1 (item*|product*|order|size|flavour|one|parcel|thing*|brand|amount|price)",
            "(sent|received|got|delivered|given|shipped|sending) ~4 (wrong|incorrect)",
            "(missing|left out|forgot*) ~3 (item*|product*|from|my|one|of|bottle|jar|bag|include|pack)",
            "(item*|product*|one|bottle|jar|bag|parts|half|two|some) ~2 (is|are|was|were) ~1 missing",
            "(only|just) ~1 (received|got|sent) ~2 (<n>|half|part|some|one)",
            "only <n> of ~2 <n>",
            "(use by|best before|expiry) ~6 (passed|gone|last|already|ago|yesterday)",
            "(smell*|taste*) ~2 (off|rancid|bad|mouldy|musty|bitter|sour|soapy|foul)",
            "not ~1 what ~1 ordered",
            "(turned up|arrived|came) like this",
            "(past|after) ~2 (best before|use by|expiry)",
            "(made|making) ~3 (sick|ill|unwell|vomit*)",
            "(fell apart|poor quality|bad quality|low quality)",
        ),
        unless=(
            *_SUPPOSED,
            "(when|how|know|before|if) ~6 (expire*|open|opened|split|off)",
            "(damaged|dry|broken|cracked) (hair|skin|nails|rice|wheat|pepper|lips)",
            "not ~1 (broken|damaged)",
            "(ordered|chose|entered|put|typed) ~2 wrong",
        ),
    ),
    Sign(
        "negative",
        "money was taken wrongly or not given back",
        (
            "(charged|billed|debited|deducted) ~4 (twice|double|again|extra|more than|wrong*|incorrect*|too much"
            "|without)",
            "(double|over|duplicate) ~1 (charged|charge|billed|payment)",
            "(overcharged|ripped off|rip off|scam|scams|scammed|scammer*|fraud*|cheat*|stole|stolen|theft|con"
            "|misleading|deceptive|liar|liars|lied"
            "|lies|lying)",
            "(where|waiting|no|not) ~4 refund*",
            "(took|taken|taking) ~2 (money|payment) ~3 (but|and|without|from)",
            "(trying to use|hacked|charge back|chargeback|dispute)",
            "(discount|code|coupon|voucher) ~3 not ~1 (work*|appl*|accept*|valid|go)",
        ),
        unless=(
            "no (refund* needed|need)",
            "<not> ~3 (scam*|ripped off|con|fraud*|cheat*)",
            "refund polic*",
            "pros and con*",
            "not ~2 (want|need|after) ~2 refund*",
        ),
    ),
    Sign(
        "negative",
        "the customer asked before and was not helped",
        (
            "(second|third|fourth|fifth|2nd|3rd|4th|5th|<n>) ~1 (time|times|email|emails|attempt|message) ~6 (ask*"
            "|contact*|email*"
            "|writ*|call*|messag*|this|same|repl*|without|now|and)",
            "(emailed|called|contacted|messaged|rang|phoned|written|asked|wrote) ~5 (<n> times|twice|several"
            "|multiple|many|again"
            "|no reply|nobody|no one|no response|nothing|days ago|weeks ago|last week)",
            "(no|not|never|without|nobody|no one|none) ~5 (repl*|respon*|answer*|resolution|solution|hear* back"
            "|heard|call back"
            "|callback|contact* me|get back|got back|follow up)",
            "(not|never|no|nobody|can not|will not) ~3 (helped|helping|help me|helpful|do anything|care|cares|sort*"
            "|resolve*|fix*|care"
            "|option)",
            "(no help|useless|powerless|brick wall|going (around|round) in circles|pass* me around|passed around"
            "|run around"
            "|runaround|keep running|keeps happening|again and again|over and over|reoccurring|recurring|tough luck)",
            "<n> ~1 (minutes|mins|hours|hrs|days|weeks) ~3 (on hold|on the phone|in queue|waiting)",
            "(ignored|ignoring|being ignored|fobbed off|hung up)",
            "not ~2 (know|understand|aware) ~2 (why|what is going on)",
            "(no pick up|no one turned up|no show|no longer trust)",
            "same (issue|problem|thing|answer|update|mistake|reply|response)",
            "nothing (has|have)? ~1 (changed|happened|been done|done|arrived)",
        ),
        unless=(
            "no need to (reply|respond|call)",
            "not ~1 in a (rush|hurry)",
            "no (problem|worries|rush)",
            "not a problem",
            "<n> times (a|per|daily)",
            "second (opinion|time ordering|order)",
            "(could|can) you ~2 help",
        ),
    ),
    Sign(
        "negative",
        "something does not work",
        (
            "(can not|unable to|will not let me|could not|not able to) ~2 (log|sign|pay|check|order|access|open|add"
            "|place|get|use"
            "|track|redeem|reset)",
            "(stopped working|does not work|not working|did not work|not fit)",
            "(card|payment) ~4 (declined|rejected|failed|refused|blocked)",
            "(keeps|kept) (crashing|failing|freezing|logging|saying|giving|kicking|rejecting|happening|declining"
            "|asking)",
            "(website|site|page|app|link|checkout|cart) ~3 (not|down|broken|crash*|error|useless|terrible)",
            "(delivery|service|order|system|it) (fail|fails|failed)",
            "none of ~6 (works|work|worked|applies|apply|helped)",
        ),
        weight=0.7,
    ),
)

_ILL_WORDS = (
    Sign(
        "negative",
        "strong words of displeasure",
        (
            "(disgusted|disgusting|disgraceful|disgrace|unacceptable|appalling|appalled|atrocious|pathetic*"
            "|shocking|horrible|awful"
            "|terrible|worst|abysmal|ridiculous|outrageous|shameful|hopeless|furious|fuming|angry|joke|rubbish|crap"
            "|shit|fuck*"
            "|bullshit|stupid*|idiot*|dumb|bloody|hell|useless|garbage|trash|mad|rude|incompetent*|unprofessional"
            "|lazy|infuriating"
            "|unreliable|inexcusable|disappoint*|dissatisfied|frustrat*|annoy*|unhappy|upset|livid|nightmare"
            "|failure|absurd"
            "|shambles|dodgy|careless|sloppy)",
            "(not|never|far from|less than|hardly) ~2 (happy|satisfied|impressed|good enough|acceptable|pleased"
            "|ideal|on|amused|cool"
            "|appreciate|thrilled)",
            "(poor|bad|lousy|slow|terrible) ~2 (service|experience|customer service|support|communication|treatment"
            "|packaging"
            "|quality|company|job|form|show)",
            "(let down|fed up|sick of|had enough|waste of|wasted|wasting|over it|had it with|beyond a joke|last straw)",
            "(never|not|will not|would not|last time) ~4 (shop*|order*|buy*|purchas*|use|using|recommend*|return*) "
            "~3 (again|with you"
            "|here|anymore|from|any one|anyone|this)",
            "(complaint|complain|boycott*|trading standards|fair trading|accc|consumer affairs|ombudsman|small "
            "claims|lawyer)",
            "(gone downhill|going downhill|taking my business|going elsewhere|shop elsewhere|go elsewhere|lost a "
            "customer"
            "|lose a customer|lost customer|losing a customer|buy from now on|your competitor*|cancel my membership)",
            "(how hard|how difficult) ~3",
            "(what|how) ~3 (is wrong with|going on|hell|point of|explain|wasting)",
            "any reason why",
            "(why|how come) ~4 (not|never|keep|do you|cant|should i|shall i|am i still|so long|late)",
            "(rethink|learn to|teach ~3 how|need to do better|lift your game|do better|get your act together|not "
            "good enough|your fault|at fault|faults)",
        ),
        unless=(
            "not ~2 (disappoint*|upset|angry|complain*|unhappy|annoy*|mad)",
            "no complaint*",
            "(skin|health) complaint*",
            "(joke|mad) ~1 (about|for) ~1 (your|this|these)",
            "(not|never) ~1 (bad|terrible)",
            "never (disappoint*|fail*)",
            "worst ~2 (hay fever|allerg*|cold|flu)",
            "not only",
            "(angry|upset|bloody) (stomach|tummy|mary|skin|orange*)",
            "not go wrong",
            "why ~1 not (try|add|you stock|stock)",
        ),
    ),
    Sign(
        "negative",
        "praise that means the opposite",
        (
            "(great|wonderful|fantastic|brilliant|amazing|awesome|lovely|nice|perfect|excellent|congratulations"
            "|bravo|well done"
            "|good job|kudos|impressive|classy) ~8 (another|yet again|late again|not|never|broken|smashed|lost"
            "|thrown|threw|managed to"
            "|wrong|damaged|nothing|again|after)",
            "(thanks|thank you|thanx|cheers) (for nothing|a lot for|a bunch|for ruining|for wasting|for the mouldy"
            "|for the wrong"
            "|for losing|for ignoring|for letting|for ~4 (broken|late|wrong|lost|wasted|non))",
            "(just (great|what i needed|perfect|brilliant|wonderful)|oh great|oh good|how lovely|yeah right|good "
            "one|slow clap)",
            "(love (waiting|paying|being|how you|it when|that you)|what a (joke|surprise|shock))",
            "(extremely|so|very|really) helpful ~6 (not|kudos|still|no)",
            "(glad|good|nice|great) to (know|see|hear) ~3 (you|they) ~3 (zero|no|not|never|do not|cannot|can not)",
            "(lol|haha) (ok|okay|sure|right)",
            "after ~3 <n> (days|weeks|months) ~8 still",
        ),
        unless=(
            "after ~6 (use|using|taking)",
            "not ~1 (disappoint*|fault|complain*|go wrong|wait|recommend|thank|say enough)",
            "never (disappoint*|fail*)",
            "(order|buy|shop|use|back|visit) ~4 again",
            "nothing but",
            "again (thank*|for)",
            "(but|even) better",
            "not be happier",
            "thanks again",
            "again soon",
            "wrong with",
        ),
    ),
)

DISPLEASURE = _WRONG_FACTS + _ILL_WORDS
