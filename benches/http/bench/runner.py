"""Timed runs: with the machine to itself, after a warm-up, with what each process took of the CPU."""

import fcntl
import os
import re
import threading
import time
from dataclasses import dataclass

from . import generators
from .process import busy_seconds, cpu_seconds, memory_kib

# What others may take of one core before a run is made again.
NOISE = 0.15


@dataclass
class Row:
    """One timed run."""

    who: str
    operation: str
    connections: int
    measured: generators.Measured
    # CPU seconds: of the service by itself, in the kernel on its behalf, and of PostgreSQL.
    service_user: float
    service_system: float
    postgres_cpu: float
    # Of one processor: what neither of these three took, and what the host gave to others.
    others: float
    stolen: float
    # Of the service, while it worked: KiB.
    rss: int = 0
    pss: int = 0
    # Runs of one round were made right after each other, and so can be compared.
    round: int = 0

    def microseconds(self, cpu):
        """CPU time per request."""
        return cpu / max(self.measured.requests, 1) * 1e6

    def shares(self):
        """CPU time per request: of the service, in the kernel on its behalf, of PostgreSQL, of the load generator."""
        parts = (self.service_user, self.service_system, self.postgres_cpu, self.measured.own_cpu)
        return [self.microseconds(cpu) for cpu in parts]


class Turn:
    """The lock that keeps others on this machine from working meanwhile, where there is one. It is held over several
    runs, since getting it may take long, and left to others in between."""

    LONGEST = 150

    def __init__(self, path):
        self.path, self.descriptor, self.since = path, None, 0.0

    def begin(self):
        if self.path and self.descriptor is None:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)
            self.since = time.monotonic()

    def end(self):
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def end_if_long(self):
        if time.monotonic() - self.since > self.LONGEST:
            self.end()


class Runner:
    def __init__(self, cluster, options, folder, steady):
        self.cluster, self.options, self.folder, self.steady_program = cluster, options, folder, steady
        self.tokens = []
        self.turn = Turn(options.lock)
        self.rows = []

    @property
    def token_file(self):
        return f"{self.folder}/tokens"

    def use_tokens(self, tokens):
        self.tokens = tokens
        with open(self.token_file, "w") as file:
            file.write("\n".join(tokens))

    def wrk(self, service, operation, template, connections):
        """Top load on a service."""
        path = self._template(service, operation, template)
        work = lambda seconds: generators.wrk(service.port, path, self.token_file, connections, seconds)
        row = self._row(service.name, operation, connections, work, service.process.pid)
        self._check_size(service, template, row)
        return row

    def untimed(self, service, operation, template, connections):
        """Top load for a second or two; says how many requests that were."""
        path = self._template(service, operation, template)
        return generators.wrk(service.port, path, self.token_file, connections, min(2, self.options.seconds)).requests

    def steady(self, service, operation, template, connections, rate):
        """A constant rate on a service."""
        path = self._template(service, operation, template)
        work = lambda seconds: generators.steady(
            self.steady_program, service.port, path, self.token_file, rate, connections, seconds
        )
        return self._row(service.name, f"{operation} at half load", connections, work, service.process.pid)

    def pgbench(self, operation, script, connections):
        """The same statements without a service."""
        work = lambda seconds: generators.pgbench(self.cluster, script, connections, seconds)
        return self._row("pgbench", operation, connections, work, None)

    def restore(self):
        """Leaves the records as they were seeded, so that the next service finds what the one before found."""
        entered = "DELETE FROM activities WHERE created_at >= timestamptz '2025-02-01'"
        written = "trail, trail_heads, idempotency_keys"
        # Whoever comes first shall not have to fetch from the disk what the others then find in memory.
        tables = "relname ~ '^(activities|cases)' AND relkind IN ('r', 'i')"
        warm = f"SELECT count(extensions.pg_prewarm(oid)) FROM pg_class WHERE {tables}"
        for statement in (entered, f"TRUNCATE {written}", "VACUUM ANALYZE", warm):
            self.cluster.sql(statement)

    def begin_chains_of_pgbench(self):
        """Ends of chains for pgbench alone, which lacks the secret: fazhi goes on from no end that is not under its own."""
        for statement in (
            "CREATE TABLE pgbench_heads (LIKE trail_heads INCLUDING ALL)",
            """INSERT INTO pgbench_heads (county_code, township_code, position, hash, mac, number)
                SELECT DISTINCT county_code, township_code, 1000000000, ''::bytea, ''::bytea, 1 FROM township_years""",
            "VACUUM ANALYZE pgbench_heads",
        ):
            self.cluster.sql(statement)

    def memory(self, service):
        return memory_kib(service.process.pid)

    def _check_size(self, service, template, row):
        """An error may come as a success: answers have to be as long as one that was looked at."""
        expected = len(service.client().send(template.filled(self.tokens, 0)).body)
        if row.measured.bytes_each < expected / 2 or (expected == 0 and row.measured.bytes_each > 1000):
            raise RuntimeError(
                f"{row.who}, {row.operation}: answers of {row.measured.bytes_each:.0f} bytes, not {expected}"
            )

    def _template(self, service, operation, template):
        path = f"{self.folder}/{service.name}-{re.sub('[^a-z]+', '-', operation)}.http"
        with open(path, "w", newline="") as file:
            file.write(template.text(self.tokens))
        return path

    def _row(self, who, operation, connections, work, pid):
        """The quietest of a few runs: one is enough where nobody else worked meanwhile."""
        attempts = []
        for _ in range(1 + self.options.retries):
            self.turn.begin()
            _wait_for_quiet(self.options.patience)
            attempts.append(self._attempt(who, operation, connections, work, pid))
            self.turn.end_if_long()
            if attempts[-1].others + attempts[-1].stolen < NOISE:
                break
        row = min(attempts, key=lambda row: row.others + row.stolen)
        self.rows.append(row)
        m = row.measured
        print(
            f"{who:12} {operation:24} {connections:3} connections {m.rate:10.0f}/s  p50 {m.p50:7.2f} ms"
            f"  p99 {m.p99:7.2f} ms  (others {row.others:.2f}, stolen {row.stolen:.2f})",
            flush=True,
        )
        return row

    def _attempt(self, who, operation, connections, work, pid):
        cpu = lambda: (*(cpu_seconds(pid) if pid else (0.0, 0.0)), sum(cpu_seconds(self.cluster.pid)), *busy_seconds())
        memory = [(0, 0)]
        look = threading.Timer(self.options.seconds * 0.8, lambda: memory.append(memory_kib(pid) if pid else (0, 0)))
        # Nobody's run shall be the one that a checkpoint falls into.
        self.cluster.sql("CHECKPOINT")
        # The first change of a page after a checkpoint is dear. Creates go on until most of their pages had it.
        warmup = self.options.warmup * (3 if operation.startswith("create") else 1)
        if warmup:
            work(warmup)
        look.start()
        before = cpu()
        measured = work(self.options.seconds)
        after = cpu()
        look.join()
        user, system, postgres, busy, stolen = (now - then for now, then in zip(after, before))
        others = max(0.0, busy - user - system - postgres - measured.own_cpu) / self.options.seconds
        noise = (others, stolen / self.options.seconds)
        return Row(who, operation, connections, measured, user, system, postgres, *noise, *memory[-1])


def _wait_for_quiet(patience):
    """Waits, `patience` seconds at most, until nothing else keeps the processors busy."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = busy_seconds()[0]
        time.sleep(0.5)
        if busy_seconds()[0] - before < NOISE / 2:
            return
