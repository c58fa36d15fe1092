"""What every client does, written once; each generated client says how (class Client)."""

import datetime
import os
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

URL = os.environ["FAZHI_URL"]
TOKEN = os.environ["FAZHI_TOKEN"]
TOWNSHIP = "540526201"
# A year that is over: whatever changes its figures needs a reason.
YEAR = datetime.date.today().year - 1
HELD_ON = datetime.date(YEAR, 3, 5)

CREATED, PATCHED, VOIDED, RESTORED = "补录三月的培训", "按签到表核对", "重复登记", "并非重复：当日两场"


@dataclass
class Tagged:
    """A record with its tag: what the next change of it has to name."""

    id: UUID
    etag: str


class Client(Protocol):
    def create(self, title: str, reason: str) -> Tagged: ...

    def listed(self) -> list[tuple[UUID, str]]:
        """Id and kind of the trainings and publicity campaigns of the year."""

    def patch(self, record: Tagged, reason: str) -> tuple[str, Any]:
        """Fifteen people were there; the new tag, and how many the answer says."""

    def figure(self) -> tuple[str, Any]:
        """Status and value of the township's number of training sessions in the year."""

    def read_again(self, record: Tagged) -> int:
        """The status of reading what one has already."""

    def feed(self, id: UUID) -> list[str]:
        """What the feed says was done to the record."""

    def void(self, record: Tagged, reason: str) -> Tagged: ...

    def restore(self, record: Tagged, reason: str) -> Tagged: ...

    def reasons(self, id: UUID) -> list[str | None]:
        """The reasons in its history, latest first."""


def run(client: Client) -> None:
    made = client.create("民法典专题讲座", CREATED)
    listed = client.listed()
    assert made.id in [id for id, _ in listed], listed
    assert {kind for _, kind in listed} <= {"training", "publicity"}, listed
    etag, persons = client.patch(made, PATCHED)
    assert persons == 15 and etag != made.etag, (persons, etag)
    status, value = client.figure()
    assert status == "computed" and isinstance(value, int), (status, value)
    answered = client.read_again(Tagged(made.id, etag))
    assert answered == 304, answered
    voided = client.void(Tagged(made.id, etag), VOIDED)
    client.restore(voided, RESTORED)
    actions = client.feed(made.id)
    assert actions == ["created", "patched", "voided", "restored"], actions
    reasons = client.reasons(made.id)
    assert reasons == [RESTORED, VOIDED, PATCHED, CREATED], reasons
