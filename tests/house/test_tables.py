"""Every table is guarded as its kind demands, and every table has a kind."""

import re

import pytest
from django.apps import apps
from django.db import models

from dibao import history
from tests.house import catalogue
from tests.house.catalogue import TableState
from tests.house.sources import FLOORS

# Rows with an area code that row-level security does not hide, and why.
OPEN_TO_ALL_AREAS = {
    "applicants_columnset": "names columns, never people; a county's are offered in its townships",
    "applicants_ruleset": "the law of an area is public",
    "applicants_rulesetevent": "the history of the same",
    "dibao_auditevent": "pages scope it; facts and reasons in it are shown only to those who read files or money",
    "dibao_jobrun": "a worker must find its job before it knows its area; jobs name places, never persons",
    "dibao_posting": "read at each request, before there is an area to act in",
    "dibao_postingevent": "the history of the same",
    "dibao_readlog": "written by people of one area about themselves, read by inspectors of any",
}
# Functions that run as the owner, besides those that write histories: each answers one question, to anybody, or
# hands on what two areas agreed to.
RUN_AS_OWNER = {
    "aid_terms_used_until",
    "attribute_funds",
    "book_dispute",
    "tally_batch",
    "end_transferred_grant",
    "grant_drawn_until",
    "left_account_is_refused",
    "release_moved_household",
    "release_people",
    "release_pairs_of_list",
    "release_person",
    "transfer_is_whole",
    "covered_elsewhere",
    "suspect_number_left_behind",
    "suspect_number_of_supporter",
    "suspect_same_account",
    "suspect_same_name",
    "suspect_supporter_covered",
    "suspect_two_townships",
    "add_objection_photo",
    "add_statement_photo",
    "document_is_kept",
    "done_since_list",
    "households_of_list",
    "list_still_stands",
    "list_went_back",
    "name_speaker",
    "objection_asked_after",
    "receive_lead",
    "receive_objection",
    "referral_shared",
    "referrals_named",
    "village_of_notice",
    "application_asked_after",
    "id_number_is_taken",
    "lines_of_notice",
    "notice_is_over",
    "rule_set_is_used",
    "rule_set_used_until",
    "scope_story",
    "seal_entries",
    "stand_ins_told",
    "statement_asked_after",
}
# Tables that nobody but the owner writes: the library's of contexts, and the key of the seal.
THE_OWNERS = {"pghistory_context", "scope_key"}
# Everybody adds to the traces in their own name; the pages scope what is read.
TRACES = {"dibao_auditevent", "dibao_readlog"}
# Rows that nobody of the same place sees but the person they belong to.
OF_ONE_PERSON = {"dibao_autosavedform"}
# What the agency that answers a referral sees of it, besides its place.
ANSWERED_BY_AGENCIES = {
    "applicants_referral_agency",
    "applicants_referral_answer",
    "applicants_referralpart_agency",
    "applicants_referralsheet_agency",
}
# Rows that anybody adds and nobody outside the office reads.
STATED_BY_ANYBODY = {"applicants_onlinestatement"}

