"""All addresses: who one is, the back room, and what each floor serves."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from dibao.views import account, home, jobs, postings

urlpatterns = [
    path("", home.work_list, name="home"),
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", account.change_password, name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("posting/", postings.choose, name="posting"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("admin/", admin.site.urls),
    # First, since a whole village reads what only a few work on.
    path("", include("oversight.urls")),
    path("api/v1/", include("applicants.api.urls")),
    path("", include("applicants.urls")),
    path("", include("payments.urls")),
]
