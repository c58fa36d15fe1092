-- poll: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set fresh :fresh + 100
\set unique :fresh + :client_id
SELECT t.id, t.secret_hash, t.name, t.role, t.region_code, d.version AS directory FROM tokens t CROSS JOIN region_directory d WHERE t.id = (:c0) AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp();
SELECT sum("township_years"."version"), max("township_years"."changed_at"), (SELECT version FROM region_directory) FROM "township_years" WHERE (("township_years"."county_code" = (:c1)) AND ("township_years"."year" <= (:c2)));
