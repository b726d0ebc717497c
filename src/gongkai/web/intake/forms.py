"""What applicants and staff type about an application, in the parts of article 29."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from gongkai.law.receipt import Channel
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import living
from gongkai.web.intake.identity import plain
from gongkai.web.intake.models import CHANNELS, KINDS, Erasure, Submission

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"
CHOOSE = [("", "请选择")]


class Plain(forms.Form):
    """Says of a field that was left empty what belongs there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}：{field.label}。"


class Who(Plain):
    """申请人: who asks, and what proves it."""

    applicant = forms.ChoiceField(
        label="申请人类型",
        choices=[*CHOOSE, *KINDS],
        help_text="个人申请选“自然人”。以单位名义申请的，选单位的类型。",
    )
    name = forms.CharField(
        label="姓名或者单位名称", max_length=100, help_text="与身份证件或者证书上的一致。", widget=forms.TextInput
    )
    representative = forms.CharField(
        label="单位的法定代表人或者负责人", max_length=60, required=False, help_text="个人申请不用填。"
    )
    id_kind = forms.ChoiceField(label="证件种类", choices=[*CHOOSE, *Submission.IdKind.choices])
    id_number = forms.CharField(
        label="证件号码",
        max_length=40,
        help_text="法律要求申请附身份证明（《条例》第二十九条），用来核对申请人、避免冒名。只供办理本申请使用。",
    )

    def clean_id_number(self) -> str:
        """Letters and digits in one width; a resident's card and a credit code must be whole."""
        number = plain(self.cleaned_data["id_number"])
        kind = self.data.get(self.add_prefix("id_kind"))
        if kind == Submission.IdKind.RESIDENT and not is_resident_number(number):
            raise forms.ValidationError("这不是完整正确的居民身份证号码，请对照证件核对18位号码。")
        if kind == Submission.IdKind.CREDIT and not re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", number):
            raise forms.ValidationError("统一社会信用代码是18位数字和大写字母，请对照证书核对。")
        if not number:
            raise forms.ValidationError("请填写证件号码。")
        return number

    def clean(self) -> dict[str, Any]:
        """An organisation acts through somebody."""
        given = self.cleaned_data
        if given.get("applicant") not in (None, "natural") and not given.get("representative"):
            self.add_error("representative", "单位申请请填写法定代表人或者负责人的姓名。")
        return given


class What(Plain):
    """申请内容: what is wanted, so that it can be searched for."""

    title = forms.CharField(
        label="需要什么信息",
        max_length=120,
        help_text="写信息的名称，或者用一句话概括。例如：某某路改造工程的批准文件。请不要在这里写个人信息。",
    )
    paper_number = forms.CharField(
        label="文号", max_length=80, required=False, help_text="知道就写，例如：青府发〔2024〕3号。不知道可以不填。"
    )
    description = forms.CharField(
        label="其他线索",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="大概时间、地点、哪个部门制作、在哪里见过。写得越具体，找得越快，越不需要补正。",
    )


class WhatFrom(What):
    """申请内容 with the body that is asked."""

    body = forms.ModelChoiceField(
        label="向哪个机关申请",
        queryset=Body.objects.none(),
        empty_label="请选择",
        help_text="谁制作、谁公开。不清楚的，选您认为最相关的；不归它公开的，它会告诉您该找谁。",
    )
    field_order = ("body",)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = cast("forms.ModelChoiceField[Body]", self.fields["body"])
        bodies.queryset = Body.objects.filter(living(on), own_powers=True)


