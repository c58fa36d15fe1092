DROP TABLE trail;
DROP TABLE township_years;
