//! The doctor tells what counts and what is broken, and changes nothing.

use std::process::{Command, Output};

use ::migration::{Migrator, MigratorTrait};
use serde_json::{Value, json};

use crate::binary::{json, waymark};
use crate::world::World;

fn doctor(world: &World) -> Command {
    let mut command = waymark(world);
    // Not the configuration of this machine's user.
    command.current_dir(std::env::temp_dir());
    command.env(
        "WAYMARK_DATA_DIR",
        std::env::temp_dir().join("waymark-tests-nothing"),
    );
    command.arg("doctor");
    command
}

fn examined(command: &mut Command) -> (Value, i32) {
    let output = command.arg("--json").output().unwrap();
    (json(&output), output.status.code().unwrap())
}

fn steps(applied: usize) -> String {
    format!("{applied} of {} steps", Migrator::migrations().len())
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn without_a_configuration_nothing_is_broken() {
    let world = World::new().await;
    let (report, code) = examined(&mut doctor(&world));
    assert_eq!((code, &report["broken"]), (0, &json!([])), "{report}");
    let parts = report["parts"].to_string();
    assert!(
        parts.contains("reachable, Postgres")
            && parts.contains(&steps(Migrator::migrations().len())),
        "{parts}"
    );
    let advice = report["advice"].to_string();
    assert!(advice.contains("WAYMARK_CONTACT"), "{advice}");
    let shown = text(&doctor(&world).output().unwrap());
    assert!(
        shown.contains("not collected: no boards; `waymark sources add greenhouse BOARD`"),
        "{shown}"
    );
    assert!(
        !shown.contains(&world.url) && shown.contains("(DATABASE_URL)"),
        "{shown}"
    );
}

#[tokio::test]
async fn what_is_in_the_way_is_broken() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("waymark.toml");
    std::fs::write(&file, "[sources.greenhouse]\nboards = [\"acme\"]\n").unwrap();
    let (report, code) = examined(doctor(&world).env("WAYMARK_CONFIG", &file));
    assert_eq!(code, 1);
    assert!(
        report["broken"][0]
            .as_str()
            .unwrap()
            .starts_with("nothing is collected"),
        "{report}"
    );

    let mut command = doctor(&world);
    command
        .env("WAYMARK_CONFIG", &file)
        .env("WAYMARK_CONTACT", "bot@example.org");
    let (report, code) = examined(&mut command);
    assert_eq!((code, &report["broken"]), (0, &json!([])));
    let sources = report["sources"].as_array().unwrap();
    let greenhouse = sources
        .iter()
        .find(|state| state["source"] == "greenhouse")
        .unwrap();
    assert_eq!(greenhouse["idle_because"], Value::Null);
    assert_eq!(
        (&greenhouse["enabled_from"], &greenhouse["schedule_from"]),
        (&json!("file"), &json!("default"))
    );
    let contact =
        json!({ "name": "contact", "value": "bot@example.org", "from": "WAYMARK_CONTACT" });
    assert!(
        report["settings"].as_array().unwrap().contains(&contact),
        "{report}"
    );

    std::fs::write(&file, "[sources.grenhouse]\n").unwrap();
    let output = doctor(&world).arg("--config").arg(&file).output().unwrap();
    let shown = text(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        shown.contains(
            "waymark.toml:1:10: there is no source `grenhouse`: did you mean `greenhouse`?"
        ),
        "{shown}"
    );
}

#[tokio::test]
async fn a_database_is_left_as_it_is() {
    let world = World::empty().await;
    let (report, code) = examined(&mut doctor(&world));
    assert_eq!(code, 0, "{report}");
    assert!(report["parts"].to_string().contains(&steps(0)), "{report}");
    let tables = "select count(*) from information_schema.tables where table_schema = 'public'";
    assert_eq!(world.number(tables).await, 0);

    let mut nobody = doctor(&world);
    let (report, code) =
        examined(nobody.env("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/none"));
    assert_eq!(code, 1);
    let report = report.to_string();
    assert!(
        report.contains("the database cannot be reached") && !report.contains("secret"),
        "{report}"
    );
}
