"""The steps of scenario.py with the client that openapi-python-client makes."""

from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from fazhi_openapi_python_client import AuthenticatedClient
from fazhi_openapi_python_client.api.activities import (
    create_activity,
    list_activities,
    patch_activity,
    read_activity,
    read_activity_history,
    restore_activity,
    void_activity,
)
from fazhi_openapi_python_client.api.changes import list_changes
from fazhi_openapi_python_client.api.figures import read_figures
from fazhi_openapi_python_client.models import (
    Activity,
    ActivityInput,
    ActivityKind,
    ActivityPage,
    ActivityPatch,
    ChangePage,
    History,
    ListActivitiesKindItem,
    RegionFigures,
    SavedActivity,
)
from fazhi_openapi_python_client.types import Response
from scenario import HELD_ON, TOKEN, TOWNSHIP, URL, YEAR, Tagged, run

T = TypeVar("T")


def parsed(response: Response[Any], expected: type[T]) -> T:
    assert isinstance(response.parsed, expected), response
    return response.parsed


def tagged(response: Response[Any], id: UUID) -> Tagged:
    return Tagged(id, response.headers["ETag"])


class Generated:
    def __init__(self) -> None:
        self.client = AuthenticatedClient(base_url=URL, token=TOKEN, raise_on_unexpected_status=True)

    def create(self, title: str, reason: str) -> Tagged:
        body = ActivityInput(township_code=TOWNSHIP, kind=ActivityKind.TRAINING, held_on=HELD_ON, title=title)
        response = create_activity.sync_detailed(client=self.client, body=body, x_change_reason=quote(reason))
        return tagged(response, parsed(response, SavedActivity).id)

    def listed(self) -> list[tuple[UUID, str]]:
        kinds = [ListActivitiesKindItem.TRAINING, ListActivitiesKindItem.PUBLICITY]
        response = list_activities.sync_detailed(client=self.client, township=TOWNSHIP, year=YEAR, kind=kinds, limit=200)
        return [(item.id, item.kind) for item in parsed(response, ActivityPage).items]

    def patch(self, record: Tagged, reason: str) -> tuple[str, Any]:
        response = patch_activity.sync_detailed(
            record.id, client=self.client, body=ActivityPatch(persons=15, note=None), if_match=record.etag, reason=reason
        )
        return response.headers["ETag"], parsed(response, SavedActivity).persons

    def figure(self) -> tuple[str, Any]:
        response = read_figures.sync_detailed(TOWNSHIP, client=self.client, year=YEAR)
        figures = {item.indicator: item for item in parsed(response, RegionFigures).items}
        return figures["training_sessions"].status, figures["training_sessions"].value

    def read_again(self, record: Tagged) -> int:
        response = read_activity.sync_detailed(record.id, client=self.client, if_none_match=record.etag)
        assert response.parsed is None, response.parsed
        return response.status_code

    def feed(self, id: UUID) -> list[str]:
        response = list_changes.sync_detailed(client=self.client, record=id)
        return [change.action for change in parsed(response, ChangePage).items]

    def void(self, record: Tagged, reason: str) -> Tagged:
        response = void_activity.sync_detailed(record.id, client=self.client, if_match=record.etag, reason=reason)
        return tagged(response, parsed(response, Activity).id)

    def restore(self, record: Tagged, reason: str) -> Tagged:
        response = restore_activity.sync_detailed(record.id, client=self.client, if_match=record.etag, reason=reason)
        return tagged(response, parsed(response, Activity).id)

    def reasons(self, id: UUID) -> list[str | None]:
        response = read_activity_history.sync_detailed(id, client=self.client)
        return [entry.reason for entry in parsed(response, History).items]


if __name__ == "__main__":
    run(Generated())
