"""The words by which mail programs introduce, head and sign mails, in the commonest languages. Pure data.

They were collected from what Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and their mobile siblings write. A language
that is missing is still covered where the line has a date and an address (see intros.py).
"""

from typing import Final, Literal

type HeaderRole = Literal["from", "date", "to", "subject", "other"]


def _words(listed: str) -> tuple[str, ...]:
    """Read a list of words or phrases that are separated by commas."""
    return tuple(" ".join(word.split()) for word in listed.split(","))


# The verb right before the colon: "On Friday Jane Doe wrote:".
CLOSING_VERBS: Final = _words(
    """
    wrote, writes, has written, schrieb, schrieb folgendes, geschrieben, a écrit, écrivait, escribió,
    ha escrit, va escriure, ha escrito, ha scritto, scrive, schreef, geschreven, escreveu, napisał, napisała,
    napisał(a), pisze, skrev, skrev följande, kirjoitti, написал, написала, написал(а), пишет, писал, писал(а),
    пише, написав, написав(-ла), έγραψε, έγραψαν, yazdı, şunu yazdı, şunları yazdı, napsal, napsal(a), napísal,
    napísal(a), írta, a scris, je napisao, je napisao/la, menulis, đã viết, viết, написа, raksta, rašė,
    kirjutas, skrifaði
    """
)
# The same where words stand without spaces, so that no word boundary can be asked for.
CLOSING_VERBS_UNSPACED: Final = _words(
    """
    写道, 寫道, 写到, 님이 작성, 님이 작성한 메시지, 작성, のメール, のメッセージ, は書きました, เขียนว่า,
    เขียน, كتب, كتبت, كتب ما يلي, כתב, כתבה, כתב/ה
    """
)
# The verb before the name: "Am 5. Januar um 10:00 schrieb Jane Doe:".
LEADING_VERBS: Final = _words(
    """
    schrieb, schreef, skrev, écrivait, escreveu, ezt írta, odesílatel, kirjoitti, ha scritto, escribió
    """
)

