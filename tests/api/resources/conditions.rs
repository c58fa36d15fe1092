//! Nobody overwrites what he has not seen, and nobody fetches what he has.

use serde_json::json;

use super::{RESOURCES, Resource, json};
use crate::support::{App, GUDUI, Request, Token, ZHEGU, spawn_app};

/// The four changes of a record.
fn changes<'a>(app: &'a App, token: &Token, resource: &Resource, item: &str) -> [Request<'a>; 4] {
    [
        app.put(token, item, &resource.good()),
        app.patch(token, item, &json(resource.change)),
        app.delete(token, item),
        app.restore(token, item),
    ]
}

#[test]
fn a_change_needs_the_current_tag() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        app.patch(&clerk, &item, &json(resource.change)).if_match("\"1\"").send().expect(200);
        for change in changes(&app, &clerk, resource, &item) {
            change.send().expect_problem(428, "precondition_required");
        }
        for stale in ["\"1\"", "\"3\"", "\"1\", \"3\"", "W/\"3\""] {
            for change in changes(&app, &clerk, resource, &item) {
                let refused = change.if_match(stale).send().expect_problem(412, "precondition_failed");
                assert_eq!(refused.etag(), "\"2\"", "the current tag");
            }
        }
        for altered in ["W/\"2\"", "\"2-gzip\""] {
            for change in changes(&app, &clerk, resource, &item) {
                let refused = change.if_match(altered).send().expect_problem(412, "etag_altered");
                assert_eq!(refused.etag(), "\"2\"", "the tag as it was");
            }
        }
        for odd in ["2", "\"2", "", "\"2\" \"3\""] {
            for change in changes(&app, &clerk, resource, &item) {
                let refused = change.if_match(odd).send().expect_problem(400, "invalid_header");
                assert!(refused.violates("If-Match"));
            }
        }
        assert_eq!(app.get(&clerk, &item).send().etag(), "\"2\"", "nothing of it was done");
        app.put(&clerk, &item, &resource.good()).if_match("\"1\", \"2\"").send().expect(200);
        app.put(&clerk, &item, &resource.good()).if_match("*").send().expect(200);
    }
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let item = resource.item(&resource.create(&app, &clerk).id());
        for path in
            [item.clone(), format!("{item}/history"), resource.list(), format!("{}?limit=1", resource.list())]
        {
            let etag = app.get(&clerk, &path).send().expect(200).etag();
            let again = app.get(&clerk, &path).if_none_match(&etag).send().expect(304);
            assert_eq!((again.etag(), again.bytes.len()), (etag.clone(), 0));
            app.get(&clerk, &path).if_none_match(&format!("\"x\", {etag}")).send().expect(304);
            app.get(&clerk, &path).if_none_match("*").send().expect(304);
            app.get(&clerk, &path).if_none_match("\"x\"").send().expect(200);
            let current = app.get(&clerk, &item).send().etag();
            app.patch(&clerk, &item, &json!({"note": format!("第{current}版之后")}))
                .if_match(&current)
                .send()
                .expect(200);
            let changed = app.get(&clerk, &path).if_none_match(&etag).send().expect(200);
            assert_ne!(changed.etag(), etag, "{path}");
        }
    }
}

#[test]
fn tags_of_lists_differ_by_what_is_asked() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("540526"));
    for resource in RESOURCES.iter() {
        resource.create(&app, &clerk);
        let tag =
            |token: &Token, query: &str| app.get(token, &format!("{}{query}", resource.list())).send().etag();
        let tags =
            ["", "?limit=1", "?year=2024", "?year=2023", "?voided=only"].map(|query| tag(&clerk, query));
        let distinct: std::collections::HashSet<&String> = tags.iter().collect();
        assert_eq!(distinct.len(), tags.len(), "{tags:?}");
        assert_eq!(tag(&officer, ""), tag(&officer, ""));
        let neighbour = app.clerk(ZHEGU);
        assert_ne!(tag(&clerk, "?voided=include"), tag(&neighbour, "?voided=include"));
    }
}
