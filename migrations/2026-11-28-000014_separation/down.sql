ALTER TABLE idempotency_keys DROP COLUMN regions;
ALTER TABLE trail DROP CONSTRAINT trail_token_issuer_check;
ALTER TABLE trail DROP COLUMN token_issuer_account;
ALTER TABLE trail DROP COLUMN token_issued_by;
ALTER TABLE tokens DROP COLUMN issuer_account;
