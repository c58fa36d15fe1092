"""Which runs are made: of a service, of fazhi in particular, of PostgreSQL without one."""

import contextlib
import secrets
import subprocess

from .services import BODY, COUNTY, as_json
from .template import Template

OPERATIONS = ("read", "list", "create", "county", "poll")
# What is held against its statements, and how often.
BY_TURNS = ("read", "list", "create")
ROUNDS = 3
WRITES_PER_SECOND = 20


def requests(runner, service):
    """What is asked for, by operation. A poll carries the tag that holds now, where the service gives one."""
    asked = service.templates()
    county = asked["county"]
    tag = service.client().send(county.filled(runner.tokens)).expect(200).headers.get("etag")
    asked["poll"] = county.with_header("If-None-Match", tag) if tag else county
    return asked


def service(runner, service, connections):
    """Every operation at top load over so many connections, and at half of what the last of these gave."""
    asked = requests(runner, service)
    for operation in OPERATIONS:
        for count in connections:
            top = runner.wrk(service, operation, asked[operation], count)
        runner.steady(service, operation, asked[operation], top.connections, top.measured.rate / 2)


def fazhi(runner, service):
    """What only fazhi has: all indicators at once, and figures of records that change under way. And what a request
    costs that asks for nothing: the least that the edge and the load generator take."""
    most = runner.options.connections[-1]
    runner.wrk(service, "nothing (/healthz)", Template("GET", "/healthz"), most)
    runner.wrk(service, "county, all indicators", Template("GET", service.matrix_path(COUNTY)), most)
    county = service.templates()["county"]
    with _writing(runner, service):
        runner.wrk(service, f"county, {WRITES_PER_SECOND} writes/s", county, most)


def logging(runner, service):
    """The cheapest operations, which a line in the log for each request costs most."""
    asked = requests(runner, service)
    for operation in ("read", "poll"):
        runner.wrk(service, f"{operation}, logged", asked[operation], runner.options.connections[-1])


def postgres(runner, service, scripts):
    """A service and its statements without it by turns, since a machine may be a tenth faster now than in a minute."""
    asked = requests(runner, service)
    for round in range(1, ROUNDS + 1):
        for operation in OPERATIONS:
            of_it = [name for name in scripts if name.partition(", ")[0] == operation]
            # What is answered from memory has nothing to be compared with: once is enough.
            if operation in BY_TURNS:
                runner.wrk(service, operation, asked[operation], runner.options.pool).round = round
            elif round > 1:
                continue
            for name in of_it:
                runner.pgbench(name, scripts[name], runner.options.pool).round = round


@contextlib.contextmanager
def _writing(runner, service):
    """Has records made in the county that is asked for, some every second."""
    body = as_json({**BODY, "township_code": f"{COUNTY}102", "held_on": "2024-{01-12}-{01-28}"})
    template = Template("POST", "/api/v1/activities", {"Idempotency-Key": "{unique}"}, body)
    path = f"{runner.folder}/writes.http"
    with open(path, "w", newline="") as file:
        file.write(template.text(runner.tokens))
    seconds = runner.options.warmup + runner.options.seconds + 5
    process = subprocess.Popen(
        [
            runner.steady_program,
            f"127.0.0.1:{service.port}",
            path,
            runner.token_file,
            secrets.token_hex(6),
            str(WRITES_PER_SECOND),
            "2",
            str(seconds),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()
