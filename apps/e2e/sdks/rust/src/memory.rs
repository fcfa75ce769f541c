//! What the handlers of this process did, outside of any journal: it tells attempts and executions from results.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

static COUNTS: LazyLock<Mutex<HashMap<String, i64>>> = LazyLock::new(Mutex::default);
static NOTES: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);

/// Answers the new count.
pub fn add(name: &str, amount: i64) -> i64 {
    let mut counts = COUNTS.lock().unwrap();
    let count = counts.entry(name.to_owned()).or_default();
    *count += amount;
    *count
}

pub fn count(name: &str) -> i64 {
    add(name, 0)
}

/// Everything noted under the name so far, this text included.
pub fn note(name: &str, text: String) -> Vec<String> {
    let mut notes = NOTES.lock().unwrap();
    let noted = notes.entry(name.to_owned()).or_default();
    noted.push(text);
    noted.clone()
}

/// Counts, and fails that often; then it answers the count.
pub fn fail_until(name: &str, times: i64) -> Result<i64, std::io::Error> {
    let count = add(name, 1);
    if count <= times {
        return Err(std::io::Error::other(format!("not yet: {name}")));
    }
    Ok(count)
}
