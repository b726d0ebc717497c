"""Documents that are no annual report of these editions, and must be refused."""

from __future__ import annotations

from random import Random

from gongkai.report.form import load_form
from tests.corpus.build import Style, report
from tests.corpus.figures import figures
from tests.corpus.model import Truth
from tests.corpus.text import token_rows

_OLD_ROWS = """
一、主动公开情况
（一）主动公开政府信息数
其中：主动公开规范性文件数
制发规范性文件总数
（二）通过不同渠道和方式公开政府信息的情况
1.政府公报公开政府信息数
2.政府网站公开政府信息数
二、回应解读情况
三、依申请公开情况
（一）收到申请数
1.当面申请数
2.传真申请数
3.网络申请数
（二）申请办结数
1.按时办结数
（三）申请答复数
1.属于已主动公开范围数
2.同意公开答复数
四、行政复议数量
（一）维持具体行政行为数
五、行政诉讼数量
六、举报投诉数量
七、依申请公开信息收取的费用
八、机构建设和保障经费情况
""".strip().splitlines()


def old_form(rng: Random) -> bytes:
    """A report of the years before 2019, with the statistics table of that time."""
    lines = [
        "某某县人民政府2016年政府信息公开工作年度报告",
        "一、概述",
        "全年主动公开政府信息1203条。",
        "政府信息公开情况统计表",
        "统计指标 单位 统计数",
    ]
    return "\n".join(lines + [f"{row} {rng.choice('件条次万元')} {rng.randint(0, 400)}" for row in _OLD_ROWS]).encode()


def template(rng: Random) -> bytes:
    """The official form, not filled in."""
    form = load_form(rng.choice(("2019", "2021")))
    truth = Truth(form, "", 2021, {})
    blank = report(rng, truth, figures(rng, form, "empty"), Style())
    lines = [form.title]
    for chapter in blank.chapters:
        lines.append(chapter.heading)
        if chapter.table:
            for row in chapter.table.rows():
                for scrap in row.scraps:
                    scrap.text = None
            lines += ["\t".join(row) for row in token_rows(chapter.table)]
    return "\n".join(lines).encode()


def links(rng: Random) -> bytes:
    """A page that lists reports."""
    items = "".join(
        f'<li><a href="/{n}.html">某市{body}{rng.randint(2019, 2024)}年政府信息公开工作年度报告</a>'
        f"<span>202{rng.randint(0, 5)}-01-{rng.randint(10, 31)}</span></li>"
        for n, body in enumerate(("教育局", "公安局", "财政局", "民政局", "审计局", "统计局", "人民政府办公室"))
    )
    head = "<html><head><title>政府信息公开年报</title></head>"
    return f"{head}<body><ul>{items}</ul><p>共7条 1/1页</p></body></html>".encode()


def no_tables(rng: Random) -> bytes:
    """A report whose tables were images: the headings are there, the numbers are not."""
    form = load_form("2021")
    truth = Truth(form, "北川县教育局", 2022, {})
    bare = report(rng, truth, figures(rng, form, "small"), Style())
    lines = [bare.title, *bare.lead]
    for chapter in bare.chapters:
        lines += [chapter.heading, *chapter.paragraphs]
    return "\n".join(lines).encode()


def news(rng: Random) -> bytes:
    """A news item about disclosure."""
    return (
        f"我县召开政务公开工作推进会\n{rng.randint(1, 12)}月，县政府办公室组织召开会议。会议指出，"
        f"本年新收政府信息公开申请{rng.randint(5, 90)}件，"
        "要认真编制政府信息公开工作年度报告。予以公开3件，部分公开2件，行政复议1件。会议要求……"
    ).encode()


def empty(rng: Random) -> bytes:
    """Nothing, or nearly."""
    return rng.choice((b"", b"\n", b"   \r\n", b"\xef\xbb\xbf", "　".encode(), b"<html><body></body></html>"))


def garbage(rng: Random) -> bytes:
    """Bytes without meaning, some with the marks of a known kind of file."""
    return rng.choice(
        (b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x89PNG")
    ) + rng.randbytes(800)


def statistics(rng: Random) -> bytes:
    """A table of whole numbers that has nothing to do with disclosure."""
    lines = [
        "某市2022年国民经济和社会发展统计公报",
        "指标 绝对数 比上年增长（%）",
        *(f"指标{n} {rng.randint(0, 99999)} {rng.randint(0, 9)}.{n}" for n in range(30)),
    ]
    return "\n".join(lines).encode("gb18030")


STRANGERS = {
    "old_form": (old_form, ".txt"),
    "template": (template, ".txt"),
    "links": (links, ".html"),
    "no_tables": (no_tables, ".txt"),
    "news": (news, ".txt"),
    "empty": (empty, ".txt"),
    "garbage": (garbage, ".bin"),
    "statistics": (statistics, ".txt"),
}
