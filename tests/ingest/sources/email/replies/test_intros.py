"""The line above quoted text, as mail programs write it in many languages."""

import pytest

from ingest.sources.email.replies import strip_reply
from ingest.sources.email.replies.intros import is_intro

INTROS = {
    "english gmail": "On Fri, 5 Jan 2024 at 10:00, Jane Doe <jane@example.com> wrote:",
    "english gmail us": "On Fri, Jan 5, 2024 at 10:00\u202fAM Jane Doe <jane@example.com> wrote:",
    "english apple": "On 5 Jan 2024, at 10:00 am, Jane Doe <jane@example.com> wrote:",
    "english apple without address": "On 5 Jan 2024, at 10:00 am, Jane Doe wrote:",
    "english thunderbird": "On 5/1/24 10:00, Jane Doe wrote:",
    "english yahoo": "On Friday, 5 January 2024 at 10:00:00 am AEDT, Jane Doe <jane@example.com> wrote: ",
    "english spark": "On 5 Jan 2024, 10:00 +1100, Jane Doe <jane@example.com>, wrote:",
    "english outlook mobile": 'On Fri, Jan 5, 2024 at 10:00 AM +1100, "Jane Doe" <jane@example.com> wrote:',
    "english zoho": "---- On Fri, 05 Jan 2024 10:00:00 +1100 Jane Doe <jane@example.com> wrote ----",
    "english eudora": "At 10:00 AM 1/5/2024, you wrote:",
    "english proton": "On Friday, January 5th, 2024 at 10:00 AM, Jane Doe <jane@example.com> wrote:",
    "english mailto": "On Fri, 5 Jan 2024 at 10:00, Jane <jane@example.com<mailto:jane@example.com>> wrote:",
    "german gmail": "Am Fr., 5. Jan. 2024 um 10:00 Uhr schrieb Jane Doe <jane@example.com>:",
    "german apple": "Am 05.01.2024 um 10:00 schrieb Jane Doe <jane@example.com>:",
    "german thunderbird": "Am 05.01.24 um 10:00 schrieb Jane Doe:",
    "german inbox": "Jane Doe <jane@example.com> schrieb am Fr., 5. Jan. 2024, 10:00:",
    "french gmail": "Le ven. 5 janv. 2024 à 10:00, Jane Doe <jane@example.com> a écrit\u00a0:",
    "french thunderbird": "Le 05/01/2024 à 10:00, Jane Doe a écrit :",
    "french yahoo": "Le vendredi 5 janvier 2024 à 10:00:00 UTC+1, Jane Doe <jane@example.com> a écrit :",
    "spanish gmail": "El vie, 5 ene 2024 a las 10:00, Jane Doe (<jane@example.com>) escribió:",
    "spanish thunderbird": "El 5/1/24 a las 10:00, Jane Doe escribió:",
    "catalan gmail": "Missatge de Jane Doe <jane@example.com> del dia dv., 5 de gen. 2024 a les 10:00:",
    "italian gmail": "Il giorno ven 5 gen 2024 alle ore 10:00 Jane Doe <jane@example.com> ha scritto:",
    "italian thunderbird": "Il 05/01/24 10:00, Jane Doe ha scritto:",
    "dutch gmail": "Op vr 5 jan 2024 om 10:00 schreef Jane Doe <jane@example.com>:",
    "dutch apple": "Op 5 jan. 2024 om 10:00 heeft Jane Doe <jane@example.com> het volgende geschreven:",
    "portuguese gmail br": "Em sex., 5 de jan. de 2024 às 10:00, Jane Doe <jane@example.com> escreveu:",
    "portuguese gmail pt": "Jane Doe <jane@example.com> escreveu (sexta, 5/01/2024 à(s) 10:00):",
    "polish gmail": "pt., 5 sty 2024 o 10:00 Jane Doe <jane@example.com> napisał(a):",
    "polish thunderbird": "W dniu 5.01.2024 o 10:00, Jane Doe pisze:",
    "swedish gmail": "Den fre 5 jan. 2024 kl 10:00 skrev Jane Doe <jane@example.com>:",
    "swedish apple": "5 jan. 2024 kl. 10:00 skrev Jane Doe <jane@example.com>:",
    "danish gmail": "Den fre. 5. jan. 2024 kl. 10.00 skrev Jane Doe <jane@example.com>:",
    "norwegian gmail": "fre. 5. jan. 2024 kl. 10:00 skrev Jane Doe <jane@example.com>:",
    "finnish gmail": "pe 5. tammik. 2024 klo 10.00 Jane Doe (jane@example.com) kirjoitti:",
    "finnish apple": "Jane Doe <jane@example.com> kirjoitti 5.1.2024 kello 10.00:",
    "czech gmail": "pá 5. 1. 2024 v 10:00 odesílatel Jane Doe <jane@example.com> napsal:",
    "hungarian gmail": "Jane Doe <jane@example.com> ezt írta (időpont: 2024. jan. 5., P, 10:00):",
    "romanian gmail": "În vin., 5 ian. 2024 la 10:00, Jane Doe <jane@example.com> a scris:",
    "chinese simplified gmail": "Jane Doe <jane@example.com> 于2024年1月5日周五 10:00写道：",
    "chinese traditional gmail": "Jane Doe <jane@example.com> 於 2024年1月5日 週五 上午10:00寫道：",
    "chinese apple": "在 2024年1月5日，10:00，Jane Doe <jane@example.com> 写道：",
    "chinese 163": '在 2024-01-05 10:00:00，"Jane Doe" <jane@example.com> 写道：',
    "japanese gmail": "2024年1月5日(金) 10:00 Jane Doe <jane@example.com>:",
    "japanese apple": "2024/01/05 10:00、Jane Doe <jane@example.com>のメール:",
    "korean gmail": "2024년 1월 5일 (금) 오전 10:00, Jane Doe <jane@example.com>님이 작성:",
    "vietnamese gmail": "Vào Th 6, 5 thg 1, 2024 vào lúc 10:00 Jane Doe <jane@example.com> đã viết:",
    "indonesian gmail": "Pada tanggal Jum, 5 Jan 2024 pukul 10.00 Jane Doe <jane@example.com> menulis:",
    "thai gmail": "ในวันที่ ศ. 5 ม.ค. 2024 เวลา 10:00 Jane Doe <jane@example.com> เขียนว่า:",
    "russian gmail": "пт, 5 янв. 2024 г. в 10:00, Jane Doe <jane@example.com>:",
    "russian yandex": '05.01.2024, 10:00, "Jane Doe" <jane@example.com>:',
    "russian mail.ru": "Пятница, 5 января 2024, 10:00 +03:00 от Jane Doe <jane@example.com>:",
    "russian thunderbird": "05.01.2024 10:00, Jane Doe пишет:",
    "ukrainian gmail": "пт, 5 січ. 2024 р. о 10:00 Jane Doe <jane@example.com> пише:",
    "greek gmail": "Στις Παρ 5 Ιαν 2024 στις 10:00 π.μ., ο χρήστης Jane Doe <jane@example.com> έγραψε:",
    "turkish gmail": "Jane Doe <jane@example.com>, 5 Oca 2024 Cum, 10:00 tarihinde şunu yazdı:",
    "turkish apple": "Jane Doe <jane@example.com> şunları yazdı (5 Oca 2024 10:00):",
    "arabic gmail": (
        "في الجمعة، ٥ يناير ٢٠٢٤ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة \u202aJane Doe\u202c\u200f"
        " <\u202ajane@example.com\u202c\u200f>:"
    ),
    "hebrew gmail": (
        "\u202bבתאריך יום ו׳, 5 בינו׳ 2024 ב-10:00 מאת \u202aJane Doe\u202c\u200f"
        " <\u202ajane@example.com\u202c\u200f>:\u202c"
    ),
    "old gmail": "2016-03-03 17:21 GMT+11:00 Jane Doe <jane@example.com>:",
    "old gmail without a name": "2013/9/19 <jane@example.com>",
    "between dashes": "------On 1/5/2024 10:00 AM, Jane Doe wrote-----",
    "an unknown language": "Dydd Gwener 5 Ion 2024 am 10:00 ysgrifennodd Jane Doe <jane@example.com>:",
}

