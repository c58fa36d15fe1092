-- list: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(540221, 540230)
\set p1 random(200, 207)
\set p2 random(1, 12)
\set p3 random(1, 28)
\set fresh :fresh + 100
\set unique :fresh + :client_id
SELECT "activities"."id", "activities"."version", "activities"."created_at", "activities"."created_by", "activities"."updated_at", "activities"."updated_by", "activities"."voided_at", "activities"."voided_by", "activities"."void_reason", "activities"."township_code", "activities"."year", "activities"."external_ref", "activities"."note", "activities"."kind", "activities"."held_on", "activities"."ends_on", "activities"."title", "activities"."place", "activities"."organising_body", "activities"."form", "activities"."venue_class", "activities"."key_date", "activities"."joint_townships", "activities"."sessions", "activities"."persons", "activities"."person_times", "activities"."staff_due", "activities"."materials", "activities"."consultations", "activities"."audience", "activities"."audience_estimated", "activities"."problems_solved", "activities"."exam_due", "activities"."exam_sat", "activities"."exam_passed", held_on::text AS sort_key FROM "activities" WHERE ((((("activities"."county_code" = (:p0)) AND ("activities"."township_code" = (:p0 || :p1))) AND ("activities"."held_on" <= ('2024-' || :p2 || '-' || :p3)::date)) AND ("activities"."voided_at" IS NULL)) AND (:c0)) ORDER BY held_on DESC, id DESC LIMIT (:c1);
SELECT "pgbench_heads"."township_code", "pgbench_heads"."position", "pgbench_heads"."hash", "pgbench_heads"."mac" FROM "pgbench_heads" ORDER BY "pgbench_heads"."county_code", "pgbench_heads"."township_code" LIMIT (:c2);
