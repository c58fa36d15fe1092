-- The terms that counties add leave a trail, too: `id` is what it calls them. Those added before have no entry.
ALTER TABLE vocabulary_terms ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE vocabulary_terms ALTER COLUMN id DROP DEFAULT;
