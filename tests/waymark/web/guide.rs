//! docs/FRONTEND.md is true: all that stands in it is run, as it stands there, against a server with the sample.

use std::path::Path;

use super::{
    node::Project,
    sample::Sample,
    tool::{CURL, PYTHON, run},
};

const PAGE: &str = include_str!("../../../docs/FRONTEND.md");

/// Where the page says that the server is.
const ADDRESS: &str = "http://127.0.0.1:8080/graphql";

/// A piece of a program.
struct Piece {
    heading: &'static str,
    language: &'static str,
    text: String,
}

/// All pieces of the page.
fn pieces() -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    let mut heading = "";
    let mut is_open = false;
    for line in PAGE.lines() {
        if let Some(language) = line.strip_prefix("```") {
            is_open = !is_open;
            if is_open {
                found.push(Piece {
                    heading,
                    language,
                    text: String::new(),
                });
            }
        } else if is_open {
            let piece = found.last_mut().unwrap();
            piece.text.push_str(line);
            piece.text.push('\n');
        } else if let Some(title) = line.strip_prefix("### ") {
            heading = title;
        }
    }
    found
}

/// The program that the pieces of a language make, which asks a server.
fn program(language: &str, sample: &Sample) -> String {
    let pieces = pieces();
    let texts = pieces.iter().filter(|piece| piece.language == language);
    let texts: Vec<&str> = texts.map(|piece| piece.text.as_str()).collect();
    assert!(!texts.is_empty());
    texts.join("\n").replace(ADDRESS, &sample.url())
}

/// What each program says, whatever the day.
fn assert_said(said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{word} is missing in\n{said}");
    }
}

#[test]
fn nothing_on_the_page_is_left_out() {
    for Piece { language, text, .. } in pieces() {
        let is_run = ["sh", "python", "ts"].contains(&language);
        let program = include_str!("guide_program.rs");
        assert!(
            is_run || language == "rust" && program.contains(&text),
            "a piece of {language} is not run:\n{text}"
        );
    }
}

#[tokio::test]
async fn curl_asks() {
    if !CURL.is_there() {
        return;
    }
    let sample = Sample::served().await;
    let folder = tempfile::tempdir().unwrap();
    for piece in pieces() {
        let expected: &[&str] = match (piece.language, piece.heading) {
            ("sh", "A question") => &["\"name\":\"Python\"", "\"value\":"],
            ("sh", "Pages") => &["\"slug\":", "\"hasNextPage\":true"],
            ("sh", "Errors") => &["INVALID_QUERY", "\n400\n"],
            ("sh", "Again") => &["\"postings\":", "\n304\n"],
            ("sh", "News") => &["event: next", "\"postings\":"],
            ("sh", other) => panic!("nothing is known of {other}"),
            _ => continue,
        };
        let text = piece.text.replace(ADDRESS, &sample.url());
        let said = run(folder.path(), &["sh", "-euc", &text], &[]).await;
        // What has no line of its own ends where the next answer begins.
        assert_said(&said.replace('}', "}\n"), expected);
    }
}

#[tokio::test]
async fn python_asks() {
    if !PYTHON.is_there() {
        return;
    }
    let sample = Sample::served().await;
    let folder = tempfile::tempdir().unwrap();
    let program = program("python", &sample);
    std::fs::write(folder.path().join("guide.py"), program).unwrap();
    let said = run(folder.path(), &["python3", "-I", "guide.py"], &[]).await;
    let words = [
        "Python: ",
        "skills: ",
        "INVALID_INPUT ",
        "nothing new: True",
    ];
    assert_said(&said, &words);
}

#[tokio::test]
async fn typescript_asks() {
    let Some(project) = Project::copied("examples/web-ts", &[]).await else {
        return;
    };
    let sample = Sample::served().await;
    write(&project, "src/guide.ts", &program("ts", &sample));
    // Node before 22 has no web sockets of its own.
    let sockets = "import WebSocket from \"ws\";\nglobalThis.WebSocket ??= WebSocket;\n";
    let main = format!("{sockets}await import(\"./src/guide.ts\");\n");
    write(&project, "guide.mjs", &main);
    let config = "{\"extends\": \"./tsconfig.json\", \"include\": [\"src/guide.ts\"], \"compilerOptions\": {\"noUnusedLocals\": false}}";
    write(&project, "tsconfig.guide.json", config);
    project
        .run(&["npx", "tsc", "-p", "tsconfig.guide.json"], &[])
        .await;
    let build = [
        "npx",
        "vite",
        "build",
        "--ssr",
        "guide.mjs",
        "--outDir",
        "dist/guide",
    ];
    project.run(&build, &[]).await;
    let said = project.run(&["node", "dist/guide/guide.js"], &[]).await;
    let words = [
        "Python: ",
        "skills: ",
        "INVALID_INPUT ",
        "status: 304",
        "postings: ",
    ];
    assert_said(&said, &words);
}

fn write(project: &Project, name: &str, text: &str) {
    let path: &Path = &project.folder().join(name);
    std::fs::write(path, text).unwrap();
}
