"""Who reports on which year."""

import pytest

from gongkai.reading.named import year_and_agency
from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.html import html_sheet


def read(text, title=""):
    sheet = Sheet(tidy(text), title)
    first = sheet.text.find("一、总体情况")
    return year_and_agency(sheet, 0, len(sheet.text), first if first >= 0 else len(sheet.text))


@pytest.mark.parametrize(
    ("head", "year", "agency"),
    [
        ("广州市荔湾区人民政府 2024 年 政府信息公开工作年度报告", 2024, "广州市荔湾区人民政府"),
        ("荔湾区互联网信息办公室 2023 年政府信息\n公开工作年度报告", 2023, "荔湾区互联网信息办公室"),
        ("广州市荔湾区协作办公室 2020 年\n政府信息公开工作年度报告", 2020, "广州市荔湾区协作办公室"),
        ("正文\n2024 年上海市科委政府信息公开工作\n年度报告", 2024, "上海市科委"),
        ("标题: 平潭综合实验区2021年度政府信息公开工作年度报告\n发布时间: 2022-02-08", 2021, "平潭综合实验区"),
        ("河北省科学技术厅2022年政府信息公开工作年度报...", 2022, "河北省科学技术厅"),
        ("河北省工业和信息化厅2019年政府信息公开报告", 2019, "河北省工业和信息化厅"),
        ("某县教育局二〇二二年政府信息公开工作年度报告", 2022, "某县教育局"),
        ("《某县教育局2022年度政府信息公开年报》", 2022, "某县教育局"),
        ("某县教育局\n2022年度政府信息公开工作年度报告", 2022, "某县教育局"),
        (
            "湖北省恩施土家族苗族自治州自然资\n源和规划局2022年政府信息公开工作年度报告",
            2022,
            "湖北省恩施土家族苗族自治州自然资源和规划局",
        ),
        ("某某县\n教育局2022年政府信息公开工作年度报告", 2022, "某某县教育局"),
        ("某某市某某县城关镇\n人民政府2022年政府信息公开工作年度报告", 2022, "某某市某某县城关镇人民政府"),
        ("某某县人民政府\n教育局2022年政府信息公开工作年度报告", 2022, "教育局"),
        ("某某县政府信息公开专栏\n教育局2022年政府信息公开工作年度报告", 2022, "教育局"),
        ("政务公开\n政府信息公开年报\n某县教育局2022年政府信息公开工作年度报告", 2022, "某县教育局"),
        ("1/25/23, 3:21 PM某县教育局2022年政府信息公开工作年度报告", 2022, "某县教育局"),
        ("1/25/23,3:21PM\t某县教育局2022年政府信息公开工作年度报告", 2022, "某县教育局"),
        ("某县教育局概\n某市某县教育局2022年政府信息公开工作年度报告", 2022, "某市某县教育局"),
    ],
)
def test_titles(head, year, agency):
    assert read(head + "\n一、总体情况\n") == (year, agency)


def test_the_period_of_the_statistics_decides_between_several_titles():
    text = (
        "某局2021年政府信息公开工作年度报告\n某局2022年政府信息公开工作年度报告\n"
        "统计期限自2022年1月1日起至2022年12月31日止\n一、总体情况\n"
    )
    assert read(text) == (2022, "某局")


def test_a_container_title_helps_where_the_text_has_none():
    assert read("一、总体情况\n2022年工作。", "某局2022年政府信息公开工作年度报告") == (2022, "某局")


def test_a_name_is_made_whole_by_the_place_the_text_puts_before_it():
    text = "洪泽区人民政府\n2023 年政府信息公开工作年度报告\n本报告由淮安市洪泽区人民政府办公室编制。\n一、总体情况\n"
    assert read(text) == (2023, "淮安市洪泽区人民政府")


def test_a_report_without_title_is_named_by_its_first_line():
    text = "浑南区民族和宗教事务局\n本年度报告中所列数据的统计期限为2021年1月1日至2021年12月31日。\n一、总体情况\n"
    assert read(text) == (2021, "浑南区民族和宗教事务局")


NOTICE = "本报告依据《国务院办公厅关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》编制。\n"


@pytest.mark.parametrize(
    ("tail", "agency"),
    [
        ("", None),
        ("某县财政局\n2023年1月18日\n", "某县财政局"),
        ("如对本报告有疑问，请与某县财政局联系（电话12345）。\n", "某县财政局"),
        ("如对本报告有疑问，请与某县政府办公室联系。\n", None),
    ],
)
def test_without_a_title_whoever_signs_or_may_be_asked_reports_and_the_notice_of_the_form_is_none(tail, agency):
    text = f"{NOTICE}一、总体情况\n2022年，全年公开信息3条。\n六、其他需要报告的事项\n无。\n{tail}"
    assert read(text.replace("，", ","))[1] == agency


