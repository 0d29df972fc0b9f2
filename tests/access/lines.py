"""Who may open what: a line for each address. A new address without a line fails the build.

`ok`: the people for whom GET answers 200 (or leads on, with `leads`). "public": everybody;
"all": everybody who is signed in. All others get 404 or 403, an anonymous visitor the sign-in page.
`post`: the address takes POST only; then `ok` are those whom the rule lets do it, and only the
refusals are tried here (what an allowed POST does is tested where it is built).
"""

from __future__ import annotations

from dataclasses import dataclass

BRANCH = "officer colleague branch_head"
OFFICE = "staff head reader superuser"


@dataclass(frozen=True)
class Line:
    name: str
    ok: str
    args: tuple[str, ...] = ()
    post: bool = False
    leads: bool = False
    step: bool = False  # a form of a step: 409 when the step is not open now
    hidden: bool = False  # an open address, but not this object: 404 for a visitor too
    own: bool = False  # tested with its own protocol elsewhere (tokens, probes, second factor)

    @property
    def answers(self) -> set[int]:
        """What GET gives to those who may."""
        return {302} if self.leads else {200, 302, 409} if self.step else {200}

    def people(self, everybody: list[str]) -> set[str]:
        if self.ok == "public":
            return set(everybody)
        if self.ok == "all":
            return set(everybody) - {"anonymous"}
        return set(self.ok.split())


