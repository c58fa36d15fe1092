"""What could be used instead of fazhi, each as its documentation advises for production: see peers/."""

import hashlib
import os
import platform
import re

from .services import ACTIVITY, BODY, CORES, COUNTY, INDICATORS, TOWNSHIP, YEAR, Service, as_json
from .template import Template

PEERS = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "peers"))


class Peer(Service):
    """A peer: its folder in peers/, its connections spread over its processes."""

    def __init__(self, cluster, scratch, connections, cache):
        super().__init__(cluster, scratch, connections)
        self.cache = cache

    def folder(self):
        return f"{PEERS}/{self.name}"

    def database(self):
        return {"PGHOST": self.cluster.folder, "PGUSER": "fazhi", "PGDATABASE": "fazhi"}

    def node(self):
        machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
        return f"{PEERS}/node/node_modules/node-linux-{machine}/bin/node"

    def python(self, program):
        return f"{self.cache}/venv-{self.name}/bin/{program}"


class FastAPI(Peer):
    name = "fastapi"

    def command(self):
        return [
            self.python("uvicorn"),
            "app:app",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            str(CORES),
            "--loop",
            "uvloop",
            "--http",
            "httptools",
            "--no-access-log",
            "--log-level",
            "warning",
        ]

    def environment(self):
        url = f"postgres://fazhi@/fazhi?host={self.cluster.folder}"
        return {"DATABASE_URL": url, "POOL_SIZE": str(self.connections // CORES), "PYTHONDONTWRITEBYTECODE": "1"}


class DjangoREST(Peer):
    name = "drf"
    # gunicorn's own advice: 2 to 4 workers per core, of several threads for connections that are kept.
    workers = 2 * CORES

    def command(self):
        threads = self.connections // self.workers
        return [
            self.python("gunicorn"),
            "wsgi:application",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            str(self.workers),
            "--worker-class",
            "gthread",
            "--threads",
            str(threads),
            "--keep-alive",
            "75",
            "--no-control-socket",
            "--log-level",
            "warning",
            "--backlog",
            "2048",
        ]

    def environment(self):
        return {**self.database(), "PYTHONDONTWRITEBYTECODE": "1"}

    def records(self, answer):
        return answer["results"]


class Fastify(Peer):
    name = "fastify"

    def command(self):
        return [self.node(), "server.js"]

    def environment(self):
        return {**self.database(), "PORT": str(self.port), "POOL_SIZE": str(self.connections), "NODE_ENV": "production"}


class PostGraphile(Fastify):
    """The same data by GraphQL: there is nothing but POST, and no conditional request."""

    name = "postgraphile"
    ready_path = "/graphql?query=%7B__typename%7D"

    def environment(self):
        return {**super().environment(), "GRAPHILE_ENV": "production"}

    def start(self):
        self.cluster.run_file(f"{self.folder()}/setup.sql")
        super().start()

    def _is_ready(self):
        try:
            return self.client().get(self.ready_path).status < 600
        except OSError:
            return False

    def templates(self):
        day = f"{YEAR}-{{01-12}}-{{01-28}}"
        entered = {_camel(name): value for name, value in BODY.items()} | {"actor": "乡司法所", "tokenId": "none"}
        return {
            "read": self._query("read", {"id": ACTIVITY}),
            "list": self._query("list", {"township": TOWNSHIP, "county": "{=1}", "to": day}),
            "create": self._query("create", {"input": entered}),
            "county": self._query("county", {"county": COUNTY, "year": YEAR}),
        }

    def _query(self, name, variables):
        query = self._file(name) + ("" if name == "county" else f" {self._file('record')}")
        return Template("POST", "/graphql", body=as_json({"query": query, "variables": variables}))

    def _file(self, name):
        with open(f"{self.folder()}/queries/{name}.graphql") as file:
            return " ".join(file.read().split())

    def record(self, answer):
        data = answer["data"]
        created = data.get("instantEnterActivity")
        return _snake(created["result"] if created else data["allActivities"]["nodes"][0])

    def records(self, answer):
        return [_snake(node) for node in answer["data"]["allActivities"]["nodes"]]

    def figures(self, answer):
        # GraphQL has no integers of 64 bits: they come as text.
        number = lambda name, value: int(value) if name in INDICATORS and value is not None else value
        rows = [_snake(node) for node in answer["data"]["instantCountyFigures"]["nodes"]]
        return {row["code"]: {name: number(name, value) for name, value in row.items()} for row in rows}


def prepare(cluster, tokens):
    """Makes what the peers need besides fazhi's tables: these tokens with hashes that they can prove, too."""
    issued = []
    for token in tokens:
        _, token_id, secret = token.split("_", 2)
        issued.append(f"('{token_id}', '\\x{hashlib.sha256(secret.encode()).hexdigest()}'::bytea)")
    cluster.run_file(f"{PEERS}/setup.sql")
    cluster.sql(f"""
        INSERT INTO peer_tokens (id, secret_hash, name, role, region_code, expires_at, revoked_at)
        SELECT t.id, issued.secret_hash, a.name, r.role, r.region_code, t.expires_at, t.revoked_at
        FROM (VALUES {", ".join(issued)}) AS issued (id, secret_hash) JOIN tokens t ON t.id = issued.id
            JOIN accounts a ON a.id = t.account_id JOIN account_roles r ON r.account_id = a.id""")


ALL = {peer.name: peer for peer in (FastAPI, DjangoREST, Fastify, PostGraphile)}


def _camel(name):
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _snake(node):
    renamed = {re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name): value for name, value in node.items()}
    return {"id" if name == "row_id" else name: value for name, value in renamed.items()}
