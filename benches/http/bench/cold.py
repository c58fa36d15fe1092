"""How long the first one waits who asks for the figures of the nation: no answer is in the service's memory, and the sums of
counties are stored, or none is, as after a new catalogue of indicators."""

import time

from .services import YEAR

ROUNDS = 5
PATH = f"/api/v1/regions/CN/figures?year={YEAR}"
WITHOUT_SUMS = "no sums stored"
WITH_SUMS = "sums of counties stored"


def nation(runner, start):
    """Milliseconds of the first answer of a service that was just started, by what was stored before, one a round."""
    found = {WITHOUT_SUMS: [], WITH_SUMS: []}
    for _ in range(1 if runner.options.smoke else ROUNDS):
        runner.cluster.sql("DELETE FROM county_figures")
        for stored, milliseconds in found.items():
            milliseconds.append(_first_answer(runner, start()))
    return found


def _first_answer(runner, service):
    headers = {"Authorization": f"Bearer {runner.tokens[0]}"}
    try:
        service.start()
        client = service.client()
        # Connections to the database are open after this.
        client.get("/api/v1/me", **headers).expect(200)
        begin = time.monotonic()
        client.get(PATH, **headers).expect(200)
        return (time.monotonic() - begin) * 1e3
    finally:
        # The sums are stored before it ends.
        service.stop()
