"""Checks of our own, beside Schemathesis's: who may not see a record learns nothing of it, and nothing is deleted."""

import json
import re
import uuid
from pathlib import Path

import requests
import schemathesis
from identities import TOKENS

# Records are what can be restored: so the contract names every resource, whichever are added.
CONTRACT = json.loads((Path(__file__).resolve().parents[2] / "openapi" / "v1.json").read_text())
RESTORABLE = [re.fullmatch(r"/api/v1/([\w-]+)/\{id\}:restore", path) for path in CONTRACT["paths"]]
RESOURCES = [path.group(1) for path in RESTORABLE if path]
RECORDS = re.compile(rf"^/api/v1/({'|'.join(RESOURCES)})(/|$)")

# Everything that can be asked of one record: method, what follows the id in the path, body. Parties are those of cases; at
# other records, nothing is there for anybody.
QUESTIONS = [
    ("GET", "", None),
    ("GET", "/history", None),
    ("GET", "/partners", None),
    ("PUT", "", "{}"),
    ("PATCH", "", "{}"),
    ("DELETE", "", None),
    ("POST", ":restore", None),
    ("GET", "/parties", None),
    ("PUT", "/parties", "{}"),
    ("POST", "/parties:reveal", "{}"),
]

# What differs between any two answers.
OF_EACH_ANSWER = {"x-request-id", "date"}

http = requests.Session()
http.trust_env = False  # no proxy stands between here and the loopback interface
asked = set()


@schemathesis.check
def out_of_reach_looks_unknown(ctx, response, case):
    """Every id the clerk learns is tried by the clerk of the neighbouring township, in every operation on a record: the
    answer has to be the very one that an unknown id gets."""
    base = case.operation.base_url.rstrip("/")
    for resource, record_id in learned(case, response) - asked:
        asked.add((resource, record_id))
        for question in QUESTIONS:
            theirs = ask_as_neighbour(base, resource, record_id, question)
            unknown = ask_as_neighbour(base, resource, str(uuid.uuid4()), question)
            assert theirs[0] == 404, f"{question[0]} {resource} {record_id} as the neighbour: {theirs}"
            assert theirs == unknown, f"out of reach: {theirs}\nunknown: {unknown}"


def learned(case, response):
    """The records an answer to the clerk speaks of, as (resource, id)."""
    path = RECORDS.match(case.operation.path)
    sent = response.request.headers.get("Authorization")
    if path is None or sent != TOKENS["clerk"] or not 200 <= response.status_code < 300 or not response.content:
        return set()
    if "json" not in response.headers.get("content-type", [""])[0]:
        return set()
    body = response.json()
    things = body.get("items", [body])
    # A partner may read what may count for it.
    return {(path.group(1), thing["id"]) for thing in things if "id" in thing and not thing.get("joint_townships")}


def ask_as_neighbour(base, resource, record_id, question):
    """Status, headers and bytes of the answer, without what differs between any two answers."""
    method, rest, body = question
    media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = {"Authorization": TOKENS["neighbour"], "If-Match": "*", "Content-Type": media_type}
    url = f"{base}/api/v1/{resource}/{record_id}{rest}"
    answer = http.request(method, url, headers=headers, data=body, timeout=10)
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in OF_EACH_ANSWER}
    text = answer.text.replace(answer.headers["x-request-id"], "REQUEST").replace(record_id, "ID")
    return answer.status_code, kept, text


@schemathesis.check
def pages_follow(ctx, response, case):
    """A list's next page is where the answer says, and holds nothing of this one."""
    link = re.fullmatch(r'<(.+)>; rel="next"', "".join(response.headers.get("link", [])))
    if link is None or response.status_code != 200:
        return
    headers = {"Authorization": response.request.headers["Authorization"]}
    following = http.get(case.operation.base_url.rstrip("/") + link.group(1), headers=headers, timeout=10)
    assert following.status_code == 200, f"{link.group(1)}: {following.status_code} {following.text}"
    # An entry of a history is of one version of the record.
    key = next(key for key in ("code", "id", "version") if key in response.json()["items"][0])
    both = {item[key] for item in response.json()["items"]} & {item[key] for item in following.json()["items"]}
    assert not both, f"{link.group(1)} holds again {both}"


@schemathesis.check
def voided_stays_readable(ctx, response, case):
    """What DELETE was answered for can still be read, and says that it counts no longer."""
    if case.method != "DELETE" or response.status_code != 200:
        return
    headers = {"Authorization": response.request.headers["Authorization"]}
    read = http.get(response.request.url.split("?")[0], headers=headers, timeout=10)
    assert read.status_code == 200, f"{response.request.url} is {read.status_code} after DELETE"
    assert read.json() == response.json(), "DELETE answers with what is read afterwards"
    voided = read.json().get("voided_at") or read.json().get("revoked_at")
    assert voided, f"{response.request.url} does not say since when it counts no longer"
