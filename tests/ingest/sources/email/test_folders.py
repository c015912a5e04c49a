import pytest

from ingest.source import SourceRefused
from ingest.sources.email.folders import Folder, choose_folders

GMAIL = [
    Folder("INBOX"),
    Folder("[Google Mail]", (r"\HasChildren", r"\Noselect")),
    Folder("[Google Mail]/Alle Nachrichten", (r"\All",)),
    Folder("[Google Mail]/Gesendet", (r"\Sent",)),
]
PLAIN = [Folder("INBOX"), Folder("Gesendete Objekte", (r"\HASNOCHILDREN", r"\SENT")), Folder("Größe")]


def test_the_folder_flagged_all_holds_everything() -> None:
    assert choose_folders(GMAIL, []) == ["[Google Mail]/Alle Nachrichten"]


def test_without_it_inbox_and_the_folder_flagged_sent_are_read() -> None:
    assert choose_folders(PLAIN, ["", " "]) == ["INBOX", "Gesendete Objekte"]


def test_a_level_that_cannot_be_opened_is_no_folder() -> None:
    with pytest.raises(SourceRefused):
        choose_folders(GMAIL, ["[Google Mail]"])
    assert choose_folders([*PLAIN, Folder("Everything", (r"\All", r"\NonExistent"))], []) == [
        "INBOX",
        "Gesendete Objekte",
    ]


def test_named_folders_are_taken_once_and_in_their_order() -> None:
    assert choose_folders(PLAIN, ["Größe", "inbox", r"\sent", "INBOX", " Gesendete Objekte "]) == [
        "Größe",
        "INBOX",
        "Gesendete Objekte",
    ]


def test_letters_with_combining_marks_name_the_same_folder() -> None:
    assert choose_folders(PLAIN, ["Gro\u0308ße"]) == ["Größe"]


def test_the_case_of_other_names_matters() -> None:
    with pytest.raises(SourceRefused):
        choose_folders(PLAIN, ["größe"])


def test_a_missing_folder_is_refused_with_the_list_of_those_that_exist() -> None:
    with pytest.raises(SourceRefused) as caught:
        choose_folders(GMAIL, ["Sales"])
    assert str(caught.value) == (
        'The mailbox has no folder "Sales". It has: INBOX, [Google Mail]/Alle Nachrichten, [Google Mail]/Gesendet. '
        "Set BOO_SALES_IMAP_FOLDERS to names from this list, separated by commas."
    )
    assert caught.value.code == "folder_missing"


def test_a_mailbox_without_a_sent_folder_says_so() -> None:
    with pytest.raises(SourceRefused, match=r"no folder flagged \\Sent"):
        choose_folders([Folder("INBOX")], [])


def test_a_long_list_is_cut() -> None:
    with pytest.raises(SourceRefused) as caught:
        choose_folders([Folder(f"{number:03}") for number in range(100)], ["Sales"])
    assert "039, ..." in str(caught.value)
