-- What of Citus `fazhi distribute` speaks to, as far as a test without Citus needs it: its catalogue, and its functions, which
-- note what they are asked for and refuse what Citus 13.2 refuses of it.
SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, colocated text, shards int);
CREATE TABLE pg_catalog.pg_dist_local_group (groupid int NOT NULL);
INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
CREATE TABLE pg_catalog.pg_dist_node (groupid int, nodename text, nodeport int, isactive boolean, shouldhaveshards boolean, noderole text);
INSERT INTO pg_catalog.pg_dist_node VALUES (1, 'one', 5432, true, true, 'primary'), (2, 'two', 5432, true, true, 'primary');
CREATE TABLE pg_catalog.pg_dist_placement (shardid bigint, groupid int);
INSERT INTO pg_catalog.pg_dist_placement VALUES (100, 1), (101, 2);
GRANT SELECT ON pg_catalog.pg_dist_placement, pg_catalog.pg_dist_partition, pg_catalog.pg_dist_local_group, pg_catalog.pg_dist_node TO public;

CREATE FUNCTION pg_catalog.create_distributed_table(named regclass, by text, colocate_with text, shard_count int DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    target regclass;
    odd text;
BEGIN
    FOR target IN SELECT confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = named AND confrelid <> named LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = target) THEN
            RAISE 'referenced table "%" must be a distributed table or a reference table', target;
        END IF;
    END LOOP;
    SELECT conname INTO odd FROM pg_constraint WHERE conrelid = named AND contype IN ('p', 'u', 'x')
        AND NOT (SELECT attnum FROM pg_attribute WHERE attrelid = named AND attname = by) = ANY (conkey);
    IF odd IS NOT NULL THEN
        RAISE 'Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column: %', odd;
    END IF;
    IF colocate_with = 'none' AND shard_count < 1 OR colocate_with <> 'none' AND NOT EXISTS (
        SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = colocate_with::regclass) THEN
        RAISE 'shards: %, like: %', shard_count, colocate_with;
    END IF;
    INSERT INTO pg_catalog.pg_dist_partition VALUES (named, 'h', colocate_with, shard_count);
END $$;

CREATE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(named regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT has_table_privilege(named, 'TRUNCATE') THEN
        RAISE 'permission denied for table %', named;
    END IF;
END $$;
CREATE FUNCTION pg_catalog.citus_check_connection_to_node(nodename text, nodeport int) RETURNS boolean
LANGUAGE sql AS $$ SELECT nodename <> 'unreachable' $$;

-- Counties of provinces with an odd code are on the second node.
CREATE FUNCTION pg_catalog.get_shard_id_for_distribution_column(named regclass, code text) RETURNS bigint
LANGUAGE sql AS $$ SELECT 100 + left(code, 2)::bigint % 2 $$;
RESET allow_system_table_mods;
