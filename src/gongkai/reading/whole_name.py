"""A body's name as it is in full: with its place, with the words that a short form leaves out, put right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

PLACE = r"[\u4e00-\u9fff]{2,12}?(?:省|市|州|盟|区|县|旗)"
#: A body as those who know the place call it: 市水利局.  The district 市中区 and the like are names.
_OF_HERE = re.compile(
    r"(?:省|市(?!中|北|南)|州|县|区|旗)(?=[\u4e00-\u9fff]{2})(?![\u4e00-\u9fff]{0,2}(?:省|市|县|区|旗))"
)
#: What may stand before such a name and make it whole; what else a sentence says before it never does.
_REST_OF_PLACE = r"(?:(?![我本全各该由与和向据经报送会同是为在对及等])[\u4e00-\u9fff]){2,6}"
#: Commissions that are known by their short names in all the country (国务院机构设置, and the same in the provinces).
_SHORT = {
    "卫健委": "卫生健康委员会",
    "发改委": "发展和改革委员会",
    "国资委": "国有资产监督管理委员会",
    "教委": "教育委员会",
    "科委": "科学技术委员会",
}
_ENDS_SHORT = re.compile("(?:" + "|".join(_SHORT) + ")$")
#: So large a part of a name may be misread where a title was recognised in a picture.
MISREAD = 1 / 3


def whole_name(name: str, text: str, makers: Sequence[str] = ()) -> str:
    """The name with the place before it, where the text itself writes it so, and nothing shortened.

    A name that the title alone says, and that is all but a character or two the name of whoever is said to have
    made the report (``makers``, or an office of theirs), was misread.
    """
    flat = re.sub(r"\s+", "", text)
    if flat.count(name) == 1:
        bodies = (maker.removesuffix("办公室") for maker in makers)
        name = next((body for body in bodies if _is_misread(name, body) and flat.count(body) > 1), name)
    name = _ENDS_SHORT.sub(lambda match: _SHORT[match[0]], name)
    if _OF_HERE.match(name):
        whole = Counter(re.findall(rf"(?:(?<![\u4e00-\u9fff])|[由与据向])({_REST_OF_PLACE}{re.escape(name)})", flat))
        return whole.most_common(1)[0][0] if whole else name
    if re.match(PLACE, name) and re.match(r"[\u4e00-\u9fff]{2,8}?(?:省|市|州|盟)", name):
        return name
    longer = Counter(re.findall(rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,6}}(?:省|市|州|盟)){re.escape(name)}", flat))
    by = Counter(re.findall(rf"(?:由|与|据|向|》,)([\u4e00-\u9fff]{{1,6}}(?:省|市|州|盟)){re.escape(name)}", flat))
    both = longer + by
    return both.most_common(1)[0][0] + name if both else name


def _is_misread(name: str, maker: str) -> bool:
    """Whether a name differs from the end of the maker's in a few of its characters."""
    end = maker[-len(name) :]
    wrong = sum(one != other for one, other in zip(name, end, strict=False))
    return len(end) == len(name) and 0 < wrong <= MISREAD * len(name)
