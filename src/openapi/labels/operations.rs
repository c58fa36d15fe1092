//! What people call the operations in Chinese, by operation id. In English they are called what their summaries say.

use crate::openapi::records;

/// What is done with one kind of thing only.
const OPERATIONS: &[(&str, &str)] = &[
    ("add_vocabulary_term", "增加县级词条"),
    ("confirm_activity", "确认联合活动"),
    ("create_account", "建立账号"),
    ("create_token", "发放令牌"),
    ("decline_activity", "不予确认联合活动"),
    ("list_accounts", "账号列表"),
    ("list_addresses", "可读地址列表"),
    ("list_brief_changes", "跟随变更简报"),
    ("list_changes", "跟随变更"),
    ("list_figure_sources", "数据的来源记录"),
    ("list_indicators", "指标目录"),
    ("list_joint_activities", "联合活动列表"),
    ("list_problems", "错误代码列表"),
    ("list_region_ancestors", "上级区划列表"),
    ("list_region_children", "下级区划列表"),
    ("list_regions", "区划列表"),
    ("list_tokens", "令牌列表"),
    ("list_vocabularies", "代码表列表"),
    ("read_account", "查看账号"),
    ("read_account_history", "账号变更历史"),
    ("read_activity_partners", "查看活动的联合乡镇"),
    ("read_contract", "查看接口文档"),
    ("read_figures", "查看区划年度数据"),
    ("read_indicator", "查看指标"),
    ("read_me", "查看本人身份"),
    ("read_parties", "查看案件当事人"),
    ("read_personal_data", "查看县个人信息登记规定"),
    ("read_problem", "查看错误代码"),
    ("read_region", "查看区划"),
    ("read_token", "查看令牌"),
    ("read_vocabulary", "查看代码表"),
    ("replace_account", "替换账号"),
    ("replace_parties", "替换案件当事人"),
    ("replace_personal_data", "决定县个人信息登记规定"),
    ("reveal_parties", "披露案件当事人"),
    ("revoke_token", "撤销令牌"),
    ("rotate_token", "更换令牌"),
    ("stream_brief_changes", "变更简报推送"),
    ("stream_changes", "变更推送"),
];

/// The Chinese label of an operation.
pub(super) fn label(id: &str) -> Option<String> {
    all().find(|(known, _)| known == id).map(|(_, zh)| zh)
}

/// Every id with its label.
pub(super) fn all() -> impl Iterator<Item = (String, String)> {
    OPERATIONS.iter().map(|(id, zh)| ((*id).to_owned(), (*zh).to_owned())).chain(records::labels())
}
