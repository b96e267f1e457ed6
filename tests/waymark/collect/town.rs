//! Boards that a test fills, changes and breaks, on a server that stands for all sources.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::wild::{Asked, Reply, Wild};

/// The boards of a test.
pub(crate) struct Town {
    /// What serves them.
    pub(crate) wild: Wild,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    boards: HashMap<String, Board>,
    /// Postings of companies whose list gives outlines only.
    companies: HashMap<String, Vec<Value>>,
    paths: Vec<String>,
    served: u64,
}

/// One board of a source.
#[derive(Default)]
struct Board {
    jobs: Vec<Value>,
    /// Answers that come instead, one for each request; the last one stays. `None` is the board as it should be.
    troubles: Vec<Option<Reply>>,
    /// How many jobs it claims to have, if not as many as it shows.
    total: Option<usize>,
}

impl Town {
    /// A town without boards.
    pub(crate) async fn start() -> Self {
        let shared = Arc::<Mutex<Shared>>::default();
        let serving = Arc::clone(&shared);
        let wild = Wild::start(move |asked| serving.lock().unwrap().answer(asked)).await;
        Self { wild, shared }
    }

    /// Shows these jobs on a board.
    pub(crate) fn show(&self, board: &str, jobs: Vec<Value>) {
        self.board(board, |board| board.jobs = jobs);
    }

    /// Has a board claim that it has so many jobs.
    pub(crate) fn claim(&self, board: &str, total: usize) {
        self.board(board, |board| board.total = Some(total));
    }

    /// Has a board answer so, one request each; the last one stays. `None` is the board as it should be.
    pub(crate) fn trouble(&self, board: &str, troubles: Vec<Option<Reply>>) {
        self.board(board, |board| board.troubles = troubles);
    }

    /// Shows these postings of a company, each with its details.
    pub(crate) fn outline(&self, company: &str, postings: Vec<Value>) {
        self.lock().companies.insert(company.to_owned(), postings);
    }

    /// How many requests there have been.
    pub(crate) fn served(&self) -> u64 {
        self.lock().served
    }

    /// The paths that were asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.lock().paths)
    }

    fn board(&self, name: &str, change: impl FnOnce(&mut Board)) {
        change(self.lock().boards.entry(name.to_owned()).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
    }
}

impl Shared {
    fn answer(&mut self, asked: &Asked) -> Reply {
        self.paths.push(asked.path.clone());
        self.served += 1;
        if let Some(path) = asked.path.strip_prefix("/v1/companies/") {
            return self.company(path, &asked.query);
        }
        let path = asked.path.strip_prefix("/v1/boards/");
        let name = path.and_then(|path| path.strip_suffix("/jobs"));
        let Some(board) = name.and_then(|name| self.boards.get_mut(name)) else {
            return Reply::status(404);
        };
        let trouble = match board.troubles.len() {
            0 => None,
            1 => board.troubles[0].clone(),
            _ => board.troubles.remove(0),
        };
        trouble.unwrap_or_else(|| board.answer(asked))
    }

    /// A page of a company's list, or the details of one posting.
    fn company(&self, path: &str, query: &str) -> Reply {
        let (name, rest) = path.split_once("/postings").unwrap();
        let Some(postings) = self.companies.get(name) else {
            return Reply::status(404);
        };
        if let Some(id) = rest.strip_prefix('/') {
            let found = postings.iter().find(|posting| posting["id"] == id);
            return found.map_or_else(
                || Reply::status(404),
                |posting| Reply::json(posting.to_string()),
            );
        }
        let offset: usize = query.rsplit_once("offset=").unwrap().1.parse().unwrap();
        let mut page: Vec<Value> = postings.iter().skip(offset).take(100).cloned().collect();
        for posting in &mut page {
            posting.as_object_mut().unwrap().remove("jobAd");
        }
        let list =
            json!({"offset": offset, "limit": 100, "totalFound": postings.len(), "content": page});
        Reply::json(list.to_string())
    }
}

impl Board {
    /// The board, or that it is as it was.
    fn answer(&self, asked: &Asked) -> Reply {
        let total = self.total.unwrap_or(self.jobs.len());
        let body = json!({"jobs": self.jobs, "meta": {"total": total}}).to_string();
        let mark = format!("\"{}\"", &entity::hash::version(body.as_bytes())[..16]);
        if asked.header("if-none-match") == Some(mark.as_str()) {
            return Reply::status(304);
        }
        Reply::json(body).header("ETag", mark)
    }
}

/// A job as Greenhouse shows it.
pub(crate) fn job(id: u64, title: &str, text: &str) -> Value {
    json!({
        "id": id, "title": title, "company_name": "Acme", "location": {"name": "Berlin, Germany"},
        "absolute_url": format!("https://boards.greenhouse.io/acme/jobs/{id}"),
        "first_published": "2026-10-05T10:00:00-04:00", "updated_at": "2026-10-05T10:00:00-04:00",
        "content": format!("&lt;p&gt;{text}&lt;/p&gt;"),
    })
}

/// A posting as `SmartRecruiters` tells of it.
pub(crate) fn posting(id: u64, title: &str, text: &str) -> Value {
    json!({
        "id": id.to_string(), "name": title, "company": {"identifier": "northwind", "name": "Northwind"},
        "releasedDate": "2026-10-07T16:45:52.725Z", "visibility": "PUBLIC", "active": true,
        "location": {"city": "Ghent", "region": "", "country": "be", "remote": false, "hybrid": true},
        "jobAd": {"sections": {"jobDescription": {"title": "Job Description", "text": format!("<p>{text}</p>")}}},
    })
}
