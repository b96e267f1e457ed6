//! A reread changes every figure at one moment, whatever happens meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::content::ContentFile;
use entity::content::vocabulary::Vocabulary;
use entity::run::Kind;
use ingest::catalogue;
use ingest::import::{Options, Progress, Summary, import_raw};
use ingest::raw::{BodyFormat, RawPosting};
use ingest::reading::Reader;
use ingest::reread::reread;
use sea_orm::sqlx::{self, PgPool};
use serde_json::{Value, json};

use crate::binary::{json as answered, waymark};
use crate::graphql::server::{Server, clock};
use crate::world::{World, reader};

/// Texts are read and stored in batches of a thousand; these are several.
const POSTINGS: usize = 2_500;

/// What the vocabulary of tomorrow adds.
const ZORBLANG: &str = "- {slug: zorblang, name: Zorblang, kind: language}\n";

/// A reader with one skill more.
pub(crate) fn tomorrow() -> Arc<Reader> {
    let mut files = entity::content::files("vocabulary/").unwrap();
    files.push(ContentFile {
        name: "own.yaml".into(),
        text: ZORBLANG.into(),
    });
    let vocabulary = Vocabulary::from_files(&files).unwrap();
    Arc::new(Reader::with(vocabulary).unwrap())
}

/// A posting that asks for Zorblang and for work on systems of some sort.
pub(crate) fn posting(id: usize, also: &str) -> RawPosting {
    RawPosting {
        source: "test".into(),
        external_id: id.to_string(),
        title: Some("Engineer".into()),
        company: Some(format!("Company {id}")),
        locations: vec!["Berlin, Germany".into()],
        posted: Some("2026-08-15".into()),
        body: format!(
            "Requirements\n• Python, Zorblang and SQL\n• years of work on systems {also}"
        ),
        format: BodyFormat::Text,
        ..RawPosting::default()
    }
}

/// Imports postings as a program does that has this reader.
pub(crate) async fn import(
    pool: &PgPool,
    reader: &Arc<Reader>,
    postings: Vec<RawPosting>,
) -> Summary {
    let options = Options {
        files: Vec::new(),
        format: None,
        default_source: String::new(),
        observed: None,
        from_offset: None,
        now: clock(),
        text_days: 365,
    };
    catalogue::write(pool, reader).await.unwrap();
    let progress = Progress::default();
    import_raw(pool, reader, Kind::Import, postings, &options, &progress)
        .await
        .unwrap()
}

fn postings() -> Vec<RawPosting> {
    (0..POSTINGS)
        .map(|id| posting(id, "that many people use"))
        .collect()
}

