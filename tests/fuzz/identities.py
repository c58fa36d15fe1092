"""Whom requests come from.

Schemathesis makes them as the clerk. What a clerk may not do is sent as somebody who may: accounts and tokens as the
admin, and so are redactions; terms, notices of holidays, what the county decides, and figures of the county and above as the
officer.
"""

import json
import os

import schemathesis

with open(os.environ["FUZZ_IDENTITIES"]) as file:
    TOKENS = {one["name"]: one["fixedHeaders"][0]["value"] for one in json.load(file)["auth"]}

# The public ids of these tokens.
IDS = {token.removeprefix("Bearer fz_").split("_")[0] for token in TOKENS.values()}


def sender(case):
    """The name of one who may send this."""
    path = case.operation.path
    if path.startswith(("/api/v1/tokens", "/api/v1/accounts")):
        return "admin"
    if path.endswith((":submit", ":publish")):
        return "head"
    if path.endswith((":return", ":accept", ":reopen")):
        return "officer"
    if path.endswith(":redact"):
        return "admin"
    if path.endswith(("/terms", "/personal-data", "/calendar/notices")):
        return "officer"
    if "/figures" in path and len(str((case.path_parameters or {}).get("code", ""))) < 9:
        return "officer"
    return "clerk"


@schemathesis.hook
def before_call(context, case, kwargs):
    # Requests without a token, or with a wrong one, stay as they are.
    if case.headers.get("Authorization") == TOKENS["clerk"]:
        case.headers["Authorization"] = TOKENS[sender(case)]
