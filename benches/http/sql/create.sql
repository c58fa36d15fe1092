-- create: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(540221, 540230)
\set p1 random(200, 207)
\set p2 random(2022, 2024)
\set p3 random(1, 12)
\set p4 random(1, 28)
\set fresh :fresh + 100
\set unique :fresh + :client_id
BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT t.id, t.secret_hash, t.name, t.role, t.region_code, d.version AS directory FROM tokens t CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp();
SELECT locked, k.fingerprint, k.status, k.location, k.etag, k.body, k.created_at FROM (SELECT pg_try_advisory_xact_lock(hashtextextended((:c0) || ' ' || (:unique), 0)) AS locked) lock LEFT JOIN idempotency_keys k ON k.token_id = (:c0) AND k.key = (:unique);
SELECT "regions"."valid_from", "regions"."valid_to", "regions"."successor_code" FROM "regions" WHERE (("regions"."code" = (:p0 || :p1)) AND ("regions"."level" = (:c1))) LIMIT (:c2);
INSERT INTO "activities" ("county_code", "id", "created_at", "created_by", "version", "updated_at", "updated_by", "voided_at", "voided_by", "void_reason", "township_code", "year", "external_ref", "note", "kind", "held_on", "ends_on", "title", "place", "organising_body", "form", "venue_class", "key_date", "joint_townships", "sessions", "persons", "person_times", "staff_due", "materials", "consultations", "audience", "audience_estimated", "problems_solved", "exam_due", "exam_sat", "exam_passed") VALUES ((:p0), ('01900000-0000-7000-b000-' || :unique)::uuid, (:c3)::timestamptz, (:c4), (:c2), (:c3)::timestamptz, (:c4), NULL, NULL, NULL, (:p0 || :p1), (:p2), NULL, (:c5), (:c6), (:p2 || '-' || :p3 || '-' || :p4)::date, NULL, (:c7), (:c8), (:c9), (:c10), NULL, NULL, (:c11), (:c2), (:c12), (:c13), (:c14), (:c15), NULL, NULL, (:c16), NULL, NULL, NULL, NULL);
INSERT INTO "trail" ("county_code", "id", "township_code", "resource", "record_id", "version", "action", "at", "token_id", "actor", "role", "request_id", "reason", "before", "after") VALUES ((:p0), ('01900000-0000-7000-b001-' || :unique)::uuid, (:p0 || :p1), (:c17), ('01900000-0000-7000-b000-' || :unique)::uuid, (:c2), (:c18), (:c3)::timestamptz, (:c0), (:c4), (:c19), ('01900000-0000-7000-b002-' || :unique)::uuid, NULL, NULL, (:c20));
INSERT INTO township_years (county_code, township_code, year, version, changed_at) SELECT county_code, township_code, year, 1, (:c3)::timestamptz FROM unnest(('{' || :p0 || '}')::text[], ('{' || :p0 || :p1 || '}')::text[], ('{' || :p2 || '}')::smallint[]) AS touched (county_code, township_code, year) ON CONFLICT (county_code, township_code, year) DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at;
INSERT INTO "idempotency_keys" ("token_id", "key", "fingerprint", "status", "location", "etag", "body", "created_at") VALUES ((:c0), (:unique), (:c21)::bytea, (:c22), (:c23), (:c24), (:c20), (:c3)::timestamptz);
COMMIT;
