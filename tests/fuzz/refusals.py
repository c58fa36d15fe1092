"""Which refusals of requests that fit the contract's schemas are right.

A schema cannot state every rule: what goes with what, what the database holds, what the service signed. Such refusals
name the rule by a stable word, and only these are let pass. A refusal by another word, such as `max_length`, means
that the contract promises what the service does not keep.
"""

import schemathesis
from identities import TOKENS
from schemathesis.openapi.checks import RejectedPositiveData

# Problems that say all by themselves.
PROBLEMS = {
    "invalid_cursor",  # only what the service signed for this very list is a cursor
    "idempotency_key_reused",  # known by the requests before
}

# Words of rules that look at several fields or parameters, or at what the database holds.
RULES = {
    "accepted_on", "agreement", "closed_on", "combination", "duplicate", "estimate", "exceeds", "extension", "immutable",
    "joint", "level", "not_for_kind", "order", "outcome", "paused", "pending", "period", "repeated", "required", "year",
    "unknown_indicator", "unknown_member", "unknown_term", "unknown_township", "voided_member",
    "change_reason",  # its length counts once it is decoded
}  # fmt: skip

# Words that say this only at their place.
RULES_AT = {
    ("indicators", "unknown_value"),  # the catalogue is at /indicators
    ("to", "range"),  # counted from `from`
}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return not (isinstance(failure, RejectedPositiveData) and is_right(response))


def is_right(refusal):
    """Whether a refusal rests on nothing but rules that no schema can state."""
    try:
        problem = refusal.json()
    except ValueError:
        return False
    if problem.get("code") in PROBLEMS:
        return True
    if problem.get("code") == "unauthenticated":
        return refusal.request.headers.get("Authorization") not in TOKENS.values()
    errors = problem.get("errors", [])
    return bool(errors) and all(is_a_rule(error) for error in errors)


def is_a_rule(error):
    return error["code"] in RULES or (error["parameter"], error["code"]) in RULES_AT
