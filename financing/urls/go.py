from django.urls import path

from financing.views import go

app_name = "go"
urlpatterns = [
    path("pengajuan/<str:code>/", go.application, name="application"),
    path("rujukan/<int:pk>/", go.referral, name="referral"),
    path("kelompok/<str:code>/", go.group, name="group"),
    path("dukungan/<str:code>/", go.support, name="support"),
]
