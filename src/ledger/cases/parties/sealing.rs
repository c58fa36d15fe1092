//! Parties as they are stored: each identifying field encrypted by itself, and bound to its place.

use diesel::prelude::*;
use uuid::Uuid;

use super::model::{Party, PartyRole};
use crate::db::schema::case_parties;
use crate::keys::SealingKey;
use crate::problems::{ApiError, ApiResult};

/// The place of a party.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub county_code: &'a str,
    pub case_id: Uuid,
    /// The party's own id.
    pub id: Uuid,
}

impl Place<'_> {
    /// What a ciphertext is bound to: put at another place, it cannot be opened.
    fn of(&self, field: &str) -> Vec<u8> {
        let Self { county_code, case_id, id } = self;
        format!("{county_code}/{case_id}/{id}/{field}").into_bytes()
    }
}

/// The fields of a party, encrypted.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = case_parties, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Sealed {
    pub role: PartyRole,
    pub name: Vec<u8>,
    pub identity_number: Option<Vec<u8>>,
    pub telephone: Option<Vec<u8>>,
    pub address: Option<Vec<u8>>,
    pub note: Option<Vec<u8>>,
}

/// Encrypts a party for its place.
///
/// # Errors
/// 500 where the system has no randomness.
pub fn seal(party: &Party, place: Place<'_>, key: &SealingKey) -> ApiResult<Sealed> {
    let seal =
        |field: &str, text: &str| key.seal(&place.of(field), text.as_bytes()).map_err(ApiError::internal);
    let perhaps =
        |field: &str, text: &Option<String>| text.as_deref().map(|text| seal(field, text)).transpose();
    Ok(Sealed {
        role: party.role,
        name: seal("name", &party.name)?,
        identity_number: perhaps("identity_number", &party.identity_number)?,
        telephone: perhaps("telephone", &party.telephone)?,
        address: perhaps("address", &party.address)?,
        note: perhaps("note", &party.note)?,
    })
}

/// Decrypts a party found at this place.
///
/// # Errors
/// 500 where it was sealed under another secret or for another place, or was altered.
pub fn open(sealed: &Sealed, place: Place<'_>, key: &SealingKey) -> ApiResult<Party> {
    let open = |field: &str, text: &[u8]| {
        let opened = key.open(&place.of(field), text).and_then(|text| String::from_utf8(text).ok());
        opened.ok_or_else(|| {
            ApiError::internal(format!("the {field} of party {} cannot be decrypted", place.id))
        })
    };
    let perhaps =
        |field: &str, text: &Option<Vec<u8>>| text.as_deref().map(|text| open(field, text)).transpose();
    Ok(Party {
        name: open("name", &sealed.name)?,
        role: sealed.role,
        identity_number: perhaps("identity_number", &sealed.identity_number)?,
        telephone: perhaps("telephone", &sealed.telephone)?,
        address: perhaps("address", &sealed.address)?,
        note: perhaps("note", &sealed.note)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;

    #[test]
    fn what_is_sealed_opens_at_its_place_and_nowhere_else() {
        let (keys, others) = (Keys::from_secret("a secret"), Keys::from_secret("another"));
        let place = Place { county_code: "540526", case_id: Uuid::from_u128(1), id: Uuid::from_u128(2) };
        let party = Party {
            name: "扎西".to_owned(),
            role: PartyRole::Applicant,
            identity_number: Some("11010519491231002X".to_owned()),
            telephone: None,
            address: Some("古堆乡一组".to_owned()),
            note: None,
        };
        let sealed = seal(&party, place, &keys.parties).unwrap();
        let opened = open(&sealed, place, &keys.parties).unwrap();
        assert_eq!(
            (opened.name, opened.identity_number),
            (party.name.clone(), party.identity_number.clone())
        );
        assert_eq!((opened.telephone, opened.address, opened.note), (None, party.address.clone(), None));
        assert!(open(&sealed, place, &others.parties).is_err(), "another secret");
        for elsewhere in [
            Place { county_code: "540527", ..place },
            Place { case_id: Uuid::from_u128(3), ..place },
            Place { id: Uuid::from_u128(3), ..place },
        ] {
            assert!(open(&sealed, elsewhere, &keys.parties).is_err(), "another place");
        }
        let moved =
            Sealed { identity_number: sealed.address.clone(), ..seal(&party, place, &keys.parties).unwrap() };
        let refused = open(&moved, place, &keys.parties).err().unwrap();
        assert!(!format!("{refused:?}").contains("古堆乡"), "another field");
        let again = seal(&party, place, &keys.parties).unwrap();
        assert_ne!(again.name, sealed.name, "the same name is never the same bytes");
    }
}
