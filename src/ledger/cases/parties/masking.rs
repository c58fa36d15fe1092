//! Parties as they are answered to callers who need not know who they are.

use super::model::{Party, PartyList};

/// What stands for a text that is masked as a whole.
const PRESENT: &str = "***";

impl Party {
    /// The same party, as those see it who need not know who it is.
    #[must_use]
    pub fn masked(&self) -> Self {
        let present = |text: &Option<String>| text.as_ref().map(|_| PRESENT.to_owned());
        Self {
            name: first_of(&self.name),
            role: self.role,
            identity_number: self.identity_number.as_deref().map(|number| last_of(number, 2)),
            telephone: self.telephone.as_deref().map(|number| last_of(number, 4)),
            address: present(&self.address),
            note: present(&self.note),
        }
    }
}

impl PartyList {
    /// The list with its parties masked.
    #[must_use]
    pub fn mask(&self) -> Self {
        Self {
            items: self.items.iter().map(Party::masked).collect(),
            masked: !self.items.is_empty(),
            ..self.clone()
        }
    }

    /// The list without its parties: what may be kept of it.
    #[must_use]
    pub fn without_parties(&self) -> Self {
        Self { items: Vec::new(), masked: true, ..self.clone() }
    }
}

/// A star for each character but the first; a single character is masked, too.
fn first_of(name: &str) -> String {
    let length = name.chars().count();
    let told = usize::from(length > 1);
    name.chars().take(told).chain(stars(length - told)).collect()
}

/// A star for each character but the last ones; nothing of a number that these would be half of.
fn last_of(number: &str, last: usize) -> String {
    let length = number.chars().count();
    let hidden = if length > 2 * last { length - last } else { length };
    stars(hidden).chain(number.chars().skip(hidden)).collect()
}

fn stars(count: usize) -> impl Iterator<Item = char> {
    std::iter::repeat_n('*', count)
}

#[cfg(test)]
mod tests {
    use super::super::model::PartyRole;
    use super::*;

    #[test]
    fn names_keep_their_first_character() {
        for (name, told) in
            [("张三", "张*"), ("李小龙", "李**"), ("扎西次仁", "扎***"), ("张", "*"), ("", "")]
        {
            assert_eq!(first_of(name), told);
        }
    }

    #[test]
    fn numbers_keep_their_last_digits() {
        assert_eq!(last_of("110105194912310021", 2), "****************21");
        assert_eq!(last_of("11010519491231002X", 2), "****************2X");
        assert_eq!(last_of("13800005678", 4), "*******5678");
        for short in ["1234", "12345678", "1"] {
            assert!(last_of(short, 4).chars().all(|c| c == '*'), "{short}");
        }
        assert_eq!(last_of("123456789", 4), "*****6789");
    }

    #[test]
    fn of_other_texts_only_that_they_are_there() {
        let party = Party {
            name: "张三".to_owned(),
            role: PartyRole::Other,
            identity_number: None,
            telephone: None,
            address: Some("古堆乡一组".to_owned()),
            note: None,
        };
        let masked = party.masked();
        assert_eq!(
            (masked.address.as_deref(), masked.note, masked.identity_number),
            (Some("***"), None, None)
        );
    }
}
