"""The table of a run: what was aimed at and what came out, then everything behind it."""

import os
import statistics

from . import targets
from .accounts import Account
from .measure import OPERATIONS


def write(chosen, facts, rows, folder):
    path = chosen.output or f"{folder}/{facts['machine']['date']}.md"
    of_runs = [
        against_postgres(rows),
        against_peers(rows),
        latencies(rows),
        footprint(facts, rows),
        costs(facts, rows),
        everything(rows),
    ]
    sections = [head(chosen, facts), targets.table(facts, rows), nation(facts), *(of_runs if rows else [])]
    with open(path, "w") as file:
        file.write("\n\n".join("\n".join(section) for section in map(list, sections) if section) + "\n")
    return os.path.abspath(path)


def head(chosen, facts):
    where = facts["machine"]
    yield f"# fazhi {where['commit']}, {where['date']}"
    yield ""
    yield f"- {where['machine']}; load generator, service and database share it"
    yield f"- PostgreSQL {where['postgresql']}; one 8 KiB write made durable: {where['fsync']}"
    yield f"- runs of {chosen.seconds} s after {chosen.warmup} s of warm-up"
    yield f"- {chosen.pool} connections to the database for each service, as many for pgbench"


def against_postgres(rows):
    """What is left of what the database gives for the same statements: medians of a few rounds."""
    names = list(dict.fromkeys(row.operation for row in rows if row.who == "pgbench"))
    if not names:
        return
    yield from heading("Against PostgreSQL itself", "operation", "pgbench /s", "fazhi /s", "ratio", "lowest", "highest")
    for name in names:
        mine, found = targets.median_rate(rows, "fazhi", name.partition(",")[0]), targets.ratios(rows, name)
        parts = [f"{part(found):.2f}" if found else "" for part in (statistics.median, min, max)]
        yield line(name, whole(targets.median_rate(rows, "pgbench", name)), whole(mine) if mine else "", *parts)


def against_peers(rows):
    peers, most = targets.peers(rows), targets.most_connections(rows)
    if not peers:
        return
    everybody = ("fazhi", *peers)
    ratios = [f"fazhi ÷ {peer}" for peer in peers]
    yield from heading(f"Against peers: requests per second, {most} connections", "operation", *everybody, *ratios)
    for operation in OPERATIONS:
        mine, *theirs = (targets.rate(rows, who, operation, most) for who in everybody)
        yield line(operation, *map(whole, (mine, *theirs)), *(f"{mine / rate:.1f}" for rate in theirs))


def latencies(rows):
    peers, most = targets.peers(rows), targets.most_connections(rows)
    everybody = [who for who in ("fazhi", *peers) if targets.find(rows, who, "read", most)]
    for title, suffix in (("at top load", ""), ("at half of each one's own top load", " at half load")):
        yield from heading(f"p99 in ms, {most} connections, {title}", "operation", *everybody)
        for operation in OPERATIONS:
            values = (targets.p99(rows, who, operation + suffix, most) for who in everybody)
            yield line(operation, *(f"{value:.1f}" for value in values))
        yield ""


def footprint(facts, rows):
    yield from heading("Memory and start", "service", "s to ready", "PSS MiB at start", "most PSS MiB", "most RSS MiB")
    for who, seconds in facts["to ready"].items():
        if any(row.who == who for row in rows):
            most = [targets.memory(rows, who, kind) for kind in ("pss", "rss")]
            yield line(who, f"{seconds:.2f}", *map(whole, (facts["at start"][who][1] / 1024, *most)))


def nation(facts):
    """What the first one waits for the figures of the nation, a service just started: all indicators of a year."""
    if "nation" not in facts:
        return
    yield from heading("First figures of the nation, ms", "stored before", "median", "least", "most")
    for stored, milliseconds in facts["nation"].items():
        yield line(stored, *(whole(part(milliseconds)) for part in (statistics.median, min, max)))


def costs(facts, rows):
    """Where the time goes: there are only so many cores, so rates follow from CPU time per request."""
    most = targets.most_connections(rows)
    title = f"Where fazhi's time goes, {most} connections"
    trips = "round trips alone: look | beyond | statements under load, as many connections as pgbench: look | beyond"
    cpu = "CPU µs: service | kernel for it | PostgreSQL | generator | PostgreSQL for pgbench"
    yield from heading(title, "operation", trips, cpu)
    bench = {row.operation: row for row in rows if row.who == "pgbench"}
    for operation, account in {"nothing (/healthz)": Account(0, 0), **facts["statements"]}.items():
        row = targets.find(rows, "fazhi", operation, most)
        if row:
            counts = (account.look_round_trips, account.round_trips)
            rates = (f"{account.looks:.2f}", f"{account.statements:.2f}")
            alone = whole(bench[operation].shares()[2]) if operation in bench else ""
            yield line(operation, *counts, *rates, *map(whole, row.shares()), alone)


def everything(rows):
    costs = "CPU µs: service | kernel for it | PostgreSQL | generator"
    latencies = "p50 ms | p99 ms | longest ms"
    noise = "others | stolen"
    yield from heading(
        "All runs", "who | operation | connections | per second", latencies, "bytes", costs, "PSS MiB", noise
    )
    for row in rows:
        m = row.measured
        times = (f"{m.p50:.2f}", f"{m.p99:.2f}", f"{m.longest:.1f}")
        if row.who == "pgbench":
            times = (f"{m.p50:.2f} (mean)", "", "")
        cells = (row.who, row.operation, row.connections, whole(m.rate), *times, whole(m.bytes_each))
        yield line(*cells, *map(whole, (*row.shares(), row.pss / 1024)), f"{row.others:.0%}", f"{row.stolen:.0%}")


def heading(title, *columns):
    names = " | ".join(columns)
    return [f"## {title}", "", f"| {names} |", "|" + "---|" * (names.count(" | ") + 1)]


def line(*cells):
    return f"| {' | '.join(map(str, cells))} |"


def whole(number):
    return f"{number:,.0f}"
