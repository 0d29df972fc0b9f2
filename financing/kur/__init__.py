"""KUR rules that explain themselves: plain Python, no Django, no clock, no database.

Start at ``engine.check`` (one applicant, one scheme), ``advice.advise`` (what would make me
eligible), ``instalments.schedule`` (angsuran) and ``columnar`` (millions of applicants).
``docs/kur.md`` tells how the parts fit.
"""
