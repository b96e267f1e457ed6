//! What is somebody's is nobody else's: every field and every mutation that the schema has is asked for as somebody else, as nobody,
//! and with a forged token, with all that its owner was ever told.

mod fields;

use std::collections::BTreeSet;

use sea_orm::sqlx;
use serde_json::{Value, json};

use super::{
    person::Person,
    progress::{SET, UNDO, served},
};
use crate::graphql::server::Server;
use fields::{Field, Fields};

/// What stands in everything of Ada's that is free text.
const SECRET: &str = "xyzzy";

/// By type, the fields that were looked at with this in mind. Whoever adds one says here that what it answers is either nobody's, or
/// that of whoever asks; and a mutation needs an attack below.
const DECIDED: [(&str, &str); 4] = [
    (
        "Query",
        "attributions compareRoles demand node nodes postingChanges postings readiness region regions roadmap roadmaps role roles \
         serviceConfig skill skills sources viewer",
    ),
    (
        "Mutation",
        "changePassword deleteAccount endSession importProgress resetRoadmap setProgress setSkills signIn signOut signUp undoProgress",
    ),
    (
        "Subscription",
        "demandRefreshed ingestRunChanged postingsChanged progressChanged",
    ),
    ("Viewer", "export history id name progress sessions skills"),
];

/// Types of which every object is somebody's, and the fields by which they are reached; all of them go by who asks.
const DOORS: [(&str, &str); 9] = [
    ("NodeChange", "ProgressChange.nodes"),
    ("NodeProgress", "RoadmapNode.progress"),
    ("NodeState", "RoadmapProgress.states"),
    (
        "ProgressChange",
        "ProgressChangeConnection.nodes ProgressChangeEdge.node",
    ),
    ("ProgressChangeConnection", "Viewer.history"),
    ("RoadmapOfViewer", "Viewer.progress"),
    (
        "RoadmapProgress",
        "ProgressPayload.progress Roadmap.progress RoadmapOfViewer.progress Subscription.progressChanged",
    ),
    ("Session", "Viewer.sessions"),
    (
        "Viewer",
        "ImportProgressPayload.viewer Query.viewer SessionPayload.viewer SetSkillsPayload.viewer",
    ),
];

/// What Ada was told.
struct Told {
    ids: Vec<String>,
    cursor: String,
    undo: String,
    key: String,
    session: String,
}

impl Told {
    /// Arguments for a field, made of what Ada was told; none if it asks for what cannot be told so.
    fn arguments(&self, field: &Field) -> Option<String> {
        let mut given = Vec::new();
        for argument in &field.arguments {
            let value = match (argument.name.as_str(), argument.of.as_str(), argument.list) {
                // A cursor of hers is one of no other list.
                ("after", "String", false) if field.name == "history" => json!(self.cursor),
                ("id", "ID", false) => json!(self.ids[0]),
                ("ids", "ID", true) => json!(self.ids),
                ("slug", "String", false) => json!("way"),
                ("code", "String", false) => json!("DE"),
                _ if argument.needed => return None,
                _ => continue,
            };
            given.push(format!("{}: {value}", argument.name));
        }
        let list = given.join(", ");
        Some(if list.is_empty() {
            String::new()
        } else {
            format!("({list})")
        })
    }
}

/// Ada with something of everything, and what she was told of it.
async fn ada(server: &Server) -> (Person, Told) {
    let ada = Person::new(server, "Ada xyzzy", 1).await;
    let noted = json!({"roadmap": "way", "nodes": ["start", "models"], "state": "LEARNING", "note": SECRET, "clientKey": SECRET});
    let made = ada.sets(server, noted).await;
    // The latest change is another one, so that what follows its cursor is the noted one.
    ada.says(server, &["models"], "LEARNING").await;
    let skills = "mutation {setSkills(input: {skills: [\"rust\"]}) {errors {path}}}";
    ada.data(server, skills, json!({})).await;
    let query = "{viewer {id history(first: 1) {pageInfo {endCursor}} progress {roadmap {id}} sessions {id}}}";
    let viewer = ada.data(server, query, json!({})).await["viewer"].take();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let told = Told {
        ids: vec![
            text(&viewer["id"]),
            text(&viewer["progress"][0]["roadmap"]["id"]),
        ],
        cursor: text(&viewer["history"]["pageInfo"]["endCursor"]),
        undo: text(&made["undoToken"]),
        key: SECRET.to_owned(),
        session: text(&viewer["sessions"][0]["id"]),
    };
    (ada, told)
}

