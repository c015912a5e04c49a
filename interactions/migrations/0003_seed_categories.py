"""The thirteen categories and their subcategories, with a suggested reply each.

The rows stand here and not in a module, so that this migration gives the same rows for ever. A row that exists is left
as it is: staff may have reworded it.
"""

from typing import Any

from django.db import migrations


def _row(
    name: str,
    parent_category: str | None,
    label: str,
    priority_default: str,
    is_automatable: bool,
    description: str,
    reply: str,
) -> dict[str, Any]:
    return {
        "name": name,
        "parent_category": parent_category,
        "label": label,
        "priority_default": priority_default,
        "is_automatable": is_automatable,
        "description": description,
        "auto_response": f"Hi {{customer_name}},\n\n{reply}\n\nWarm regards,\n{{agent_name}}",
    }


CATEGORIES: tuple[dict[str, Any], ...] = (
    _row(
        "order_tracking", None, "Order tracking", "medium", True,
        "Where an order is, and when it will arrive.",
        "Thanks for getting in touch. You can follow order {order_number} here: {tracking_link}. It usually "
        "takes a few hours after dispatch before the first scan shows."
        "\n\nIf anything looks odd, just reply and we'll chase it up with the carrier.",
    ),
    _row(
        "where_is_order", "order_tracking", "Where is my order", "medium", True,
        "An order already placed: its status, its tracking, a parcel that is late, lost or marked delivered.",
        "Thanks for your patience. Order {order_number} is on its way and you can see its latest scan here: "
        "{tracking_link}."
        "\n\nIf it hasn't moved for three business days, let us know and we'll lodge an enquiry with the carrier "
        "for you.",
    ),
    _row(
        "delivery_time", "order_tracking", "How long does delivery take", "medium", True,
        "How long dispatch and delivery take, and whether a parcel can arrive by a certain day.",
        "Orders are usually packed within {dispatch_time} and take about {delivery_time} to reach "
        "{customer_location}. You'll get an email with the tracking link as soon as yours leaves us."
        "\n\nIf you need it by a certain day, tell us which one and we'll see what we can do.",
    ),
    _row(
        "order_issue", None, "Something is wrong with my order", "high", False,
        "An order came incomplete, wrong or damaged.",
        "We're so sorry something went wrong with order {order_number}. Could you please tell us what "
        "happened and send a photo if you can? We'll put it right as quickly as possible.",
    ),
    _row(
        "missing_items", "order_issue", "Something is missing from my order", "high", False,
        "Items that were paid for are not in the parcel.",
        "We're sorry that part of order {order_number} was missing. Could you please tell us which items, and "
        "whether there was a second box or a note inside? We'll send what's missing or refund it, whichever "
        "you prefer.",
    ),
    _row(
        "wrong_items", "order_issue", "I received the wrong item", "high", False,
        "Other items than those ordered, or another customer's parcel.",
        "Our apologies for the mix-up with order {order_number}. Could you please send a photo of what you "
        "received? We'll send the right item straight away and arrange the return at no cost to you.",
    ),
    _row(
        "damaged", "order_issue", "My order arrived damaged", "high", False,
        "Broken, leaking, spoiled or out-of-date goods, or pests in them.",
        "We're really sorry that order {order_number} didn't reach you in good condition. Could you please "
        "send a photo of the item and of the box? Please don't use anything that is broken or spoiled. We'll "
        "replace or refund it.",
    ),
    _row(
        "payment", None, "A question about payment", "medium", False,
        "Ways to pay, invoices, double charges.",
        "Thanks for your message about the payment for order {order_number}. We're looking into it and will "
        "come back to you as soon as we can. Please never send card numbers by email or chat.",
    ),
    _row(
        "payment_failed", "payment", "My payment did not go through", "high", False,
        "A card, PayPal or Afterpay payment was declined, or the checkout failed.",
        "Sorry the payment gave you trouble. Please check that the billing address matches your card's, or "
        "try another way to pay. If it fails again, tell us the message you see and we'll keep your items "
        "aside while we sort it out.",
    ),
    _row(
        "refund", "payment", "Where is my refund", "high", False,
        "Asking for money back, or for a refund that was promised.",
        "Thanks for asking about the refund for order {order_number}. Once we have approved it, it goes back "
        "the way you paid and takes three to five business days to show. We're checking yours now and will "
        "confirm shortly.",
    ),
    _row(
        "eft_bank_transfer", "payment", "How do I pay by bank transfer", "medium", True,
        "Paying by EFT or direct deposit: bank details, and whether a transfer has arrived.",
        "Thanks for choosing bank transfer. Our bank details are on your order confirmation; please use "
        "{order_number} as the reference. Transfers usually take one business day, and we'll pack your order "
        "as soon as the payment arrives.",
    ),
    _row(
        "returns", None, "A question about returns", "medium", True,
        "Sending something back or exchanging it.",
        "Thanks for getting in touch about a return. You'll find how it works here: {returns_link}. If you "
        "tell us your order number and the item, we'll take it from there.",
    ),
    _row(
        "return_request", "returns", "How do I return something", "medium", True,
        "Asking to send something back, or how returns work.",
        "No worries. Unopened items from order {order_number} can come back to us; here is how: "
        "{returns_link}. For food safety we can't take back opened food unless there was something wrong with "
        "it. In that case please send a photo.",
    ),
    _row(
        "exchange", "returns", "Can I exchange an item", "medium", False,
        "Swapping an item for another, or asking for a replacement.",
        "Happy to help with an exchange. Which item from order {order_number} would you like to swap, and for "
        "what? Once we know, we'll check that it's in stock and send the details.",
    ),
    _row(
        "order_change", None, "Can I change my order", "high", False,
        "Changing or cancelling an order that was placed.",
        "Thanks for letting us know. We'll try to catch order {order_number} before it is packed and will "
        "confirm what we could change.",
    ),
    _row(
        "cancel", "order_change", "Can I cancel my order", "high", False,
        "Calling off an order.",
        "We've received your request to cancel order {order_number}. If it hasn't left us yet, we'll cancel "
        "it and refund you in full. If it's already on its way, we'll let you know what the options are.",
    ),
    _row(
        "address_change", "order_change", "Can I change my delivery address", "high", False,
        "Correcting where an order goes, or the address kept in the account.",
        "Thanks for the heads-up. Please send us the full new address for order {order_number}, with unit "
        "number and postcode. If the parcel hasn't left yet, we'll change it; if it has, we'll ask the "
        "carrier to redirect it.",
    ),
    _row(
        "modify_order", "order_change", "Can I add or remove items", "high", False,
        "Adding, removing or swapping items, or joining two orders.",
        "Happy to help. If order {order_number} hasn't been packed yet, we'll make the change and send you an "
        "updated confirmation. Any difference in price will be charged or refunded.",
    ),
    _row(
        "product_inquiry", None, "A question about a product", "medium", False,
        "What we sell, what is in it, and how to use it.",
        "Thanks for your question about {product_name}. You'll find the full details here: {product_link}. If "
        "that doesn't answer it, just reply and we'll ask our product team.",
    ),
    _row(
        "stock", "product_inquiry", "Stock availability", "medium", True,
        "Whether something is in stock, sold at all, or coming back.",
        "Thanks for asking about {product_name}. Its page shows what's in stock right now: {product_link}. If "
        "it's sold out, enter your email there and we'll let you know the moment it's back.",
    ),
    _row(
        "ingredients", "product_inquiry", "What is in it", "medium", True,
        "Ingredients, allergens, nutrition, origin and certification.",
        "Good question. The ingredients, allergens and origin of {product_name} are listed here: "
        "{product_link}. If you have an allergy, please go by the label on the pack as well, since makers do "
        "change recipes.",
    ),
    _row(
        "usage", "product_inquiry", "How do I use it", "medium", False,
        "How to use, dose or keep a product, and for whom it is suitable.",
        "Thanks for asking about {product_name}. The maker's directions are here: {product_link}. We can't "
        "give medical advice, so if you're pregnant, unwell or taking medicine, please check with your doctor "
        "or pharmacist first.",
    ),
    _row(
        "recommendation", "product_inquiry", "What do you recommend", "medium", False,
        "Asking for advice on what to buy.",
        "Happy to help you choose. Could you tell us a little more about what you're after and anything you "
        "need to avoid? Then we'll suggest a few products that suit.",
    ),
    _row(
        "shipping", None, "A question about shipping", "medium", True,
        "What shipping costs and which ways there are.",
        "Thanks for asking. Our shipping rates, options and areas are all here: {shipping_link}. The checkout "
        "shows the exact cost for your postcode before you pay.",
    ),
    _row(
        "shipping_cost", "shipping", "How much is shipping", "medium", True,
        "What delivery costs, and from which amount it is free.",
        "Shipping depends on weight and postcode. Add your items to the cart, enter your postcode, and you'll "
        "see the exact cost before you pay. Our rates are also here: {shipping_link}.",
    ),
    _row(
        "shipping_options", "shipping", "How and where do you deliver", "medium", True,
        "Carriers, express, pick-up, PO boxes, and the places we deliver to.",
        "The ways we can deliver to {customer_location} are listed here: {shipping_link}. If your order is "
        "urgent or needs to stay cold, let us know and we'll suggest the best option.",
    ),
    _row(
        "technical", None, "A problem with the website or my account", "medium", False,
        "The website, the app or the customer's account.",
        "Sorry for the hassle. Could you tell us what you were doing and what you saw, with a screenshot if "
        "you can? Our web team will have a look. If you'd like to order in the meantime, we can help you by "
        "chat.",
    ),
    _row(
        "website_issue", "technical", "The website does not work", "high", False,
        "Pages, search, cart or checkout pages that fail or look wrong.",
        "Thanks for telling us, and sorry for the trouble. Please try reloading the page or another browser. "
        "If it still happens, send us the page's address and a screenshot, and our web team will fix it.",
    ),
    _row(
        "account_issue", "technical", "I can't log in to my account", "medium", True,
        "Passwords, logging in, registering, account details and newsletters.",
        "You can set a new password here: {password_link}. The email may take a few minutes and sometimes "
        "hides in the spam folder. If it doesn't come, reply with the email address of your account and we'll "
        "help.",
    ),
    _row(
        "pricing", None, "A question about prices", "low", True,
        "Prices, discounts and price matching.",
        "Thanks for asking. Current prices and offers are always on our website: {offers_link}.",
    ),
    _row(
        "discount", "pricing", "Do you have a discount code", "low", True,
        "Sales, codes, gift vouchers and reward points.",
        "Our current offers are here: {offers_link}. One code can be used per order. If yours didn't work, "
        "send us the code and we'll have a look.",
    ),
    _row(
        "price_match", "pricing", "Can you match a price", "low", False,
        "A better price elsewhere, or a price that dropped after buying.",
        "Thanks for giving us the chance. Please send us the link to the other offer for {product_name} and "
        "we'll see what we can do.",
    ),
    _row(
        "complaint", None, "I want to complain", "high", False,
        "Displeasure with how we did things, beyond one order's facts.",
        "We're sorry that we let you down, and thank you for telling us. A senior member of our team is "
        "reading your message and will contact you personally, today if we can.",
    ),
    _row(
        "feedback", None, "Feedback and reviews", "low", True,
        "Opinions, reviews and suggestions.",
        "Thank you for taking the time to share your thoughts. We read every word and pass it on to the team.",
    ),
    _row(
        "positive", "feedback", "Thank you", "low", True,
        "Praise and thanks.",
        "Thank you, you've made our day! We'll share your kind words with everyone who packed your order.",
    ),
    _row(
        "wholesale", None, "Do you sell wholesale", "medium", False,
        "Trade accounts, bulk orders and stockists.",
        "Thanks for your interest in buying wholesale. Could you tell us a little about your business, your "
        "ABN, and which products and quantities you have in mind? Our wholesale team will send you prices.",
    ),
    _row(
        "other", None, "Something else", "low", False,
        "What fits nowhere else: jobs, donations, offers from other businesses.",
        "Thanks for your message. We've passed it on to the right person, who will come back to you if we can "
        "help.",
    ),
)  # fmt: skip


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
