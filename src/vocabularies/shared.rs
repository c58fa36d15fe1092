//! The open vocabularies, with the terms all counties share.

use crate::coded::Label;
use crate::key_dates;

crate::coded_enum! {
    /// An open vocabulary: a county may add terms of its own.
    pub enum Vocabulary {
        /// Who studies, meets or organises.
        OrganisingBodies = "organising_bodies", "组织主体", "organising bodies";
        /// In what form an activity is held.
        ActivityForms = "activity_forms", "活动形式", "forms of activities";
        /// Where the law is taken to (法律N进).
        VenueClasses = "venue_classes", "“法律进”场所类别", "venue classes";
        /// Dates that publicity gathers around.
        KeyDates = "key_dates", "普法重要节点", "key dates";
        /// What disputes are about.
        DisputeTypes = "dispute_types", "纠纷类型", "types of disputes";
        /// Why legal aid is given.
        LegalAidGrounds = "legal_aid_grounds", "法律援助事由", "grounds of legal aid";
    }
}

const fn term(code: &'static str, zh: &'static str, en: &'static str) -> Label<'static> {
    Label { code, zh, en }
}

const ORGANISING_BODIES: &[Label] = &[
    term("party_committee_study_group", "党委理论学习中心组", "Party committee's theory study group"),
    term("party_committee", "党委（会议）", "Party committee"),
    term("leadership_team", "领导班子", "leadership team"),
    term("government", "政府（会议）", "government"),
    term("leading_group", "法治建设领导小组", "leading group"),
    term("leading_group_office", "领导小组办公室", "leading group office"),
    term("judicial_office", "司法所", "judicial office"),
    term("all_cadres", "全体干部职工", "all cadres and staff"),
    term("law_enforcement_team", "综合行政执法队", "law enforcement team"),
    term("village_committee", "村（居）委会", "villagers' committee"),
];

const ACTIVITY_FORMS: &[Label] = &[
    term("collective_study", "集中学习", "collective study"),
    term("pre_meeting_study", "会前学法", "study before a meeting"),
    term("lecture", "专题讲座", "lecture"),
    term("online", "线上学习", "online"),
    term("contest", "法律知识竞赛", "contest"),
    term("meeting", "会议", "meeting"),
    term("stall", "设点宣传", "publicity stall"),
    term("door_to_door", "入户宣传", "door to door"),
    term("performance", "文艺演出", "performance"),
    term("broadcast", "广播（大喇叭）", "broadcast"),
    term("new_media", "新媒体", "new media"),
    term("mobile_court", "巡回法庭、以案说法", "mobile court"),
];

/// The national six of 2006 and 寺庙, as seen in a Tibetan-area province's seven; a county's own list may differ.
const VENUE_CLASSES: &[Label] = &[
    term("government_organ", "机关", "government organs"),
    term("village", "乡村", "villages"),
    term("community", "社区", "communities"),
    term("school", "学校", "schools"),
    term("enterprise", "企业", "enterprises"),
    term("work_unit", "单位", "work units"),
    term("monastery", "寺庙（宗教活动场所）", "monasteries and other religious venues"),
];

const DISPUTE_TYPES: &[Label] = &[
    term("marriage_family", "婚姻家庭", "marriage and family"),
    term("neighbourhood", "邻里", "neighbourhood"),
    term("land_grassland", "土地、草场", "land and grassland"),
    term("homestead", "宅基地", "homestead"),
    term("contract", "合同", "contract"),
    term("debt", "债务（借贷）", "debt"),
    term("labour", "劳动（工资）", "labour and wages"),
    term("compensation", "损害赔偿", "compensation"),
    term("traffic_accident", "道路交通事故", "traffic accident"),
    term("medical", "医疗", "medical"),
    term("environment", "环境污染", "environment"),
    term("other", "其他", "other"),
];

const LEGAL_AID_GROUNDS: &[Label] = &[
    term("economic_hardship", "经济困难", "economic hardship"),
    term("means_test_waived", "免予经济困难审查", "means test waived"),
    term("criminal_defence", "刑事辩护", "criminal defence"),
    term("other", "其他", "other"),
];

impl Vocabulary {
    /// Every open vocabulary.
    pub const ALL: [Self; 6] = [
        Self::OrganisingBodies,
        Self::ActivityForms,
        Self::VenueClasses,
        Self::KeyDates,
        Self::DisputeTypes,
        Self::LegalAidGrounds,
    ];

    /// The terms all counties share.
    #[must_use]
    pub fn shared_terms(self) -> &'static [Label<'static>] {
        match self {
            Self::OrganisingBodies => ORGANISING_BODIES,
            Self::ActivityForms => ACTIVITY_FORMS,
            Self::VenueClasses => VENUE_CLASSES,
            Self::KeyDates => key_dates::terms(),
            Self::DisputeTypes => DISPUTE_TYPES,
            Self::LegalAidGrounds => LEGAL_AID_GROUNDS,
        }
    }
}
