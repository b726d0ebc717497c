"""Who reports on which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from gongkai.reading.locate import SPACE, TITLE
from gongkai.reading.sheet import Sheet, normalise, simplified
from gongkai.reading.whole_name import PLACE, whole_name

#: How far into a report its title is looked for (characters).
TITLE_REACH = 3000

#: Titles looked at, and characters before each that may hold the name.
MOST_TITLES = 50
BEFORE_TITLE = 400
#: No public body's name is longer (characters).
LONGEST_NAME = 36

_YEAR = re.compile(
    rf"(2{SPACE}[0Oo]{SPACE}[012]{SPACE}\d|二{SPACE}[〇○零O0]{SPACE}[一二]{SPACE}[〇○零O0一二三四五六七八九])\s*年\s*(?:度)?"
)
_PERIOD = re.compile(r"统\s*计\s*(?:期\s*限|周\s*期|时\s*间|数\s*据)?[^0-9\n。]{0,14}(20\d\d)\s*年\s*1\s*月")
_NOT_IN_NAME = re.compile(
    r"\A.*(?:[:;。,!?》】』」]|[AP]M(?![A-Za-z])|标题|名称|首页|当前位置|正文|发布日期|发布时间|来源|浏览|>|\||第\d{1,3}[页期条]"
    r"|次数|点击[量率数]|(?:阅读|访问)[量数次]|字号|字体|大中小|\d(?:[年月日时分秒次个:./-]|\Z)|[^\u4e00-\u9fff\d]\d)",
    re.DOTALL,
)
#: A number before a name is one of a list or a count; but for the hotline that the whole country calls.
_NUMBERED = re.compile(r"\A(?!12345\D)[\d.、]+")
#: A column of the site that a text of one line has before the name.
_COLUMN = re.compile(r"\A.*(?:信息|政务)公开[\u4e00-\u9fff]{0,12}+[ \t]++(?=[\u4e00-\u9fff])", re.DOTALL)
#: The whole of a year, day by day.
_WHOLE_YEAR = re.compile(
    r"(20\d\d)\s*年\s*1\s*月\s*1\s*日\s*起?\s*[至到~—–-]+\s*(?:20\d\d\s*年\s*)?12\s*月\s*31\s*日\s*止?"
)
#: What a sentence that announces the report says before the name.
_ANNOUNCING = re.compile(
    r"^(?:.*[关關][于於](?:发布|公布|公开|印发|报送)|.*(?:编制(?!委员会)|编写|撰写)了?|关于|现(?!代)|兹|特此|将(?!乐)|(?:面?向)?(?:全)?社会(?=公布|公开|发布)|予以|公布|公开|发布|做好|本报告由|附件)+"
)
#: Who announces a report that names nobody else.
_ANNOUNCER = re.compile(r"([^\n]{4,60}?)关于(?:发布|公布|公开|印发|报送|上报)")
#: A year that is the date of something, or part of the name of a rule.
_QUOTED = re.compile(r"《[^《》]{0,200}》|〔[^〔〕]{0,40}〕")
_PLAIN_YEAR = re.compile(r"(?<!\d)(20[12]\d)\s*年(?!\s*\d{1,2}\s*月)(?![^。,;\n]{0,8}(?:施行|修订))")
_SUFFIX = re.compile(
    r"(?:政府|委员会|办公室|委|办|局|厅|部|署|院|会|处|中心|街道|乡|镇|区|县|市|省|馆|队|站|所|社|台|校|中学|小学|大学|幼儿园|银行|支行|分行|海关|集团|公司|州|盟|旗|师|兵团)$"
)
#: What a body says of itself, and what one does with a report: no name.
_NO_NAME = re.compile(
    r"(?:我|本|全|该|各|市|县|区)(?:级|单位|机关|部门|行政机关|省|市|州|盟|县|区|旗|镇|乡|街道|厅|局|委|办|部|院|校|所|处|中心)?$"
    r"|(?:加强|做好|推进|推动|深化|完善|提升|规范|组织|编制|编写|撰写|按时|按期|及时|认真|依法|依规|主动|全面|严格|落实|完成|报送|上报)"
)
#: A name that a line sets into brackets of its own.
_BRACKETED = re.compile(r"[^【】]*【([^【】]+)】[-—_]*")
#: The fixed words as bodies also put them, where a line ends with them.
_LOOSE_TITLE = re.compile(
    SPACE.join(
        ["(?:政务|(?:政府)?信息)", "公开", "(?:工作)?", r"(?:20\d\d)?", "(?:年度?)?", "(?:工作)?", "(?:情况)?的?"]
    )
    + rf"{SPACE}(?:(?:总结)?报告|年报|报|总结)(?=[ \t]*(?:[(_|\n-]|\Z))"
)
#: The year where it stands before the fixed words without 年, within them, or after them; a day is none.
_BARE_YEAR = re.compile(r"(?<!\d)20[012]\d$|^[ \t#*]*20[012]\d(?=[ \t]*[\u4e00-\u9fff]{4})(?![ \t]*年)")
_YEAR_WITHIN = re.compile(rf"20{SPACE}[012]{SPACE}\d")
_YEAR_AFTER = re.compile(
    r"\s{0,4}\([ \t]*+(20[012]\d)[ \t]*+年?[ \t]*+度?[ \t]*+\)"
    r"|\s{0,4}\(?[ \t]*+(20[012]\d)[ \t]*+(?:年[ \t]*+度?[ \t]*+)?\)?[ \t]*+(?:\n(?!\s*20\d\d)|\Z)"
)
#: What stands in a sentence and in no title.
_PROSE = re.compile(r"[,。;]")
#: A line that leads to another report.
_LINK = re.compile(r"[\s>•·»*-]*(?:[上下前后]一?[篇条页]|相关)")
#: A line that is a name is no longer, letter-spacing included (characters).
LONGEST_LINE = 120
#: Lines below a title among which whoever reports may be named.
LINES_BELOW = 3
#: Who is said to have made the report.
_MADE_BY = (
    re.compile(r"由([\u4e00-\u9fff]{4,30}?)(?:负责|组织)?(?:编制|编写|撰写|根据|按照|依据|汇总)"),
    re.compile(
        r"(?:^|[\n,。;》])[ \t]*([\u4e00-\u9fff]{4,30}?)(?:负责|组织|认真)?(?:编制|编写|撰写|形成)(?:了|完成|并|本|20)"
    ),
)
#: Whom the site names as the source.
_SOURCE = re.compile(
    r"(?:发布|发文|公开|制发|来源)(?:机构|机关|单位|主体|部门)?[:\s|]{1,8}([\u4e00-\u9fff()]{4,36})(?![\u4e00-\u9fff()])"
)
#: The office within a body that it names.
_OWN_OFFICE = re.compile(r"(?<=[局厅委院部署行馆校会])(?:机关)?办公室$")
_HAN_AND_BRACKETS = re.compile(r"[\u4e00-\u9fff()]+")
_ONLY_HAN = re.compile(r"[\u4e00-\u9fff]+")
#: What a site's own heads above a title say, and no body's name.
_OF_SITE = re.compile(r"网|公开|报告|年报|首页|频道|栏目|平台|专栏|目录|欢迎|情况")
#: The notice that prescribes the form (《中华人民共和国政府信息公开工作年度报告格式》) is no report.
_OF_FORM = re.compile(r"[\s〉》>]*格\s*式|的?(?:编[制发写]|撰写)|有关|的?(?:工作)?的?通知")
#: Who signs at the end, above the day; or whom one may ask, unless it is an office of somebody.
_SIGNATURE = re.compile(
    r"\n[ \t]*([\u4e00-\u9fff]{4,36})[ \t]*\n\s*(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日[ \t]*(?:\n|\Z)"
)
_CONTACT = re.compile(r"请(?:直接)?(?:与|向|联系)([\u4e00-\u9fff]{4,30}?)(?:联系|咨询|[(,。])")
#: How the words of a report begin: In the year, such a body did this and that.
_OPENING = re.compile(
    r"(?<![\u4e00-\u9fff\d])20[12]\d年(?:度|来|以来)?,([\u4e00-\u9fff]{4,30}?)"
    r"(?=在|以习|认真|坚持|深入|严格|按照|紧紧|紧扣|全面|高度|积极|切实|始终|不断|持续|围绕|贯彻|根据|依法|扎实)"
)
_OF_ANOTHER = re.compile(r"(?:办公室|(?<!办事)处|中心)$")
_PRINTED_BRACKETS = str.maketrans("()", "（）")
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "000001" + "23456789")


class Title(NamedTuple):
    """What stands before the fixed words of a title: the year and who reports, where they are said.

    ``is_alone`` where nothing on its lines makes a sentence of it.
    """

    year: int | None
    agency: str | None
    is_alone: bool = False


def year_and_agency(sheet: Sheet, start: int, end: int, first_heading: int) -> tuple[int | None, str | None]:
    """The report year and the body's name as the title gives them.

    Of several titles (a page also lists other years) the one that agrees with the period of the
    statistics wins, then one that is no part of a sentence, then the one named most often, then the
    last: above it others may be linked.
    Where no title above the first section names anybody, it is whoever stands right below it, is
    said to have made the report, is its source, is named by a title further on, stands on the first
    line, signs, or may be asked.  A name is made whole by the province or city that the report's own
    text puts before it.
    """
    text = sheet.text[start:end]
    reach = min(end, max(first_heading, start + 200), start + TITLE_REACH)
    above = min(reach, max(first_heading, start))
    period = _stated_period(text)
    container = normalise(sheet.title)
    titles = _titles(TITLE, container, simplified(container))
    titles += _titles(TITLE, sheet.text, sheet.plain, start, above)
    titles += _surely_named(_titles(TITLE, sheet.text, sheet.plain, above, reach))
    year, agency, _ = _best_title(titles, period)
    if agency is None:
        loose = _titles(_LOOSE_TITLE, sheet.text, sheet.plain, start, above)
        year, agency, _ = _best_title([*titles, *loose], period)
    if agency is None:
        agency = _below_title(sheet, start, above) or _maker(text[: reach - start])
        agency = agency or _source(sheet.text[start:above]) or _source(container) or _part_of(container)
    if agency is None:
        # A title further on may be a link to another year's report: the year is that of the statistics.
        further = _surely_named(_titles(TITLE, sheet.text, sheet.plain, start, end))
        further_year, agency, _ = _best_title([title._replace(year=period or title.year) for title in further], period)
        year = year or further_year
    agency = agency or _first_line(text) or _signed(text) or _in_opening(text)
    name = whole_name(agency, text, _makers(text[: reach - start])).translate(_PRINTED_BRACKETS) if agency else None
    return year or period or _commonest_year(text), name


def _best_title(titles: Sequence[Title], period: int | None) -> Title:
    """The year and name of the titles that are believed; a title that names nobody may still tell the year."""
    some_year = next((title.year for title in titles if title.year), None)
    named = [title for title in titles if title.agency]
    if not named:
        return Title(some_year, None)
    counts = Counter((title.year, title.agency) for title in named)
    best = max(
        reversed(named),
        key=lambda title: (
            _ends_as_name(title.agency),
            title.year is not None and title.year == period,
            title.year is not None,
            title.is_alone,
            counts[title.year, title.agency],
        ),
    )
    return best._replace(year=best.year or some_year)


def _titles(kind: re.Pattern[str], text: str, plain: str, start: int = 0, end: int | None = None) -> list[Title]:
    """Year and name of the first titles; looked for in plain script, taken in the printed one."""
    end = len(plain) if end is None else end
    found = (match for match in kind.finditer(plain, start, end) if not _OF_FORM.match(plain, match.end()))
    titles = []
    for match in islice(found, MOST_TITLES):
        before = _before(text[max(start, match.start() - BEFORE_TITLE) : match.start()])
        title = _split_title(before)
        if _LINK.match(before):
            titles.append(title._replace(year=None))
            continue
        is_alone = not (_PROSE.search(before) or _PROSE.search(plain, match.end(), _line_end(plain, match.end(), end)))
        if kind is _LOOSE_TITLE and not is_alone:
            continue
        within = _YEAR_WITHIN.search(match[0])
        after = _YEAR_AFTER.match(plain, match.end(), end)
        said = within[0] if within else (after[1] or after[2]) if after else ""
        year = title.year or (int(re.sub(r"\s+", "", said)) if said else None)
        titles.append(Title(year, title.agency, is_alone))
    return titles


def _line_end(text: str, start: int, end: int) -> int:
    """Where the line ends, or the most that is looked at of it."""
    at = text.find("\n", start, end)
    return min(at if at >= 0 else end, start + BEFORE_TITLE)


def _surely_named(titles: Iterable[Title]) -> list[Title]:
    """Of titles among a report's words those that name a body: what somebody does with reports looks like them."""
    return [title for title in titles if _ends_as_name(title.agency)]