# The names of headers, by what they say.
HEADER_LABELS: Final[dict[HeaderRole, tuple[str, ...]]] = {
    "from": _words(
        """
        from, von, de, da, van, od, från, fra, lähettäjä, от, від, από, kimden, gönderen, 发件人, 發件人,
        寄件者, 寄件人, 差出人, 送信者, 보낸 사람, 보낸사람, từ, người gửi, من, מאת, feladó, de la, expéditeur,
        mittente, remitente, remetente, afzender, absender, nadawca, odesílatel, odosielateľ, dari, pengirim,
        จาก, avsändare, afsender, avsender, отправитель
        """
    ),
    "date": _words(
        """
        date, sent, sent at, date sent, datum, gesendet, gesendet am, envoyé, envoyé le, date d'envoi, enviado,
        enviado el, enviada, enviado em, fecha, data, inviato, verzonden, wysłano, wysłane, skickat, skickades,
        sendt, dato, lähetetty, päivämäärä, päiväys, отправлено, дата, надіслано, στάλθηκε, ημερομηνία,
        gönderildi, gönderme tarihi, tarih, 发送时间, 發送時間, 发送日期, 寄件日期, 傳送日期, 日期, 时间, 時間,
        送信日時, 日付, 日時, 보낸 날짜, 보낸날짜, 날짜, gửi, đã gửi, ngày, thời gian, تم الإرسال,
        تاريخ الإرسال, التاريخ, نسخة بتاريخ, נשלח, תאריך, odesláno, odoslané, dátum, elküldve, küldve, trimis,
        poslano, dikirim, tanggal, ส่ง, วันที่, received
        """
    ),
    "to": _words(
        """
        to, an, à, a, para, aan, do, till, til, vastaanottaja, кому, προς, kime, alıcı, 收件人, 收件者, 宛先,
        받는 사람, 받는사람, đến, tới, người nhận, إلى, אל, címzett, către, komu, destinataire, destinatario,
        destinatário, empfänger, adresat, kepada, ถึง, mottagare, modtager, mottaker
        """
    ),
    "subject": _words(
        """
        subject, betreff, objet, asunto, oggetto, ogg, onderwerp, assunto, temat, ämne, emne, aihe, тема, θέμα,
        konu, 主题, 主題, 主旨, 标题, 件名, 제목, chủ đề, tiêu đề, الموضوع, נושא, předmět, predmet, tárgy,
        subiect, subjek, perihal, เรื่อง, re, assumpte
        """
    ),
    "other": _words(
        """
        cc, bcc, kopie, kopia, kopi, kopio, cci, copie, copia, cópia, dw, udw, копия, копія, κοιν, κοινοποίηση,
        bilgi, 抄送, 副本, 참조, đồng gửi, نسخة, העתק, másolat, reply-to, reply to, antwort an, répondre à,
        responder a, risposta, rispondi a, beantwoorden, responder para, odpowiedz do, svara till, svar til,
        ответить, 回复, 返信先, organization, organisation, importance, wichtigkeit, importancia, priorität,
        priority, attachments, anlagen, anhänge, pièces jointes, datos adjuntos, newsgroups, message-id,
        resent-from, category
        """
    ),
}
# What stands between dashes above an older mail, or alone with a colon.
HISTORY_TITLES: Final = frozenset(
    _words(
        """
        alkuperäinen viesti, anfang der weitergeleiteten e-mail, anfang der weitergeleiteten nachricht,
        begin doorgestuurd bericht, begin forwarded, begin forwarded message, courriel original,
        doorgestuurd bericht, début du message réexpédié, début du message transféré, edelleenlähetetty viesti,
        end of forwarded message, eredeti üzenet, forward message, forwarded email, forwarded message,
        iletilen mesaj, inicio del mensaje reenviado, inizio messaggio inoltrato, início da mensagem encaminhada,
        início da mensagem reencaminhada, izvorna poruka, i̇letilen mesaj, mensagem encaminhada, mensagem original,
        mensagem reencaminhada, mensaje original, mensaje reenviado, mesaj original, mesaj redirecționat,
        mesajul original, message d'origine, message d’origine, message forwarded, message initial,
        message original, message transféré, message transmis, messaggio inoltrato, messaggio originale,
        missatge original, missatge reenviat, oorspronkelijk bericht, opprinnelig melding, oprindelig meddelelse,
        original appointment, original email, original mail, original meddelelse, original melding,
        original message, original nachricht, original-nachricht, originalmeddelande, originalnachricht,
        origineel bericht, orijinal ileti, orijinal mesaj, oryginalna wiadomość, pesan asli, pesan terusan,
        pesan yang diteruskan, początek przekazywanej wiadomości, preposlaná správa, previous message,
        proslijeđena poruka, pôvodná správa, přeposlaná zpráva, původní e-mail, původní zpráva, reply message,
        start på videresendt besked, thư gốc, thư đã chuyển tiếp, thư được chuyển tiếp, tin nhắn gốc,
        továbbított üzenet, treść przekazanej wiadomości, ursprungligt meddelande, ursprungsmeddelande,
        ursprungsnachricht, ursprüngliche mail, ursprüngliche nachricht, vidarebefordrat brev,
        vidarebefordrat meddelande, videresendt meddelelse, videresendt melding, välitetty viesti,
        weitergeleitete nachricht, weitergeleitete originalnachricht, wiadomość oryginalna, wiadomość przekazana,
        wiadomość przekazana dalej, yönlendirilmiş ileti, özgün ileti, αρχικό μήνυμα, προωθημένο μήνυμα,
        вихідне повідомлення, исходное сообщение, начало переадресованного сообщения, оригинальное сообщение,
        оригінальне повідомлення, переслане повідомлення, пересланное сообщение, пересылаемое сообщение,
        ההודעה המקורית, הודעה מקורית, הודעה שהועברה, الرسالة الأصلية, الرسالة المعاد توجيهها, رسالة أصلية,
        رسالة معاد توجيهها, ข้อความต้นฉบับ, ข้อความที่ส่งต่อ, 元のメッセージ, 元のメール, 原始信件, 原始訊息,
        原始邮件, 原始郵件, 原邮件, 开始转发邮件, 転送されたメッセージ, 転送メッセージ, 轉寄的郵件, 轉寄郵件,
        转发的邮件, 转发邮件, 转发邮件信息, 開始轉寄郵件, 원본 메시지, 원본 메일, 원본메시지, 전달된 메시지,
        전달된 메일
        """
    )
)

