-- Policies were laid down when a service started, not by a step: there is nothing to put back.
SELECT 1;
