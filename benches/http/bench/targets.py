"""What is aimed at, and whether it was reached."""

import statistics

from .measure import OPERATIONS

POSTGRES = {"read": 0.35, "list": 0.5, "create": 0.5}
POLLS_PER_SECOND = 20_000
P99_MILLISECONDS = 10
PEER_RATIO = 3.0
# Of bare Fastify on reads and lists; sums and polls are held to the same as all.
FASTIFY_RATIO = 1.7
MEMORY_MIB = 60
NATION_SECONDS = 1.0
SECONDS_TO_READY = 1.0


def table(facts, rows):
    """One line for each target that this run can tell about."""
    yield "## Targets"
    yield ""
    yield "| target | aimed at | measured | reached |"
    yield "|---|---|---|---|"
    for what, aim, found, reached in _all(facts, rows):
        yield f"| {what} | {aim} | {found} | {'yes' if reached else '**no**'} |"


def _all(facts, rows):
    if any(row.who == "fazhi" for row in rows):
        yield from _postgres(rows)
        yield from _own(facts, rows)
        for peer in peers(rows):
            yield from _peer(rows, peer)
        yield from _memory_of_peers(rows)
    yield from _nation(facts)


def _postgres(rows):
    """The same statements as often as fazhi ran them, over as many connections; for readers also without the looks that
    prove their tokens."""
    for name in dict.fromkeys(row.operation for row in rows if row.who == "pgbench"):
        operation, _, looks = name.partition(", ")
        found = ratios(rows, name)
        if found and looks != "each with a look":
            without = "" if looks or operation == "create" else ", without looks"
            least, ratio = POSTGRES[operation], statistics.median(found)
            yield (
                f"{operation} against its statements by pgbench{without}",
                f"≥ {least}",
                f"{ratio:.2f}",
                ratio >= least,
            )


def _own(facts, rows):
    polls = _best(rows, "poll")
    yield (
        "unchanged polls of a county's figures (304)",
        f"≥ {POLLS_PER_SECOND:,}/s",
        f"{polls:,.0f}/s",
        polls >= POLLS_PER_SECOND,
    )
    for operation in OPERATIONS:
        latency = p99(rows, "fazhi", f"{operation} at half load", most_connections(rows))
        yield (
            f"p99 of {operation} at half of the top load",
            f"< {P99_MILLISECONDS} ms",
            f"{latency:.1f} ms",
            latency < P99_MILLISECONDS,
        )
    seconds = facts["to ready"]["fazhi"]
    yield "start to ready, database up", f"< {SECONDS_TO_READY:.0f} s", f"{seconds:.2f} s", seconds < SECONDS_TO_READY
    resident = memory(rows, "fazhi", "rss")
    yield "resident memory under load", f"< {MEMORY_MIB} MiB", f"{resident:.0f} MiB", resident < MEMORY_MIB


def _nation(facts):
    for stored, milliseconds in facts.get("nation", {}).items():
        seconds = statistics.median(milliseconds) / 1e3
        yield (
            f"first figures of the nation, {stored}",
            f"< {NATION_SECONDS:.0f} s",
            f"{seconds:.3f} s",
            seconds < NATION_SECONDS,
        )


def _peer(rows, peer):
    most = most_connections(rows)
    for operation in OPERATIONS:
        least = FASTIFY_RATIO if peer == "fastify" and operation in ("read", "list") else PEER_RATIO
        if operation != "create":
            ratio = rate(rows, "fazhi", operation, most) / rate(rows, peer, operation, most)
            yield f"{operation} against {peer}", f"≥ {least}", f"{ratio:.1f}", ratio >= least
        mine, theirs = (p99(rows, who, operation, most) for who in ("fazhi", peer))
        yield f"p99 of {operation} against {peer}, top load", f"< {theirs:.1f} ms", f"{mine:.1f} ms", mine < theirs


def _memory_of_peers(rows):
    if peers(rows):
        smallest = min(memory(rows, peer, "pss") for peer in peers(rows))
        mine = memory(rows, "fazhi", "pss")
        yield (
            "memory (PSS) against the smallest peer",
            f"< {smallest / 3:.0f} MiB, a third",
            f"{mine:.0f} MiB",
            mine < smallest / 3,
        )


def find(rows, who, operation, connections):
    return next(
        (row for row in rows if (row.who, row.operation, row.connections) == (who, operation, connections)), None
    )


def ratios(rows, name):
    """What fazhi gave of what pgbench gave with the statements of this name, round by round."""
    operation = name.partition(", ")[0]
    bench = {row.round: row for row in rows if (row.who, row.operation) == ("pgbench", name)}
    mine = [row for row in rows if (row.who, row.operation) == ("fazhi", operation) and row.round]
    return [row.measured.rate / bench[row.round].measured.rate for row in mine if row.round in bench]


def median_rate(rows, who, operation):
    """Of the rounds."""
    found = [row.measured.rate for row in rows if (row.who, row.operation) == (who, operation) and row.round]
    return statistics.median(found) if found else 0.0


def rate(rows, who, operation, connections):
    row = find(rows, who, operation, connections)
    return row.measured.rate if row else 0.0


def p99(rows, who, operation, connections):
    row = find(rows, who, operation, connections)
    return row.measured.p99 if row else float("nan")


def peers(rows):
    return list(dict.fromkeys(row.who for row in rows if row.who not in ("fazhi", "pgbench")))


def most_connections(rows):
    return max((row.connections for row in rows if row.who != "pgbench"), default=0)


def _best(rows, operation):
    return max((row.measured.rate for row in rows if row.who == "fazhi" and row.operation == operation), default=0.0)


def memory(rows, who, kind):
    """The most that a service had, in MiB."""
    return max(getattr(row, kind) for row in rows if row.who == who) / 1024
