"""How fast and how large categorising is: python -m tests.bench.categorize. Prints figures; changes nothing.

Needs no database. Rules and classifier run on the shipped examples, repeated; encoding on texts of set lengths.
"""

import itertools
import resource
from pathlib import Path

from interactions import categorize
from interactions.categorize.blend import judge_reading
from interactions.categorize.classifier import classifier_of
from interactions.categorize.encoder import MAX_TOKENS
from interactions.categorize.examples import shipped_examples
from interactions.categorize.gist import gist
from interactions.categorize.joined import load_joined
from interactions.categorize.judge import judge, read_by_rules
from tests.bench.stopwatch import Stopwatch, tell

WEIGHTS = Path(categorize.__file__).parent / "weights"
CONVERSATIONS = 4_000
ENCODED = 200
LENGTHS = {"150 characters": 150, "400 characters": 400, f"256 tokens, {MAX_TOKENS} of them read": 1_500}


def main() -> None:
    """Measure and print."""
    words = [one.words for one in itertools.islice(itertools.cycle(shipped_examples()), CONVERSATIONS)]
    for one in words[:100]:
        judge(one)
    with Stopwatch() as rules:
        for one in words:
            judge(one)
    tell("Rules alone, conversations a second", f"{len(words) / rules.cpu_seconds:,.0f} (processor time)")
    encoder = load_joined()
    classifier = classifier_of((WEIGHTS / f"{encoder.name}.npz").read_bytes())
    vectors = encoder.encode([gist(read_by_rules(one).parts) for one in words[:ENCODED]])
    vectors = vectors[[number % ENCODED for number in range(len(words))]]
    with Stopwatch() as both:
        for one, opinion in zip(words, classifier.opinions(vectors), strict=True):
            judge_reading(read_by_rules(one), opinion, {})
    tell("Rules and classifier, vectors at hand", f"{len(words) / both.cpu_seconds:,.0f} (processor time)")
    text = " ".join(" ".join(one.messages) for one in words)
    for name, length in LENGTHS.items():
        texts = [text[start : start + length] for start in range(0, ENCODED * length // 2, length)]
        with Stopwatch() as encoding:
            encoder.encode(texts)
        tell(f"Encoding {name}, a second", f"{len(texts) / encoding.seconds:,.0f}")
    tell("Peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
