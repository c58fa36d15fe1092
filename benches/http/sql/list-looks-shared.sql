-- list, looks shared: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set p0 random(540221, 540230)
\set p1 random(200, 207)
\set p2 random(1, 12)
\set p3 random(1, 28)
\set fresh :fresh + 100
\set unique :fresh + :client_id
\set drawn random(1, 1000)
\if :drawn <= 346
SELECT t.id, t.secret_hash, t.networks, t.last_used_at, t.created_by, t.issuer_account, a.id AS account_id, a.version, a.updated_at, d.version AS directory FROM tokens t JOIN accounts a ON a.id = t.account_id CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp() AND a.disabled_at IS NULL;
SELECT span.scope AS scope, coalesce(sum(c.version), 0) AS version, max(c.changed_at) AS changed_at FROM unnest((:c1)::text[]::int[], ('{' || :p0 || '}')::text[]::text[], ('{' || :p0 || :p1 || '}')::text[]::text[], ('{' || :p0 || :p1 || '}')::text[]::text[], (:c2)::text[]::smallint[]) AS span (scope, county_code, first_township, last_township, last_year) JOIN township_years c ON c.county_code = span.county_code COLLATE "C" AND c.township_code >= span.first_township COLLATE "C" AND c.township_code <= span.last_township COLLATE "C" AND c.year <= span.last_year WHERE ('{' || :p0 || '}')::text[]::text[] IS NOT NULL GROUP BY span.scope;
\endif
SELECT "activities"."id", "activities"."version", "activities"."created_at", "activities"."created_by", "activities"."updated_at", "activities"."updated_by", "activities"."voided_at", "activities"."voided_by", "activities"."void_reason", "activities"."township_code", "activities"."year", "activities"."external_ref", "activities"."note", "activities"."kind", "activities"."held_on", "activities"."ends_on", "activities"."title", "activities"."place", "activities"."organising_body", "activities"."form", "activities"."venue_class", "activities"."key_date", "activities"."joint_townships", "activities"."sessions", "activities"."persons", "activities"."person_times", "activities"."staff_due", "activities"."materials", "activities"."consultations", "activities"."audience", "activities"."audience_estimated", "activities"."problems_solved", "activities"."exam_due", "activities"."exam_sat", "activities"."exam_passed", held_on::text AS sort_key FROM "activities" WHERE ((((("activities"."county_code" = (:p0)) AND ("activities"."township_code" = (:p0 || :p1))) AND ("activities"."held_on" <= ('2024-' || :p2 || '-' || :p3)::date)) AND ("activities"."voided_at" IS NULL)) AND (:c3)) ORDER BY held_on DESC, id DESC LIMIT (:c4);
SELECT "pgbench_heads"."township_code", "pgbench_heads"."position", "pgbench_heads"."hash", "pgbench_heads"."mac" FROM "pgbench_heads" ORDER BY "pgbench_heads"."county_code", "pgbench_heads"."township_code" LIMIT (:c5);
