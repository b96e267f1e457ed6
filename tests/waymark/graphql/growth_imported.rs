//! The trap of new sources as it comes about: files and boards are imported, and what they prove decides what is compared.

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::{
    fixture::{Dice, day},
    server::Server,
};
use crate::{binary::import, world::World};

/// One line of a file: a job of an employer of its own, so that none is taken for another's duplicate.
fn line(
    source: u32,
    number: usize,
    (posted, observed): (NaiveDate, NaiveDate),
    rust: bool,
) -> String {
    let skills = if rust { "Rust and SQL" } else { "SQL" };
    let line = json!({
        "source": format!("board-{source}"), "id": number.to_string(), "title": "Software Engineer",
        "company": format!("Employer {source}-{number}"), "location": "Berlin, Germany", "date": posted.to_string(),
        "observed": observed.to_string(), "format": "text",
        "html_or_text": format!("We build the software that runs warehouses. You will write and review code, and talk to those who use it. \
            What you bring: experience with {skills} in production, and patience with its users."),
    });
    line.to_string() + "\n"
}

/// Ten boards that were recorded for two years, one job in five asking for Rust; three that were read once in the second
/// summer, three jobs in five asking for it, and that show jobs of all the months before.
fn recordings() -> String {
    let mut dice = Dice::new(3);
    let mut lines: Vec<String> = Vec::new();
    for number in 0..80 {
        for (source, year) in (0..10).flat_map(|source| [(source, 2023), (source, 2024)]) {
            let posted = day(year, 7, 1) + Days::new(dice.below(85));
            let observed = posted + Days::new(number % 5);
            let rust = dice.below(100) < 20;
            lines.push(line(source, lines.len(), (posted, observed), rust));
        }
    }
    for (source, age) in (10..13).flat_map(|source| (0..150).map(move |age| (source, age))) {
        let posted = day(2024, 9, 20) - Days::new(3 * age);
        let rust = dice.below(100) < 60;
        let days = (posted, day(2024, 9, 25));
        lines.push(line(source, lines.len(), days, rust));
    }
    lines.concat()
}

#[tokio::test]
async fn boards_that_were_read_once_are_not_compared_with_the_years_they_show() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("recordings.jsonl");
    std::fs::write(&file, recordings()).expect("a file");
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((summary["added"].as_u64(), code), (Some(2_050), 0));
    let server = Server::start(world).await;
    let market = |year| {
        format!(
            "demand(period: {{from: \"{year}-07-01\", to: \"{year}-09-30\"}}) {{skill(slug: \"rust\") {{share {{value}} growth {{
                ... on Growth {{points low high sources panel {{slug}} earlierFrom from {{denominator}} to {{denominator}}}}}}}}}}"
        )
    };
    let query = format!("{{then: {} now: {}}}", market(2023), market(2024));
    let found = server.data(&query).await;
    let share = |market: &str| {
        let value = &found[market]["skill"]["share"]["value"];
        value.as_f64().expect("a share")
    };
    let usual = 100.0 * (share("now") - share("then"));
    assert!(usual > 5.0, "the usual way says {usual}: {found}");
    let growth = &found["now"]["skill"]["growth"];
    let number = |field: &str| growth[field].as_f64().expect("a number");
    assert_eq!(
        (number("sources"), &growth["earlierFrom"]),
        (10.0, &json!("2023-07-01"))
    );
    assert!(number("points").abs() < 3.0, "{growth}");
    assert!(number("low") < 0.0 && 0.0 < number("high"), "{growth}");
    assert_eq!(growth["from"], json!({"denominator": 800}));
    assert_eq!(growth["to"], json!({"denominator": 800}));
    let panel = growth["panel"].as_array().expect("sources");
    assert!(panel.iter().all(|source| {
        !["board-10", "board-11", "board-12"].contains(&source["slug"].as_str().expect("a slug"))
    }));
}
