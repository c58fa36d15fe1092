"""What a client may enter, with the bounds that fazhi's contract has."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Code = Annotated[str, Field(pattern=r"^[0-9]{9}$")]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Term = Annotated[str, Field(min_length=1, max_length=40)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]


class ActivityInput(BaseModel):
    model_config = ConfigDict(extra="forbid")

    township_code: Code
    year: Annotated[int, Field(ge=1949, le=2100)] | None = None
    external_ref: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    kind: Literal[
        "leading_group_meeting",
        "study_session",
        "seminar",
        "training",
        "law_exam",
        "publicity",
        "leader_reception",
        "dispute_sweep",
        "inspection",
        "court_observation",
    ]
    held_on: dt.date
    ends_on: dt.date | None = None
    title: Text
    place: Text | None = None
    organising_body: Term | None = None
    form: Term | None = None
    venue_class: Term | None = None
    key_date: Term | None = None
    joint_townships: Annotated[list[Code], Field(max_length=100)] = []
    sessions: Annotated[int, Field(ge=1, le=1000)] = 1
    persons: Count | None = None
    person_times: Count | None = None
    staff_due: Count | None = None
    materials: Count | None = None
    consultations: Count | None = None
    audience: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    audience_estimated: bool = False
    problems_solved: Annotated[int, Field(ge=0, le=100_000)] | None = None
    exam_due: Count | None = None
    exam_sat: Count | None = None
    exam_passed: Count | None = None

    @model_validator(mode="after")
    def agree(self) -> Self:
        """The rules over several fields; what follows from others is filled in."""
        at_most = [
            ("persons", "person_times"),
            ("persons", "staff_due"),
            ("exam_sat", "exam_due"),
            ("exam_passed", "exam_sat"),
        ]
        for less, more in at_most:
            if None not in (getattr(self, less), getattr(self, more)) and getattr(self, less) > getattr(self, more):
                raise ValueError(f"{less} must not exceed {more}")
        if self.ends_on and self.ends_on < self.held_on:
            raise ValueError("ends_on must not be before held_on")
        self.year = self.year or self.held_on.year
        return self
