"""The catalogue of what a history may not contain (L01–L30: the law forbids it) and of what it should
not (L31–L59: it happened, and somebody will ask why)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from gongkai.finding import FindingKind, Severity
from gongkai.law.cite import cites

Pair = tuple[str, str]


def _kind(severity: Severity, code: str, title: Pair, template: Pair, advice: Pair, *written: str) -> FindingKind:
    return FindingKind(code, severity, title, template, advice, tuple(place.zh for place in cites(*written)))


_error = partial(_kind, Severity.ERROR)
_warning = partial(_kind, Severity.WARNING)

OUT_OF_ORDER = _error(
    "L01",
    ("此时不能办理这一步", "a move that the stage does not allow"),
    (
        "{on}：{move}不能在“{stage}”时进行，此时可以：{may}",
        "{on}: {move} cannot come while {stage}; possible now: {may}",
    ),
    (
        "请核对经过；如登记有误，用更正登记注销后重新登记",
        "check what happened; a mistaken fact is struck and entered anew",
    ),
    "条例:45",
)
OUTSIDE = _error(
    "L02",
    ("日期不在适用范围", "a day outside what is known"),
    ("{on}：{reason}", "{on}: {reason}"),
    ("请核对日期", "check the day"),
    "放假办法:7",
)
STRUCK_UNKNOWN = _error(
    "L03",
    ("更正登记指向不存在的事实", "struck fact that is not there"),
    ("更正登记所指的第{target}项不存在或不在其前", "fact {target}, which is struck, does not stand before"),
    ("请写明要注销的事实序号（从1起）", "name the number of the fact to be struck, from 1"),
    "条例:45",
)
SECOND_CORRECTION = _error(
    "L04",
    ("第二次要求补正", "a second notice to correct"),
    (
        "{on}：不能再次要求补正，{first}已告知过一次",
        "{on}: an applicant is told once what to correct; that was on {first}",
    ),
    (
        "补正后仍不明确的，可以答复“补正后仍不明确”，或继续办理",
        "answer that it is still unclear, or go on with it",
    ),
    "条例:30",
)
EXTENSION_TWICE = _error(
    "L05",
    ("第二次延期", "a second extension"),
    (
        "{on}：不能再次延期，{first}已延期{days}个工作日",
        "{on}: extended once already, on {first} by {days} working days",
    ),
    ("请在现有期限内答复", "answer within the period as it is"),
    "条例:33.2",
)
EXTENSION_LATE = _error(
    "L06",
    ("期限届满后延期", "an extension after the due day"),
    (
        "{on}：答复期限已于{due}届满，不能再延期",
        "{on}: the answer was due on {due}; it cannot be extended any more",
    ),
    ("请尽快答复；逾期的事实照实登记", "answer at once; lateness is recorded as it is"),
    "条例:33.2",
)
EXTENSION_UNAPPROVED = _error(
    "L07",
    ("延期未经批准", "an extension without approval"),
    (
        "{on}：延期须先经政府信息公开工作机构负责人同意，再告知申请人（登记的批准：{approval}）",
        "{on}: the head of the work office agrees first, then the applicant is told (approval entered: {approval})",
    ),
    (
        "请登记批准人和批准日期，在收到申请之后、不晚于告知日",
        "enter who agreed and when: after receipt, not after notice",
    ),
    "条例:33.2",
)
EXTENSION_LENGTH = _error(
    "L08",
    ("延期天数超出", "an extension of the wrong length"),
    ("{on}：延长{days}个工作日，应为1至20个工作日", "{on}: {days} working days; from 1 to 20 are allowed"),
    ("请在1至20个工作日内确定", "choose from 1 to 20"),
    "条例:33.2",
)
NO_GROUND = _error(
    "L09",
    ("部分公开未写明理由", "a partial answer without a ground"),
    ("{on}：部分公开，但未写明不公开部分的依据", "{on}: part is withheld, and no ground is given"),
    ("请登记不公开部分所依据的情形", "enter the ground of the part that is withheld"),
    "条例:37",
)
STRAY_GROUND = _error(
    "L10",
    ("依据与结果不符", "a ground that does not fit the outcome"),
    ("{on}：结果为{outcome}，不应登记依据{grounds}", "{on}: the outcome is {outcome}, with grounds {grounds}"),
    (
        "只有部分公开需要登记依据，且只能是不予公开、无法提供或不予处理的情形",
        "only a partial answer has grounds, and only those of not giving",
    ),
    "条例:37",
)
NOT_CONSULTED = _error(
    "L11",
    ("未征求第三方意见", "withheld for a third party that was not asked"),
    (
        "{on}：以第三方合法权益为由不公开，但没有书面征求第三方意见的记录",
        "{on}: withheld for a third party, and no letter to one is on record",
    ),
    ("请先书面征求第三方意见并登记", "ask the third party in writing first, and enter it"),
    "条例:15",
    "条例:32",
)
NOT_CORRECTED = _error(
    "L12",
    ("未经补正", "called unclear without a correction"),
    (
        "{on}：答复补正后仍不明确，但没有收到补正的记录",
        "{on}: answered as unclear after correction, and no correction is on record",
    ),
    ("请先告知补正；已补正的，请登记收到日期", "tell the applicant what to correct first, or enter the correction"),
    "条例:30",
)
NO_REASONS = _error(
    "L13",
    ("未要求说明理由", "refused as excessive without asking why"),
    (
        "{on}：以大量、反复申请为由不予处理，但没有要求说明理由或认定理由不合理的记录",
        "{on}: refused as excessive, and the reasons were not asked for or not found wanting",
    ),
    ("请先要求申请人说明理由并登记认定结果", "ask for the reasons first, and enter how they were judged"),
    "条例:35",
)
NO_EARLIER = _error(
    "L14",
    ("未写明此前的答复", "a repetition without the earlier answer"),
    (
        "{on}：以重复申请为由不予处理，但未写明此前答复的文号",
        "{on}: refused as repeated, and no earlier answer is named",
    ),
    ("请登记此前答复的文号", "enter the number of the earlier answer"),
    "条例:36(6)",
)
LAPSE_EARLY = _error(
    "L15",
    ("期限未满即作逾期处理", "called lapsed before the period ended"),
    ("{on}：期限至{due}，届满前不能视为放弃", "{on}: the period runs to {due}; it has not lapsed before"),
    ("请在期限届满后登记", "enter it once the period is over"),
    "条例:30",
    "处理费办法:6",
)
NOT_AN_ANSWER = _error(
    "L16",
    ("该结果不以答复作出", "an outcome that no letter brings"),
    ("{on}：{outcome}不是答复的结果", "{on}: {outcome} is no outcome of an answer"),
    ("逾期不补正、不缴费请登记“逾期视为放弃”", "enter a lapse for what the applicant let pass"),
    "条例:30",
    "处理费办法:6",
)
LETTER_UNKNOWN = _error(
    "L17",
    ("没有对应的发文", "no such letter"),
    ("{on}：没有编号为“{ref}”的发文", "{on}: no letter named {ref!r} was sent"),
    ("请先登记发出，编号保持一致", "enter the letter first, under the same name"),
    "条例:32",
)
LETTER_TWICE = _error(
    "L18",
    ("发文编号重复", "a letter's name used twice"),
    ("{on}：编号“{ref}”已用于{first}的发文", "{on}: {ref!r} names the letter of {first}"),
    ("请另用编号", "name it otherwise"),
    "条例:32",
)
FEE_WRONG = _error(
    "L19",
    ("收费有误", "a wrong fee"),
    ("{on}：{what}", "{on}: {what}"),
    ("请核对收费通知和缴费凭证", "check the notice and the receipt"),
    "条例:42",
    "处理费办法:3",
)
LATER_UNFOUNDED = _error(
    "L20",
    ("不具备延迟答复的条件", "a later day without its ground"),
    (
        "{on}：{what}",
        "{on}: {what}",
    ),
    (
        "须先要求说明理由并认定理由合理，且确定的日期晚于原期限",
        "reasons found reasonable first, and a day after the present one",
    ),
    "条例:35",
)
REOPENED = _error(
    "L21",
    ("办结后的补正不能恢复办理", "a correction that cannot reopen the matter"),
    (
        "{on}：事项已以{outcome}办结；只有逾期不补正且有正当理由的，才能恢复办理",
        "{on}: closed as {outcome}; only one closed for want of a correction reopens, and with good reason",
    ),
    ("请登记正当理由，或作为新的申请登记", "enter the good reason, or register a new application"),
    "条例:30",
)
NO_SECRECY_REVIEW = _error(
    "L22",
    ("未经保密审查即公开", "published without the secrecy review"),
    ("{on}：公开前没有通过保密审查的记录", "{on}: no secrecy review that was passed is on record"),
    ("请先审查、后公开", "review first, publish after"),
    "条例:17",
    "保密条例:42",
)
REVIEW_SKIPPED = _error(
    "L23",
    ("审核环节缺失或颠倒", "a review skipped"),
    ("{on}：{step}之前应先完成{missing}", "{on}: {missing} comes before {step}"),
    ("请按初审、复审、终审依次办理", "first, second, final, in this order"),
    "条例:17",
)
TAG_FORBIDS = _error(
    "L24",
    ("公开属性不符", "published against its tag"),
    ("{on}：公开属性为“{tag}”，不能主动公开", "{on}: its tag is {tag}; it is not published"),
    ("请先调整公开属性", "change the tag first"),
    "条例:17",
)
NO_LEGALITY_REVIEW = _error(
    "L25",
    ("未经合法性审核即制发", "issued without the review of legality"),
    ("{on}：规章、规范性文件制发前没有合法性审核的记录", "{on}: no review of legality is on record"),
    ("请先完成合法性审核", "have it reviewed first"),
    "决策条例:25",
)
RESULT_UNKNOWN = _error(
    "L26",
    ("审结结果不适用", "a result that the route does not have"),
    ("{on}：{route}没有“{result}”这种结果，可用：{may}", "{on}: {route} has no result {result!r}: {may}"),
    ("请改用所列结果", "use one of these"),
    "复议法:61",
    "行诉法:69",
)
PUT_OFF_TOO_LONG = _error(
    "L27",
    ("延长审理期限超出", "a period lengthened too much"),
    (
        "{on}：复议审理期限最多延长30日，登记{days}日",
        "{on}: a reconsideration is lengthened by at most 30 days, not {days}",
    ),
    ("请核对延期通知", "check the notice"),
    "复议法:62",
)
REPEALED_BEFORE = _error(
    "L28",
    ("失效日期早于制发", "ended before it began"),
    ("{on}：{what}", "{on}: {what}"),
    ("请核对日期", "check the days"),
    "条例:20.1(1)",
)
ENTERED_TWICE = _error(
    "L29",
    ("送达或意见重复登记", "an arrival or opinion entered twice"),
    ("{on}：“{ref}”的{what}已登记为{first}", "{on}: the {what} of {ref!r} is entered already, on {first}"),
    (
        "以先登记的为准；登记有误的，先用更正登记注销",
        "the first entry counts; if it is mistaken, strike it first",
    ),
    "条例:32",
    "条例:34",
    "处理费办法:6",
)

IMPOSSIBLE = _error(
    "L30",
    ("登记的数据自相矛盾", "an entry that contradicts itself"),
    ("{on}：{what}", "{on}: {what}"),
    ("请核对原件后重新登记", "look at the original and enter it anew"),
    "条例:45",
)

ANSWERED_LATE = _warning(
    "L31",
    ("逾期答复", "answered late"),
    ("{on}答复，期限为{due}，逾期{days}个工作日", "answered on {on}, due on {due}: {days} working days late"),
    ("请查明原因；申请人可以复议或起诉", "find out why; the applicant may seek a remedy"),
    "条例:33.2",
)
CORRECTION_LATE = _warning(
    "L32",
    ("补正告知超过7个工作日", "told late what to correct"),
    ("{on}告知补正，应在{due}前告知", "told on {on} what to correct, due on {due}"),
    ("逾期告知的补正，期限重新计算可能不被认可", "the restart of the period may not be recognised"),
    "条例:30",
)
CONFIRMED_LATE = _warning(
    "L33",
    ("确认收到迟延", "receipt confirmed late"),
    (
        "{submitted}提交，{on}才确认收到，相隔{days}个工作日",
        "sent in on {submitted}, confirmed on {on}: {days} working days later",
    ),
    ("请说明迟延确认的原因并留存记录", "record why it took so long"),
    "条例:31(3)",
)
ANSWERED_EARLY = _warning(
    "L34",
    ("第三方答复期限内即作决定", "decided before the third party's time was over"),
    ("{on}答复，第三方可以在{due}前提出意见", "answered on {on}; the third party had until {due}"),
    ("期限届满前且未收到意见时不宜作出决定", "wait for the opinion or the end of its time"),
    "条例:32",
)
CONSENT_WITHHELD = _warning(
    "L35",
    ("第三方同意但不予公开", "withheld though the third party agreed"),
    ("{on}：第三方已同意公开，仍以其权益为由不公开", "{on}: the third party agreed, yet it was withheld for its sake"),
    ("请核对第三方意见", "look at the opinion again"),
    "条例:15",
)
OBJECTION_OVERRIDDEN = _warning(
    "L36",
    ("第三方不同意而公开", "given though the third party objected"),
    (
        "{on}：第三方不同意公开而予以公开，未登记重大公共利益的认定",
        "{on}: given against the third party's objection, and no override is entered",
    ),
    ("因公共利益公开的，应书面告知第三方公开的内容和理由", "tell the third party in writing what is disclosed and why"),
    "条例:32",
)
FEE_NOTICE_LATE = _warning(
    "L37",
    ("收费通知超过答复期限", "a fee notice after the due day"),
    ("{on}发出收费通知，答复期限为{due}", "fee notice on {on}, the answer was due on {due}"),
    ("收费通知应在办理期限内发出", "it leaves within the handling period"),
    "处理费办法:6",
)
PUBLISHED_LATE = _warning(
    "L38",
    ("公开超过期限", "published late"),
    ("{on}公开，期限为{due}，逾期{days}个工作日", "published on {on}, due on {due}: {days} working days late"),
    ("请查明迟延环节", "find out where it lay"),
    "条例:26",
)
SAME_REVIEWER = _warning(
    "L39",
    ("审核人相同", "one person did two reviews"),
    ("{on}：{person}已做过{other}", "{on}: {person} did the {other} too"),
    ("各审次应由不同人员完成", "let different people do them"),
    "条例:17",
)
DEFENCE_LATE = _warning(
    "L40",
    ("逾期提交答复和证据", "answer and evidence handed in late"),
    ("{on}提交，期限为{due}", "handed in on {on}, due on {due}"),
    ("逾期视为没有证据，可能被撤销", "the act may count as having no evidence"),
    "复议法:70",
    "行诉法:67",
)
HEAD_ABSENT = _warning(
    "L41",
    ("负责人未出庭", "no head of the organ appeared"),
    ("审结前没有负责人出庭的记录", "no appearance of a head is on record before the decision"),
    ("负责人不能出庭的，应委托工作人员并说明理由", "say why, and send a member of staff"),
    "行诉法:3",
)
COMMENTS_SHORT = _warning(
    "L42",
    ("公开征求意见时间不足", "too short a public consultation"),
    ("{on}至{until}，不足{days}日", "{on} to {until} is less than {days} days"),
    ("缩短的应公开说明理由", "publish why it is shorter"),
    "规章程序:15",
)
NOT_MADE_PUBLIC = _warning(
    "L43",
    ("规范性文件制发后公布迟延", "a document published late"),
    ("{on}公布，期限为{due}", "published on {on}, due on {due}"),
    ("未经公布的规范性文件不得作为管理依据", "an unpublished document binds nobody"),
    "条例:26",
)

CATALOGUE: Mapping[str, FindingKind] = MappingProxyType(
    {kind.code: kind for kind in list(globals().values()) if isinstance(kind, FindingKind)}
)
"""Every kind of this room, in the order of the codes."""
