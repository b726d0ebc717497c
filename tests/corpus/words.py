"""Names, dates and prose: text full of numbers that are not the table's, in the words of the table."""

from __future__ import annotations

from random import Random

from gongkai.report.form import Form
from tests.corpus.model import Number

PLACES = (
    "北川羌族自治县", "广州市越秀区", "苏州市", "浙江省", "安徽省六安市金安区", "昆明市", "湖北省恩施土家族苗族自治州",
    "洛阳市洛龙区", "上海市青浦区", "青海省", "鄂尔多斯市", "泉州市永春县", "重庆市", "赣州市于都县", "国家",
)  # fmt: skip
BODIES = (
    "人民政府", "人民政府办公室", "教育局", "卫生健康委员会", "市场监督管理局", "公安局", "自然资源和规划局", "审计局",
    "科学技术局", "财政局", "应急管理局", "住房和城乡建设局", "民政局", "统计局", "城市管理综合行政执法局", "税务局",
)  # fmt: skip
STREETS = ("白鹤镇人民政府", "沙面街道办事处", "华林街道办事处", "三里乡人民政府", "城关镇人民政府")


def agency(rng: Random, scale: str) -> str:
    """A body's full name, of a level that fits the scale."""
    place = rng.choice(PLACES[:-1])
    if scale == "city":
        return rng.choice(("苏州市", "重庆市", "浙江省", "昆明市")) + "人民政府"
    if scale == "district":
        return place + "人民政府"
    return place + rng.choice(BODIES[1:] + STREETS if scale != "empty" else STREETS + BODIES[2:])


def titles(rng: Random, body: str, year: int) -> str:
    """A title as the notice prescribes it, or as bodies vary it."""
    return rng.choice((
        f"{body}{year}年政府信息公开工作年度报告",
        f"{body}{year}年政府信息公开工作年度报告",
        f"{body} {year} 年政府信息公开工作年度报告",
        f"{body}{year}年度政府信息公开工作年度报告",
        f"{year}年{body}政府信息公开工作年度报告",
        f"{body}{year}年政府信息公开年度报告",
        f"{body}关于{year}年度政府信息公开工作年度报告",
    ))  # fmt: skip


def lead(rng: Random, body: str, year: int, form: Form) -> list[str]:
    """What stands between the title and the first heading."""
    names = "、".join(section.title for section in form.sections)
    return rng.choice((
        [],
        [f"根据《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条规定，现公布{body}{year}年政府信息公开工作年度报告。"
         f"本报告由{names}六部分组成。本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"],
        [f"本报告依据《国务院办公厅政府信息与政务公开办公室关于印发〈{form.title}〉的通知》（{form.notice}）编制。",
         f"如对本报告有任何疑问，请与{body}联系（地址：人民路{rng.randint(1, 400)}号；"
         f"邮编：{rng.randint(100000, 699999)}；"
         f"电话：0{rng.randint(20, 29)}-{rng.randint(20000000, 89999999)}；"
         f"电子邮箱：zwgk{rng.randint(1, 99)}@example.gov.cn）。"],
        [f"发布日期：{year + 1}-01-{rng.randint(10, 31)} {rng.randint(8, 17)}:{rng.randint(10, 59)}　"
         f"来源：{body}　浏览次数：{rng.randint(3, 9999)}次"],
    ))  # fmt: skip


def overview(rng: Random, values: dict[str, Number], form: Form, year: int) -> list[str]:
    """Section one: the table's words with true figures and many others."""
    t2, t3 = form.tables[0], form.tables[1]
    arrived = values["t3.new.total"]
    before, after = values["t3.carried_in.total"], values["t3.carried_out.total"]
    lines = {line.key: line.label for line in (*t2.lines, *t3.lines)}
    posts = rng.randint(30, 90000)
    granted = values["t3.granted.total"]
    head = rng.choice(("（一）", "(一)", "1.", "一是"))
    second = {"（一）": "（二）", "(一)": "(二)", "1.": "2.", "一是": "二是"}[head]
    texts = [
        f"{year}年，在上级的正确领导下，全面贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外。",
        f"{head}主动公开。全年通过门户网站公开信息{posts}条，其中概况类信息{posts // 7}条，"
        f"政策解读{rng.randint(1, 60)}篇；"
        f"微信公众号关注人数{rng.randint(1000, 2000000)}人，阅读量{rng.randint(1, 99)}.{rng.randint(1, 9)}万次。"
        f"{lines['licences']}、{lines['penalties']}等双公示信息在7个工作日内公开，公示率100%。",
        f"{second}依申请公开。本年新收政府信息公开申请{arrived}件，上年结转{before}件，结转下年度继续办理{after}件，"
        f"其中予以公开{granted}件，办结率{rng.choice(('100%', '98.6%', '99.03%'))}，{year + 1}年1月31日前全部答复。",
    ]
    more = [
        f"（三）政府信息管理。严格执行“三审三校”制度，开展保密审查{rng.randint(3, 300)}次，"
        f"清理文件{rng.randint(2, 90)}件。",
        f"（四）平台建设。投入资金{rng.randint(1, 60)}.{rng.randint(10, 99)}万元升级改造，通过IPv6检测，"
        f"日均访问{rng.randint(100, 99999):,}人次。",
        f"（五）监督保障。{year}年{rng.randint(1, 12)}月"
        f"召开推进会{rng.randint(1, 9)}次，"
        f"培训{rng.randint(10, 400)}人次，社会评议满意度9{rng.randint(0, 9)}.5分。",
    ]
    rng.shuffle(more)
    texts += decoy(rng) if rng.random() < 0.15 else []
    return texts + sorted(more[: rng.randint(0, 3)])


