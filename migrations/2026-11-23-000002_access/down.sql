DROP TABLE vocabulary_terms;
DROP TABLE idempotency_keys;
DROP TABLE secrets;
DROP TABLE tokens;
