"""Every kind of finding of the ledger, with the nearest history that does not have it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Severity
from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import Fact, Kind, application, dispute, publication
from gongkai.ledger.facts.application import Lapse, Opinion, Whom
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.facts.publication import Rank, Review, Tag
from gongkai.ledger.findings import CATALOGUE
from gongkai.ledger.history import History
from tests.ledger.build import (
    REGIME,
    all_reviews,
    answered,
    asked,
    codes,
    consulted,
    corrected,
    created,
    day,
    delivered,
    drafted,
    extended,
    fee,
    issued,
    lapsed,
    later,
    opened,
    opinion,
    paid,
    published,
    reasons,
    reasons_asked,
    received,
    redone,
    reviewed,
    struck,
    withdrawn,
)

A, P, D, X = Kind.APPLICATION, Kind.PUBLICATION, Kind.DOCUMENT, Kind.DISPUTE
LEGAL = publication.LegalityReviewed
PUBLIC, MADE = published, publication.MadePublic
OVERRIDE = {"override": True}

CASES: list[tuple[str, str, Kind, list[Fact], list[str]]] = [
    # code, story, kind, facts, every finding expected
    ("L01", "办结后又延期", A, [received("9-2"), answered("9-9"), extended("9-10")], ["L01"]),
    ("L01", "没有收到就答复", A, [answered("9-9")], ["L01"]),
    ("L01", "办结后登记法制审核以外的重新答复", A, [received("9-2"), answered("9-9")], []),
    ("L02", "旧条例时期收到", A, [received("2019-5-14")], ["L02"]),
    ("L02", "条例施行首日收到", A, [received("2019-5-15")], []),
    ("L02", "日历范围以外", A, [received("2018-12-31")], ["L02"]),
    ("L02", "提交日晚于收到日", A, [received("9-2", submitted=day("9-3"))], ["L02"]),
    ("L03", "注销不存在的事实", A, [received("9-2"), struck("9-3", 5)], ["L03"]),
    ("L03", "同一事实注销两次", A, [received("9-2"), answered("9-3"), struck("9-4", 2), struck("9-4", 2)], ["L03"]),
    ("L03", "注销后重新登记", A, [received("9-2"), answered("9-3"), struck("9-4", 2), answered("9-5")], []),
    ("L04", "补正后再次要求补正", A, [received("9-2"), asked("9-3"), corrected("9-5"), asked("9-6")], ["L04"]),
    ("L04", "待补正时再次要求补正", A, [received("9-2"), asked("9-3"), asked("9-4")], ["L04"]),
    ("L05", "第二次延期", A, [received("9-2"), extended("9-9", 5), extended("9-10", 5)], ["L05"]),
    ("L05", "延期一次", A, [received("9-2"), extended("9-9", 5)], []),
    ("L06", "届满次日延期", A, [received("9-10"), extended("10-15")], ["L06"]),
    ("L06", "届满当日延期", A, [received("9-10"), extended("10-14")], []),
    ("L07", "延期无批准人", A, [received("9-10"), extended("9-12", by=" ")], ["L07"]),
    ("L07", "先告知后批准", A, [received("9-10"), extended("9-12", approved="9-13")], ["L07"]),
    ("L07", "收到之前批准", A, [received("9-10"), extended("9-12", approved="9-9")], ["L07"]),
    ("L07", "当日批准当日告知", A, [received("9-10"), extended("9-12", approved="9-12")], []),
    ("L08", "延期21个工作日", A, [received("9-10"), extended("9-12", 21)], ["L08"]),
    ("L08", "延期0个工作日", A, [received("9-10"), extended("9-12", 0)], ["L08"]),
    ("L08", "延期1个工作日", A, [received("9-10"), extended("9-12", 1)], []),
    ("L09", "部分公开无依据", A, [received("9-2"), answered("9-9", Leaf.PARTIAL)], ["L09"]),
    ("L09", "部分公开有依据", A, [received("9-2"), answered("9-9", Leaf.PARTIAL, withheld=(Leaf.D5,))], []),
    ("L10", "予以公开却有依据", A, [received("9-2"), answered("9-9", withheld=(Leaf.D5,))], ["L10"]),
    *(
        ("L10", f"依据为其他处理{leaf}", A, [received("9-2"), answered("9-9", Leaf.PARTIAL, withheld=(leaf,))], ["L10"])
        for leaf in (Leaf.O1, Leaf.O2, Leaf.O3)
    ),
    ("L11", "未征求第三方", A, [received("9-2"), answered("9-9", Leaf.D4)], ["L11"]),
    ("L11", "部分公开未征求第三方", A, [received("9-2"), answered("9-9", Leaf.PARTIAL, withheld=(Leaf.D4,))], ["L11"]),
    (
        "L11", "征求的是其他机关", A,
        [received("9-2"), consulted("9-3", whom=Whom.OTHER_ORGAN), opinion("9-4"), answered("9-9", Leaf.D4)], ["L11"],
    ),
    ("L11", "第三方不同意", A, [received("9-2"), consulted("9-3"), opinion("9-6"), answered("9-9", Leaf.D4)], []),
    ("L12", "未补正即称不明确", A, [received("9-2"), answered("9-9", Leaf.U3)], ["L12"]),
    ("L12", "补正后已明确", A, [received("9-2"), asked("9-3"), corrected("9-5"), answered("9-9", Leaf.U3)], ["L12"]),
    ("L12", "补正后仍不明确", A,
     [received("9-2"), asked("9-3"), corrected("9-5", clear=False), answered("9-9", Leaf.U3)], []),
    ("L13", "未要求说明理由", A, [received("9-2"), answered("9-9", Leaf.R4)], ["L13"]),
    ("L13", "理由合理", A,
     [received("9-2"), reasons_asked("9-3"), reasons("9-5", True), answered("9-9", Leaf.R4)], ["L13"]),
    ("L13", "理由不合理", A,
     [received("9-2"), reasons_asked("9-3"), reasons("9-5", False), answered("9-9", Leaf.R4)], []),
    ("L13", "不说明理由", A, [received("9-2"), reasons_asked("9-3"), answered("9-29", Leaf.R4)], []),
    ("L14", "重复申请未写此前答复", A, [received("9-2"), answered("9-9", Leaf.R2)], ["L14"]),
    ("L14", "重复申请写明此前答复", A, [received("9-2"), answered("9-9", Leaf.R2, earlier="青信公〔2024〕3号")], []),
    ("L15", "补正期限当日即作逾期", A, [received("9-2"), asked("9-3", 5), lapsed("9-10")], ["L15"]),
    ("L15", "补正期限次日", A, [received("9-2"), asked("9-3", 5), lapsed("9-11")], []),
    ("L15", "缴费期限当日", A,
     [received("9-2"), fee("9-3"), delivered("9-4", "fee"), lapsed("10-9", Lapse.FEE)], ["L15"]),
    ("L15", "缴费期限次日", A, [received("9-2"), fee("9-3"), delivered("9-4", "fee"), lapsed("10-10", Lapse.FEE)], []),
    ("L16", "以答复作出逾期不补正", A, [received("9-2"), answered("9-9", Leaf.O1)], ["L16"]),
    ("L17", "没有这封征求意见书", A, [received("9-2"), opinion("9-4", ref="乙")], ["L17"]),
    ("L17", "没有收费通知却送达", A, [received("9-2"), delivered("9-4", "fee")], ["L17"]),
    ("L18", "编号重复", A, [received("9-2"), consulted("9-3"), consulted("9-4")], ["L18"]),
    ("L18", "编号不同", A, [received("9-2"), consulted("9-3"), consulted("9-4", "乙")], []),
    ("L19", "收费为零", A, [received("9-2"), fee("9-3", "0")], ["L19"]),
    ("L19", "收费办法施行前", A, [received("2020-12-28"), fee("2020-12-31")], ["L19"]),
    ("L19", "收费办法施行日", A, [received("2020-12-28"), fee("2021-1-1")], []),
    ("L19", "少缴一分", A, [received("9-2"), fee("9-3"), delivered("9-4", "fee"), paid("9-5", "99.99")], ["L19"]),
    ("L19", "收费通知未送达即作逾期", A, [received("9-2"), fee("9-3"), lapsed("12-9", Lapse.FEE)], ["L19"]),
    ("L01", "缴费阶段登记逾期不补正", A,
     [received("9-2"), asked("9-3", 3), corrected("9-5"), fee("9-9"), delivered("9-9", "fee"), lapsed("9-20")],
     ["L01"]),
    ("L01", "补正阶段登记逾期不缴费", A,
     [received("9-2"), fee("9-2"), delivered("9-2", "fee"), paid("9-3"), asked("9-4"), lapsed("12-9", Lapse.FEE)],
     ["L01"]),
    ("L02", "补正期限0个工作日", A, [received("9-2"), asked("9-3", 0)], ["L02"]),
    ("L02", "补正期限1个工作日", A, [received("9-2"), asked("9-3", 1)], []),
    ("L02", "说明理由期限0个工作日", A, [received("9-2"), application.ReasonsAsked(on=day("9-3"), days=0)], ["L02"]),
    ("L02", "2023年受理适用简易程序", X, [opened("2023-12-31", simple=True)], ["L02"]),
    ("L02", "2024年受理适用简易程序", X, [opened("2024-1-1", simple=True)], []),
    ("L02", "2023年转为简易程序", X,
     [opened("2023-12-1"), dispute.ProcedureChanged(on=day("2023-12-4"), simple=True)], ["L02"]),
    ("L02", "2023年诉讼适用简易程序", X, [opened("2023-12-1", Route.DIRECT, simple=True)], []),
    ("L02", "日历以前公开的信息撤下", P,
     [created("2015-9-2"), *all_reviews("2015-9-3"), published("2015-9-4"),
      publication.TakenDown(on=day("9-2"), reason="过时")], []),
    ("L02", "延迟至日历以外", A,
     [received("9-10"), reasons_asked("9-11"), reasons("9-12", True), later("9-13", "9999-12-31")], ["L02"]),
    ("L02", "收到意见后才送达", A, [received("9-2"), consulted("9-3"), opinion("9-5"), delivered("9-6")], ["L02"]),
    ("L02", "送达当日收到意见", A, [received("9-2"), consulted("9-3"), opinion("9-5"), delivered("9-5")], []),
    ("L13", "说明理由期限内即不予处理", A, [received("9-2"), reasons_asked("9-3"), answered("9-25", Leaf.R4)], ["L13"]),
    ("L13", "说明理由期限届满次日不予处理", A, [received("9-2"), reasons_asked("9-3"), answered("9-26", Leaf.R4)], []),
    ("L13", "再次要求后未说明理由", A,
     [received("9-2"), reasons_asked("9-3"), reasons("9-4", False), reasons_asked("9-5"), answered("9-9", Leaf.R4)],
     ["L13"]),
    ("L16", "重新答复为逾期不补正", A,
     [received("9-2"), answered("9-9"),
      application.Redone(on=day("12-2"), outcome=Leaf.O1, dispute="复议1", service="post")], ["L16"]),
    ("L22", "先通过后又未通过保密审查", P,
     [created("9-2"), *all_reviews("9-3"), publication.Reviewed(on=day("9-4"), step=Review.SECRECY, passed=False),
      published("9-5")], ["L22"]),
    ("L23", "撤下后变更、重审、再公开", P,
     [created("9-2"), *all_reviews("9-3"), published("9-4"), publication.TakenDown(on=day("9-5"), reason="有误"),
      publication.Changed(on=day("9-6")), *all_reviews("9-9"), published("9-10")], []),
    ("L27", "延长天数为负", X,
     [opened("9-2"), *(dispute.DecisionPutOff(on=day("10-8"), days=days) for days in (20, -10))], ["L27"]),
    ("L29", "同一意见书两次送达", A,
     [received("9-2"), consulted("9-3"), delivered("9-4"), delivered("9-20")], ["L29"]),
    ("L29", "收费通知两次送达", A,
     [received("9-2"), fee("9-3"), delivered("9-4", "fee"), delivered("9-20", "fee")], ["L29"]),
    ("L29", "同一意见登记两次", A, [received("9-2"), consulted("9-3"), opinion("9-4"), opinion("9-20")], ["L29"]),
    ("L29", "两封意见书各送达一次", A,
     [received("9-2"), consulted("9-3"), consulted("9-3", "乙"), delivered("9-4"), delivered("9-5", "乙")], []),
    ("L20", "未认定理由合理", A, [received("9-2"), later("9-5", "11-29")], ["L20"]),
    ("L20", "不晚于现有期限", A,
     [received("9-10"), reasons_asked("9-11"), reasons("9-12", True), later("9-13", "10-14")], ["L20"]),
    ("L20", "晚于现有期限", A,
     [received("9-10"), reasons_asked("9-11"), reasons("9-12", True), later("9-13", "10-15")], []),
    ("L21", "答复后又补正", A, [received("9-2"), answered("9-9"), corrected("9-10", good_reason="住院")], ["L21"]),
    ("L21", "无正当理由", A, [received("9-2"), asked("9-3", 5), lapsed("9-11"), corrected("9-12")], ["L21"]),
    ("L21", "有正当理由", A,
     [received("9-2"), asked("9-3", 5), lapsed("9-11"), corrected("9-12", good_reason="住院")], []),
    ("L22", "未经保密审查", P,
     [created("9-2"), *all_reviews("9-3")[:3], published("9-4")], ["L22"]),
    ("L22", "先审查后公开", P, [created("9-2"), *all_reviews("9-3"), published("9-4")], []),
    ("L23", "跳过复审", P, [created("9-2"), reviewed("9-3", Review.FIRST), reviewed("9-3", Review.FINAL)], ["L23"]),
    ("L23", "未终审即公开", P, [created("9-2"), reviewed("9-3", Review.SECRECY), published("9-4")], ["L23"]),
    ("L23", "变更后未重新审查", P,
     [created("9-2"), *all_reviews("9-3"), published("9-4"), publication.Changed(on=day("9-9")), published("9-10")],
     ["L22", "L23"]),
    ("L24", "依申请公开的不主动公开", P,
     [created("9-2", Tag.ON_APPLICATION), *all_reviews("9-3"), published("9-4")], ["L24"]),
    ("L25", "未经合法性审核", D, [drafted("3-1"), issued("9-2")], ["L25"]),
    ("L25", "已审核", D, [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-2")], []),
    ("L25", "接收的原有文件", D, [issued("2018-9-2", taken_over=True)], []),
    ("L26", "复议没有这种结果", X, [opened("9-2"), dispute.Decided(on=day("10-8"), result="claims_rejected")], ["L26"]),
    ("L26", "复议维持", X, [opened("9-2"), dispute.Decided(on=day("10-8"), result="upheld")], []),
    ("L27", "延长31日", X, [opened("9-2"), dispute.DecisionPutOff(on=day("10-8"), days=31)], ["L27"]),
    ("L27", "延长30日", X, [opened("9-2"), dispute.DecisionPutOff(on=day("10-8"), days=30)], []),
    ("L28", "有效期早于制发", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-2", valid_until=day("9-1"))], ["L28"]),
    ("L28", "有效期最后一日即失效", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-2", valid_until=day("9-9")), publication.Expired(on=day("9-9"))],
     ["L28"]),
    ("L28", "有效期届满次日失效", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-2", valid_until=day("9-9")), publication.Expired(on=day("9-10"))],
     []),
    ("L20", "期限届满后才告知延迟", A,
     [received("9-10"), reasons_asked("9-11"), reasons("9-12", True), later("10-15", "11-29")], ["L20"]),
    ("L24", "公开属性调整后公开", P,
     [created("9-2", Tag.ON_APPLICATION), publication.Retagged(on=day("9-3"), tag=Tag.PUBLIC, reason="已过敏感期"),
      *all_reviews("9-3"), published("9-4")], []),
    ("L10", "重新答复写错依据", A,
     [received("9-2"), answered("9-9"), redone("11-4", Leaf.GRANTED, withheld=(Leaf.D5,))], ["L10"]),
    ("L10", "重新答复部分公开", A,
     [received("9-2"), answered("9-9"), redone("11-4", Leaf.PARTIAL, withheld=(Leaf.D5,))], []),
    ("L30", "公开零条", P,
     [created("9-2"), *all_reviews("9-3"), publication.Published(on=day("9-4"), count=0)], ["L30"]),
    ("L30", "采纳多于收到", D,
     [drafted("3-1"), publication.CommentsAnswered(on=day("6-1"), received=3, adopted=4)], ["L30"]),
    ("L30", "全部采纳", D,
     [drafted("3-1"), publication.CommentsAnswered(on=day("6-1"), received=3, adopted=3)], []),
    ("L30", "制发的类别与起草时不同", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-2", rank=Rank.REGULATION)], ["L30"]),
    ("L31", "届满次日答复", A, [received("9-10"), answered("10-15")], ["L31"]),
    ("L31", "届满当日答复", A, [received("9-10"), answered("10-14")], []),
    ("L31", "征求意见后届满当日答复", A,
     [received("9-10"), consulted("9-12"), opinion("9-27", Opinion.CONSENT), answered("10-28")], []),
    ("L31", "征求意见后届满次日答复", A,
     [received("9-10"), consulted("9-12"), opinion("9-27", Opinion.CONSENT), answered("10-29")], ["L31"]),
    ("L32", "第8个工作日告知补正", A, [received("9-10"), asked("9-23")], ["L32"]),
    ("L32", "第7个工作日告知补正", A, [received("9-10"), asked("9-20")], []),
    ("L33", "网络申请隔两个工作日确认", A, [received("9-4", channel=Channel.ONLINE, submitted=day("9-2"))], ["L33"]),
    ("L33", "网络申请次日确认", A, [received("9-3", channel=Channel.ONLINE, submitted=day("9-2"))], []),
    ("L34", "第三方期限内作决定", A, [received("9-2"), consulted("9-3"), answered("9-25", Leaf.D4)], ["L34"]),
    ("L34", "第三方期限届满后作决定", A, [received("9-2"), consulted("9-3"), answered("9-26", Leaf.D4)], []),
    ("L35", "第三方同意仍不公开", A,
     [received("9-2"), consulted("9-3"), opinion("9-4", Opinion.CONSENT), answered("9-9", Leaf.D4)], ["L35"]),
    ("L36", "第三方不同意而公开", A, [received("9-2"), consulted("9-3"), opinion("9-4"), answered("9-9")], ["L36"]),
    ("L36", "认定公共利益", A, [received("9-2"), consulted("9-3"), opinion("9-4"), answered("9-9", override=True)], []),
    ("L37", "届满次日发收费通知", A, [received("9-10"), fee("10-15")], ["L37"]),
    ("L37", "届满当日发收费通知", A, [received("9-10"), fee("10-14")], []),
    ("L38", "第21个工作日公开", P, [created("9-10"), *all_reviews("9-11"), published("10-15")], ["L38"]),
    ("L38", "第20个工作日公开", P, [created("9-10"), *all_reviews("9-11"), published("10-14")], []),
    ("L39", "同一人初审复审", P,
     [created("9-2"), reviewed("9-3", Review.FIRST, "甲"), reviewed("9-3", Review.SECOND, "甲")], ["L39"]),
    ("L40", "第11个工作日提交", X,
     [opened("9-2"), dispute.CopyReceived(on=day("9-10")), dispute.DefenceFiled(on=day("9-26"))], ["L40"]),
    ("L40", "第10个工作日提交", X,
     [opened("9-2"), dispute.CopyReceived(on=day("9-10")), dispute.DefenceFiled(on=day("9-25"))], []),
    ("L40", "诉讼15日内提交", X,
     [opened("9-2", Route.DIRECT), dispute.CopyReceived(on=day("9-10")), dispute.DefenceFiled(on=day("9-25"))], []),
    ("L40", "诉讼16日提交", X,
     [opened("9-2", Route.DIRECT), dispute.CopyReceived(on=day("9-10")), dispute.DefenceFiled(on=day("9-26"))],
     ["L40"]),
    ("L41", "负责人未出庭", X,
     [opened("9-2", Route.DIRECT), dispute.Appeared(on=day("10-9"), head=False),
      dispute.Decided(on=day("10-28"), result="claims_rejected")], ["L41"]),
    ("L41", "负责人出庭", X,
     [opened("9-2", Route.DIRECT), dispute.Appeared(on=day("10-9"), head=True),
      dispute.Decided(on=day("10-28"), result="claims_rejected")], []),
    ("L42", "征求意见29日", D, [drafted("3-1"), publication.CommentsSought(on=day("3-4"), until=day("4-2"))], ["L42"]),
    ("L42", "征求意见30日", D, [drafted("3-1"), publication.CommentsSought(on=day("3-4"), until=day("4-3"))], []),
    ("L42", "规章征求意见29日", D,
     [drafted("3-1", Rank.REGULATION), publication.CommentsSought(on=day("3-4"), until=day("4-2"))], ["L42"]),
    ("L43", "第21个工作日公布", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-10"), MADE(on=day("10-15"))], ["L43"]),
    ("L43", "第20个工作日公布", D,
     [drafted("3-1"), LEGAL(on=day("6-1")), issued("9-10"), MADE(on=day("10-14"))], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [pytest.param(kind, facts, expected, id=f"{code} {story}") for code, story, kind, facts, expected in CASES],
)
def test_history(kind: Kind, facts: list[Fact], expected: list[str]) -> None:
    history = History("2024-1", kind, facts)
    assert codes(history) == expected
    for found in check_history(history, REGIME):
        assert found.facts["matter"] == "2024-1"
        assert 1 <= found.facts["seq"] <= len(facts)
        assert "{" not in found.message + found.message_en


def test_every_kind_of_finding_is_met_above() -> None:
    assert {code for code, _, _, _, expected in CASES if code in expected} == CATALOGUE.keys()


def test_the_codes_stand_in_order_and_tell_what_to_do() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)
    for kind in CATALOGUE.values():
        assert all((*kind.title, *kind.template, *kind.advice))
        assert kind.cites
        assert (kind.severity is Severity.ERROR) == (kind.code <= "L30")


def test_a_finding_names_the_fact_as_it_was_entered() -> None:
    """Entered late, it lies before what is there already; the number is still that of entry."""
    history = History("1", A, [received("9-10"), answered("10-15"), withdrawn("10-16")])
    assert [(found.code, found.facts["seq"]) for found in check_history(history, REGIME)] == [("L31", 2), ("L01", 3)]
    mixed = History("1", A, [answered("10-14"), received("9-10")])
    assert codes(mixed) == []


@given(st.permutations([received("9-2"), asked("9-3"), corrected("9-5"), consulted("9-6"), opinion("9-9"),
                        extended("9-10", 5), answered("9-20")]))  # fmt: skip
def test_the_order_of_entry_does_not_matter(facts: list[Fact]) -> None:
    """What was done on different days is judged in the order in which it was done."""
    assert codes(History("1", A, facts)) == ["L36"]
