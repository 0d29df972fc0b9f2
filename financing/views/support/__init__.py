"""Support requests in the rooms of members, managers and guests."""

from django.urls import path

from financing.views.support import asking, talking, together


def support_patterns(*, asks: bool = True, joins: bool = False, names: bool = False) -> list:
    """For the urls of a room; without `asks` nobody can begin a request there. Members join, and
    managers name, who takes part in a request for many."""
    new = [path("dukungan/baru/", asking.new, name="support_new")] if asks else []
    many = []
    if joins:
        many = [
            path("dukungan/<slug:code>/ikut/", together.join, name="support_join"),
            path("dukungan/<slug:code>/tidak-ikut/", together.leave, name="support_leave"),
        ]
    if names:
        many = [
            path(
                "dukungan/<slug:code>/peserta/", together.participants, name="support_participants"
            )
        ]
    return [
        path("dukungan/", asking.requests, name="support"),
        *new,
        *many,
        path("dukungan/<slug:code>/", talking.detail, name="support_detail"),
        path("dukungan/<slug:code>/pesan/", talking.write, name="support_write"),
        path("dukungan/<slug:code>/ya/", talking.confirm, name="support_confirm"),
        path("dukungan/<slug:code>/belum/", talking.reopen, name="support_reopen"),
        path("dukungan/<slug:code>/mulai/", talking.begin, name="support_begin"),
        path("dukungan/<slug:code>/tanya/", talking.ask, name="support_ask"),
        path("dukungan/<slug:code>/jawab/", talking.answer, name="support_answer"),
    ]