/// All rows that are Ada's, to the last byte.
async fn rows(server: &Server) -> Vec<String> {
    let query = "with ada as (select id from account where name like 'Ada%')
        select 'account' || a::text from account a where id in (table ada)
        union all select 'session' || s::text from session s where account_id in (table ada)
        union all select 'change' || c::text from progress_change c where account_id in (table ada)
        union all select 'event' || e::text from progress_event e where account_id in (table ada)
        union all select 'skill' || p::text from profile_skill p where account_id in (table ada) order by 1";
    sqlx::query_scalar(query)
        .fetch_all(server.database.pool())
        .await
        .expect("rows")
}

/// Somebody else, nobody, and somebody whose token is made up.
async fn others(server: &Server, ada: &Person) -> [Person; 3] {
    let made_up = |token: String| Person { token };
    [
        Person::new(server, "Ben", 1).await,
        made_up(String::new()),
        made_up(ada.token.replace("1 days", "2 days")),
    ]
}

#[tokio::test]
async fn every_field_was_decided() {
    let server = served().await;
    let fields = Fields::learn(&server).await;
    for (of, decided) in DECIDED {
        let found: BTreeSet<&str> = fields.0[of]
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let decided: BTreeSet<&str> = decided.split_whitespace().collect();
        assert_eq!(
            found, decided,
            "the fields of {of}: whose is what they answer?"
        );
    }
    for (of, doors) in DOORS {
        let doors: BTreeSet<String> = doors.split_whitespace().map(str::to_owned).collect();
        let found = fields.0.iter().flat_map(|(owner, fields)| {
            let leading = fields.iter().filter(|field| field.of == of);
            leading.map(move |field| format!("{owner}.{}", field.name))
        });
        assert_eq!(found.collect::<BTreeSet<_>>(), doors, "the ways to {of}");
    }
}

#[tokio::test]
async fn nobody_reads_what_is_hers() {
    let server = served().await;
    let (ada, told) = ada(&server).await;
    let before = rows(&server).await;
    let fields = Fields::learn(&server).await;
    let others = others(&server, &ada).await;
    let mut hers = 0;
    for field in &fields.0["Query"] {
        // Interfaces and lists of everything are asked with her ids; what is deep enough to hold her words is asked whole.
        let depth = match field.name.as_str() {
            "viewer" => 3,
            "roadmap" => 2,
            _ => 1,
        };
        let Some(arguments) = told.arguments(field) else {
            continue;
        };
        let below = fields.below(&field.of, depth, &told);
        let query = format!("{{{}{arguments} {{{below}}}}}", field.name);
        let secrets = [SECRET, &ada.token, &told.ids[0], &told.undo];
        let tells = |answer: &Value| {
            let text = answer["data"].to_string();
            secrets.iter().any(|secret| text.contains(secret))
        };
        let answer = ada.answer(&server, &query, json!({})).await;
        assert!(answer["data"].is_object(), "{query}\n{answer:#}");
        hers += usize::from(tells(&answer));
        for person in &others {
            let answer = person.answer(&server, &query, json!({})).await;
            assert!(!tells(&answer), "{query}\n{answer:#}");
        }
    }
    assert!(
        hers >= 2,
        "she herself reads it: by herself, and on the nodes of a roadmap"
    );
    assert_eq!(rows(&server).await, before);
}

