//! One long array, read as it comes in.

use std::time::Duration;

use ingest::fetch::{FetchError, Fetched, Stretches};
use ingest::source::Request;
use serde_json::Value;

use super::{CARD, Scene, place};
use crate::wild::Reply;

async fn open(scene: &Scene, host: usize) -> Box<Stretches> {
    let request = Request::json(place(host)).in_stretches();
    match scene.client.fetch(&CARD, &request, true).await.unwrap() {
        Fetched::Stretches(stretches) => stretches,
        _ => panic!("not in stretches"),
    }
}

/// The lengths of all stretches, and the error that ended them.
async fn read(scene: &Scene, host: usize) -> (Vec<usize>, Option<FetchError>) {
    let mut stretches = open(scene, host).await;
    let mut lengths = Vec::new();
    loop {
        match stretches.next().await {
            Ok(Some(bytes)) => {
                let elements: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
                lengths.push(elements.len());
            }
            Ok(None) => return (lengths, None),
            Err(error) => return (lengths, Some(error)),
        }
    }
}

fn array(length: usize) -> String {
    let job = r#"{"id": 1, "text": "a ] \" } b", "list": [[], {}]}"#;
    format!("[{}]", vec![job; length].join(",\n"))
}

#[tokio::test]
async fn a_long_array_comes_in_parts() {
    let reply = Reply::json(array(1_201)).header("ETag", "\"1\"");
    let scene = Scene::playing(vec![reply.clone(), reply.gzip()], |_| {}).await;
    for host in 0..2 {
        let (lengths, error) = read(&scene, host).await;
        assert_eq!(lengths, [500, 500, 201]);
        assert!(error.is_none());
        assert!(open(&scene, host).await.validator().is_some());
    }
}

#[tokio::test]
async fn an_array_that_breaks_off_is_no_whole_one() {
    let whole = || Reply::json(array(1_201));
    let replies = vec![
        whole().cut_at(40_000),
        whole().reset_at(40_000),
        Reply::json(&array(1_201)[..40_000]),
        whole().gzip().cut_at(100),
        Reply::json(&array(1_201)[..40_000]).gzip(),
    ];
    let hosts = replies.len();
    let scene = Scene::playing(replies, |_| {}).await;
    for host in 0..hosts {
        let (lengths, error) = read(&scene, host).await;
        let error = error.unwrap();
        assert!(lengths.len() < 3);
        assert!(matches!(error, FetchError::Temporary { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_array_is_recognised() {
    let bodies = ["{}", "<html>", "[1]]", "[1,]", "", "[}"];
    let scene = Scene::playing(bodies.map(Reply::json).to_vec(), |_| {}).await;
    for (host, body) in bodies.into_iter().enumerate() {
        let (_, error) = read(&scene, host).await;
        let error = error.unwrap();
        let is_cut = body.is_empty();
        assert_eq!(
            matches!(error, FetchError::Temporary { .. }),
            is_cut,
            "{body}: {error}"
        );
    }
}

#[tokio::test]
async fn failures_before_the_first_byte_are_asked_again() {
    let times = std::sync::atomic::AtomicUsize::new(0);
    let scene =
        Scene::new(
            move |_| match times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
                0 => Reply::status(500),
                _ => Reply::json("[]"),
            },
        )
        .await;
    assert_eq!(read(&scene, 0).await.0, [0]);
}

#[tokio::test]
async fn the_time_to_store_is_not_the_hosts() {
    let reply = Reply::json(array(20_000));
    let scene = Scene::with(
        move |_| reply.clone(),
        |settings| {
            settings.idle_timeout = Duration::from_secs(5);
            settings.stretches_timeout = Duration::from_secs(5);
        },
    )
    .await;
    let mut stretches = open(&scene, 0).await;
    let mut count = 0;
    while stretches.next().await.unwrap().is_some() {
        count += 1;
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    assert_eq!(count, 40);
}

#[tokio::test]
async fn an_array_without_end_is_dropped_at_its_own_cap() {
    let scene = Scene::with(
        |_| Reply::json(format!("[{}", "1,".repeat(500_000))).endless(1_000),
        |settings| {
            settings.largest_plain = 1_000;
            settings.largest_stretches = 3_000_000;
        },
    )
    .await;
    let mut stretches = open(&scene, 0).await;
    let mut elements = 0;
    let error = loop {
        match stretches.next().await {
            Ok(Some(bytes)) => elements += bytes.len() / 2,
            Ok(None) => panic!("it ended"),
            Err(error) => break error,
        }
    };
    assert!(elements > 400_000, "{elements}");
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}
