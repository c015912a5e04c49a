"""The other side of ReadingProcess: reads mails as they come in and hands out what became of them.

Run as a module. Standard input brings pickles: the Reader, then lists of UnreadMail; standard output takes one of
HELLO, then a list for each. Both ends are ours, so pickle's powers are no danger here. No settings, no database.
"""

import gc
import os
import pickle
import signal
import sys

from ingest.sources.email.reading import Reader

HELLO = "Ready to read mails."
OUTLIVES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What is meant for the process that asks: it may want to finish what it has begun, and ends this one itself."""


def main(seconds: int) -> None:
    """Read until there is nothing more to come. A list that takes longer than `seconds` ends the process."""
    for signal_ in OUTLIVES:
        signal.signal(signal_, signal.SIG_IGN)
    # Ends the process wherever it is, in C as well, and even when nobody is left who could end it.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must neither mix with the answers nor show what a mail says.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()
    pickle.dump(HELLO, answers)
    answers.flush()
    try:
        reader: Reader = pickle.load(sys.stdin.buffer)  # noqa: S301 -- our own
        while True:
            mails = pickle.load(sys.stdin.buffer)  # noqa: S301 -- our own
            signal.alarm(seconds)
            found = reader.read_all(mails)
            signal.alarm(0)
            pickle.dump(found, answers)
            answers.flush()
    except (EOFError, BrokenPipeError):
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
