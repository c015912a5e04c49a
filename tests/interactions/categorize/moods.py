"""Customers' sentences with how they sound, and pressing ones beside their false friends. Written for these tests."""

SENTIMENTS: tuple[tuple[str, str], ...] = (
    # Polite complaints: courtesy is no joy.
    ("negative", "Thank you for your time. Unfortunately the honey arrived broken, could you please help? Thanks so "
    "much."),
    ("negative", "Hi lovely team, sorry to bother you, but my parcel still hasn't come and it's been three weeks. "
    "Thanks!"),
    ("negative", "Good morning, I appreciate you're busy, however I was sent the wrong flour again. Kind regards, "
    "Joan"),
    ("negative", "Thanks for getting back to me. The replacement has also leaked through the box."),
    ("negative", "I do love your products but two bags of almonds were missing from my order."),
    ("negative", "Please could you look into this, I have been charged twice for order 215001. Many thanks."),
    # Facts without feeling.
    ("negative", "The oats have moths in them."),
    ("negative", "My order was supposed to arrive on Monday. It is now Friday."),
    ("negative", "The parcel is five days late."),
    ("negative", "You sent me the 250g pack and I paid for the kilo. Only one of the two jars was in the box."),
    ("negative", "The use by date on the yoghurt passed last week and it smells off."),
    ("negative", "I returned the blender a month ago and still have no refund."),
    ("negative", "The website keeps logging me out and I can't place my order, this is the second day."),
    # Sarcasm.
    ("negative", "Great, another late delivery. Well done."),
    ("negative", "Thanks for nothing."),
    ("negative", "Oh wonderful, you've managed to lose my parcel again."),
    ("negative", "Brilliant service, three weeks and still no muesli."),
    ("negative", "Congratulations on sending me the wrong box for the second time."),
    # Open displeasure.
    ("negative", "This is really disappointing, I expected better from you."),
    ("negative", "I'm not happy with how this was handled."),
    ("negative", "Worst customer service I've had in years."),
    ("negative", "I won't be shopping with you again."),
    ("negative", "Honestly fed up with being passed around."),
    # Questions are neutral, however politely put.
    ("neutral", "Could you please tell me when my order will be dispatched? Thank you very much in advance."),
    ("neutral", "Do you have the 1kg chia seeds in stock? Thanks!"),
    ("neutral", "Hi, what happens if something arrives damaged? I'm sending it as a gift."),
    ("neutral", "I'd like to return an unopened item please."),
    ("neutral", "How do I use the neem oil on damaged hair?"),
    ("neutral", "Can I change the address on my order please? I'd really appreciate it."),
    ("neutral", "Which probiotic is best for children?"),
    ("neutral", "Is the cracked wheat organic?"),
    ("neutral", "I ordered the wrong size by accident, can I swap it?"),
    ("neutral", "Do you ship to Tasmania and how much would it be?"),
    ("neutral", "Please send me a copy of the invoice."),
    ("neutral", "No rush, whenever you have time."),
    ("neutral", "ok"),
    ("neutral", ""),
    # Joy.
    ("positive", "Thank you so much for the quick delivery, everything was perfect!"),
    ("positive", "Just wanted to say how much I love the new packaging."),
    ("positive", "Received my parcel today, beautifully packed and super fast. Very happy customer!"),
    ("positive", "Your team is amazing, thank you for sorting out my order so quickly."),
    ("positive", "Best organic shop in Australia, highly recommend."),
    ("positive", "thanks heaps, you're the best"),
    ("positive", "The new granola is delicious, couldn't be happier."),
    ("positive", "The jar arrived broken but Kim sorted it within an hour and the replacement is here already, "
    "fantastic service,"
     " thank you so much, very impressed!"),
    ("positive", "Never disappointed with you guys, great quality every time."),
    ("positive", "Thanks!"),
)  # fmt: skip