LINES = [
    # Machines
    Line("healthz", "public"),
    Line("readyz", "public", own=True),
    Line("metrics", "", own=True),
    # Public pages
    Line("home", "public"),
    Line("privacy", "public"),
    Line("status", "public"),
    Line("group-letter", "public", ("group.code",)),
    Line("group-letter", "", ("open_group.code",), hidden=True),
    Line("statistics", "public"),
    Line("statistics-csv", "public"),
    Line("board", "staff head superuser"),
    Line("board-list", "staff head superuser"),
    Line("board-xlsx", "staff head superuser", post=True),
    Line("board-pdf", "staff head superuser", post=True),
    Line("board-promises", "staff head superuser"),
    Line("board-promises-xlsx", "staff head superuser", post=True),
    Line("board-promises-pdf", "staff head superuser", post=True),
    Line("associations:directory", "public"),
    Line("associations:detail", "public", ("kopi.slug",)),
    Line("meetings:list", "public"),
    Line("meetings:detail", "public", ("meeting.slug",)),
    Line("meetings:detail", OFFICE, ("hidden_meeting.slug",), hidden=True),
    Line("meetings:file", "public", ("meeting.slug", "meeting_file.pk")),
    Line("meetings:file", OFFICE, ("meeting.slug", "closed_file.pk"), hidden=True),
    # Answering by a secret link: tests/meetings
    Line("meetings:answer", "public", own=True),
    Line("meetings:answer-calendar", "public", own=True),
    Line("meetings:arrive", "public", own=True),
    Line("meetings:door-worker", "public"),
    Line("meetings:minutes", "public", ("recorded.slug",)),
    Line("meetings:minutes", OFFICE, ("hidden_recorded.slug",), hidden=True),
    Line("meetings:minutes-docx", "public", ("recorded.slug",)),
    Line("meetings:minutes-docx", OFFICE, ("hidden_recorded.slug",), hidden=True),
    Line("meetings:follow-up", "public", ("recorded.slug",)),
    Line("meetings:follow-up", OFFICE, ("hidden_recorded.slug",), hidden=True),
    Line("meetings:proof", "public", ("recorded.minutes.proof_code",)),
    Line("meetings:ledger", "public"),
    Line("meetings:ledger_csv", "public"),
    Line("meetings:promises_csv", "public"),
    Line("meetings:commitment", "public", ("commitment.pk",)),
    Line("meetings:commitment", f"guest {OFFICE}", ("hidden_commitment.pk",), hidden=True),
    Line("meetings:judge", "manager_kopi", ("commitment.pk",), post=True),
    # Signing in and one's own account: tests/accounts
    *[
        Line(name, "", own=True)
        for name in (
            "account_login mfa_authenticate mfa_login_webauthn account_logout start invitation "
            "set_language account_reset_password account_reset_password_done "
            "account_reset_password_from_key_done account_reset_password_from_key account "
            "account_change_password account_set_password account_reauthenticate "
            "mfa_reauthenticate "
            "mfa_reauthenticate_webauthn mfa_index mfa_activate_totp mfa_deactivate_totp "
            "mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes "
            "mfa_list_webauthn mfa_add_webauthn mfa_remove_webauthn mfa_edit_webauthn"
        ).split()
    ],
    # Messages and papers
    Line("inbox", "all"),
    Line("inbox-read", "all", post=True),
    Line("inbox-open", "member1", ("message.pk",), leads=True),
    Line("documents:download", f"member1 {BRANCH} staff superuser", ("document.pk",)),
    # From a message to one's own room
    Line("go:application", f"member1 manager_kopi {OFFICE}", ("application.code",), leads=True),
    Line(
        "go:referral",
        f"member1 manager_kopi {BRANCH} {OFFICE}",
        ("referral.pk",),
        leads=True,
    ),
    Line("go:support", f"member1 guest {OFFICE}", ("request.code",), leads=True),
    Line("go:group", f"member1 manager_kopi {OFFICE}", ("group.code",), leads=True),
    # The bank desk
    Line("bank:queue", f"{BRANCH} officer_liwa officer_bni"),
    Line("bank:team", f"{BRANCH} officer_liwa officer_bni"),
    Line("bank:receive_many", f"{BRANCH} officer_liwa officer_bni", post=True),
    Line("bank:decline_many", f"{BRANCH} officer_liwa officer_bni", post=True),
    Line("bank:save_view", f"{BRANCH} officer_liwa officer_bni", post=True),
    Line("bank:forget_view", "officer", ("saved_view.pk",), post=True),
    Line("bank:assign_many", f"{BRANCH} officer_liwa officer_bni", post=True),
    Line("bank:sikp", f"{BRANCH} officer_liwa officer_bni"),
    Line("bank:results", f"{BRANCH} officer_liwa officer_bni"),
    Line("bank:results_cases", f"{BRANCH} officer_liwa officer_bni", ("=xlsx",)),
    *[
        Line(f"bank:results_{page}", BRANCH, ("result_file.pk", *more))
        for page, *more in (("file",), ("returned",), ("line", "=2"), ("report", "=csv"))
    ],
    Line("bank:results_run", BRANCH, ("result_file.pk",), post=True),
    Line("bank:results_close", BRANCH, ("result_file.pk",), post=True),
    Line("bank:referral", BRANCH, ("referral.pk",)),
    *[
        Line(f"bank:{step}", BRANCH, ("referral.pk",), post=True)
        for step in "unmask receive review review_anyway".split()
    ],
    *[
        Line(f"bank:{step}", BRANCH, ("referral.pk",), step=True)
        for step in "want_papers approve contract disburse".split()
    ],
    *[
        Line(f"bank:{step}", "officer branch_head", ("referral.pk",), step=True)
        for step in "decline hand_over".split()
    ],
    Line("bank:confirm", "branch_head", ("referral.pk",), post=True),
    Line("bank:send_back", BRANCH, ("referral.pk",), step=True),
    Line("bank:allow_demand", "branch_head", ("referral.pk",), step=True),
    Line("bank:allow_fee", "branch_head", ("referral.pk",), step=True),
    Line("bank:allow_paper", "branch_head", ("referral.pk",), step=True),
    Line("bank:allow_reason", "branch_head", ("referral.pk",), step=True),
    # The member's room
    *[
        Line(f"member:{page}", "member1 member2 member_garam")
        for page in "home data consents looks applications support support_new".split()
    ],
    Line("member:nik", "member1 member2 member_garam", post=True),
    Line("member:data-download", "member1 member2 member_garam", post=True),
    Line("member:data-erase", "member1 member2 member_garam"),
    Line("member:edit-owner", "member1 member2 member_garam"),
    Line("member:edit-business", "member1", ("business.pk",)),
    Line("member:membership", "member1", ("membership.pk",)),
    Line("member:group", "member1", ("group.code",)),
    Line("member:consent-withdraw", "member1", ("consent.pk",)),
    Line("member:wizard-start", "member1 member2 member_garam", post=True),
    Line("member:wizard", "member2", ("draft.code",), leads=True),
    Line("member:wizard-page", "member2", ("draft.code", "=kebutuhan")),
    Line("member:wizard-paper", "member2", ("draft.code",), post=True),
    Line("member:wizard-paper-remove", "member1", ("application.code", "paper.pk"), post=True),
    Line("member:application", "member1", ("application.code",)),
    Line("member:application-report", "member1", ("application.code",)),
    Line("member:application-stop", "member1", ("application.code",)),
    *[
        Line(f"member:paper-{step}", "member1", ("application.code", "paper.pk"), post=True)
        for step in "close open".split()
    ],
    Line("member:application-consent", "member1", ("application.code",), step=True),
    Line(
        "member:application-answer",
        "member1",
        ("application.code", "paper_request.pk"),
        post=True,
    ),
    Line("member:application-again", "member1", ("application.code",), step=True),
    Line("member:bank-order", "member1", ("application.code",)),
    Line("member:bank-order-reset", "member1", ("application.code",), post=True),
    Line("member:placement", "member_garam", ("placed.code",)),
    *[
        Line(f"member:placement-{step}", "member_garam", ("placed.code",), post=True)
        for step in "agree refuse".split()
    ],
    Line("member:support_detail", "member1", ("request.code",)),
    *[
        Line(f"member:support_{step}", "member1", ("request.code",), post=True)
        for step in "write confirm reopen begin ask answer".split()
    ],
    Line("member:support_join", "member1 member2", ("group_request.code",), post=True),
    Line("member:support_leave", "member1 member2", ("group_request.code",), post=True),
    # The association's room. A member's own draft is filled by the member or on their behalf.
    *[
        Line(f"manager:{page}", "manager_kopi manager_garam")
        for page in "home members member-add applications support support_new".split()
    ],
    *[
        Line(f"manager:{page}", "manager_kopi manager_garam", post=True)
        for page in "switch member-invite-waiting wizard-start".split()
    ],
    Line("manager:groups", "manager_kopi manager_garam"),
    Line("manager:group-new", "manager_kopi manager_garam"),
    Line("manager:group", "manager_kopi", ("group.code",)),
    Line("manager:group-letter", "manager_kopi", ("group.code",)),
    Line("manager:group-edit", "manager_kopi", ("open_group.code",)),
    Line("manager:group-invite", "manager_kopi", ("open_group.code",)),
    Line("manager:group-remove", "manager_kopi", ("open_group.code", "asked.pk"), post=True),
    Line("manager:group-submit", "manager_kopi", ("open_group.code",), post=True),
    Line("manager:group-close", "manager_kopi", ("open_group.code",), post=True),
    Line("manager:intake-new", "manager_kopi manager_garam"),
    Line("manager:intake-template", "manager_kopi manager_garam"),
    Line("manager:intake", "manager_kopi", ("intake.pk",)),
    Line("manager:intake-line", "manager_kopi", ("intake.pk", "intake_line")),
    Line("manager:intake-returned", "manager_kopi", ("intake.pk",)),
    Line("manager:intake-take", "manager_kopi", ("intake.pk",), post=True),
    Line("manager:intake-close", "manager_kopi", ("intake.pk",), post=True),
    Line("manager:member", "manager_kopi", ("membership.pk",)),
    Line("manager:member-edit", "manager_kopi", ("membership.pk",), step=True),
    *[
        Line(f"manager:{step}", "manager_kopi", ("membership.pk",), post=True)
        for step in "member-invite member-end member-back".split()
    ],
    Line("manager:wizard", "manager_kopi", ("draft.code",), leads=True),
    Line("manager:wizard-page", "manager_kopi", ("draft.code", "=kebutuhan")),
    Line("manager:wizard-paper", "manager_kopi", ("draft.code",), post=True),
    Line(
        "manager:wizard-paper-remove", "manager_kopi", ("application.code", "paper.pk"), post=True
    ),
    Line("manager:application", "manager_kopi", ("application.code",)),
    Line(
        "manager:application-answer",
        "manager_kopi",
        ("application.code", "paper_request.pk"),
        post=True,
    ),
    Line("manager:placements", "manager_kopi manager_garam"),
    Line("manager:placement", "manager_garam", ("run.pk",)),
    Line("manager:support_detail", "manager_kopi", ("group_request.code",)),
    *[
        Line(f"manager:support_{step}", "manager_kopi", ("group_request.code",), post=True)
        for step in "write confirm reopen begin ask answer".split()
    ],
    Line("manager:support_participants", "manager_kopi", ("group_request.code",)),
    # Answering a request by its link: tests/financing/test_support_links.py
    Line("answer-by-link", "", own=True),
    Line("answer-by-link-file", "", own=True),
    # The room of the institutions that answer
    Line("guest:home", "guest"),
    Line("guest:support", "guest"),
    Line("guest:support_detail", "guest", ("request.code",)),
    *[
        Line(f"guest:support_{step}", "guest", ("request.code",), post=True)
        for step in "write confirm reopen begin ask answer".split()
    ],
    Line("guest:commitment", "guest", ("commitment.pk",)),
    *[
        Line(f"guest:commitment-{step}", "guest", ("commitment.pk",), post=True)
        for step in "start wait finish".split()
    ],
    # Saying yes with a link or a code: tests/associations
    Line("confirm-code", "public", own=True),
    Line("confirm-read", "public", own=True),
    Line("confirm-member", "public", own=True),
    # KUR explained
    Line("kur", "public"),
    Line("kur-aturan", "public"),
    Line("kur-urutan", "public"),
    Line("kur-janji-bank", "public"),
    Line("kur-simulasi", "public"),
    Line("kur-cek", "public"),
    Line("kur-cek-kode", "public", own=True),
]
