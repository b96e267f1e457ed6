//! A server that stands for all sources: boards that a test fills, changes and breaks.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The server, on a thread of its own: tests wait for processes that ask it.
pub(crate) struct Town {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    boards: HashMap<String, Board>,
    /// Postings of companies whose list gives outlines only.
    companies: HashMap<String, Vec<Value>>,
    requests: Vec<String>,
    served: u64,
}

/// One board of a source.
#[derive(Clone, Default)]
struct Board {
    jobs: Vec<Value>,
    /// Troubles that come first, one request each; the last one stays.
    troubles: Vec<Trouble>,
    /// How many jobs it claims to have, if not as many as it shows.
    total: Option<usize>,
}

/// What goes wrong with a request.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// Nothing.
    None,
    /// A status, with a header.
    Status(u16, Option<(&'static str, String)>),
    /// The body breaks off in the middle.
    Reset,
    /// These bytes, of this type and packing.
    Bytes(Vec<u8>, &'static str, Option<&'static str>),
    /// An answer that never ends, a little at a time.
    Drip,
}

impl Town {
    /// Starts a town without boards.
    pub(crate) fn start() -> Self {
        let shared = Arc::<Mutex<Shared>>::default();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let router = axum::Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, router).await.unwrap();
            });
        });
        Self { address, shared }
    }

    /// Shows these jobs on a board.
    pub(crate) fn show(&self, board: &str, jobs: Vec<Value>) {
        self.board(board, |board| board.jobs = jobs);
    }

    /// Has a board claim that it has so many jobs.
    pub(crate) fn claim(&self, board: &str, total: usize) {
        self.board(board, |board| board.total = Some(total));
    }

    /// Gives a board these troubles, one request each; the last one stays.
    pub(crate) fn trouble(&self, board: &str, troubles: Vec<Trouble>) {
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
        std::mem::take(&mut self.lock().requests)
    }

    fn board(&self, name: &str, change: impl FnOnce(&mut Board)) {
        change(self.lock().boards.entry(name.to_owned()).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap()
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

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let (board, trouble) = {
        let mut shared = shared.lock().unwrap();
        shared.requests.push(path.clone());
        shared.served += 1;
        if let Some(rest) = path.strip_prefix("/v1/companies/") {
            return company(&shared, rest, request.uri().query().unwrap_or_default());
        }
        let name = path
            .strip_prefix("/v1/boards/")
            .and_then(|rest| rest.strip_suffix("/jobs"));
        let Some(board) = name.and_then(|name| shared.boards.get_mut(name)) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let trouble = match board.troubles.len() {
            0 => Trouble::None,
            1 => board.troubles[0].clone(),
            _ => board.troubles.remove(0),
        };
        (board.clone(), trouble)
    };
    let total = board.total.unwrap_or(board.jobs.len());
    let body = json!({"jobs": board.jobs, "meta": {"total": total}}).to_string();
    match trouble {
        Trouble::None => whole(body, request.headers()),
        Trouble::Status(status, extra) => {
            let mut response = StatusCode::from_u16(status).unwrap().into_response();
            if let Some((name, value)) = extra {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Trouble::Reset => {
            let half = Bytes::from(body[..body.len() / 2].to_owned());
            let broken = Err(std::io::Error::other("broken"));
            let pieces = futures_util::stream::iter([Ok(half), broken]);
            json_type(Body::from_stream(pieces).into_response())
        }
        Trouble::Bytes(bytes, kind, packing) => {
            let mut response = Body::from(bytes).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
            if let Some(packing) = packing {
                headers.insert(header::CONTENT_ENCODING, packing.parse().unwrap());
            }
            response
        }
        Trouble::Drip => {
            let drops = futures_util::stream::unfold((), |()| async {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
            });
            json_type(Body::from_stream(drops).into_response())
        }
    }
}

/// A page of a company's list, or the details of one posting.
fn company(shared: &Shared, path: &str, query: &str) -> Response {
    let (name, rest) = path.split_once("/postings").unwrap();
    let Some(postings) = shared.companies.get(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(id) = rest.strip_prefix('/') {
        let found = postings.iter().find(|posting| posting["id"] == id);
        return found.map_or_else(
            || StatusCode::NOT_FOUND.into_response(),
            |posting| json_type(posting.to_string().into_response()),
        );
    }
    let offset: usize = query.rsplit_once("offset=").unwrap().1.parse().unwrap();
    let mut page: Vec<Value> = postings.iter().skip(offset).take(100).cloned().collect();
    for posting in &mut page {
        posting.as_object_mut().unwrap().remove("jobAd");
    }
    let list =
        json!({"offset": offset, "limit": 100, "totalFound": postings.len(), "content": page});
    json_type(list.to_string().into_response())
}

/// A posting as SmartRecruiters tells of it.
pub(crate) fn posting(id: u64, title: &str, text: &str) -> Value {
    json!({
        "id": id.to_string(), "name": title, "company": {"identifier": "northwind", "name": "Northwind"},
        "releasedDate": "2026-10-07T16:45:52.725Z", "visibility": "PUBLIC", "active": true,
        "location": {"city": "Ghent", "region": "", "country": "be", "remote": false, "hybrid": true},
        "jobAd": {"sections": {"jobDescription": {"title": "Job Description", "text": format!("<p>{text}</p>")}}},
    })
}

/// The board, or that it is as it was.
fn whole(body: String, headers: &HeaderMap) -> Response {
    let mark = format!("\"{}\"", &entity::hash::version(body.as_bytes())[..16]);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known == mark.as_str())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = json_type(body.into_response());
    response
        .headers_mut()
        .insert(header::ETAG, mark.parse().unwrap());
    response
}

fn json_type(mut response: Response) -> Response {
    let kind = "application/json".parse().unwrap();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
