//! Sources are listed with how they fare.

use sea_orm::ConnectionTrait;

use crate::binary::{import_from_standard_input, json, waymark};
use crate::graphql::{fixture, health};
use crate::world::World;

#[tokio::test]
async fn sources_are_listed_with_how_they_fare() {
    let world = World::new().await;
    let listed = |arguments: &[&str]| waymark(&world).args(arguments).output().unwrap();
    let none = listed(&["sources"]);
    assert!(String::from_utf8_lossy(&none.stdout).contains("no sources yet"));
    import_from_standard_input(&world, "{\"id\": 1, \"title\": \"Data Engineer\"}\n");
    let only = json(&listed(&["sources", "--json"]));
    assert_eq!(only[0]["health"], "healthy");
    assert_eq!(only[0]["reason"], "its latest import succeeded");
    assert_eq!(only[0]["open"], 1);
}

#[tokio::test]
async fn every_board_has_a_line() {
    let world = World::new().await;
    world
        .execute_unprepared(
            "insert into source (id, slug, name) values (1, 'board-a', 'Board A'), (2, 'board-b', 'Board B'), (4, 'unread', 'Unread');
             insert into run (id, kind, input, started_at, finished_at, status) values (2, 0, 'y', now(), now(), 2);
             insert into run (id, kind, input, started_at, finished_at, status) values (1, 0, 'x', now(), now(), 1);
             insert into run_source (run_id, source_id) values (1, 2), (2, 2);",
        )
        .await
        .unwrap();
    fixture::store(&world, &(1..=9).map(fixture::posting).collect::<Vec<_>>()).await;
    health::collected(&world).await;
    let output = waymark(&world).args(["sources", "list"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 1 + 6 + 2, "{text}");
    assert!(lines[0].starts_with("SOURCE"), "{text}");
    let line = |board: &str| {
        let found = lines.iter().find(|line| line.contains(board));
        found.unwrap_or_else(|| panic!("{board} is missing in {text}"))
    };
    let acme: Vec<&str> = line(" acme ").split_whitespace().collect();
    let expected = [
        "board-a",
        "acme",
        "healthy",
        "-",
        "2026-11-22",
        "08:01",
        "8",
    ];
    assert_eq!(acme[..7], expected);
    assert!(line(" gone ").contains("it is gone: the host answered 404"));
    assert!(line("unread").contains("never succeeded"));
    assert!(line("board-b").ends_with("its latest import failed"));
}
