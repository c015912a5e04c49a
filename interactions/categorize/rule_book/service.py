"""Rules for the web site, accounts, complaints, praise, trade customers and everything else."""

from interactions.categorize.rules import Rule

_TECHNICAL = (
    Rule(
        "technical",
        "website_issue",
        (
            "<page> ~4 (not|down|error|errors|broken|crash*|slow|blank|freez*|frozen|glitch*|bug*|stuck|hang*|dead"
            "|fail*"
            "|timed out|timing out|spinning|playing up|buggy|white screen|not loading|clunky)",
            "(error|404|500|503|bug|glitch|problem|issue|trouble) ~4 (website|web site|site|webpage|page|app|search"
            "|cart)",
            "(page|screen|site|website) ~3 (goes|went|turns|turned|just|is) ~2 (white|blank|black|grey)",
            "(throws|takes|sends|kicks|bounces|brings) me ~2 (back|to|out) ~3 (page|home|homepage|start|cart|site)",
            "(error message|error code|page not found|internal server error|blank page|blank screen)",
            "<cannot> ~4 (load|open|access|view|add ~4 cart|use|navigate|browse|find) ~4 (website|site|page|cart"
            "|product|app"
            "|link|images)",
            "(add|adding|added) ~4 (to|in) ~2 (cart|basket) ~6 (not|nothing|error|empty)?",
            "(cart|basket) ~4 (empty|emptied|empties|disappear*|keeps|will not|not update*|wrong)",
            "(keeps|keep|kept) (crashing|freezing|loading|logging|timing|refreshing|spinning|redirecting)",
            "(images|photos|pictures|buttons|button|video|menu|dropdown) ~4 (not|missing|broken|loading)",
            "(browser|chrome|safari|firefox|iphone|android|cache|cookies) ~5 (not|error|will|issue|work*|tried)",
            "search ~4 (not|nothing|broken|useless)",
            "(website|site) (issue|problem|error|feedback|bug)",
        ),
        weight=3.4,
        unless=(
            "(payment|card) ~4 (declined|rejected)",
            "not ~4 (on|say|find|list*|mention*) ~3 (website|site|page)",
            "link ~3 (return|review)",
            "return ~2 (link|page|portal)",
        ),
    ),
    Rule(
        "technical",
        "account_issue",
        (
            "<login>",
            "(get|getting|got) ~1 (into|in|access to) ~2 account",
            "(log|logging|logged|sign|signing|signed) ~1 (in|into|on|out|onto)",
            "(forgot|forgotten|forget|lost|reset|recover|retrieve|remember|restore|change) ~4 <login>",
            "(locked|lock) ~2 out",
            "(register|registering|registration|registrations|registrat*|signup|sign up|signing up|sign me up"
            "|registered)",
            "(switch*|change|changing) ~3 (user|users)",
            "(create|creating|open|opening|make|set up|delete|deleting|close|closing|remove|removing|deactivate"
            "|cancel"
            "|cancelling|terminate|eliminate|switch|switching|change|changing|upgrade|downgrade|use|using|edit"
            "|editing"
            "|modify|update|updating|access|reactivate|merge|verify|recover|activate|swap|swop|need|want|have"
            "|correct|find"
            "|get|information|about|question|add|finding|registering|obtain|do with|how many|enrol|my|into|different"
            "|details|data) ~5 (account|accounts|profile|profiles|user account|membership)",
            "(account|profile|user|membership) ~4 (issue*|problem*|locked|blocked|hacked|disabled|error|not|access"
            "|details|data"
            "|information|type*|delet*|closed|created|hack*|suspended|deactivat*|email|settings)",
            "(free|premium|gold|platinum|pro|standard|freemium|silver) ~1 (account*|user*|profile*|membership*)",
            "(unsubscribe|newsletter*|mailing list|subscription*|subscribe*|email list|stop ~3 emails|marketing "
            "emails"
            "|promotional emails)",
            "(change|update|correct|wrong) ~3 (email|email address|phone number|personal (data|details|information)"
            "|my email|my name)",
            "(personal|account|user|my) (data|details|information)",
            "(verification|confirmation|activation|reset) ~1 (email|link|code) ~4 (not|never|expired|did)?",
        ),
        weight=3.3,
        unless=(
            "(wholesale|trade|business|bank|afterpay|back to my|my bank) ~1 account*",
            "account (number|balance|name)",
            "(bsb|refund* ~6 account|charge*|declin*|debit*)",
            "sign* for ~2 (parcel|it|package|delivery)",
            "(newsletter|welcome|subscri*) ~3 (code|discount|voucher|coupon)",
            "(payment|card) ~4 declin*",
            "(code|coupon|voucher) ~4 (not work*|invalid)",
            "(into|in|from|to|on) ~1 my bank? account ~2 (yet|statement)",
            "address",
        ),
    ),
)