def _below_title(sheet: Sheet, start: int, end: int) -> str | None:
    """Who stands on a line of its own right below the title."""
    title = TITLE.search(sheet.plain, start, end)
    if title is None:
        return None
    behind, *lines = sheet.text[title.end() : end].split("\n")
    below = [behind] * behind.strip().startswith("(") + [line for line in lines if line.strip()][:LINES_BELOW]
    return next((name for line in below if (name := _name_alone(line.lstrip(" \t—-–#*")))), None)


def _name_alone(line: str) -> str | None:
    """The name that a line is, if it is one."""
    if len(line) > LONGEST_LINE:
        return None
    bare = re.sub(r"[\s*#]+", "", line)
    name = _clean_name(line)
    is_all = name in (bare, bare[1:-1]) and _HAN_AND_BRACKETS.fullmatch(bare) is not None
    return name if is_all and 3 <= len(name) <= LONGEST_NAME and _ends_as_name(name) else None


def _maker(text: str) -> str | None:
    """Who is said to have made the report; an office may have made that of another body."""
    named = (_OWN_OFFICE.sub("", name) for name in _makers(text))
    return next((name for name in named if _ends_as_name(name) and not _OF_ANOTHER.search(name)), None)


def _makers(text: str) -> list[str]:
    """Whoever is said to have made the report, its offices as well, even where a line is broken within the name."""
    return [name for kind in _MADE_BY for name in kind.findall(re.sub(r"[ \t]+", "", text))]


