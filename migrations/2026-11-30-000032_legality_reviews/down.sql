DROP TABLE legality_reviews;
