"""What random requests would hardly ever hit, and what they must not."""

import collections
import itertools
import re
import uuid

import schemathesis
from identities import IDS

UNKNOWN_ID = "aaaaaaaaaaaa"

# What the contract takes for an Idempotency-Key.
KEY = re.compile(r'"[ -~]{1,128}"|[!#-~]([ -~]{0,126}[!-~])?')

# Of each operation, every other change names whichever version there is.
turns = collections.defaultdict(itertools.count)

# The record of each kind that was seen last and counts.
alive = {}

# The note of records that were aimed at, and the record of each kind that was seen last with it.
NOTE = "fuzz"
noted = {}

# The accounts made by the run; others hold its own tokens.
accounts = set()

# The joint activities that name the clerk's township as their partner: the paths they have, as parameters.
joint = []

# Of each kind, the record that was entered last, and the body it was entered with.
entered = {}

# Of each kind, the records voided so far and not yet restored, in the order in which they were.
voided = collections.defaultdict(list)

# What a township states once a year, and years for it.
STATED_ONCE = ("/api/v1/declarations", "/api/v1/reports")
YEARS = itertools.cycle(range(2023, 1960, -1))

# Clocks in force on these days; codes at random name none.
CLOCKS = itertools.cycle(["xf.forward_15", "rm.mediate_1m", "rm.confirm_30", "rp.submit"])


def enters_record(case):
    return isinstance(case.body, dict) and "township_code" in case.body and ":" not in case.operation.path


@schemathesis.hook
def before_call(context, case, kwargs):
    parameters = case.path_parameters or {}
    # The run itself needs its tokens.
    if case.method in ("DELETE", "POST") and parameters.get("id") in IDS:
        parameters["id"] = UNKNOWN_ID
    if case.operation.path == "/api/v1/accounts/{id}" and case.method == "PUT" and parameters.get("id") not in accounts:
        parameters["id"] = str(uuid.uuid4())
    # Nothing is learned from waiting.
    for name in ("wait", "seconds"):
        if str((case.query or {}).get(name, "")).isdecimal():
            case.query[name] = 0
    if case.operation.path.endswith("/stream") and case.meta is not None and case.meta.generation.mode.is_positive:
        case.query = {**(case.query or {}), "seconds": 0}
    if is_restoring(case) and case.meta is not None and case.meta.generation.mode.is_positive:
        restore_what_is_voided(case)
        # At random, there is no such version, and the one there is is not named.
        (case.query or {}).pop("version", None)
        case.headers.update({"If-Match": "*", "X-Change-Reason": "fuzz"})
    if case.method == "POST" and case.meta is not None and case.meta.generation.mode.is_positive:
        # The records are of past years: entering them changes what was reported.
        case.headers.setdefault("X-Change-Reason", "fuzz")
        if case.operation.path in STATED_ONCE and isinstance(case.body, dict) and "year" in case.body:
            # Of the few years that are sent otherwise, what was voided would mostly have been entered again.
            case.body["year"] = next(YEARS)
        if enters_record(case) and next(turns["noted", case.operation.label]) % 3 == 0:
            # Something to be redacted.
            case.body["note"] = NOTE
    if case.method in ("PUT", "PATCH") and case.meta is not None and case.meta.generation.mode.is_positive:
        # The records are of past years: changing them is a correction.
        case.headers.setdefault("X-Change-Reason", "fuzz")
        turn = next(turns[case.operation.label])
        if turn % 2 == 0:
            case.headers["If-Match"] = "*"
        if turn % 4 == 0 and case.method == "PATCH" and case.operation.path in alive:
            # At random, most patches break a rule of some record, or find it voided.
            case.path_parameters["id"] = alive[case.operation.path]
            case.headers["X-Change-Reason"] = "fuzz"
            case.body = {"note": NOTE}
        if turn % 4 == 2 and case.method == "PUT" and case.operation.path in entered:
            # At random, most bodies say something of other records, or of the wrong unit.
            case.path_parameters["id"], body = entered[case.operation.path]
            case.body = {**body, "note": NOTE}
    if reads_clock(case) and case.meta is not None and case.meta.generation.mode.is_positive:
        case.path_parameters["code"] = next(CLOCKS)
        case.query = {"start": "2024-05-20"} if case.operation.path.endswith("/due") else case.query
    if decides_as_partner(case) and case.meta is not None and case.meta.generation.mode.is_positive:
        decide_what_waits(case)
    if is_redacting(case) and case.meta is not None and case.meta.generation.mode.is_positive:
        # At random, no record holds the text.
        path = case.operation.path.removesuffix(":redact")
        case.path_parameters["id"] = noted.pop(path, case.path_parameters["id"])
        case.body = {"text": NOTE}
        case.headers.update({"If-Match": "*", "X-Change-Reason": "at random"})
    if decides_on_names(case) and case.meta is not None and case.meta.generation.mode.is_positive:
        # Off, there would be nobody to name and nothing to disclose.
        case.body["party_names"] = True
    if case.meta is not None and case.meta.generation.mode.is_positive:
        give_one_reason(case)
    key = str(case.headers.get("Idempotency-Key", ""))
    if KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = renewed(key, case.id)


