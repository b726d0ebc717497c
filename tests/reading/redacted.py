"""Small PDF files written by hand, redacted well and badly."""

from __future__ import annotations

from collections.abc import Mapping

TEXT = b"BT /F 20 Tf 50 200 Td (SECRET NAME) Tj ET "
BOX = b"0 g 45 190 160 30 re f "
SCAN = b"q 400 0 0 300 0 0 cm /I Do Q "
PICTURE = b"/XObject<</I 6 0 R>>"


def pdf(
    content: bytes,
    extra: Mapping[int, bytes] | None = None,
    *,
    page: bytes = b"",
    trailer: bytes = b"",
    resources: bytes = b"",
) -> bytes:
    """One page of 400 by 300 points with a content stream; ``extra`` are further objects, from 6 on."""
    fonts = b"/Resources<</Font<</F 5 0 R>>" + resources + b">>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R" + fonts + page + b">>",
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **(extra or {}),
    }
    out, places = b"%PDF-1.7\n", {}
    for key, said in sorted(objects.items()):
        places[key] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (key, said)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for key, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (key, place)
    return out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)


def form(content: bytes) -> dict[int, bytes]:
    """A form: a drawing within the drawing."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</Font<</F 5 0 R>>>>"
    return {6: stream(content, head)}


def scan(*, blackened: bool = False) -> dict[int, bytes]:
    """A picture full of ink; ``blackened`` where the secret stands."""
    pixels = bytearray(0 if (x // 4 + y // 4) % 3 == 0 else 255 for y in range(300) for x in range(400))
    if blackened:
        for y in range(70, 115):
            pixels[y * 400 + 40 : y * 400 + 220] = bytes(180)
    head = b"/Type/XObject/Subtype/Image/Width 400/Height 300/ColorSpace/DeviceGray/BitsPerComponent 8"
    return {6: stream(bytes(pixels), head)}


def note(kind: bytes, more: bytes = b"") -> bytes:
    """A comment over the secret."""
    return b"/Annots[<</Type/Annot/Subtype/%s/Rect[45 190 205 220]%s>>]" % (kind, more)


SQUARE = note(b"Square", b"/IC[0 0 0]/AP<</N 7 0 R>>")
SQUARE_LOOK = {7: stream(b"0 g 0 0 160 30 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 160 30]")}


def saved_again(data: bytes) -> bytes:
    """The page emptied and saved in place: what stood there stands there still."""
    start, empty = len(data), b"4 0 obj\n" + stream(b"") + b"\nendobj\n"
    before = data.rindex(b"xref\n0 1")
    tail = b"xref\n4 1\n%010d 00000 n \ntrailer<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return data + empty + tail % (start, before, start + len(empty))