/// What somebody else would have to send to change what is hers, by mutation.
fn attacks(told: &Told) -> Vec<(&'static str, &'static str, Value)> {
    let reset = "mutation($input: ResetRoadmapInput!) {resetRoadmap(input: $input) {errors {message path} undoToken}}";
    let skills = "mutation($input: SetSkillsInput!) {setSkills(input: $input) {errors {path} viewer {name skills {slug}}}}";
    let import = "mutation($input: ImportProgressInput!) {importProgress(input: $input) {errors {path} viewer {name}}}";
    let document = json!({"waymark": 1, "account": {"name": "Ada xyzzy", "id": 1}, "skills": ["sql"], "progress":
        [{"roadmap": "way", "node": "models", "state": "DONE", "at": "2026-11-22T11:00:00Z"}]});
    let set = json!({"roadmap": "way", "nodes": ["start", "models"], "state": "DONE", "clientKey": told.key});
    vec![
        (
            "importProgress",
            import,
            json!({"input": {"document": document.to_string()}}),
        ),
        (
            "resetRoadmap",
            reset,
            json!({"input": {"roadmap": "way", "clientKey": told.key}}),
        ),
        ("setProgress", SET, json!({"input": set})),
        ("setSkills", skills, json!({"input": {"skills": []}})),
        ("undoProgress", UNDO, json!({"token": told.undo})),
        (
            "changePassword",
            "mutation($input: ChangePasswordInput!) {changePassword(input: $input) {changed errors {message}}}",
            json!({"input": {"currentPassword": "four small green boats", "newPassword": "four large green boats"}}),
        ),
        (
            "deleteAccount",
            "mutation($input: DeleteAccountInput!) {deleteAccount(input: $input) {deleted errors {path}}}",
            json!({"input": {"confirm": "Ada xyzzy"}}),
        ),
        (
            "endSession",
            "mutation($input: EndSessionInput!) {endSession(input: $input) {ended}}",
            json!({"input": {"id": told.session}}),
        ),
        (
            "signIn",
            "mutation($input: SignInInput!) {signIn(input: $input) {token errors {message}}}",
            json!({"input": {"name": "Ada xyzzy", "password": "four small green boats"}}),
        ),
        (
            "signUp",
            "mutation($input: SignUpInput!) {signUp(input: $input) {viewer {name} errors {path}}}",
            json!({"input": {"name": "Eve", "password": "four small green boats"}}),
        ),
        // The last: whoever does it is nobody afterwards.
        (
            "signOut",
            "mutation {signOut {query {viewer {name}}}}",
            json!({}),
        ),
    ]
}

#[tokio::test]
async fn nobody_changes_what_is_hers() {
    let server = served().await;
    let (ada, told) = ada(&server).await;
    let before = rows(&server).await;
    assert!(before.len() >= 6, "{before:#?}");
    let attacks = attacks(&told);
    let names: BTreeSet<&str> = attacks.iter().map(|(name, ..)| *name).collect();
    let decided: BTreeSet<&str> = DECIDED[1].1.split_whitespace().collect();
    assert_eq!(names, decided, "every mutation is tried");
    for person in &others(&server, &ada).await {
        for (name, query, variables) in &attacks {
            let answer = person.answer(&server, query, variables.clone()).await;
            let text = answer.to_string();
            assert!(
                !text.contains(SECRET) && !text.contains(&told.undo),
                "{name}: {text}"
            );
            let now = rows(&server).await;
            assert_eq!(now, before, "{name}");
        }
    }
    let query = "{viewer {skills {slug}}}";
    let data = ada.data(&server, query, json!({})).await;
    assert_eq!(data["viewer"]["skills"], json!([{"slug": "rust"}]));
}

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    let server = served().await;
    let (ada, told) = ada(&server).await;
    let ben = Person::new(&server, "Ben", 1).await;
    // An answer, and the statements that it took, which is how long it takes.
    let ask = async |token: &str| {
        let before = server.said().len();
        let answer = ben.answer(&server, UNDO, json!({"token": token})).await;
        (answer, server.said().split_off(before))
    };
    let hers = ask(&told.undo).await;
    let made_up = ask(&told.undo.chars().rev().collect::<String>()).await;
    assert_eq!(hers, made_up);
    assert!(
        hers.1.iter().any(|text| text.contains("progress_change")),
        "{:#?}",
        hers.1
    );
    // A token that is made up and one of nobody's are told apart by nothing either.
    let nobody = Person {
        token: String::new(),
    };
    let forged = Person {
        token: ada.token.replace("1 days", "2 days"),
    };
    let who = |person: Person| {
        let server = &server;
        async move {
            person
                .answer(server, "{viewer {id export}}", json!({}))
                .await
        }
    };
    assert_eq!(who(nobody).await, who(forged).await);
}
