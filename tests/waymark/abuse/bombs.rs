//! Small questions that ask for the impossible, and large ones that ask for nothing.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Asked, Victim, seed, verdict};

/// What is repeated, so often, between a beginning and an end.
fn repeated(begin: &str, middle: &str, count: usize, end: &str) -> String {
    format!("{begin}{}{end}", middle.repeat(count))
}

/// What is repeated with its number.
fn numbered(begin: &str, count: usize, end: &str, part: impl Fn(usize) -> String) -> String {
    let mut text = begin.to_owned();
    for number in 0..count {
        text.push_str(&part(number));
    }
    text + end
}

/// Something nested in lists.
fn nested(depth: usize) -> Value {
    (0..depth).fold(json!("x"), |inner, _| json!([inner]))
}

/// Something nested in objects.
fn within(depth: usize) -> Value {
    (0..depth).fold(json!("x"), |inner, _| json!({ "a": inner }))
}

/// Questions that repeat themselves.
#[expect(clippy::too_many_lines, reason = "a list, and nothing happens in it")]
fn many_times() -> Vec<(&'static str, String)> {
    vec![
        (
            "1,000 aliases",
            numbered("{", 1_000, "}", |number| format!("a{number}:__typename ")),
        ),
        (
            "1,000 statistics",
            numbered("{", 1_000, "}", |number| {
                format!("a{number}:demand{{postings}} ")
            }),
        ),
        (
            "1,000 lists",
            numbered("{", 1_000, "}", |number| {
                format!("a{number}:skills(first:100){{nodes{{id}}}} ")
            }),
        ),
        (
            "one field 5,000 times",
            repeated("{", "__typename ", 5_000, "}"),
        ),
        (
            "one list 1,000 times",
            repeated("{", "skills{nodes{id aliases}} ", 1_000, "}"),
        ),
        (
            "1,000 directives",
            repeated("{__typename ", "@include(if:true) ", 1_000, "}"),
        ),
        (
            "1,000 unknown directives",
            repeated("{__typename ", "@x ", 1_000, "}"),
        ),
        (
            "directives everywhere",
            repeated(
                "{",
                "skills@skip(if:false)@include(if:true){nodes@skip(if:false){id@skip(if:false)}} ",
                300,
                "}",
            ),
        ),
        (
            "1,000 fragments",
            numbered("{...f0 ", 1_000, "}", |number| format!("...f{number} "))
                + &numbered("", 1_000, "", |number| {
                    format!("fragment f{number} on Query{{__typename}} ")
                }),
        ),
        (
            "fragments nobody uses",
            numbered("{__typename} ", 1_000, "", |number| {
                format!("fragment f{number} on Query{{__typename}} ")
            }),
        ),
        (
            "1,000 variables",
            numbered("query(", 1_000, "){__typename}", |number| {
                format!("$v{number}:Int ")
            }),
        ),
        (
            "1,000 operations",
            numbered("", 1_000, "", |number| {
                format!("query q{number}{{__typename}} ")
            }),
        ),
        (
            "1,000 operations without names",
            "{__typename} ".repeat(1_000),
        ),
        (
            "nested spreads",
            numbered("{", 150, "", |_| "...on Query{".to_owned()) + "__typename" + &"}".repeat(151),
        ),
        (
            "5,000 unknown fields",
            numbered("{", 4_900, "}", |number| format!("unknown{number} ")),
        ),
        (
            "5,000 unknown arguments",
            numbered("{skills(", 3_000, "){totalCount}}", |number| {
                format!("u{number}:1 ")
            }),
        ),
        (
            "an argument 3,000 times",
            repeated("{skills(", "first:1 ", 3_000, "){totalCount}}"),
        ),
        (
            "a list of 9,000",
            repeated("{nodes(ids:[", "\"x\" ", 9_000, "]){id}}"),
        ),
        (
            "an input field 3,000 times",
            repeated("{demand(filter:{", "search:\"x\" ", 3_000, "}){postings}}"),
        ),
    ]
}

