"""Processes that are started for a measurement, what they cost, and their end."""

import os
import signal
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A process group of ours: started, observed, and ended whatever happens."""

    def __init__(self, command, log, env=None, cwd=None, account=None):
        self.log = log
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=env,
                cwd=cwd,
                start_new_session=True,
                **(account or {}),
            )

    @property
    def pid(self):
        return self.popen.pid

    def has_ended(self):
        return self.popen.poll() is not None

    def stop(self, how=signal.SIGTERM, patience=15):
        """Asks it to end; after `patience` seconds its whole group is killed."""
        if not self.has_ended():
            self.popen.send_signal(how)
            try:
                self.popen.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.popen.wait()

    def last_lines(self, count=15):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-count:])


def family(pid):
    """The process and all that descend from it."""
    children = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        stat = _stat(int(entry))
        if stat:
            children.setdefault(int(stat[1]), []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(children.get(found[-1], []))
    return found


def cpu_seconds(pid):
    """User time and system time of a family so far, including children it has waited for."""
    stats = list(filter(None, map(_stat, family(pid))))
    user, system = (sum(int(stat[i]) + int(stat[i + 2]) for stat in stats) / TICKS for i in (11, 12))
    return user, system


def busy_seconds():
    """What all processors of the machine have worked so far, and what others were given of them (steal)."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS, steal / TICKS


def memory_kib(pid):
    """RSS and PSS of a family. PSS counts what processes share once, so it is the fair one to add up."""
    rss = pss = 0
    for member in family(pid):
        try:
            with open(f"/proc/{member}/smaps_rollup") as rollup:
                sizes = {line.split(":")[0]: line.split()[1] for line in rollup if line.endswith("kB\n")}
        except (FileNotFoundError, ProcessLookupError):
            continue
        rss, pss = rss + int(sizes["Rss"]), pss + int(sizes["Pss"])
    return rss, pss


def wait_until(condition, process, seconds, interval=0.002):
    """Waits until `condition` holds; says how long that took."""
    begun = time.monotonic()
    while not condition():
        if process.has_ended():
            raise RuntimeError(f"ended too early:\n{process.last_lines()}")
        if time.monotonic() - begun > seconds:
            raise RuntimeError(f"not ready after {seconds} s:\n{process.last_lines()}")
        time.sleep(interval)
    return time.monotonic() - begun


def _stat(pid):
    """The fields of /proc/PID/stat after the name, which may hold anything."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
