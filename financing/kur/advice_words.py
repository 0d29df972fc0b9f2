"""Advice in words: what to do, and what nobody can change."""

from __future__ import annotations

from collections.abc import Iterable

from financing.kur.facts import Facts
from financing.kur.fields import label
from financing.kur.rules.base import Changes
from financing.kur.words import Clause, Listed, Sentence, rupiah, tanggal
from financing.kur.words import gettext_noop as _

_DO = {
    "has_nib": _("Buat NIB di oss.go.id (gratis). Disperindag dan DPMPTSP dapat membantu."),
    "has_sku": _("Minta surat keterangan usaha (SKU) di kantor desa atau kelurahan."),
    "has_npwp": _("Buat NPWP di kantor pajak atau di situs pajak (gratis)."),
    "has_bpjs_tk": _("Daftar BPJS Ketenagakerjaan."),
    "had_training": _("Ikuti pelatihan usaha dari Disperindag atau dinas lain."),
    "had_mentoring": _("Minta pendampingan usaha dari Disperindag."),
    "in_group": _("Bergabung dengan kelompok usaha atau asosiasi."),
    "has_offtaker": _("Kelompok membuat perjanjian dengan pembeli tetap (offtaker)."),
    "has_group_letter": _("Kelompok meminta surat keterangan ke Disperindag."),
    "has_ketua_letter": _("Minta surat rekomendasi dari ketua kelompok."),
}
_STUCK = {
    "age": _("Batas umur adalah syarat bank. Tanyakan langsung ke bank."),
    "bank_region": _("Bank ini belum melayani wilayah Anda. Lihat bank lain."),
    "bank_sector": _("Produk ini bukan untuk bidang usaha Anda. Lihat produk lain."),
    "access": _("Jatah skema ini sudah terpakai. Lihat skema lain."),
    "migrant": _("Skema ini bukan untuk usaha. Lihat skema lain."),
    "turnover": _("Usaha Anda terlalu besar untuk KUR. Tanyakan kredit lain ke bank."),
    "prior_credit": _("Riwayat kredit tidak dapat diubah. Tanyakan pengecualian ke bank."),
    "cumulative": _("Jatah jumlah semua KUR sudah habis. Tanyakan kredit lain ke bank."),
    "outstanding": _("Sisa utang KUR sudah mencapai batas. Lunasi sebagian dulu."),
}


def sentence_of(step: Changes, facts: Facts) -> Sentence:
    """What to do for one change. ``facts``: as they are before it."""
    if "on" in step:
        return Sentence(
            _("Tunggu sampai {day}: usaha Anda saat itu cukup lama."), {"day": tanggal(step["on"])}
        )
    if "kur_outstanding" in step and "active_kur_bank" in step:
        return Sentence(_("Lunasi dulu KUR yang masih berjalan."))
    if "active_kur_bank" in step:
        return Sentence(_("Lunasi dulu KUR yang masih berjalan."))
    if "spouse_kur_bank" in step:
        return Sentence(_("Tunggu sampai KUR suami atau istri lunas, atau pilih bank yang sama."))
    if "kur_outstanding" in step:
        return Sentence(
            _("Cicil KUR sampai sisa utangnya paling banyak {left}."),
            {"left": rupiah(step["kur_outstanding"])},
        )
    if "active_credits" in step:
        paid = (facts.active_credits or frozenset()) - step["active_credits"]
        names = Listed(tuple(Sentence(label("active_credits", kind)) for kind in sorted(paid)))
        return Sentence(_("Lunasi dulu: {names}."), {"names": names})
    if "purpose" in step:
        return _purpose(step, facts)
    if "amount" in step:
        return _amount(step, facts)
    if "months" in step or "investment_months" in step:
        return _months(step, facts)
    return Sentence(_DO[next(iter(step))])


def with_costs(todo: Sentence, costs: Iterable[Sentence]) -> Sentence:
    """The same advice with what it costs, in one sentence; as it is where it costs nothing."""
    told = tuple(costs)
    if not told:
        return todo
    return Sentence(_("{todo}, tetapi {costs}."), {"todo": Clause(todo), "costs": Listed(told)})


def stuck_sentence(rule: str) -> Sentence:
    return Sentence(_STUCK.get(rule, _("Syarat ini tidak dapat diubah. Tanyakan ke bank.")))


def _amount(step: Changes, facts: Facts) -> Sentence:
    values = {"amount": rupiah(step["amount"])}
    amount = step["amount"]
    if facts.amount is not None and amount > facts.amount:
        return Sentence(
            _("Ajukan paling sedikit {amount}, hanya kalau usaha memang perlu sebanyak itu."),
            values,
        )
    if "investment_amount" in step:
        return Sentence(
            _("Ajukan paling banyak {amount}, dengan bagian investasi lebih kecil dari itu."),
            values,
        )
    return Sentence(_("Ajukan paling banyak {amount}."), values)


def _months(step: Changes, facts: Facts) -> Sentence:
    values = {name: str(value) for name, value in step.items()}
    if "months" in step and "investment_months" in step:
        return Sentence(
            _("Cicil modal kerja paling lama {months} bulan dan investasi {investment_months}."),
            values,
        )
    if "investment_months" in step:
        return Sentence(_("Cicil bagian investasi paling lama {investment_months} bulan."), values)
    if facts.months is not None and step["months"] > facts.months:
        return Sentence(_("Cicil paling sedikit {months} bulan."), values)
    return Sentence(_("Cicil paling lama {months} bulan."), values)


def _purpose(step: Changes, facts: Facts) -> Sentence:
    if step["purpose"] == "split":
        values = {"part": rupiah(facts.investment_amount or 0), "months": str(step.get("months"))}
        if "months" not in step:
            return Sentence(
                _("Bagi dua: {part} untuk investasi, sisanya untuk modal kerja."), values
            )
        return Sentence(
            _("Bagi dua: {part} untuk investasi, sisanya modal kerja paling lama {months} bulan."),
            values,
        )
    if step["purpose"] == "ki":
        return Sentence(
            _("Ajukan sebagai investasi, hanya kalau uangnya untuk alat, mesin, atau tempat usaha.")
        )
    return Sentence(
        _("Ajukan sebagai modal kerja, hanya kalau uangnya untuk bahan, upah, atau biaya harian.")
    )