/// What the server says of Zorblang, and by which vocabulary.
const QUESTION: &str = "{demand {postings scope {vocabularyVersion}
    python: skill(slug: \"python\") {share {numerator denominator}}
    zorblang: skill(slug: \"zorblang\") {share {numerator denominator}}
    trend(skill: \"zorblang\") {month share {numerator denominator}}}}";

async fn number(pool: &PgPool, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_of_one_vocabulary() {
    let world = World::new().await;
    let pool = world.pool().clone();
    let (today, tomorrow) = (reader(), tomorrow());
    import(&pool, &today, postings()).await;
    catalogue::write(&pool, &tomorrow).await.unwrap();
    // Some texts are gone: the two truths differ in what they count as well as in what it names.
    sqlx::query("delete from posting_text where posting_id in (select id from posting order by id limit 100)")
        .execute(&pool)
        .await
        .unwrap();
    let server = Arc::new(Server::start(world).await);
    let truth_today = server.data(QUESTION).await;
    assert_eq!(truth_today["demand"]["postings"], POSTINGS);
    assert_eq!(truth_today["demand"]["zorblang"]["share"]["numerator"], 0);
    let done = Arc::new(AtomicBool::new(false));
    let asking = (0..3).map(|_| {
        let (server, done) = (Arc::clone(&server), Arc::clone(&done));
        tokio::spawn(async move {
            let mut answers = Vec::new();
            while !done.load(Ordering::Relaxed) {
                answers.push(server.data(QUESTION).await);
            }
            answers
        })
    });
    let asking: Vec<_> = asking.collect();
    let mut truths = vec![truth_today];
    for reader in [&tomorrow, &today, &tomorrow] {
        let summary = reread(&pool, reader, clock(), |_, _| ()).await.unwrap();
        assert_eq!(summary.changed, POSTINGS as u64 - 100);
        truths.push(server.data(QUESTION).await);
    }
    done.store(true, Ordering::Relaxed);
    let truth_tomorrow = &truths[1];
    assert_eq!(truth_tomorrow["demand"]["postings"], POSTINGS - 100);
    let share = json!({ "numerator": POSTINGS - 100, "denominator": POSTINGS - 100 });
    assert_eq!(truth_tomorrow["demand"]["zorblang"]["share"], share);
    assert_ne!(truths[0], truths[1]);
    assert_eq!(
        (&truths[0], &truths[1]),
        (&truths[2], &truths[3]),
        "back and forth"
    );
    let mut seen = [0, 0];
    for answers in asking {
        for answer in answers.await.unwrap() {
            let which = truths[..2].iter().position(|truth| *truth == answer);
            seen[which.unwrap_or_else(|| panic!("a mixture: {answer:#}"))] += 1;
        }
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_reread_changes_nothing_and_is_gone_on_with() {
    let world = World::new().await;
    let pool = world.pool();
    let (today, tomorrow) = (reader(), tomorrow());
    import(pool, &today, postings()).await;
    catalogue::write(pool, &tomorrow).await.unwrap();
    let (sender, stopped) = tokio::sync::oneshot::channel();
    let mut sender = Some(sender);
    let work = reread(pool, &tomorrow, clock(), |_, _| {
        if let Some(sender) = sender.take() {
            let _ = sender.send(());
        }
    });
    tokio::select! {
        result = work => panic!("it was to be dropped: {result:?}"),
        _ = stopped => {}
    }
    let old = "select count(*) from posting join served_vocabulary using (vocabulary_id)";
    assert_eq!(number(pool, old).await, 2_500);
    assert_eq!(
        number(pool, "select count(*) from posting_reading").await,
        1_000
    );
    let summary = reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    assert_eq!((summary.read, summary.changed), (1_500, 2_500));
    assert_eq!(number(pool, old).await, 2_500);
    assert_eq!(
        number(pool, "select count(*) from posting_reading").await,
        0
    );
    let again = reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    assert_eq!((again.run, again.read), (None, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_reread_is_gone_on_with() {
    let world = World::new().await;
    let pool = world.pool();
    import(pool, &reader(), postings()).await;
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("own.yaml"), ZORBLANG).unwrap();
    let command = || {
        let mut command = waymark(&world);
        command
            .env("WAYMARK_VOCABULARY_DIR", folder.path())
            .args(["reread", "--json"]);
        command
    };
    let mut child = command().spawn().unwrap();
    while number(pool, "select count(*) from posting_reading").await == 0 {
        assert!(
            child.try_wait().unwrap().is_none(),
            "it ended before it was killed"
        );
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let staged = number(pool, "select count(*) from posting_reading").await;
    assert!(staged > 0 && staged < 2_500, "{staged}");
    let served = "select count(*) from posting p join served_vocabulary using (vocabulary_id)
        where skill_ids @> array[(select id from skill where slug = 'zorblang')]";
    assert_eq!(number(pool, served).await, 0);
    let summary: Value = answered(&command().output().unwrap());
    assert!(
        summary["read"].as_i64().unwrap() <= 2_500 - staged,
        "{summary}"
    );
    assert_eq!(number(pool, served).await, 2_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_under_either_vocabulary_leave_the_figures_whole() {
    let world = World::new().await;
    let pool = world.pool();
    let (today, tomorrow) = (reader(), tomorrow());
    let some = |from, to, also: &str| (from..to).map(|id| posting(id, also)).collect::<Vec<_>>();
    import(pool, &today, some(0, 20, "alone")).await;
    let counted = "select count(*) from posting join served_vocabulary using (vocabulary_id)";
    let naming = "select count(*) from posting join served_vocabulary using (vocabulary_id)
        where skill_ids @> array[(select id from skill where slug = 'zorblang')]";
    // The new program sees the same postings again, one with another text, and two new ones.
    let summary = import(pool, &tomorrow, some(1, 22, "alone")).await;
    assert_eq!((summary.added, summary.changed), (2, 19));
    import(pool, &tomorrow, some(0, 1, "together")).await;
    assert_eq!(
        (number(pool, counted).await, number(pool, naming).await),
        (19, 0)
    );
    let repeated = import(pool, &tomorrow, some(1, 22, "alone")).await;
    assert_eq!(repeated.unchanged, 21, "twice changes nothing");
    let summary = reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    assert_eq!(summary.read, 19);
    assert_eq!(
        (number(pool, counted).await, number(pool, naming).await),
        (22, 22)
    );
    // A program of yesterday that is still importing: what it sees again goes on counting, what is new waits to be read again.
    import(pool, &today, some(0, 25, "alone")).await;
    assert_eq!(
        (number(pool, counted).await, number(pool, naming).await),
        (21, 21)
    );
    let due = ingest::reread::due(pool, &tomorrow).await.unwrap();
    assert_eq!((due.texts, due.changes, due.leaving), (4, false, 0));
    reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    assert_eq!(
        (number(pool, counted).await, number(pool, naming).await),
        (25, 25)
    );
    // Nothing that was read by the one and kept for the other is stale afterwards.
    let again = import(pool, &tomorrow, some(0, 25, "alone")).await;
    assert_eq!(again.rejected, 0);
    assert_eq!(
        (number(pool, counted).await, number(pool, naming).await),
        (25, 25)
    );
}

#[tokio::test]
async fn an_empty_database_serves_whoever_comes() {
    let world = World::new().await;
    let tomorrow = tomorrow();
    import(world.pool(), &tomorrow, vec![posting(1, "alone")]).await;
    let counted = "select count(*) from posting join served_vocabulary using (vocabulary_id)";
    assert_eq!(number(world.pool(), counted).await, 1);
}

#[tokio::test]
async fn a_copy_without_text_does_not_take_its_job_away() {
    let world = World::new().await;
    let pool = world.pool();
    let (today, tomorrow) = (reader(), tomorrow());
    let copy = |id: usize| RawPosting {
        external_id: id.to_string(),
        ..posting(1, "in the same words")
    };
    import(pool, &today, vec![copy(1), copy(2), copy(3)]).await;
    let canonical = "select count(*) from posting where canonical_id = id";
    assert_eq!(number(pool, canonical).await, 1, "they are one job");
    sqlx::query(
        "delete from posting_text where posting_id = (select canonical_id from posting limit 1)",
    )
    .execute(pool)
    .await
    .unwrap();
    catalogue::write(pool, &tomorrow).await.unwrap();
    reread(pool, &tomorrow, clock(), |_, _| ()).await.unwrap();
    let counted = "select count(*) from posting join served_vocabulary using (vocabulary_id) where canonical_id = id";
    assert_eq!(number(pool, counted).await, 1, "the job goes on counting");
}
