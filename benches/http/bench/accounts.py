"""What fazhi asks the database for a request: recorded of one that is alone, counted of many."""

import os
import re
from dataclasses import dataclass

from . import measure
from .services import COUNTY
from .statements import Recorder, round_trips, script
from .template import Template

SQL = os.path.join(os.path.dirname(__file__), "..", "sql")
# Readers are proven by looks at tokens and counters that all share who wait at the same moment.
LOOK = re.compile(r"\b(FROM|JOIN) \"?(tokens|township_years)\b")


@dataclass
class Account:
    """Of one operation: round trips of a request alone, statements per request under load, for the look and beyond."""

    look_round_trips: int
    round_trips: int
    looks: float = 0.0
    statements: float = 0.0


def record(runner, service):
    """Scripts for pgbench, and an account of each operation."""
    # A run that only tries whether all works leaves the kept scripts alone.
    folder = runner.folder if runner.options.smoke else SQL
    asked, scripts, accounts = measure.requests(runner, service), {}, {}
    # Figures that nobody asked for yet are computed.
    alone = asked | {"county": Template("GET", service.matrix_path(COUNTY).replace("?year=2024", "?year=2023"))}
    callers = set(runner.cluster.sql("SELECT id FROM accounts"))
    with Recorder(runner.cluster) as recorder:
        recorded = {name: _recorded(recorder, runner, service, alone[name]) for name in measure.OPERATIONS}
    for operation, (request, statements) in recorded.items():
        look = [one for one in statements if operation != "create" and LOOK.search(one.text)]
        work = [one for one in statements if one not in look]
        accounts[operation] = account = Account(round_trips(look), round_trips(work))
        _count(runner, service, operation, asked[operation], account)
        for name, share, rest in _variants(operation, look, work, account):
            title = (
                f"{name}: the statements of one request of fazhi as PostgreSQL logged them; every run writes this anew"
            )
            path = f"{folder}/{re.sub('[^a-z]+', '-', name)}.sql"
            looks = _looks(look, account)
            scripts[name] = script(path, title, (share, rest), alone[operation], request, callers, looks)
    return scripts, accounts


def _variants(operation, look, work, account):
    """The work alone; with a look for each; with as many looks as there were under load."""
    if not work:
        return [(operation, [], look)]
    alone = (operation, [], work)
    if not look or operation == "county":
        return [alone]
    return [alone, (f"{operation}, each with a look", [], look + work), (f"{operation}, looks shared", look, work)]


def _looks(look, account):
    """How many looks there were for one request, where a look may be several statements."""
    runs = sum(one.runs() for one in look)
    return account.looks / runs if runs else 0.0


def _recorded(recorder, runner, service, template):
    """A filled request and the statements it made the service run, once all is prepared; figures when nobody has them."""
    client = service.client()
    for seed in range(0 if "figures" in template.path and len(template.headers) == 2 else 100):
        client.send(template.filled(runner.tokens, seed))
    request = template.filled(runner.tokens, 100)
    answer, statements = recorder.during(lambda: client.send(request))
    if answer.status >= 400:
        raise RuntimeError(answer.body)
    return request, statements


def _count(runner, service, operation, template, account):
    """Statements per request at top load over as many connections as pgbench has, as PostgreSQL counts them."""
    runner.cluster.sql("SELECT extensions.pg_stat_statements_reset()")
    requests = runner.untimed(service, operation, template, runner.options.pool)
    counted = runner.cluster.sql("SELECT calls, replace(query, E'\\n', ' ') FROM extensions.pg_stat_statements")
    for calls, query in (line.split("|", 1) for line in counted):
        if "pg_stat_statements" in query:
            continue
        if operation != "create" and LOOK.search(query):
            account.looks += int(calls) / requests
        else:
            account.statements += int(calls) / requests