@schemathesis.hook
def after_call(context, case, response):
    if case.operation.path == "/api/v1/accounts" and response.status_code == 201:
        accounts.add(response.json()["id"])
    if response.status_code in (200, 201) and "json" in response.headers.get("content-type", [""])[0]:
        note_record(case, response.json(), response.status_code)
    if case.operation.path == "/api/v1/joint-activities" and response.status_code == 200:
        joint[:] = [(item["activity_id"], item["township_code"]) for item in response.json()["items"]] or joint


def note_record(case, record, status):
    """Keeps in mind which records count, which are voided, and what was entered."""
    if not isinstance(record, dict) or "voided_at" not in record:
        return
    path = case.operation.path if "{id}" in case.operation.path else f"{case.operation.path}/{{id}}"
    path = path.removesuffix(":restore").removesuffix(":redact")
    if record.get("note") == NOTE:
        noted[path] = record["id"]
    if record["voided_at"] is None:
        alive[path] = record["id"]
        if record["id"] in voided[path]:
            voided[path].remove(record["id"])
    elif alive.get(path) == record["id"]:
        del alive[path]
    if record["voided_at"] is not None and record["id"] not in voided[path]:
        voided[path].append(record["id"])
    if status == 201 and isinstance(case.body, dict):
        entered[path] = (record["id"], case.body)


def give_one_reason(case):
    """Leaves the header, or every other time the query: at random the two would contradict each other."""
    if "reason" not in (case.query or {}) or "X-Change-Reason" not in case.headers:
        return
    aimed = is_redacting(case) or is_restoring(case)
    if aimed or next(turns["reason", case.operation.label]) % 2 == 0:
        del case.query["reason"]
    else:
        del case.headers["X-Change-Reason"]


def decides_on_names(case):
    return case.method == "PUT" and case.operation.path.endswith("/personal-data")


def decides_as_partner(case):
    return case.operation.path.endswith((":confirm", ":decline"))


def decide_what_waits(case):
    """Aims the request at an activity that names the clerk's township; of ids at random, none does."""
    if joint:
        case.path_parameters["id"], case.path_parameters["township_code"] = joint[-1]
        case.headers.update({"If-Match": "*", "X-Change-Reason": "fuzz"})


def reads_clock(case):
    return case.operation.path.startswith("/api/v1/clocks/{code}")


def is_redacting(case):
    return case.operation.path.endswith(":redact")


def is_restoring(case):
    return case.operation.path.endswith(":restore")


def restore_what_is_voided(case):
    """Aims the request at a record that is voided; of ids at random, none is."""
    of_this_kind = voided[case.operation.path.removesuffix(":restore")]
    if of_this_kind:
        # In turn, from the newest: of what only one record may state, an older one may have been entered again.
        case.path_parameters["id"] = of_this_kind[-1 - next(turns[case.operation.path]) % len(of_this_kind)]


def renewed(key, case_id):
    """A key of the same form that did not come up before: with another request, it would be answered for that alone."""
    quote = '"' if key.startswith('"') else ""
    bare = key[1:-1] if quote else key
    return f"{quote}{case_id}{bare[len(case_id):]}{quote}"
