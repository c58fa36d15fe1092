//! The rules over records, in SQL: one statement for all of them.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text as SqlText, Uuid as SqlUuid};
use uuid::Uuid;

use super::catalogue::CheckCode;
use crate::figures::Scope;
use crate::indicators;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::text::{StaticText, Text};

/// A rule over records.
struct Rule {
    check: CheckCode,
    /// The resource of the record that is looked at, as in its path, and that of the others that belong to it.
    resources: (&'static str, &'static str),
    /// The statement without its columns: `{of:TABLE}` becomes the condition that TABLE's rows are in the region, `:from`, `:to`
    /// and `:day` the first and the last day of the year and the last one that has come.
    from: &'static str,
    /// The township.
    township: &'static str,
    /// The ids of the records, and their versions added up: whether they have changed since.
    records: (&'static str, &'static str),
    /// What the records are called.
    title: &'static str,
    /// What is found: a day, a number, a name.
    detail: &'static str,
    /// The same in words, with `{title}` and `{detail}`.
    message: StaticText,
}

const RULES: &[Rule] = &[
    Rule {
        check: CheckCode::CaseOverdue,
        resources: ("cases", "cases"),
        from: "cases WHERE {of:cases} AND voided_at IS NULL AND accepted_on <= :day \
            AND (closed_on IS NULL OR closed_on > :day) AND due_on < :day",
        township: "township_code",
        records: ("ARRAY[id]", "version"),
        title: "subject",
        detail: "due_on::text",
        message: ("{title}：{detail} 到期，仍未办结", "{title}: due on {detail}, and still open"),
    },
    Rule {
        check: CheckCode::ActOutsideTerm,
        resources: ("cases", "members"),
        from: "cases JOIN members ON members.county_code = cases.county_code AND members.id = leader_member_id \
            WHERE {of:cases} AND cases.voided_at IS NULL AND accepted_on <= :to AND (closed_on IS NULL OR closed_on >= :from) \
            AND (serves_to < accepted_on OR serves_from > coalesce(closed_on, :day))",
        township: "cases.township_code",
        records: ("ARRAY[cases.id, members.id]", "cases.version + members.version"),
        title: "subject",
        detail: "person_name",
        message: ("{title}：{detail} 当时不在任", "{title}: {detail} did not serve then"),
    },
    Rule {
        check: CheckCode::ActOutsideTerm,
        resources: ("plans", "members"),
        from: "plans JOIN plan_tasks ON plan_tasks.county_code = plans.county_code AND plan_id = plans.id \
            JOIN members ON members.county_code = plans.county_code AND members.id = responsible_member_id \
            WHERE {of:plans} AND {of:plan_tasks} AND plans.voided_at IS NULL AND main_date BETWEEN :from AND :to \
            AND (serves_to < main_date OR serves_from > coalesce(plan_tasks.due_on, :to))",
        township: "plans.township_code",
        records: ("ARRAY[plans.id, members.id]", "plans.version + members.version"),
        title: "plan_tasks.title",
        detail: "person_name",
        message: ("{title}：{detail} 当时不在任", "{title}: {detail} did not serve then"),
    },
    Rule {
        check: CheckCode::TaskOverdue,
        resources: ("plans", "plans"),
        from: "plans JOIN plan_tasks ON plan_tasks.county_code = plans.county_code AND plan_id = plans.id \
            WHERE {of:plans} AND {of:plan_tasks} AND plans.voided_at IS NULL AND plans.status IN ('in_force', 'completed') \
            AND main_date <= :to AND plan_tasks.due_on BETWEEN :from AND :to AND plan_tasks.due_on < :day \
            AND plan_tasks.status NOT IN ('done', 'dropped')",
        township: "plans.township_code",
        records: ("ARRAY[plans.id]", "plans.version"),
        title: "plan_tasks.title",
        detail: "plan_tasks.due_on::text",
        message: ("{title}：应于 {detail} 前完成，仍未完成", "{title}: due on {detail}, and not done"),
    },
    Rule {
        check: CheckCode::JointActivityUnconfirmed,
        resources: ("activities", "activities"),
        from: "activity_partners p JOIN activities a ON a.county_code = p.county_code AND a.id = p.activity_id \
            WHERE {of:p} AND p.status = 'pending' AND a.voided_at IS NULL AND a.held_on BETWEEN :from AND :to \
            AND a.joint_townships <> '{}'",
        township: "p.township_code",
        records: ("ARRAY[a.id]", "a.version + p.version"),
        title: "a.title",
        detail: "a.held_on::text",
        message: ("{title}（{detail}）：尚未确认", "{title} ({detail}): not confirmed"),
    },
    Rule {
        check: CheckCode::SameDayAndTitle,
        resources: ("activities", "activities"),
        from: "activities WHERE {of:activities} AND voided_at IS NULL AND held_on BETWEEN :from AND :to \
            GROUP BY township_code, kind, held_on, title HAVING count(*) > 1",
        township: "township_code",
        records: ("array_agg(id ORDER BY id)", "sum(version)"),
        title: "title",
        detail: "held_on::text",
        message: ("{title}（{detail}）：登记了不止一次", "{title} ({detail}): entered more than once"),
    },
    Rule {
        check: CheckCode::KeyDateDiffers,
        resources: ("activities", "activities"),
        from: "activities WHERE {of:activities} AND voided_at IS NULL AND held_on BETWEEN :from AND :to AND {doubtful}",
        township: "township_code",
        records: ("ARRAY[id]", "version"),
        title: "title",
        detail: "held_on::text",
        message: (
            "{title}（{detail}）：不在所填节点的日子",
            "{title} ({detail}): not on the key date stated",
        ),
    },
    Rule {
        check: CheckCode::RoundNumber,
        resources: ("activities", "activities"),
        from: "activities WHERE {of:activities} AND voided_at IS NULL AND held_on BETWEEN :from AND :to AND ( \
            person_times >= 500 AND person_times % 100 = 0 OR materials >= 500 AND materials % 100 = 0 \
            OR audience >= 500 AND audience % 100 = 0 AND NOT audience_estimated)",
        township: "township_code",
        records: ("ARRAY[id]", "version"),
        title: "title",
        detail: "greatest(person_times, materials, audience)::text",
        message: ("{title}：{detail}", "{title}: {detail}"),
    },
    Rule {
        check: CheckCode::PersonsExceedPersonTimes,
        resources: ("activities", "activities"),
        from: "activities WHERE {of:activities} AND voided_at IS NULL AND held_on BETWEEN :from AND :to \
            AND persons > person_times",
        township: "township_code",
        records: ("ARRAY[id]", "version"),
        title: "title",
        detail: "persons::text",
        message: ("{title}：{detail} 人，多于人次", "{title}: {detail} persons, more than the person-times"),
    },
];