_WHOLESALE = (
    Rule(
        "wholesale",
        None,
        (
            "(wholesale*|wholesaler|stockist*|reseller*|resell*|distributor*|distributorship|retailer)",
            "(bulk|volume|trade|large quantit*|large order*) ~2 (order*|buy*|purchas*|pric*|discount*|rate*"
            "|account*|customer*|quantit*|enquir*|inquir*|quote)",
            "((by|per) the? (carton|pallet)|(whole|full|half) (pallet|carton)|minimum order quantit*|moq)",
            "(buy*|order*|purchas*) ~3 (bulk|larger quantities|large quantities|large amounts|by the (carton|pallet"
            "|kilo))",
            "(for|run|own|opening|at|have) ~2 (my|our|a|an|the|small|local|new) ~2 <business> ~6",
            "(stock|sell|resell|retail|supply) your ~2",
            "(we are|i am) ~1 (a|an|the) ~3 <business>",
            "(supply|stock|sell|resell|retail) ~5 (our|my|your (range|products|brand)|<business>)",
            "(business|trade|reseller|corporate) (account|pricing|inquir*|enquir*|customer*|order*)",
        ),
        weight=3.9,
        unless=(
            "(at|from|in) ~1 (the|a|my|our) ~2 (post|shop|store|supermarket) ~3",
            "(good|run|small) business",
            "(your|ur) ~2 (business|company|store|shop)",
            "(card|declined|refund*|broken|arrived)",
            "do (you|u) ~1 (sell|stock) your",
        ),
    ),
    Rule(
        "wholesale",
        None,
        (
            "in bulk",
            "(larger|large|big) (quantit*|amounts|orders)",
            "<n> (kilos|kg) (a|per|each) (week|month)",
            "(i|we) (own|run|operate|manage) (a|an|our) ~3",
        ),
        weight=2.4,
        unless=("do (you|u) ~1 (sell|stock|have|carry)",),
    ),
)

