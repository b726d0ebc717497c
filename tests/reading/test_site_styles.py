"""Pages as the content systems of offices style them: no number is lost by it, and none is read that is not seen."""

from __future__ import annotations

import pytest

from gongkai.reading.sources import open_sheet

HEADS = ("1.属于国家秘密", "3.其他", "总计")


def rows(rules: str, table: str = "{}", before: str = "") -> list[str]:
    """The rows read of a page with such rules, of which the last is one of sums."""
    cells = "".join(
        f"<tr class={name}><th>{head}</th><td>46</td><td>7</td></tr>" for name, head in zip("abt", HEADS, strict=True)
    )
    page = f"<html><head><title>题</title>{before}<style>{rules}</style></head><body><p>总体情况</p>"
    text = open_sheet((page + table.replace("{}", f"<table>{cells}</table>") + "</body></html>").encode()).text
    return [line for line in text.split("\n") if line.startswith(HEADS)]


EMPTY = "总计\t\t"
READ = [f"{head}\t46\t7" for head in HEADS]


@pytest.mark.parametrize(
    "colours",
    [
        *("background:cornflowerblue;color:white", "background:hsl(210,60%,40%);color:#fff"),
        *("background:var(--main);color:#fff", "background:var(--not, #036);color:#fff"),
        *("background:linear-gradient(to right, #036 0%, rgb(0, 90, 160) 100%);color:#fff",),
        *("background:#036 url(th.png) repeat-x;color:#fff", "background:blue;color:yellow"),
        *("background:rgba(0,0,0,.2)", "background:rgba(0,0,0,.6);color:#fff", "color:rgba(0,0,0,.65)"),
    ],
)
def test_a_row_that_stands_out_from_its_ground_is_read(colours: str) -> None:
    assert rows(f":root{{--main:#0b5fa5}}.t td{{{colours}}}") == READ
    assert rows(f":root{{--main:#0b5fa5}}th{{{colours}}}") == READ


@pytest.mark.parametrize(
    "colours",
    [
        *("background:#036;color:midnightblue", "background:hsl(0,0%,100%);color:#fff"),
        *(
            "color:var(--paper)",
            "background:linear-gradient(#036, #fff);color:#fff",
            "background:url(th.png);color:#fff",
        ),
        *("background-color:#fff;background:#000", "background:#000!important;background:#fff"),
        *("background:var(--not);color:#fff", "color:rgba(0,0,0,.1)"),
    ],
)
def test_a_row_in_the_colour_of_its_ground_is_not_read(colours: str) -> None:
    assert rows(f":root{{--paper:#fefefe}}.t td{{{colours}}}") == [*READ[:2], "总计\t\ufffd\ufffd\t\ufffd"]


def test_words_of_two_characters_behind_a_list_number_are_words() -> None:
    assert rows("th{background:url(th.png);color:#fff}") == READ


@pytest.mark.parametrize(
    ("rules", "before"),
    [
        ("html{font-size:100px}td{font-size:.14rem}", ""),
        ("@media (min-width:320px){html{font-size:42.6px}}td{font-size:.14rem!important}", ""),
        (
            ":root{--size:.14rem}td{font-size:var(--size)}",
            "<script>document.documentElement.style.fontSize='100px'</script>",
        ),
        ("html{font-size:62.5%}td{font-size:1.4rem}", ""),
        ("td{overflow:hidden;height:.1rem}", "<script src=flexible.js></script>"),
        ("html{font-size:13.33333vw}td{font-size:.12rem}", ""),
        ("html{font-size:calc(100vw / 7.5)}td{font-size:.12rem}", ""),
    ],
)
def test_a_length_by_the_size_of_the_root_is_no_small_one(rules: str, before: str) -> None:
    assert rows(rules, before=before) == READ


def test_type_that_is_too_small_by_a_root_of_usual_size_is_not_read() -> None:
    assert rows(".t td{font-size:.14rem}") == [*READ[:2], EMPTY]
    assert rows("html{font-size:100px}.t td{font-size:.02rem}") == [*READ[:2], EMPTY]


