"""Support requests in the rooms of members, managers and guests."""

from django.urls import path

from financing.views.support import asking, talking


def support_patterns(*, asks: bool = True) -> list:
    """For the urls of a room; without `asks` nobody can begin a request there."""
    new = [path("dukungan/baru/", asking.new, name="support_new")] if asks else []
    return [
        path("dukungan/", asking.requests, name="support"),
        *new,
        path("dukungan/<slug:code>/", talking.detail, name="support_detail"),
        path("dukungan/<slug:code>/pesan/", talking.write, name="support_write"),
        path("dukungan/<slug:code>/ya/", talking.confirm, name="support_confirm"),
        path("dukungan/<slug:code>/belum/", talking.reopen, name="support_reopen"),
        path("dukungan/<slug:code>/mulai/", talking.begin, name="support_begin"),
        path("dukungan/<slug:code>/tanya/", talking.ask, name="support_ask"),
        path("dukungan/<slug:code>/jawab/", talking.answer, name="support_answer"),
    ]
