-- Local: one row with the digest of the catalogue of deadlines by which `due_on` of all cases was computed. No row: it is not
-- known by which. Written by the owner, when an instance that has another catalogue has computed them anew.
CREATE TABLE deadline_catalogue (
    id smallint NOT NULL,
    digest text NOT NULL,
    CONSTRAINT deadline_catalogue_pkey PRIMARY KEY (id),
    CONSTRAINT deadline_catalogue_id_check CHECK (id = 1)
);
