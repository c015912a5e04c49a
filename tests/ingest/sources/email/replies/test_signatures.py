"""Signatures, device footers and disclaimers at the end of a person's words."""

import pytest

from ingest.sources.email.replies import Reply, strip_reply

FOOTERS = (
    "Sent from my iPhone",
    "Sent from my iPad",
    "Sent from my Galaxy",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Samsung Mobile on the Telstra Mobile Network",
    "Sent from Yahoo7 Mail on Android",
    "Sent from Yahoo Mail for iPhone",
    "Sent from Outlook for Android",
    "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for iOS",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Get [Outlook for Android](https://aka.ms/AAb9ysg)",
    "Outlook für iOS beziehen",
    "Télécharger Outlook pour Android",
    "Obtener Outlook para iOS",
    "Outlook voor iOS downloaden",
    "Sent from Mail for Windows 10",
    "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
    "Sent with Proton Mail secure email.",
    "Sent using Zoho Mail",
    "Sent via BlackBerry from Telstra",
    "Sent from my Huawei phone",
    "Sent from my Pixel, please excuse typos.",
    "Sent from my Verizon Wireless BlackBerry",
    "Sent from my toaster",
    "Sent from my Surface <https://www.example.com/surface>",
    "Please excuse my brevity.",
    "This message was sent from my Android phone with K-9 Mail.",
    "Sent from Gmail Mobile",
    "Von meinem iPhone gesendet",
    "Gesendet von meinem Samsung Galaxy",
    "Gesendet mit der GMX Mail App",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis Outlook pour Android",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Inviato dal mio dispositivo Android",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanuit Outlook",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "从我的iPhone发送",
    "發自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    "Đã gửi từ iPhone của tôi",
    "Được gửi từ iPhone của tôi",
    "Dikirim dari iPhone saya",
    "أُرسلت من الـ iPhone",
    "נשלח מה-iPhone שלי",
    "Odesláno z iPhonu",
    "(sent from my mobile)",
)

DISCLAIMERS = (
    "This email and any attachments are confidential and may be privileged.",
    "CONFIDENTIALITY NOTICE: The contents of this message are for the addressee.",
    "Disclaimer: views are my own.",
    "If you have received this email in error, please delete it.",
    "Please consider the environment before printing this email.",
    "Virus-free. www.avast.com",
    "To unsubscribe from this group, send an email to group@example.com.",
    "You are receiving this email because you signed up.",
    "Liability limited by a scheme approved under Professional Standards Legislation.",
    "Diese E-Mail enthält vertrauliche Informationen.",
    "Ce message et ses pièces jointes sont confidentiels.",
    "Este mensaje puede contener información confidencial.",
    "Questo messaggio contiene informazioni riservate.",
    "Deze e-mail is vertrouwelijk.",
)

OWN_LAST_LINES = (
    "Sent the parcel back on Monday.",
    "I never got the phone case that you sent",
    "Sent from Sydney on Monday and still not here!",
    "From my phone I can't open the invoice.",
    "Unsubscribe me from your newsletter please.",
    "Please reply to this email and tell me the price.",
    "Ordered via mobile",
    "Sent from my desk, which is much easier than my phone.",
    "Please excuse the errors in my last mail, it is order 123456.",
    "I use Outlook on Android, can you send a PDF?",
    "This email is intended to ask about my order.",
    "My phone is 0400 000 000",
    "Tel: 0400 000 000",
    "Please consider the environment and use less plastic.",
    "Ich habe das Handy schon gesendet",
)


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_device_footer_is_cut_off(footer: str) -> None:
    assert strip_reply(f"Two bags, please.\n\n{footer}\n") == Reply("Two bags, please.", footer)


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_device_footer_above_the_history_is_cut_off(footer: str) -> None:
    text = f"Two bags, please.\n\n{footer}\n\nOn 5 Jan 2024, at 10:00, Jane <jane@example.com> wrote:\n\n> How many?\n"

    assert strip_reply(text).content == "Two bags, please."


def test_a_device_footer_between_words_and_quotes_is_cut_off() -> None:
    text = "Hi Jane,\n\nSent from my iPhone\n\nOn 5 Jan 2024, Jane wrote:\n> How many?\n\nTwo.\n"

    assert strip_reply(text).content.split() == ["Hi", "Jane,", ">", "How", "many?", "Two."]


@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
def test_a_disclaimer_is_cut_off_to_the_end(disclaimer: str) -> None:
    reply = strip_reply(f"Two bags, please.\n\n{disclaimer}\nIt goes on here.\n\nAnd here.\n")

    assert reply == Reply("Two bags, please.", f"{disclaimer}\nIt goes on here.\n\nAnd here.")


@pytest.mark.parametrize("line", OWN_LAST_LINES)
def test_a_last_line_of_ones_own_stays(line: str) -> None:
    text = f"Hello,\n\nI have a question.\n\n{line}"

    assert strip_reply(text) == Reply(text, None)


@pytest.mark.parametrize("delimiter", ["-- ", "--", "—"])
def test_a_signature_below_a_delimiter_is_cut_off(delimiter: str) -> None:
    reply = strip_reply(f"Two bags, please.\n\n{delimiter}\nJohn Roe\n0400 000 000\n")

    assert reply == Reply("Two bags, please.", f"{delimiter}\nJohn Roe\n0400 000 000")


def test_a_signature_above_the_history_is_cut_off() -> None:
    text = "Two.\n-- \nJohn Roe\n\nOn 5 Jan 2024, Jane wrote:\n> How many?\n"

    assert strip_reply(text).content == "Two."


def test_a_signature_below_the_history_is_cut_off_with_it() -> None:
    text = "Two.\n\nOn 5 Jan 2024, Jane wrote:\n> How many?\n\n-- \nJohn Roe\nExample Pty Ltd\n"

    assert strip_reply(text).content == "Two."


def test_contact_details_below_a_sign_off_are_cut_off_and_the_name_stays() -> None:
    text = "Two bags, please.\n\nKind regards,\nJohn Roe\nBuyer | Example Pty Ltd\nT 02 5550 0000\nwww.example.com\n"

    reply = strip_reply(text)

    assert reply == Reply(
        "Two bags, please.\n\nKind regards,\nJohn Roe", "Buyer | Example Pty Ltd\nT 02 5550 0000\nwww.example.com"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Two bags.\n\nThanks,\nJohn",
        "Two bags.\n\nThanks,\nJohn\n0400 000 000",
        "Two bags.\n\nThanks!\nMy details are:\nEmail: john@example.com\nPhone: 0400 000 000\nwww.example.com",
        (
            "Two bags.\n\nMany thanks\n\nPlease also send me the invoice to billing@example.com, and a copy"
            " to ops@example.com."
        ),
    ],
)
def test_a_sign_off_with_little_below_it_stays(text: str) -> None:
    assert strip_reply(text) == Reply(text, None)


def test_contacts_below_a_drawn_line_are_a_signature() -> None:
    text = "Two bags, please.\n\n----------\nJohn Roe\nTel: 02 5550 0000\njohn@example.com\n"

    assert strip_reply(text).content == "Two bags, please."


def test_drawn_lines_and_tracking_marks_at_the_end_are_no_words() -> None:
    assert strip_reply("Two bags, please.\n\nᐧ\n*****\n____\n").content == "Two bags, please."


def test_a_delimiter_far_above_the_end_is_no_signature() -> None:
    text = "First part\n--\n" + "\n".join(f"Line {number} of the second part." for number in range(60))

    assert strip_reply(text) == Reply(text, None)
