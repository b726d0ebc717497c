"""Which rung of government a body stands on, as far as its name tells."""

from __future__ import annotations

import re
from enum import StrEnum


class BodyLevel(StrEnum):
    """The rung of a body.

    ``DEPARTMENT`` is a department, office or agency under any local government; the others are
    the governments themselves, and ``MINISTRY`` a department of the State Council.
    """

    MINISTRY = "ministry"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"

    @property
    def makes_regulations(self) -> bool:
        """Whether such a body may make 规章 (《立法法》 arts 91 and 93)."""
        return self in (BodyLevel.MINISTRY, BodyLevel.PROVINCE, BodyLevel.PREFECTURE)

    @property
    def words(self) -> tuple[str, str]:
        """The rung in Chinese and English."""
        return _WORDS[self]


_WORDS = {
    BodyLevel.MINISTRY: ("国务院部门", "department of the State Council"),
    BodyLevel.PROVINCE: ("省级人民政府", "provincial government"),
    BodyLevel.PREFECTURE: ("设区的市、自治州人民政府", "districted city or prefecture"),
    BodyLevel.COUNTY: ("县级人民政府", "county or district"),
    BodyLevel.TOWNSHIP: ("乡镇人民政府、街道办事处", "township or sub-district"),
    BodyLevel.DEPARTMENT: ("地方政府部门", "local department"),
}

# Zones and prefectural offices stand outside the ladder that 《立法法》 names; a government's own
# office often reports the government's figures, and is judged as that government.
_OUTSIDE = re.compile(
    r"(?:新区|开发区|高新区|实验区|示范区|合作区|保税区|风景区|管理区|园区|林区|地区|盟)|管理?委(?:员会)?$"
)
_OFFICE = re.compile(r"(?:人民)?政府办公[厅室]$|政府办$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府)$")
_RUNGS = (
    (re.compile(r"(?:乡|镇|街道|街道办事处|街道办|苏木|区公所)$"), BodyLevel.TOWNSHIP),
    (re.compile(r"(?:省|自治区|^北京市|^上海市|^天津市|^重庆市)$"), BodyLevel.PROVINCE),
    (re.compile(r"自治州$"), BodyLevel.PREFECTURE),
    (re.compile(r"(?:区|县|旗)$"), BodyLevel.COUNTY),
)
_PLACE = re.compile(r"[省市区县州旗乡镇]|街道|新疆|西藏|内蒙古|广西|宁夏")
_NO_PLACE = re.compile(r"市场|城市|城乡|乡村|城镇|地区")
_DEPARTMENT = re.compile(r"(?:局|厅|委|委员会|办|办公室|部|署|队|总队|支队|大队|处|站|所)$")
_MINISTRY = re.compile(
    r"^(?:中华人民共和国|国家|国务院|中国)?[^省市区县州旗]{1,14}?(?:部|委员会|委|总局|总署|署|人民银行)$"
)


def guess_level(agency: str | None) -> BodyLevel | None:
    """The rung that a body's name shows; ``None`` where the name does not settle it.

    A city may be districted or of county rank and a zone has no rung of its own: both are
    ``None``, and nothing is held against a body on a guess.
    """
    name = "".join((agency or "").split())
    if not name:
        return None
    place = _GOVERNMENT.sub("", _OFFICE.sub("", name))
    if _OUTSIDE.search(place):
        return BodyLevel.DEPARTMENT if place == name and name.endswith(("局", "厅")) else None
    for pattern, level in _RUNGS:
        if pattern.search(place):
            return level
    if place != name:
        return None
    if _PLACE.search(_NO_PLACE.sub("", name)):
        return BodyLevel.DEPARTMENT if _DEPARTMENT.search(name) else None
    return BodyLevel.MINISTRY if _MINISTRY.search(_NO_PLACE.sub("", name)) else None
