//! What several roles permit together, and what none does.

use super::*;

/// Somebody with these roles, each at a region.
fn actor(roles: &[(Role, &str)]) -> Actor {
    let grant = |(role, region): &(Role, &str)| {
        let reach = Arc::new(Reach::nation());
        let place = Place { lineage: vec![(*region).to_owned()], roots: vec![(*region).to_owned()], reach };
        Grant { role: *role, region: code(region), place: Arc::new(place) }
    };
    Actor {
        token_id: "t".to_owned(),
        issuer: None,
        account: "4711".into(),
        name: "扎西".into(),
        grants: roles.iter().map(grant).collect(),
        reach: Arc::new(Reach::nation()),
        directory: Uuid::nil(),
        places: Places::default(),
    }
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn refusal<T: std::fmt::Debug>(result: ApiResult<T>) -> Problem {
    result.unwrap_err().code()
}

#[test]
fn each_role_holds_where_it_stands() {
    let actor = actor(&[(Role::Clerk, "540526201"), (Role::Viewer, "540526")]);
    let may = |region: &str| actor.must_at(Permission::WriteRecords, &code(region), "");
    assert_eq!(may("540526201").unwrap(), Role::Clerk);
    assert_eq!(refusal(may("540526101")), Problem::Forbidden);
    assert_eq!(refusal(may("110101001")), Problem::NotFound);
    assert!(actor.must(Permission::WriteRecords).is_ok());
    assert_eq!(refusal(actor.must(Permission::ManageAccess)), Problem::Forbidden);
}

#[test]
fn nobody_reviews_what_he_submitted_whatever_his_roles() {
    let township = code("540526201");
    let both = actor(&[(Role::Head, "540526201"), (Role::Officer, "540526"), (Role::Admin, "CN")]);
    assert_eq!(refusal(both.must_review(&township, "4711")), Problem::Forbidden);
    assert_eq!(both.must_review(&township, "another").unwrap(), Role::Officer);
    for without in [Role::Head, Role::Admin, Role::Clerk, Role::Auditor, Role::Viewer] {
        let refused = actor(&[(without, "CN")]).must_review(&township, "another");
        assert_eq!(refusal(refused), Problem::Forbidden, "{without:?}");
    }
}
