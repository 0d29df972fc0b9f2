"""How well one product suits one applicant: plain Python, no Django, no clock, no database.

`score.score` gives points out of a hundred in parts, each with the figures it was counted from.
Whether a product is allowed at all is the KUR engine's word (`financing.kur`); the score only
orders what is. Sex, religion, age and name are no input of it; the place counts through the
bank's branch.
"""
