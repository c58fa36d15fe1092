"""Records in and out, with the bounds that fazhi's contract has."""

from rest_framework import serializers

from .models import Activity

STAMP = [
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "voided_at",
    "voided_by",
    "void_reason",
]


def text(longest, **options):
    return serializers.CharField(max_length=longest, required=False, allow_null=True, **options)


def count(most=100_000_000):
    return serializers.IntegerField(min_value=0, max_value=most, required=False, allow_null=True)


class ActivitySerializer(serializers.ModelSerializer):
    township_code = serializers.RegexField(r"^[0-9]{9}$")
    year = serializers.IntegerField(min_value=1949, max_value=2100, required=False)
    external_ref = text(100)
    note = text(2000)
    kind = serializers.ChoiceField([kind.name for kind in Activity.Kind])
    title = serializers.CharField(max_length=200)
    place = text(200)
    organising_body = text(40)
    form = text(40)
    venue_class = text(40)
    key_date = text(40)
    joint_townships = serializers.ListField(child=serializers.RegexField(r"^[0-9]{9}$"), max_length=100, required=False)
    sessions = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    persons = count()
    person_times = count()
    staff_due = count()
    materials = count()
    consultations = count()
    audience = count(1_000_000_000)
    problems_solved = count(100_000)
    exam_due = count()
    exam_sat = count()
    exam_passed = count()

    class Meta:
        model = Activity
        fields = [field.name for field in Activity._meta.fields if field.name != "county_code"]
        read_only_fields = STAMP

    def validate(self, attrs):
        """The rules over several fields; what follows from others is filled in."""
        at_most = [
            ("persons", "person_times"),
            ("persons", "staff_due"),
            ("exam_sat", "exam_due"),
            ("exam_passed", "exam_sat"),
        ]
        for less, more in at_most:
            if None not in (attrs.get(less), attrs.get(more)) and attrs[less] > attrs[more]:
                raise serializers.ValidationError({less: f"must not exceed {more}"})
        if attrs.get("ends_on") and attrs["ends_on"] < attrs["held_on"]:
            raise serializers.ValidationError({"ends_on": "must not be before held_on"})
        attrs.setdefault("year", attrs["held_on"].year)
        return attrs
