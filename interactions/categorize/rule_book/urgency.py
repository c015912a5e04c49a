"""Signs that a conversation can't wait, each with its false friends.

Weights add up: from 1.0 on it is urgent. "As soon as possible" alone is a courtesy; with a deadline it is none.
"""

from interactions.categorize.rules import Sign

_ASKING_FIRST = (
    "(does|do|is|are|can|could|would|will|which|should) ~8 (contain*|free|traces|safe|suitable|made|recommend*|help "
    "with"
    "|suit|cause*|okay|interact*)",
)

_HEALTH = (
    Sign(
        "urgent",
        "somebody fell ill or reacted to a product",
        (
            "allergic ~1 reaction",
            "(reacted|reaction) ~4 (badly|to your|to the|to this|after|from|severe*)",
            "(bad|severe|serious|adverse|terrible|horrible|nasty) ~1 reaction",
            "(made|making|make) ~4 (sick|ill|unwell|vomit*|nauseous)",
            "(sick|ill|unwell|vomit*|throwing up|rash|hives|swelling|swollen|swelled|diarrhoea|diarrhea|stomach "
            "pain*|cramps|nausea"
            "|burning|blisters|dizzy|food poisoning|itchy) ~8 (after|since|from|when) ~6 (eat*|us*|taking|took|take"
            "|drink*|drank"
            "|ate|tak*|consum*|had|having|appl*|your|opening|this)",
            "(after|since) ~2 (eating|using|taking|drinking|having|applying|consuming|trying) ~8 (sick|ill|unwell"
            "|vomit*|rash|hives|swelling"
            "|swollen|hospital|cramps|diarrhoea|diarrhea|pain|dizzy|burning|blisters|itch*|nauseous|reaction"
            "|breathe|breathing)",
            "food poisoning",
            "(broke|break|broken|came|come|coming) out in ~2 (rash|hives|spots|welts|blisters)",
            "(ambulance|emergency (room|department)|epipen|poisons (information|line|hotline)|triple zero|anaphyla*)",
            "(in|to|at) ~1 (hospital|emergency)",
            "(hospitalised|hospitalized|difficulty breathing|trouble breathing|can not breathe|throat ~3 (swell*"
            "|closing|swollen))",
        ),
        unless=(
            *_ASKING_FIRST,
            "hospital (grade|bag|bed)",
            "(work|works|working|nurse|doctor|baby|staff|visit*|gift*|deliver*|ship*"
            "|send|café|cafe|foundation|volunteer*) ~5 (hospital|emergency)",
            "(carry|carries|keep|store|in case|first aid) ~4 (epipen|ambulance|anaphyla*)",
            "(never|not|no) ~3 (reaction|made|sick|hives|rash|reacted)",
        ),
    ),
    Sign(
        "urgent",
        "something dangerous was in the food",
        (
            "(glass|metal|plastic|screw|wire|needle|nail|stone|insect*|rodent|mouse|blade|bone) ~4 (in|inside) ~5 "
            "(food|jar|oats|bag"
            "|muesli|flour|powder|product|rice|nuts|packet|tea|bottle|honey|pasta|lentils|cereal|bread|granola|mix)",
            "(allergen*|nuts|peanut*|gluten|dairy|sesame|milk|egg) ~5 (not|never) ~3 (listed|declared|label*"
            "|mentioned|on the)",
            "(undeclared|wrongly labelled|mislabelled|mislabeled) ~4",
            "(found|bit|swallowed|bitten) ~4 (glass|metal|plastic|shard*|screw|wire)",
            "(product|food|safety) recall",
        ),
        unless=(
            "(glass|plastic|metal|stone) ~2 (jar|bottle|free|container|packaging|lid|ground|bags) ~6 (in|or"
            "|available|instead)",
            "(come|comes|sold|pack*|available|sell|store) ~3 (in|inside) ~3 (glass|plastic|metal)",
            "plastic free",
        ),
    ),
    Sign(
        "urgent",
        "medicine or special food is running out",
        (
            "(run out|runs out|running out|ran out|run* low|last|without|nearly out|almost out|no more|out of) ~6 "
            "(medic*|insulin|formula"
            "|prescri*|tablets|capsules|supplement* ~3 doctor|enzymes|thyroid|iron tablets|drops)",
            "(medic*|insulin|formula|prescri*|tablets|capsules|drops|enzymes) ~6 (run out|runs out|running out|ran "
            "out|nearly out|almost out"
            "|run* low|urgent*)",
            "no ~2 (formula|insulin|medication|medicine) ~1 left",
            "(need|needs|must have|relies on|rely on|depends on|requires) ~6 (medic*|chemo*|surgery|operation"
            "|condition|seizure*)"
            " ~6",
            "(chemo|chemotherapy|dialysis|transplant|surgery|operation|palliative) ~6 (tomorrow|<day>|next week"
            "|this week|starts|start"
            "|now|today)",
            "(medically|medical) (necessary|urgent|required|emergency|reasons|need)",
            "can not ~3 (go|do|cope|eat|function) without ~2",
        ),
        unless=(
            "(good|help*|suitable|recommend*|safe) ~4 (for|after|before|with) ~4 (chemo*|surgery|operation|medic*)",
            "(interact*|taken|taking|take) ~4 with ~4 medic*",
            "(medical|medicine) (grade|cabinet|student|centre|center)",
            "(run out|out) of (formula|tablets|capsules) ~4 (on|website|stock)",
            "(last|past) (month|year|week|time|order)",
            "no (medical|medication|medicine)",
            "is ~3 (available|in stock)",
        ),
    ),
)

