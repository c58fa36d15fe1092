-- create: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(540221, 540230)
\set p1 random(200, 207)
\set p2 random(2022, 2024)
\set p3 random(1, 12)
\set p4 random(1, 28)
\set fresh :fresh + 100
\set unique :fresh + :client_id
BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED;
SELECT t.id, t.secret_hash, t.networks, t.last_used_at, a.id AS account_id, a.version, a.updated_at, d.version AS directory FROM tokens t JOIN accounts a ON a.id = t.account_id CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp() AND a.disabled_at IS NULL;
SELECT locked, k.fingerprint, k.status, k.location, k.etag, k.body, k.created_at FROM (SELECT pg_try_advisory_xact_lock(hashtextextended((:c1) || ' ' || (:unique), 0)) AS locked) lock LEFT JOIN idempotency_keys k ON k.account = (:c1) AND k.key = (:unique);
SELECT "regions"."valid_from", "regions"."valid_to", "regions"."successor_code" FROM "regions" WHERE (("regions"."code" = (:p0 || :p1)) AND ("regions"."level" = (:c2))) LIMIT (:c3);
INSERT INTO "activities" ("county_code", "id", "created_at", "created_by", "version", "updated_at", "updated_by", "voided_at", "voided_by", "void_reason", "township_code", "year", "external_ref", "note", "kind", "held_on", "ends_on", "title", "place", "organising_body", "form", "venue_class", "key_date", "joint_townships", "sessions", "persons", "person_times", "staff_due", "materials", "consultations", "audience", "audience_estimated", "problems_solved", "exam_due", "exam_sat", "exam_passed") VALUES ((:p0), ('01900000-0000-7000-b000-' || :unique)::uuid, (:c4)::timestamptz, (:c5), (:c3), (:c4)::timestamptz, (:c5), NULL, NULL, NULL, (:p0 || :p1), (:p2), NULL, (:c6), (:c7), (:p2 || '-' || :p3 || '-' || :p4)::date, NULL, (:c8), (:c9), (:c10), (:c11), NULL, NULL, (:c12), (:c3), (:c13), (:c14), (:c15), (:c16), NULL, NULL, (:c17), NULL, NULL, NULL, NULL);
SELECT position, hash, pg_try_advisory_xact_lock_shared((:c18), ((SELECT last_value FROM trail_seq) % 2147483648)::int) AS is_announced FROM trail_heads WHERE county_code = (:p0) AND township_code = (:p0 || :p1) FOR UPDATE \gset
WITH head AS ( UPDATE trail_heads SET position = (:position + 1), hash = sha256((:hash)::bytea), mac = sha256((:hash)::bytea) WHERE county_code = (:p0) AND township_code = (:p0 || :p1) ) INSERT INTO trail (county_code, township_code, position, id, resource, record_id, version, action, at, token_id, account, actor, role, request_id, address, reason, changed, before, after, hash, seq) VALUES ((:p0), (:p0 || :p1), (:position + 1), ('01900000-0000-7000-b001-' || :unique)::uuid, (:c19), ('01900000-0000-7000-b000-' || :unique)::uuid, (:c3), (:c20), (:c4)::timestamptz, (:c0), (:c1), (:c5), (:c21), ('01900000-0000-7000-b002-' || :unique)::uuid, (:c22), NULL, (:c12), NULL, (:c23), sha256((:hash)::bytea), nextval('trail_seq'));
INSERT INTO township_years (county_code, township_code, year, version, changed_at) SELECT county_code, township_code, year, 1, (:c4)::timestamptz FROM unnest(('{' || :p0 || '}')::text[], ('{' || :p0 || :p1 || '}')::text[], ('{' || :p2 || '}')::smallint[]) AS touched (county_code, township_code, year) ON CONFLICT (county_code, township_code, year) DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at;
INSERT INTO "idempotency_keys" ("account", "key", "fingerprint", "status", "location", "etag", "body", "created_at") VALUES ((:c1), (:unique), (:c24)::bytea, (:c25), (:c26), (:c27), (:c28), (:c4)::timestamptz);
COMMIT;
