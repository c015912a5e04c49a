"""How bounces and automatic replies without telling headers give themselves away: names, subjects, phrases. Pure."""

import re

_MAIL = r"(?:mail|message|e-?mail)"

# Names and local parts of senders that send nothing but bounces.
DAEMON = re.compile(r"mailer[-_. ]?daemon|mail[-_ ]?daemon|mail delivery (?:sub)?system", re.IGNORECASE)

# Those that people may use as well. Amazon's notifications report bounces as JSON.
POSTMASTER = re.compile(
    r"postmaster|mail[-_ ]?(?:admin|administrator|delivery|server)\b|system administrator|mdaemon|\bbounces?\b"
    r"|no-reply sns\.amazonaws",
    re.IGNORECASE,
)

# How a bounce's subject starts, after words like "Warning:".
BOUNCE_SUBJECT = re.compile(
    rf"\W*(?:(?:warning|error|notice|notification|status|permanent|auto|{_MAIL})\W+)*(?:"
    + "|".join(
        [
            r"undeliver(?:able|ed)",
            r"non[- ]?deliver",
            r"unable to deliver",
            r"could ?n[o't]+ (?:be )?(?:deliver|send)",
            r"could not send",
            r"not (?:be )?delivered",
            rf"{_MAIL}? ?deliver(?:y|ing)(?: of)? ?(?:has |was )?"
            r"(?:error|fail|status|report|problem|delay|notif|incomplete|system|unsuccessful|impossible)",
            rf"(?:{_MAIL}|delivery) (?:failure|failed|status notification|has been (?:rejected|returned|blocked))",
            r"failed delivery",
            r"failure (?:notice|notification|delivery)",
            r"return(?:ed|ing) (?:e-?mail|message|to sender)",
            r"rejected",
            r"bounced?\b",
            r"user unknown",
            r"address (?:not found|unknown)",
            r"(?:mail|system) error",
            r"there was an error sending your mail",
            r"complaint about message from",
            r"un?zustellbar|nicht zugestellt|non remis",
        ]
    )
    + ")",
    re.IGNORECASE,
)

# What only mail systems write: status codes (RFC 3463), fields of reports (RFC 3464), headings of returned mail.
SMTP_PHRASE = re.compile(
    "|".join(
        [
            r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b",
            r"\b55[0-4][ -](?:user|recipient|mailbox|unknown|no such|unable|relay)",
            r"\bstatus: ?[45]\.\d",
            r"(?:final-recipient|diagnostic-code|reporting-mta):",
            r"\bsmtp (?:error|server)",
            r"remote (?:mail )?server",
            r"mail (?:system at host|delivery software|transfer agent)",
            r"transcript of session",
            r"original message (?:follows|headers|was received)",
            r"returned (?:message|mail) (?:follows|below)",
            r"copy of (?:the|your) (?:original )?(?:message|mail)",
            r"<\S{1,80}@\S{1,80}>: ",
            r"qmail-send",
            r"permanent(?: fatal)? errors?",
            r"notificationtype\W{1,8}(?:bounce|complaint)",
        ]
    ),
    re.IGNORECASE,
)

# What programs put before the subject that they answer; the colon (full-width in Chinese and Japanese) or bracket
# behind it tells them from a person's "Out of office hours".
AUTO_REPLY_SUBJECT = re.compile(
    r"\W*(?:"
    + "|".join(
        [
            r"auto(?:matic)?[- ]?(?:reply|response|responder)",
            r"out of (?:the )?office(?: auto-?reply)?",
            r"vacation (?:reply|message|notice)",
            r"automatische antwort|abwesenheitsnotiz",
            r"r[ée]ponse automatique|respuesta autom[áa]tica|resposta autom[áa]tica|risposta automatica",
            r"automatisch antwoord|automatiskt svar",
            r"自动回复|自動返信",
        ]
    )
    + ") ?[:：(]",
    re.IGNORECASE,
)
