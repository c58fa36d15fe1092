"""The SQL, and how a new record is filled in."""

import datetime as dt
import os
import time
import uuid

STAMP = [
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "voided_at",
    "voided_by",
    "void_reason",
]
FIELDS = [
    "township_code",
    "year",
    "external_ref",
    "note",
    "kind",
    "held_on",
    "ends_on",
    "title",
    "place",
    "organising_body",
    "form",
    "venue_class",
    "key_date",
    "joint_townships",
    "sessions",
    "persons",
    "person_times",
    "staff_due",
    "materials",
    "consultations",
    "audience",
    "audience_estimated",
    "problems_solved",
    "exam_due",
    "exam_sat",
    "exam_passed",
]
COLUMNS = ["county_code", *STAMP, *FIELDS]
RECORD = ", ".join(STAMP + FIELDS)

TOKEN = """
    SELECT id, secret_hash, name, role, region_code FROM peer_tokens
    WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()"""
READ = f"SELECT {RECORD} FROM activities WHERE id = $1"
LIST = f"""
    SELECT {RECORD} FROM activities
    WHERE county_code = $1 AND township_code = $2 AND (held_on, id) <= ($3, $4) AND voided_at IS NULL
    ORDER BY held_on DESC, id DESC LIMIT $5"""
INSERT = f"""
    INSERT INTO activities ({", ".join(COLUMNS)})
    VALUES ({", ".join(f"${i}" for i in range(1, len(COLUMNS) + 1))}) RETURNING {RECORD}"""
INSERT_TRAIL = """
    INSERT INTO trail (county_code, id, township_code, resource, record_id, version, action, at, token_id, actor, role,
        request_id, after)
    VALUES ($1, gen_random_uuid(), $2, 'activities', $3, 1, 'created', $4, $5, $6, $7, $8, $9)"""
BUMP = """
    INSERT INTO township_years (county_code, township_code, year, version, changed_at) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (county_code, township_code, year)
    DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at"""
TOWNSHIPS = "SELECT code, name FROM regions WHERE parent_code = $1 AND level = 'township' ORDER BY code"
ACTIVITY_SUMS = """
    SELECT township_code AS code, sum(materials) AS publicity_materials, sum(consultations) AS legal_consultations,
        sum(audience) FILTER (WHERE kind = 'publicity') AS publicity_audience,
        sum(person_times) FILTER (WHERE kind = 'training') AS training_person_times
    FROM activities WHERE county_code = $1 AND held_on BETWEEN $2 AND $3 AND voided_at IS NULL GROUP BY 1"""
CASE_SUMS = """
    SELECT township_code AS code, count(*) FILTER (WHERE accepted_on BETWEEN $2 AND $3) AS disputes_accepted,
        count(*) FILTER (WHERE closed_on BETWEEN $2 AND $3) AS disputes_closed,
        count(*) FILTER (WHERE closed_on BETWEEN $2 AND $3 AND outcome = 'succeeded') AS disputes_resolved,
        count(*) FILTER (WHERE closed_on IS NULL OR closed_on > $3) AS disputes_pending
    FROM cases WHERE county_code = $1 AND kind = 'mediation' AND voided_at IS NULL
        AND accepted_on <= $3 AND (closed_on IS NULL OR closed_on >= $2) GROUP BY 1"""


def as_row(fields, name):
    """The columns of a new activity."""
    now = dt.datetime.now(dt.UTC)
    stamp = {
        "id": uuid7(),
        "version": 1,
        "created_at": now,
        "created_by": name,
        "updated_at": now,
        "updated_by": name,
        "voided_at": None,
        "voided_by": None,
        "void_reason": None,
    }
    return {"county_code": fields["township_code"][:6], **stamp, **fields}


def uuid7():
    """A UUID that ascends with time, so that new rows go to the end of every index (RFC 9562)."""
    random = int.from_bytes(os.urandom(10))
    return uuid.UUID(
        int=(time.time_ns() // 10**6 << 80) | 0x7 << 76 | (random >> 4 & 0xFFF) << 64 | 0x2 << 62 | random >> 18
    )
