//! Every argument of every field that can be reached, and every field of every input, with what does not belong there.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::{
    Asked, Victim,
    generator::Generator,
    literal::Literal,
    many,
    schema::{Field, Input, Of},
    seed, verdict,
};
use crate::graphql::fixture::Dice;

/// What does not belong anywhere.
#[expect(clippy::too_many_lines, reason = "a list, and nothing happens in it")]
fn hostile() -> Vec<Value> {
    let forged = |text: &str| {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        json!(URL_SAFE_NO_PAD.encode(text))
    };
    let mut values = vec![
        json!("' or '1'='1' --"),
        json!("'; drop table posting; --"),
        json!("$1"),
        json!("{1,2,3}"),
        json!("%"),
        json!("_%\\"),
        json!("\\"),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{1}\u{7f}\u{9b}\r\n"),
        json!("\u{202e}\u{2066}\u{200f}"),
        json!("👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        json!("\u{fffe}\u{ffff}\u{10ffff}"),
        json!("İıſẞ\u{130}"),
        json!("x".repeat(70_000)),
        json!("é".repeat(30_000)),
        json!("a b ".repeat(10_000)),
        json!("../../etc/passwd"),
        json!("<script>alert(1)</script>"),
        json!("999999999999999999999999999999"),
        json!("1e400"),
        json!("0000-00-00"),
        json!("9999-12-31"),
        json!("2026-02-30"),
        json!("+262143-12-31"),
        json!("NaN"),
    ];
    values.extend(
        [
            "posting:1",
            "posting:-1",
            "posting:99999999999999999999",
            "account:1",
            ":",
            "[1,2]",
            "{}",
            "1|2|3",
            "\u{0}",
        ]
        .map(forged),
    );
    let numbers = [
        0,
        -1,
        i64::from(i32::MAX),
        i64::from(i32::MIN),
        i64::from(i32::MAX) + 1,
        i64::MAX,
        i64::MIN,
    ];
    values.extend(numbers.map(Value::from));
    values.extend([1e308, -1e308, 5e-324, -0.0, 0.1].map(Value::from));
    values.extend([
        json!(u64::MAX),
        json!(true),
        json!(null),
        json!([]),
        json!([[]]),
        json!({}),
        json!({"a": {"b": []}}),
    ]);
    values.push(json!(vec!["python"; 5_000]));
    values.push(json!(vec![Value::Null; 100]));
    values
}

/// How to get somewhere: a question with a place for what is asked there.
#[derive(Clone)]
struct Way {
    before: String,
    after: String,
}

impl Victim {
    /// The shortest way to every type, over fields with what they need.
    fn ways(&self) -> BTreeMap<String, Way> {
        let mut ways = BTreeMap::new();
        let start = |before: &str| Way {
            before: before.to_owned(),
            after: "}".to_owned(),
        };
        ways.insert("Query".to_owned(), start("query {"));
        ways.insert("Mutation".to_owned(), start("mutation {"));
        let mut queue = VecDeque::from(["Query".to_owned(), "Mutation".to_owned()]);
        while let Some(name) = queue.pop_front() {
            let way = ways[&name].clone();
            let found = self.schema.of(&name);
            let mut steps: Vec<(String, String)> = Vec::new();
            for field in &found.fields {
                let needed = field.arguments.iter().filter(|argument| argument.needed);
                let given = self.given(&field.name, needed);
                steps.push((
                    field.of.name().to_owned(),
                    format!("{}{given} {{", field.name),
                ));
            }
            for member in &found.possible {
                steps.push((member.clone(), format!("... on {member} {{")));
            }
            for (to, step) in steps {
                if self.schema.is_composite(&to) && !ways.contains_key(&to) {
                    let way = Way {
                        before: format!("{}{step}", way.before),
                        after: format!("}}{}", way.after),
                    };
                    ways.insert(to.clone(), way);
                    queue.push_back(to);
                }
            }
        }
        ways
    }

    /// Arguments with values that exist.
    fn given<'a>(&self, field: &str, arguments: impl Iterator<Item = &'a Input>) -> String {
        let mut generator = Generator::new(&self.schema, &self.names, seed());
        let given = arguments.map(|argument| {
            let value = generator.value(field, argument, &argument.of);
            format!("{}: {}", argument.name, value.written())
        });
        let given: Vec<_> = given.collect();
        if given.is_empty() {
            return String::new();
        }
        format!("({})", given.join(", "))
    }

    /// The question at the end of a way that gives an argument of a field this value, as a variable.
    fn attack(&self, way: &Way, field: &Field, argument: &Input, value: &Value) -> Asked {
        let others = field.arguments.iter();
        let others = others.filter(|other| other.needed && other.name != argument.name);
        let others = self.given(&field.name, others);
        let others = others.trim_matches(['(', ')']);
        let below = if self.schema.is_composite(field.of.name()) {
            " {__typename}"
        } else {
            ""
        };
        let Way { before, after } = way;
        let declared = format!("($attack: {})", argument.of.written());
        let before = before.replacen(" {", &format!(" attack{declared} {{"), 1);
        Asked {
            query: format!(
                "{before}{}({}: $attack {others}){below}{after}",
                field.name, argument.name
            ),
            variables: json!({"attack": value}),
        }
    }

    /// The places inside an argument where a value may stand, each as the whole argument with the value there.
    fn within(&self, of: &Of, value: &Value) -> Vec<Value> {
        match of {
            Of::Needed(inner) => self.within(inner, value),
            Of::List(inner) => {
                let inner = self.within(inner, value).into_iter();
                let mut all: Vec<_> = inner.map(|value| json!([value])).collect();
                all.push(value.clone());
                all
            }
            Of::Named(name) => {
                let inputs = &self.schema.of(name).inputs;
                let mut all = vec![value.clone()];
                for input in inputs {
                    for inner in self.within(&input.of, value) {
                        let mut whole = self.needed_of(name);
                        whole[&input.name] = inner;
                        all.push(whole);
                    }
                }
                all
            }
        }
    }

    /// What an input needs.
    fn needed_of(&self, name: &str) -> Value {
        let mut generator = Generator::new(&self.schema, &self.names, seed());
        let needed = self
            .schema
            .of(name)
            .inputs
            .iter()
            .filter(|input| input.needed);
        let fields = needed.map(|input| {
            let value = generator.value(name, input, &input.of);
            (input.name.clone(), value)
        });
        Literal::Object(fields.collect()).json()
    }
}

