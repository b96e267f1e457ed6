//! Nothing that belongs to a person is stored: addresses and numbers are planted, and the whole database is searched for them.

use axum::Router;
use axum::http::Uri;
use serde_json::json;
use tokio::task::spawn_blocking;

use super::{counts, file, lines, posting};
use crate::binary::{import, said, waymark};
use crate::world::World;

/// What was planted; none of it may be found anywhere.
const PLANTED: [&str; 7] = [
    "jane.planted",
    "jane planted",
    "example.org",
    "5551234567",
    "555-123-4567",
    "555.123.4567",
    "555 123 4567",
];

/// No row of any table holds what was planted.
async fn nothing_is_left(world: &World) {
    for planted in PLANTED {
        assert_eq!(world.tables_with(planted).await, [""; 0], "{planted}");
    }
}

#[tokio::test]
async fn contacts_are_dropped_before_storing() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut record = posting("1", "Data Engineer");
    record["html_or_text"] = "<p>We use Python and SQL. Write to Jane at <a href=\"mailto:jane.planted@example.org\">jane.planted@example.org</a>. \
        Docker is a plus.</p><p>Phone: 555-123-4567</p><p>Or +1 5551234567, any time.</p>"
        .into();
    record["company"] = "jane.planted@example.org".into();
    record["location"] = "Berlin; jane.planted@example.org".into();
    record["url"] = "mailto:jane.planted@example.org".into();
    record["salary_raw"] = "ask jane.planted@example.org".into();
    let mut header = posting("2", "");
    header["html_or_text"] = "Example | Rust Engineer | Berlin | jane.planted@example.org | REMOTE<p>We build with Rust.".into();
    let mut signed = posting("3", "");
    signed["html_or_text"] = "jane.planted@example.org hires<p>Analyst with Excel skills".into();
    let file = file(&folder, "a.jsonl", lines(&[record, header, signed]));
    assert_eq!(counts(&import(&world, &[], &[&file]).0), [3, 0, 0, 0]);
    assert_eq!(
        world
            .number("select count(*) from posting where title like 'Analyst%'")
            .await,
        1
    );

    nothing_is_left(&world).await;
    let kept = "select count(*) from posting p, skill s where s.slug in ('python', 'sql', 'docker', 'rust') and s.id = any(p.skill_ids)";
    assert_eq!(world.number(kept).await, 4, "what else was said stays");
}

/// An address or a number as people write it.
const FORMS: [&str; 14] = [
    "Mail jane.planted@example.org for more.",
    "Mail jane.planted&#64;example.org for more.",
    "Mail jane.planted (at) example.org for more.",
    "Mail jane.planted[at]example[dot]org for more.",
    "Mail jane.planted at example dot org for more.",
    "Mail <b>jane.planted</b>@<i>example.org</i> for more.",
    "<a href=\"mailto:jane.planted@example.org?subject=Job\">Write to us</a>",
    "Mail &lt;jane.planted@example.org&gt; for more.",
    "Call 555-123-4567 for more.",
    "Call (555) 123-4567 or 555.123.4567 for more.",
    "Tel: 5551234567",
    "Phone +1 555 123 4567",
    "WhatsApp: +49 (0)30 5551234567",
    "<a href=\"tel:+15551234567\">Call us</a>",
];

#[tokio::test]
async fn every_form_of_a_contact_is_dropped() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let record = |(at, form): (usize, &&str)| {
        let mut record = posting(&at.to_string(), "Data Engineer");
        record["html_or_text"] = format!("<p>We ask for Python. {form} And SQL.</p>").into();
        record
    };
    let mut records: Vec<_> = FORMS.iter().enumerate().map(record).collect();
    // A record that is refused is quoted in the run's report.
    let mut refused = posting("refused", "Data Engineer");
    refused["date"] = "ask jane.planted@example.org".into();
    records.push(refused);
    let mut titled = posting("titled", "Data Engineer, ask jane.planted@example.org");
    titled["recruiter"] = json!({ "name": "Jane Planted", "email": "jane.planted@example.org" });
    titled["contact_phone"] = "555-123-4567".into();
    records.push(titled);
    let file = file(&folder, "a.jsonl", lines(&records));
    let (summary, _) = import(&world, &[], &[&file]);
    assert_eq!(counts(&summary), [15, 0, 0, 1]);
    nothing_is_left(&world).await;
    let python = "select count(*) from posting p, skill s where s.slug = 'python' and s.id = any(p.skill_ids)";
    assert_eq!(world.number(python).await, 15, "what else was said stays");
}

