-- read, looks shared: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(100000000001, 100000999000)
\set fresh :fresh + 100
\set unique :fresh + :client_id
\set drawn random(1, 1000)
\if :drawn <= 360
SELECT t.id, t.secret_hash, t.networks, t.last_used_at, t.created_by, t.issuer_account, a.id AS account_id, a.version, a.updated_at, d.version AS directory FROM tokens t JOIN accounts a ON a.id = t.account_id CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp() AND a.disabled_at IS NULL;
\endif
SELECT "activities"."id", "activities"."version", "activities"."created_at", "activities"."created_by", "activities"."updated_at", "activities"."updated_by", "activities"."voided_at", "activities"."voided_by", "activities"."void_reason", "activities"."township_code", "activities"."year", "activities"."external_ref", "activities"."note", "activities"."kind", "activities"."held_on", "activities"."ends_on", "activities"."title", "activities"."place", "activities"."organising_body", "activities"."form", "activities"."venue_class", "activities"."key_date", "activities"."joint_townships", "activities"."sessions", "activities"."persons", "activities"."person_times", "activities"."staff_due", "activities"."materials", "activities"."consultations", "activities"."audience", "activities"."audience_estimated", "activities"."problems_solved", "activities"."exam_due", "activities"."exam_sat", "activities"."exam_passed" FROM "activities" WHERE ("activities"."id" = ('01900000-0000-7000-8000-' || :p0)::uuid) LIMIT (:c1);
SELECT "pgbench_heads"."township_code", "pgbench_heads"."position", "pgbench_heads"."hash", "pgbench_heads"."mac" FROM "pgbench_heads" ORDER BY "pgbench_heads"."county_code", "pgbench_heads"."township_code" LIMIT (:c1);