def _part_of(container: str) -> str | None:
    """The body that a container's title names beside the words of the report."""
    parts = re.split(r"[\n_|—–-]+", container)
    return next((name for part in parts if (name := _name_alone(part))), None)


def _source(text: str) -> str | None:
    """Whom the site's own lines above a report name as its source."""
    return next((name for name in _SOURCE.findall(text) if _ends_as_name(name)), None)


def _ends_as_name(name: str | None) -> bool:
    """Whether a name ends as those of public bodies do, and is none that a body calls itself."""
    return bool(name) and _SUFFIX.search(name or "") is not None and _NO_NAME.match(name or "") is None


def _before(text: str) -> str:
    """What stands before the fixed words of a title: its line, and the lines before if it is broken."""
    lines = [line.strip() for line in text.split("\n")[-6:]]
    taken = ""
    while lines:
        taken = lines.pop() + taken
        year, agency, _ = _split_title(taken)
        if year and agency:
            begun = lines[-1] if lines else ""
            taken = taken.removeprefix("布") if begun.endswith("公") else taken  # a sentence that ends its line in 公布
            return begun + taken if taken.startswith(agency) and _breaks_name(begun, agency) else taken
        if len(taken) > 60:
            break
    return taken


def _breaks_name(line: str, rest: str) -> bool:
    """Whether a title was broken within the name: the line begins with a place and ends before the body it is of."""
    begins = re.match(PLACE, line) and not re.match(PLACE, rest) and _ONLY_HAN.fullmatch(line)
    ends = _SUFFIX.search(line) and not re.search(r"(?:[省市州盟区县旗镇乡]|街道)$", line)
    return bool(begins) and not ends and len(line) + len(rest) <= LONGEST_NAME and not _OF_SITE.search(line)


