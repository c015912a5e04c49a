"""The thirteen categories and their subcategories, with a suggested reply each.

The rows stand here and not in a module, so that this migration gives the same rows for ever. A row that exists is left
as it is: staff may have reworded it.
"""

from typing import Any

from django.db import migrations

CATEGORIES: tuple[dict[str, Any], ...] = (
    {
        "name": "order_tracking",
        "parent_category": None,
        "label": "Order tracking",
        "description": "Where an order is, and when it will arrive.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for getting in touch. You can follow order {order_number} here: "
            "{tracking_link}."
            " It usually takes a few hours after dispatch before the first scan shows.\n\nIf anything looks odd, "
            "just reply"
            " and we'll chase it up with the carrier.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "where_is_order",
        "parent_category": "order_tracking",
        "label": "Where is my order",
        "description": "An order already placed: its status, its tracking, a parcel that is late, lost or marked "
        "delivered.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for your patience. Order {order_number} is on its way and you can see "
            "its latest"
            " scan here: {tracking_link}.\n\nIf it hasn't moved for three business days, let us know and we'll "
            "lodge an"
            " enquiry with the carrier for you.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "delivery_time",
        "parent_category": "order_tracking",
        "label": "How long does delivery take",
        "description": "How long dispatch and delivery take, and whether a parcel can arrive by a certain day.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nOrders are usually packed within {dispatch_time} and take about {delivery_time} "
            "to reach"
            " {customer_location}. You'll get an email with the tracking link as soon as yours leaves us.\n\nIf you "
            "need it"
            " by a certain day, tell us which one and we'll see what we can do.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "order_issue",
        "parent_category": None,
        "label": "Something is wrong with my order",
        "description": "An order came incomplete, wrong or damaged.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nWe're so sorry something went wrong with order {order_number}. Could you please "
            "tell us"
            " what happened and send a photo if you can? We'll put it right as quickly as possible.\n\nWarm regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "missing_items",
        "parent_category": "order_issue",
        "label": "Something is missing from my order",
        "description": "Items that were paid for are not in the parcel.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nWe're sorry that part of order {order_number} was missing. Could you please "
            "tell us which"
            " items, and whether there was a second box or a note inside? We'll send what's missing or refund it, "
            "whichever"
            " you prefer.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "wrong_items",
        "parent_category": "order_issue",
        "label": "I received the wrong item",
        "description": "Other items than those ordered, or another customer's parcel.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nOur apologies for the mix-up with order {order_number}. Could you please send a "
            "photo of"
            " what you received? We'll send the right item straight away and arrange the return at no cost to you."
            "\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "damaged",
        "parent_category": "order_issue",
        "label": "My order arrived damaged",
        "description": "Broken, leaking, spoiled or out-of-date goods, or pests in them.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nWe're really sorry that order {order_number} didn't reach you in good "
            "condition. Could you"
            " please send a photo of the item and of the box? Please don't use anything that is broken or spoiled. "
            "We'll"
            " replace or refund it.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "payment",
        "parent_category": None,
        "label": "A question about payment",
        "description": "Ways to pay, invoices, double charges.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for your message about the payment for order {order_number}. We're "
            "looking into it"
            " and will come back to you as soon as we can. Please never send card numbers by email or chat.\n\nWarm "
            "regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "payment_failed",
        "parent_category": "payment",
        "label": "My payment did not go through",
        "description": "A card, PayPal or Afterpay payment was declined, or the checkout failed.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nSorry the payment gave you trouble. Please check that the billing address "
            "matches your"
            " card's, or try another way to pay. If it fails again, tell us the message you see and we'll keep your "
            "items"
            " aside while we sort it out.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "refund",
        "parent_category": "payment",
        "label": "Where is my refund",
        "description": "Asking for money back, or for a refund that was promised.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for asking about the refund for order {order_number}. Once we have "
            "approved it, it"
            " goes back the way you paid and takes three to five business days to show. We're checking yours now "
            "and will"
            " confirm shortly.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "eft_bank_transfer",
        "parent_category": "payment",
        "label": "How do I pay by bank transfer",
        "description": "Paying by EFT or direct deposit: bank details, and whether a transfer has arrived.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for choosing bank transfer. Our bank details are on your order "
            "confirmation; please"
            " use {order_number} as the reference. Transfers usually take one business day, and we'll pack your "
            "order as soon"
            " as the payment arrives.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "returns",
        "parent_category": None,
        "label": "A question about returns",
        "description": "Sending something back or exchanging it.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for getting in touch about a return. You'll find how it works here: "
            "{returns_link}."
            " If you tell us your order number and the item, we'll take it from there.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "return_request",
        "parent_category": "returns",
        "label": "How do I return something",
        "description": "Asking to send something back, or how returns work.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nNo worries. Unopened items from order {order_number} can come back to us; here "
            "is how:"
            " {returns_link}. For food safety we can't take back opened food unless there was something wrong with "
            "it. In"
            " that case please send a photo.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "exchange",
        "parent_category": "returns",
        "label": "Can I exchange an item",
        "description": "Swapping an item for another, or asking for a replacement.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nHappy to help with an exchange. Which item from order {order_number} would you "
            "like to"
            " swap, and for what? Once we know, we'll check that it's in stock and send the details.\n\nWarm regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "order_change",
        "parent_category": None,
        "label": "Can I change my order",
        "description": "Changing or cancelling an order that was placed.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for letting us know. We'll try to catch order {order_number} before it "
            "is packed"
            " and will confirm what we could change.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "cancel",
        "parent_category": "order_change",
        "label": "Can I cancel my order",
        "description": "Calling off an order.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nWe've received your request to cancel order {order_number}. If it hasn't left "
            "us yet, we'll"
            " cancel it and refund you in full. If it's already on its way, we'll let you know what the options are."
            "\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "address_change",
        "parent_category": "order_change",
        "label": "Can I change my delivery address",
        "description": "Correcting where an order goes, or the address kept in the account.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for the heads-up. Please send us the full new address for order "
            "{order_number},"
            " with unit number and postcode. If the parcel hasn't left yet, we'll change it; if it has, we'll ask "
            "the carrier"
            " to redirect it.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "modify_order",
        "parent_category": "order_change",
        "label": "Can I add or remove items",
        "description": "Adding, removing or swapping items, or joining two orders.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nHappy to help. If order {order_number} hasn't been packed yet, we'll make the "
            "change and"
            " send you an updated confirmation. Any difference in price will be charged or refunded.\n\nWarm regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "product_inquiry",
        "parent_category": None,
        "label": "A question about a product",
        "description": "What we sell, what is in it, and how to use it.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for your question about {product_name}. You'll find the full details here:"
            " {product_link}. If that doesn't answer it, just reply and we'll ask our product team.\n\nWarm regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "stock",
        "parent_category": "product_inquiry",
        "label": "Stock availability",
        "description": "Whether something is in stock, sold at all, or coming back.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for asking about {product_name}. Its page shows what's in stock right now:"
            " {product_link}. If it's sold out, enter your email there and we'll let you know the moment it's back."
            "\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "ingredients",
        "parent_category": "product_inquiry",
        "label": "What is in it",
        "description": "Ingredients, allergens, nutrition, origin and certification.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nGood question. The ingredients, allergens and origin of {product_name} are "
            "listed here:"
            " {product_link}. If you have an allergy, please go by the label on the pack as well, since makers do "
            "change"
            " recipes.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "usage",
        "parent_category": "product_inquiry",
        "label": "How do I use it",
        "description": "How to use, dose or keep a product, and for whom it is suitable.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for asking about {product_name}. The maker's directions are here: "
            "{product_link}."
            " We can't give medical advice, so if you're pregnant, unwell or taking medicine, please check with "
            "your doctor"
            " or pharmacist first.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "recommendation",
        "parent_category": "product_inquiry",
        "label": "What do you recommend",
        "description": "Asking for advice on what to buy.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nHappy to help you choose. Could you tell us a little more about what you're "
            "after and"
            " anything you need to avoid? Then we'll suggest a few products that suit.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "shipping",
        "parent_category": None,
        "label": "A question about shipping",
        "description": "What shipping costs and which ways there are.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for asking. Our shipping rates, options and areas are all here: "
            "{shipping_link}. The"
            " checkout shows the exact cost for your postcode before you pay.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "shipping_cost",
        "parent_category": "shipping",
        "label": "How much is shipping",
        "description": "What delivery costs, and from which amount it is free.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nShipping depends on weight and postcode. Add your items to the cart, enter your "
            "postcode,"
            " and you'll see the exact cost before you pay. Our rates are also here: {shipping_link}.\n\nWarm "
            "regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "shipping_options",
        "parent_category": "shipping",
        "label": "How and where do you deliver",
        "description": "Carriers, express, pick-up, PO boxes, and the places we deliver to.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThe ways we can deliver to {customer_location} are listed here: "
            "{shipping_link}. If your"
            " order is urgent or needs to stay cold, let us know and we'll suggest the best option.\n\nWarm regards,"
            "\n{agent_name}"
        ),
    },
    {
        "name": "technical",
        "parent_category": None,
        "label": "A problem with the website or my account",
        "description": "The website, the app or the customer's account.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nSorry for the hassle. Could you tell us what you were doing and what you saw, "
            "with a"
            " screenshot if you can? Our web team will have a look. If you'd like to order in the meantime, we can "
            "help you"
            " by chat.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "website_issue",
        "parent_category": "technical",
        "label": "The website does not work",
        "description": "Pages, search, cart or checkout pages that fail or look wrong.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for telling us, and sorry for the trouble. Please try reloading the page "
            "or another"
            " browser. If it still happens, send us the page's address and a screenshot, and our web team will fix "
            "it."
            "\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "account_issue",
        "parent_category": "technical",
        "label": "I can't log in to my account",
        "description": "Passwords, logging in, registering, account details and newsletters.",
        "priority_default": "medium",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nYou can set a new password here: {password_link}. The email may take a few "
            "minutes and"
            " sometimes hides in the spam folder. If it doesn't come, reply with the email address of your account "
            "and we'll"
            " help.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "pricing",
        "parent_category": None,
        "label": "A question about prices",
        "description": "Prices, discounts and price matching.",
        "priority_default": "low",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for asking. Current prices and offers are always on our website: "
            "{offers_link}."
            "\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "discount",
        "parent_category": "pricing",
        "label": "Do you have a discount code",
        "description": "Sales, codes, gift vouchers and reward points.",
        "priority_default": "low",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nOur current offers are here: {offers_link}. One code can be used per order. If "
            "yours didn't"
            " work, send us the code and we'll have a look.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "price_match",
        "parent_category": "pricing",
        "label": "Can you match a price",
        "description": "A better price elsewhere, or a price that dropped after buying.",
        "priority_default": "low",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for giving us the chance. Please send us the link to the other offer for"
            " {product_name} and we'll see what we can do.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "complaint",
        "parent_category": None,
        "label": "I want to complain",
        "description": "Displeasure with how we did things, beyond one order's facts.",
        "priority_default": "high",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nWe're sorry that we let you down, and thank you for telling us. A senior member "
            "of our team"
            " is reading your message and will contact you personally, today if we can.\n\nWarm "
            "regards,\n{agent_name}"
        ),
    },
    {
        "name": "feedback",
        "parent_category": None,
        "label": "Feedback and reviews",
        "description": "Opinions, reviews and suggestions.",
        "priority_default": "low",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThank you for taking the time to share your thoughts. We read every word and "
            "pass it on to"
            " the team.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "positive",
        "parent_category": "feedback",
        "label": "Thank you",
        "description": "Praise and thanks.",
        "priority_default": "low",
        "is_automatable": True,
        "auto_response": (
            "Hi {customer_name},\n\nThank you, you've made our day! We'll share your kind words with everyone who "
            "packed your"
            " order.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "wholesale",
        "parent_category": None,
        "label": "Do you sell wholesale",
        "description": "Trade accounts, bulk orders and stockists.",
        "priority_default": "medium",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for your interest in buying wholesale. Could you tell us a little about "
            "your"
            " business, your ABN, and which products and quantities you have in mind? Our wholesale team will send "
            "you"
            " prices.\n\nWarm regards,\n{agent_name}"
        ),
    },
    {
        "name": "other",
        "parent_category": None,
        "label": "Something else",
        "description": "What fits nowhere else: jobs, donations, offers from other businesses.",
        "priority_default": "low",
        "is_automatable": False,
        "auto_response": (
            "Hi {customer_name},\n\nThanks for your message. We've passed it on to the right person, who will come "
            "back to you"
            " if we can help.\n\nWarm regards,\n{agent_name}"
        ),
    },
)


def seed(apps: Any, _schema_editor: Any) -> None:
    """Add the rows that are not there. Safe to run twice; overwrites nothing."""
    category = apps.get_model("interactions", "Category")
    category.objects.bulk_create([category(**row) for row in CATEGORIES], ignore_conflicts=True)


def unseed(apps: Any, _schema_editor: Any) -> None:
    """Delete the rows by name; rows that staff added stay."""
    category = apps.get_model("interactions", "Category")
    category.objects.filter(name__in=[row["name"] for row in CATEGORIES]).delete()


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_views_and_triggers")]

    operations = [migrations.RunPython(seed, unseed)]
