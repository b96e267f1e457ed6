//! `waymark roadmaps`, as authors use it.

use std::path::{Path, PathBuf};
use std::process::Output;

use sea_orm::sqlx;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::editions::{FIRST, changed, load, second};
use crate::binary::{bare, json, said, waymark};
use crate::world::World;

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn check(arguments: &[&str], path: &Path) -> Output {
    let mut command = bare();
    command.args(["roadmaps", "check"]).args(arguments);
    command.arg(path).output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_sound_file_is_counted() {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "test-way.yaml", FIRST);
    let output = check(&[], &path);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        lines(&output),
        [format!(
            "{}: sound: 4 nodes (3 leaf nodes), 2 skills, 0 choices, 2 months",
            path.display()
        )]
    );
    let report = json(&check(&["--json"], &path));
    assert_eq!(report["slug"], "test-way");
    assert_eq!(
        (&report["nodes"], &report["leaves"]),
        (&json!(4), &json!(3))
    );
    assert_eq!(report["mistakes"], json!([]));
}

#[test]
fn every_mistake_of_every_file_is_told_with_its_place() {
    let folder = TempDir::new().unwrap();
    let faulty = changed(&[
        ("role: data-engineer", "role: data-enginer"),
        ("[python]", "[pyton]"),
        ("requires: [tools]", "requires: [tool]"),
    ]);
    let path = write(&folder, "test-way.yaml", &faulty);
    write(&folder, "broken.yaml", "slug: [\n");
    write(
        &folder,
        "other-way.yml",
        &FIRST.replace("test-way", "other-way"),
    );
    write(
        &folder,
        "third-way.yaml",
        &FIRST.replace("test-way", "third-way"),
    );
    let output = check(&[], folder.path());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let (lines, file) = (lines(&output), path.display());
    for expected in [
        format!("{file}:4:7: no role `data-enginer`: did you mean `data-engineer`?"),
        format!("{file}:11:25: no skill `pyton` in the vocabulary: did you mean `python`?"),
        format!("{file}:14:82: no node `tool` in this roadmap: did you mean `tools`?"),
        format!("{file}: 3 mistakes to mend"),
    ] {
        assert!(lines.contains(&expected), "{expected}\n{lines:#?}");
    }
    let says = |name: &str, what: &str| {
        let name = folder.path().join(name).display().to_string();
        lines
            .iter()
            .any(|line| line.starts_with(&name) && line.contains(what))
    };
    assert!(says("broken.yaml", "1 mistake to mend"), "{lines:#?}");
    assert!(
        says("other-way.yml", "to be named `other-way.yaml`"),
        "{lines:#?}"
    );
    assert!(says("third-way.yaml", "sound"), "{lines:#?}");
    let report = json(&check(&["--json"], &path));
    assert_eq!(report["slug"], Value::Null);
    let first = &report["mistakes"][0];
    assert_eq!((&first["line"], &first["column"]), (&json!(4), &json!(7)));
    assert_eq!(report["mistakes"].as_array().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_read_is_a_mistake() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nowhere.yaml")] {
        let output = check(&[], &path);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(lines(&output).len(), 2, "{:?}", lines(&output));
    }
    let path = folder.path().join("binary.yaml");
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(check(&[], &path).status.code(), Some(1));
}

#[test]
fn what_is_shipped_is_sound_and_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/roadmaps");
    let output = check(&[], &folder);
    assert!(output.status.success(), "{:#?}", lines(&output));
    let sound = lines(&output).len();
    let mut list = bare();
    list.args(["roadmaps", "list"]);
    let listed = lines(&list.output().unwrap());
    assert_eq!(listed.len(), sound);
    let guide = "machine-learning-engineer-phased-path  machine-learning-engineer  edition ";
    let guide = listed.iter().find(|line| line.starts_with(guide));
    assert!(
        guide.is_some_and(|line| line.ends_with("24 months")),
        "{listed:#?}"
    );
    let output = list.arg("--json").output().unwrap();
    for line in lines(&output) {
        let line: Value = serde_json::from_str(&line).unwrap();
        assert!(line["nodes"].as_u64() > Some(3), "{line}");
    }
}

#[test]
fn the_schema_is_printed_as_it_is_committed() {
    let mut command = bare();
    let output = command.args(["roadmaps", "schema"]).output().unwrap();
    let committed = include_str!("../../../content/roadmaps/schema.json");
    let committed: Value = serde_json::from_str(committed).unwrap();
    assert_eq!(json(&output), committed);
}

fn preview(world: &World, arguments: &[&str], path: &Path) -> Output {
    let mut command = waymark(world);
    command.args(["roadmaps", "preview"]).args(arguments);
    command.arg(path).output().unwrap()
}

