//! A client of the service with a token of its own.

use std::time::Duration;

use reqwest::blocking::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::client_with;

/// The township that the records of these tests are of.
pub const TOWNSHIP: &str = "540526201";

#[derive(Clone)]
pub struct Clerk {
    client: Client,
    address: String,
    token: String,
}

impl Clerk {
    /// A client that gives an answer half a minute: whatever takes longer has failed.
    pub fn new(address: &str, token: &str) -> Self {
        let client = client_with(|builder| {
            builder.timeout(Duration::from_secs(30)).connect_timeout(Duration::from_secs(3))
        });
        Self { client, address: address.to_owned(), token: token.to_owned() }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.address)).bearer_auth(&self.token)
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.address)).bearer_auth(&self.token).json(body)
    }

    /// Somebody who has made up a token.
    pub fn stranger(&self) -> Self {
        Self { token: "fz_abcdefghijkl_made-up".to_owned(), ..self.clone() }
    }

    /// A training by this title, with an `Idempotency-Key` of the same words.
    pub fn enter(&self, title: &str) -> RequestBuilder {
        let body = json!({
            "township_code": TOWNSHIP, "kind": "training", "title": title, "held_on": "2024-05-01",
            "joint_townships": ["540526101"]
        });
        let request = self.client.post(format!("{}/api/v1/activities", self.address));
        let request = request.bearer_auth(&self.token).header("x-change-reason", "entered late");
        request.header("idempotency-key", title).json(&body)
    }

    /// A record of an activity, entered.
    pub fn record(&self, title: &str) -> String {
        let entered = self.enter(title).send().unwrap();
        assert_eq!(entered.status(), 201);
        entered.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Gives a record, which has this version, another place.
    pub fn move_to(&self, record: &str, version: u32, place: &str) -> RequestBuilder {
        let request = self.client.patch(format!("{}{record}", self.address)).bearer_auth(&self.token);
        let request = request.header("if-match", format!("\"{version}\"")).header("x-change-reason", "moved");
        request.json(&json!({ "place": place }))
    }
}

/// What an answer says, which has to be a problem.
pub fn problem(answer: Response) -> Value {
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{}", answer.status());
    answer.json().unwrap()
}
