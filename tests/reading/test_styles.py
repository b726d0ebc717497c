"""What the style of a page says of its text: hidden, struck out or raised by a rule, or by the element itself."""

from __future__ import annotations

import pytest

from gongkai.reading.sources import open_sheet

PAGE = (
    "<html><head><title>题</title>{}</head><body><p>总体情况</p><table><tr><td>行政许可</td><td>5</td></tr>"
    "<tr><td>国家秘密</td><td>{}</td></tr></table></body></html>"
)


def cell(inner: str, rules: str = "") -> str:
    """What is read of a cell on a page with such rules."""
    head = f"<style>{rules}</style>" if rules else ""
    text = open_sheet(PAGE.format(head, inner).encode()).text
    return next(line.removeprefix("国家秘密\t") for line in text.split("\n") if line.startswith("国家秘密"))


UNREAD = [
    "display:none",
    "visibility:hidden",
    "VISIBILITY : Collapse",
    "font-size:0",
    "color:red;font-size:0.0pt",
    "mso-hide:all",
    "text-decoration:line-through",
    "text-decoration: red line-through",
    "text-decoration-line:line-through",
]


@pytest.mark.parametrize("style", UNREAD)
def test_what_is_not_shown_or_struck_out_is_not_read(style: str) -> None:
    assert cell(f"46<span style='{style}'>7</span>") == "46"
    assert cell("46<span class='a x'>7</span>", f".x{{{style}}}") == "46"
    assert cell("46<span id=x>7</span>", f"@charset 'utf-8'; #x, .q {{ margin:0; {style} }}") == "46"
    assert cell("46<i>7</i>", f"<!-- /* of Word {{ */ i{{{style}}} -->") == "46"
    assert cell("46<i class='x on'>7</i>", f"i.x.on{{{style} !important}}") == "46"


@pytest.mark.parametrize(
    ("inner", "rules"),
    [
        ("4<i class=x>6</i>", "@media print{.x{display:none}}"),
        ("4<i class=x>6</i>", ".x{display:none}@media (min-width:800px){.x{display:inline}}"),
        ("4<i class=x>6</i>", ".x{display:none}.x{display:inline}"),
        ("4<i class='x on'>6</i>", ".x.on{display:inline}.x{display:none}"),
        ("4<i class=x style='display:inline'>6</i>", ".x{display:none}"),
        ("4<i class=x>6</i>", ".x:hover{display:none}.x::after{visibility:hidden}.y .x{font-size:0}"),
        ("4<b class=y><i class=x>6</i></b>", ".x{display:none}.y .x{display:inline}"),
        ("4<b class=y><i class=x>6</i></b>", ".x{text-decoration:line-through}.y .x{text-decoration:none}"),
        ("<p style='font-size:0'><font style='font:14px 宋体'>46</font></p>", ""),
        ("<p class=x><i class=y>46</i></p>", ".x{font-size:0}.y{font-size:14px}"),
        ("<p style='visibility:hidden'><i style='visibility:visible'>46</i></p>", ""),
        ("<span style='font-size:0.5em'>46</span>", ""),
    ],
)
def test_what_is_shown_on_some_screen_or_again_is_read(inner: str, rules: str) -> None:
    assert cell(inner, rules) == "46"


def test_a_cell_that_is_struck_out_or_unseen_keeps_its_place() -> None:
    row = "<td>{}</td><td class=x>9</td><td>1</td>"
    for style in ("visibility:hidden", "text-decoration:line-through"):
        page = PAGE.format(f"<style>.x{{{style}}}</style>", "").replace("<td>5</td>", row.format(5))
        assert "行政许可\t5\t\t1" in open_sheet(page.encode()).text


@pytest.mark.parametrize("style", ["vertical-align:super", "font-size:8pt;vertical-align:SUB"])
def test_a_raised_number_beside_another_is_a_footnote(style: str) -> None:
    assert cell(f"46<span style='{style}'>[1]</span>") == "46"
    assert cell("46<span class=x>1</span>", f".x{{{style}}}") == "46"
    assert cell(f"<span style='{style}'>46</span>") == "46"
    assert cell(f"46<span style='{style}'>余</span>") == "46余"


def test_a_page_that_a_script_shows_is_read_and_a_hidden_copy_is_not() -> None:
    whole = PAGE.format("<style>#c{display:none}</style>", "46")
    assert "国家秘密\t46" in open_sheet(whole.replace("<body>", "<body><div id=c>").encode()).text
    copy = "<div id=c><table><tr><td>国家秘密</td><td>99</td></tr></table></div>"
    assert "99" not in open_sheet(whole.replace("</body>", copy + "</body>").encode()).text


def test_a_page_saved_unseen_from_a_phone_is_read() -> None:
    page = PAGE.format("", "46").replace("<body>", "<body><div style='visibility:hidden'>")
    assert "国家秘密\t46" in open_sheet(page.encode()).text


@pytest.mark.parametrize(
    "rules",
    [
        "/*" * 50_000,
        "a{" * 50_000 + "display:none",
        ".q" + ",.a" * 40_000 + "{display:none}",
        "a" + ".b" * 50_000 + "{display:none}",
        "@media x{" * 10_000 + ".a{display:none}",
        "".join(f".a{at}{{display:none}}" for at in range(5_000)),
    ],
)
def test_no_style_sheet_is_too_much(rules: str) -> None:
    assert cell("46", rules) == "46"


BYTES = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
PIXEL = "46<img width=1 height=1 src=a>"


@pytest.mark.parametrize(
    "inner",
    [
        f"4<img src={BYTES} data-src=6.png>",
        "4<img src=6.png>",
        "4 <img src=a> 6",
        "<img src=4.png alt=4>6",
        "<p>4</p><p><img src=6.png></p>",
    ],
)
def test_a_picture_beside_digits_may_be_one_of_them(inner: str) -> None:
    assert "\ufffd" in cell(inner)
    assert " " not in cell(inner)


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        (PIXEL, "46"),
        (f"46<img src={BYTES}>", "46"),
        ("46<img style='width:0px'>", "46"),
        ("<img alt=46>", ""),
        ("合计<img src=a>", "合计"),
    ],
)
def test_a_picture_elsewhere_and_a_counting_pixel_say_nothing(inner: str, read: str) -> None:
    assert cell(inner) == read