_VOICE = (
    Rule(
        "complaint",
        None,
        (
            "(complaint*|complain|complains|complaining|complained)",
            "(file|make|lodge|submit|raise|register|filing|lodging|making|open|have) ~3 (claim*|reclamation*"
            "|grievance*"
            "|complaint*)",
            "(claim|claims|reclamation*) ~4 (against|company|organization|organisation|business|brand|shop)",
            "(consumer|customer) (claim*|reclamation*)",
            "(reclamation*|ombudsman|accc|fair trading|consumer affairs)",
        ),
        weight=3.9,
        unless=("(medical|health|skin) complaint*", "not ~2 complain*", "no complaint*"),
    ),
    Rule(
        "complaint",
        None,
        (
            "(speak|talk|escalate*|pass) ~4 <person>",
            "escalat*",
            "(disgusted|disgusting|disgraceful|unacceptable|appalling|appalled|atrocious|pathetic|shocking|horrible"
            "|awful"
            "|terrible|worst|abysmal|ridiculous|outrageous|shameful|hopeless|furious|fuming|angry|ripped off|rip "
            "off|joke)",
            "(poor|bad|lousy|terrible|shocking|appalling|awful|worst) ~2 (service|experience|customer service|support"
            "|communication|treatment|company|attitude)",
            "(shame on you|had it with|do something about|disappointed|disappointing|dissatisfied|unhappy|not happy"
            "|not satisfied|let down|fed up|sick of|had "
            "enough)",
            "(never|not) ~3 (shop|order*|buy*|purchas*|use) ~4 (again|you|with you|here|anymore)",
            "(nobody|no one|noone|no body) ~4 (repl*|respon*|answer*|call*|help*|care*|got back)",
            "(no|without|never|not|have not had) ~3 (reply|replies|response*|answer|replied|responded|answered|call "
            "back)",
            "(not|stop) ~2 (ignor*)",
            "being ignored",
            "(problem|issue|isssue) ~2 with? ~1 (service|staff|company|agent)",
            "(have|report) ~1 (a|an) ~1 (problem|issue|isssue|complain)",
        ),
        weight=2.2,
        unless=("not ~1 a complaint", "(angry|worst) ~2 (stomach|skin|rash|tummy)", "payment*"),
    ),
    Rule(
        "complaint",
        None,
        (
            "(rude|unhelpful|incompetent|unprofessional|dismissive|condescending|abrupt|hung up on me)",
            "(nobody|no one|not one|no|not even|without) ~2 (apology|apologise|sorry)",
            "(excuses|excuse after)",
        ),
        weight=3.0,
        unless=("not ~2 (rude|unhelpful)",),
    ),
    Rule(
        "feedback",
        "positive",
        (
            "(love|loved|loving|adore) ~4 (your|product*|it|this|these|shop|store|the|them|everything|ordering"
            "|service)",
            "(great|excellent|amazing|fantastic|wonderful|brilliant|awesome|outstanding|superb|fabulous|incredible"
            "|good"
            "|lovely|exceptional|impressive|beautiful) ~2 (service|job|product*|work|customer service|experience"
            "|company"
            "|shop|store|quality|communication|team|packaging|people)",
            "(thank you|thanks|thankyou) ~6 (much|wonderful|great|amazing|help*|fast|quick|prompt|service|lovely"
            "|everything"
            "|care|kind*|team|excellent|fantastic|sorting|fixing|sending)",
            "(thank you|thanks|thankyou|cheers|ta)",
            "(just|wanted|want|like) ~3 (say|send|pass on|express) ~3 (thank*|how|compliment*|appreciat*|great|well "
            "done)",
            "you guys ~1 (rock|rule|are ~2 (best|amazing|awesome|great|legends))",
            "best ~2 (service|shop|store|range|organic)",
            "all (beautiful|perfect|good|lovely|there|great)",
            "(keep (it|up)|well done|good on you|kudos|compliments|shout out|hats off|five stars|5 stars|highly "
            "recommend)",
            "(very|so|really|extremely|absolutely) ~1 (happy|pleased|impressed|satisfied|grateful|thankful"
            "|delighted) ~4",
            "(happy customer|very happy|so happy|much appreciated|really appreciate*|exceeded ~2 expectations)",
            "(arrived|came|received|here) ~4 (perfect*|safely|today|early|quick*|fast|beautifully|promptly|in great"
            "|in perfect)",
        ),
        weight=2.6,
        unless=(
            "not ~3 (happy|pleased|impressed|satisfied|love|great|good|appreciat*|perfect*)",
            "(but|however|unfortunately|although|except)",
            "would (love|be happy|be great|appreciate*|be very happy|really appreciate)",
            "<not> ~3 (arriv*|received|come)",
            "(broken|damaged|wrong|missing|late|refund*)",
        ),
        scope="any",
    ),
    Rule(
        "feedback",
        None,
        (
            "(review|reviews|reviewing)",
            "(feedback|feedbacks|testimonial|testimonials|opinion|opinions)",
            "(leave|write|send|submit|give|leaving|writing|giving|sending|post|provide) ~4 (comment*|rating|ratings"
            "|review*"
            "|feedback|opinion*|suggestion*)",
            "(rate) ~3 (product|purchase|service|item|order|experience)",
            "(survey|compliment)",
        ),
        weight=3.4,
        unless=(
            "review ~2 my (order|account|case|request|refund)",
            "second opinion",
            "(bad|negative|poor) ~2 (review*|feedback)",
        ),
    ),
)

_OTHER = (
    Rule(
        "other",
        None,
        (
            "(seo|backlink*|guest post*|link building|web design|digital marketing|search engine)",
            "(job|jobs|vacanc*|career*|resume|employment|hiring|work experience|internship|cv)",
            "(sponsor*|donat*|fundrais*|charity|raffle)",
            "(influencer|collab*|ambassador|affiliate*|partnership|instagram followers)",
            "(uni|university|phd|thesis|assignment|research*|interview) ~4 (student|project|study|interview|survey"
            "|someone)",
            "(media enquiry|press release|journalist|podcast)",
        ),
        weight=3.2,
        unless=(
            "(order|good|great|nice|lovely|amazing) ~2 job",
            "job (well|done)",
            "(parcel|refund*|delivery)",
            "(website|site) ~3 error",
        ),
    ),
)

SERVICE = _TECHNICAL + _WHOLESALE + _VOICE + _OTHER
