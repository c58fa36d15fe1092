//! Where quantities are read from: the tables of records, and which of their rows a year looks at.

/// A kind of record that indicators are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Memberships running in the year.
    Members,
    /// Plans of the year.
    Plans,
    /// Tasks of plans, in the year they are due (never before the plan's own).
    PlanTasks,
    /// Activities of the year.
    Activities,
    /// Cases accepted in the year, or carried into it.
    Cases,
}

/// A source in SQL. Every text may use `:from` and `:to`, the first and last day of the year.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// The resource whose records these are, as in its path.
    pub resource: &'static str,
    /// What comes after FROM.
    pub from: &'static str,
    /// The prefix of the columns that all records have.
    pub record: &'static str,
    /// The table of parts of records, where these are what is counted.
    pub part: Option<&'static str>,
    /// The rows a year looks at.
    pub in_year: &'static str,
    /// The date to list a source record under.
    pub date: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The dimensions figures can be broken down by.
    pub dimensions: &'static [&'static str],
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 5] = [Self::Members, Self::Plans, Self::PlanTasks, Self::Activities, Self::Cases];

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
                // Bounded on the plan too, so that an index finds the rows.
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
                in_year: "accepted_on <= :to AND (closed_on IS NULL OR closed_on >= :from)",
                date: "accepted_on",
                title: "subject",
                dimensions: &["mechanism", "organisation_level", "dispute_type", "channel"],
            },
        }
    }
}
