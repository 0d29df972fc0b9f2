"""The whole room of an institution: its tasks, its promises, and the requests behind them."""

from django.urls import path

from financing.urls import guest
from ikm_portal.dashboards.views.institution import home
from meetings.views import work

app_name = "guest"
urlpatterns = [
    path("", home, name="home"),
    path("janji/<int:pk>/", work.commitment, name="commitment"),
    path("janji/<int:pk>/mulai/", work.start, name="commitment-start"),
    path("janji/<int:pk>/tunggu/", work.wait, name="commitment-wait"),
    path("janji/<int:pk>/selesai/", work.done, name="commitment-finish"),
    *guest.urlpatterns,
]
