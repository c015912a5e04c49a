"""Blocks of headers and titles of older mails, as mail programs write them in many languages; forwarded mails."""

import pytest

from ingest.sources.email.replies import Reply, strip_reply

HEADERS = {
    "english outlook": (
        "From: Jane Doe <jane@example.com>\nSent: Friday, 5 January 2024 10:00 AM\nTo: Shop\nSubject: Bags"
    ),
    "english outlook mac": (
        "From: Jane Doe <jane@example.com>\nDate: Friday, 5 January 2024 at 10:00\n"
        "To: Shop <shop@example.net>\nSubject: Bags"
    ),
    "english with rule": (
        "________________________________\nFrom: Jane Doe\nSent: Friday, 5 January 2024 10:00 AM\nTo: Shop\n"
        "Subject: Bags"
    ),
    "english bold": "*From:* Jane Doe\n*Sent:* 5 January 2024\n*To:* Shop\n*Subject:* Bags",
    "english with blank lines": (
        "From: Jane Doe <jane@example.com>\n\nSent: 5 January 2024\n\nTo: Shop\n\nSubject: Bags"
    ),
    "english wrapped": (
        "From: Jane Doe <jane@example.com>\nSent: 5 January 2024\nTo: Shop <shop@example.net>;\n"
        " Warehouse <w@example.net>\nSubject: Bags"
    ),
    "english original": "-----Original Message-----\nFrom: Jane Doe\nSent: Friday\nTo: Shop\nSubject: Bags",
    "samsung": (
        "-------- Original message --------\nFrom: Jane Doe <jane@example.com>\n"
        "Date: 5/1/24 10:00 (GMT+10:00)\nTo: Shop\nSubject: Bags"
    ),
    "bigpond": (
        "------ Original Message ------\nFrom: jane@example.com\nTo: shop@example.net\n"
        "Sent: Friday, 5 Jan, 2024 At 10:00 AM\nSubject: Bags"
    ),
    "aol": (
        "-----Original Message-----\nFrom: Jane <jane@example.com>\nTo: shop <shop@example.net>\n"
        "Sent: Fri, 5 Jan 2024 10:00 am\nSubject: Bags"
    ),
    "german outlook": (
        "Von: Jane Doe <jane@example.com>\nGesendet: Freitag, 5. Januar 2024 10:00\nAn: Shop\nBetreff: Säcke"
    ),
    "german gmx": (
        'Gesendet: Freitag, 05. Januar 2024 um 10:00 Uhr\nVon: "Jane Doe" <jane@example.com>\n'
        "An: shop@example.net\nBetreff: Säcke"
    ),
    "german t-online": "-----Original-Nachricht-----\nBetreff: Säcke\nDatum: 2024-01-05\nVon: Jane\nAn: Shop",
    "french outlook": (
        "De : Jane Doe <jane@example.com>\nEnvoyé : vendredi 5 janvier 2024 10:00\nÀ : Shop\nObjet : Sacs"
    ),
    "spanish outlook": (
        "De: Jane Doe <jane@example.com>\nEnviado: viernes, 5 de enero de 2024 10:00\nPara: Shop\nAsunto: Bolsas"
    ),
    "italian outlook": (
        "Da: Jane Doe <jane@example.com>\nInviato: venerdì 5 gennaio 2024 10:00\nA: Shop\nOggetto: Sacchi"
    ),
    "italian libero": (
        "----Messaggio originale----\nDa: jane@example.com\nData: 05/01/2024 10.00\nA: shop\nOgg: Sacchi"
    ),
    "dutch outlook": (
        "Van: Jane Doe <jane@example.com>\nVerzonden: vrijdag 5 januari 2024 10:00\nAan: Shop\nOnderwerp: Zakken"
    ),
    "portuguese outlook": (
        "De: Jane Doe <jane@example.com>\nEnviado: sexta-feira, 5 de janeiro de 2024 10:00\nPara: Shop\nAssunto: Sacos"
    ),
    "polish outlook": (
        "Od: Jane Doe <jane@example.com>\nWysłano: piątek, 5 stycznia 2024 10:00\nDo: Shop\nTemat: Worki"
    ),
    "swedish outlook": (
        "Från: Jane Doe <jane@example.com>\nSkickat: den 5 januari 2024 10:00\nTill: Shop\nÄmne: Påsar"
    ),
    "danish outlook": "Fra: Jane Doe <jane@example.com>\nSendt: 5. januar 2024 10:00\nTil: Shop\nEmne: Poser",
    "finnish outlook": (
        "Lähettäjä: Jane Doe <jane@example.com>\nLähetetty: perjantai 5. tammikuuta 2024 10.00\n"
        "Vastaanottaja: Shop\nAihe: Pussit"
    ),
    "russian outlook": ("От: Jane Doe <jane@example.com>\nОтправлено: 5 января 2024 г. 10:00\nКому: Shop\nТема: Мешки"),
    "greek outlook": "Από: Jane Doe <jane@example.com>\nΣτάλθηκε: 5 Ιανουαρίου 2024\nΠρος: Shop\nΘέμα: Σακούλες",
    "turkish outlook": (
        "Kimden: Jane Doe <jane@example.com>\nGönderildi: 5 Ocak 2024 Cuma 10:00\nKime: Shop\nKonu: Torbalar"
    ),
    "chinese outlook": ("发件人: Jane Doe <jane@example.com>\n发送时间: 2024年1月5日 10:00\n收件人: Shop\n主题: 袋子"),
    "chinese qq": (
        '------------------ 原始邮件 ------------------\n发件人: "Jane" <jane@example.com>;\n'
        '发送时间: 2024年1月5日\n收件人: "shop"\n主题: 袋子'
    ),
    "japanese outlook": "差出人: Jane Doe <jane@example.com>\n送信日時: 2024年1月5日 10:00\n宛先: Shop\n件名: 袋",
    "korean outlook": (
        "보낸 사람: Jane Doe <jane@example.com>\n보낸 날짜: 2024년 1월 5일\n받는 사람: Shop\n제목: 봉투"
    ),
    "vietnamese outlook": "Từ: Jane Doe <jane@example.com>\nĐã gửi: 5 Tháng Một 2024\nĐến: Shop\nChủ đề: Túi",
    "arabic outlook": "من: Jane Doe <jane@example.com>\nتم الإرسال: 5 يناير 2024\nإلى: Shop\nالموضوع: أكياس",
    "gmail forward": (
        "---------- Forwarded message ---------\nFrom: Jane Doe <jane@example.com>\n"
        "Date: Fri, 5 Jan 2024 at 10:00\nSubject: Bags\nTo: <shop@example.net>"
    ),
    "apple forward": (
        "Begin forwarded message:\n\nFrom: Jane Doe <jane@example.com>\nSubject: Bags\n"
        "Date: 5 January 2024 at 10:00\nTo: shop@example.net"
    ),
    "german apple forward": (
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Jane <jane@example.com>\nBetreff: Säcke\n"
        "Datum: 5. Januar 2024\nAn: Shop"
    ),
    "title alone": "--- Original Message ---",
    "help desk": "##- Please type your reply above this line -##",
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_everything_below_headers_is_history(headers: str) -> None:
    reply = strip_reply(f"Two bags, please.\nJohn\n\n{headers}\n\nHow many bags?\n\nJane\n")

    assert reply.content == "Two bags, please.\nJohn"
    assert reply.quoted_text == f"{headers}\n\nHow many bags?\n\nJane"


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_a_mail_forwarded_without_a_word_is_the_content(headers: str) -> None:
    assert strip_reply(f"{headers}\n\nHow many bags?\n\nJane\n") == Reply("How many bags?\n\nJane", headers)


def test_a_quoted_forward_goes_below_a_note() -> None:
    quote = "> Begin forwarded message:\n> \n> From: Jane <jane@example.com>\n> Subject: Bags\n> \n> How many?"

    assert strip_reply(f"Please see below.\n\n{quote}") == Reply("Please see below.", quote)


def test_the_headers_of_a_forwarded_older_mail_begin_its_history() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: Jane <jane@example.com>\nDate: 5 Jan 2024\nSubject: Bags\n\n"
        "How many bags?\n\nFrom: Shop <shop@example.net>\nSent: 4 January 2024\nSubject: Bags\n\nWe have bags."
    )

    assert strip_reply(text).content == "How many bags?"
