"""Two builds of fazhi by turns: what a change made faster or slower, beyond what one build differs from itself."""

import os
import statistics
import subprocess

from . import measure, report
from .cluster import Cluster, digest
from .runner import Runner
from .services import Fazhi

ROUNDS = 7
# What a change may cost.
ALLOWED = 0.03


class Build:
    """A build with a cluster of its own, which both builds find as the old one left it."""

    def __init__(self, name, binary, folder, chosen, steady):
        os.makedirs(folder)
        self.name, self.binary, self.folder, self.chosen = name, binary, folder, chosen
        self.cluster = Cluster(folder)
        self.runner = Runner(self.cluster, chosen, folder, steady)
        self.service = None

    def start(self, template):
        self.cluster.copy_of(template)
        self.cluster.start()
        # The schema has to fit before tokens are made, and the old build knows no newer one.
        subprocess.run([self.binary, "migrate"], check=True, env={**os.environ, "DATABASE_URL": self.cluster.url})
        self.service = Fazhi(self.cluster, self.folder, self.chosen.pool, self.binary, name=self.name)
        self.runner.use_tokens(self.service.tokens(16))
        self.runner.restore()
        self.service.start()

    def stop(self):
        if self.service:
            self.service.stop()
        self.cluster.stop()


def template_of(chosen, seed, folder):
    """A cluster that the old build made and that was filled; kept for the next comparison with this build."""
    template = f"{chosen.cache}/against-{digest(seed, chosen.against)}"
    if not os.path.isdir(template):
        print("filling a cluster with 1.25 million records by the old build, once", flush=True)
        os.makedirs(folder)
        cluster = Cluster(folder)
        try:
            cluster.seed(chosen.against, seed)
            cluster.keep_as(template)
        finally:
            cluster.stop()
    return template


def compare(chosen, folder, seed, steady):
    """Measures both builds; gives the rows of all runs. Each round runs old, new, new, old: what drifts, cancels out."""
    template = template_of(chosen, seed, f"{folder}/seed")
    old = Build("old", chosen.against, f"{folder}/old", chosen, steady)
    new = Build("new", chosen.binary, f"{folder}/new", chosen, steady)
    rows = old.runner.rows = new.runner.rows = []
    try:
        for build in (old, new):
            build.start(template)
        asked = {build: measure.requests(build.runner, build.service) for build in (old, new)}
        for round in range(1, (1 if chosen.smoke else ROUNDS) + 1):
            for operation in measure.OPERATIONS:
                for build in (old, new, new, old):
                    template = asked[build][operation]
                    build.runner.wrk(build.service, operation, template, chosen.connections[0]).round = round
        for build in (old, new):
            build.runner.turn.end()
    finally:
        for build in (new, old):
            build.stop()
    return rows


def table(rows, chosen):
    """The medians of all rounds, and whether a difference counts."""
    yield f"# {os.path.basename(chosen.binary)} against {os.path.basename(chosen.against)}"
    yield ""
    rounds = max(row.round for row in rows)
    yield f"Medians of {rounds} rounds of {chosen.seconds} s, {chosen.connections[0]} connections. The spread is the median of"
    yield "how far two runs of the old build in one round lie apart; a difference beyond it counts."
    yield ""
    columns = "operation | old /s | new /s | new ÷ old | spread | CPU µs of the service: old | new | PostgreSQL: old | new"
    yield from report.heading("Rates", columns, "counts")
    for operation in measure.OPERATIONS:
        old, new = (_by_round(rows, who, operation) for who in ("old", "new"))
        ratio = statistics.median(_rate(new[r]) / _rate(old[r]) for r in old)
        spread = statistics.median(abs(pair[1].measured.rate / pair[0].measured.rate - 1) for pair in old.values())
        medians = [statistics.median(map(_rate, side.values())) for side in (old, new)]
        cpu = [_cpu(side, parts) for parts in ((0, 1), (2,)) for side in (old, new)]
        yield report.line(
            operation,
            *map(report.whole, medians),
            f"{ratio:.3f}",
            f"{spread:.1%}",
            *map(report.whole, cpu),
            _verdict(ratio, spread),
        )


def _verdict(ratio, spread):
    if abs(ratio - 1) <= spread:
        return "no"
    if ratio >= 1:
        return "faster"
    return "**slower**" if 1 - ratio > ALLOWED else f"slower, within {ALLOWED:.0%}"


def _by_round(rows, who, operation):
    found = {}
    for row in rows:
        if (row.who, row.operation) == (who, operation):
            found.setdefault(row.round, []).append(row)
    return found


def _rate(runs):
    return statistics.mean(row.measured.rate for row in runs)


def _cpu(rounds, parts):
    """CPU µs per request: some of a row's shares (service, kernel for it, PostgreSQL)."""
    return statistics.median(sum(row.shares()[part] for part in parts) for runs in rounds.values() for row in runs)
