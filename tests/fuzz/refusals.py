"""Which refusals of requests that fit the contract's schemas are right.

A schema cannot state every rule: what goes with what, what the database holds, what the service signed. Such refusals
name the rule by a stable word, and only these are let pass. A refusal by another word, such as `max_length`, means
that the contract promises what the service does not keep.
"""

import schemathesis
from identities import TOKENS
from schemathesis.openapi.checks import EnsureResourceAvailability, RejectedPositiveData

# Problems that say all by themselves.
PROBLEMS = {
    "invalid_cursor",  # only what the service signed for this very list is a cursor
    "idempotency_key_reused",  # known by the requests before
}

# Words of rules that look at several fields or parameters, or at what the database holds.
RULES = {
    "accepted_on", "agreement", "closed_on", "combination", "duplicate", "estimate", "exceeds", "extension", "immutable", "implausible",
    "in_future", "joint", "level", "masked", "not_for_kind", "order", "outcome", "paused", "pending", "performed", "period", "rate", "repeated", "required", "year",
    "network", "unknown_version", "whose", "unknown_indicator", "unknown_member", "unknown_term", "unknown_township", "voided_member",
    "outside_term", "not_leading",  # the term and the role of a member
    "status", "unknown_shortcoming", "not_earlier", "carried_over", "unknown_task",
    "not_observed", "whole",  # the catalogue says which indicators are observed, and what is counted
    "unknown_record", "voided_record", "not_issued",
    "in_catalogue", "not_reviewed", "reform_exploration", "state", "urgent",
    "markup", "missing_part", "gap", "unknown_place", "unreadable",  # the text of a report
    "not_held",  # what is to be redacted stands in the record
    "separation_of_duties", "imitation",
    "personal_number", "identity_number", "telephone_number", "bank_card_number",  # no pattern finds these
    "change_reason",  # its length counts once it is decoded
    "garbled",  # question marks alone: what an encoding has lost
    "contradiction",  # a reason in the header and another one in the query
    "invisible_character",  # the tags beyond U+FFFF, which no pattern names to every client
}  # fmt: skip

# Words that say this only at their place: a parameter, or the last part of a pointer.
RULES_AT = {
    ("indicators", "unknown_value"),  # the catalogue is at /indicators
    ("to", "range"),  # counted from `from`
    ("period_from", "range"),  # counted from `year`
    ("period_to", "range"),  # a day of `year`
}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    problem = problem_in(response)
    if "X-Change-Reason" in failure.message and "smaller than minLength" in failure.message:
        # An empty header says nothing, and the query may say why.
        return not (case.query or {}).get("reason")
    if isinstance(failure, RejectedPositiveData):
        return not is_right(problem, response)
    if isinstance(failure, EnsureResourceAvailability):
        return not is_about_the_body(problem)
    return True


def problem_in(response):
    try:
        return response.json()
    except ValueError:
        return {}


def is_about_the_body(problem):
    """Whether what was not found is named in the body, such as a county out of reach: then the address is found."""
    return any(error["pointer"] is not None for error in problem.get("errors", []))


def is_right(problem, refusal):
    """Whether a refusal rests on nothing but rules that no schema can state."""
    if problem.get("code") in PROBLEMS:
        return True
    if problem.get("code") == "unauthenticated":
        return refusal.request.headers.get("Authorization") not in TOKENS.values()
    if problem.get("code") == "not_acceptable":
        # The contract is that of all builds, and some make no PDF.
        return "format=pdf" in refusal.request.url
    errors = problem.get("errors", []) + [error for item in problem.get("items", []) for error in item.get("errors", [])]
    return bool(errors) and all(is_a_rule(error) for error in errors)


def is_a_rule(error):
    place = error["parameter"] or (error["pointer"] or "").rpartition("/")[2]
    return error["code"] in RULES or (place, error["code"]) in RULES_AT
