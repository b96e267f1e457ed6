//! What imports did can be read afterwards.

use crate::binary::{import_from_standard_input, json, said, waymark};
use crate::world::World;

#[tokio::test]
async fn runs_are_listed_newest_first() {
    let world = World::new().await;
    let none = waymark(&world).args(["runs", "list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&none.stdout).contains("no runs yet"));
    for title in ["Data Engineer", "Data Analyst"] {
        let line = format!("{{\"id\": 1, \"title\": \"{title}\"}}\nno json\n");
        import_from_standard_input(&world, &line);
    }
    let runs = json(
        &waymark(&world)
            .args(["runs", "list", "--json"])
            .output()
            .unwrap(),
    );
    assert_eq!(runs.as_array().unwrap().len(), 2);
    assert_eq!(runs[0]["changed"], 1);
    assert_eq!(runs[1]["added"], 1);
    assert_eq!(runs[1]["rejected"], 1);
    assert_eq!(runs[0]["status"], "succeeded");
}

#[tokio::test]
async fn a_run_that_is_not_there_is_an_error() {
    let world = World::new().await;
    let output = waymark(&world)
        .args(["runs", "show", "77"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("waymark runs list"));
}