# "Sent from", by what stands first. The word after it is one of SENT_WITH, but in languages that need none.
SENT_FIRST: Final = _words(
    """
    sent, gesendet, verschickt, envoyé, enviado, enviada, enviat, inviato, inviata, verzonden, verstuurd,
    wysłane, wysłano, skickat, skickades, sendt, отправлено, надіслано, відправлено, στάλθηκε, εστάλη, odesláno,
    odoslané, elküldve, küldve, trimis, poslano, poslato, dikirim, được gửi, đã gửi, gửi, composed, written
    """
)
SENT_WITH: Final = _words(
    """
    from, via, with, by, using, mit, von, vom, aus, per, de, du, depuis, avec, par, desde, con, do, da, dal,
    dallo, dalla, com, pelo, a partir do, met, vanaf, vanuit, van, från, med, fra, z, ze, za pomocą, przez, с,
    со, из, з, із, через, από, pomocí, din, cu, iz, sa, s, dari, từ, på, på min, tramite, mediante
    """
)
SENT_FIRST_UNSPACED: Final = _words(
    """
    lähetetty, 从我的, 從我的, 发自, 發自, 發送自, 來自我的, 来自我的, أُرسلت من, أرسلت من, تم الإرسال من,
    مرسل من, נשלח מ, ส่งจาก
    """
)
# "From my iPhone sent", in languages that put the verb last.
SENT_LAST: Final = _words(
    """
    gesendet, verschickt, gönderildi, gönderilmiştir, küldve, elküldve, sent, 发送, 發送, 傳送, 传送, 寄出,
    送信, 보냄, 보낸 메일, 에서 전송
    """
)
# "my" after "from": what follows may then be any device at all ("Sent from my toaster").
FROM_MY: Final = _words(
    """
    from my, via my, on my, using my, von meinem, von meiner, mit meinem, de mon, depuis mon, de ma, desde mi,
    de mi, do meu, da minha, a partir do meu, dal mio, dalla mia, vanaf mijn, vanuit mijn, van mijn, met mijn,
    från min, från mitt, fra min, fra mit, fra mitt, z mojego, с моего, з мого, z mého, z môjho, s mog
    """
)
# Devices, programs and providers that sign their mails.
DEVICES: Final = _words(
    """
    iphone, iphonu, ipad, ipod, apple watch, android, blackberry, galaxy, samsung, huawei, honor, xiaomi, redmi, oppo,
    vivo, oneplus, pixel, nokia, lumia, htc, xperia, motorola, windows phone, windows, smartphone, mobile,
    mobil, handy, phone, telefon, téléphone, teléfono, móvil, movil, telefono, cellulare, celular, telemóvel,
    cell, tablet, tablette, telstra, optus, vodafone, outlook, yahoo, yahoo7, gmail, aol, proton, protonmail,
    icloud, hotmail, zoho, gmx, web.de, t-online, mail.ru, airmail, mailbox, mailspring, spark, superhuman,
    thunderbird, k-9, fairemail, bluemail, blue mail, nine, email app, mail app, mail for, [mail], windows mail,
    mymail, tutanota, tuta, fastmail, canary, newton, boxer, workspace one, acompli, surface, chromebook, mac
    """
)
SIGN_OFFS: Final = _words(
    """
    regards, kind regards, best regards, warm regards, many thanks, thanks, thank you, thanks again,
    thanks in advance, cheers, sincerely, yours sincerely, yours faithfully, best, best wishes, all the best,
    with thanks, respectfully, kindest regards, warmest regards, thanking you, mit freundlichen grüßen,
    mit freundlichen grüssen, freundliche grüße, viele grüße, liebe grüße, beste grüße, schöne grüße, mfg, vg,
    lg, cordialement, bien cordialement, cdlt, bien à vous, salutations, saludos, saludos cordiales, un saludo,
    atentamente, gracias, cordiali saluti, saluti, distinti saluti, grazie, met vriendelijke groet,
    vriendelijke groet, groeten, mvg, atenciosamente, cumprimentos, obrigado, obrigada,
    com os melhores cumprimentos, pozdrawiam, z poważaniem, med vänliga hälsningar, vänliga hälsningar, mvh,
    med venlig hilsen, med vennlig hilsen, vennlig hilsen, hilsen, ystävällisin terveisin, terveisin,
    с уважением, з повагою, με εκτίμηση, saygılarımla, trân trọng, 此致, よろしくお願いいたします, 감사합니다,
    مع أطيب التحيات
    """
)
