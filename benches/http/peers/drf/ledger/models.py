"""The tables, which fazhi's migrations and ../setup.sql made."""

import os
import time
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


def uuid7():
    """A UUID that ascends with time, so that new rows go to the end of every index (RFC 9562)."""
    random = int.from_bytes(os.urandom(10))
    return uuid.UUID(
        int=(time.time_ns() // 10**6 << 80) | 0x7 << 76 | (random >> 4 & 0xFFF) << 64 | 0x2 << 62 | random >> 18
    )


class Token(models.Model):
    id = models.TextField(primary_key=True)
    secret_hash = models.BinaryField()
    name = models.TextField()
    role = models.TextField()
    region_code = models.TextField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    is_authenticated = True

    class Meta:
        managed = False
        db_table = "peer_tokens"


class Region(models.Model):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    level = models.TextField()
    parent_code = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "regions"


class Activity(models.Model):
    Kind = models.TextChoices(
        "Kind",
        "leading_group_meeting study_session seminar training law_exam publicity "
        "leader_reception dispute_sweep inspection court_observation",
    )

    county_code = models.TextField()
    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    updated_at = models.DateTimeField()
    updated_by = models.TextField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.TextField(null=True)
    void_reason = models.TextField(null=True)
    township_code = models.TextField()
    year = models.SmallIntegerField()
    external_ref = models.TextField(null=True)
    note = models.TextField(null=True)
    kind = models.TextField()
    held_on = models.DateField()
    ends_on = models.DateField(null=True)
    title = models.TextField()
    place = models.TextField(null=True)
    organising_body = models.TextField(null=True)
    form = models.TextField(null=True)
    venue_class = models.TextField(null=True)
    key_date = models.TextField(null=True)
    joint_townships = ArrayField(models.TextField(), default=list)
    sessions = models.IntegerField(default=1)
    persons = models.IntegerField(null=True)
    person_times = models.IntegerField(null=True)
    staff_due = models.IntegerField(null=True)
    materials = models.IntegerField(null=True)
    consultations = models.IntegerField(null=True)
    audience = models.IntegerField(null=True)
    audience_estimated = models.BooleanField(default=False)
    problems_solved = models.IntegerField(null=True)
    exam_due = models.IntegerField(null=True)
    exam_sat = models.IntegerField(null=True)
    exam_passed = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "activities"


class Case(models.Model):
    id = models.UUIDField(primary_key=True)
    county_code = models.TextField()
    township_code = models.TextField()
    kind = models.TextField()
    accepted_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.TextField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cases"


class Trail(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    county_code = models.TextField()
    township_code = models.TextField()
    resource = models.TextField()
    record_id = models.UUIDField()
    version = models.IntegerField()
    action = models.TextField()
    at = models.DateTimeField()
    token_id = models.TextField()
    actor = models.TextField()
    role = models.TextField()
    request_id = models.TextField()
    after = models.JSONField()

    class Meta:
        managed = False
        db_table = "trail"
