//! Every form of file that can be imported.

use std::io::Write;

use serde_json::json;

use super::{counts, file, lines, posting};
use crate::binary::{import, import_from_standard_input};
use crate::world::World;

#[tokio::test]
async fn compressed_files_and_standard_input_are_read() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let text = lines(&[posting("1", "Data Engineer"), posting("2", "Data Engineer")]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = file(&folder, "a.jsonl.gz", gzip.finish().unwrap());
    assert_eq!(counts(&import(&world, &[], &[&gzip]).0), [2, 0, 0, 0]);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zstd = file(
        &folder,
        "a.jsonl.zst",
        ruzstd::encoding::compress_to_vec(text.as_bytes(), level),
    );
    assert_eq!(counts(&import(&world, &[], &[&zstd]).0), [0, 0, 2, 0]);
    assert_eq!(
        counts(&import_from_standard_input(&world, &text)),
        [0, 0, 2, 0]
    );
}

#[tokio::test]
async fn tables_are_read_by_their_header() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let text = "Job Title;Company;City;Country;Posted;Link;Description\n\
        Rust Developer;Example AG;Zürich;Switzerland;2026-02-03;https://example.com/1;\"Rust and\nPostgreSQL; also Docker\"\n\
        No link;Example AG;Bern;Switzerland;2026-02-03;;nothing to tell it by\n";
    let csv = file(&folder, "a.csv", text);
    let (summary, _) = import(&world, &["--source", "my-table"], &[&csv]);
    assert_eq!(counts(&summary), [1, 0, 0, 1]);
    assert_eq!(summary["sources"]["my-table"]["added"], 1);
    let read = "select count(*) from posting p, region r, skill s where r.code = 'CH' and r.id = any(p.region_ids)
        and s.slug = 'rust' and s.id = any(p.skill_ids) and p.posted_on = '2026-02-03'";
    assert_eq!(world.number(read).await, 1);
}

#[tokio::test]
async fn recorded_boards_are_recognised() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let ashby = json!({"apiVersion": "1", "jobs": [
        {"id": "a1", "title": "Platform Engineer", "location": "Berlin", "secondaryLocations": [{"location": "Paris"}],
         "publishedAt": "2026-01-10T21:10:27.371+00:00", "isListed": true, "isRemote": true, "workplaceType": "Hybrid",
         "jobUrl": "https://jobs.ashbyhq.com/example/a1", "descriptionHtml": "<p>Kubernetes</p>"},
        {"id": "a2", "title": "Hidden", "isListed": false}]});
    let greenhouse = json!({"jobs": [{"id": 8_636_903_002_i64, "title": "Data Analyst", "company_name": "Example ",
        "location": {"name": "London, UK"}, "absolute_url": "https://job-boards.greenhouse.io/example/jobs/8636903002",
        "first_published": "2026-01-10T23:30:00-04:00", "content": "&lt;p&gt;SQL &amp;amp; Tableau&lt;/p&gt;"}], "meta": {"total": 1}});
    let lever = json!([{"id": "l1", "text": "Backend Engineer", "createdAt": 1_767_200_000_000_i64,
        "categories": {"location": "Chicago, IL"}, "country": "US", "workplaceType": "remote",
        "hostedUrl": "https://jobs.lever.co/example/l1", "description": "<p>Hi</p>",
        "lists": [{"text": "Requirements", "content": "<li>PostgreSQL</li>"}]}]);
    let files = [
        file(&folder, "ashby.json", ashby.to_string()),
        file(&folder, "greenhouse.json", greenhouse.to_string()),
        file(
            &folder,
            "lever.json",
            serde_json::to_string_pretty(&lever).unwrap(),
        ),
    ];
    let files: Vec<_> = files.iter().map(std::path::PathBuf::as_path).collect();
    let (summary, _) = import(&world, &[], &files);
    assert_eq!(counts(&summary), [3, 0, 0, 1], "{summary}");
    for (source, condition) in [
        (
            "ashby",
            "work_mode = 1 and (select count(*) from region where level = 4 and id = any(region_ids)) = 2",
        ),
        // Late in the evening where it was posted is the next day in London: the source's own day counts.
        (
            "greenhouse",
            "posted_on = '2026-01-10' and (select count(*) from skill where slug in ('sql', 'tableau') and id = any(skill_ids)) = 2",
        ),
        (
            "lever",
            "work_mode = 2 and (select requirement_levels[array_position(skill_ids, id)] from skill where slug = 'postgresql') = 0",
        ),
    ] {
        let statement = format!(
            "select count(*) from posting where source_id = (select id from source where slug = '{source}') and {condition}"
        );
        let count: i64 = sea_orm::sqlx::query_scalar(sea_orm::sqlx::AssertSqlSafe(statement))
            .fetch_one(world.pool())
            .await
            .unwrap();
        assert_eq!(count, 1, "{source}");
    }
    assert_eq!(
        world.number("select count(*) from company").await,
        1,
        "three spellings of one employer"
    );
}
