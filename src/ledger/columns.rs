//! The columns of records that all tables of records have.

/// The columns behind [`super::Metadata`], in its order.
#[macro_export]
macro_rules! metadata_columns {
    ($table:ident) => {
        (
            $table::id,
            $table::version,
            $table::created_at,
            $table::created_by,
            $table::updated_at,
            $table::updated_by,
            $table::voided_at,
            $table::voided_by,
            $table::void_reason,
        )
    };
}

/// The columns behind a [`super::Record`] whose fields are columns, all of them.
#[macro_export]
macro_rules! record_columns {
    ($table:ident, $fields:ty) => {
        (
            $crate::metadata_columns!($table),
            <$fields as diesel::Selectable<diesel::pg::Pg>>::construct_selection(),
        )
    };
}

/// A [`super::Metadata`] as values of a new row, with the county that leads its key.
#[macro_export]
macro_rules! metadata_values {
    ($table:ident, $record:expr) => {
        (
            $table::county_code.eq($record.county_code().to_owned()),
            $table::id.eq($record.metadata.id),
            $table::created_at.eq($record.metadata.created_at),
            $table::created_by.eq($record.metadata.created_by.clone()),
            $crate::metadata_changes!($table, $record),
        )
    };
}

/// The parts of a [`super::Metadata`] that a change changes.
#[macro_export]
macro_rules! metadata_changes {
    ($table:ident, $record:expr) => {
        (
            $table::version.eq($record.metadata.version),
            $table::updated_at.eq($record.metadata.updated_at),
            $table::updated_by.eq($record.metadata.updated_by.clone()),
            $table::voided_at.eq($record.metadata.voided_at),
            $table::voided_by.eq($record.metadata.voided_by.clone()),
            $table::void_reason.eq($record.metadata.void_reason.clone()),
        )
    };
}

/// Stores new records' rows by one statement and yields the ids of those stored, which are all but those whose `external_ref`
/// another record has that counts. The statement for a single row stays prepared.
#[macro_export]
macro_rules! insert_records {
    ($conn:expr, $table:ident, $records:expr, |$record:ident| $fields:expr) => {{
        match $records {
            [$record] => diesel::insert_into($table::table)
                .values(($crate::metadata_values!($table, $record), $fields))
                .on_conflict_do_nothing()
                .returning($table::id)
                .load::<uuid::Uuid>($conn),
            records => {
                let rows = records.iter().map(|$record| ($crate::metadata_values!($table, $record), $fields));
                diesel::insert_into($table::table)
                    .values(rows.collect::<Vec<_>>())
                    .on_conflict_do_nothing()
                    .returning($table::id)
                    .load::<uuid::Uuid>($conn)
            }
        }
    }};
}