/// Records that a rule has found.
#[derive(Debug, QueryableByName)]
pub struct Found {
    /// The place of the rule.
    #[diesel(sql_type = Integer)]
    rule: i32,
    /// The township they count for, by the code they were entered under.
    #[diesel(sql_type = SqlText)]
    pub township_code: String,
    /// Their ids.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub ids: Vec<Uuid>,
    /// Their versions.
    #[diesel(sql_type = SqlText)]
    pub versions: String,
    /// What they are called.
    #[diesel(sql_type = SqlText)]
    title: String,
    /// What is found.
    #[diesel(sql_type = SqlText)]
    detail: String,
}

impl Found {
    fn rule(&self) -> Option<&'static Rule> {
        RULES.get(usize::try_from(self.rule).ok()?)
    }

    /// The check that found them.
    #[must_use]
    pub fn check(&self) -> Option<CheckCode> {
        self.rule().map(|rule| rule.check)
    }

    /// The records: the one that is looked at, and those that belong to it.
    pub fn records(&self) -> impl Iterator<Item = (&'static str, Uuid)> {
        let (first, others) = self.rule().map(|rule| rule.resources).unwrap_or_default();
        std::iter::once(first).chain(std::iter::repeat(others)).zip(self.ids.iter().copied())
    }

    /// What was found, in words.
    #[must_use]
    pub fn message(&self) -> Text {
        let (zh, en) = self.rule().map(|rule| rule.message).unwrap_or_default();
        let filled = |text: &str| text.replace("{detail}", &self.detail).replace("{title}", &self.title);
        Text { zh: filled(zh), en: filled(en) }
    }
}

/// The most findings that are looked for at once: more than anyone reads.
pub const MOST_FINDINGS: usize = 20_000;

/// What the rules of these checks find.
///
/// # Errors
/// 422 for more than [`MOST_FINDINGS`]; 503 where the database fails.
pub fn find(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    wanted: impl Fn(CheckCode) -> bool,
) -> ApiResult<Vec<Found>> {
    let rules = RULES.iter().enumerate().filter(|(_, rule)| wanted(rule.check));
    let statements: Vec<String> = rules.map(|(place, rule)| rule.statement(place, scope)).collect();
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("{} LIMIT {}", statements.join(" UNION ALL "), MOST_FINDINGS + 1);
    let found: Vec<Found> = scope.bind(&sql).load(conn)?;
    if found.len() > MOST_FINDINGS { Err(ApiError::of(Problem::QueryTooLarge)) } else { Ok(found) }
}

impl Rule {
    fn statement(&self, place: usize, scope: &Scope<'_>) -> String {
        let Self { township, records: (ids, versions), title, detail, .. } = self;
        let from = doubtful(self.from);
        format!(
            "SELECT {place} AS rule, {township} AS township_code, {ids} AS ids, ({versions})::text AS versions, \
             {title} AS title, {detail} AS detail FROM {}",
            within(&from, scope)
        )
    }
}

/// Puts the condition of the one indicator in that knows which of its records do not fit it.
fn doubtful(from: &str) -> String {
    let doubts = indicators::all().iter().find_map(|indicator| indicator.doubts);
    doubts.map_or_else(|| from.to_owned(), |doubts| from.replace("{doubtful}", &doubts.condition()))
}

/// Puts the conditions of the scope in.
fn within(from: &str, scope: &Scope<'_>) -> String {
    let mut parts = from.split("{of:");
    let mut sql = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (table, rest) = part.split_once('}').unwrap_or((part, ""));
        sql += &scope.of(&format!("{table}.county_code"), &format!("{table}.township_code"));
        sql += rest;
    }
    sql
}
