//! Where redirects and names may lead.

use ingest::fetch::{Client, FetchError};
use ingest::source::Request;

use super::{CARD, Scene, place};
use crate::wild::{Reply, Wild};
use crate::world::World;

#[tokio::test]
async fn redirects_are_followed_a_few_times() {
    let scene = Scene::new(|asked| match asked.path.as_str() {
        "/1" => Reply::redirect("/2?x=1"),
        "/2" => Reply::redirect("https://other.example.org/3").with_status(301),
        "/3" => Reply::redirect("4").with_status(308),
        "/4" => Reply::json("[4]"),
        path => Reply::redirect(path),
    })
    .await;
    assert_eq!(scene.body("https://example.com/1").await, "[4]");
    let hosts: Vec<String> = scene
        .wild
        .asked()
        .into_iter()
        .map(|asked| asked.host)
        .collect();
    assert_eq!(
        hosts,
        [
            "example.com",
            "example.com",
            "other.example.org",
            "other.example.org"
        ]
    );
    let error = scene.error("https://example.com/loop").await;
    assert!(matches!(error, FetchError::Unexpected { .. }), "{error}");
    assert_eq!(scene.wild.count("/loop"), 6);
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let locations = [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[fd00::1]/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://example.org:8443/",
        "https://user:word@example.org/",
        "http://example.org/",
        "file:///etc/passwd",
        "ftp://example.org/",
    ];
    let scene = Scene::playing(locations.map(Reply::redirect).to_vec(), |_| {}).await;
    for (host, location) in locations.into_iter().enumerate() {
        let error = scene.error(&place(host)).await;
        let is_forbidden = matches!(error, FetchError::Forbidden { .. });
        assert!(is_forbidden, "{location}: {error}");
        assert_eq!(scene.wild.asked().len(), host + 1, "{location}");
    }
}

#[tokio::test]
async fn redirects_to_nowhere_and_of_what_is_posted_are_refused() {
    for reply in [Reply::status(302), Reply::redirect("https://")] {
        let scene = Scene::new(move |_| reply.clone()).await;
        let error = scene.error("https://example.com/jobs").await;
        assert!(matches!(error, FetchError::Unexpected { .. }), "{error}");
    }
    let scene = Scene::new(|asked| match asked.path.as_str() {
        "/moved" => Reply::redirect("/here").with_status(307),
        "/here" => Reply::json(asked.body.clone()),
        _ => Reply::redirect("/here"),
    })
    .await;
    let mut request = Request::json("https://example.com/moved");
    request.post = Some("{}".to_owned());
    assert!(scene.client.fetch(&CARD, &request, false).await.is_ok());
    request.url = "https://example.com/found".to_owned();
    let refused = scene.client.fetch(&CARD, &request, false).await;
    assert!(matches!(refused, Err(FetchError::Unexpected { .. })));
}

#[tokio::test]
async fn neither_an_address_nor_a_name_leads_inside() {
    let world = World::new().await;
    let wild = Wild::start(|_| Reply::json("[]")).await;
    let port = wild.url.rsplit(':').next().unwrap();
    let mut settings = wild.settings();
    settings.rewrite = None;
    settings.attempts = 1;
    let client = Client::new(world.pool().clone(), settings.clone()).unwrap();
    for url in [
        "http://127.0.0.1/",
        "http://localhost/",
        "https://localhost/",
        &format!("http://localhost:{port}/"),
        &wild.url,
        "http://0/",
        "ftp://example.com/",
        "no address",
        "",
    ] {
        let fetched = client.fetch(&CARD, &Request::json(url), false).await;
        let Err(error) = fetched else {
            panic!("{url} was asked");
        };
        assert!(
            matches!(error, FetchError::Forbidden { .. }),
            "{url}: {error}"
        );
    }
    assert!(wild.asked().is_empty());
    settings.local = true;
    let client = Client::new(world.pool().clone(), settings).unwrap();
    let local = format!("http://localhost:{port}/");
    client
        .fetch(&CARD, &Request::json(local), false)
        .await
        .unwrap();
    assert_eq!(wild.asked().len(), 1);
}
