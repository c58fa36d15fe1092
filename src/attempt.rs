//! What is tried with files and folders, as it is called where the system refuses.

use std::path::Path;

use crate::text;
use crate::text::Text;

/// What was tried with a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// To change whose it is.
    ChangeOwner,
    /// To create it.
    Create,
    /// To empty it.
    Empty,
    /// To lock it.
    Lock,
    /// To see whether it is there.
    LookFor,
    /// To open it.
    Open,
    /// To read it.
    Read,
    /// To remove it.
    Remove,
    /// To rename it.
    Rename,
    /// To run it.
    Run,
    /// To set its mode.
    SetMode,
    /// To wait for it.
    WaitFor,
    /// To write it.
    Write,
}

impl Attempt {
    /// Chinese and English verb.
    const fn verbs(self) -> (&'static str, &'static str) {
        match self {
            Self::ChangeOwner => ("更改属主", "change the owner of"),
            Self::Create => ("创建", "create"),
            Self::Empty => ("清空", "empty"),
            Self::Lock => ("锁定", "lock"),
            Self::LookFor => ("查看", "look for"),
            Self::Open => ("打开", "open"),
            Self::Read => ("读取", "read"),
            Self::Remove => ("删除", "remove"),
            Self::Rename => ("改名", "rename"),
            Self::Run => ("运行", "run"),
            Self::SetMode => ("设置权限", "set the mode of"),
            Self::WaitFor => ("等待", "wait for"),
            Self::Write => ("写入", "write"),
        }
    }

    /// That the system refused it, and why.
    #[must_use]
    pub fn refused(self, path: &Path, why: &Text) -> Text {
        let ((verb, en), path) = (self.verbs(), path.display());
        let Text { zh, en: why } = why;
        text!("{path} 无法{verb}：{zh}", "cannot {en} {path}: {why}")
    }
}
