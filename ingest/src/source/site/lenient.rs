//! JSON as pages hold it: in comments, with a comma too many, with line breaks in texts. What is mended means one thing only.

use serde_json::Value;

/// The values of a script, which are one as a rule.
pub(super) fn values(script: &str) -> Result<Vec<Value>, String> {
    let json = bare(script);
    let strict = read(json);
    strict
        .or_else(|_| read(&mended(json)))
        .map_err(|error| error.to_string())
}

fn read(json: &str) -> Result<Vec<Value>, serde_json::Error> {
    serde_json::Deserializer::from_str(json)
        .into_iter()
        .collect()
}

/// Without what hides a script from very old browsers, or makes it valid in very strict ones.
fn bare(script: &str) -> &str {
    const BEFORE: [&str; 7] = [
        "<!--",
        "//<![CDATA[",
        "// <![CDATA[",
        "/*<![CDATA[*/",
        "/* <![CDATA[ */",
        "<![CDATA[",
        "\u{feff}",
    ];
    const AFTER: [&str; 5] = ["-->", "/*]]>*/", "/* ]]> */", "]]>", ";"];
    let mut bare = script.trim();
    while let Some(inner) = BEFORE.iter().find_map(|mark| bare.strip_prefix(mark)) {
        bare = inner.trim_start();
    }
    while let Some(inner) = AFTER.iter().find_map(|mark| bare.strip_suffix(mark)) {
        // The marks stand in comments of the script.
        bare = inner.trim_end().trim_end_matches("//").trim_end();
    }
    bare
}

/// Without commas before a closing bracket, with control characters in texts escaped, and marks that need no escape unescaped.
fn mended(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut in_text = false;
    let mut signs = json.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => {
                in_text = !in_text;
                mended.push(sign);
            }
            '\\' if in_text => match signs.next() {
                Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                    mended.extend([sign, next]);
                }
                // A line that goes on in the next one.
                Some('\n') | None => {}
                Some(next) => mended.push(next),
            },
            '\n' if in_text => mended.push_str("\\n"),
            '\t' if in_text => mended.push_str("\\t"),
            control if in_text && control < ' ' => {}
            ']' | '}' if !in_text => {
                let kept = mended.trim_end().trim_end_matches(',').len();
                mended.truncate(kept);
                mended.push(sign);
            }
            sign => mended.push(sign),
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_pages_do_to_json_is_undone() {
        let value = json!({"a": ["x\ny", 1]});
        for script in [
            r#"{"a": ["x\ny", 1]}"#,
            "\n<!-- {\"a\": [\"x\\ny\", 1]} -->\n",
            "<!--\n{\"a\": [\"x\\ny\", 1]}\n//-->",
            "//<![CDATA[\n{\"a\": [\"x\\ny\", 1]}\n//]]>",
            "/*<![CDATA[*/{\"a\": [\"x\\ny\", 1]}/*]]>*/",
            "{\"a\": [\"x\\ny\", 1]};",
            "{\"a\": [\"x\ny\", 1,],\n}",
            "{\"a\": [\"x\r\ny\u{1}\", 1]}",
        ] {
            assert_eq!(values(script), Ok(vec![value.clone()]), "{script}");
        }
        let marks = r#"{"a": "it\'s 5\% \"q\" \\ \u00e9 ,] ,}",}"#;
        assert_eq!(
            values(marks),
            Ok(vec![json!({"a": "it's 5% \"q\" \\ é ,] ,}"})])
        );
        assert_eq!(
            values("{\"a\": 1}\n{\"b\": 2,}"),
            Ok(vec![json!({"a": 1}), json!({"b": 2})])
        );
        assert_eq!(values(" "), Ok(Vec::new()));
    }

    #[test]
    fn what_may_mean_anything_is_refused() {
        for script in [
            r#"{"a": "b "c" d"}"#,
            "{a: 1}",
            "{\"a\": 1",
            "var x = {}",
            "{\"a\" 1}",
        ] {
            assert!(values(script).is_err(), "{script}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(values(&deep).is_err());
    }

    proptest! {
        #[test]
        fn good_json_means_the_same_mended(text in any::<String>(), number in any::<i32>()) {
            let value = json!({"t": text, "n": [number, {}], "e": []});
            let read: Value = serde_json::from_str(&mended(&value.to_string())).unwrap();
            prop_assert_eq!(read, value);
        }

        #[test]
        fn no_script_breaks_the_reader(script in "(<!--|-->|//|\\]\\]>|[\\[\\]{},:;\"\\\\\n]|a){0,40}") {
            let _ = values(&script);
        }
    }
}
