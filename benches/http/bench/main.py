"""The order of things: a cluster, a service, the runs, the table, and the end of all that was started."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from . import accounts, against, cold, machine, measure, report
from .cluster import Cluster, digest
from .equality import Expected
from .peers import ALL, prepare
from .runner import Runner
from .services import Fazhi

HERE = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
ROOT = os.path.abspath(f"{HERE}/../..")
TARGET = os.environ.get("CARGO_TARGET_DIR", f"{ROOT}/target")


def options():
    parser = argparse.ArgumentParser(prog="benches/http/run", description="Measures fazhi, PostgreSQL and peers.")
    parser.add_argument("--only", default="fazhi,pgbench,peers", help="parts, separated by commas; `nation` is a part of fazhi that can be run alone")
    parser.add_argument("--peers", default="fastapi,drf,fastify,postgraphile", help="which peers")
    parser.add_argument("--seconds", type=int, default=10, help="length of a timed run")
    parser.add_argument("--warmup", type=int, default=3, help="seconds before each that do not count")
    parser.add_argument("--connections", default="16,64", help="HTTP connections, separated by commas")
    parser.add_argument("--pool", type=int, default=16, help="connections to the database, of each service in all")
    parser.add_argument("--binary", default=f"{TARGET}/release/fazhi", help="fazhi, an optimised build")
    parser.add_argument(
        "--cache", default=f"{TARGET}/bench-http", help="where seeded clusters and installed peers are kept"
    )
    parser.add_argument("--scratch", default="/var/tmp", help="where the cluster is put: on a disk, not in memory")
    parser.add_argument("--retries", type=int, default=2, help="how often a run is made again that others disturbed")
    parser.add_argument("--patience", type=float, default=30, help="seconds to wait for a quiet machine before a run")
    parser.add_argument("--lock", help="a file that is locked during each timed run, where others work on the machine")
    parser.add_argument("--output", help="the table; results/DATE.md where it is not said")
    parser.add_argument("--against", metavar="BINARY", help="an older fazhi: only these two, by turns, medians of 7 rounds")
    parser.add_argument("--smoke", action="store_true", help="one short run of everything, to see that it works")
    chosen = parser.parse_args()
    chosen.only, chosen.peers = chosen.only.split(","), chosen.peers.split(",")
    chosen.connections = [int(number) for number in chosen.connections.split(",")]
    if chosen.smoke:
        chosen.seconds, chosen.warmup, chosen.connections, chosen.retries, chosen.patience = 1, 0, [16], 0, 0
    return chosen


def check_programs(chosen):
    """Says at once what is missing."""
    for binary in filter(None, (chosen.binary, chosen.against)):
        if not os.access(binary, os.X_OK):
            sys.exit(f"there is no {binary}: cargo build --release, or --binary PATH")
    missing = [program for program in ("wrk", "rustc") if not shutil.which(program)]
    if missing:
        sys.exit(f"{' and '.join(missing)} cannot be found: benches/http/install")


def main():
    chosen = options()
    check_programs(chosen)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda *_: sys.exit(1))
    folder = tempfile.mkdtemp(prefix="fazhi-bench-", dir=chosen.scratch)
    os.makedirs(chosen.cache, exist_ok=True)
    try:
        (compare if chosen.against else measure_all)(chosen, folder)
    finally:
        shutil.rmtree(folder)


def compare(chosen, folder):
    """This build and an older one by turns."""
    os.chmod(folder, 0o711)
    rows = against.compare(chosen, folder, f"{HERE}/seed.sql", steady(chosen))
    table = "\n".join(against.table(rows, chosen))
    if chosen.output:
        with open(chosen.output, "w") as file:
            file.write(f"{table}\n")
    print(f"\n{table}")


def measure_all(chosen, folder):
    """fazhi, PostgreSQL and peers."""
    cluster = Cluster(folder)
    try:
        fill(cluster, chosen)
        cluster.start()
        run(cluster, chosen, folder)
    finally:
        cluster.stop()


def fill(cluster, chosen):
    """A copy of the seeded cluster, which is made when it is not there yet."""
    migrations = sorted(
        f"{ROOT}/migrations/{step}/up.sql" for step in os.listdir(f"{ROOT}/migrations") if step[0] == "2"
    )
    template = f"{chosen.cache}/cluster-{digest(f'{HERE}/seed.sql', *migrations)}"
    if os.path.isdir(template):
        cluster.copy_of(template)
        return
    print("filling a cluster with 1.25 million records, once", flush=True)
    cluster.seed(chosen.binary, f"{HERE}/seed.sql")
    cluster.keep_as(template)


def steady(chosen):
    """The generator of constant rates, compiled when it is not there or older than its source."""
    source, program = f"{HERE}/load/steady.rs", f"{chosen.cache}/steady"
    if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
        subprocess.run(["rustc", "--edition", "2024", "-O", "-o", program, source], check=True)
    return program


def run(cluster, chosen, folder):
    runner = Runner(cluster, chosen, folder, steady(chosen))
    facts = {"machine": machine.describe(cluster), "to ready": {}, "at start": {}}
    start = lambda log="warn": Fazhi(cluster, folder, chosen.pool, chosen.binary, log)
    runner.use_tokens(start().tokens(16))
    scripts, facts["statements"] = account(runner, start())
    with serving(runner, start(), facts) as fazhi:
        expected = Expected(runner, fazhi)
        if "fazhi" in chosen.only:
            measure.service(runner, fazhi, chosen.connections)
            measure.fazhi(runner, fazhi)
        if "pgbench" in chosen.only:
            runner.restore()
            runner.begin_chains_of_pgbench()
            measure.postgres(runner, fazhi, scripts)
    if "fazhi" in chosen.only:
        with serving(runner, start("info"), {}) as fazhi:
            measure.logging(runner, fazhi)
    if {"fazhi", "nation"} & set(chosen.only):
        runner.restore()
        facts["nation"] = cold.nation(runner, start)
    peers = chosen.peers if "peers" in chosen.only else []
    if peers:
        prepare(cluster, runner.tokens)
    for name in peers:
        with serving(runner, ALL[name](cluster, folder, chosen.pool, chosen.cache), facts) as peer:
            expected.compare(peer)
            measure.service(runner, peer, chosen.connections[-1:])
    runner.turn.end()
    path = report.write(chosen, facts, runner.rows, f"{HERE}/results")
    with open(path) as table:
        print(f"\n{table.read()}\n{path}")


def account(runner, service):
    """What fazhi asks the database, by a server that counts; the one that is measured has nothing else to do."""
    runner.cluster.stop()
    runner.cluster.start(shared_preload_libraries="pg_stat_statements")
    with serving(runner, service, {}):
        recorded = accounts.record(runner, service)
    runner.cluster.stop()
    runner.cluster.start()
    return recorded


@contextlib.contextmanager
def serving(runner, service, facts):
    """A service while it runs."""
    runner.restore()
    try:
        service.start()
        facts.setdefault("to ready", {})[service.name] = service.seconds_to_ready
        facts.setdefault("at start", {})[service.name] = runner.memory(service)
        yield service
    finally:
        service.stop()
