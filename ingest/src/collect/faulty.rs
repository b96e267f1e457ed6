//! Postings that Postgres finds fault with: found by halving, so that one of them costs nobody else.

use crate::facts::Facts;
use crate::store::{Error, Store, is_about_data};

/// The positions of the postings that Postgres would refuse, each with its reason, last first.
pub(super) async fn find(
    store: &mut Store,
    facts: &[Facts],
) -> Result<Vec<(usize, String)>, Error> {
    let mut found = Vec::new();
    let mut stretches = Vec::new();
    stretches.push(0..facts.len());
    while let Some(stretch) = stretches.pop() {
        match store.try_out(&facts[stretch.clone()]).await {
            Ok(()) => {}
            Err(error) if is_about_data(&error) && stretch.len() > 1 => {
                let middle = stretch.start + stretch.len() / 2;
                stretches.push(stretch.start..middle);
                stretches.push(middle..stretch.end);
            }
            Err(error) if is_about_data(&error) => found.push((stretch.start, error.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