/// Questions that nest.
fn deeply() -> Vec<(&'static str, String)> {
    let introspection = |depth: usize| {
        let inner = repeated("", "fields{type{ofType{", depth, "name") + &"}}}".repeat(depth);
        format!("{{__schema{{types{{{inner}}}}}}}")
    };
    let twice = (0..6).fold("name".to_owned(), |inner, _| {
        let interfaces = format!("a:interfaces{{{inner}}}b:interfaces{{{inner}}}");
        format!("a:possibleTypes{{{interfaces}}}b:possibleTypes{{{interfaces}}}")
    });
    let bomb = (0..40).fold(String::from("{...f0}"), |mut text, number| {
        let next = number + 1;
        write!(
            text,
            "fragment f{number} on Query{{...f{next} ...f{next}}} "
        )
        .expect("text");
        text
    });
    vec![
        ("introspection of introspection", introspection(2)),
        ("introspection of introspection of introspection", introspection(3)),
        ("introspection as deep as it goes", introspection(4)),
        ("types of types",
            repeated("{__schema{types{", "possibleTypes{interfaces{", 6, "name")
                + &"}}".repeat(6)
                + "}}}",
        ),
        (
            "types of types of types by two names",
            format!("{{__schema{{types{{{twice}}}}}}}"),
        ),
        (
            "wide and deep introspection", numbered("{", 50, "}", |number| format!("a{number}:__schema{{types{{fields{{args{{type{{fields{{name}}}}}}}}}}}} "))),
        ("a fragment bomb", bomb + "fragment f40 on Query{__typename}"),
        ("fragments in a circle", "{...a} fragment a on Query{...b} fragment b on Query{...c} fragment c on Query{...a}".to_owned()),
        ("lists in lists", repeated("{demand(filter:{regions:", "[", 180, "") + &"]".repeat(180) + "}){postings}}"),
        ("objects in objects", repeated("{demand(filter:", "{a:", 180, "1") + &"}".repeat(180) + "){postings}}"),
        ("lists in a default", repeated("query($v:[String!]=", "[", 180, "") + &"]".repeat(180) + "){demand(filter:{regions:$v}){postings}}"),
        ("a type of lists", repeated("query($v:", "[", 180, "String") + &"]".repeat(180) + "){__typename}"),
        ("more lists than may be", repeated("{nodes(ids:", "[", 100_000, "")),
        ("brackets in brackets", "([{".repeat(60)),
        ("parents of parents", repeated("{region(code:\"DE\"){", "parent{", 15, "id") + &"}".repeat(17)),
        ("lists of lists of lists", "{skills(first:100){nodes{roadmapNodes(first:100){nodes{skills{skill{roadmapNodes(first:100){nodes{id}}}}}}}}}".to_owned()),
        ("postings of postings", "{postings(first:100){nodes{duplicates{canonical{duplicates{canonical{duplicates{id}}}}}}}}".to_owned()),
        ("demand of demand", "{regions(first:100){nodes{demand{byRegion(first:100){nodes{region{demand{skills(first:100){nodes{share{value}}}}}}}}}}}".to_owned()),
    ]
}

