-- The tree of administrative division codes. A reference table: the same on every node.
-- Codes are text and never rewritten; a reorganisation ends one code and names its successor.
CREATE TABLE regions (
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    parent_code text COLLATE "C",
    valid_from date,
    valid_to date,
    successor_code text COLLATE "C",
    CONSTRAINT regions_pkey PRIMARY KEY (code),
    CONSTRAINT regions_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES regions (code),
    CONSTRAINT regions_successor_code_fkey FOREIGN KEY (successor_code) REFERENCES regions (code),
    CONSTRAINT regions_level_check CHECK (level IN ('nation', 'province', 'prefecture', 'county', 'township')),
    CONSTRAINT regions_root_check CHECK ((parent_code IS NULL) = (level = 'nation')),
    CONSTRAINT regions_validity_check CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)
);

CREATE INDEX regions_parent_code_idx ON regions (parent_code, code);
CREATE INDEX regions_level_idx ON regions (level, code);
CREATE INDEX regions_successor_code_idx ON regions (successor_code) WHERE successor_code IS NOT NULL;

-- Local: one row that says which state of the directory this is. Whoever changes a region row, code or a later
-- migration, gives it a new random version in the same transaction: ETags of the directory are read off it, so that a
-- client that has them is answered without a look at the tree. Random, so that no restored copy repeats an old one.
CREATE TABLE region_directory (
    id smallint NOT NULL,
    version uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT region_directory_pkey PRIMARY KEY (id),
    CONSTRAINT region_directory_id_check CHECK (id = 1)
);
