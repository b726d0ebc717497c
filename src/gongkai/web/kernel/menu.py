"""The left rail: what the office does, in the order of a clerk's day."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse


class Item(NamedTuple):
    """One entry: its words, the name of its page, and what follows the address."""

    words: str
    page: str
    query: str = ""

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse(self.page) + self.query


MENU = (
    Item("收件", "intake"),
    Item("今日", "today"),
    Item("待我处理", "my_work"),
    Item("依申请公开", "matters", "?kind=application&stage=open"),
    Item("主动公开", "matters", "?kind=publication"),
    Item("规范性文件", "matters", "?kind=document"),
    Item("复议诉讼", "matters", "?kind=dispute&stage=open"),
    Item("发文登记", "letters"),
    Item("台账", "registers"),
    Item("疑难会商", "conferences"),
    Item("年度报告", "annual"),
    Item("读取报告", "readings"),
    Item("统计分析", "explorer"),
    Item("设置", "settings"),
)
