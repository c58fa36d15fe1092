"""The statements of a service as PostgreSQL logged them, made into scripts for pgbench."""

import json
import os
import re
import time
from dataclasses import dataclass, field

PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
LOGGED = re.compile(r"duration: ([\d.]+) ms +(parse|bind|execute|statement)[^:]*: (.*)", re.S)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The end of a township's chain is read, and what follows it is made of that: recorded values would break the chain.
HEAD = re.compile(r"\bSELECT position, hash\b.* FROM trail_heads .*FOR UPDATE")
NEXT_HEAD = re.compile(r"UPDATE trail_heads SET position = \$(\d+), hash = \$(\d+), mac = \$(\d+)")
FROM_HEAD = ("(:position + 1)", "sha256((:hash)::bytea)", "sha256((:hash)::bytea)")
# What a value looks like says its type, where pgbench would have to guess it.
TYPES = [
    (UUID, "uuid"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*"), "timestamptz"),
    (re.compile(r"\{\d{4}(,\d{4})*\}"), "smallint[]"),
    (re.compile(r"\{[\w,]+\}"), "text[]"),
    (re.compile(r"\\x[0-9a-f]*"), "bytea"),
]


@dataclass
class Statement:
    """A step of a statement: parse, bind (which plans), execute; or a whole one without parameters."""

    session: str
    step: str
    milliseconds: float
    text: str
    parameters: list

    def runs(self):
        return self.step in ("execute", "statement")


@dataclass
class Script:
    """A pgbench script, and the values it is given on the command line: as text in it they would cost nothing."""

    path: str
    constants: dict = field(default_factory=dict)


class Recorder:
    """Reads the statements that the server ran on behalf of a service."""

    def __init__(self, cluster):
        self.cluster = cluster

    def __enter__(self):
        self._log(0)
        return self

    def __exit__(self, *_):
        self._log(-1)

    def during(self, work):
        """What `work` gives, and the statements that ran meanwhile."""
        time.sleep(0.3)
        position = os.path.getsize(self.cluster.log_path())
        result = work()
        time.sleep(0.3)
        with open(self.cluster.log_path()) as log:
            log.seek(position)
            entries = [json.loads(line) for line in log]
        return result, list(filter(None, map(_statement, entries)))

    def _log(self, milliseconds):
        self.cluster.sql(f"ALTER SYSTEM SET log_min_duration_statement = {milliseconds}")
        self.cluster.sql("SELECT pg_reload_conf()")
        time.sleep(0.5)


def _statement(entry):
    found = LOGGED.match(entry.get("message", ""))
    if not found:
        return None
    parameters = PARAMETER.findall(entry.get("detail", ""))
    values = [None if value == "NULL" else value[1:-1].replace("''", "'") for _, value in parameters]
    return Statement(entry["session_id"], found[2], float(found[1]), " ".join(found[3].split()), values)


def round_trips(statements):
    """How often the service waited for PostgreSQL: bind and execute are sent together, parse is not."""
    return sum(statement.step != "bind" for statement in statements)


def script(path, title, statements, template, request, callers, share=1.0):
    """Writes a script that runs the statements as often as pgbench likes, each time with other values.

    `statements` are two lists: those that a share of all runs begins with, and those of every run. `request` is the
    filled template that made the service run them: where a parameter is what stood in one of its places, the script
    draws it anew; ids and keys that must be new are counted up; what is made of the end of a chain is made of the one
    that was read; all else stays as it was, also the ids of accounts, `callers`.
    """
    values = _Values(template, request, callers)
    some, all_runs = ([values.statement(one) for one in part if one.runs()] for part in statements)
    lines = [f"\\set p{i} random({int(low)}, {int(high)})" for i, (low, high) in enumerate(values.ranges)]
    lines += ["\\set fresh :fresh + 100", "\\set unique :fresh + :client_id"]
    if some:
        # A comparison with a number that is drawn: a share of all runs, spread evenly.
        some = ["\\set drawn random(1, 1000)", f"\\if :drawn <= {share * 1000:.0f}", *some, "\\endif"]
    with open(path, "w") as file:
        file.write("\n".join([f"-- {title}", *lines, *some, *all_runs]) + "\n")
    return Script(path, values.constants)


class _Values:
    """Which parameter is which expression."""

    def __init__(self, template, request, callers):
        self.callers = callers
        names = [name for name, _ in request.drawn if "-" in name]
        drawn = iter(value for name, value in request.drawn if name != "token")
        self.ranges = [name.split("-") for name in names]
        self.constants, self.fresh, self.known = {}, {}, {}
        counter = iter(range(len(names)))
        for word in template.words():
            self._learn(word, drawn, counter)

    def _learn(self, word, drawn, counter):
        """What became of a word of the template, and of each of its places alone."""
        value, pieces = "", []
        for piece in re.split(r"(\{[\w-]+\})", word):
            if not piece:
                continue
            if not piece.startswith("{"):
                value, pieces = value + piece, [*pieces, f"'{piece}'"]
                continue
            expression = "unique" if piece == "{unique}" else f":p{next(counter)}"
            drawn_now = next(drawn)
            if expression == "unique":
                expression = ":unique"
            elif len(drawn_now) >= 4:
                self.known.setdefault(drawn_now, expression)
            value, pieces = value + drawn_now, [*pieces, expression]
        self.known[value] = " || ".join(pieces)

    def statement(self, statement):
        """The statement with its end: that of a chain is kept in `:position` and `:hash`. pgbench has chains of its own."""
        found = NEXT_HEAD.search(statement.text)
        chained = dict(zip(found.groups(), FROM_HEAD)) if found else {}
        value = lambda m: chained.get(m[1]) or self._expression(statement.parameters[int(m[1]) - 1])
        text = re.sub(r"\$(\d+)", value, statement.text).replace("trail_heads", "pgbench_heads")
        return text + (" \\gset" if HEAD.search(statement.text) else ";")

    def _expression(self, value):
        if value is None:
            return "NULL"
        if value in self.callers:
            # Text wherever it is written or compared, though it looks like more.
            return f"({self._constant(value)})"
        kind = next((kind for pattern, kind in TYPES if pattern.fullmatch(value)), None)
        cast = f"::{kind}" if kind else ""
        return f"({self._inner(value)}){cast}"

    def _inner(self, value):
        bare = value[1:-1] if value.startswith("{") else value
        if bare in self.known:
            inner = self.known[bare]
            return inner if bare == value else f"'{{' || {inner} || '}}'"
        if UUID.fullmatch(value) and value[14] == "7":
            # Made by the service: new each time, ascending, as its own are.
            kind = self.fresh.setdefault(value, f"{0xB000 + len(self.fresh):x}")
            return f"'01900000-0000-7000-{kind}-' || :unique"
        holder = next((known for known in self.known if len(known) >= 20 and known in value), None)
        if holder and not value.startswith("{"):
            before, _, after = value.partition(holder)
            return " || ".join(
                [self._constant(before), self.known[holder], *([self._constant(after)] if after else [])]
            )
        return self._constant(value)

    def _constant(self, value):
        for name, known in self.constants.items():
            if known == value:
                return f":{name}"
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return f":{name}"