class How(Plain):
    """联系和获取: how to reach the applicant, and how the information is wanted (articles 29, 40)."""

    phone = forms.CharField(
        label="电话",
        max_length=30,
        required=False,
        help_text="网上申请要由工作机构与您确认，确认之日起算答复期限。留电话确认最快。",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(label="电子邮箱", max_length=120, required=False)
    address = forms.CharField(label="通信地址", max_length=200, required=False, help_text="选择邮寄的必须填写。")
    postcode = forms.CharField(label="邮政编码", max_length=10, required=False)
    form = forms.ChoiceField(
        label="希望的形式",
        choices=Submission.Form.choices,
        initial="electronic",
        widget=forms.RadioSelect,
        help_text="按信息实际保存的样子提供；会损坏原件或者成本过高的，可以换一种形式（第四十条）。",
    )
    delivery = forms.ChoiceField(
        label="希望的获取方式", choices=Submission.Delivery.choices, initial="email", widget=forms.RadioSelect
    )

    def clean_phone(self) -> str:
        """Digits and what stands between them."""
        phone = str(self.cleaned_data["phone"]).strip()
        if phone and not re.fullmatch(r"[0-9+() \-—－（）转]{5,30}", phone):
            raise forms.ValidationError("电话只能有数字、空格、括号和横线。")
        return phone

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot be reached cannot be answered."""
        given = self.cleaned_data
        if not any(self.data.get(self.add_prefix(name), "").strip() for name in ("phone", "email", "address")):
            self.add_error("phone", "电话、电子邮箱、通信地址至少填写一项，否则无法与您确认。")
        if given.get("delivery") == "post" and not given.get("address"):
            self.add_error("address", "选择邮寄的，请填写通信地址。")
        if given.get("delivery") == "email" and not given.get("email") and "email" not in self.errors:
            self.add_error("email", "选择电子邮件的，请填写电子邮箱。")
        return given


class Upload(forms.Form):
    """附件: a copy of the identity document, and whatever helps to find the information."""

    identity_file = forms.FileField(
        label="身份证件或者证书的照片、扫描件",
        required=False,
        max_length=200,
        help_text="没有上传也可以提交；工作机构可能请您补充。",
    )
    other_file = forms.FileField(
        label="其他材料", required=False, max_length=200, help_text="能帮助查找信息的照片、文件，或者授权委托书。"
    )


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class Came(Plain):
    """How and when an application came that staff write down."""

    channel = forms.ChoiceField(
        label="收件渠道",
        choices=[
            *CHOOSE,
            *(pair for pair in CHANNELS if pair[0] != Channel.ONLINE.value),
            ("oral", "口头（代为填写）"),
        ],
        help_text="口头申请由工作机构代为填写，读给申请人听并请其确认。",
    )
    submitted_on = _day("提交、寄出或者发出日期")
    arrived_on = _day(
        "签收或者到达工作机构日期", required=False, help_text="信函填写：需签收的以签收之日为收到之日，收发室签收亦同。"
    )
    confirmed_on = _day(
        "与申请人确认日期",
        required=False,
        help_text="平常信函、传真、电子邮件以双方确认之日为收到之日；尚未联系上的留空，先行登记。",
    )


class Entered(Came, Who, What, How):
    """An application written down by staff: only what the paper may lack is left open, for a correction notice."""

    items = forms.IntegerField(label="申请项数", min_value=1, max_value=999, initial=1)
    form = forms.ChoiceField(label="希望的形式", choices=[*CHOOSE, *Submission.Form.choices], required=False)
    delivery = forms.ChoiceField(
        label="希望的获取方式", choices=[*CHOOSE, *Submission.Delivery.choices], required=False
    )
    id_kind = forms.ChoiceField(label="证件种类", choices=[*CHOOSE, *Submission.IdKind.choices], required=False)
    id_number = forms.CharField(
        label="证件号码", max_length=40, required=False, help_text="未附身份证明的留空，可以在补正告知中要求补充。"
    )
    representative = forms.CharField(label="单位的法定代表人或者负责人", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=30, required=False, help_text="与申请人确认、送达时使用。")
    title = forms.CharField(
        label="需要什么信息",
        max_length=120,
        help_text="名称或者一句话概括，进入台账，不能删除：去掉姓名、证件号码等个人信息。",
    )
    description = forms.CharField(
        label="申请内容全文和其他线索", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = (
        *("channel", "submitted_on", "arrived_on", "confirmed_on"),
        *("applicant", "name", "representative", "id_kind", "id_number"),
        *("title", "paper_number", "description", "items"),
        *("phone", "email", "address", "postcode", "form", "delivery"),
    )

    def clean_id_number(self) -> str:
        """As it stands on the paper: what is wrong there is a matter of the correction notice."""
        return plain(self.cleaned_data["id_number"])

    def clean(self) -> dict[str, Any]:
        """Nothing is demanded of a paper that came: the law has the correction notice for that."""
        return self.cleaned_data


class Confirm(Plain):
    """The confirmation with the applicant, and what goes into the ledger."""

    confirmed_on = _day("与申请人确认的日期", help_text="双方确认之日为收到之日（《条例》第三十一条）。")
    asks = forms.CharField(
        label="登记的申请内容",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="登记后进入台账，不能删除：请概括申请内容，去掉其中的姓名、证件号码等个人信息。",
    )
    items = forms.IntegerField(label="申请项数", min_value=1, max_value=999)


class PassOn(Plain):
    """Which body goes on with a submission whose own has ended."""

    to = forms.ModelChoiceField(label="承接机关", queryset=Body.objects.none(), empty_label="请选择")
    why = forms.CharField(
        label="理由",
        max_length=300,
        help_text="例如：“三定”规定将该项职责划入。会留在移交记录里，不写申请人的个人信息。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Body]", self.fields["to"]).queryset = bodies


class Return(Plain):
    """Why a submission is not registered, in words for the applicant."""

    why = forms.CharField(
        label="不登记的原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="申请人查询时会看到。例如：申请人在确认时撤回。内容不明确的不要在这里退回，应当登记后告知补正。",
    )


class EraseOrder(Plain):
    """清除: on what ground an applicant's personal data go."""

    ground = forms.ChoiceField(label="清除的根据", choices=[*CHOOSE, *Erasure.Ground.choices])
    ordered_by = forms.CharField(
        label="谁提出或者决定", max_length=60, help_text="例如：申请人、委托代理人、某某人民法院。不写姓名。"
    )
    document = forms.CharField(label="依据的文号", max_length=100, required=False)
    why = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="清除记录长期保存，不写申请人的姓名、证件号码和电话。",
    )
    sure = forms.BooleanField(label="已核对上面的清单，知道清除之后不能恢复")


class Ask(Plain):
    """Number and query code."""

    number = forms.CharField(
        label="申请编号", max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    code = forms.CharField(
        label="查询码",
        max_length=30,
        help_text="印在回执上的12个字母和数字，大小写都可以。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def is_resident_number(number: str) -> bool:
    """Whether an 18-digit resident number agrees with its last character."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    whole = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _LAST[whole % 11] == number[-1]