# Written once: no UPDATE, no DELETE, by right and by trigger.
ADDED_ONLY = {
    "applicants_assessment",
    "applicants_caseending",
    "applicants_checkanswer",
    "applicants_checksubject",
    "applicants_decision",
    "applicants_extension",
    "applicants_letterdelivery",
    "applicants_materialanswer",
    "applicants_hearingrecord",
    "applicants_paperrecheck",
    "applicants_recheckanswer",
    "applicants_referralact",
    "applicants_referralpart",
    "applicants_noticeentry",
    "applicants_noticeposting",
    "applicants_objectionphoto",
    "applicants_objectionspeaker",
    "applicants_overrideshare",
    "applicants_publicnotice",
    "applicants_reviewmeeting",
    "applicants_rosterimport",
    "applicants_statementphoto",
    "applicants_townshipopinion",
    "applicants_visitduty",
    "applicants_whatifrow",
    "dibao_auditblock",
    "dibao_auditevent",
    "dibao_auditlayout",
    "dibao_chaincheck",
    "dibao_readlog",
    "oversight_followup",
    "oversight_inspectioninspector",
    "oversight_inspectionlist",
    "oversight_inspectionphoto",
    "oversight_inspectionstratum",
    "oversight_inspectionsubject",
    "oversight_inspectorbar",
    "oversight_monthfigures",
    "oversight_reportrun",
    "oversight_standin",
    "payments_bankfile",
    "payments_batchfunding",
    "payments_batchtally",
    "payments_filecontent",
    "payments_fundsource",
    "payments_handover",
    "payments_ledgercomparison",
    "payments_recoverymonth",
    "payments_resultrow",
}
# Changed by their own rules, never deleted, by right and by trigger.
NEVER_DELETED = {
    "applicants_aidconsent",
    "applicants_aiddecline",
    "applicants_aiditem",
    "applicants_aidterms",
    "applicants_export",
    "applicants_referral",
    "dibao_agencytoken",
    "applicants_referralsheet",
    "dibao_agency",
    "applicants_authorisation",
    "applicants_missingitemsnotice",
    "applicants_relativeregistration",
    "applicants_villageofficial",
    "applicants_case",
    "applicants_changereport",
    "applicants_checkfile",
    "applicants_sheetimport",
    "applicants_discoverylead",
    "applicants_document",
    "applicants_economiccheck",
    "applicants_grant",
    "applicants_grantshare",
    "applicants_homevisit",
    "applicants_household",
    "applicants_membership",
    "applicants_objection",
    "applicants_onlinestatement",
    "applicants_override",
    "applicants_person",
    "applicants_ruleset",
    "applicants_supporter",
    "applicants_suspicion",
    "applicants_transfer",
    "dibao_posting",
    "dibao_staff",
    "oversight_inspection",
    "oversight_inspectionanswer",
    "oversight_inspectionseed",
    "oversight_inspectionvisit",
    "oversight_rectification",
    "oversight_rectificationanswer",
    "payments_account",
    "payments_accountsheet",
    "payments_dispute",
    "payments_fundentry",
    "payments_payingaccount",
    "payments_paymentbatch",
    "payments_paymenthold",
    "payments_recovery",
    "payments_recoveryentry",
    "payments_resultfile",
    "applicants_whatif",
}
# The only columns that ever change after a row's birth.
CHANGED_IN_PART = {
    "applicants_aidconsent": {"revoked_on", "revoked_by_id", "revoke_reason"},
    "applicants_aiddecline": {"lifted_on", "lifted_by_id"},
    "applicants_export": {"file_key", "sha256", "row_count", "written_on", "gone_on"},
    "applicants_aiditem": {"name", "name_en", "unit_en", "position"},
    "dibao_agencytoken": {"revoked_by_id", "revoked_on", "last_used_on"},
    "applicants_referral": {
        "status",
        "version",
        "accepted_by_id",
        "accepted_on",
        "delivery_due",
        "closed_by_id",
        "closed_on",
        "close_reason",
        "close_words",
        "seen_until",
        "delivered_parts",
        "delivered_quantity",
        "delivered_value",
    },
    "applicants_referralsheet": {
        "taken_by_id",
        "taken_on",
        "accepted_count",
        "delivered_count",
        "refused_count",
        "left_out",
    },
    "applicants_authorisation": {"revoked_on", "revoked_by_id", "revoke_reason"},
    "applicants_missingitemsnotice": {"supplied_on", "supplied_by_id"},
    "applicants_relativeregistration": {"voided_on", "voided_by_id", "void_reason"},
    "applicants_villageofficial": {"ends_on"},
    "applicants_discoverylead": {
        "answer",
        "answer_text",
        "case_id",
        "answered_by_id",
        "answered_on",
    },
    "applicants_onlinestatement": {
        "area_code",
        "from_area_code",
        "answer",
        "answer_text",
        "case_id",
        "answered_by_id",
        "answered_on",
    },
    "applicants_document": {"voided_on", "voided_by_id", "void_reason"},
    "applicants_grant": {"last_month", "ended_by_id", "grace_by_id"},
    "applicants_override": {"is_agreed", "answer", "answered_by_id", "answered_on"},
    "applicants_grantshare": {"last_month", "person_key"},
    "applicants_suspicion": {
        "verdict",
        "reason",
        "judged_by_id",
        "judged_on",
        "mends",
        "mended_how",
        "mended_by_id",
        "mended_on",
    },
    "applicants_transfer": {
        "status",
        "version",
        "village_id",
        "group_name",
        "address",
        "answer",
        "into_id",
        "received_by_id",
        "received_on",
        "confirmed_by_id",
        "confirmed_on",
    },
    "payments_account": {
        "status",
        "starts_on",
        "ends_on",
        "told_on",
        "told_how",
        "told_to",
        "confirmed_by_id",
        "confirmed_on",
        "withdrawn_by_id",
        "withdrawn_on",
        "withdraw_reason",
    },
    "payments_dispute": {
        "resolution",
        "letter_number",
        "findings",
        "resolved_by_id",
        "resolved_on",
    },
    "applicants_proxytelephone": set[str](),
    "payments_accountsheet": {"taken_by_id", "taken_on", "first_count", "change_count"},
    "payments_batchexception": set[str](),
    "payments_fundentry": {
        "confirmed_by_id",
        "confirmed_at",
        "declined_by_id",
        "declined_at",
        "decline_reason",
    },
    "payments_payingaccount": {
        "confirmed_by_id",
        "confirmed_at",
        "declined_by_id",
        "declined_at",
    },
    "payments_paymenthold": {"lifted_by_id", "lifted_at", "lift_reason"},
    "payments_paymentline": {"status", "failure_reason"},
    "payments_recovery": {"status", "version", "decided_by_id", "decided_on"},
    "payments_recoveryentry": {"answered_by_id", "answered_at", "is_agreed"},
    # What a check found is taken away whole by the next one, and never rewritten.
    "applicants_sheetimportchange": set(),
    "applicants_sheetimportrow": set(),
}
# What row security hides of their tables they hide too.
VIEWS = {"applicants_casestanding"}
# Rewritten or deleted in daily work, and why that is right.
CHANGEABLE = {
    "applicants_columnset": "kept and thrown away by whoever exports; it names no people",
    "dibao_autosavedform": "overwritten while its page is typed, gone when that is saved",
    "applicants_expenseline": "rewritten while its case is open, with history",
    "applicants_incomeline": "rewritten while its case is open, with history",
    "applicants_propertyline": "rewritten while its case is open, with history",
    "applicants_sheetimportchange": "found anew by each check of its list",
    "applicants_sheetimportrow": "found anew by each check of its list",
    "applicants_statementdraft": "answered page by page, gone after three days",
    "applicants_proxytelephone": "written anew while its case is open, with history",
    "dibao_area": "kept by the administrator, with history",
    "dibao_holiday": "kept by the administrator, with history",
    "dibao_idempotencykey": "given back when a form comes back with errors",
    "dibao_jobrun": "a worker writes its progress",
    "dibao_keptform": "gone after an hour",
    "dibao_publicsending": "counted for an hour",
    "payments_batchexception": "drawn anew with its draft; a trigger holds it afterwards",
    "payments_paymentline": "drawn anew with its draft; a trigger holds it afterwards",
}
# Pairs of who and when that need not go together.
KNOWN_APART = {
    # Published before this system kept the months, the demonstration's past among them.
    "MonthFigures.published_on/published_by",
}
# Rights that only the trigger withholds so far.