NO_INTROS = (
    "Here is what I need:",
    "On 5 January I ordered two of these:",
    "On 5/1/2024 at 10:00 I wrote:",
    "On 5/1/2024 at 10:00 I wrote to you about:",
    "My address is jane@example.com and since 2024 we live at:",
    "The order of 5/1/2024 had three parts:",
    "Please send it to Jane <jane@example.com>:",
    "I said:",
    "wrote:",
    "At 10:30 the courier came and left this:",
)


@pytest.mark.parametrize("intro", INTROS.values(), ids=INTROS.keys())
@pytest.mark.parametrize("prefix", ["> ", ""], ids=["quoted", "unquoted"])
def test_an_intro_below_an_answer_begins_the_history(intro: str, prefix: str) -> None:
    reply = strip_reply(f"Two bags, please.\n\n{intro}\n\n{prefix}How many bags?\n{prefix}Jane\n")

    assert reply.content == "Two bags, please."
    assert reply.quoted_text is not None
    assert reply.quoted_text.split() == f"{intro} {prefix}How many bags? {prefix}Jane".split()


@pytest.mark.parametrize("intro", INTROS.values(), ids=INTROS.keys())
def test_an_intro_above_an_answer_goes_with_its_quote(intro: str) -> None:
    reply = strip_reply(f"{intro}\n> How many bags?\n> Jane\n\nTwo bags, please.\n")

    assert reply.content == "Two bags, please."


