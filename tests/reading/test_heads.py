"""The words of the sections."""

from gongkai.reading.heads import sub_sections


def test_sub_sections_begin_at_their_heads_and_not_at_references():
    text = "(一)主动公开。全年发布3条,见本节(一)所述。\n(二)依申请公开情况\n收到2件。"
    assert sub_sections(text) == (
        ("(一)主动公开", "全年发布3条,见本节(一)所述。"),
        ("(二)依申请公开情况", "收到2件。"),
    )


def test_sub_sections_may_be_numbered_with_digits():
    assert sub_sections("1.主动公开方面:办理7项。\n2.依申请公开方面:0件,占比1.5。\n") == (
        ("1.主动公开方面", "办理7项。"),
        ("2.依申请公开方面", "0件,占比1.5。"),
    )