_TIME = (
    Sign(
        "urgent",
        "the customer says it is urgent",
        (
            "(urgent|urgently|emergency|desperate|desperately|time sensitive|time critical|extremely important)",
            "(need|want|require*) ~4 (as soon as possible|immediately|right away|straight away|right now)",
            "urgency",
        ),
        unless=(
            "(not|non|no|isnt|nothing|never|hardly) ~4 (urgent*|emergency|urgency|desperate*|rush)",
            "no (rush|hurry)",
            "emergency (food|kit*|suppl*|contact*|preparedness|rations|water|blanket|services|pack|stash)",
            "less urgent",
            "when you (get|have) (a chance|time)",
            "need ~2 information ~4",
        ),
    ),
    Sign(
        "urgent",
        "the customer asks for speed",
        (
            "as soon as possible",
            "(immediately|right away|straight away|right now)",
            "(quickly|quick) please",
            "this (minute|instant)",
            "please hurry",
            "(act|respond|reply) (fast|quickly|today)",
        ),
        weight=0.6,
        unless=(
            "(dissolve*|work*|arrived|replied|answered|noticed|felt|feel|help*|shipped) ~2 (immediately|right away"
            "|straight away)",
        ),
    ),
    Sign(
        "urgent",
        "there is a deadline",
        (
            "(need|needs|needed|must|has to|have to|required|require|want|wanted) ~8 (by|before|no later than|for"
            "|on) ~3 (tomorrow|tonight"
            "|today|<day>|end of the? (day|week)|close of business|cob|christmas|the party|the wedding|the event"
            "|the funeral|we leave"
            "|i leave|we fly|i fly)",
            "(birthday|wedding|party|event|funeral|baby shower|christening|anniversary|trip|flight|retreat|market"
            "|appointment|ceremony"
            "|function|catering) ~1 (is|on|tomorrow|tonight|today|this) ~2 (tomorrow|tonight|today|<day>|morning"
            "|weekend|week)?",
            "(leave|leaving|fly|flying|fly out|going away|moving|travel|travelling|depart*|overseas|go away) ~5 "
            "(tomorrow|tonight|today"
            "|<day>|in the morning|in (one|two|three|1|2|3) days|this (week|weekend))",
            "before (i|we) (leave|fly|go away|move|travel|depart|head off)",
            "(by|before) (tomorrow|tonight|close of business|end of the? day|noon|<n> (am|pm)) ~3",
            "(last chance|deadline|running out of time|time is running out|in the next (hour|few hours|24 hours))",
        ),
        unless=(
            "(no|not ~3) (rush|hurry)",
            "sale ~3 (end*|finish*|on)",
            "(last|previous|past) (birthday|wedding|christmas|week|month|year)",
            "(was|were) ~3 (birthday|wedding|party)",
            "(submission|application|entry) deadline",
            "deadline ~4 (review*|return*|entries)",
            "(do|are) you ~3 (open|deliver|closed|close|trade)",
            "(not|never|no longer) need*",
            "back (on|by)",
            "(vitamin*|sleep*|energy|dose) ~4 tonight",
        ),
    ),
    Sign(
        "urgent",
        "a date is hoped for",
        ("(arrive|here|delivered|receive|get) ~3 (by|before|in time for) ~2 (<day>|birthday|wedding)", "in time for"),
        weight=0.4,
    ),
    Sign(
        "urgent",
        "the order must be stopped before it leaves",
        (
            "(stop|hold|cancel|change|redirect) ~6 before ~4 (ship*|dispatch*|goes out|sent|leaves|posted|packed|go "
            "out)",
            "(just|minutes ago|moments ago|an hour ago) ~6 (wrong address|old address|wrong card)",
        ),
        weight=0.6,
    ),
    Sign(
        "urgent",
        "perishable goods are lying somewhere",
        (
            "(frozen|chilled|cold|refrigerated|perishable*|fresh|meat|fish|probiotic*|kefir|yoghurt|milk|butter"
            "|cheese|tempeh|tofu"
            "|kombucha|vegetables|fruit|veg|veggies|sauerkraut|kimchi|cream|eggs|chocolate) ~9 (not ~2 (arriv*"
            "|delivered|here|come)|sitting|left"
            " ~7 (sun|heat|outside|doorstep|porch|degree|degrees|wrong)|in transit|in the (sun|heat)|stuck|at the? "
            "depot|delayed|still not|going off|spoiling|overdue|still on"
            "|late|not been|hot van|lost)",
            "(sitting|left|stuck|delayed|sat|lying) ~8 (frozen|chilled|cold|perishable*|fresh|meat|milk|butter"
            "|cheese|yoghurt|kefir"
            "|probiotic*|will (spoil|melt|thaw|go off)|in the (sun|heat))",
            "(will|going to|about to|starting to) (all|surely|definitely|just)? (be dead|spoil|melt|thaw|go off"
            "|defrost|go bad|perish)",
        ),
        unless=(
            "(what happens|what if|policy)",
            "(when|how|what|before|if|does|can) ~8 (go bad|goes bad|go off|goes off|spoil*|melt*|thaw*)",
            "(do|does|how|will it|what) ~6 (last|keep|store|freeze|ship|pack*|deliver|stay)",
            "fresh ~2 stock",
            "(was|were|is) ~2 delicious",
            "back in stock",
            "left over",
            "(sold out|out of stock|available|restock*)",
            "cold (pressed|sore*|season)",
            "no longer stock",
            "refund arrived",
        ),
    ),
)

