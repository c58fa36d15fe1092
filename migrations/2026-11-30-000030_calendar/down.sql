DROP TABLE calendar_notices;
