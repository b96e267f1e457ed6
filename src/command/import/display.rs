//! How an import looks: a bar on a terminal, a line a second elsewhere, a summary at the end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use ingest::import::{Progress, Summary};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::console::{self, count};

/// An import being shown.
pub(super) struct Shown {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Shown {
    /// Shows no more.
    pub(super) async fn finish(self) {
        // A display that has ended by itself needs no stopping, and one that failed is no reason to fail.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

/// Shows how far an import has come until it is finished.
pub(super) fn show(progress: &Arc<Progress>) -> Shown {
    let (stop, stopped) = oneshot::channel();
    let progress = Arc::clone(progress);
    let task = tokio::spawn(async move {
        tokio::pin!(stopped);
        let display = Display::new(progress.total_bytes());
        let mut ticks = tokio::time::interval(display.interval());
        // The first tick comes at once and has nothing to show.
        ticks.tick().await;
        loop {
            tokio::select! {
                _ = &mut stopped => break,
                _ = ticks.tick() => display.update(&progress),
            }
        }
        display.clear();
    });
    Shown { stop, task }
}

struct Display {
    bar: Option<ProgressBar>,
    started: Instant,
}

impl Display {
    fn new(total_bytes: Option<u64>) -> Self {
        let bar = console::is_watched().then(|| {
            let (bar, template) = match total_bytes {
                Some(total) => (
                    ProgressBar::new(total),
                    "{bar:30} {bytes}/{total_bytes}  {msg}  {eta} left",
                ),
                None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}"),
            };
            let style = ProgressStyle::with_template(template);
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            bar,
            started: Instant::now(),
        }
    }

    fn interval(&self) -> Duration {
        match self.bar {
            Some(_) => Duration::from_millis(100),
            None => Duration::from_secs(1),
        }
    }

    fn update(&self, progress: &Progress) {
        let (stored, rejected) = (progress.stored(), progress.rejected());
        let per_second = whole(rounded(stored, self.started.elapsed()));
        let text = format!(
            "{} postings stored, {} refused, {}/s",
            count(stored),
            count(rejected),
            count(per_second)
        );
        match &self.bar {
            Some(bar) => {
                bar.set_position(progress.bytes());
                bar.set_message(text);
            }
            None => console::note(&text),
        }
    }

    fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A rate a second.
fn rounded(events: u64, elapsed: Duration) -> u128 {
    u128::from(events) * 1_000 / elapsed.as_millis().max(1)
}

fn whole(rate: u128) -> u64 {
    u64::try_from(rate).unwrap_or(u64::MAX)
}

/// What an import did, for people.
pub(super) fn summary(summary: &Summary) -> String {
    let elapsed = Duration::from_secs_f64(summary.seconds.max(0.001));
    let mut text = format!(
        "read {} records in {:.1} s ({}/s): {} added, {} changed, {} unchanged, {} rejected",
        count(summary.read),
        summary.seconds,
        count(whole(rounded(summary.read, elapsed))),
        count(summary.added),
        count(summary.changed),
        count(summary.unchanged),
        count(summary.rejected),
    );
    if summary.rejected > 0 {
        text = format!("{text}\nwhy: waymark runs show {}", summary.run);
    }
    if let Some(error) = &summary.error {
        text = format!(
            "{text}\nstopped early: {error}\nwhat was read before that is stored; importing the whole file later is safe"
        );
        if let Some(reached) = summary.reached {
            text = format!("{text}\nto go on where it stopped: --from-offset {reached}");
        }
    }
    text
}
