//! Web archives: their postings, and how a killed import goes on.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{counts, file};
use crate::binary::{import, json, said, waymark};
use crate::world::World;

/// A record of a page that tells of one job, packed by itself.
fn record(id: usize) -> Vec<u8> {
    gzip(&job_record(id))
}

/// A record of a page that tells of one job.
fn job_record(id: usize) -> Vec<u8> {
    let job = json!({
        "@context": "https://schema.org", "@type": "JobPosting", "title": "Data Engineer",
        "description": format!("<p>You use Python and Kubernetes in team {id}.</p>"),
        "hiringOrganization": {"@type": "Organization", "name": "Example GmbH"}, "datePosted": "2026-09-30",
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Berlin", "addressCountry": "DE"}},
    });
    let page = format!("<html><script type=\"application/ld+json\">{job}</script></html>");
    page_record(id, &page.replace("</p>", "<\\/p>"))
}

fn page_record(id: usize, page: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/jobs/{id}\r\n\
        WARC-Date: 2026-10-05T10:00:00Z\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    record.into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// The summary of a run that has been killed or has failed, as `waymark runs show` tells it.
fn note(world: &World) -> String {
    let output = waymark(world)
        .args(["runs", "show", "--json"])
        .output()
        .unwrap();
    json(&output)["note"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn go_on(world: &World, offset: &Value, file: &Path) -> (Value, i32) {
    import(world, &["--from-offset", &offset.to_string()], &[file])
}

/// Imports the rest of an archive from standard input.
fn piped(world: &World, offset: usize, rest: &[u8]) -> Value {
    let mut command = waymark(world);
    command.args([
        "import",
        "--json",
        "--from-offset",
        &offset.to_string(),
        "-",
    ]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(rest).unwrap();
    json(&child.wait_with_output().unwrap())
}

#[tokio::test]
async fn pages_of_a_crawl_become_postings_seen_on_its_day() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let mut archive = record(1);
    let damaged_at = archive.len();
    let mut damaged = record(2);
    damaged[20] ^= 0xff;
    archive.extend(damaged);
    archive.extend(gzip(&page_record(3, "<p>Nothing here.</p>")));
    archive.extend(record(4));
    let file = file(&folder, "crawl.warc.gz", &archive);
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!((counts(&summary), code), ([2, 0, 0, 1], 0), "{summary}");
    assert_eq!(summary["reached"], archive.len());
    let read = "select count(*) from posting p, source s, region r where s.id = p.source_id and s.slug = 'site'
        and r.code = 'DE' and r.id = any(p.region_ids) and p.posted_on = '2026-09-30'
        and p.last_seen = '2026-10-05T10:00:00Z' and cardinality(p.skill_ids) = 2
        and p.external_id like 'https://example.com/jobs/%'";
    assert_eq!(world.number(read).await, 2);
    let place =
        format!("select count(*) from run_rejection where position = 'offset {damaged_at}'");
    let refused: i64 = sea_orm::sqlx::query_scalar(sea_orm::sqlx::AssertSqlSafe(place))
        .fetch_one(world.pool())
        .await
        .unwrap();
    assert_eq!(refused, 1);
    assert_eq!(counts(&import(&world, &[], &[&file]).0), [0, 0, 2, 1]);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let packed = ruzstd::encoding::compress_to_vec(job_record(1).as_slice(), level);
    let packed = self::file(&folder, "crawl.warc.zst", packed);
    assert_eq!(counts(&import(&world, &[], &[&packed]).0), [0, 0, 1, 0]);
}

#[tokio::test]
async fn a_cut_archive_goes_on_where_it_was_cut() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let archive: Vec<_> = (0..40).flat_map(record).collect();
    let cut = archive.len() * 2 / 3;
    let file = file(&folder, "crawl.warc.gz", &archive[..cut]);
    let (summary, code) = import(&world, &[], &[&file]);
    assert_eq!(code, 1);
    let reached = &summary["reached"];
    assert!(summary["error"].as_str().unwrap().contains("in the middle"));
    assert!(note(&world).contains(&format!("--from-offset {reached}")));
    std::fs::write(&file, &archive).unwrap();
    let (rest, code) = go_on(&world, reached, &file);
    assert_eq!(
        (rest["read"].as_u64(), code),
        (Some(40 - summary["read"].as_u64().unwrap()), 0)
    );
    assert_eq!(world.number("select count(*) from posting").await, 40);
    let (nothing, code) = go_on(&world, &rest["reached"], &file);
    assert_eq!((nothing["read"].as_u64(), code), (Some(0), 0));
    let last = record(39).len();
    let offset = archive.len() - last;
    let piped = piped(&world, offset, &archive[offset..]);
    assert_eq!(
        (counts(&piped), &piped["reached"]),
        ([0, 0, 1, 0], &archive.len().into())
    );
}

#[tokio::test]
async fn a_killed_import_goes_on_from_what_it_has_stored() {
    const RECORDS: i64 = 2_500;
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let archive: Vec<_> = (0..2_500).flat_map(record).collect();
    let file = file(&folder, "crawl.warc.gz", &archive);
    let mut child = waymark(&world).arg("import").arg(&file).spawn().unwrap();
    while world
        .number("select count(*) from run where note is not null")
        .await
        == 0
    {
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it stored anything"
        );
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let stored = world.number("select count(*) from posting").await;
    assert!(0 < stored && stored < RECORDS, "{stored}");
    let note = note(&world);
    let offset: u64 = note
        .split_once("--from-offset ")
        .unwrap()
        .1
        .parse()
        .unwrap();
    let (rest, code) = go_on(&world, &offset.into(), &file);
    // What is known to be stored ends with one of the chunks in which records travel.
    let read = rest["read"].as_i64().unwrap();
    let few = RECORDS - stored..=RECORDS - stored + 128;
    assert!(code == 0 && few.contains(&read), "{note} {rest}");
    assert_eq!(world.number("select count(*) from posting").await, RECORDS);
}

#[tokio::test]
async fn only_an_archive_has_offsets() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let archive = file(&folder, "crawl.warc.gz", record(1));
    let table = file(&folder, "a.csv", "id,title,description\n1,t,x\n");
    let two = [archive.as_path(), archive.as_path()];
    for files in [&[table.as_path()][..], &two] {
        let output = waymark(&world)
            .args(["import", "--from-offset", "5"])
            .args(files)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said(&output).contains("only one archive"),
            "{}",
            said(&output)
        );
    }
    assert_eq!(world.number("select count(*) from run").await, 0);
}
