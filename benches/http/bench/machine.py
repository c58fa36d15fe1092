"""What a table has to say about where it was made."""

import datetime
import os
import platform
import subprocess


def describe(cluster):
    """Lines for the head of a table."""
    with open("/proc/cpuinfo") as cpuinfo:
        model = next((line.split(":")[1].strip() for line in cpuinfo if line.startswith("model name")), "unknown")
    with open("/proc/meminfo") as meminfo:
        memory = int(meminfo.readline().split()[1]) / 1024**2
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=os.path.dirname(__file__)
    ).stdout.strip()
    version = cluster.sql("SELECT split_part(version(), ' ', 2)")[0]
    return {
        "date": datetime.date.today().isoformat(),
        "commit": commit,
        "machine": f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release()}",
        "postgresql": version,
        "fsync": f"{cluster.fsync_microseconds():.0f} µs (fdatasync of 8 KiB, pg_test_fsync)",
    }
