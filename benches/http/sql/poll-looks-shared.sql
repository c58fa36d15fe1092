-- poll, looks shared: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set fresh :fresh + 100
\set unique :fresh + :client_id
\set drawn random(1, 1000)
\if :drawn <= 116
SELECT t.id, t.secret_hash, t.networks, t.last_used_at, t.created_by, t.issuer_account, a.id AS account_id, a.version, a.updated_at, d.version AS directory FROM tokens t JOIN accounts a ON a.id = t.account_id CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp() AND a.disabled_at IS NULL;
SELECT span.scope AS scope, coalesce(sum(c.version), 0) AS version, max(c.changed_at) AS changed_at FROM unnest((:c1)::text[]::int[], (:c2)::text[]::text[], (:c1)::text[]::text[], (:c3)::text[], (:c4)::smallint[]::smallint[]) AS span (scope, county_code, first_township, last_township, last_year) JOIN township_years c ON c.county_code = span.county_code COLLATE "C" AND c.township_code >= span.first_township COLLATE "C" AND c.township_code <= span.last_township COLLATE "C" AND c.year <= span.last_year WHERE (:c2)::text[]::text[] IS NOT NULL GROUP BY span.scope;
\endif
SELECT "pgbench_heads"."township_code", "pgbench_heads"."position", "pgbench_heads"."hash", "pgbench_heads"."mac" FROM "pgbench_heads" ORDER BY "pgbench_heads"."county_code", "pgbench_heads"."township_code" LIMIT (:c5);
