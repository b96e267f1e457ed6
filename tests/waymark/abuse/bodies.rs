//! Bodies and addresses that are no JSON, no UTF-8, no text or no request.

use reqwest::{Method, header};
use serde_json::Value;

use super::{Victim, verdict, verdict::Verdict};

/// Bodies, and whether they are requests all the same.
#[expect(clippy::too_many_lines, reason = "a list, and nothing happens in it")]
fn bodies() -> Vec<(&'static str, Vec<u8>, bool)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let utf16: Vec<u8> = "{\"query\":\"{__typename}\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let deep = |open: &str, close: &str, depth: usize| {
        let (open, close) = (open.repeat(depth), close.repeat(depth));
        format!("{{\"query\":\"{{__typename}}\",\"variables\":{{\"v\":{open}1{close}}}}}")
            .into_bytes()
    };
    let number = |number: &str| {
        format!("{{\"query\":\"query($v:Int){{skills(first:$v){{totalCount}}}}\",\"variables\":{{\"v\":{number}}}}}").into_bytes()
    };
    vec![
        ("nothing", vec![], false),
        ("NUL", vec![0], false),
        ("bytes", (0..=255).collect(), false),
        (
            "invalid UTF-8",
            b"{\"query\":\"{__typename \xff}\"}".to_vec(),
            false,
        ),
        (
            "overlong UTF-8",
            b"{\"query\":\"{__typename}\xc0\x80\"}".to_vec(),
            false,
        ),
        (
            "a surrogate in UTF-8",
            b"{\"query\":\"{__typename}\xed\xa0\x80\"}".to_vec(),
            false,
        ),
        (
            "half of UTF-8",
            b"{\"query\":\"{__typename}\xe2\x82\"}".to_vec(),
            false,
        ),
        ("UTF-16", utf16, false),
        (
            "a mark of order",
            "\u{feff}{\"query\":\"{__typename}\"}".as_bytes().to_vec(),
            false,
        ),
        (
            "a lone surrogate",
            text(r#"{"query":"{__typename}\ud800"}"#),
            false,
        ),
        (
            "a lone second surrogate",
            text(r#"{"query":"{__typename}","variables":{"v":"\udfff"}}"#),
            false,
        ),
        (
            "surrogates reversed",
            text(r#"{"query":"{__typename}","variables":{"v":"\udc00\ud83d"}}"#),
            false,
        ),
        (
            "an escaped NUL",
            text(r#"{"query":"{__typename\u0000}"}"#),
            false,
        ),
        (
            "a NUL in JSON",
            b"{\"query\":\"{__typename}\0\"}".to_vec(),
            false,
        ),
        (
            "a NUL after JSON",
            b"{\"query\":\"{__typename}\"}\0".to_vec(),
            false,
        ),
        (
            "two requests",
            text(r#"{"query":"{__typename}"}{"query":"{__typename}"}"#),
            false,
        ),
        (
            "a comma too many",
            text(r#"{"query":"{__typename}",}"#),
            false,
        ),
        ("single quotes", text("{'query':'{__typename}'}"), false),
        ("NaN", number("NaN"), false),
        ("Infinity", number("-Infinity"), false),
        ("1e400", number("1e400"), false),
        ("a number without end", number(&"9".repeat(900_000)), false),
        (
            "an exponent without end",
            number(&format!("1e{}", "9".repeat(900_000))),
            false,
        ),
        ("a float", number("1.5"), false),
        ("beyond i64", number("9223372036854775808"), false),
        (
            "1e400 among the extensions",
            text(r#"{"query":"{__typename}","extensions":{"a":1e400}}"#),
            false,
        ),
        ("lists in lists", deep("[", "]", 100_000), false),
        ("objects in objects", deep("{\"a\":", "}", 50_000), false),
        ("not too many lists", deep("[", "]", 100), true),
        ("a batch", text(r#"[{"query":"{__typename}"}]"#), false),
        (
            "a batch of a thousand",
            format!("[{}]", vec![r#"{"query":"{__typename}"}"#; 1_000].join(",")).into_bytes(),
            false,
        ),
        ("a text", text("\"{__typename}\""), false),
        (
            "a query of another type",
            text(r#"{"query":["{__typename}"]}"#),
            false,
        ),
        (
            "variables of another type",
            text(r#"{"query":"{__typename}","variables":"{}"}"#),
            false,
        ),
        (
            "an operation of another type",
            text(r#"{"query":"{__typename}","operationName":{}}"#),
            false,
        ),
        (
            "an unknown operation",
            text(r#"{"query":"query a{__typename} query b{__typename}","operationName":"c"}"#),
            false,
        ),
        (
            "no operation of several",
            text(r#"{"query":"query a{__typename} query b{__typename}"}"#),
            false,
        ),
        (
            "an endless operation",
            format!(
                "{{\"query\":\"{{__typename}}\",\"operationName\":\"{}\"}}",
                "x".repeat(900_000)
            )
            .into_bytes(),
            false,
        ),
        (
            "two variables of a name",
            text(
                r#"{"query":"query($v:Int){skills(first:$v){totalCount}}","variables":{"v":"x","v":1}}"#,
            ),
            true,
        ),
        (
            "fields of no meaning",
            text(r#"{"query":"{__typename}","a":1,"__proto__":{},"constructor":null}"#),
            true,
        ),
        (
            "100,000 fields",
            format!(
                "{{\"query\":\"{{__typename}}\"{}}}",
                (0..60_000).fold(String::new(), |text, number| text
                    + &format!(",\"a{number}\":0"))
            )
            .into_bytes(),
            true,
        ),
    ]
}

#[tokio::test]
async fn whatever_a_body_is_it_gets_an_answer() {
    let victim = Victim::new().await;
    for (name, body, is_request) in bodies() {
        let request = victim.server.request(Method::POST, "/graphql");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let response = request.body(body).send().await.expect("an answer");
        let status = response.status().as_u16();
        assert!(status < 500, "{name}: {status}");
        let answer: Value = response.json().await.expect("JSON");
        let verdict = Verdict::judge(&answer).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(verdict.is_fine(), is_request, "{name}: {answer}");
    }
    verdict::nothing_panicked();
}

#[tokio::test]
async fn a_query_that_is_said_twice_has_one_answer() {
    let victim = Victim::new().await;
    let request = victim.server.request(Method::POST, "/graphql");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let body = r#"{"query":"{a:__typename}","query":"mutation{signOut{query{__typename}}}"}"#;
    let response = request.body(body).send().await.expect("an answer");
    let answer: Value = response.json().await.expect("JSON");
    Verdict::judge(&answer).expect("an answer like any other");
}

#[tokio::test]
async fn whatever_an_address_is_it_gets_an_answer() {
    let victim = Victim::new().await;
    for query in [
        "",
        "query=%",
        "query=%ff%fe",
        "query=%00",
        "query=%7B__typename%7D&variables=%ff",
        "query=%7B__typename%7D&variables=%5B",
        "query=%7B__typename%7D&variables=1e400",
        "query=%7B__typename%7D&variables=%7B%22a%22%3A%22%5Cud800%22%7D",
        "query=%7B__typename%7D&query=%7B__schema%7D",
        "query=mutation%7BsignOut%7Bquery%7B__typename%7D%7D%7D",
        "query[]=x",
        "a=b&&&=&=x",
        "query=%7B__typename%7D&operationName=%00",
    ] {
        let path = format!("/graphql?{query}");
        let response = victim.server.request(Method::GET, &path).send().await;
        let response = response.expect("an answer");
        let status = response.status().as_u16();
        assert!(status < 500, "{query}: {status}");
        let answer: Value = response.json().await.expect("JSON");
        Verdict::judge(&answer).unwrap_or_else(|fault| panic!("{query}: {fault}"));
    }
    verdict::nothing_panicked();
}