/// What sources answer, in their own forms, each with people in fields of their own and in the text.
fn answer(path: &str) -> String {
    let text = "<p>We ask for Python.</p><p>Ask Jane Planted, jane.planted@example.org or 555-123-4567.</p>";
    let person = json!({ "name": "Jane Planted", "email": "jane.planted@example.org", "phone": "555-123-4567" });
    let answer = match path {
        "/v1/boards/acme/jobs" => json!({
            "meta": { "total": 1 },
            "jobs": [{
                "id": 1, "title": "Data Engineer", "absolute_url": "https://example.com/1", "content": text,
                "location": { "name": "Berlin" }, "recruiter": person,
                "metadata": [{ "id": 1, "name": "Recruiter", "value": person, "value_type": "user" }],
            }],
        }),
        "/v0/postings/acme" => json!([{
            "id": "a-1", "text": "Data Engineer", "createdAt": 1_770_000_000_000_i64, "hostedUrl": "https://example.com/2",
            "description": text, "categories": { "location": "Berlin" }, "owner": person, "hiringManager": person,
        }]),
        "/api/offers/" => json!({ "offers": [{
            "id": 3, "slug": "x", "title": "Data Engineer", "description": text, "requirements": "SQL",
            "careers_url": "https://example.com/3", "mailbox_email": "jane.planted@example.org", "status": "published",
            "created_at": "2026-08-05 09:41:37 UTC", "recruiter": person,
        }] }),
        "/v1/companies/acme/postings" => {
            json!({ "offset": 0, "limit": 100, "totalFound": 1, "content": [{
            "id": "4", "uuid": "u", "name": "Data Engineer", "releasedDate": "2026-08-05T09:41:37.000Z",
            "location": { "city": "Berlin", "country": "de" }, "creator": person,
        }] })
        }
        "/v1/companies/acme/postings/4" => json!({
            "id": "4", "name": "Data Engineer", "releasedDate": "2026-08-05T09:41:37.000Z", "creator": person,
            "location": { "city": "Berlin", "country": "de" },
            "jobAd": { "sections": { "jobDescription": { "title": "Job", "text": text } } },
        }),
        _ => return String::new(),
    };
    answer.to_string()
}

#[tokio::test]
async fn people_in_what_is_collected_are_dropped() {
    let world = World::new().await;
    let json = [("content-type", "application/json")];
    let router = Router::new().fallback(move |uri: Uri| async move { (json, answer(uri.path())) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let folder = tempfile::tempdir().unwrap();
    let sources = ["greenhouse", "lever", "recruitee", "smartrecruiters"];
    let board = |source| format!("[sources.{source}]\nboards = [\"acme\"]\n");
    let text: String = sources.map(board).concat() + "[sources.jobtech]\nenabled = false\n";
    let known = ingest::source::find("jobtech").is_some();
    let text = if known {
        text
    } else {
        text.replace("[sources.jobtech]\nenabled = false\n", "")
    };
    let file = file(&folder, "waymark.toml", text);

    let mut command = waymark(&world);
    command.args(["collect", "--once", "--json"]);
    command.env("WAYMARK_CONFIG", file);
    command.env("WAYMARK_CONTACT", "https://example.com/bot");
    command.env("WAYMARK_STAND_IN", address.to_string());
    let output = spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    nothing_is_left(&world).await;
    let python = "select count(*) from posting p, skill s where s.slug = 'python' and s.id = any(p.skill_ids)";
    assert_eq!(world.number(python).await, 4, "what else was said stays");
}
