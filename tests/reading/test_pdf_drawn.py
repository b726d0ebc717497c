"""PDF drawn amiss: what stands on the page is read, what nobody sees is not, what fonts say wrongly is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from random import Random

import pytest

from gongkai.reading import Reading, Status, read_document
from gongkai.reading.sources import pdf
from gongkai.reading.sources.pdf import pdf_sheet
from gongkai.reading.sources.pdf_engine import MEANINGLESS, pages
from gongkai.reading.sources.pdf_struck import without_struck
from gongkai.report.filing import make_filing
from gongkai.report.form import load_form
from tests.reading.drawn import HIGH, MARGIN, SIZE, WIDE, Draw, Part, Rule, Text, drawn, plainly
from tests.strategies.filings import lawful_filing

FILING = lawful_filing(load_form("2021"), Random(5), 400)
#: A graphics state that lets everything through.
CLEAR = b"/Resources<</ExtGState<</G<</ca 0>>>>"


def read(data: bytes) -> Reading:
    (reading,) = read_document(data, "a.pdf")
    return reading


def wrong(data: bytes) -> list[str]:
    filing = read(data).filing
    assert filing is not None
    return [cell for cell, value in FILING.values.items() if filing.values.get(cell) != value]


def silent(data: bytes) -> set[str]:
    return {*wrong(data)} - read(data).listed_cells()


def beside(wrap: Callable[[bytes], bytes]) -> Draw:
    """After each number of table 2 a further digit, drawn in another way."""

    def draw(parts: Sequence[Part]) -> bytes:
        out = b""
        for part in parts:
            out += part.drawn
            if isinstance(part, Text) and part.cell.startswith("t2."):
                right = part.x + 0.556 * part.size * len(part.text)
                out += wrap(part._replace(text="7", x=right).drawn)
        return out

    return draw


def aside(share: float, up: float, mark: str = "7", *, ruled: bool = True) -> Draw:
    """After each number of table 2 a smaller digit, raised or lowered as the mark of a footnote is."""

    def draw(parts: Sequence[Part]) -> bytes:
        numbers = [part for part in parts if isinstance(part, Text) and part.cell.startswith("t2.")]
        return plainly([part for part in parts if ruled or isinstance(part, Text)]) + plainly(
            [
                Text(mark, part.x + 0.556 * part.size * len(part.text), part.y + up * part.size, size=share * part.size)
                for part in numbers
            ]
        )

    return draw


def ruled(up: float, beyond: float = 0.0, more: str = "45") -> Draw:
    """Digits before each number of table 2, with a thin rule through or under them."""

    def draw(parts: Sequence[Part]) -> bytes:
        out: list[Part] = []
        for part in parts:
            if isinstance(part, Text) and part.cell.startswith("t2."):
                right, y = part.x + 0.556 * part.size * len(more or part.text), part.y + up * part.size
                out += [Rule(part.x - beyond, y, right + beyond, y), part._replace(text=more + part.text)]
            else:
                out.append(part)
        return plainly(out)

    return draw


def bold(parts: Sequence[Part]) -> list[Part]:
    """Every text again, a tenth of its size further on."""
    return [part._replace(x=part.x + 0.1 * part.size) for part in parts if isinstance(part, Text)]


def painted_over(parts: Sequence[Part]) -> bytes:
    """Each number of table 2 written anew on a white box over another one."""
    out = b""
    for part in parts:
        if isinstance(part, Text) and part.cell.startswith("t2."):
            out += part._replace(text="9" + part.text).drawn
            out += b"q 1 g %.2f %.2f 30 7 re f Q " % (part.x - 1, part.y - 1)
        out += part.drawn
    return out


def off_the_page(parts: Sequence[Part]) -> bytes:
    return plainly([*parts, *(part._replace(x=part.x + WIDE) for part in parts if isinstance(part, Text))])


def marked(parts: Sequence[Part]) -> bytes:
    """A mark laid across the page again and again, of digits as well as of words."""
    words = "政府信息公开".encode("utf-16-be").hex().encode()
    across = b"BT /D 20 Tf .7 .7 -.7 .7 %d %d Tm (2023 010 user) Tj /W 20 Tf <%s> Tj ET\n"
    return plainly(parts) + b"".join(across % (x, y, words) for x in range(50, 500, 120) for y in range(100, 800, 120))


def disordered(parts: Sequence[Part]) -> bytes:
    """Each character by itself, in no order."""
    chars: list[Part] = [part for part in parts if isinstance(part, Rule)]
    for part in parts:
        if isinstance(part, Text):
            step = part.size * (0.556 if part.text.isascii() else 1)
            chars += [part._replace(text=char, x=part.x + step * at) for at, char in enumerate(part.text)]
    Random(3).shuffle(chars)
    return plainly(chars)


LAYER = (
    drawn(FILING, beside(lambda said: b"/OC /X BDC " + said + b"EMC "), extra={5: b"<</Type/OCG/Name(X)>>"})
    .replace(b"/Type/Catalog", b"/Type/Catalog/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>")
    .replace(b"/Resources<<", b"/Resources<</Properties<</X 5 0 R>>")
)
UNSEEN: dict[str, bytes] = {
    "without-ink": drawn(FILING, beside(lambda said: b"q 3 Tr " + said + b"Q ")),
    "white": drawn(FILING, beside(lambda said: b"q 1 g " + said + b"Q ")),
    "clear": drawn(FILING, beside(lambda said: b"q /G gs " + said + b"Q ")).replace(b"/Resources<<", CLEAR),
    "painted-over": drawn(FILING, painted_over),
    "off-the-page": drawn(FILING, off_the_page),
    "outside-the-crop": drawn(FILING, off_the_page, size=(2 * WIDE, HIGH), page=b"/CropBox[0 0 595 842]"),
    "layer-that-is-off": LAYER,
    "clipped-away": drawn(FILING, beside(lambda said: b"q 0 0 9 9 re W n " + said + b"Q ")),
    "clipped-in-a-corner": drawn(FILING, beside(lambda said: b"q 0 0 m 9 0 l 0 9 l h W n " + said + b"Q ")),
    "raised": drawn(FILING, aside(0.6, 0.5)),
    "lowered": drawn(FILING, aside(0.6, -0.3)),
    "raised-as-browsers-do": drawn(FILING, aside(0.83, 0.4)),
    "lowered-as-browsers-do": drawn(FILING, aside(0.83, -0.25)),
    "lowered-as-offices-do": drawn(FILING, aside(0.58, -0.08)),
    "raised-two-digits": drawn(FILING, aside(0.83, 0.4, "12")),
    "raised-in-brackets": drawn(FILING, aside(0.83, 0.4, "[1]")),
    "too-small": drawn(FILING, aside(0.1, 0.0)),
    "marked-across": drawn(FILING, marked),
}


@pytest.mark.parametrize("data", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_or_reads_is_not_read(data: bytes) -> None:
    assert wrong(data) == []


def test_marks_are_left_out_where_no_rules_are_drawn() -> None:
    bare = pdf_sheet(drawn(FILING, lambda parts: plainly([part for part in parts if isinstance(part, Text)])))
    assert pdf_sheet(drawn(FILING, aside(0.83, 0.4, ruled=False))).text == bare.text


@pytest.mark.parametrize("draw", [aside(0.6, 0.0), aside(0.83, 0.4, "2023")], ids=["on-the-line", "of-four-digits"])
def test_small_digits_that_may_belong_to_a_number_are_in_doubt(draw: Draw) -> None:
    assert silent(drawn(FILING, draw)) == set()


def test_a_page_of_absurd_size_is_no_more_than_an_empty_one() -> None:
    refusal = read(drawn(FILING, lambda _: b"", size=(10_000_000, 10_000_000))).refusal
    assert refusal is not None
    assert refusal.code == "scanned"


def test_a_number_that_is_struck_out_is_not_read() -> None:
    assert wrong(drawn(FILING, ruled(0.3))) == []


def test_a_number_that_is_underlined_is_read() -> None:
    assert wrong(drawn(FILING, ruled(-0.12, more=""))) == []


def test_a_rule_of_a_table_strikes_nothing_out() -> None:
    def draw(parts: Sequence[Part]) -> bytes:
        """With a rule from side to side through the numbers of each row of table 2."""
        ys = {part.y for part in parts if isinstance(part, Text) and part.cell.startswith("t2.")}
        return plainly([*parts, *(Rule(MARGIN, y + 1.5, WIDE - MARGIN, y + 1.5) for y in ys)])

    assert [char.text for page in pages(drawn(FILING, draw)) for char in without_struck(page).chars] == [
        char.text for page in pages(drawn(FILING)) for char in page.chars
    ]


@pytest.mark.parametrize("draw", [ruled(0.3, more=""), ruled(0.3, 0.6)], ids=["nothing-in-its-stead", "too-long"])
def test_what_a_rule_may_strike_out_is_in_doubt(draw: Draw) -> None:
    struck = {cell for cell in FILING.values if cell.startswith("t2.")}
    data = drawn(FILING, draw)
    assert struck <= read(data).listed_cells()
    assert silent(data) == set()


def test_a_point_printed_twice_over_is_one() -> None:
    values = {**FILING.values, "t2.fees.amount_wan": Decimal("5230.52")}
    filing = make_filing(FILING.form, values, agency=FILING.agency, year=FILING.year)
    read_back = read(drawn(filing, lambda parts: plainly([*parts, *bold(parts)]))).filing
    assert read_back is not None
    assert read_back.values == values


def test_a_layer_that_is_on_is_read() -> None:
    shown = LAYER.replace(b"/OFF[5 0 R]", b"/ON[5 0 R] ")
    assert wrong(shown)


@pytest.mark.parametrize("turn", [b"", b"/Rotate 90", b"/Rotate 180", b"/Rotate 270"])
def test_the_order_in_which_a_page_is_drawn_and_its_turn_are_nothing(turn: bytes) -> None:
    assert wrong(drawn(FILING, disordered, page=turn)) == []


def test_white_words_on_a_dark_ground_are_seen() -> None:
    def draw(parts: Sequence[Part]) -> bytes:
        return b"0 0 .4 rg 0 0 595 842 re f 1 g 1 G " + plainly(parts)

    assert wrong(drawn(FILING, draw)) == []


def typed(kind: bytes) -> bytes:
    """A report whose numbers in table 2 are typed over others, in fields or notes that are laid on its page."""
    numbers: list[Text] = []
    extra: dict[int, bytes] = {}

    def draw(parts: Sequence[Part]) -> bytes:
        numbers.extend(part for part in parts if isinstance(part, Text) and part.cell.startswith("t2."))
        return plainly([part._replace(text="9" + part.text) if part in numbers else part for part in parts])

    drawn(FILING, draw)
    for place, part in enumerate(numbers, start=5):
        look = b"1 g 0 0 30 7 re f 0 g BT /D 5 Tf 1 1 Td (%s) Tj ET" % part.text.encode()
        own = b"/Type/XObject/Subtype/Form/BBox[0 0 30 7]/Resources<</Font<</D 3 0 R>>>>"
        extra[place] = b"<<%s/Length %d>>stream\n%s\nendstream" % (own, len(look), look)
        box = b"/Rect[%.2f %.2f %.2f %.2f]" % (part.x, part.y - 1, part.x + 30, part.y + 6)
        extra[place + 50] = b"<</Type/Annot/Subtype/%s/F 4%s/AP<</N %d 0 R>>>>" % (kind, box, place)
    notes = b" ".join(b"%d 0 R" % (place + 50) for place in range(5, 5 + len(numbers)))
    return drawn(FILING, draw, extra=extra, pages={2: b"/Annots[%s]" % notes})


@pytest.mark.parametrize("kind", [b"FreeText", b"Stamp", b"Widget"])
def test_what_is_typed_over_a_page_is_read_and_what_lies_under_it_is_not(kind: bytes) -> None:
    assert wrong(typed(kind)) == []


@pytest.mark.parametrize("degrees", [(1.0, 0.01745), (0.9962, 0.0872)], ids=["1", "5"])
def test_a_page_that_leans_is_read_as_a_picture(degrees: tuple[float, float]) -> None:
    cos, sin = degrees
    found = pages(
        drawn(FILING, lambda parts: b"q %f %f %f %f 20 0 cm " % (cos, sin, -sin, cos) + plainly(parts) + b"Q")
    )
    assert {(page.pictured, len(page.chars)) for page in found} == {(True, 0)}


def told(codes: Mapping[str, str]) -> dict[int, bytes]:
    """What the font of the digits says that it draws."""
    lines = b"".join(
        b"<%02x> <%s>\n" % (ord(drawn), said.encode("utf-16-be").hex().encode()) for drawn, said in codes.items()
    )
    head = b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/X def 1 begincodespacerange<00><ff>"
    said = head + b"endcodespacerange %d beginbfchar\n%sendbfchar endcmap end end" % (len(codes), lines)
    return {5: b"<</Length %d>>stream\n%s\nendstream" % (len(said), said)}


TOLD = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 5 0 R>>"


@pytest.mark.parametrize("other", ["1234567890", "0128456739", "0723456189"], ids=["all", "3-and-8", "1-and-7"])
def test_digits_that_their_font_says_to_be_others_are_in_doubt(other: str) -> None:
    data = drawn(FILING, digits=TOLD, extra=told(dict(zip("0123456789", other, strict=True))))
    assert len(wrong(data)) > 40
    assert silent(data) == set()
    assert read(data).status is Status.DOUBTFUL


@pytest.mark.parametrize("other", ["\U00020bb7", "\x01", "\u2010"], ids=["two-units", "a-control", "a-hyphen"])
def test_a_character_that_the_engine_tells_otherwise_moves_no_other(other: str) -> None:
    digits = {digit: digit for digit in "0123456789"}
    plain, odd = (
        [
            [char for char in page.chars if char.text not in {*"7\ud842\udfb7", other, MEANINGLESS}]
            for page in pages(data)
        ]
        for data in (drawn(FILING, digits=TOLD, extra=told(digits | more)) for more in ({}, {"7": other}))
    )
    assert odd == plain


@pytest.mark.parametrize("text", ["\x017", "7\x01"], ids=["before", "behind"])
def test_a_number_with_a_character_that_means_nothing_is_in_doubt(text: str) -> None:
    def draw(parts: Sequence[Part]) -> bytes:
        return plainly(
            [
                part._replace(text=text) if isinstance(part, Text) and part.cell.startswith("t2.") else part
                for part in parts
            ]
        )

    assert silent(drawn(FILING, draw)) == set()


def nameless(first: int) -> tuple[bytes, dict[int, bytes]]:
    """A font that draws the digits from a code on, and does not say what it draws."""
    names = b" ".join(b"/g%d" % digit for digit in range(10))
    drawings = b"".join(b"/g%d %d 0 R" % (digit, 5 + digit) for digit in range(10))
    parts = (
        b"/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar %d/LastChar %d" % (first, first + 9),
        b"/Widths[" + b"556 " * 10 + b"]/Encoding<</Differences[%d %s]>>" % (first, names),
        b"/CharProcs<<" + drawings + b">>/Resources<</Font<</H 15 0 R>>>>",
    )
    looks = {5 + digit: b"556 0 d0 BT /H 1000 Tf (%d) Tj ET" % digit for digit in range(10)}
    extra = {place: b"<</Length %d>>stream\n%s\nendstream" % (len(look), look) for place, look in looks.items()}
    plain = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return b"<</Type/Font/Subtype/Type3" + b"".join(parts) + b">>", {**extra, 15: plain}


@pytest.mark.parametrize("first", [0x31, 8], ids=["as-other-digits", "as-controls"])
def test_digits_of_a_font_that_does_not_say_what_it_draws_mean_nothing(
    first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(parts: Sequence[Part]) -> bytes:
        said = [
            b"BT /D %.1f Tf %.2f %.2f Td <%s> Tj ET\n"
            % (SIZE, part.x, part.y, bytes(int(digit) + first for digit in part.text).hex().encode())
            if isinstance(part, Text) and part.text.isdigit()
            else part.drawn
            for part in parts
        ]
        return b"".join(said)

    font, extra = nameless(first)
    data = drawn(FILING, draw, digits=font, extra=extra)
    digits = sum(len(str(value)) for cell, value in FILING.values.items() if cell.startswith("t3."))
    assert sum(char.text == MEANINGLESS for char in pages(data)[3].chars) == digits
    monkeypatch.setattr(pdf, "can_recognise", lambda: False)
    refusal = read(data).refusal
    assert refusal is not None
    assert refusal.code == "unreadable"


def turned(matrix: bytes, across: float, up: float) -> Draw:
    """After each number of table 2 a further digit, turned about its own foot and moved (shares of its size)."""

    def draw(parts: Sequence[Part]) -> bytes:
        out = plainly(parts)
        for part in parts:
            if isinstance(part, Text) and part.cell.startswith("t2."):
                x = part.x + (0.556 * len(part.text) + across) * part.size
                out += b"BT /D %.1f Tf %s %.2f %.2f Tm (7) Tj ET\n" % (part.size, matrix, x, part.y + up * part.size)
        return out

    return draw


@pytest.mark.parametrize(
    "draw",
    [
        turned(b"-1 0 0 -1", 0.556, 0.7),
        turned(b"-1 0 0 1", 0.556, 0.0),
        turned(b"1 0 0 -1", 0.0, 0.7),
        turned(b"0 1 -1 0", 0.7, 0.0),
    ],
    ids=["upside-down", "mirrored", "mirrored-down", "on-its-side"],
)
def test_digits_that_are_drawn_otherwise_are_in_doubt(draw: Draw) -> None:
    data = drawn(FILING, draw)
    assert wrong(data) != []
    assert silent(data) == set()


def test_digits_of_which_the_file_says_others_are_not_taken_for_those() -> None:
    def draw(parts: Sequence[Part]) -> bytes:
        out = b""
        for part in parts:
            is_number = isinstance(part, Text) and part.cell.startswith("t2.")
            out += b"/Span <</ActualText (9)>> BDC " + part.drawn + b" EMC " if is_number else part.drawn
        return out

    assert silent(drawn(FILING, draw)) == set()


def test_a_clipping_path_around_a_number_hides_nothing() -> None:
    assert wrong(drawn(FILING, lambda parts: b"q 0 0 595 842 re W n " + plainly(parts) + b"Q ")) == []
