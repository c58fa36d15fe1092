"""The services that are measured: how each is started, and how each is asked for the same things."""

import json
import os
import socket
import subprocess

from .client import Client
from .process import Process, wait_until
from .template import Template

ACTIVITY = "01900000-0000-7000-8000-{100000000001-100000999000}"
TOWNSHIP = "{540221-540230}{200-207}"
COUNTY = "510322"
SMALL_COUNTY = "540526"
YEAR = 2024
BODY = {
    "township_code": TOWNSHIP,
    "kind": "training",
    "held_on": "{2022-2024}-{01-12}-{01-28}",
    "title": "民法典专题讲座",
    "place": "乡政府会议室",
    "organising_body": "all_cadres",
    "form": "lecture",
    "sessions": 1,
    "persons": 32,
    "person_times": 40,
    "staff_due": 35,
    "materials": 60,
    "note": "签到表见纸质档案",
}
CORES = os.cpu_count()
INDICATORS = [
    "publicity_materials",
    "legal_consultations",
    "publicity_audience",
    "training_person_times",
    "disputes_accepted",
    "disputes_closed",
    "disputes_resolved",
    "disputes_pending",
]


def as_json(value):
    return json.dumps(value, ensure_ascii=False)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Service:
    """A service that serves the database of a cluster on a port of its own."""

    name = ""
    ready_path = "/readyz"
    ready_status = 200

    def __init__(self, cluster, scratch, connections):
        self.cluster, self.scratch, self.connections = cluster, scratch, connections
        self.port = free_port()
        self.process = None
        self.seconds_to_ready = None

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def folder(self):
        return None

    def start(self):
        env = {**os.environ, **self.environment()}
        self.process = Process(self.command(), f"{self.scratch}/{self.name}.log", env=env, cwd=self.folder())
        self.seconds_to_ready = wait_until(self._is_ready, self.process, 60)

    def stop(self):
        if self.process:
            self.process.stop()

    def client(self):
        return Client(self.port)

    def _is_ready(self):
        try:
            return self.client().get(self.ready_path).status == self.ready_status
        except OSError:
            return False

    def templates(self):
        """What is asked, by operation."""
        list_path = f"/api/v1/activities?township={TOWNSHIP}&to={YEAR}-{{01-12}}-{{01-28}}&limit=50"
        return {
            "read": Template("GET", f"/api/v1/activities/{ACTIVITY}"),
            "list": Template("GET", list_path),
            "create": Template("POST", "/api/v1/activities", body=as_json(BODY)),
            "county": Template("GET", self.county_path(COUNTY)),
        }

    def county_path(self, county):
        return f"/api/v1/regions/{county}/figures?year={YEAR}"

    # How an answer says what all have to say: a record, a list's records, the figures by township.

    def record(self, answer):
        return answer

    def records(self, answer):
        return answer["items"]

    def figures(self, answer):
        return {row["code"]: row for row in answer["rows"]}


class Fazhi(Service):
    def __init__(self, cluster, scratch, connections, program, log="warn", name="fazhi"):
        super().__init__(cluster, scratch, connections)
        self.program, self.log, self.name = program, log, name

    def command(self):
        return [self.program]

    def environment(self):
        # An older build does not start with a setting that it does not know.
        told = subprocess.run([self.program, "serve", "--help"], check=True, capture_output=True, text=True).stdout
        quota = {"FAZHI_TOWNSHIP_BYTES_PER_DAY": "0"} if "--township-bytes-per-day" in told else {}
        return {
            **quota,
            "DATABASE_URL": self.cluster.url,
            "FAZHI_LISTEN": f"127.0.0.1:{self.port}",
            "FAZHI_LOG": self.log,
            "FAZHI_METRICS_LISTEN": "off",
            "FAZHI_WORKERS": str(CORES),
            # What one token sends here is what thousands of clients would.
            "FAZHI_RATE_LIMIT": "off",
            "FAZHI_AUTH_FAILURES": "off",
            # Besides the pool there is a connection for looks that readers share, and one for each worker.
            "FAZHI_POOL_SIZE": str(self.connections - 1 - CORES),
        }

    def tokens(self, count):
        """Tokens of clerks who reach the whole tree."""
        command = [self.program, "token", "create", "--role", "clerk", "--region", "CN", "--name", "乡司法所"]
        env = {**os.environ, "DATABASE_URL": self.cluster.url}
        make = lambda: subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout.strip()
        return [make() for _ in range(count)]

    def templates(self):
        templates = super().templates()
        templates["create"] = templates["create"].with_header("Idempotency-Key", "{unique}")
        return templates

    def county_path(self, county):
        return f"{self.matrix_path(county)}&indicators={','.join(INDICATORS)}"

    def matrix_path(self, county):
        """All indicators, as a dashboard of the service itself asks for them."""
        return f"{super().county_path(county)}&by=township"

    def record(self, answer):
        """Without the warnings about a new record's texts: they are not stored, and peers do not screen texts."""
        return {name: value for name, value in answer.items() if name != "warnings"}

    def figures(self, answer):
        values = lambda row: {item["indicator"]: item["value"] for item in row["items"]}
        return {row["region"]["code"]: {**row["region"], **values(row)} for row in answer["rows"]}
