"""The bank desk."""

from django.urls import path

from financing.views.bank import bulk, queue, referral, results, sikp, steps

app_name = "bank"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("tim/", queue.team, name="team"),
    path("terima/", bulk.receive_many, name="receive_many"),
    path("tolak/", bulk.decline_many, name="decline_many"),
    path("alihkan/", bulk.assign_many, name="assign_many"),
    path("sikp/", sikp.export, name="sikp"),
    path("saringan/", queue.save_view, name="save_view"),
    path("saringan/<int:pk>/hapus/", queue.forget_view, name="forget_view"),
    path("hasil/", results.upload, name="results"),
    path("hasil/kasus/<slug:kind>/", results.running, name="results_cases"),
    path("hasil/<int:pk>/", results.page, name="results_file"),
    path("hasil/<int:pk>/ditandai/", results.returned, name="results_returned"),
    path("hasil/<int:pk>/baris/<int:number>/", results.line, name="results_line"),
    path("hasil/<int:pk>/catat/", results.run, name="results_run"),
    path("hasil/<int:pk>/laporan/<slug:kind>/", results.report, name="results_report"),
    path("hasil/<int:pk>/tutup/", results.close, name="results_close"),
    path("rujukan/<int:pk>/", referral.page, name="referral"),
    path("rujukan/<int:pk>/nik/", referral.unmask, name="unmask"),
    path("rujukan/<int:pk>/terima/", steps.receive, name="receive"),
    path("rujukan/<int:pk>/periksa/", steps.review, name="review"),
    path("rujukan/<int:pk>/tanpa-berkas/", steps.review_anyway, name="review_anyway"),
    path("rujukan/<int:pk>/minta-berkas/", steps.want_papers, name="want_papers"),
    path("rujukan/<int:pk>/setujui/", steps.approve, name="approve"),
    path("rujukan/<int:pk>/konfirmasi/", steps.confirm, name="confirm"),
    path("rujukan/<int:pk>/kembalikan/", steps.send_back, name="send_back"),
    path("rujukan/<int:pk>/tolak/", steps.decline, name="decline"),
    path("rujukan/<int:pk>/akad/", steps.contract, name="contract"),
    path("rujukan/<int:pk>/cair/", steps.disburse, name="disburse"),
    path("rujukan/<int:pk>/izinkan-agunan/", steps.allow_demand, name="allow_demand"),
    path("rujukan/<int:pk>/izinkan-biaya/", steps.allow_fee, name="allow_fee"),
    path("rujukan/<int:pk>/izinkan-berkas/", steps.allow_paper, name="allow_paper"),
    path("rujukan/<int:pk>/izinkan-alasan/", steps.allow_reason, name="allow_reason"),
    path("rujukan/<int:pk>/alihkan/", steps.hand_over, name="hand_over"),
]