PRESSING: tuple[str, ...] = (
    # Illness and danger.
    "My son had an allergic reaction after eating the trail mix, he came out in hives.",
    "I've been vomiting since I drank the juice I bought from you.",
    "We all got sick after eating the lentils from the last order.",
    "I found a piece of glass in the muesli.",
    "My daughter is in hospital after a reaction to your protein bar.",
    "The cream gave me a bad reaction, my face is swollen and burning.",
    "The label doesn't say so but there were peanuts in it and my boy is allergic, he had trouble breathing.",
    # Medicine and special needs.
    "My baby's formula runs out tomorrow and the parcel still isn't here.",
    "I'm down to my last two tablets of the medication my doctor put me on and your parcel hasn't come.",
    "My husband starts chemo on Monday and needs the formula before then.",
    "This is medically necessary for my mother, where is it?",
    # Deadlines.
    "I need it by Thursday, we fly out on Friday morning.",
    "The wedding is on Saturday and the favours haven't arrived.",
    "It has to be here before Christmas or there's no point.",
    "My daughter's birthday is tomorrow and her present is not here!",
    "Must have this delivered by close of business today please.",
    "We're leaving on Wednesday for six weeks so it must be delivered before we go.",
    # Perishables.
    "The frozen berries have been sitting at the depot for three days.",
    "My chilled order was left in the sun all day.",
    "The kefir and butter were due yesterday and still haven't arrived, they will spoil.",
    "Driver left the cold box at the wrong house and it's 38 degrees, the meat will go off.",
    # Asked again and again.
    "This is the third time I've emailed about this.",
    "I have contacted you four times and nobody has replied.",
    "I've called and emailed all week with no response.",
    "Still no reply to my email from last Monday. Is anyone there?",
    "You keep ignoring my messages.",
    # Threats.
    "If I don't get my refund I will do a chargeback with my bank.",
    "I will be reporting you to the ACCC.",
    "I've opened a PayPal dispute.",
    "Fair Trading will hear about this.",
    "My solicitor will be in touch, I'm taking this to VCAT.",
    # Said outright.
    "URGENT - wrong address on my order, please stop it!",
    "I urgently need the tracking number.",
    "I need this as soon as possible, we're out of it completely.",
    "Can someone call me, it's an emergency",
    "I had stomach cramps all night after your sprouts.",
    "My toddler swallowed a bit of metal that was in the rice.",
    "Broke out in a rash using the face oil you sold me, went to the doctor.",
    "Have to have it for my sister's wedding this weekend.",
    "The frozen goods got left on the porch at the wrong address in 40 degree heat.",
    "I'm still waiting for someone to get back to me, I've left two voicemails.",
    "Sent you 3 emails already. Nothing.",
    "If this isn't fixed today I'm calling my bank to reverse the payment.",
    "I'm running out of the prescribed drops and can't get them anywhere else.",
    "Someone used my account to place an order I never made.",
    "Baby has no formula left, when is it coming?",
    "The milk kefir grains have been in transit for 9 days in summer, they'll be dead.",
)

UNHURRIED: tuple[str, ...] = (
    # Illness as a topic, not an event.
    "Which antihistamine tea is good for hay fever and allergies?",
    "My son is allergic to nuts, does the muesli contain traces?",
    "I'm sick of plastic, do you sell it in glass jars?",
    "Is this safe for someone who has had anaphylaxis to sesame?",
    "Do you have anything for an upset stomach?",
    "Does the honey come in glass or plastic?",
    "I work at a hospital, can you deliver to the loading dock?",
    "Is your steriliser hospital grade?",
    "I've never had a reaction to your products.",
    # Medicine as a question.
    "Can I take the turmeric capsules with blood pressure medication?",
    "Do you stock medicinal mushroom powder?",
    "What do you recommend after chemo for gut health?",
    "Are the capsules vegan?",
    # Dates without a deadline.
    "Do you deliver on Saturdays?",
    "The order arrived on Friday, thanks.",
    "Is your warehouse open on Christmas Eve?",
    "When does the sale end, is it Sunday?",
    "I bought this for my birthday last month and want another one.",
    "No rush at all, anytime next month is fine.",
    "Do you have anything for a baby shower gift?",
    "How many drops should I take before bed tonight?",
    # Cold food without trouble.
    "How long does frozen tempeh keep?",
    "Do you ship chilled products to Perth?",
    "Is the cold pressed coconut oil back in stock?",
    "The chocolate was delicious!",
    # Numbers and repetition without impatience.
    "This is the third time I've ordered and I love it.",
    "I take it three times a day, is that right?",
    "Thanks for the quick reply!",
    "No need to reply.",
    # Law and money as topics.
    "Is the chocolate Fairtrade?",
    "I'm a lawyer and want snacks for the office.",
    "Is hemp oil legal in Queensland?",
    "Can I pay by PayPal?",
    "What is your policy on disputes about weight?",
    # Words that sound pressing.
    "It's not urgent, just curious when the buckwheat is back.",
    "Do you sell emergency food kits?",
    "Please reply as soon as possible, thank you.",
    "The oil absorbed immediately, very nice.",
    "What helps with nausea in pregnancy?",
    "I get hives from soy, is the tempeh soy free?",
    "Is next day delivery available for a birthday gift?",
    "What happens if my chilled goods are left out in the sun?",
    "Do you know when the formula will be back in stock?",
    "I run out of this every month, can I subscribe?",
    "Will the chocolate melt in the post?",
    "I emailed last night about the invoice, thanks for sending it through.",
    "Please cancel my order as soon as possible.",
    "Is there a glass jar version of the honey?",
    "My order for the party arrived, all good.",
)
