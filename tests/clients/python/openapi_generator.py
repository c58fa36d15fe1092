"""The steps of scenario.py with the client that openapi-generator makes."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fazhi_openapi_generator import ActivitiesApi, ApiClient, ChangesApi, Configuration, FiguresApi
from fazhi_openapi_generator.exceptions import ApiException
from fazhi_openapi_generator.models import ActivityInput, ActivityKind, ActivityPatch, RegionFigures
from scenario import HELD_ON, TOKEN, TOWNSHIP, URL, YEAR, Tagged, run


def tagged(id: UUID, headers: Any) -> Tagged:
    # Names of headers come as they were sent, in letters of any case.
    return Tagged(id, next(value for name, value in headers.items() if name.lower() == "etag"))


class Generated:
    def __init__(self) -> None:
        client = ApiClient(Configuration(host=URL, access_token=TOKEN))
        self.activities, self.changes, self.figures = ActivitiesApi(client), ChangesApi(client), FiguresApi(client)

    def create(self, title: str, reason: str) -> Tagged:
        body = ActivityInput(township_code=TOWNSHIP, kind=ActivityKind.TRAINING, held_on=HELD_ON, title=title)
        answer = self.activities.create_activity_with_http_info(body, x_change_reason=quote(reason))
        return tagged(answer.data.id, answer.headers)

    def listed(self) -> list[tuple[UUID, str]]:
        page = self.activities.list_activities(township=TOWNSHIP, year=YEAR, kind=["training", "publicity"], limit=200)
        return [(item.id, item.kind) for item in page.items]

    def patch(self, record: Tagged, reason: str) -> tuple[str, Any]:
        body = ActivityPatch(persons=15, note=None)
        answer = self.activities.patch_activity_with_http_info(record.id, record.etag, body, reason=reason)
        return tagged(record.id, answer.headers).etag, answer.data.persons

    def figure(self) -> tuple[str, Any]:
        answered = self.figures.read_figures(TOWNSHIP, year=YEAR).actual_instance
        assert isinstance(answered, RegionFigures), answered
        figure = {item.indicator: item for item in answered.items}["training_sessions"]
        assert figure.value is not None, figure
        return figure.status, figure.value.actual_instance

    def read_again(self, record: Tagged) -> int:
        # This generator takes whatever is not 2xx for a failure.
        try:
            self.activities.read_activity(record.id, if_none_match=record.etag)
        except ApiException as unchanged:
            return int(unchanged.status or 0)
        return 200

    def feed(self, id: UUID) -> list[str]:
        return [change.action for change in self.changes.list_changes(record=id).items]

    def void(self, record: Tagged, reason: str) -> Tagged:
        answer = self.activities.void_activity_with_http_info(record.id, record.etag, reason=reason)
        return tagged(answer.data.id, answer.headers)

    def restore(self, record: Tagged, reason: str) -> Tagged:
        answer = self.activities.restore_activity_with_http_info(record.id, record.etag, reason=reason)
        return tagged(answer.data.id, answer.headers)

    def reasons(self, id: UUID) -> list[str | None]:
        return [entry.reason for entry in self.activities.read_activity_history(id).items]


if __name__ == "__main__":
    run(Generated())
