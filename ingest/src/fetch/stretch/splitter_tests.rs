//! The splitter against a real parser.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// All stretches of a text that comes in pieces.
fn split(text: &[u8], piece: usize) -> Result<Vec<Vec<u8>>, Damage> {
    let mut splitter = Splitter::default();
    let mut stretches = Vec::new();
    for piece in text.chunks(piece.max(1)) {
        splitter.push(piece)?;
        stretches.extend(std::iter::from_fn(|| splitter.take()));
    }
    splitter.finish()?;
    Ok(stretches)
}

/// The elements of all stretches, if each is good JSON.
fn elements(stretches: &[Vec<u8>]) -> Option<Vec<Value>> {
    let parsed = stretches
        .iter()
        .map(|stretch| serde_json::from_slice::<Vec<Value>>(stretch).ok());
    let parsed: Option<Vec<Vec<Value>>> = parsed.collect();
    Some(parsed?.concat())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        r#"[\[\]{},"\\\\a-zä\n ]{0,12}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(r#"[\[\]{},"\\\\a]{0,4}"#, inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn an_array_is_cut_between_its_elements(
        values in prop::collection::vec(value(), 0..40),
        pretty in any::<bool>(),
        piece in 1usize..60,
        end in any::<prop::sample::Index>(),
    ) {
        let text = if pretty { serde_json::to_string_pretty(&values) } else { serde_json::to_string(&values) }.unwrap();
        let stretches = split(text.as_bytes(), piece).unwrap();
        prop_assert_eq!(elements(&stretches), Some(values));
        // Whatever is missing at the end, it is noticed.
        let end = end.index(text.len());
        prop_assert_eq!(split(&text.as_bytes()[..end], piece), Err(Damage::CutOff));
    }

    #[test]
    fn what_a_parser_refuses_does_not_pass(text in r#"[\[\]{},:"\\\\1a \n]{0,24}"#, piece in 1usize..9) {
        let parsed: Option<Vec<Value>> = serde_json::from_str(&text).ok();
        let passed = split(text.as_bytes(), piece).ok().and_then(|stretches| elements(&stretches));
        prop_assert_eq!(passed, parsed);
    }
}

#[test]
fn stretches_end_where_they_are_full() {
    let array = |element: &str, count: usize| format!("[{}]", vec![element; count].join(","));
    for (count, expected) in [(499, 1), (500, 1), (501, 2), (1_000, 2), (1_001, 3)] {
        let stretches = split(array("{}", count).as_bytes(), 4_096).unwrap();
        assert_eq!(stretches.len(), expected, "{count}");
        assert_eq!(elements(&stretches).unwrap().len(), count);
    }
    let mebibyte = format!("\"{}\"", "x".repeat(1 << 20));
    let stretches = split(array(&mebibyte, 10).as_bytes(), 64 << 10).unwrap();
    let lengths: Vec<usize> = stretches
        .iter()
        .map(|stretch| stretch.len() >> 20)
        .collect();
    assert_eq!(lengths, [4, 4, 2]);
}

#[test]
fn a_comma_at_the_end_of_a_stretch_is_still_one_too_many() {
    let text = format!("[{}]", "1,".repeat(500));
    assert_eq!(split(text.as_bytes(), 100), Err(Damage::NoArray));
}

#[test]
fn a_record_without_end_is_not_gathered() {
    let text = format!("[1, [{}", "[".repeat(LARGEST));
    assert_eq!(split(text.as_bytes(), 64 << 10), Err(Damage::HugeElement));
}
