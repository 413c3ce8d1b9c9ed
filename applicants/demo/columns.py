"""The columns that the demonstration's rows are loaded by, table by table."""

from django.db import models

from applicants.demo.people import PERSON_COLUMNS
from applicants.demo.visits import MEETING_COLUMNS, VISIT_COLUMNS
from applicants.models.assessment import Assessment, TownshipOpinion
from applicants.models.case import Case
from applicants.models.delivery import LetterDelivery
from applicants.models.grant import Decision, Grant, GrantShare
from applicants.models.hearing import HearingRecord
from applicants.models.household import Household, Membership
from applicants.models.means import ExpenseLine, IncomeLine, PropertyLine
from applicants.models.meeting import ReviewMeeting
from applicants.models.person import Person
from applicants.models.visit import HomeVisit

# In the order in which rows refer to each other.
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Person: PERSON_COLUMNS,
    Household: ("id", "area_code", "head_id", "group_name", "address", "registered_on"),
    Membership: (
        "household_id", "person_id", "area_code", "relation", "first_day", "last_day", "left_for", "is_counted",
        "is_covered", "exclusion", "person_key",
    ),
    Case: (
        "id", "area_code", "household_id", "version", "kind", "status", "poverty_cause", "hardships", "statement",
        "rule_set_id", "roster_import_id", "grant_id", "entered_by_id", "opened_on", "accepted_on",
    ),
    IncomeLine: ("case_id", "area_code", "person_id", "source", "yearly_amount", "necessary_cost"),
    ExpenseLine: ("case_id", "area_code", "kind", "yearly_amount"),
    PropertyLine: ("case_id", "area_code", "kind", "amount", "count", "exemption"),
    HomeVisit: VISIT_COLUMNS,
    ReviewMeeting: MEETING_COLUMNS,
    Assessment: (
        "id", "case_id", "area_code", "rule_set_id", "facts", "facts_hash", "verdict", "verdict_hash", "outcome",
        "benefit_class", "counted", "covered", "per_capita_income", "base_amount", "supplement_amount", "total_amount",
        "assessed_by_id", "assessed_on", "created_at",
    ),
    TownshipOpinion: (
        "id", "case_id", "assessment_id", "area_code", "proposal", "end_reason", "reasons", "given_by_id", "given_on",
        "created_at",
    ),
    HearingRecord: (
        "case_id", "opinion_id", "area_code", "held_on", "manner", "heard_name", "stance", "statement",
        "second_listener", "recorded_by_id", "created_at",
    ),
    Decision: (
        "id", "case_id", "assessment_id", "area_code", "outcome", "end_reason", "reasons", "decided_by_id",
        "decided_on", "created_at",
    ),
    Grant: (
        "id", "household_id", "area_code", "decision_id", "rule_set_id", "benefit_class", "covered_count",
        "base_amount", "supplement_amount", "total_amount", "first_month", "last_month", "ended_by_id",
    ),
    LetterDelivery: (
        "case_id", "area_code", "decision_id", "delivered_on", "way", "receiver", "carrier", "recorded_by_id",
    ),
    GrantShare: (
        "grant_id", "person_id", "area_code", "base_amount", "supplement_amount", "first_month", "last_month",
        "person_key",
    ),
}  # fmt: skip
