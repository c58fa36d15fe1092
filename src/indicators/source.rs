//! The tables that quantities are computed from, and the condition on the rows that can count in a year.

/// A kind of record that indicators are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Memberships running in the year.
    Members,
    /// Plans of the year.
    Plans,
    /// Tasks of plans, in the year they are due, but not before the year of the plan.
    PlanTasks,
    /// Activities of the year.
    Activities,
    /// Cases accepted in the period or before it, unless all that counts of them happened before.
    Cases,
    /// Duties of the year.
    Duties,
    /// Shortcomings found in the period or before it, unless they were closed or carried over by a later record before it.
    Shortcomings,
    /// Observations up to the last day of the period that has come, from the first day of its year or of the period on.
    Observations,
    /// Legality reviews of the year.
    LegalityReviews,
    /// Documents drafted, issued, published, filed or cleaned up in the period.
    Documents,
    /// Decisions taken in the year; those not taken, in the year in which their procedure was started.
    Decisions,
}

/// A source in SQL. Every expression may use `:from` and `:to`, the first and last day of the period, `:day`, the last day
/// of it that has come, and `:ended`, the codes of townships that ended before that day.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// The resource of the records, as in its path.
    pub resource: &'static str,
    /// The tables, as in FROM. `:counties(alias)` is the condition on the counties of rows that are joined by what they refer to, so
    /// that they are found by it.
    pub from: &'static str,
    /// The table of the records, by which columns that all records have are qualified.
    pub record: &'static str,
    /// The table of the parts of records, where parts are counted.
    pub part: Option<&'static str>,
    /// The condition on the rows that can count in the year.
    pub in_year: &'static str,
    /// The date by which source records are listed.
    pub date: &'static str,
    /// The title under which a source record is listed.
    pub title: &'static str,
    /// The columns by which figures can be broken down.
    pub dimensions: &'static [&'static str],
}

/// Shortcomings with the one that each carries over (`earlier`) and the one that carries it over (`later`), where it was still
/// open on that day.
const SHORTCOMINGS: &str = "shortcomings \
    LEFT JOIN shortcomings AS earlier ON :counties(earlier) AND earlier.county_code = shortcomings.county_code \
        AND earlier.id = shortcomings.carried_over_from AND earlier.voided_at IS NULL \
        AND earlier.found_on < shortcomings.found_on \
        AND (earlier.closed_on IS NULL OR earlier.closed_on > shortcomings.found_on) \
    LEFT JOIN shortcomings AS later ON :counties(later) AND later.county_code = shortcomings.county_code \
        AND later.carried_over_from = shortcomings.id AND later.voided_at IS NULL \
        AND later.found_on > shortcomings.found_on \
        AND (shortcomings.closed_on IS NULL OR shortcomings.closed_on > later.found_on)";

/// Observations with whether each is the latest of its township and indicator, and whether the township has observed both numbers
/// that the coverage of training is computed from. County and township lead every window, so that rows are found by them.
const OBSERVATIONS: &str = "(SELECT *, \
        observed_on = max(observed_on) OVER (PARTITION BY county_code, township_code, indicator) AS is_latest, \
        bool_or(indicator = 'staff_trained' AND observed_on >= date_trunc('year', :to::timestamp)::date) OVER township \
        AND bool_or(indicator = 'staff_due_for_training' AND observed_on >= date_trunc('year', :to::timestamp)::date) OVER township \
            AS states_coverage \
    FROM observations \
    WHERE voided_at IS NULL AND observed_on BETWEEN least(:from, date_trunc('year', :to::timestamp)::date) AND :day \
    WINDOW township AS (PARTITION BY county_code, township_code)) AS observations";

impl Source {
    /// Every source.
    pub const ALL: [Self; 11] = [
        Self::Members,
        Self::Plans,
        Self::PlanTasks,
        Self::Activities,
        Self::Cases,
        Self::Duties,
        Self::Shortcomings,
        Self::Observations,
        Self::LegalityReviews,
        Self::Documents,
        Self::Decisions,
    ];

