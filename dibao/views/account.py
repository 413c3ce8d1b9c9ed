"""Who one is: the log-in page, and the page where a password is changed."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dibao.account_forms import LoginForm, PasswordForm
from dibao.actions import passwords
from dibao.http import StaffRequest

# So much of what happened to a password is told to its holder.
_TOLD = 5


class Login(LoginView):
    """The one door; it says where a session ran out, since then something is waiting behind it."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return context | {"timed_out": "timed_out" in self.request.GET}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def change_password(request: StaffRequest) -> HttpResponse:
    """One's own password, for the one before; and what was done to it lately, by whom."""
    form = PasswordForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        passwords.choose(staff=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        return redirect("password_change_done")
    context = {"form": form, "story": passwords.story_of(request.user)[:_TOLD]}
    return render(request, "registration/password_change_form.html", context)