_PATIENCE = (
    Sign(
        "urgent",
        "the customer has asked again and again",
        (
            "(third|fourth|fifth|sixth|3rd|4th|5th|6th|tenth) ~1 (time|email|message|attempt|call|request|enquiry"
            "|complaint) ~6 (ask*"
            "|contact*|email*|writ*|call*|messag*|about|regarding|rang|phon*|reach*|tried|with no|without|and|now"
            "|repl*)",
            "(third|fourth|fifth|3rd|4th|5th) (email|message|enquiry)",
            "(emailed|called|contacted|messaged|rang|rung|phoned|written|asked|wrote|email|chased|reached out) ~6 "
            "(<n> times"
            "|several times|multiple times|many times|numerous times|repeatedly|countless times|again and again"
            "|three|four|five)",
            "(emailed|called|contacted|messaged|rang|phoned|written|asked|wrote|email*|message*|left|sent|tried"
            "|calls|reached out) ~9"
            " (no|without|not|never|nobody|still no|no one|zero|any) ~3 (repl*|respon*|answer*|heard|hear|call* "
            "back|callback|got back|get back"
            "|acknowledg*)",
            "(still|yet) ~1 (no|not|waiting for|awaiting|to) ~3 (reply|response|answer|call back|callback|hear* "
            "back|heard|get a reply)",
            "waiting ~3 (someone|anyone|somebody|you) ~3 (get back|call|reply|respond|answer|ring|contact)",
            "(sent|left) ~3 <n> (emails|messages|voicemails|voice mails) ~1",
            "(ignored|ignoring) ~3 (me|my|emails|messages|calls)?",
            "(no|not) ~2 (one|body) ~4 (repl*|respon*|answer*|getting back)",
            "(<n>|#) ~1 (emails|messages|calls|voicemails) ~4 (no|without|later|and|now|unanswered)",
        ),
        unless=(
            "(third|second|3rd) time ~3 (order*|buy*|purchas*|us*)",
            "(from|by) ~2 (my|the) (bank|doctor|naturopath|supplier)",
            "no need to (reply|respond)",
            "ordered ~3 times",
            "(thanks|thank you) for ~4 (reply*|respon*)",
            "<n> times (a|per) (day|week)",
            "not ~2 (want|need|expect*) ~3 (reply|response)",
        ),
    ),
    Sign(
        "urgent",
        "the customer threatens a chargeback or the authorities",
        (
            "(chargeback*|charge back)",
            "(dispute|disputing|disputed) ~5 (charge*|transaction*|payment*|bank|paypal|card|it with)",
            "(paypal|bank|credit card|card) ~4 (dispute|claim|case|reverse|reversal)",
            "(accc|fair trading|consumer affairs|consumer protection|ombudsman|small claims|tribunal|vcat|ncat|qcat"
            "|consumer law"
            "|consumer rights|scamwatch|scam watch|food authority|health department|trading standards|consumer "
            "guarantee*)",
            "(legal action|solicitor|my lawyer|lawyers|take you to court|sue you|suing you|will sue|going to sue"
            "|report you|reporting you|reported you|police)",
            "(post|go|tell|review|share) ~4 (everywhere|media|current affair|today tonight|news) ~3",
        ),
        unless=(
            "(i|we) (am|are) ~2 (lawyer*|solicitor*|police)",
            "(work|works|office|firm|gift) ~5 (lawyer*|solicitor*|police|court|law|legal|accc)",
            "(lawyer*|solicitor*|police|legal) ~3 (office|firm|station|practice|check)",
            "(never|not ~3) (sue|chargeback*|charge back|dispute)",
            "(post|share|tell) ~4 (review|friends|everyone|recipe*)",
            "(won|closed|withdrawn|withdrew|settled) ~3 dispute",
            "chargeback ~2 (policy|fee)",
            "(good|great) news",
        ),
    ),
    Sign(
        "urgent",
        "an account or card may be misused",
        (
            "account ~3 hacked",
            "(unauthori*|fraud*) ~3 (charge*|transaction*|order*|use*|payment*|access)",
            "someone ~4 (using|used) ~2 (card|account)",
        ),
        weight=1.0,
        unless=("anti fraud",),
    ),
)

URGENCY = _HEALTH + _TIME + _PATIENCE