def test_nothing_known_is_none():
    assert read("没有名字的一段话\n") == (None, None)


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("发布日期:2024年1月20日,2024年2月1日\n2023年,我局认真工作。", 2023),
        ("《某省2021年条例》〔2021年〕2021年施行。2022年度工作。", 2022),
        ("自2019年5月15日起施行,2019年起施行,2019年修订。2022年度工作。", 2022),
        ("2024年1月20日", None),
    ],
)
def test_dates_and_the_years_of_rules_are_not_the_year_of_the_report(said, year):
    assert read("某局政府信息公开工作年度报告\n一、总体情况\n" + said)[0] == year


@pytest.mark.parametrize(
    ("printed", "agency"),
    [
        ("中共广州市荔湾区委宣传部（区新闻出版局）", "中共广州市荔湾区委宣传部（区新闻出版局）"),
        ("广州市第2中学", "广州市第2中学"),
        ("广州市第12中学", "广州市第12中学"),
        ("第2页 某县教育局", "某县教育局"),
        ("现公布某县教育局", "某县教育局"),
        ("现将某县教育局", "某县教育局"),
        ("特此公布某县教育局", "某县教育局"),
        ("现向社会公布关于某县教育局", "某县教育局"),
        ("将乐县教育局", "将乐县教育局"),
        ("现代农业园区管委会", "现代农业园区管委会"),
        ("（某县教育局", "某县教育局"),
        ("某县教育局）", "某县教育局"),
        ("（某县教育局）", "某县教育局"),
        ("某县教育局（本级）", "某县教育局"),
    ],
)
def test_names_are_cleaned_of_what_is_not_theirs(printed, agency):
    assert read(printed + "2023年政府信息公开工作年度报告\n一、总体情况\n") == (2023, agency)
    assert read("一、总体情况\n", printed + "2023年政府信息公开工作年度报告") == (2023, agency)


def test_a_title_within_the_text_names_the_body():
    text = (
        "2023年政府信息公开工作年度报告\n一、总体情况\n根据《条例》,现公布某县教育局2023年政府信息公开工作年度报告。\n"
    )
    assert read(text) == (2023, "某县教育局")


def test_the_heads_of_a_site_name_nobody():
    text = "政务公开\n政府信息公开年报\n一、总体情况\n如有疑问,请与某县教育局联系。\n"
    assert read(text) == (None, "某县教育局")


def test_a_link_to_another_years_report_does_not_tell_the_year():
    text = (
        "一、总体情况\n统计期限自2022年1月1日至2022年12月31日。\n"
        + 100 * "认真工作。"
        + "\n六、其他需要报告的事项\n无。\n"
        "相关链接:某县教育局2021年政府信息公开工作年度报告\n"
    )
    assert read(text) == (2022, "某县教育局")


@pytest.mark.parametrize(
    ("head", "year", "agency"),
    [
        ("2022年度政府信息公开工作年度报告\n\n某市某区人民政府\n（2023年1月）", 2022, "某市某区人民政府"),
        ("二○二二年政府信息公开年报\n——某市某区教育局", 2022, "某市某区教育局"),
        ("政府信息公开工作年度报告\n（2022年）\n某区教育局\n2023年1月20日", 2022, "某区教育局"),
        ("某区教育局政府信息公开工作2022年度报告", 2022, "某区教育局"),
        ("某区教育局政府信息公开工作年度报告（2022年度）", 2022, "某区教育局"),
        ("某区教育局\n政府信息公开工作年度报告\n2022", 2022, "某区教育局"),
        ("某区教育局\n政府信息公开工作年度报告\n2023年1月20日", None, "某区教育局"),
        ("某区教育局2022政府信息公开工作年度报告", 2022, "某区教育局"),
        ("某区教育局2O22年政府信息公开工作年度报告", 2022, "某区教育局"),
        ("某区教育局二O二二年度政府信息公开工作年度报告", 2022, "某区教育局"),
        ("【某市某区教育局】2022年度政府信息公开报告", 2022, "某市某区教育局"),
        ("首页\n某市某区教育局-2022年信息公开年报", 2022, "某市某区教育局"),
        ("2022年某市某区教育局政务公开工作年度报告", 2022, "某市某区教育局"),
        ("某区教育局2022年信息公开工作总结", 2022, "某区教育局"),
        ("某区教育局2022年政府信息公开年度总结报告", 2022, "某区教育局"),
        ("王和镇2022年度政务公开工作报告", 2022, "王和镇"),
        ("某区教育局关于2022年度政府信息公开工作情况的报告", 2022, "某区教育局"),
        ("某县人民政府办公室关于发布2022年某县政府信息公开工作年度报告的公告", 2022, "某县"),
        ("| 索引号 | 1-1 |\n| 名称 | 某区教育局2022年政府信息公开工作年度报告 |", 2022, "某区教育局"),
        ("发文机关：某区教育局\n标题：2022年度政府信息公开工作年度报告", 2022, "某区教育局"),
        ("来源：某区教育局　发布时间：2023-01-20\n2022年度政府信息公开工作年度报告", 2022, "某区教育局"),
        ("本溪市水务局2022年政府信息公开工作年度报告", 2022, "本溪市水务局"),
        ("全州县水利局2022年政府信息公开工作年度报告", 2022, "全州县水利局"),
        ("市中区人民政府2022年政府信息公开工作年度报告", 2022, "市中区人民政府"),
        ("某县城市管理局（某县执法局）2022年政府信息公开工作年度报告", 2022, "某县城市管理局（某县执法局）"),
        ("某县政府信息公开年报\n2021年\n2022年\n某县审计局2022年政府信息公开工作年度报告", 2022, "某县审计局"),
    ],
)
def test_titles_as_bodies_also_put_them(head, year, agency):
    assert read(head + "\n一、总体情况\n") == (year, agency)


