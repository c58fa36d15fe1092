ALTER TABLE legality_reviews DROP COLUMN decision_id;
DROP TABLE decisions;
