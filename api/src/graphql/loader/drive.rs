//! Running an execution and the reads it asks for in one task, in turns: the execution goes as far as it can, then all its
//! reads run to their end.
//!
//! An execution that went on with the first answer of several would ask for more while the others are under way, so that
//! how many statements it takes would depend on which of them the database answers first.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures_util::{
    future::BoxFuture,
    stream::{FuturesUnordered, StreamExt},
    task::AtomicWaker,
};
use tokio::{
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        oneshot,
    },
    task::unconstrained,
};

type Task = BoxFuture<'static, ()>;

/// Where reads are put to wait for their turn.
#[derive(Clone)]
pub(super) struct Queue(UnboundedSender<Task>);

/// A queue, and the end where its reads come out.
pub(super) fn queue() -> (Queue, UnboundedReceiver<Task>) {
    let (sender, receiver) = unbounded_channel();
    (Queue(sender), receiver)
}

impl Queue {
    /// Puts a read into the queue.
    pub(super) fn push(&self, task: Task) {
        // The receiver is gone only when the execution is: nobody then waits for the read.
        let _ = self.0.send(task);
    }

    /// What a read finds once it had its turn; nothing if the execution ends before.
    pub(super) async fn answer<T: Send + 'static>(
        &self,
        read: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (sender, answer) = oneshot::channel();
        self.push(Box::pin(async move {
            // The receiver is gone when a field beside failed: nobody then waits for the answer.
            let _ = sender.send(read.await);
        }));
        answer.await.ok()
    }
}

/// Runs an execution to its end, and its reads whenever it waits for them.
///
/// The execution must wait for nothing but its reads: it is left alone while they run, so a connection that it held would be
/// missing to them.
pub(super) async fn both<F: Future>(execution: F, mut tasks: UnboundedReceiver<Task>) -> F::Output {
    // The runtime's budget for one turn would stop it after so many answers, and reads would begin before it took the rest.
    let mut execution = pin!(unconstrained(execution));
    let mut running = FuturesUnordered::new();
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    poll_fn(|context| {
        bell.outside.register(context.waker());
        loop {
            while let Poll::Ready(Some(())) = running.poll_next_unpin(context) {}
            if !running.is_empty() {
                return Poll::Pending;
            }
            // An execution with many branches pauses and rings for itself; it waits for reads only when it does not ring.
            while bell.silence() {
                if let Poll::Ready(output) =
                    execution.as_mut().poll(&mut Context::from_waker(&waker))
                {
                    return Poll::Ready(output);
                }
            }
            while let Ok(task) = tasks.try_recv() {
                running.push(task);
            }
            if running.is_empty() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Rings when an execution can go on, and wakes the task that it is a part of.
struct Bell {
    rang: AtomicBool,
    outside: AtomicWaker,
}

impl Default for Bell {
    fn default() -> Self {
        Self {
            rang: AtomicBool::new(true),
            outside: AtomicWaker::new(),
        }
    }
}

impl Bell {
    /// Whether it rang since it was asked last.
    fn silence(&self) -> bool {
        self.rang.swap(false, Ordering::AcqRel)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.outside.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, atomic::AtomicUsize};

    use futures_util::future::{join, join_all};
    use tokio::task::yield_now;

    use super::*;

    /// Stops and rings at once, as the executor does among many branches: that is not a wait for reads.
    async fn pause() {
        let mut paused = false;
        poll_fn(|context| {
            if paused {
                return Poll::Ready(());
            }
            paused = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    #[tokio::test]
    async fn reads_wait_until_the_execution_does() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (queue, tasks) = queue();
        let (written, read) = (Arc::clone(&log), Arc::clone(&log));
        let execution = async move {
            let answer = queue.answer(async move {
                yield_now().await;
                read.lock().unwrap().push("read");
                7
            });
            let beside = async {
                written.lock().unwrap().push("asked");
                pause().await;
                written.lock().unwrap().push("asked on");
            };
            join(answer, beside).await.0
        };
        assert_eq!(both(execution, tasks).await, Some(7));
        assert_eq!(*log.lock().unwrap(), ["asked", "asked on", "read"]);
    }

    #[tokio::test]
    async fn the_execution_waits_until_all_reads_have_ended() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (queue, tasks) = queue();
        let execution = join_all([1, 5, 3].map(|pauses| {
            let (queue, read, log) = (queue.clone(), Arc::clone(&log), Arc::clone(&log));
            async move {
                let paused = async move {
                    for _ in 0..pauses {
                        yield_now().await;
                    }
                    read.lock().unwrap().push("read");
                };
                queue.answer(paused).await;
                log.lock().unwrap().push("went on");
                queue.answer(async {}).await
            }
        }));
        assert_eq!(both(execution, tasks).await, [Some(()); 3]);
        let log = log.lock().unwrap();
        assert_eq!(log[..3], ["read"; 3]);
        assert_eq!(log[3..], ["went on"; 3]);
    }

    #[tokio::test]
    async fn reads_wait_until_all_answers_are_taken_however_many() {
        let taken = AtomicUsize::new(0);
        let (queue, tasks) = queue();
        let execution = join_all((0..1_000).map(|_| async {
            queue.answer(async {}).await;
            taken.fetch_add(1, Ordering::Relaxed);
            queue.answer(async {}).await;
            taken.load(Ordering::Relaxed)
        }));
        assert_eq!(both(execution, tasks).await, [1_000; 1_000]);
    }
}