/// Questions with values that are too large.
fn largely() -> Vec<(&'static str, String)> {
    let text = |size: usize| "x".repeat(size);
    vec![
        ("a name of 500 kB", format!("{{{}}}", text(500_000))),
        ("an alias of 500 kB", format!("{{{}:__typename}}", text(500_000))),
        ("an argument of 500 kB", format!("{{skills({}:1){{totalCount}}}}", text(500_000))),
        ("a type of 500 kB", format!("query($v:{}){{__typename}}", text(500_000))),
        ("a fragment of 500 kB", format!("{{...{}}}", text(500_000))),
        ("a directive of 500 kB", format!("{{__typename @{}}}", text(500_000))),
        ("an enum of 500 kB", format!("{{demand(basis:{}){{postings}}}}", text(500_000))),
        ("a text of 500 kB", format!("{{skills(search:\"{}\"){{totalCount}}}}", text(500_000))),
        ("a block of 500 kB", format!("{{skills(search:\"\"\"{}\"\"\"){{totalCount}}}}", "\n  x".repeat(125_000))),
        ("a block of quotes", format!("{{skills(search:\"\"\"{}\"\"\"){{totalCount}}}}", "\\\"\"\"".repeat(100_000))),
        ("escapes", format!("{{skills(search:\"{}\"){{totalCount}}}}", "\\u00e9".repeat(80_000))),
        ("half of a character", "{skills(search:\"\\ud800\"){totalCount}}".to_owned()),
        ("two halves in the wrong order", "{skills(search:\"\\udc00\\ud800\"){totalCount}}".to_owned()),
        ("a character in braces", "{skills(search:\"\\u{1F600} \\u{110000}\"){totalCount}}".to_owned()),
        ("a NUL", "{skills(search:\"\u{0}\"){totalCount}}".to_owned()),
        ("commas", format!("{{{}__typename}}", ",".repeat(900_000))),
        ("comments", "#\n".repeat(400_000) + "{__typename}"),
        ("a number without end", format!("{{skills(first:{}){{totalCount}}}}", "9".repeat(500_000))),
        ("a fraction without end", format!("{{readiness(input:{{role:\"backend-engineer\"}}){{...on Readiness{{monthsToTarget(fit:0.{})}}}}}}", "1".repeat(500_000))),
        ("1e400", "{readiness(input:{role:\"backend-engineer\"}){...on Readiness{monthsToTarget(fit:1e400)}}}".to_owned()),
        ("an exponent without end", format!("{{readiness(input:{{role:\"x\"}}){{...on Readiness{{monthsToTarget(fit:1e{})}}}}}}", "9".repeat(100_000))),
        ("-1e400", "{skills(first:-1e400){totalCount}}".to_owned()),
        ("NaN", "{skills(first:NaN){totalCount}}".to_owned()),
        ("Infinity", "{readiness(input:{role:\"x\"}){...on Readiness{monthsToTarget(fit:Infinity)}}}".to_owned()),
        ("beyond i32", "{skills(first:2147483648){totalCount}}".to_owned()),
        ("beyond i64", "{skills(first:9223372036854775808){totalCount}}".to_owned()),
        ("beyond u64", "{demand(filter:{payAtLeast:{amount:18446744073709551616,currency:\"EUR\"}}){postings}}".to_owned()),
        ("pay without end", format!("{{demand(filter:{{payAtLeast:{{amount:\"{}\",currency:\"EUR\"}}}}){{postings}}}}", "9".repeat(100_000))),
        ("pay of nearly nothing", "{demand(filter:{payAtLeast:{amount:\"0.0000000000000000000000000001\",currency:\"EUR\"}}){postings}}".to_owned()),
        ("no day", "{demand(period:{from:\"0000-00-00\",to:\"99999-99-99\"}){postings}}".to_owned()),
        ("the last day", "{demand(period:{from:\"0001-01-01\",to:\"9999-12-31\"}){postings skill(slug:\"python\"){growth{__typename}}}}".to_owned()),
        ("all months", "{demand(period:{lastMonths:2147483647}){postings}}".to_owned()),
        ("months before time", "{demand(period:{lastMonths:-2147483648}){postings}}".to_owned()),
    ]
}

