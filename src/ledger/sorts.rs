//! The orders every list of records can have: by its main date, by last change, by entry.

/// Declares them for one resource: the column of its main date, and what that order is called on the wire, up and
/// down (with a minus), in Chinese and in English.
#[macro_export]
macro_rules! record_sort {
    ($(#[doc = $doc:literal])* pub enum $name:ident by $column:literal {
        $up:tt, $up_zh:literal, $up_en:literal; $down:tt, $down_zh:literal, $down_en:literal;
    }) => {
        $crate::coded_enum! {
            /// The orders a list can have; a minus means newest first.
            $(#[doc = $doc])*
            pub enum $name {
                /// By the main date, earliest first.
                Date = $up, $up_zh, $up_en;
                /// By the main date, latest first.
                DateDescending = $down, $down_zh, $down_en;
                /// By last change.
                UpdatedAt = "updated_at", "按修改时间", "by last change";
                /// By last change, latest first.
                UpdatedAtDescending = "-updated_at", "按修改时间倒序", "by last change, latest first";
                /// In the order of entry.
                CreatedAt = "created_at", "按登记先后", "by entry";
                /// In the order of entry, latest first.
                CreatedAtDescending = "-created_at", "按登记倒序", "by entry, latest first";
            }
        }

        impl $name {
            /// The order in SQL.
            #[must_use]
            pub const fn order(self) -> $crate::http::cursor::Order {
                use $crate::http::cursor::Order;
                match self {
                    Self::Date => Order::new($column, "date", false),
                    Self::DateDescending => Order::new($column, "date", true),
                    Self::UpdatedAt => Order::UPDATED,
                    Self::UpdatedAtDescending => Order::UPDATED_LAST,
                    Self::CreatedAt => Order::CREATED,
                    Self::CreatedAtDescending => Order::CREATED_LAST,
                }
            }
        }
    };
}
