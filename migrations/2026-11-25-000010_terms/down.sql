ALTER TABLE vocabulary_terms DROP COLUMN id;