def captions(rng: Random, number: str, title: str) -> list[str]:
    """What stands between a heading and its table."""
    index = "一二三四".index(number) + 1
    return rng.choice((
        [f"表{index}　{title}"],
        ["（单位：件）"],
        [f"{title}统计表", f"填报时间：{rng.randint(2020, 2025)}年1月{rng.randint(5, 29)}日　单位：件、万元"],
    ))  # fmt: skip


def notes(rng: Random) -> list[str]:
    """What stands below a table."""
    return rng.choice((
        ["注：1.本表数据统计期限为1月1日至12月31日；2.“其他”含撤回申请3件。"],
        [f"填报人：李某某　联系电话：020-8{rng.randint(1000000, 9999999)}　审核人：王某某"],
        ["备注：收费金额以决算数为准。"],
    ))  # fmt: skip


def decoy(rng: Random) -> list[str]:
    """A table of other figures in the overview, line by line."""
    gap = rng.choice((" ", "\t", "："))
    names = ("政府网站", "政务微博", "政务微信", "新闻发布会", "公告栏")
    lines = [f"{name}{gap}{rng.randint(0, 900)}{gap}{rng.randint(0, 90)}" for name in names[: rng.randint(2, 5)]]
    return [
        f"公开渠道{gap}数量（条）{gap}其中：解读",
        *lines,
        f"合计{gap}{rng.randint(0, 900)}{gap}{rng.randint(0, 90)}",
    ]


def problems(rng: Random, year: int) -> list[str]:
    """Section five."""
    return [
        rng.choice((
            f"{year}年，政府信息公开工作取得了一定成效，但仍存在公开形式单一、政策解读不够等问题。",
            "（一）存在的主要问题。1.主动公开意识有待加强；2.专业人员不足，仅有兼职人员2名。",
        )),
        f"下一步将从以下3个方面改进：一是加强培训，计划{year + 1}年培训4次；二是完善制度；三是强化考核，占比不低于4%。",
    ]  # fmt: skip


def other(rng: Random, year: int, body: str) -> list[str]:
    """Section six and the signature."""
    text = rng.choice((
        "无。",
        "无其他需要报告的事项。",
        f"{year}年本机关共发出收费通知0件，涉及收费金额0元，实际收取信息处理费0元。",
        "按照《政府信息公开信息处理费管理办法》，本年度未收取信息处理费。",
    ))  # fmt: skip
    return [text] + ([body, f"{year + 1}年1月{rng.randint(5, 31)}日"] if rng.random() < 0.5 else [])


def crawl_head(rng: Random, title: str, year: int) -> list[str]:
    """What a crawler writes above the text."""
    number = rng.randint(10000, 999999)
    return rng.choice((
        [f"标题: {title}", f"发布时间: {year + 1}-01-{rng.randint(10, 29)} 16:34", "文号: ",
         "发布机构: ", "栏目: 政府信息公开年报",
         f"原文链接: https://www.example.gov.cn/zwgk/zfxxgknb/{year + 1}01/t{year + 1}0120_{number}.htm", ""],
        [f"首页 > 政务公开 > 政府信息公开年报 > {year}年",
         f"索引号：{number}/{year + 1}-{rng.randint(10000, 99999)}　主题分类：综合",
         f"成文日期：{year + 1}年01月20日　有效性：有效", "字体：[大] [中] [小]　打印　关闭"],
    ))  # fmt: skip


def crawl_tail(rng: Random, year: int) -> list[str]:
    """What a crawler finds below the text."""
    return rng.choice((
        ["附件下载"],
        ["扫一扫在手机打开当前页", "【打印本页】 【关闭窗口】"],
        [f"附件：1.{year}年政府信息公开工作年度报告.doc", f"2.{year}年政府信息公开工作年度报告.pdf"],
        ["主办单位：人民政府办公室 网站标识码：4401030015 粤公网安备 44010302000123号 ICP备05012345号-1"],
    ))  # fmt: skip