#[tokio::test]
async fn a_preview_says_what_would_change() {
    let world = World::new().await;
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "test-way.yaml", FIRST);
    let said_of = |path: &Path| lines(&preview(&world, &[], path));
    assert_eq!(said_of(&path)[0], "test-way: new, edition 1");
    load(&world, FIRST).await.unwrap();
    assert_eq!(
        said_of(&path),
        [
            "test-way: no change, edition 1 stays",
            "  progress: moves for 0 people, falls away for 0"
        ]
    );
    let path = write(&folder, "test-way.yaml", &second());
    let expected = [
        "test-way: edition 2 after edition 1",
        "  added: end",
        "  renamed: tools → gear",
        "  removed: tests",
        "  changed: begin (title)",
    ];
    assert_eq!(said_of(&path)[..5], expected);
    let editions = "select count(*) from roadmap where slug = 'test-way'";
    assert_eq!(world.number(editions).await, 1, "nothing is loaded");
    let report = json(&preview(&world, &["--json"], &path));
    assert_eq!(report["served"], 1);
    assert_eq!(report["difference"]["renamed"], json!([["tools", "gear"]]));
}

#[tokio::test]
async fn a_preview_says_what_would_be_refused() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    let folder = TempDir::new().unwrap();
    let path = write(
        &folder,
        "test-way.yaml",
        &FIRST
            .replace("key: begin", "key: start")
            .replace("[begin]", "[start]"),
    );
    let output = preview(&world, &[], &path);
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("loading would be refused: node `begin` of edition 1")),
        "{lines:#?}"
    );
    let path = write(&folder, "test-way.yaml", "slug: test-way\n");
    let output = preview(&world, &[], &path);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("test-way.yaml:"),
        "{}",
        said(&output)
    );
}

#[tokio::test]
async fn a_preview_counts_whose_progress_moves() {
    let world = World::new().await;
    load(&world, FIRST).await.unwrap();
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "test-way.yaml", &second());
    sqlx::raw_sql(
        "insert into account (name) select 'person ' || n from generate_series(1, 6) n;
         insert into progress_change (account_id, kind, at, undo, expires_at) select id, 0, now(), '', now() from account;
         insert into progress_event (change_id, account_id, roadmap, node, state, at)
         select c.id, c.account_id, said.roadmap, said.node, said.state, now()
         from (values
            (1, 1, 'test-way', 'tools', 1), (2, 1, 'test-way', 'tools', 2), (3, 2, 'test-way', 'tools', 1), (4, 2, 'test-way', 'tests', 1),
            (5, 3, 'test-way', 'begin', 1), (6, 4, 'other-way', 'tests', 1), (7, 5, 'test-way', 'never-there', 1),
            (8, 6, 'test-way', 'tests', 1), (9, 6, 'test-way', 'tests', null)) said (at, person, roadmap, node, state)
         join account a on a.name = 'person ' || said.person join progress_change c on c.account_id = a.id order by said.at",
    )
    .execute(world.pool())
    .await
    .unwrap();
    let report = json(&preview(&world, &["--json"], &path));
    assert_eq!(report["people"], json!({"moved": 2, "falls_away": 1}));
    load(&world, &second()).await.unwrap();
    // What has moved already is not counted again, although it is still noted under the old key.
    let report = json(&preview(&world, &["--json"], &path));
    assert_eq!(report["people"], json!({"moved": 0, "falls_away": 0}));
    let third = second()
        .replace("key: gear", "key: kit")
        .replace("{tools: gear}", "{tools: gear, gear: kit}");
    let path = write(&folder, "test-way.yaml", &third);
    let report = json(&preview(&world, &["--json"], &path));
    assert_eq!(report["people"], json!({"moved": 2, "falls_away": 0}));
}

const DOCUMENT: &str = include_str!("../../../docs/ROADMAPS.md");

#[test]
fn the_documented_example_is_sound() {
    let (_, example) = DOCUMENT.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let folder = TempDir::new().unwrap();
    let path = write(&folder, "web-tester.yaml", example);
    let output = check(&[], &path);
    assert!(output.status.success(), "{:#?}", lines(&output));
}

#[test]
fn every_field_is_documented() {
    let schema = entity::content::roadmap::schema();
    let definitions = schema["$defs"].as_object().unwrap().values();
    let mut names = 0;
    for definition in definitions.chain([&schema]) {
        for name in definition["properties"]
            .as_object()
            .into_iter()
            .flat_map(|of| of.keys())
        {
            let ends =
                |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric() && next != '_');
            let is_there = DOCUMENT.match_indices(name.as_str()).any(|(at, _)| {
                ends(DOCUMENT[..at].chars().next_back())
                    && ends(DOCUMENT[at + name.len()..].chars().next())
            });
            assert!(is_there, "{name}");
            names += 1;
        }
    }
    assert!(names > 80, "{names} fields");
}