/// Questions with variables that are too large or too deep. What is deeper than a parser of JSON goes is a matter of bodies.
#[expect(clippy::too_many_lines, reason = "a list, and nothing happens in it")]
fn variables() -> Vec<(&'static str, Asked)> {
    let asked = |declared: &str, field: &str, value: Value| Asked {
        query: format!("query($v: {declared}) {{{field}}}"),
        variables: json!({ "v": value }),
    };
    let regions = "demand(filter: {regions: $v}) {postings}";
    let filter = "demand(filter: $v) {postings}";
    let many = |count: usize| {
        Value::from(
            (0..count)
                .map(|number| format!("s{number}"))
                .collect::<Vec<_>>(),
        )
    };
    vec![
        (
            "lists in lists in variables",
            asked("[String!]", regions, nested(100)),
        ),
        (
            "objects in objects in variables",
            asked("DemandFilter", filter, within(100)),
        ),
        (
            "objects in lists of texts",
            asked("[String!]", regions, json!([within(100)])),
        ),
        (
            "100,000 regions",
            asked("[String!]", regions, many(100_000)),
        ),
        (
            "100,000 ids",
            asked("[ID!]!", "nodes(ids: $v) {id}", many(100_000)),
        ),
        (
            "100,000 companies",
            asked(
                "[String!]",
                "demand(filter: {companies: $v}) {postings}",
                many(100_000),
            ),
        ),
        (
            "100,000 companies of postings",
            asked(
                "[String!]",
                "postings(filter: {companies: $v}) {totalCount}",
                many(100_000),
            ),
        ),
        (
            "100,000 skills to have",
            asked(
                "[String!]",
                "readiness(input: {role: \"backend-engineer\", skills: $v}) {__typename}",
                many(100_000),
            ),
        ),
        (
            "100,000 roles",
            asked(
                "[String!]!",
                "compareRoles(roles: $v) {roles {role {slug}}}",
                many(100_000),
            ),
        ),
        (
            "100,000 levels",
            asked(
                "[Seniority!]",
                "demand(filter: {seniorities: $v}) {postings}",
                json!(vec!["SENIOR"; 90_000]),
            ),
        ),
        (
            "a text of 900 kB",
            asked(
                "String",
                "skills(search: $v) {totalCount}",
                json!("x".repeat(900_000)),
            ),
        ),
        (
            "wildcards",
            asked(
                "String",
                "postings(filter: {search: $v}) {totalCount}",
                json!("%_".repeat(30_000)),
            ),
        ),
        (
            "a cursor of 900 kB",
            asked(
                "String",
                "skills(after: $v) {totalCount}",
                json!("x".repeat(900_000)),
            ),
        ),
        (
            "an id of 900 kB",
            asked("ID!", "node(id: $v) {id}", json!("x".repeat(900_000))),
        ),
        (
            "100,000 variables",
            Asked {
                query: "{__typename}".to_owned(),
                variables: (0..60_000)
                    .map(|number| (format!("v{number}"), json!(1)))
                    .collect::<serde_json::Map<_, _>>()
                    .into(),
            },
        ),
        (
            "variables in variables",
            Asked {
                query: "query($v: [String!] = [$v]) {demand(filter: {regions: $v}) {postings}}"
                    .to_owned(),
                variables: json!({}),
            },
        ),
    ]
}

/// All of them, by name.
pub(super) fn bombs() -> Vec<(&'static str, Asked)> {
    let plain = [many_times(), deeply(), largely()].into_iter().flatten();
    let plain = plain.map(|(name, query)| (name, Asked::plain(query)));
    plain.chain(variables()).collect()
}

/// What may not be answered however fast it is: a little more of it would be too slow.
const MUST_BE_REFUSED: [&str; 5] = [
    "types of types",
    "types of types of types by two names",
    "wide and deep introspection",
    "a fragment bomb",
    "1,000 statistics",
];

#[tokio::test]
async fn bombs_do_not_go_off() {
    let victim = Victim::new().await;
    for (turn, (name, asked)) in (seed()..).zip(bombs()) {
        let started = std::time::Instant::now();
        let verdict = victim.ask(turn, &asked).await;
        let seconds = started.elapsed().as_secs_f64();
        // Most is refused at once; what is executed stays far below the deadline of a request, on a machine as busy as may be.
        assert!(seconds < 10.0, "{name}: {seconds} s, {:?}", verdict.codes);
        assert!(
            !MUST_BE_REFUSED.contains(&name) || !verdict.is_fine(),
            "{name}"
        );
    }
    verdict::nothing_panicked();
    assert!(victim.ask(0, &Asked::plain("{__typename}")).await.is_fine());
}
