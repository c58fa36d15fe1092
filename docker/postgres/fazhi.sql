-- Runs once, when the database is made: the service owns its database and is not a superuser.
\set password `cat /run/secrets/database_password`
CREATE ROLE fazhi LOGIN PASSWORD :'password';
ALTER DATABASE fazhi OWNER TO fazhi;