@pytest.mark.parametrize(
    ("said", "agency"),
    [
        ("按照条例，由岳池县民政局编制本报告。", "岳池县民政局"),
        ("根据《中华人民共和国政府信息公开条例》规定，岳池县民政局编制了本年度报告。", "岳池县民政局"),
        ("如对本报告有疑问，请与岳池县民政局办公室联系（电话12345）。", "岳池县民政局"),
        ("本报告由岳池县人民政府办公室编制。", None),
        ("我局编制了本年度报告。", None),
        ("根据《市政府关于做好2022年政府信息公开工作年度报告编制发布工作的通知》编制。", None),
    ],
)
@pytest.mark.parametrize("title", ["2022年政府信息公开工作年度报告", "我局2022年政府信息公开工作年度报告"])
def test_a_report_that_calls_itself_ours_is_that_of_who_made_it(title, said, agency):
    assert read(f"{title}\n{said}\n一、总体情况\n2022年，我局加强政府信息公开工作报告制度。\n") == (2022, agency)


def test_links_to_other_reports_above_the_title_name_neither_year_nor_body():
    years = "上一篇：某县审计局2021年政府信息公开工作年度报告\n下一篇：某县审计局2023年政府信息公开工作年度报告\n"
    others = "某县财政局2022年政府信息公开工作年度报告\n某县教育局2022年政府信息公开工作年度报告\n"
    title = "某县审计局2022年政府信息公开工作年度报告\n一、总体情况\n"
    assert read(years + title) == (2022, "某县审计局")
    assert read(others + title) == (2022, "某县审计局")


@pytest.mark.parametrize(
    "container",
    [
        "2022年政府信息公开工作年度报告_某县审计局",
        "2022年政府信息公开工作年度报告-某县审计局",
        "某县审计局",
        "年报\n某县审计局2022年政府信息公开工作年度报告",
        "2022年政府信息公开工作年度报告\n来源:某县审计局",
    ],
)
def test_what_holds_the_report_names_the_body_where_the_report_does_not(container):
    assert read("2022年政府信息公开工作年度报告\n一、总体情况\n", container) == (2022, "某县审计局")


def test_a_sentence_that_breaks_within_its_last_word_before_the_name():
    said = "根据《中华人民共和国政府信息公开条例》第五十条规定，现公\n布青海省税务局2020年政府信息公开工作年度报告。\n"
    assert read(f"{said}一、总体情况\n") == (2020, "青海省税务局")
    assert read("布拖县审计局2020年政府信息公开工作年度报告\n一、总体情况\n") == (2020, "布拖县审计局")


def test_a_name_cut_by_the_end_of_a_line_in_a_sentence_is_not_the_titles():
    title = "鄂尔多斯市审计局2022年政府信息公开工作年度报告"
    text = f"{title}\n根据条例,现公\n布{title}。\n一、总体情况\n"
    assert read(text) == (2022, "鄂尔多斯市审计局")


def test_the_title_of_a_page_is_without_what_has_no_width():
    page = "<title>某县卫生健\u200b康\u200b委员会2020年政府信息公开工作年度报告</title><p>一、总体情况</p>"
    assert html_sheet(page).title == "某县卫生健康委员会2020年政府信息公开工作年度报告"
