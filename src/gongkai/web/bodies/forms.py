"""What the browser sent about bodies and people, as the arguments of one service each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from gongkai.web.bodies.credit_code import is_credit_code
from gongkai.web.bodies.models import Body, Duty, Officer, Section, Succession
from gongkai.web.bodies.permissions import Role
from gongkai.web.kernel.middleware import LONGEST_KEY


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def _section() -> Any:
    return forms.ModelChoiceField(label="科室", queryset=Section.objects.none(), required=False, empty_label="不分科室")


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some rows by their keys; a number that no key can be is no choice, where SQLite would break at it."""

    def clean(self, value: Any) -> Any:
        """Raises ``ValidationError`` for what is not offered."""
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": "…"})
        return super().clean(value)


FOUNDED = "新设的机关填写：成立以前的年度不应编制年度报告，不算缺报"


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A body's entry, but for its name and end."""

    class Meta:
        """What :data:`~gongkai.web.bodies.services.EDITABLE` allows, in the order of the page."""

        model = Body
        fields = (
            *("kind", "own_powers", "on_paper", "management", "credit_code", "founded_on"),
            *("office_name", "office_address", "office_postcode", "office_phone", "office_fax", "office_email"),
            *("office_hours", "complaint_name", "complaint_address", "complaint_phone"),
            *("review_authority", "court", "second_factor"),
        )
        widgets = {"founded_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "founded_on": FOUNDED,
            "own_powers": "没有独立职权的内设机构、派出机构由所属机关受理申请、编制年度报告",
            "on_paper": "由上级机关的督办人员把收到的报告读入系统，代为报送和公布",
            "office_hours": "如：工作日 9:00—12:00，14:00—17:30",
            "review_authority": "告知书中写明的行政复议机关全称",
            "court": "告知书中写明的人民法院全称",
        }

    def clean_founded_on(self) -> date | None:
        """A day before its end, if it has one."""
        founded: date | None = self.cleaned_data["founded_on"]
        if founded is not None and self.instance.ended_on is not None and founded >= self.instance.ended_on:
            raise ValidationError(f"应早于终止的日期（{self.instance.ended_on:%Y-%m-%d}）。")
        return founded

    def clean_credit_code(self) -> str:
        """Empty, or right to its last character."""
        written = str(self.cleaned_data["credit_code"]).strip().upper()
        if written and not is_credit_code(written):
            raise ValidationError("不是有效的统一社会信用代码：应为18位，且校验位相符。")
        return written


class NewBodyForm(forms.Form):
    """A body below."""

    name = forms.CharField(label="机关名称", max_length=200)
    kind = forms.ChoiceField(label="机关类别", choices=Body.Kind.choices)
    own_powers = forms.BooleanField(label="以自己的名义对外行使职权", required=False, initial=True)
    on_paper = forms.BooleanField(label="不使用本系统，年度报告以纸质件或者文件报上级机关", required=False)
    founded_on = _day("成立日期", required=False, help_text=FOUNDED)


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label="新名称", max_length=200)
    since = _day("自")
    document = forms.CharField(label="依据（文号）", max_length=100, required=False)


class EndForm(forms.Form):
    """The end of a body, and who goes on with its work."""

    kind = forms.ChoiceField(label="方式", choices=Succession.Kind.choices)
    successors = Chosen(label="承接机关", queryset=Body.objects.none(), widget=forms.CheckboxSelectMultiple)
    since = _day("自", help_text="从这一天起不再受理新事项，未办结的由承接机关继续办理")
    document = forms.CharField(label="依据（文号）", max_length=100, required=False)

    def __init__(self, *args: Any, successors: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successors"].queryset = successors  # type: ignore[attr-defined]


class SectionForm(forms.Form):
    """A section."""

    name = forms.CharField(label="科室名称", max_length=100)


class OfficerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A responsible person."""

    since = _day("自")

    class Meta:
        """Who, what, from when."""

        model = Officer
        fields = ("level", "name", "title", "phone", "since")


class DutyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A duty."""

    class Meta:
        """What, by whom, and the words to find it."""

        model = Duty
        fields = ("task", "keywords", "section")
        help_texts = {"keywords": "用空格分开，如：学区 划片 招生"}  # noqa: RUF012

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Somebody who serves the body from a day on."""

    username = forms.CharField(label="用户名", max_length=150, validators=[UnicodeUsernameValidator()])
    full_name = forms.CharField(label="姓名", max_length=150, required=False)
    known = forms.BooleanField(label="此人已有账号（在其他机关任职）", required=False)
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    section = forms.ModelChoiceField(
        label="科室", queryset=Section.objects.none(), required=False, empty_label="不分科室"
    )
    since = _day("自")

    def __init__(self, *args: Any, sections: QuerySet[Section], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        self.fields["since"].initial = on


class AdministratorForm(forms.Form):
    """An administrator for a body below."""

    username = forms.CharField(label="用户名", max_length=150, validators=[UnicodeUsernameValidator()])
    full_name = forms.CharField(label="姓名", max_length=150, required=False)
    known = forms.BooleanField(label="此人已有账号（在其他机关任职）", required=False)


class _WithColleague(forms.Form):
    colleague: forms.ModelChoiceField = forms.ModelChoiceField(  # type: ignore[type-arg]
        label="工作移交给", queryset=None, required=False, empty_label="不移交", help_text="有在办工作时必须选择"
    )

    def __init__(self, *args: Any, colleagues: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["colleague"].label_from_instance = lambda one: one.get_full_name() or one.username  # type: ignore[attr-defined]


class ChangeForm(_WithColleague):
    """Another role or section."""

    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    section = forms.ModelChoiceField(
        label="科室", queryset=Section.objects.none(), required=False, empty_label="不分科室"
    )
    field_order = ("role", "section", "colleague")

    def __init__(self, *args: Any, sections: QuerySet[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]


class LeaveForm(_WithColleague):
    """The end of a role."""
