"""Small files as customers and staff attach them: PNG and JPEG pictures and one-page PDFs, drawn by hand. Pure."""

import random
import struct
import zlib
from functools import cache
from typing import Final

_BLOCKS_WIDE: Final = 40
_BLOCKS_HIGH: Final = 30
_BLOCK: Final = 8
# ITU-T T.81, table K.3: how many DC codes there are of each length, and what they stand for.
_DC_COUNTS: Final = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
_DC_CODES: Final = ("00", "010", "011", "100", "101", "110", "1110", "11110", "111110", "1111110", "11111110")
_TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


def content_type(name: str) -> str:
    """Return the media type of a file name."""
    return _TYPES[name.rpartition(".")[2]]


def enclosure(name: str, variant: int) -> bytes:
    """Return a file that opens: the kind by its ending, what it shows by its name and `variant` (0 to 7)."""
    match name.rpartition(".")[2]:
        case "pdf":
            title = name.removesuffix(".pdf").replace("-", " ").capitalize()
            return pdf((title, "Buy Organics Online", f"Page 1 of 1, copy {variant + 1}"))
        case "png":
            return png(_picture(name, variant))
        case _:
            return jpeg(_picture(name, variant))


@cache
def _picture(name: str, variant: int) -> tuple[tuple[int, ...], ...]:
    """Return rows of grey values: a dark jar with cracks on a pale bench, or whatever the name makes of it."""
    rng = random.Random(f"{name} {variant}")  # noqa: S311 - sample data, not a secret
    light = rng.randrange(150, 220)
    rows = [
        [light - row + rng.randrange(-6, 7) for _ in range(_BLOCKS_WIDE)] if row < 20 else
        [light - 70 + rng.randrange(-9, 10) for _ in range(_BLOCKS_WIDE)]
        for row in range(_BLOCKS_HIGH)
    ]  # fmt: skip
    left, top = rng.randrange(8, 18), rng.randrange(5, 9)
    for row in range(top, 25):
        for column in range(left, left + 13):
            rows[row][column] = 60 + (column - left) * 6 + rng.randrange(-8, 9)
    for _ in range(4):
        column = rng.randrange(left, left + 13)
        for row in range(top, 27):
            column = min(max(column + rng.choice((-1, 0, 1)), 0), _BLOCKS_WIDE - 1)
            rows[row][column] = 235
    return tuple(tuple(min(max(value, 0), 255) for value in row) for row in rows)


@cache
def png(rows: tuple[tuple[int, ...], ...]) -> bytes:
    """Return grey rows as PNG (W3C PNG, third edition), each value four pixels wide and high."""
    lines = b"".join((b"\0" + bytes(value for value in row for _ in range(4))) * 4 for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]) * 4, len(rows) * 4, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@cache
def jpeg(rows: tuple[tuple[int, ...], ...]) -> bytes:
    """Return grey rows as baseline JPEG (ITU-T T.81), each value one block of eight by eight pixels.

    Every block is of one grey, so only its DC coefficient is written; a quantiser of 8 makes that the grey itself.
    """
    bits = []
    before = 0
    for row in rows:
        for value in row:
            difference = value - 128 - before
            before = value - 128
            size = abs(difference).bit_length()
            low = difference if difference > 0 else difference + (1 << size) - 1
            # The one AC code, "0", says that the rest of the block is nought.
            bits.append(_DC_CODES[size] + (f"{low:0{size}b}" if size else "") + "0")
    packed = "".join(bits)
    packed += "1" * (-len(packed) % 8)
    scan = int(packed, 2).to_bytes(len(packed) // 8, "big").replace(b"\xff", b"\xff\0")
    size_field = struct.pack(">HH", len(rows) * _BLOCK, len(rows[0]) * _BLOCK)
    segments = (
        (b"\xe0", b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (b"\xdb", b"\0" + bytes([8] + [1] * 63)),
        (b"\xc0", b"\x08" + size_field + b"\x01\x01\x11\x00"),
        (b"\xc4", b"\x00" + bytes(_DC_COUNTS) + bytes(range(sum(_DC_COUNTS)))),
        (b"\xc4", b"\x10" + bytes([1] + [0] * 15) + b"\0"),
        (b"\xda", b"\x01\x01\x00\x00\x3f\x00"),
    )
    head = b"".join(b"\xff" + kind + struct.pack(">H", len(data) + 2) + data for kind, data in segments)
    return b"\xff\xd8" + head + scan + b"\xff\xd9"


@cache
def pdf(lines: tuple[str, ...]) -> bytes:
    """Return a one-page PDF 1.4 with these lines (plain ASCII, no brackets or backslashes)."""
    shown = "".join(f"({line}) Tj 0 -28 Td " for line in lines)
    stream = f"BT /F1 18 Tf 72 740 Td {shown}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    text, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(text)
    text += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{text}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
