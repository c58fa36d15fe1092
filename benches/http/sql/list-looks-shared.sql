-- list, looks shared: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(540221, 540230)
\set p1 random(200, 207)
\set p2 random(1, 12)
\set p3 random(1, 28)
\set fresh :fresh + 100
\set unique :fresh + :client_id
\set drawn random(1, 1000)
\if :drawn <= 493
SELECT t.id, t.secret_hash, t.name, t.role, t.region_code, d.version AS directory FROM tokens t CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp();
SELECT sum("township_years"."version"), max("township_years"."changed_at"), (SELECT version FROM region_directory) FROM "township_years" WHERE (("township_years"."county_code" = (:p0)) AND ("township_years"."township_code" = (:p0 || :p1)));
\endif
SELECT "activities"."id", "activities"."version", "activities"."created_at", "activities"."created_by", "activities"."updated_at", "activities"."updated_by", "activities"."voided_at", "activities"."voided_by", "activities"."void_reason", "activities"."township_code", "activities"."year", "activities"."external_ref", "activities"."note", "activities"."kind", "activities"."held_on", "activities"."ends_on", "activities"."title", "activities"."place", "activities"."organising_body", "activities"."form", "activities"."venue_class", "activities"."key_date", "activities"."joint_townships", "activities"."sessions", "activities"."persons", "activities"."person_times", "activities"."staff_due", "activities"."materials", "activities"."consultations", "activities"."audience", "activities"."audience_estimated", "activities"."problems_solved", "activities"."exam_due", "activities"."exam_sat", "activities"."exam_passed", held_on::text AS sort_key FROM "activities" WHERE ((((("activities"."county_code" = (:p0)) AND ("activities"."township_code" = (:p0 || :p1))) AND ("activities"."held_on" <= ('2024-' || :p2 || '-' || :p3)::date)) AND ("activities"."voided_at" IS NULL)) AND (:c1)) ORDER BY held_on DESC, id DESC LIMIT (:c2);