    /// The source in SQL.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: one entry per source")]
    pub const fn tables(self) -> Tables {
        match self {
            Self::Members => Tables {
                resource: "members",
                from: "members",
                record: "members",
                part: None,
                in_year: "serves_from <= :to AND (serves_to IS NULL OR serves_to >= :from)",
                date: "serves_from",
                title: "person_name",
                dimensions: &["group_role", "body"],
            },
            Self::Plans => Tables {
                resource: "plans",
                from: "plans",
                record: "plans",
                part: None,
                in_year: "main_date BETWEEN :from AND :to",
                date: "main_date",
                title: "plans.title",
                dimensions: &["kind"],
            },
            Self::PlanTasks => Tables {
                resource: "plans",
                from: "plans JOIN plan_tasks ON plan_tasks.county_code = plans.county_code AND plan_tasks.plan_id = plans.id",
                record: "plans",
                part: Some("plan_tasks"),
                // The condition on the plan's date is redundant; it lets an index find the rows.
                in_year: "main_date <= :to AND greatest(main_date, due_on) BETWEEN :from AND :to",
                date: "greatest(main_date, due_on)",
                title: "plan_tasks.title",
                dimensions: &[],
            },
            Self::Activities => Tables {
                resource: "activities",
                from: "activities",
                record: "activities",
                part: None,
                in_year: "held_on BETWEEN :from AND :to",
                date: "held_on",
                title: "title",
                dimensions: &["organising_body", "form", "venue_class", "key_date"],
            },
            Self::Cases => Tables {
                resource: "cases",
                from: "cases",
                record: "cases",
                part: None,
                // Also those closed earlier that were due, or were confirmed by a court, in the period.
                in_year: "accepted_on <= :to AND (closed_on IS NULL OR closed_on >= :from \
                    OR due_on BETWEEN :from AND :to OR judicially_confirmed_on BETWEEN :from AND :to)",
                date: "accepted_on",
                title: "subject",
                dimensions: &["mechanism", "organisation_level", "dispute_type", "channel"],
            },
            Self::Duties => Tables {
                resource: "duties",
                from: "duties",
                record: "duties",
                part: None,
                in_year: "performed_on BETWEEN :from AND :to",
                date: "performed_on",
                title: "subject",
                dimensions: &["kind", "office"],
            },
            Self::Shortcomings => Tables {
                resource: "shortcomings",
                from: SHORTCOMINGS,
                record: "shortcomings",
                part: None,
                in_year: "shortcomings.found_on <= :to AND (shortcomings.closed_on IS NULL OR shortcomings.closed_on >= :from) \
                    AND (later.id IS NULL OR later.found_on >= :from)",
                date: "shortcomings.found_on",
                title: "shortcomings.title",
                dimensions: &["found_by"],
            },
            Self::Observations => Tables {
                resource: "observations",
                from: OBSERVATIONS,
                record: "observations",
                part: None,
                in_year: "TRUE",
                date: "observed_on",
                title: "coalesce(evidence, note, indicator)",
                dimensions: &[],
            },
            Self::LegalityReviews => Tables {
                resource: "legality-reviews",
                from: "legality_reviews",
                record: "legality_reviews",
                part: None,
                in_year: "reviewed_on BETWEEN :from AND :to",
                date: "reviewed_on",
                title: "subject",
                dimensions: &["subject_kind"],
            },
            Self::Documents => Tables {
                resource: "documents",
                from: "documents",
                record: "documents",
                part: None,
                in_year: "main_date <= :to AND (main_date >= :from OR published_on BETWEEN :from AND :to \
                    OR filed_on BETWEEN :from AND :to OR cleaned_up_on BETWEEN :from AND :to)",
                date: "main_date",
                title: "title",
                dimensions: &[],
            },
            Self::Decisions => Tables {
                resource: "decisions",
                from: "decisions",
                record: "decisions",
                part: None,
                in_year: "main_date BETWEEN :from AND :to",
                date: "main_date",
                title: "title",
                dimensions: &[],
            },
        }
    }
}
