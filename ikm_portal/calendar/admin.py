from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _

from ikm_portal.audit.admin.base import CarefulList
from ikm_portal.calendar.models import Holiday
from ikm_portal.calendar.store import years_without_holidays


@admin.register(Holiday)
class HolidayAdmin(CarefulList):
    list_display = ["date", "name", "kind", "confidence", "source"]
    list_filter = ["kind", "confidence"]
    date_hierarchy = "date"
    search_fields = ["name"]

    def changelist_view(self, request, extra_context=None):
        for year in years_without_holidays(timezone.localdate()):
            self.message_user(
                request,
                _(
                    "Hari libur tahun %(year)d belum diisi. "
                    "Batas waktu tahun itu dihitung tanpa hari libur."
                )
                % {"year": year},
                messages.WARNING,
            )
        return super().changelist_view(request, extra_context)
