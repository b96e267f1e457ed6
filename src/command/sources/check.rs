//! Whether a board is there, as its source says.

use ingest::fetch::{Client, Fetched};
use ingest::source::{Answer, Listing, Request, Source, Target};

/// What the first answer of a board shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Postings in it.
    pub(super) postings: usize,
    /// Whether there is more to ask for than was asked.
    pub(super) has_more: bool,
    /// How much of what is open that would show.
    pub(super) listing: Listing,
}

/// Asks the first question of a collection and reads the answer; nothing is stored.
///
/// # Errors
/// With the reason, when there is no such board, or none that can be read.
pub(super) async fn check(
    client: &Client,
    source: &dyn Source,
    board: &str,
) -> Result<Found, String> {
    let target = Target {
        board: board.to_owned(),
        since: None,
    };
    let requests = source.start(&target)?;
    let Some(request) = requests.first() else {
        return Err("the source asks nothing for it".to_owned());
    };
    let (body, is_part) = first(client, source, request).await?;
    let answer = source.parse(&target, request, &body);
    let answer =
        answer.map_err(|error| format!("its answer is not of the form we know: {error}"))?;
    let found = found(&answer, is_part || requests.len() > 1)?;
    // Some sources answer so for companies that they never heard of.
    let is_nothing = found.postings == 0 && !found.has_more && found.listing == Listing::Partial;
    if is_nothing {
        return Err("it shows no posting, and the source answers so for names that it does not know: check the spelling, or add it with --unchecked".to_owned());
    }
    Ok(found)
}

/// The body of the answer, or its first stretch, and whether that is a part only.
async fn first(
    client: &Client,
    source: &dyn Source,
    request: &Request,
) -> Result<(Vec<u8>, bool), String> {
    let fetched = client.fetch(source.card(), request, false).await;
    match fetched.map_err(|error| error.to_string())? {
        Fetched::Body { bytes, .. } => Ok((bytes, false)),
        Fetched::Stretches(mut stretches) => {
            let stretch = stretches.next().await.map_err(|error| error.to_string())?;
            Ok((stretch.unwrap_or_else(|| b"[]".to_vec()), true))
        }
        Fetched::Unchanged => Err("it was asked for all and told of no change".to_owned()),
    }
}

fn found(answer: &Answer, is_part: bool) -> Result<Found, String> {
    let refused = answer
        .records
        .iter()
        .filter_map(|record| record.result.as_ref().err());
    let refused: Vec<_> = refused.collect();
    let postings = answer.records.len() - refused.len();
    if let (0, Some(reason)) = (postings, refused.first()) {
        return Err(format!(
            "none of its {} records can be read: {reason}",
            refused.len()
        ));
    }
    Ok(Found {
        postings: postings + answer.listed.len(),
        has_more: is_part || !answer.next.is_empty(),
        listing: answer.listing,
    })
}
