//! `waymark reread`: stored texts under the present vocabulary.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ingest::reading::Reader;
use ingest::reread::{self, Summary};
use ingest::store::Due;
use tokio::task::JoinHandle;

use crate::cli::{self, Place};
use crate::console::{self, Bar, count};
use crate::database::Database;
use crate::{clock, vocabulary};

/// At most one in so many postings may leave the figures without being asked for.
const MOST_LEAVING: u64 = 20;

/// How to read again.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Every figure rests on one version of the vocabulary. When it has changed, because Waymark was
upgraded or a skill was added, the figures stay those of the old version until every stored text has
been read again; then all of them change at one moment. `waymark up` does this by itself; this
command does it now. It may be stopped at any time and goes on where it stopped, beside imports and
a running server; done twice, the second one has nothing to do.

Only skills are read again: titles, places and pay come from fields that are not kept, and are read
again when a posting is imported again. A posting whose text is no longer kept cannot be read again
and leaves the figures: --dry-run says how many would.
Exit code 1: it could not be finished; the figures are as they were.";

/// Reads again and says what became of it.
///
/// # Errors
/// When there is no database to be had, or it refuses.
pub fn run(place: &Place, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    cli::runtime()?.block_on(async {
        let reader = Arc::new(vocabulary::reader(place)?);
        let database = Database::open(place, &reader).await?;
        if arguments.dry_run {
            let due = reread::due(database.pool(), &reader).await?;
            if arguments.json {
                console::print_json(&due)?;
            } else {
                console::print(&plan(&due))?;
            }
        } else {
            let bar = Bar::new("texts read");
            let progress = |done, total| bar.show(done, total);
            let result = reread::reread(database.pool(), &reader, clock::now(), progress).await;
            bar.clear();
            let summary = result?;
            if arguments.json {
                console::print_json(&summary)?;
            } else {
                console::print(&said(&summary))?;
            }
        }
        database.close().await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads again in the background what is due at the start of a server, which serves the old figures until that is done. A
/// change that would take many postings out of the figures is left to a person.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    database: &Database,
    reader: Arc<Reader>,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let due = reread::due(database.pool(), &reader).await?;
    if !due.is_any() {
        return Ok(None);
    }
    if due.leaving > due.counted / MOST_LEAVING {
        console::note(&format!(
            "warning: the vocabulary has changed, and {} of the {} postings that count have no text any more to read again; \
             the figures stay those of the old one, without new postings, until you run `waymark reread`",
            count(due.leaving),
            count(due.counted)
        ));
        return Ok(None);
    }
    console::note(&format!(
        "the vocabulary has changed: reading {} stored texts again; until that is done, the figures are those of the old one",
        count(due.texts)
    ));
    let pool = database.pool().clone();
    Ok(Some(tokio::spawn(async move {
        match reread::reread(&pool, &reader, clock::now(), |_, _| ()).await {
            Ok(summary) => console::note(&said(&summary)),
            Err(error) => console::note(&format!(
                "warning: the stored texts could not be read again: {error}; go on with `waymark reread`"
            )),
        }
    })))
}

fn plan(due: &Due) -> String {
    if !due.is_any() {
        return format!(
            "nothing to do: every figure is of vocabulary {}",
            due.served
        );
    }
    format!(
        "{} texts to read; {} of the {} postings that count now would leave the figures, because their texts are gone",
        count(due.texts),
        count(due.leaving),
        count(due.counted)
    )
}

/// What a reread did, for people.
fn said(summary: &Summary) -> String {
    if summary.run.is_none() {
        return format!(
            "nothing to do: every figure is of vocabulary {}",
            summary.to
        );
    }
    let mut text = format!(
        "read {} texts in {:.1} s: {} postings name other skills than before; every figure is now of vocabulary {}",
        count(summary.read),
        summary.seconds,
        count(summary.changed),
        summary.to
    );
    if summary.leaving > 0 {
        text = format!(
            "{text}\n{} postings left the figures, because their texts are gone",
            count(summary.leaving)
        );
    }
    if summary.failed > 0 {
        text = format!(
            "{text}\n{} texts could not be read, which is a bug in Waymark: please report it",
            count(summary.failed)
        );
    }
    text
}
