"""The parts that are computed: from the facts of the matter, the office's settings, and the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gongkai.finding import Refusal
from gongkai.law.classify import Question
from gongkai.law.fees import Basis, charge
from gongkai.law.leaf import Leaf
from gongkai.law.receipt import NAMES
from gongkai.law.remedies import remedy_sentence
from gongkai.ledger import clock
from gongkai.ledger.facts.application import Charged, Lapse, Opinion, Whom
from gongkai.ledger.history import History
from gongkai.ledger.moves import Stage
from gongkai.ledger.state import ApplicationState, state_of
from gongkai.report.letters.compose import Context, basis_words
from gongkai.report.letters.enter import fact_of
from gongkai.report.letters.kinds import amount_words, day_words, ending, field, withheld_basis

Made = tuple[str, list[str]]
"""The text, and what is wanting for it."""


def _title(context: Context) -> Made:
    return context.kind.title, []


def _number(_: Context) -> Made:
    """Given at issue, so that none is lost: never wanting before."""
    return "", []


def _applicant(context: Context) -> Made:
    return context.draft.to, [] if context.draft.to else ["请填写主送人（收件人）的姓名或者名称"]


def _receipt(context: Context) -> Made:
    got = context.state.received
    if got is None:
        return "", ["台账中没有收到申请的登记"]
    whose = context.you if context.kind.to == "applicant" else "申请人"
    text = f"本机关于{day_words(got.on)}收到{whose}以{NAMES[got.channel][0]}方式提出的政府信息公开申请，"
    text += f"登记编号为{context.history.matter}。"
    if context.state.corrected is not None:
        text += f"{day_words(context.state.corrected)}收到补正材料。"
    return text, []


def _decision(context: Context) -> Made:
    way, ended = context.way, context.ended
    if ended is None:
        if isinstance(way, Question):
            return "", [f"请回答引导问题：{way.words[0]}"]
        return "", ["这种办结不用答复书，请改用《政府信息公开申请办结告知书》或者在台账登记"]
    says = ending(ended.leaf, public=any(one.key == "public_route" for one in ended.must_state))
    articles = dict.fromkeys((*says.cites, *(cite for leaf in context.withheld for cite in withheld_basis(leaf))))
    basis = "《条例》及有关规定" if ended.leaf is Leaf.O3 else basis_words(tuple(articles))
    return f"根据{basis}，{says.decides.format(you=context.you)}", []


def _manner(context: Context) -> Made:
    ended = context.ended
    if ended is None:
        return "", ["获取方式随办理结果确定"]
    says = ending(ended.leaf)
    if not says.gives:
        return (says.manner or "本机关不提供该信息。").format(you=context.you), []
    keys = ("manner_way", "manner_where", "manner_when")
    wants = [f"请填写：{field(key).label}" for key in keys if not context.value(key)]
    way, where, when = (context.value(key) for key in keys)
    return f"获取方式：{way}；地点或者途径：{where}；时间：{when}。", wants


def _remedies(context: Context) -> Made:
    ended = context.ended
    if ended is None:
        return "", ["救济途径随办理结果确定"]
    return _sentence(context, ended.leaf)


def _sentence(context: Context, leaf: Leaf, paper: str = "答复") -> Made:
    office = context.office
    try:
        words = remedy_sentence(
            leaf,
            answered_on=context.draft.dated,
            policy=context.policy,
            authorities=office.authorities,
            court=office.court,
            online_address=office.review_address,
            online=context.online,
            grounds=context.withheld,
            paper=paper,
        )
    except Refusal as refused:
        return "", [f"{refused.reason[0]}（由管理员在“文书设置”中填写）"]
    return words[0], []


def _signature(context: Context) -> Made:
    return f"{context.office.organ}　{day_words(context.draft.dated)}", [] if context.office.organ else ["缺少机关名称"]


_SAID = {Opinion.CONSENT: "同意公开", Opinion.OBJECTION: "不同意公开", None: "逾期未提出意见"}


def _consultation(context: Context) -> Made:
    told = []
    for one in context.state.consultations.values():
        if one.asked.whom is Whom.THIRD_PARTY:
            when = f"于{day_words(one.answered)}答复，" if one.answered else ""
            told.append(f"本机关于{day_words(one.asked.on)}书面征求第三方意见，第三方{when}{_SAID[one.opinion]}。")
    return "".join(told), [] if told else ["台账中没有征求第三方意见的登记，请先征求意见"]


def _right_organ(context: Context) -> Made:
    if context.draft.fields.get("organ_known") != "known":
        return "经核实，无法确定负责公开该信息的机关。", []
    keys = ("right_organ", "right_contact")
    wants = [f"请填写：{field(key).label}" for key in keys if not context.value(key)]
    return f"负责公开该信息的机关为{context.value(keys[0])}，联系方式：{context.value(keys[1])}。", wants


def _channel(context: Context) -> Made:
    if context.draft.fields.get("channel_known") != "known":
        return "相应渠道请向当地信访部门咨询。", []
    where = context.value("right_channel")
    return f"{context.you}可以通过下列渠道提出：{where}。", [] if where else ["请填写：信访、投诉、举报的渠道"]


def _correction_story(context: Context) -> Made:
    asked, came = context.state.correction, context.state.corrected
    if asked is None or came is None:
        return "", ["台账中没有告知补正和收到补正的登记"]
    return (
        f"本机关于{day_words(asked.on)}告知{context.you}补正（{asked.asks}），{day_words(came)}收到补正材料，"
        f"仍不明确：{context.value('still_unclear')}"
    ), []


def _reasons_story(context: Context) -> Made:
    asked, came = context.state.reasons, context.state.reasons_given
    if asked is None:
        return "", ["台账中没有要求说明理由的登记"]
    got = f"于{day_words(came)}收到{context.you}的说明" if came else f"{context.you}逾期未说明"
    why = context.value("not_reasonable")
    return f"本机关于{day_words(asked.on)}要求{context.you}说明理由，{got}，本机关认为理由不合理：{why}", []


def _answer_due(context: Context) -> Made:
    due = clock.answer_deadline(context.state, _terms(context), on=context.draft.dated)
    if due is None:
        return "", ["答复期限尚未起算"]
    return f"本机关将于{day_words(due.due)}前答复；需要补正、征求意见或者延期的，另行告知。", []


def _terms(context: Context) -> clock.Terms:
    return clock.Terms(context.regime.calendar, context.policy)


def _extended_until(context: Context) -> Made:
    fact = fact_of(context)
    if fact is None:
        return "", ["填写延长的工作日数和批准后计算"]
    longer: History = context.history.with_fact(fact)
    state = state_of(longer.kind, longer.counted())
    assert isinstance(state, ApplicationState)
    due = clock.answer_deadline(state, _terms(context), on=context.draft.dated)
    return (f"延长后的答复期限至{day_words(due.due)}。", []) if due else ("", ["答复期限尚未起算"])


def _contact(context: Context) -> Made:
    wants = [] if context.office.contact else ["缺少本机关联系方式（由管理员在“文书设置”中填写）"]
    return f"联系方式：{context.office.contact}。", wants


_WHOM = {
    Whom.THIRD_PARTY: "第三方",
    Whom.CO_MAKER: "共同制作机关",
    Whom.OTHER_ORGAN: "其他机关",
    Whom.SECRECY_AUTHORITY: "保密行政管理部门",
}


def _consulting_told(context: Context) -> Made:
    asked = [one.asked for one in context.state.consultations.values()]
    if not asked:
        return "", ["台账中没有征求意见的登记"]
    told = "，".join(f"于{day_words(one.on)}书面征求{_WHOM[one.whom]}意见" for one in asked)
    return f"因{context.you}申请的信息需要征求意见，本机关{told}。", []


def _third_said(context: Context) -> Made:
    text, wants = _consultation(context)
    return text.replace("第三方", "你（单位）"), wants


def _calculation(context: Context) -> Made:
    chosen, count = context.draft.fields.get("charged", ""), context.value("fee_count")
    due = clock.answer_deadline(context.state, _terms(context), on=context.draft.dated)
    if not field("charged").admits(chosen) or not count or due is None:
        return "", [] if due else ["答复期限尚未起算"]
    by = "nth" if Charged(chosen) is Charged.ITEM else "pages"
    try:
        fee = charge(on=context.draft.dated, issued=context.draft.dated, due=due.due, **{by: int(count)})
    except Refusal as refused:
        return "", [refused.reason[0]]
    if fee.amount <= 0:
        return "", [f"按{'本月第' if by == 'nth' else ''}{count}{_unit(fee.basis)}计算，不需缴费"]
    return f"计算：{fee.words[0]}。应缴金额：{amount_words(fee.amount)}。", []


def _unit(basis: Basis) -> str:
    return "件" if basis is Basis.ITEM else "页"


def lapse_of(context: Context) -> Lapse | None:
    """What the applicant let pass, while it is waited for."""
    return {Stage.CORRECTING: Lapse.CORRECTION, Stage.PAYING: Lapse.FEE}.get(context.state.stage)


def _closing_record(context: Context) -> Made:
    what, state = lapse_of(context), context.state
    if what is Lapse.CORRECTION and state.correction is not None:
        due = clock.correction_deadline(state, _terms(context))
        told, basis, missed = state.correction.on, "《条例》第三十条", "补正申请"
    elif what is Lapse.FEE and state.fee is not None:
        due = clock.fee_deadline(state, _terms(context))
        told, basis, missed = state.fee.on, "《政府信息公开信息处理费管理办法》", "缴纳信息处理费"
    else:
        return "", ["没有在等待补正或者缴费，不能按逾期办结"]
    if due is None:
        return "", ["收费通知没有送达登记，期限无从起算"]
    if context.draft.dated <= due.due:
        return "", [f"期限至{day_words(due.due)}，尚未届满"]
    text = f"本机关于{day_words(told)}告知{context.you}{missed}，期限至{day_words(due.due)}，"
    text += f"{context.you}无正当理由逾期未办理。"
    return f"{text}根据{basis}，视为放弃申请，本机关不再处理该政府信息公开申请。", []


def _closing_remedies(context: Context) -> Made:
    return _sentence(context, Leaf.O2 if lapse_of(context) is Lapse.FEE else Leaf.O1, "告知")


COMPUTED: Mapping[str, Callable[[Context], Made]] = {
    "title": _title,
    "number": _number,
    "applicant": _applicant,
    "receipt": _receipt,
    "decision": _decision,
    "manner": _manner,
    "remedies": _remedies,
    "review_first": _remedies,
    "both_routes": _remedies,
    "online_review_address": _remedies,
    "signature": _signature,
    "consultation": _consultation,
    "right_organ": _right_organ,
    "channel": _channel,
    "correction_story": _correction_story,
    "reasons_story": _reasons_story,
    "answer_due": _answer_due,
    "extended_until": _extended_until,
    "contact_told": _contact,
    "consulting_told": _consulting_told,
    "third_said": _third_said,
    "calculation": _calculation,
    "closing_record": _closing_record,
    "closing_remedies": _closing_remedies,
}
"""The parts without a sentence of their own in ``letters.toml``."""
