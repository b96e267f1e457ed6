//! What was not understood can be listed.

use crate::binary::{import_from_standard_input, json, said, waymark};
use crate::world::World;

const POSTINGS: &str = r#"{"id": 1, "title": "Data Engineer", "location": "Zzyzxville", "source": "one"}
{"id": 2, "title": "Data Analyst", "location": "Zzyzxville", "source": "two"}
{"id": 3, "title": "Tester", "location": "Remote", "source": "one"}
{"id": 4, "title": "Writer", "location": "Remote (EMEA)", "source": "one"}
{"id": 5, "title": "Designer", "location": "Graz, Austria", "source": "one"}
{"id": 6, "title": "Architect", "source": "one"}
"#;

#[tokio::test]
async fn locations_are_listed_by_how_many_postings_name_them() {
    let world = World::new().await;
    import_from_standard_input(&world, POSTINGS);
    let places = |arguments: &[&str]| {
        let mut command = waymark(&world);
        command.args(["unresolved", "places"]).args(arguments);
        command.output().unwrap()
    };
    let report = json(&places(&["--json"]));
    assert_eq!(report["postings"], 6);
    assert_eq!(report["unresolved"], 3);
    assert_eq!(report["only_remote"], 1);
    assert_eq!(report["only_scope"], 1);
    assert_eq!(report["share"], 0.5);
    let locations = report["locations"].as_array().unwrap();
    assert_eq!(locations.len(), 2);
    assert_eq!(locations[0]["location"], "Zzyzxville");
    assert_eq!(locations[0]["postings"], 2);
    assert_eq!(locations[0]["sources"], serde_json::json!(["one", "two"]));
    let titles = ["Data Engineer", "Data Analyst"];
    assert!(titles.contains(&locations[0]["example_title"].as_str().unwrap()));
    assert_eq!(locations[1]["location"], "Remote");
    let first = json(&places(&["--json", "--top", "1"]));
    assert_eq!(first["locations"].as_array().unwrap().len(), 1);
    let text = String::from_utf8(places(&[]).stdout).unwrap();
    assert!(text.starts_with("3 of 6 postings (50.0 %)"), "{text}");
    assert!(text.contains("2  Zzyzxville · one, two · e.g."), "{text}");
}

#[tokio::test]
async fn a_database_without_postings_has_no_share() {
    let world = World::new().await;
    let output = waymark(&world)
        .args(["unresolved", "places"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("waymark import"));
    let refused = waymark(&world)
        .args(["unresolved", "places", "--top", "0"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(said(&refused).contains("--top"));
}