def _split_title(text: str) -> Title:
    text = _WHOLE_YEAR.sub(r"\1年", text)
    years = list(_YEAR.finditer(text))
    year = None
    if years:
        last = years[-1]
        year = int(re.sub(r"\s+", "", last[1]).translate(_DIGITS))
        text = text[: last.start()] + "\n" + text[last.end() :]
    elif bare := _BARE_YEAR.search(text):
        year, text = int(bare[0].strip(" \t#*")), text[: bare.start()] + text[bare.end() :]
    pieces = [_clean_name(piece) for piece in text.split("\n")]
    if years and len(pieces) > 1 and _is_divided(*pieces[-2:]):
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    names = [piece for piece in pieces if 2 <= len(piece) <= LONGEST_NAME and not _is_no_name(piece)]
    if not any(map(_ends_as_name, names)) and (announcer := _ANNOUNCER.match(text)):
        names = [name for name in [_clean_name(announcer[1])] if _ends_as_name(name)] or names
    return Title(year, max(names, key=len) if names else None)


def _is_divided(before: str, after: str) -> bool:
    """Whether the year stands between the place and the body of it: 岳西县2023年财政局."""
    is_body = _ends_as_name(after) and re.match(PLACE, after) is None
    return is_body and re.fullmatch(PLACE, before) is not None


