"""Which papers a KUR file needs, by scheme, amount and day; and what a bank may not ask for.

``kinds`` are the codes of ``financing.enums.PaperKind``; any one of them will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from financing.kur.engine import terms_of
from financing.kur.rules import OF_SCHEME, Terms
from financing.kur.ruleset import Row, RuleSet
from financing.kur.words import Sentence, rupiah
from financing.kur.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Paper:
    """``needed``: True, or None where it depends on something not known yet (amount, marriage).

    ``verified`` False: the rule was not confirmed for this period, so its absence only warns.
    """

    kinds: tuple[str, ...]
    label: str
    why: Sentence
    where: str
    needed: bool | None
    verified: bool
    sources: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CollateralRight:
    """``forbidden``: the bank must not ask for extra collateral at this amount.

    None where the amount or the rule is not known. ``binding``: the rule was verified, so the
    bank's desk is stopped; otherwise it is only warned.
    """

    forbidden: bool | None
    binding: bool
    limit: int | None
    sentence: Sentence
    regulation: str = ""
    article: str = ""
    sources: tuple[dict[str, str], ...] = ()


def required_papers(
    scheme: str, amount: int | None, on: date, rules: RuleSet, *, married: bool | None = None
) -> list[Paper]:
    """The checklist in the order in which people gather it. Never lists extra collateral."""
    identity = rules.get(scheme, "identity_required", on)
    out = [
        _paper(
            ("ktp",),
            _("KTP"),
            _("Untuk memastikan siapa yang mengajukan."),
            _("KTP asli, difoto."),
            identity,
            rules,
        ),
        _paper(
            ("kk",),
            _("Kartu keluarga (KK)"),
            _("Untuk mencocokkan keluarga."),
            _("Kalau hilang, minta di kantor Dukcapil."),
            identity,
            rules,
        ),
    ]
    if married is not False:
        why = _("Diminta kalau sudah menikah.")
        where = _("Buku nikah dari KUA, atau akta dari Dukcapil.")
        out.append(
            _paper(("marriage",), _("Akta atau buku nikah"), why, where, identity, rules, married)
        )
    if scheme == "pmi":
        out.append(
            _paper(
                ("other",),
                _("Perjanjian kerja di luar negeri"),
                _("Skema ini untuk calon pekerja migran."),
                _("Dari perusahaan penempatan (P3MI) atau BP3MI."),
                rules.get(scheme, "requires_placement_contract", on),
                rules,
            )
        )
    else:
        out.append(
            _paper(
                ("nib", "sku"),
                _("NIB atau surat keterangan usaha (SKU)"),
                _("Salah satu cukup: bukti ada usaha dan sejak kapan."),
                _("NIB gratis di oss.go.id. SKU di kantor desa atau kelurahan."),
                rules.get(scheme, "business_legality_any_of", on),
                rules,
            )
        )
        why = _("Bank melihat tempat dan barangnya.")
        out.append(
            _paper(("business_photo",), _("Foto usaha"), why, _("Foto dari HP."), None, rules)
        )
    out += [
        paper
        for kind, code, label, where in (
            ("npwp", "npwp", _("NPWP"), _("Gratis di kantor pajak atau di situs pajak.")),
            ("bpjs", "bpjs_tk", _("Kartu BPJS Ketenagakerjaan"), _("Kantor BPJS Ketenagakerjaan.")),
        )
        for paper in _above(kind, code, label, where, scheme, amount, on, rules)
    ]
    if scheme == "khusus":
        row = rules.get(scheme, "group_conditions", on)
        why = _("Syarat kelompok.")
        for label, where in (
            (_("Surat keterangan kelompok"), _("Dari Disperindag atau offtaker.")),
            (_("Perjanjian dengan pembeli tetap (offtaker)"), _("Dibuat oleh kelompok.")),
        ):
            out.append(_paper(("other",), label, why, where, row, rules))
    why = _("Bank menghitung kemampuan mencicil.")
    label = _("Buku tabungan atau catatan penjualan")
    where = _("Catatan 3 sampai 6 bulan terakhir.")
    out.append(_paper(("bank_book",), label, why, where, None, rules, None))
    return out


def row_about(kind: str, scheme: str, on: date, rules: RuleSet) -> Row | None:
    """The rule that says when such a paper is needed; else the one about the list itself."""
    code = {"npwp": "npwp", "bpjs": "bpjs_tk"}.get(kind)
    t = _terms(scheme, code, on, rules) if code and scheme in OF_SCHEME else None
    if t is not None and t.row is not None:
        return t.row
    if kind in ("nib", "sku"):
        return rules.get(scheme, "business_legality_any_of", on)
    return rules.get(scheme, "identity_required", on)


def extra_collateral(scheme: str, amount: int | None, on: date, rules: RuleSet) -> CollateralRight:
    """May the bank ask for collateral beyond the business itself (agunan tambahan)?"""
    row = rules.get(scheme, "additional_collateral_forbidden_up_to", on)
    if row is None or row.value is None:
        return CollateralRight(
            None, False, None, Sentence(_("Aturan agunan untuk tanggal ini tidak kami temukan."))
        )
    values = {"limit": rupiah(row.value)}
    forbidden = None if amount is None else amount <= row.value
    if forbidden:
        sentence = Sentence(
            _("Sampai {limit} bank tidak boleh meminta agunan tambahan. Usaha itu sendiri cukup."),
            values,
        )
    elif forbidden is None:
        sentence = Sentence(_("Pinjaman sampai {limit} tidak memakai agunan tambahan."), values)
    else:
        sentence = Sentence(
            _("Di atas {limit} bank boleh meminta agunan tambahan, sesuai penilaiannya."), values
        )
    return CollateralRight(
        forbidden,
        row.verified,
        row.value,
        sentence,
        row.regulation,
        row.article,
        tuple(rules.source_list(row)),
    )


def _paper(
    kinds: tuple[str, ...],
    label: str,
    why: str,
    where: str,
    row: Row | None,
    rules: RuleSet,
    needed: bool | None = True,
) -> Paper:
    sources = tuple(rules.source_list(row)) if row else ()
    return Paper(kinds, label, Sentence(why), where, needed, bool(row and row.verified), sources)


def _above(
    kind: str,
    code: str,
    label: str,
    where: str,
    scheme: str,
    amount: int | None,
    on: date,
    rules: RuleSet,
) -> list[Paper]:
    """A paper whose need depends on the amount; the rule itself knows from where."""
    t = _terms(scheme, code, on, rules)
    if t is None or t.row is None or t.limit is None:
        return []
    if t.extra:
        needed: bool | None = True
        why = Sentence(_("Skema ini selalu memerlukannya."))
    else:
        needed = None if amount is None else amount > t.limit
        why = Sentence(_("Wajib untuk pinjaman di atas {limit}."), {"limit": rupiah(t.limit)})
    if needed is False:
        return []
    sources = tuple(rules.source_list(t.row))
    return [Paper((kind,), label, why, where, needed, t.row.verified, sources)]


def _terms(scheme: str, code: str, on: date, rules: RuleSet) -> Terms | None:
    pairs = zip(OF_SCHEME[scheme], terms_of(rules, scheme, on), strict=True)
    return next((t for rule, t in pairs if rule.code == code), None)