@pytest.mark.parametrize("intro", INTROS.values(), ids=INTROS.keys())
def test_an_intro_may_be_wrapped_before_its_address(intro: str) -> None:
    at = intro.find("<")
    wrapped = f"{intro[: at + 1]}\n{intro[at + 1 :]}" if at > 0 else intro

    assert strip_reply(f"Two bags, please.\n\n{wrapped}\n\n> How many bags?\n").content == "Two bags, please."


@pytest.mark.parametrize(
    "wrapped",
    [
        "On Fri, 5 Jan 2024 at 10:00, Jane Doe <jane@example.com>\nwrote:",
        "On Fri, 5 Jan 2024\nat 10:00, Jane Doe <jane@example.com> wrote:",
        (
            "On Fri, 5 Jan 2024 at 10:00, Jane\nDoe of the Very Long Company Name"
            " Incorporated\n<jane@example.com>\nwrote:"
        ),
        "On Fri, 5 Jan 2024 at 10:00 Jane Doe\n\n<\nmailto:jane@example.com\n> wrote:",
        "Jane Doe <jane@example.com> schrieb am Fr., 5.\nJan. 2024 um 10:00 Uhr:",
        'Le 5 janv. 2024 10:00, "Jane Doe"\n<jane@example.com>\na écrit :',
        'Op 5 jan. 2024 10:00 schreef "Jane Doe" <jane@example.com> het\nvolgende geschreven:',
        'Am 05.01.2024 10:00 schrieb "Jane Doe" <jane@example.com\n>:',
    ],
)
def test_an_intro_over_several_lines_is_taken_whole(wrapped: str) -> None:
    reply = strip_reply(f"It came at 9:30 in 2 boxes.\n{wrapped}\n\n> How many bags?\n")

    assert reply.content == "It came at 9:30 in 2 boxes."


@pytest.mark.parametrize("line", NO_INTROS)
def test_a_persons_own_line_with_a_colon_is_no_intro(line: str) -> None:
    text = f"Hello,\n\n{line}\n\n2 x chia seeds\n1 x tahini"

    assert not is_intro(line, quote_follows=False)
    assert strip_reply(text).content == text
