-- poll: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set fresh :fresh + 100
\set unique :fresh + :client_id
SELECT t.id, t.secret_hash, t.name, t.role, t.region_code, d.version AS directory FROM tokens t CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp();
SELECT span.scope AS scope, coalesce(sum(c.version), 0)::bigint AS version, max(c.changed_at) AS changed_at, (SELECT version FROM region_directory) AS directory FROM unnest((:c1)::text[]::int[], (:c2)::text[]::text[], (:c1)::text[]::text[], (:c3)::text[], (:c4)::smallint[]::smallint[]) AS span (scope, county_code, first_township, last_township, last_year) LEFT JOIN township_years c ON c.county_code = span.county_code COLLATE "C" AND c.township_code >= span.first_township COLLATE "C" AND c.township_code <= span.last_township COLLATE "C" AND c.year <= span.last_year GROUP BY span.scope;
