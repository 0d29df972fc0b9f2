"""Figures for everybody, and the board for the office."""

from django.urls import path

from ikm_portal.dashboards.views import board, statistics

urlpatterns = [
    path("statistik/", statistics.page, name="statistics"),
    path("statistik/unduh.csv", statistics.download, name="statistics-csv"),
    path("papan/", board.page, name="board"),
    path("papan/dukungan/", board.rows, name="board-list"),
    path("papan/dukungan/unduh.xlsx", board.as_excel, name="board-xlsx"),
    path("papan/dukungan/unduh.pdf", board.as_pdf, name="board-pdf"),
    path("papan/janji/", board.promise_rows, name="board-promises"),
    path("papan/janji/unduh.xlsx", board.promises_as_excel, name="board-promises-xlsx"),
    path("papan/janji/unduh.pdf", board.promises_as_pdf, name="board-promises-pdf"),
]