#[tokio::test]
async fn every_argument_of_every_field_bears_anything() {
    let mut victim = Victim::new().await;
    let (values, ways) = (hostile(), victim.ways());
    // In everyday use each place gets some of the values, and each value comes to some of the places.
    let each = usize::try_from(many(3))
        .expect("not so many")
        .min(values.len());
    let (mut dice, mut turn, mut places) = (Dice::new(seed()), 0, 0);
    let ways: Vec<_> = ways
        .into_iter()
        .filter(|(name, _)| !name.starts_with("__"))
        .collect();
    for (name, way) in &ways {
        for field in victim.schema.of(name).fields.clone() {
            for argument in &field.arguments {
                let count = victim.within(&argument.of, &Value::Null).len();
                places += count;
                for place in 0..count {
                    for nth in 0..each {
                        let chosen = usize::try_from(dice.below(1 << 20)).expect("small");
                        let chosen = if each == values.len() { nth } else { chosen };
                        let value = &values[chosen % values.len()];
                        let whole = victim.within(&argument.of, value);
                        let asked = victim.attack(way, &field, argument, &whole[place]);
                        turn += 1;
                        victim.ask(turn, &asked).await;
                        if turn % 50 == 0 {
                            victim.recover(turn).await;
                        }
                    }
                }
            }
        }
    }
    verdict::nothing_panicked();
    assert!(places > 150, "{places} places were found");
    let count = victim
        .server
        .database
        .number("select count(*) from posting")
        .await;
    assert_eq!(count, 300);
}