def _is_no_name(text: str) -> bool:
    """Whether a line says what a column of a site is about, or what somebody does, and names no body."""
    return (
        _NO_NAME.match(text) is not None
        or re.search("信息公开|[关關][于於]", text) is not None
        or (_OF_SITE.search(text) is not None and _SUFFIX.search(text) is None)
    )


def _clean_name(text: str) -> str:
    bracketed = _BRACKETED.fullmatch(text.strip())
    text = _COLUMN.sub("", bracketed[1] if bracketed else text)
    text = re.sub(r"[\s\"“”'《<【\[#*_=]+", "", text)
    text = _balanced(_NUMBERED.sub("", _NOT_IN_NAME.sub("", text)))
    text = _ANNOUNCING.sub("", text)
    return re.sub(r"(?:年度|\(本级\)|本级|的|[关關][于於]|年|[-—–_])+$", "", text)


def _balanced(text: str) -> str:
    """A name without brackets that have no partner, hold nothing, or hold all of it."""
    open_at: list[int] = []
    partners: dict[int, int] = {}
    for at, char in enumerate(text):
        if char == "(":
            open_at.append(at)
        elif char == ")" and open_at:
            partners[open_at.pop()] = at
    kept = {*partners, *partners.values()}
    text = "".join(char for at, char in enumerate(text) if char not in "()" or at in kept).replace("()", "")
    return text[1:-1] if partners.get(0) == len(text) - 1 else text


def _stated_period(text: str) -> int | None:
    match = _PERIOD.search(text)
    return int(match[1]) if match else None


def _commonest_year(text: str) -> int | None:
    """The year spoken of most often: dates, and years in the names of rules, are not counted."""
    years = Counter(_PLAIN_YEAR.findall(_QUOTED.sub("", text)))
    return int(years.most_common(1)[0][0]) if years else None


def _first_line(text: str) -> str | None:
    for line in text.lstrip().split("\n")[:3]:
        if name := _name_alone(line):
            return name
    return None


def _signed(text: str) -> str | None:
    """Who signs the report, or else whom its readers may ask; an office may be that of another body."""
    named = [*_SIGNATURE.findall(text)[-1:], *(_OWN_OFFICE.sub("", name) for name in _CONTACT.findall(text)[:1])]
    return next((name for name in named if _ends_as_name(name) and not _OF_ANOTHER.search(name)), None)


def _in_opening(text: str) -> str | None:
    """Whom the first sentence on the year speaks of, if the report names that body again."""
    flat = re.sub(r"[ \t]+", "", text)
    name = next((name for name in _OPENING.findall(flat) if _ends_as_name(name)), None)
    return name if name and flat.count(name) > 1 else None
