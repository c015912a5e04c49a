"""Lists of words that phrases share, by name."""

NAMES: dict[str, str] = {
    # What was bought, as something on its way.
    "<parcel>": "order|orders|parcel|parcels|package|packages|packet|packets|pkg|delivery|deliveries|shipment"
    "|shipments"
    "|item|items|product|products|article|articles|goods|purchase|purchases|box|boxes|stuff|carton|cartons|groceries"
    "|shopping|things|consignment|satchel|esky|mail|gift|hamper",
    # What was bought, as something that can be changed or called off.
    "<order>": "order|orders|purchase|purchases|delivery|cart|basket",
    "<goods>": "item|items|product|products|article|articles|goods|thing|things|bag|bags|bottle|bottles|jar|jars|box"
    "|boxes|tub|tubs|packet|packets|pack|packs|container|containers|tin|tins|tube|tubes|can|cans|carton|cartons|lid"
    "|lids|pouch|pouches|sachet|sachets|capsules|tablets|oil|powder|flour|honey|tea|coffee|soap|shampoo|cream|nuts"
    "|seeds|oats|rice|chocolate|butter|sauce|juice|milk|vinegar|kombucha|yoghurt|eggs|glass|parcel|package|order",
    "<my>": "my|our|the|this|that|these|those|a|an|his|her|their|your|another|some|any|all|last|latest|recent|new"
    "|online",
    "<not>": "not|never|no",
    "<cannot>": "can not|could not|unable to|not able to|will not let me|would not let me|does not let me|not "
    "letting me"
    "|not possible to|impossible to|having trouble|have trouble|trouble|struggling to|can i not|did not let me",
    "<want>": "want to|would like to|like to|need to|have to|wish to|trying to|try to|going to|can i|could i|can you"
    "|could you|please|how do i|how can i|how to|help me|may i|possible to|able to|decided to|must|let me",
    "<day>": "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    "|january|february|march|april|june|july|august|september|october|november|december|mid december"
    "|tomorrow|tonight|today|christmas|xmas|easter|weekend|morning|afternoon",
    "<carrier>": "auspost|aus post|australia post|austpost|startrack|star track|sendle|courier|couriers|couriers "
    "please"
    "|couriersplease|aramex|fastway|toll|tnt|dhl|postie|post office|driver|carrier|direct freight|team global "
    "express",
    "<broken>": "damage*|broken|broke|smashed|cracked|crushed|leak*|spilt|spilled|spill|spillage|burst|dented"
    "|shattered"
    "|squashed|torn|ripped|melted|mouldy|moldy|mould|mold|rancid|rotten|spoiled|spoilt|stale|faulty|defective|opened"
    "|punctured|unsealed|weevils|weevil|moths|moth|larvae|maggots|pantry moths|soggy|ruined|exploded|split|bruised"
    "|contaminated|defrosted|thawed|curdled|infested",
    "<card>": "card|cards|payment|payments|paypal|afterpay|zip|zippay|transaction|transactions|checkout|credit card"
    "|debit card|visa|mastercard|mastercards|amex|apple pay|google pay|klarna|eftpos",
    "<refused>": "declin*|reject*|fail*|refus*|denied|bounced|blocked|unsuccessful|error|errors|not accepted"
    "|not been accepted|not being accepted|not accept|not accepting|not work|not working|not worked|not go through"
    "|not going through|not gone through|not went through|not process|not processing|not processed|not be processed"
    "|knock* ~1 back|not taken|not taking"
    "|not complete|timed out|keeps timing out",
    "<trouble>": "trouble|troubles|problem|problems|issue|issues|error|errors|difficulty|difficulties|failure"
    "|failures"
    "|bug|bugs|glitch",
    "<weak>": "pregnan*|breastfeed*|breast feed*|baby|babies|infant|infants|toddler*|newborn|child|children|kid|kids"
    "|dog|dogs|cat|cats|pet|pets|diabetic*|diabetes|elderly|coeliac*|celiac*|sensitive skin|eczema",
    "<abroad>": "new zealand|nz|singapore|hong kong|japan|malaysia|indonesia|bali|fiji|png|vanuatu|new caledonia"
    "|thailand"
    "|usa|us|america|united states|canada|mexico|uk|united kingdom|england|ireland|europe|germany|france|italy"
    "|hungary"
    "|dubai|uae|china|taiwan|korea|india|norfolk island|christmas island",
    # What a product is or is not.
    "<trait>": "gluten free|dairy free|nut free|soy free|lactose free|sugar free|wheat free|egg free|gmo free|palm "
    "oil free"
    "|bpa free|preservative free|fragrance free|alcohol free|paraben free|sulphate free|sulfate free|grain free"
    "|caffeine free"
    "|pesticide free|vegan|vegetarian|kosher|halal|keto|paleo|fodmap|non gmo|gmo|fairtrade|fair trade|cruelty free"
    "|coeliac*|celiac*",
    "<page>": "website|web site|site|webpage|web page|page|app|link|links|cart|search bar|search function|filter"
    "|shopping cart|web shop|webshop|online store",
    "<login>": "password|passwords|passcode|pin|pincode|pin code|login|log in|username|user name|user id|credentials"
    "|verification code|security code|access code|access key|user key|2fa",
    "<account>": "account|accounts|profile|profiles|user|membership|login|sign up|signup|registration",
    "<business>": "cafe|cafes|restaurant|shop|shops|store|stores|business|clinic|naturopath|naturopathic clinic"
    "|bakery"
    "|school|childcare|gym|studio|health food store|company|hotel|caterer|catering|salon|market stall|food truck"
    "|practice"
    "|workplace|retailer|deli|grocer|co op",
    "<person>": "manager|supervisor|someone senior|someone in charge|person in charge|boss|owner|head office|ceo",
}
