"""What the style of a page says of its text: hidden, struck out or raised by a rule, or by the element itself."""

from __future__ import annotations

from time import process_time

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


DOUBTED = [
    "color:#fff",
    "COLOR: White",
    "color:rgba(0, 0, 0, 0.0)",
    "color:hsl(0 0% 99%)",
    "color:red;-webkit-text-fill-color:transparent",
    "background:#000",
    "color:#333;background-color:rgb(51,51,51)",
    "opacity:0",
    "opacity:.05",
    "filter:alpha(opacity=0)",
    "text-indent:-9999px",
    "position:absolute; left:-999em",
    "position:absolute;clip:rect(0 0 0 0)",
    "display:inline-block;width:1px;overflow:hidden",
    "transform:scaleX(-1)",
    "transform:rotate(180deg)",
    "-webkit-text-security:disc",
    "unicode-bidi:bidi-override;direction:rtl",
    "float:left",
    "order:-1",
    "position:absolute;left:0",
]


@pytest.mark.parametrize("style", DOUBTED)
def test_a_number_of_which_a_part_may_not_be_seen_as_written_is_not_read(style: str) -> None:
    assert "\ufffd" in cell(f"46<span style='{style}'>7</span>")
    assert "\ufffd" in cell("46<i class=x>7</i>", f"table tr > td i.x{{{style}}}")
    assert cell(f"总计数量<span style='{style}'>7</span>") == "总计数量7"


@pytest.mark.parametrize(
    ("inner", "rules"),
    [
        ("<b style='background:#036'><i style='color:#fff'>46</i></b>", ""),
        ("<i>46</i>", "i{color:#fff}tr td:last-child{background:navy}td{background:#036}"),
        ("<i style='color:#fff'><b style='color:#333'>46</b></i>", ""),
        ("<i>46</i>", "td i{color:#fff}tr > td > i{color:#222}"),
        ("<i style='color:#fffffe;color:black'>46</i>", ""),
        ("<i style='float:right'>46</i>", ""),
        ("4<i style='transform:scale(.9) rotate(0)'>6</i>", ""),
        ("4<i style='text-indent:-24px;opacity:1'>6</i>", ""),
        ("46", "td:hover::after{content:'1'}td::after{content:' '}@media print{td::before{content:'4'}}"),
        ("<i data-mark=※1>46</i>", "td i::after{content:attr(data-mark)}"),
    ],
)
def test_a_number_that_is_seen_as_written_is_read(inner: str, rules: str) -> None:
    assert cell(inner, rules) == "46"


def test_a_page_in_light_type_is_read() -> None:
    row = "<tr><td style='color:#fff'>{}</td><td style='color:#fff'>{}</td></tr>"
    page = "<table>" + row.format("国家秘密", 46) + row.format("商业秘密", 3) + "</table>"
    assert "国家秘密\t46\n商业秘密\t3" in "\n".join(
        line for line in open_sheet(page.encode()).text.split("\n") if "秘密" in line
    )


@pytest.mark.parametrize(
    "selector",
    [
        *("td i", "tr>td > i", "table [data-a]", "td b + i", "td b ~ i.x", "td:last-child i", "i:not(.y)"),
        *("[data-a='1 2']", "tr:nth-child(2) td:nth-child(even) i", "td:nth-child(2) i:nth-child(2n)"),
        "tbody *:not(b) > i",
    ],
)
def test_rules_for_what_stands_in_something_else_are_followed(selector: str) -> None:
    inner = "4<b>6</b><i class=x data-a='1 2'>7</i>"
    assert cell(inner, f"{selector}{{display:none}}") == "46"
    assert cell(inner, f"@media screen{{{selector}{{display:none}}}}") == "46"
    assert cell(inner, f".z {selector}, p > {selector}{{display:none}}") == "467"


@pytest.mark.parametrize("content", ["'1'", '"\\31"', "attr(data-a)", "counter(n)", "'-'", "url(7.png)"])
def test_a_number_beside_which_a_rule_prints_more_is_not_read(content: str) -> None:
    assert "\ufffd" in cell("46<i data-a=1></i>", f"td > i::before{{content:{content}}}")
    assert "\ufffd" in cell("<i data-a=1>46</i>", f"td i:after{{content:{content}}}")


@pytest.mark.parametrize(
    "inner",
    [
        *(
            "4<sup>67</sup>",
            "4<sup>6</sup>7",
            "<sup>4</sup>6",
            "46<sub>0</sub>",
            "46<sup>1234</sup>",
            "46<sup>.5</sup>",
        ),
        *("4<i style='vertical-align:8px'>67</i>", "4<i style='position:relative;top:-5pt'>67</i>"),
    ],
)
def test_raised_digits_that_may_be_the_numbers_own_leave_it_unread(inner: str) -> None:
    assert "\ufffd" in cell(inner)


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        ("<input value=46>", "46"),
        ("46<input type=hidden value=7>", "46"),
        ("<input placeholder=46>", "\ufffd"),
        ("<textarea>46</textarea>", "46"),
        ("<select><option>46<option selected>7</select>", "\ufffd"),
        ("<ruby>46<rp>(</rp><rt>7</rt><rp>)</rp></ruby>", "46"),
        ("<bdo dir=rtl>46</bdo>", "\ufffd46"),
        ("46<dialog>7</dialog><audio>7</audio>", "46"),
        ("<math><mfrac><mn>4</mn><mn>6</mn></mfrac></math>", "\ufffd"),
        ("<math><mn>46</mn></math>", "46"),
        ("<svg><text>46</text></svg>", "\ufffd"),
        ("4<canvas>7</canvas>", "4\ufffd"),
        ("46<details><summary>件</summary>7</details>", "46件\ufffd"),
        ("\u202e64\u202c", "\ufffd64"),
        ("4\u200e\u206366", "466"),
        ("46<small>7</small>", "46\ufffd7\ufffd"),
        ("46 <font size=1>7</font>", "46 \ufffd7\ufffd"),
        ("46<b><a href='#n7'>7</a></b>件", "46\ufffd7\ufffd件"),
        ("<small>46</small>", "46"),
        ("<small>46</small>件", "46件"),
        ("<a href='#'>46</a>", "46"),
        ("4<a href='list.html'>6</a>", "46"),
        ("4<font size=3>6</font>", "46"),
        ("4\u03366\u0336", "4\ufffd6\ufffd"),
    ],
)
def test_what_elements_and_signs_show_is_read(inner: str, read: str) -> None:
    assert cell(inner) == read


@pytest.mark.parametrize(
    "rules",
    [
        ".z div div div div i{display:none}",
        "".join(f"div div:not(.q{at}) div b i{{display:none}}" for at in range(400)),
        "".join(f"i:nth-child({at}n + 1):not(.a){{display:none}}" for at in range(400)),
        "".join(f".zz ~ i:not(.q{at}){{display:none}}" for at in range(400)),
        "a " * 50_000 + "{display:none}" + "a:not(" * 20_000 + "{display:none}",
    ],
)
def test_no_selector_takes_long(rules: str) -> None:
    page = PAGE.format(f"<style>{rules}</style>", "<div><section><p><b>" * 90 + "<i>1</i>" * 4000)
    started = process_time()
    open_sheet(page.encode())
    assert process_time() - started < 5
