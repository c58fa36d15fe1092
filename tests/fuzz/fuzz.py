"""Fuzzes the service through its contract: fuzz.py BINARY SEED max-examples|max-time NUMBER (`run` calls it)

The binary is started here, with a data folder of its own and the demo county, on a free port of the loopback
interface. Schemathesis reads the contract the service serves, makes requests of it (its examples, the borders of every
rule, random ones, and walks along its links) and holds the answers against it; `schemathesis.toml` says with which
checks. At the end the service is stopped with SIGTERM, has to exit with 0, and its log may tell of no panic, no error
and no answer 5xx, but of a success of every operation. The exit code is 0 where nothing at all was found.
"""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from service import Service

HERE = Path(__file__).resolve().parent

# Whom requests come from: role, region, name. Two clerks of neighbouring townships of the demo county, whose records
# are none of the other's business; the county's officer and admin for what clerks may not do.
IDENTITIES = {
    "clerk": ("clerk", "540526201"),
    "neighbour": ("clerk", "540526200"),
    "head": ("head", "540526201"),
    "officer": ("officer", "540526"),
    "admin": ("admin", "540526"),
}

# The log's line of an answer: "… method=GET route=/api/v1/members/{id} status=200 duration_ms=1.2".
ANSWER = re.compile(r" method=([A-Z]+|-) route=(/\S*|-) status=(\d{3}) duration_ms=[\d.]+$")
# Seconds after which a run is given up: that long none takes.
LIMIT = 1200
# What must not stand in the log besides answers 5xx. That a request was no HTTP, the server's library tells as an error
# of its own; it is the client's.
UNWANTED = re.compile(r"panicked| ERROR (?!actix_http)")


# The steps of a report need several others before them, by several people, in the right order: `tests/api/reports.rs` takes them.
IN_ORDER = re.compile(r"/reports/\{id\}(:(submit|return|accept|review-secrecy|publish|reopen)|/editions/\{edition\})$")


def identities_file(service, folder):
    """Issues the tokens and writes them down as Schemathesis reads identities (Web Fuzzing Commons). The officer switches
    the names of parties on: of random requests, hardly one in the right county would."""
    tokens = {name: service.issue_token(name, role, region) for name, (role, region) in IDENTITIES.items()}
    service.put("/api/v1/regions/540526/personal-data", tokens["officer"], {"party_names": True})
    header = lambda token: [{"name": "Authorization", "value": f"Bearer {token}"}]
    identities = [{"name": name, "fixedHeaders": header(token)} for name, token in tokens.items()]
    path = folder / "identities.json"
    path.write_text(json.dumps({"auth": identities}))
    return path


def schemathesis(address, identities, folder, seed, bound):
    """Runs it; the exit code is 0 where it found nothing."""
    program = Path(sys.executable).with_name("schemathesis")
    arguments = ["--config-file", HERE / "schemathesis.toml", "run", f"http://{address}/api/v1/openapi.json"]
    arguments += ["--phases", "examples,coverage,fuzzing,stateful", "--no-color"]
    arguments += ["--seed", seed, f"--{bound[0]}", bound[1]]
    env = {**os.environ, "FUZZ_IDENTITIES": str(identities), "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")}
    # It leaves files where it runs.
    return subprocess.run([program, *map(str, arguments)], cwd=folder, env=env, timeout=LIMIT).returncode


def judge(lines, operations):
    """What the log tells against the run: faults, and operations that never succeeded."""
    answers = [found.groups() for found in map(ANSWER.search, lines) if found]
    faults = [line for line in lines if UNWANTED.search(line)]
    faults += [" ".join(answer) for answer in answers if answer[2].startswith("5")]
    succeeded = {(method, path) for method, path, status in answers if status.startswith("2")}
    statuses = collections.Counter(answers)
    missed = [
        f"{method} {path} never succeeded: " + ", ".join(
            f"{times} times {status}" for (*which, status), times in sorted(statuses.items()) if which == [method, path]
        )
        for method, path in sorted(operations - succeeded)
        if not IN_ORDER.search(path)
    ]
    print(f"fuzz: {len(answers)} answers, {len(faults)} faults in the log, {len(missed)} operations missed")
    return faults + missed


def operations_of(service):
    document = json.loads(subprocess.run([service.binary, "openapi"], capture_output=True, check=True).stdout)
    return {(method.upper(), path) for path, item in document["paths"].items() for method in item}


def main():
    binary, seed, *bound = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="fazhi-fuzz-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the private PostgreSQL runs as a user of its own, who has to get through
        with Service(binary, folder) as service:
            operations = operations_of(service)
            identities = identities_file(service, folder)
            found = schemathesis(service.address, identities, folder, seed, bound)
        complaints = judge(service.log().splitlines(), operations)
    if found != 0:
        complaints.append(f"Schemathesis ended with {found}, see above")
    if service.exit_code != 0:
        complaints.append(f"the service ended with {service.exit_code}")
    for complaint in complaints[:100]:
        print(complaint)
    print(f"fuzz: {'FAILED' if complaints else 'passed'} (seed {seed}, {' '.join(bound)})")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
