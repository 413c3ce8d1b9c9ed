"""Forms of the log-in and password pages, in our words."""

from typing import Unpack

from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from dibao.forms import FormOptions, PlainWords
from dibao.http import StaffRequest

_WRONG = _("用户名或密码不对。看一下大小写再填一次；忘了密码，找系统管理员重设。")


class LoginForm(PlainWords, AuthenticationForm):
    """Name and password; which of the two was wrong is nobody's business."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}

    def __init__(
        self,
        request: HttpRequest | None = None,
        data: QueryDict | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(request, data, **options)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")


class PasswordForm(PlainWords, PasswordChangeForm):
    """The old password, which counts as a try to log in, and twice the new one."""

    error_messages = {
        "password_incorrect": _("现在的密码不对，再填一次。"),
        "password_mismatch": _("两次填的新密码不一样，再填一次。"),
    }

    def __init__(self, request: StaffRequest, data: QueryDict | None = None) -> None:
        super().__init__(request.user, data)
        self.request = request
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _(
            "至少12位，不能全是数字。不用姓名、用户名、常见的密码，也不用“低保”“民政”一类的词和县乡镇的名字。"
        )
        self.fields["new_password2"].label = _("新密码（再填一次）")
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        """Ask as the log-in page does, so that an open session is no place to guess without end."""
        old = str(self.cleaned_data["old_password"])
        if authenticate(self.request, username=self.user.get_username(), password=old) is None:
            raise ValidationError(
                self.error_messages["password_incorrect"], code="password_incorrect"
            )
        return old

    def clean_new_password1(self) -> str:
        """A password that somebody else gave is not kept by typing it again."""
        new = str(self.cleaned_data["new_password1"])
        if self.user.check_password(new):
            raise ValidationError(_("新密码和现在的一样，换一个。"), code="password_same")
        return new
