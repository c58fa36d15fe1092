//! How the database stores text.

use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::problems::ApiError;

/// Why a database cannot hold a ledger's texts.
#[derive(Debug, thiserror::Error)]
pub enum EncodingError {
    /// It stores them in another encoding.
    #[error(
        "数据库的编码是 {0}，台账须用 UTF8。请另建一个库：createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 fazhi，再把 \
         DATABASE_URL 指向它；已有台账的，先用 fazhi backup 备份，再用 fazhi restore 恢复到新库。\n\
         The database is encoded in {0}, and a ledger needs UTF8. Make another one (`createdb --template=template0 \
         --encoding=UTF8 --locale=C.UTF-8 fazhi`) and let DATABASE_URL name it; a ledger that is in this one comes along with \
         `fazhi backup` and `fazhi restore`"
    )]
    Other(String),
    /// The database failed.
    #[error(transparent)]
    Failed(#[from] ApiError),
}

/// Refuses a database that stores text otherwise than in UTF-8: in others, names are refused that have a rare character, or
/// lengths are counted in bytes.
///
/// # Errors
/// [`EncodingError::Other`] with the encoding.
pub fn must_be_utf8(conn: &mut PgConnection) -> Result<(), EncodingError> {
    let encoding = diesel::select(sql::<Text>("current_setting('server_encoding')"));
    let encoding: String = encoding.get_result(conn).map_err(ApiError::from)?;
    if encoding == "UTF8" { Ok(()) } else { Err(EncodingError::Other(encoding)) }
}
