//! Whether a figure has a value, why not, and what is to be looked into about it.

crate::coded_enum! {
    /// Whether there is a value.
    pub enum FigureStatus {
        /// The value follows from records. A zero is a true zero.
        Computed = "computed", "已算出", "computed";
        /// Nothing was recorded that would tell.
        Missing = "missing", "缺报", "missing";
        /// There can be no value here.
        NotApplicable = "not_applicable", "不适用", "not applicable";
        /// There is a value, but it is too large to be told.
        OutOfRange = "out_of_range", "超出范围", "out of range";
        /// The day it is of has not come; `value_today` is what there is today.
        NotYetDue = "not_yet_due", "尚未到期", "not yet due";
    }
}

crate::coded_enum! {
    /// Why there is no value.
    pub enum FigureReason {
        /// No record of this kind is of the year, and it was not declared that there is none.
        NoRecords = "no_records", "该年没有这类记录，也未作零报告", "no record of this kind in the year, and none declared";
        /// None of the records states the measure.
        NotStated = "not_stated", "没有一条记录填报该数", "no record states it";
        /// It was declared that there was some, of which no number was kept.
        DeclaredWithoutFigure = "declared_without_figure", "已申报有此项工作但无数字", "declared without a figure";
        /// The day it is of has not come.
        NotYetDue = "not_yet_due", "统计时点尚未到来", "its day has not come";
        /// The region does not exist on the day whose units the figures are of: see `basis`.
        NotInForce = "not_in_force", "该区划在统计口径的日期不存在", "no such region on the day of the basis";
        /// A rate of nothing.
        ZeroDenominator = "zero_denominator", "分母为 0", "the denominator is 0";
        /// The indicator is not added up over townships.
        NotAdditive = "not_additive", "该指标不逐级汇总", "not added up over townships";
        /// A count beyond 2⁶³ − 1, an amount of more than 36 digits of 元.
        TooLarge = "too_large", "数值过大，无法表示", "too large to be told";
    }
}

crate::coded_enum! {
    /// What is to be looked into about a figure.
    pub enum FigureFinding {
        /// Activities state a key date, and were held on another day.
        KeyDateDiffers = "key_date_differs", "有活动的日期与所填节点不符", "activities held on another day than the key date stated";
        /// Records count, although it was declared that there was none.
        RecordsContradictDeclaration = "records_contradict_declaration", "有记录，但作了零报告", "records beside a declaration of none";
    }
}

impl<T> From<&Result<T, FigureReason>> for FigureStatus {
    /// The status of a value, or of the reason why there is none.
    fn from(value: &Result<T, FigureReason>) -> Self {
        use FigureReason as Reason;
        match value {
            Ok(_) => Self::Computed,
            Err(Reason::NoRecords | Reason::NotStated | Reason::DeclaredWithoutFigure) => Self::Missing,
            Err(Reason::ZeroDenominator | Reason::NotAdditive | Reason::NotInForce) => Self::NotApplicable,
            Err(Reason::NotYetDue) => Self::NotYetDue,
            Err(Reason::TooLarge) => Self::OutOfRange,
        }
    }
}
