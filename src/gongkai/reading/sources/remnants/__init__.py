"""What can still be read in a copy whose words were taken out (遮盖件): under boxes, in margins, in the file itself.

A copy is looked at as its reader would take it apart, never as it looks: text that is copied from
under a box, words deleted under tracked changes, a scan under a drawn rectangle, an earlier state of
the file, who wrote it.  Nothing found is no promise; what is found is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from gongkai.reading.sources.remnants.docx import docx_remnants
from gongkai.reading.sources.remnants.image import image_remnants
from gongkai.reading.sources.remnants.pdf import pdf_remnants
from gongkai.reading.sources.remnants.told import Found, Remnant, searched

WORDS_MOST = 50
"""So many words are looked for."""


class Sort(NamedTuple):
    """A way in which something stays readable: its words, what to do, whether it gives away what was to be hidden."""

    words: tuple[str, str]
    advice: tuple[str, str]
    grave: bool = True


_PRINT = (
    "在删去文字之后重新生成文件，或者打印后扫描",
    "take the words out and make the file anew, or print and scan it",
)
_CLEAN = ("用“检查文档、删除属性和个人信息”清除后重新保存", "remove properties and personal information, then save")

SORTS: Mapping[str, Sort] = MappingProxyType(
    {
        "covered": Sort(("色块下面的文字可以选中复制", "text under a box can be copied"), _PRINT),
        "pale": Sort(
            ("与底色相同、看不见的文字可以选中复制", "text in the colour of its ground can be copied"), _PRINT
        ),
        "invisible": Sort(
            (
                "看不见的文字层（如扫描件的识别文字）与页面所见不符，可以选中复制",
                "an invisible layer of text can be copied",
            ),
            _PRINT,
        ),
        "outside": Sort(("页面以外还有文字", "there is text outside the page"), _PRINT),
        "image_covered": Sort(
            ("色块盖在图片上面，图片本身没有改动，移开色块即可看到", "a box lies on a picture that is unchanged"),
            ("在图片中涂黑后重新插入，或者打印后扫描", "black it out in the picture itself, or print and scan"),
        ),
        "unapplied": Sort(
            ("只标记了遮盖，没有应用，文字还在", "marked for redaction, not applied"),
            ("在编辑软件中应用遮盖后另存", "apply it"),
        ),
        "comment": Sort(("文件里有批注", "it has comments"), ("删除全部批注后另存", "delete all comments")),
        "hidden_field": Sort(("有隐藏的表单域或批注", "it has hidden fields"), ("删除后另存", "delete them")),
        "attachment": Sort(("文件里夹带附件", "files are attached to it"), ("删除附件后另存", "take them out")),
        "revision": Sort(
            ("文件里保存着修改前的内容，可以恢复", "an earlier state of the file can be restored"),
            ("用“另存为”或“打印到PDF”生成新文件，不要直接保存", "save it as a new file instead of in place"),
        ),
        "deleted": Sort(
            ("修订记录中还有删除的文字", "deleted text is kept under tracked changes"),
            ("接受全部修订后另存", "accept all changes"),
        ),
        "inserted": Sort(
            ("还有没有接受的修订", "there are changes not accepted"),
            ("接受全部修订后另存", "accept all changes"),
            False,
        ),
        "hidden_text": Sort(("有设为“隐藏”的文字", "text is set to hidden"), ("删除隐藏文字后另存", "delete it")),
        "blackened": Sort(
            ("文字只是用深色突出显示或底纹盖住，可以选中复制", "text is only marked dark and can be copied"), _PRINT
        ),
        "tiny": Sort(("有小到看不见的文字", "text is too small to be seen"), _PRINT),
        "floating": Sort(
            (
                "有浮动的图形或文本框盖在页面上，下面的文字和图片都还在",
                "shapes float over the page; what lies under them is there",
            ),
            _PRINT,
        ),
        "cropped": Sort(
            ("图片只是裁剪了，裁去的部分还在文件里", "a picture is only cropped"),
            ("用“压缩图片、删除裁剪区域”后另存", "delete what was cropped"),
        ),
        "embedded": Sort(
            ("嵌有其他文件（表格、演示等），可以打开看到全部内容", "other files are embedded"),
            ("改为图片或删除", "take them out"),
        ),
        "thumbnail": Sort(
            ("保存着缩略图，可能是遮盖前的画面", "a thumbnail may show what was hidden"),
            ("重新导出图片", "export it anew"),
        ),
        "trailing": Sort(
            ("图像结束之后还有数据，可能恢复出原图", "data follow the end of the picture"),
            ("重新导出图片", "export it anew"),
        ),
        "word": Sort(
            ("您填写的词语仍能找到", "a word that you named can still be found"),
            ("找到后删去，再重新生成文件", "take it out"),
        ),
        "properties": Sort(("文件属性中有内容（作者、标题等）", "the file has properties"), _CLEAN, False),
        "unchecked": Sort(
            ("没有检查完", "not all of it was looked at"), ("请人工核对其余部分", "look at the rest"), False
        ),
    }
)
"""Every sort by its code, in the order in which they are told."""


def remnants(content: bytes, kind: str, words: Sequence[str] = ()) -> list[Remnant]:
    """What can still be read in a file of a kind (``pdf``, ``docx``, ``jpg``, ``png``), the worst first.

    ``words`` are such as must stand nowhere in it, neither on a page nor in the file.  Raises
    :class:`~gongkai.finding.Refusal` for a file that cannot be opened, ``ValueError`` for another kind.
    """
    makers = {"pdf": pdf_remnants, "docx": docx_remnants, "jpg": image_remnants, "png": image_remnants}
    if kind not in makers:
        raise ValueError(kind)
    found: Found = makers[kind](content)
    order = {code: place for place, code in enumerate(SORTS)}
    every = [*found.remnants, *searched(found.texts, list(words)[:WORDS_MOST])]
    return sorted(every, key=lambda one: (not SORTS[one.code].grave, order[one.code]))


__all__ = ["SORTS", "Remnant", "Sort", "remnants"]
