"""Nobody is fast by doing less: what a peer answers is held against what fazhi answers, before anything is timed."""

import datetime
import re

from .services import INDICATORS

SEEDS = range(5)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*")
# What differs from one create to the next.
OWN = {"id", "created_at", "updated_at"}


class Expected:
    """fazhi's answers to some requests, kept for the peers to give the same."""

    def __init__(self, runner, service):
        self.runner = runner
        self.reads = [service.record(self._ask(service, "read", seed)) for seed in SEEDS]
        self.lists = [service.records(self._ask(service, "list", seed)) for seed in SEEDS]
        self.figures = service.figures(self._ask(service, "county", 0))
        self.created = service.record(self._ask(service, "create", 0, 201))
        if not all(len(records) == 50 for records in self.lists):
            raise RuntimeError("the lists asked for are too short to be measured")

    def compare(self, peer):
        """Says what a peer answers otherwise, and whether a create leaves its trail and counts."""
        for seed in SEEDS:
            _same(f"{peer.name}: read", peer.record(self._ask(peer, "read", seed)), self.reads[seed])
            found = peer.records(self._ask(peer, "list", seed))
            _same(
                f"{peer.name}: list", [record["id"] for record in found], [record["id"] for record in self.lists[seed]]
            )
            for record, expected in zip(found, self.lists[seed]):
                _same(f"{peer.name}: list", record, expected)
        self._compare_figures(peer.figures(self._ask(peer, "county", 0)), peer.name)
        self._compare_create(peer)

    def _compare_figures(self, found, name):
        of = lambda rows: {code: [row.get(column) for column in ("name", *INDICATORS)] for code, row in rows.items()}
        # Peers have no row for what the county itself did; no record of the benchmark is of it.
        townships = {code: row for code, row in self.figures.items() if not code.endswith("000")}
        _same(f"{name}: county", of(found), of(townships))

    def _compare_create(self, peer):
        before = self._counters()
        created = peer.record(self._ask(peer, "create", 0, None))
        without = lambda record: {name: value for name, value in record.items() if name not in OWN}
        _same(f"{peer.name}: create", without(created), without(self.created))
        trail = self.runner.cluster.sql(
            f"SELECT count(*) FROM trail WHERE record_id = '{created['id']}' AND after ->> 'title' <> ''"
        )
        _same(f"{peer.name}: trail", trail, ["1"])
        _same(f"{peer.name}: counter", self._counters(), before + 1)

    def _counters(self):
        return int(self.runner.cluster.sql("SELECT sum(version) FROM township_years")[0])

    def _ask(self, service, operation, seed, status=200):
        request = service.templates()[operation].filled(self.runner.tokens, seed)
        answer = service.client().send(request)
        if answer.status >= 400 or request.path != "/graphql":
            answer.expect(status or min(answer.status, 299))
        return answer.json()


def _same(what, found, expected):
    found, expected = _plain(found), _plain(expected)
    if found != expected:
        raise RuntimeError(f"{what} differs from fazhi:\n{found}\n{expected}")


def _plain(value):
    """Instants are the same however their zone and fractions are written; JavaScript knows no more than milliseconds."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, str) and INSTANT.fullmatch(value):
        instant = datetime.datetime.fromisoformat(value)
        return instant.replace(microsecond=0).timestamp(), instant.microsecond // 1000
    return value
