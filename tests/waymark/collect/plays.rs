//! What each source answers when all is well.

/// What a source answers: the first part whose words all stand in the address.
pub(super) struct Play {
    pub(super) source: &'static str,
    pub(super) board: &'static str,
    pub(super) answers: &'static [(&'static [&'static str], &'static [u8])],
    /// Postings that come of it.
    pub(super) postings: u64,
}

macro_rules! fixture {
    ($path:literal) => {
        include_bytes!(concat!("../../../ingest/src/source/fixtures/", $path))
    };
}

/// Every source we know, in the order of their list.
pub(super) const PLAYS: &[Play] = &[
    Play {
        source: "adzuna",
        board: "gb",
        answers: &[(&["/1?"], fixture!("adzuna/page.json")), (&[], br#"{"count": 3, "results": []}"#)],
        postings: 2,
    },
    Play {
        source: "arbeitnow",
        board: "",
        answers: &[
            (&["page=1"], fixture!("arbeitnow/page.json")),
            (&[], br#"{"data": [], "links": {"next": null}, "meta": {}}"#),
        ],
        postings: 2,
    },
    Play {
        source: "ashby",
        board: "acme",
        answers: &[(&[], br#"{"apiVersion": "1", "jobs": [{"id": "a1", "title": "Data Engineer", "location": "Berlin",
            "publishedAt": "2025-10-10T21:10:27.371+00:00", "isListed": true, "jobUrl": "https://jobs.ashbyhq.com/acme/a1",
            "descriptionHtml": "<p>You know SQL.</p>"}]}"#)],
        postings: 1,
    },
    Play {
        source: "bundesagentur",
        board: "was=Imker",
        answers: &[
            (&["jobdetails"], fixture!("bundesagentur/detail.json")),
            (&["page=1"], fixture!("bundesagentur/list.json")),
            (&[], br#"{"maxErgebnisse": 3, "page": 2, "size": 100, "ergebnisliste": []}"#),
        ],
        postings: 1,
    },
    Play {
        source: "greenhouse",
        board: "acme",
        answers: &[(&[], br#"{"jobs": [{"id": 1, "title": "Data Engineer", "location": {"name": "Berlin"},
            "absolute_url": "https://boards.greenhouse.io/acme/jobs/1", "first_published": "2026-10-05T10:00:00-04:00",
            "content": "&lt;p&gt;SQL&lt;/p&gt;"}], "meta": {"total": 1}}"#)],
        postings: 1,
    },
    Play {
        source: "hackernews",
        board: "",
        answers: &[
            (&["search_by_date"], fixture!("hackernews/stories.json")),
            (&["items/"], fixture!("hackernews/thread.json")),
        ],
        postings: 2,
    },
    Play {
        source: "himalayas",
        board: "",
        answers: &[
            (&["cursor"], br#"{"jobs": [], "nextCursor": null}"#),
            (&[], fixture!("himalayas/page.json")),
        ],
        postings: 3,
    },
    Play {
        source: "jobicy",
        board: "",
        answers: &[(&[], fixture!("jobicy/newest.json"))],
        postings: 3,
    },
    Play {
        source: "jobtech",
        board: "",
        answers: &[(&[], fixture!("jobtech/stream.json"))],
        postings: 2,
    },
    Play {
        source: "lever",
        board: "acme",
        answers: &[(&[], br#"[{"id": "u-1", "text": "Data Engineer", "createdAt": 1760000000000,
            "categories": {"location": "Berlin", "allLocations": ["Berlin"]}, "hostedUrl": "https://jobs.lever.co/acme/u-1",
            "description": "<p>Hi</p>", "lists": [{"text": "You bring", "content": "<li>SQL</li>"}]}]"#)],
        postings: 1,
    },
    Play {
        source: "personio",
        board: "acme",
        answers: &[
            (&["language=en"], fixture!("personio/english.xml")),
            (&[], fixture!("personio/german.xml")),
        ],
        postings: 4,
    },
    Play {
        source: "pinpoint",
        board: "acme",
        answers: &[(&[], fixture!("pinpoint/postings.json"))],
        postings: 3,
    },
    Play {
        source: "recruitee",
        board: "acme",
        answers: &[(&[], fixture!("recruitee/offers.json"))],
        postings: 2,
    },
    Play {
        source: "remoteok",
        board: "",
        answers: &[(&[], fixture!("remoteok/api.json"))],
        postings: 2,
    },
    Play {
        source: "remotive",
        board: "",
        answers: &[(&[], fixture!("remotive/jobs.json"))],
        postings: 2,
    },
    Play {
        source: "site",
        board: "https://careers.nordlys.example/sitemap.xml",
        answers: &[
            (&["robots.txt"], b"User-agent: *\nAllow: /\n"),
            (&["sitemap.xml"], fixture!("site/sitemap.xml")),
            (&["grid-engineer"], fixture!("site/microdata.html")), (&[], b"<html><body>About us</body></html>"),
        ],
        postings: 1,
    },
    Play {
        source: "smartrecruiters",
        board: "acme",
        answers: &[
            (&["offset=0"], fixture!("smartrecruiters/list.json")),
            (&["offset="], br#"{"offset": 3, "limit": 100, "totalFound": 4, "content": []}"#),
            (&[], fixture!("smartrecruiters/detail.json")),
        ],
        postings: 1,
    },
    Play {
        source: "teamtailor",
        board: "acme",
        answers: &[(&[], fixture!("teamtailor/jobs.xml"))],
        postings: 3,
    },
    Play {
        source: "themuse",
        board: "",
        answers: &[
            (&["page=0"], fixture!("themuse/page.json")),
            (&[], br#"{"page": 1, "page_count": 1, "results": []}"#),
        ],
        postings: 2,
    },
    Play {
        source: "usajobs",
        board: "",
        answers: &[(&[], fixture!("usajobs/search.json"))],
        postings: 2,
    },
    Play {
        source: "weworkremotely",
        board: "",
        answers: &[(&[], fixture!("weworkremotely/jobs.xml"))],
        postings: 2,
    },
    Play {
        source: "workable",
        board: "acme",
        answers: &[(&[], fixture!("workable/account.json"))],
        postings: 3,
    },
];
