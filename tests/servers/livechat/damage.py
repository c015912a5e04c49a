"""How a true answer is spoiled on its way: its length, its encoding, its shape. Pure."""

import gzip
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.servers.livechat.wire import dump

if TYPE_CHECKING:
    from tests.servers.livechat.faults import Answer

BOMB_BYTES = 3_000_000
"""What a bomb of 3 kB unpacks to; a client under test has a limit below it."""

NEW_FIELD = {"shape": "unheard of", "since": 2027}


def _truncate(answer: "Answer") -> None:
    answer.body = answer.body[: len(answer.body) // 2]


def _call_it_text(answer: "Answer") -> None:
    answer.content_type = "text/html; charset=latin-1"


def _pack(answer: "Answer", packed: bytes) -> None:
    answer.body, answer.headers = packed, answer.headers | {"Content-Encoding": "gzip"}


def _bomb(answer: "Answer") -> None:
    _pack(answer, gzip.compress(bytes(BOMB_BYTES), compresslevel=9))


def _cut_gzip(answer: "Answer") -> None:
    packed = gzip.compress(answer.body)
    _pack(answer, packed[: len(packed) // 2])


def _not_gzip(answer: "Answer") -> None:
    _pack(answer, answer.body)


def _wrap(answer: "Answer") -> None:
    answer.body = dump({"data": json.loads(answer.body)})


def _word(answer: "Answer") -> None:
    answer.body = b'"ok"'


def _objects_for_arrays(answer: "Answer") -> None:
    told = json.loads(answer.body)
    fields = told.items() if isinstance(told, dict) else [("items", told)]
    answer.body = dump({name: {} if isinstance(value, list) else value for name, value in fields})


def _unknown_fields(answer: "Answer") -> None:
    answer.body = dump(_with_new_fields(json.loads(answer.body)))


def _with_new_fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_new_fields(inner) for name, inner in value.items()} | {"x_new": NEW_FIELD}
    return [_with_new_fields(inner) for inner in value] if isinstance(value, list) else value


DAMAGES: dict[str, Callable[["Answer"], None]] = {
    "truncated_json": _truncate,
    "wrong_type": _call_it_text,
    "gzip_bomb": _bomb,
    "gzip_cut": _cut_gzip,
    "gzip_garbage": _not_gzip,
    "wrapped": _wrap,
    "word": _word,
    "objects_for_arrays": _objects_for_arrays,
    "unknown_fields": _unknown_fields,
}
