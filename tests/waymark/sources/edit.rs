//! Boards are asked for before they are added, and the file stays what its owner wrote.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::http::{StatusCode, Uri};
use serde_json::json;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::binary::{said, waymark};
use crate::world::World;

/// Stands for every source: one board with a posting, an empty one, and nothing else.
async fn sources() -> SocketAddr {
    let answer = |uri: Uri| async move {
        let job = json!({ "id": 1, "title": "Data Engineer", "absolute_url": "https://example.com/1", "content": "Python" });
        match uri.path() {
            "/v1/boards/acme/jobs" => (
                StatusCode::OK,
                json!({ "jobs": [job], "meta": { "total": 1 } }).to_string(),
            ),
            "/v1/boards/quiet/jobs" => (
                StatusCode::OK,
                json!({ "jobs": [], "meta": { "total": 0 } }).to_string(),
            ),
            "/v1/companies/nobody/postings" => (
                StatusCode::OK,
                json!({ "offset": 0, "limit": 100, "totalFound": 0, "content": [] }).to_string(),
            ),
            _ => (StatusCode::NOT_FOUND, "{}".to_owned()),
        }
    };
    let json = [("content-type", "application/json")];
    let router = Router::new().fallback(move |uri: Uri| async move {
        let (status, body) = answer(uri).await;
        (status, json, body)
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Somebody's configuration, and a server that stands for the sources.
struct Desk {
    world: World,
    folder: TempDir,
    sources: SocketAddr,
}

impl Desk {
    async fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self {
            world: World::new().await,
            folder,
            sources: sources().await,
        };
        std::fs::write(desk.file(), text).unwrap();
        desk
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("waymark.toml")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    /// Runs `waymark sources` and gives all that it said and its exit code.
    async fn run(&self, arguments: &[&str]) -> (String, i32) {
        let mut command = waymark(&self.world);
        command.arg("sources").args(arguments);
        command.env("WAYMARK_CONFIG", self.file());
        command.env("WAYMARK_STAND_IN", self.sources.to_string());
        let output = spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (text + &said(&output), output.status.code().unwrap())
    }
}

#[tokio::test]
async fn a_board_is_added_once_it_is_seen() {
    let begin = "contact = \"bot@example.org\" # us\n";
    let desk = Desk::new(begin).await;
    let (said, code) = desk.run(&["add", "greenhouse", "acme", "quiet"]).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("acme shows 1 postings")
            && said.contains("quiet shows that nothing is open now"),
        "{said}"
    );
    let with_both = format!("{begin}\n[sources.greenhouse]\nboards = [\"acme\", \"quiet\"]\n");
    assert_eq!(desk.text(), with_both);

    for board in ["gone", "a b"] {
        let (said, code) = desk.run(&["add", "greenhouse", "acme", board]).await;
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(board), "{said}");
        assert_eq!(desk.text(), with_both, "nothing was added");
    }
    let (said, code) = desk.run(&["add", "smartrecruiters", "nobody"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("--unchecked"), "{said}");
    let (said, code) = desk
        .run(&["add", "greenhouse", "gone", "--unchecked"])
        .await;
    assert_eq!(code, 0, "{said}");
    let (said, _) = desk.run(&["add", "greenhouse", "acme"]).await;
    assert!(said.contains("acme was there already"), "{said}");
    let (said, code) = desk
        .run(&["remove", "greenhouse", "gone", "quiet", "never"])
        .await;
    assert_eq!(code, 0);
    assert!(said.contains("never was not there"), "{said}");
    assert_eq!(desk.text(), with_both.replace(", \"quiet\"", ""));
    assert_eq!(desk.world.number("select count(*) from posting").await, 0);
}

#[tokio::test]
async fn what_is_not_collected_is_refused_with_a_reason() {
    let desk = Desk::new("").await;
    for (arguments, reason) in [
        (&["add", "linkedin", "acme"][..], "its terms forbid"),
        (&["add", "grenhouse", "acme"], "did you mean `greenhouse`?"),
        (&["add", "greenhouse"], "board by board"),
        (&["add", "greenhouse", "acme"], "nobody answers for asking"),
        (&["remove", "nothing"], "there is no source `nothing`"),
        (&["terms", "nothing"], "there is no source `nothing`"),
    ] {
        let (said, code) = desk.run(arguments).await;
        assert_eq!(code, 1, "{arguments:?}");
        assert!(said.contains(reason), "{said}");
    }
    assert_eq!(desk.text(), "");
}

#[tokio::test]
async fn a_faulty_file_is_left_alone() {
    let text = "[sources.greenhouse]\nbords = []\n";
    let desk = Desk::new(text).await;
    let (said, code) = desk.run(&["add", "ashby", "acme", "--unchecked"]).await;
    assert_eq!(code, 1);
    assert!(
        said.contains("waymark.toml:2:1: there is no key `bords`"),
        "{said}"
    );
    assert_eq!(desk.text(), text);
}

#[tokio::test]
async fn a_file_is_made_where_there_is_none() {
    let desk = Desk::new("").await;
    std::fs::remove_file(desk.file()).unwrap();
    let (said, code) = desk.run(&["add", "lever", "acme", "--unchecked"]).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("next: say who answers for it"), "{said}");
    let text = desk.text();
    assert!(text.starts_with("# What Waymark collects."), "{text}");
    assert!(
        text.ends_with("\n[sources.lever]\nboards = [\"acme\"]\n"),
        "{text}"
    );
}

#[tokio::test]
async fn terms_of_every_source_are_shown() {
    let desk = Desk::new("").await;
    let (shown, code) = desk.run(&["terms"]).await;
    assert_eq!(code, 0);
    for source in ingest::source::SOURCES {
        let card = source.card();
        assert!(
            shown.contains(card.name) && shown.contains(card.terms.summary),
            "{}",
            card.slug
        );
    }
    let (one, _) = desk.run(&["terms", "remotive"]).await;
    assert!(
        one.contains("1.0 s between requests, a run every 6 h at most, 4 in 1 d"),
        "{one}"
    );
}