@pytest.mark.parametrize(
    "sign",
    [
        *("content:'.';display:block;height:0;clear:both;visibility:hidden", "content:'020';height:0;overflow:hidden"),
        *("content:'1';display:none", "content:'.';font-size:0"),
    ],
)
def test_a_sign_that_nobody_sees_beside_a_cell_says_nothing(sign: str) -> None:
    assert rows(f".t td:after{{{sign}}}") == READ
    assert rows(f".t:after,table:after{{{sign}}}") == READ


@pytest.mark.parametrize(
    "rules",
    [
        *(".x::before{content:'1'}.x{opacity:0}", ".x{-webkit-text-security:disc}", ".x{transform:scale(0.01)}"),
        ".x{position:absolute;left:-999em}.x:after{content:'.'}",
        ".x{position:fixed;left:-100%}",
    ],
)
def test_a_part_of_a_page_that_is_not_seen_is_not_read(rules: str) -> None:
    table = "{}<table class=x><tr><td>2.重复申请</td><td>7</td></tr></table>"
    assert rows(rules, table) == READ
    text = open_sheet(
        f"<style>{rules}</style><p>题</p>{table}".replace("{}", "<table><tr><td>件<td>1<td>2</table>").encode()
    )
    assert "2.重复申请\t\ufffd" in text.text


def test_a_copy_for_narrow_screens_alone_is_not_read() -> None:
    table = "<div class=wide>{}</div><div class=narrow>{}</div>"
    rule = ".narrow{display:none}@media screen and (max-width:768px){.wide{display:none}.narrow{display:block}}"
    assert rows(rule, table) == READ
    wide = ".narrow{display:none}@media (min-width:600px){.narrow{display:block}}"
    assert rows(wide, table) == READ * 2


def test_what_is_important_of_a_rule_is_nothing_else_of_it() -> None:
    assert rows(".t td{visibility:visible;color:red!important}tr.t td{visibility:hidden}") == [*READ[:2], EMPTY]
    assert rows(".t td{visibility:hidden!important;visibility:visible}") == [*READ[:2], EMPTY]


def test_what_stands_by_a_part_of_the_page_is_on_it() -> None:
    page = "{}<div class=x><table><tr><td>2.重复申请</td><td>7</td></tr></table></div>"
    rule = "<style>.x{position:absolute;left:50%;top:100%}</style>"
    assert (
        "2.重复申请\t7"
        in open_sheet(f"{rule}<p>题</p>{page}".replace("{}", "<table><tr><td>件<td>1<td>2</table>").encode()).text
    )


@pytest.mark.parametrize("size", ["width:1%", "width:1px", "height:0", "max-width:0;text-overflow:ellipsis"])
def test_a_cell_is_as_large_as_what_it_holds(size: str) -> None:
    assert rows(f".t td{{overflow:hidden;{size}}}") == READ


@pytest.mark.parametrize("size", [".16em", "16%"])
def test_type_a_part_as_large_as_what_is_around_it_is_doubted_and_believed_of_most_cells(size: str) -> None:
    assert rows(f"td{{font-size:{size}}}") == READ
    assert rows(f".t td{{font-size:{size}}}") == [*READ[:2], "总计\t\ufffd\ufffd\t\ufffd"]
    assert rows(".t td{font-size:.01em}") == [*READ[:2], EMPTY]


def test_what_is_cut_off_within_a_cell_is_not_read() -> None:
    page = "<style>{}</style><p>题</p><table><tr><td>件<td>5<td>6</tr><tr><td>件<td><i>46</i><td>3</tr></table>"
    for size, read in (("width:1px", "\ufffd\ufffd"), ("width:0%", "\ufffd\ufffd"), ("width:1%", "46")):
        text = open_sheet(page.format(f"i{{display:inline-block;overflow:hidden;{size}}}").encode()).text
        assert f"件\t{read}\t3" in text