@pytest.fixture
def tables(db: None) -> dict[str, TableState]:
    return catalogue.tables()


def own_models() -> list[type[models.Model]]:
    return [model for floor in FLOORS for model in apps.get_app_config(floor).get_models()]


def histories() -> set[str]:
    return {model._meta.db_table for model in own_models() if hasattr(model, "pgh_tracked_model")}


def test_rows_of_a_place_are_hidden_from_other_places(tables: dict[str, TableState]) -> None:
    open_ones = {
        name
        for name, table in tables.items()
        if table.is_placed and not (table.has_row_security and f"{name}_in_area" in table.policies)
    }

    assert open_ones == set(OPEN_TO_ALL_AREAS)


def test_what_the_public_reads_is_a_short_list(tables: dict[str, TableState]) -> None:
    public = {name for name, table in tables.items() if f"{name}_public" in table.policies}

    assert public == {
        "applicants_noticeentry",
        "applicants_publicnotice",
        # Lists of keys, and the seed that draws from them.
        "oversight_inspection",
        "oversight_inspectionlist",
        "oversight_inspectionseed",
        "oversight_inspectionstratum",
        "oversight_monthfigures",
    }


def test_no_policy_is_beside_these(tables: dict[str, TableState]) -> None:
    known = {f"{name}_{kind}" for name in tables for kind in ("in_area", "public")}
    known |= {f"{name}_{kind}" for name in TRACES for kind in ("seen", "own")}
    known |= {f"{name}_own" for name in OF_ONE_PERSON}
    known |= ANSWERED_BY_AGENCIES
    known |= {f"{name}_stated" for name in STATED_BY_ANYBODY}

    assert {policy for table in tables.values() for policy in table.policies} <= known


def test_few_functions_look_past_row_level_security(db: None) -> None:
    assert catalogue.functions_that_run_as_owner() - set(history.writers()) == RUN_AS_OWNER


