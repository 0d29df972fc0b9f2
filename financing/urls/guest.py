"""The room of the institutions that answer, /instansi/. Its first page comes from the shell."""

from financing.views.support import support_patterns

app_name = "guest"
urlpatterns = [*support_patterns(asks=False)]
