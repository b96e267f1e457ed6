//! Several servers over one database: each holds the market by itself, and all say the same once they have read equally far.

use std::time::{Duration, Instant};

use api::Settings;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::question::{difference, random};
use crate::{
    binary,
    graphql::{
        fixture::Dice,
        server::{Server, clock},
    },
    world::World,
};

/// Postings as lines of JSON; what `edition` differs in has changed.
fn lines(numbers: std::ops::Range<u32>, edition: u32) -> String {
    let skills = ["Rust and SQL", "Python and Docker", "Java and Kubernetes"];
    let line = |number: u32| {
        let skills = skills[usize::try_from(number % (edition + 3) % 3).unwrap()];
        let place =
            ["Berlin, Germany", "Paris, France", "Remote"][usize::try_from(number % 3).unwrap()];
        let day = number % 28 + 1;
        format!(
            r#"{{"source":"board","id":"{number}","title":"Backend Engineer {}","company":"Company {}","location":"{place}","date":"2026-{:02}-{day:02}","format":"text","html_or_text":"What you need for this job: {skills} in production, Git and Linux every day, and the patience to read what others wrote before you change it, with care."}}"#,
            number % 40,
            number % 7,
            number % 3 + 7,
        ) + "\n"
    };
    numbers.map(line).collect()
}

/// What a server says of the whole market, once its log has been read to the end.
async fn caught_up(server: &Server, url: &str, expected: &Value) {
    let began = Instant::now();
    loop {
        let found = server.answer_at(url, EVERYTHING).await;
        if found["data"]["demand"]["postings"] == expected["data"]["demand"]["postings"]
            && difference("", expected, &found).is_none()
        {
            return;
        }
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "{url} stays at {found}, and not {expected}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const EVERYTHING: &str = r#"{ demand(period: { from: "2026-07-01", to: "2026-11-22" }) {
    postings skills(first: 50) { nodes { skill { slug } share { value } required { value } } } } }"#;

#[tokio::test]
async fn servers_beside_each_other_agree() {
    let world = World::new().await;
    binary::import_from_standard_input(&world, &lines(0..60, 0));
    let server = Server::start(world).await;
    let one = server.beside(Settings::new(clock)).await;
    let mut seen = Vec::new();
    let mut dice = Dice::new(7);
    for (numbers, edition) in [(60..150, 0), (30..90, 1), (150..151, 0), (0..151, 2)] {
        binary::import_from_standard_input(&server.database, &lines(numbers, edition));
        // One has followed since the beginning, the other one reads everything anew.
        let two = server.beside(Settings::new(clock)).await;
        let expected = server.answer(EVERYTHING).await;
        assert!(expected["errors"].is_null(), "{expected:#}");
        seen.push(expected["data"]["demand"].to_string());
        caught_up(&server, &one, &expected).await;
        caught_up(&server, &two, &expected).await;
        for _ in 0..20 {
            let question = random(&mut dice);
            let (first, second) = (
                server.answer_at(&one, &question).await,
                server.answer_at(&two, &question).await,
            );
            if let Some(difference) = difference("", &first, &second) {
                panic!("they differ at {difference}\n{question}");
            }
        }
    }
    seen.dedup();
    assert_eq!(seen.len(), 4, "every import says something new");
    let logged = server
        .database
        .query_one_raw(sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            "select count(*) from posting_change",
        ));
    let logged: i64 = logged.await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(logged, 5);
}
