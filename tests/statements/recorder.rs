//! Takes down what diesel sends.

use std::collections::BTreeSet;
use std::sync::{Mutex, Once};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

static SENT: Mutex<Option<BTreeSet<String>>> = Mutex::new(None);

/// The texts of all statements that are sent while `work` runs, with one space where there is any white space. To be called
/// before connections are opened that it should see.
pub fn sent_by(work: impl FnOnce()) -> BTreeSet<String> {
    *SENT.lock().unwrap() = Some(BTreeSet::new());
    work();
    SENT.lock().unwrap().take().unwrap()
}

/// From now on, connections tell what they send.
pub fn begin() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap());
}

struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else { return };
        if let Some(sent) = SENT.lock().unwrap().as_mut() {
            let text = query.to_string();
            let text = text.split(" -- binds").next().unwrap_or_default();
            sent.insert(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
