-- poll: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew
\set fresh :fresh + 100
\set unique :fresh + :client_id
SELECT "pgbench_heads"."township_code", "pgbench_heads"."position", "pgbench_heads"."hash", "pgbench_heads"."mac" FROM "pgbench_heads" ORDER BY "pgbench_heads"."county_code", "pgbench_heads"."township_code" LIMIT (:c0);
