//! A published report of a township as a document.

use chrono::NaiveDate;
use fazhi::render::editable::{Bound, bind};
use fazhi::render::{Document, FigureRow, Support};

/// Reference, name, value, unit, how many records, remark.
type Figure = (&'static str, &'static str, &'static str, &'static str, Option<u64>, &'static str);

const FIGURES: [Figure; 10] = [
    ("study_sessions@body=centre_group", "党委理论学习中心组集中学习", "6", "次", Some(6), ""),
    ("seminars", "专题研讨", "1", "次", Some(1), ""),
    ("training_sessions", "法治培训", "4", "场次", Some(4), "含专题讲座、线上学习、法律知识竞赛"),
    ("training_person_times", "参加法治培训的干部职工", "50", "人次", Some(4), ""),
    ("publicity_activities", "法治宣传活动", "13", "场次", Some(13), "含与县司法局联合举办2场次"),
    ("publicity_materials@kind=leaflet", "发放宣传资料", "2000", "份", Some(13), "现场估计"),
    ("disputes_accepted", "受理矛盾纠纷", "5", "件", Some(5), ""),
    ("disputes_resolved", "调解成功", "5", "件", Some(5), ""),
    ("mediation_success_rate", "调解成功率", "100", "%", Some(5), "调解成功÷受理"),
    ("legal_aid_referrals", "转交法律援助申请", "0", "件", None, "已申报本年没有"),
];

/// The report of Gudui township for 2024, with every part that a report can have.
pub fn document() -> Document {
    let value = |reference: &str| {
        let (_, _, value, ..) = FIGURES.iter().find(|(known, ..)| *known == reference)?;
        Some(Bound { text: (*value).to_owned(), support: Support::Supported })
    };
    Document {
        title: "措美县古堆乡2024年法治政府建设年度报告".to_owned(),
        number: Some("古政发〔2025〕3号".to_owned()),
        signers: vec!["次仁顿珠".to_owned()],
        addressee: Some("措美县人民政府：".to_owned()),
        sections: bind(include_str!("gudui-2024.txt"), value).unwrap(),
        signatures: vec!["措美县古堆乡人民政府".to_owned()],
        date: NaiveDate::from_ymd_opt(2025, 1, 20),
        figures: FIGURES.into_iter().map(row).collect(),
        draft: false,
    }
}

/// As it stands on the web: text, organ and date, nothing else.
pub fn bare() -> Document {
    Document { number: None, signers: vec![], addressee: None, figures: vec![], ..document() }
}

/// A draft of a report of Party committee and government together, with a long attachment.
pub fn joint_draft() -> Document {
    let figures = document().figures;
    let many = (0..8).flat_map(|_| figures.clone()).collect();
    Document {
        title: "中共古堆乡委员会　古堆乡人民政府关于2024年度法治政府建设情况的报告".to_owned(),
        number: Some("古委发〔2025〕12号".to_owned()),
        signers: vec![],
        signatures: vec!["中共古堆乡委员会".to_owned(), "古堆乡人民政府".to_owned()],
        date: NaiveDate::from_ymd_opt(2025, 12, 31),
        figures: many,
        draft: true,
        ..document()
    }
}

fn row((reference, name, value, unit, records, remark): Figure) -> FigureRow {
    FigureRow {
        reference: reference.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
        unit: unit.to_owned(),
        records,
        remark: remark.to_owned(),
        sources: Some(format!("/api/v1/figures/{reference}/sources?year=2024")),
    }
}
