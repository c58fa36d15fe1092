"""The operations, as generic views of REST framework."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Activity, Case, Region, Trail
from .serializers import ActivitySerializer

BUMP = """
    INSERT INTO township_years (county_code, township_code, year, version, changed_at) VALUES (%s, %s, %s, 1, %s)
    ON CONFLICT (county_code, township_code, year)
    DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at"""


class ActivityPagination(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("-held_on", "-id")


class ActivityDetail(generics.RetrieveAPIView):
    queryset = Activity.objects.all()
    serializer_class = ActivitySerializer


class ActivityList(generics.ListCreateAPIView):
    serializer_class = ActivitySerializer
    pagination_class = ActivityPagination

    def get_queryset(self):
        township = self.request.query_params["township"]
        return Activity.objects.filter(
            county_code=township[:6],
            township_code=township,
            held_on__lte=self.request.query_params["to"],
            voided_at=None,
        )

    def perform_create(self, serializer):
        token, now = self.request.user, timezone.now()
        if token.role != "clerk":
            raise PermissionDenied
        county = serializer.validated_data["township_code"][:6]
        with transaction.atomic():
            activity = serializer.save(
                county_code=county, created_at=now, created_by=token.name, updated_at=now, updated_by=token.name
            )
            Trail.objects.create(
                county_code=county,
                township_code=activity.township_code,
                resource="activities",
                record_id=activity.id,
                version=1,
                action="created",
                at=now,
                token_id=token.id,
                actor=token.name,
                role=token.role,
                request_id=self.request.headers.get("X-Request-Id", ""),
                after=serializer.data,
            )
            with connection.cursor() as cursor:
                cursor.execute(BUMP, [county, activity.township_code, activity.year, now])


class Figures(APIView):
    """The sums of a county by township; a poll is answered by ConditionalGetMiddleware."""

    def get(self, request, county):
        year = int(request.query_params["year"])
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        sums = {row.pop("township_code"): row for row in activity_sums(county, first, last)}
        for row in case_sums(county, first, last):
            sums.setdefault(row.pop("township_code"), {}).update(row)
        townships = Region.objects.filter(parent_code=county, level="township").order_by("code").values("code", "name")
        rows = [{**township, **sums.get(township["code"], {})} for township in townships]
        return Response({"region": county, "year": year, "rows": rows})


def activity_sums(county, first, last):
    held = Activity.objects.filter(county_code=county, held_on__range=(first, last), voided_at=None)
    return held.values("township_code").annotate(
        publicity_materials=Sum("materials"),
        legal_consultations=Sum("consultations"),
        publicity_audience=Sum("audience", filter=Q(kind="publicity")),
        training_person_times=Sum("person_times", filter=Q(kind="training")),
    )


def case_sums(county, first, last):
    running = Q(closed_on=None) | Q(closed_on__gte=first)
    closed = Q(closed_on__range=(first, last))
    cases = Case.objects.filter(running, county_code=county, kind="mediation", accepted_on__lte=last, voided_at=None)
    return cases.values("township_code").annotate(
        disputes_accepted=Count("id", filter=Q(accepted_on__range=(first, last))),
        disputes_closed=Count("id", filter=closed),
        disputes_resolved=Count("id", filter=closed & Q(outcome="succeeded")),
        disputes_pending=Count("id", filter=Q(closed_on=None) | Q(closed_on__gt=last)),
    )


def ready(_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready")