def test_a_history_is_written_by_its_triggers_alone(tables: dict[str, TableState]) -> None:
    assert set(history.writers().values()) == histories()
    assert set(history.writers()) <= catalogue.functions_that_run_as_owner()
    assert [name for name in histories() if "INSERT" in tables[name].rights] == []
    assert tables["pghistory_context"].rights == {"SELECT"}


def test_the_traces_take_rows_in_ones_own_name_only(tables: dict[str, TableState]) -> None:
    for name in TRACES:
        assert tables[name].has_row_security
        assert set(tables[name].policies) == {f"{name}_own", f"{name}_seen"}


def test_no_function_is_led_astray_by_a_temporary_table(db: None) -> None:
    assert catalogue.functions_that_look_anywhere() == set()


def test_the_application_role_empties_no_table(tables: dict[str, TableState]) -> None:
    assert [name for name, table in tables.items() if "TRUNCATE" in table.rights] == []


def test_every_table_of_ours_has_a_kind() -> None:
    named = ADDED_ONLY | NEVER_DELETED | set(CHANGEABLE) | histories() | VIEWS

    assert {model._meta.db_table for model in own_models()} == named


def test_a_view_reads_as_whoever_asks_and_takes_nothing(
    tables: dict[str, TableState],
) -> None:
    assert catalogue.views_that_read_as_who_asks() == catalogue.views() == VIEWS
    for name in VIEWS:
        assert tables[name].rights == {"SELECT"}


def test_a_row_written_once_is_not_changed_or_deleted(tables: dict[str, TableState]) -> None:
    for name in ADDED_ONLY | histories():
        assert not tables[name].rights & {"UPDATE", "DELETE"}, name
        assert not tables[name].changeable_columns, name
        assert tables[name].has_guard("append_only"), name


def test_a_row_to_keep_is_not_deleted(tables: dict[str, TableState]) -> None:
    for name in NEVER_DELETED:
        assert tables[name].has_guard("is_never_deleted"), name
        assert "DELETE" not in tables[name].rights, name


def test_only_named_columns_change_where_names_are_given(tables: dict[str, TableState]) -> None:
    partly = {
        table.name: set(table.changeable_columns)
        for table in tables.values()
        if "UPDATE" not in table.rights
        and table.name not in ADDED_ONLY | histories() | THE_OWNERS | VIEWS
    }

    assert partly == CHANGED_IN_PART


def test_every_core_table_keeps_its_history() -> None:
    tracked = {
        model.pgh_tracked_model._meta.db_table
        for model in own_models()
        if hasattr(model, "pgh_tracked_model")
    }
    changing = NEVER_DELETED | set(CHANGEABLE)
    # An exception is drawn and gone with its draft; a share ends with its grant. A trial is finished once.
    untold = {"payments_batchexception", "applicants_grantshare", "applicants_whatif"}
    # The machinery's own.
    untold |= {"dibao_autosavedform", "dibao_idempotencykey", "dibao_jobrun", "dibao_keptform"}
    untold |= {"dibao_publicsending", "applicants_statementdraft"}
    untold |= {"applicants_sheetimportchange", "applicants_sheetimportrow"}
    # A named set of columns tells of nobody.
    untold |= {"applicants_columnset"}

    assert tracked == changing - untold


def pairs() -> list[tuple[type[models.Model], str, str]]:
    """Every (when, by whom) of every model: posted_at and posted_by, answered_on and answered_by."""
    found = []
    for model in own_models():
        names = {field.name for field in model._meta.get_fields() if hasattr(field, "attname")}
        for by in sorted(name for name in names if name.endswith("_by")):
            stem = by.removesuffix("_by")
            found += [(model, when, by) for when in (f"{stem}_at", f"{stem}_on") if when in names]
    return found


def test_who_and_when_are_known_together_or_not_at_all(db: None) -> None:
    checks = catalogue.check_constraints()
    loose = set()
    for model, when, by in pairs():
        if hasattr(model, "pgh_tracked_model"):
            continue
        fields = model._meta.get_field(when), model._meta.get_field(by)
        columns = [field.column for field in fields]
        if any(field.null for field in fields) and not any(
            all(re.search(rf"\b{column}\b", condition) for column in columns)
            for condition in checks.get(model._meta.db_table, [])
        ):
            loose.add(f"{model.__name__}.{when}/{by}")

    assert loose == KNOWN_APART


def test_pairs_of_who_and_when_are_found() -> None:
    assert len(pairs()) >= 10
