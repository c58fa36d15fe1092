//! Why a database cannot be used with the secret at hand.

use std::fmt;

use crate::problems::ApiError;
use crate::text;
use crate::text::Text;

/// Why a database cannot be used with the secret at hand.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// None is set, and the database does not hold one.
    Missing,
    /// The one set for a new ledger could be guessed.
    Weak(Text),
    /// Another one is set.
    Other,
    /// The database does not say which one it is used with, and is not empty.
    TakenOut,
    /// The stored keys of former secrets were not written by the service.
    FormerAltered,
    /// The database does not say which one it is used with.
    Unused,
    /// The database failed.
    Failed(#[from] ApiError),
}

impl SecretError {
    /// The reason, and what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Missing => text!(
                "此数据库须用密钥，而没有设密钥：请把 FAZHI_SECRET（或 FAZHI_SECRET_FILE）设为台账一直使用的密钥",
                "this database is used with a secret, which is not set: set FAZHI_SECRET (or FAZHI_SECRET_FILE) to the secret \
                 that the ledger has been used with"
            ),
            Self::Weak(Text { zh, en }) => text!(
                "FAZHI_SECRET 容易被猜出：{zh}。请改用随机的密钥，如 openssl rand -base64 32 或 fazhi secret new 打印的",
                "FAZHI_SECRET could be guessed: {en}. Set one that is random, such as `openssl rand -base64 32` or \
                 `fazhi secret new` prints"
            ),
            Self::Other => text!(
                "FAZHI_SECRET 不是此数据库一直使用的密钥：用它则所有令牌无效，变更痕迹也接不下去。请设为原来的密钥；\
                 密钥存在库中的，可用 fazhi secret 打印",
                "FAZHI_SECRET is not the secret that this database has been used with: no token would be valid, and the trail \
                 could not be continued. Set the former secret; `fazhi secret` prints it where the database itself holds it"
            ),
            Self::TakenOut => text!(
                "台账已在使用，表 secrets 却缺少 secret_check 行：该行已被去掉。请从备份恢复",
                "the row secret_check of the table secrets is missing, though the ledger is in use: it was taken out. Restore a \
                 backup"
            ),
            Self::FormerAltered => text!(
                "表 secrets 的 former_keys 行被改动过。请从备份恢复",
                "the row former_keys of the table secrets was altered. Restore a backup"
            ),
            Self::Unused => text!(
                "此数据库中还没有台账；请用 fazhi serve 新建",
                "there is no ledger in this database yet; `fazhi serve` begins one"
            ),
            Self::Failed(error) => error.text(),
        }
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().in_lines())
    }
}

impl From<diesel::result::Error> for SecretError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}
