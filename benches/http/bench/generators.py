"""The programs that make load: wrk (as much as it goes), steady (a constant rate), pgbench (SQL without a service)."""

import os
import re
import secrets
import subprocess
from dataclasses import dataclass

LOAD = os.path.join(os.path.dirname(__file__), "..", "load")


@dataclass
class Measured:
    """What a run gave: rates per second, latencies in milliseconds, the generator's own CPU seconds."""

    rate: float
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    bytes_each: float = 0.0
    own_cpu: float = 0.0
    requests: int = 0


def wrk(port, template, tokens, connections, seconds):
    """As many requests as `connections` can be made to send."""
    command = [
        "wrk",
        "-t2",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "10s",
        "-s",
        f"{LOAD}/wrk.lua",
        f"http://127.0.0.1:{port}",
        "--",
        template,
        tokens,
        secrets.token_hex(6),
    ]
    numbers, own_cpu = _result(command)
    requests, size, microseconds, refused, broken, p50, p99, longest = numbers
    if refused or broken or not requests:
        raise RuntimeError(f"of {requests} requests {refused} were refused and {broken} broke")
    return Measured(
        requests / microseconds * 1e6, p50 / 1e3, p99 / 1e3, longest / 1e3, size / requests, own_cpu, requests
    )


def steady(program, port, template, tokens, rate, connections, seconds):
    """`rate` requests per second; latencies count from when each was due."""
    command = [
        program,
        f"127.0.0.1:{port}",
        template,
        tokens,
        secrets.token_hex(6),
        f"{rate:.1f}",
        str(connections),
        str(seconds),
    ]
    (requests, refused, p50, p99, _, longest), own_cpu = _result(command)
    if refused:
        raise RuntimeError(f"of {requests} requests {refused} were refused")
    return Measured(requests / seconds, p50 / 1e3, p99 / 1e3, longest / 1e3, own_cpu=own_cpu, requests=requests)


def pgbench(cluster, script, connections, seconds):
    """The statements of a script, prepared, one transaction of the script after the other on each connection."""
    defines = [part for name, value in script.constants.items() for part in ("-D", f"{name}={value}")]
    command = [
        f"{cluster.bin}/pgbench",
        "-n",
        "-M",
        "prepared",
        "-h",
        cluster.folder,
        "-U",
        "fazhi",
        f"-c{connections}",
        f"-j{min(2, connections)}",
        f"-T{seconds}",
        "-f",
        script.path,
        "-D",
        f"fresh=2{secrets.randbelow(10**4):04}0000000",
        *defines,
        "fazhi",
    ]
    # Planned once, as fazhi's looks are, and everything else of these scripts comes to be.
    output, own_cpu = _run(command, PGOPTIONS="-c jit=off -c plan_cache_mode=force_generic_plan")
    rate = float(re.search(r"^tps = ([\d.]+)", output, re.M)[1])
    average = float(re.search(r"^latency average = ([\d.]+)", output, re.M)[1])
    failed = int(re.search(r"^number of failed transactions: (\d+)", output, re.M)[1])
    if failed or re.search(r"aborted", output):
        raise RuntimeError(output)
    return Measured(rate, p50=average, own_cpu=own_cpu, requests=round(rate * seconds))


def _result(command):
    output, own_cpu = _run(command)
    line = re.search(r"^RESULT (.*)$", output, re.M)
    if not line:
        raise RuntimeError(f"{command[0]} gave no result:\n{output}")
    return [int(number) for number in line[1].split()], own_cpu


def _run(command, **environment):
    """What a program prints, and the CPU seconds it took."""
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    after = os.times()
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
    own = after.children_user + after.children_system - before.children_user - before.children_system
    return done.stdout + done.stderr, own
