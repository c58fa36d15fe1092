"""A PostgreSQL of our own in a fresh folder: made, seeded, started and stopped here."""

import glob
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess

from .process import Process, wait_until

# Durable, as shipped by PostgreSQL, but for the memory and the log, which a server of this size would be given.
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "120",
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_destination": "jsonlog",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql.log",
}
SEED_SETTINGS = {"maintenance_work_mem": "512MB", "work_mem": "256MB"}
DATABASE = "fazhi"


def binaries():
    """The folder of the newest PostgreSQL server's programs."""
    folders = [os.environ.get("PG_BIN", ""), *glob.glob("/usr/lib/postgresql/*/bin")]
    folders = [folder for folder in folders if os.access(f"{folder}/initdb", os.X_OK)]
    if not folders:
        raise RuntimeError("no PostgreSQL server's programs are here: benches/http/install")
    return max(folders, key=lambda folder: int("".join(re.findall(r"/(\d+)/", folder)) or 99))


def account():
    """Whom PostgreSQL runs as: root may not, so it is `postgres` or `nobody` then."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is neither `postgres` nor `nobody`")


class Cluster:
    """A cluster in `folder`/data with its socket in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.data = f"{folder}/data"
        self.bin = binaries()
        self.account = account()
        self.process = None
        os.chmod(folder, 0o711)
        self._give(folder)

    @property
    def url(self):
        return f"postgres://fazhi@{self.folder.replace('/', '%2F')}/{DATABASE}"

    @property
    def pid(self):
        return self.process.pid

    def make(self):
        self._run(
            [
                f"{self.bin}/initdb",
                "-D",
                self.data,
                "-U",
                "fazhi",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ]
        )

    def start(self, **settings):
        chosen = {**SETTINGS, "unix_socket_directories": self.folder, **settings}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        log = f"{self.folder}/server.log"
        self.process = Process([f"{self.bin}/postgres", "-D", self.data, *options], log, account=self.account)
        wait_until(self._is_ready, self.process, 60)

    def stop(self):
        if self.process:
            # A fast shutdown: it writes a checkpoint and ends, whoever is connected.
            self.process.stop(signal.SIGINT, patience=120)
            self.process = None

    def sql(self, statement, database=DATABASE):
        """What a statement answers, as lines of text."""
        return self._psql(["-c", statement], database)

    def run_file(self, path):
        settings = " ".join(f"-c {name}={value}" for name, value in SEED_SETTINGS.items())
        return self._psql(["-f", path], DATABASE, PGOPTIONS=settings)

    def log_path(self):
        return f"{self.data}/log/postgresql.json"

    def seed(self, fazhi, seed):
        """Makes the cluster and fills it; nobody needs it to be durable before that is done."""
        self.make()
        self.start(fsync="off", autovacuum="off")
        self.sql(f"CREATE DATABASE {DATABASE}", "postgres")
        subprocess.run([fazhi, "migrate"], check=True, env={**os.environ, "DATABASE_URL": self.url})
        self.run_file(seed)
        self.sql("CREATE SCHEMA extensions")
        for extension in ("pg_prewarm", "pg_stat_statements"):
            self.sql(f"CREATE EXTENSION {extension} SCHEMA extensions")
        self.stop()
        subprocess.run(["sync", "-f", self.data], check=True)

    def copy_of(self, template):
        subprocess.run(["cp", "-a", "--reflink=auto", template, self.data], check=True)
        subprocess.run(["sync", "-f", self.data], check=True)

    def keep_as(self, template):
        """Leaves a copy for later runs, complete or not at all; older ones go."""
        for older in glob.glob(f"{template.rpartition('-')[0]}-*"):
            shutil.rmtree(older)
        unfinished = f"{template}.part"
        subprocess.run(["cp", "-a", "--reflink=auto", self.data, unfinished], check=True)
        os.rename(unfinished, template)

    def fsync_microseconds(self):
        """How long the disk takes to make 8 KiB durable, as PostgreSQL's own test sees it."""
        output = self._run([f"{self.bin}/pg_test_fsync", "-s", "1", "-f", f"{self.folder}/fsync.test"]).stdout
        one = output.partition("two 8kB writes")[0]
        return float(re.search(r"fdatasync\s+\S+ ops/sec\s+(\d+) usecs/op", one)[1])

    def _psql(self, arguments, database, **env):
        command = [
            f"{self.bin}/psql",
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.folder,
            "-U",
            "fazhi",
            "-d",
            database,
            *arguments,
        ]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env})
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.splitlines()

    def _is_ready(self):
        try:
            with open(f"{self.data}/postmaster.pid") as pid_file:
                return pid_file.read().splitlines()[7:8] == ["ready   "]
        except FileNotFoundError:
            return False

    def _run(self, command):
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **self.account)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
        return done

    def _give(self, folder):
        if self.account:
            os.chown(folder, self.account["user"], self.account["group"])


def digest(*paths):
    """Names what a seeded cluster is made of."""
    contents = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            contents.update(file.read())
    return contents.hexdigest()[:12]
