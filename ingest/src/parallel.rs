//! Work on a batch on all cores.

use std::sync::Arc;

use tokio::task::JoinError;

/// Cuts a batch into as many parts as there are cores and works on all of them at once; the answers come in the parts' order.
pub(crate) async fn in_parts<I, T>(
    batch: &Arc<Vec<I>>,
    work: impl Fn(&[I]) -> T + Clone + Send + 'static,
) -> Result<Vec<T>, JoinError>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = batch.len().div_ceil(threads).max(1);
    let starts = (0..batch.len()).step_by(size);
    let part = |start: usize| {
        let (batch, work) = (Arc::clone(batch), work.clone());
        tokio::task::spawn_blocking(move || work(&batch[start..batch.len().min(start + size)]))
    };
    let tasks: Vec<_> = starts.map(part).collect();
    let mut parts = Vec::with_capacity(tasks.len());
    for task in tasks {
        parts.push(task.await?);
    }
    Ok(parts)
}
