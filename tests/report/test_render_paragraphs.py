import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.render.paragraphs import joined


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        (["全面落实条例，严格执行信息发", "布审核机制。"], ["全面落实条例，严格执行信息发布审核机制。"]),
        (["全年公开信息45条，比上年多", "12条。"], ["全年公开信息45条，比上年多12条。"]),
        (["存在以下问题：", "公开不够及时。"], ["存在以下问题：", "公开不够及时。"]),
        (
            ["工作机制不健全，主要有", "一是培训不足", "二是人手不足"],
            ["工作机制不健全，主要有", "一是培训不足", "二是人手不足"],
        ),
        (["工作机制仍然不健全", "（一）主动公开"], ["工作机制仍然不健全", "（一）主动公开"]),
        (["工作机制仍然不健全", "1.主动公开"], ["工作机制仍然不健全", "1.主动公开"]),
        (["收费的总金额约为", "1.5万元。"], ["收费的总金额约为1.5万元。"]),
        (["see the web", "site of the body"], ["see the web site of the body"]),
        (
            ["主动公开", "本机关全面落实条例，全年通过网站公开信息。"],
            ["主动公开", "本机关全面落实条例，全年通过网站公开信息。"],
        ),
        (["青山市清源区人民政府", "2024年1月20日"], ["青山市清源区人民政府", "2024年1月20日"]),
        ([], []),
    ],
)
def test_a_sentence_that_a_page_broke_is_whole_again(lines: list[str], paragraphs: list[str]) -> None:
    assert list(joined(lines)) == paragraphs


def test_a_head_stands_alone() -> None:
    lines = ["主动公开的情况", "本机关公开了", "45条", "办理申请的情况"]
    heads = {"主动公开的情况", "办理申请的情况"}
    assert list(joined(lines, heads)) == ["主动公开的情况", "本机关公开了45条", "办理申请的情况"]


@given(st.lists(st.text("公开信息。，1a（一）：", min_size=1), max_size=8))
def test_no_character_is_lost_or_moved(lines: list[str]) -> None:
    assert "".join(joined(lines)).replace(" ", "") == "".join(lines)
