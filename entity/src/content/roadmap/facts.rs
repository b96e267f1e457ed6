//! The facts that the two guides must carry, one table each, and the walk that looks for them.
//!
//! A fact is a path and what stands there. A step of a path is a field's name or the label of a list's element: its title,
//! name, key, question and so on. The walk also takes every value away in turn: one that no fact speaks about fails it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

mod complete_guide;
mod phased_path;

/// What stands at a path.
enum Is {
    /// This text.
    Text(&'static str),
    /// A text that says all of this, in any case.
    Saying(&'static [&'static str]),
    /// This number.
    Number(f64),
    /// Yes.
    True,
    /// Just these texts in this order.
    List(&'static [&'static str]),
    /// A list of elements with just these labels in this order.
    Labels(&'static [&'static str]),
}

type Fact = (&'static str, Is);

/// Skills that the two guides may name; the vocabulary has to have them.
const SKILLS: &str = "python r sql java cpp go numpy pandas scikit-learn tensorflow pytorch keras xgboost lightgbm matplotlib \
    seaborn plotly apache-spark apache-hadoop mlflow dvc apache-airflow kubeflow docker kubernetes aws gcp azure amazon-sagemaker \
    vertex-ai azure-machine-learning weights-and-biases hugging-face linear-algebra probability statistics bayesian-statistics \
    hypothesis-testing calculus optimisation supervised-learning unsupervised-learning reinforcement-learning regression \
    classification clustering dimensionality-reduction model-evaluation regularisation neural-networks \
    convolutional-neural-networks recurrent-neural-networks transformers large-language-models generative-ai computer-vision \
    natural-language-processing recommender-systems time-series-analysis mlops model-deployment model-serving model-monitoring \
    feature-engineering data-cleaning data-pipelines etl git github software-testing rest-api ci-cd problem-solving communication \
    continuous-learning open-source technical-writing kaggle data-visualisation decision-trees k-means linear-regression \
    sentiment-analysis image-classification machine-learning deep-learning tensorflow-serving tensorflow-lite fast-ai";

fn guide(slug: &str) -> Roadmap {
    let name = format!("roadmaps/{slug}.yaml");
    let files = crate::content::files(&name).expect("the files are UTF-8");
    let file = files.first().expect("the guide is shipped");
    let roadmap = parse(file).expect("the guide is a roadmap");
    let skills: BTreeSet<_> = SKILLS.split_whitespace().collect();
    let known = Known {
        skills,
        roles: BTreeSet::from(["machine-learning-engineer"]),
        is_region: &|code| matches!(code, "US" | "IN"),
    };
    assert_eq!(check(file, &roadmap, &known), []);
    roadmap
}

/// The guide as the api will read it: the article as stored, the nodes as rows.
fn document(roadmap: &Roadmap) -> Value {
    let rows = roadmap.nodes();
    let nodes: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "key": row.key, "parent": row.parent, "kind": row.kind, "title": row.title, "summary": row.summary,
                "importance": row.importance, "requires": row.requires, "from": row.month_from, "to": row.month_to,
                "printed": row.printed_length, "required": named(row, Importance::Required),
                "recommended": named(row, Importance::Recommended), "optional": named(row, Importance::Optional),
            })
        })
        .collect();
    json!({
        "slug": roadmap.slug.value, "title": roadmap.title, "summary": roadmap.summary, "role": roadmap.role.value,
        "attribution": roadmap.attribution.as_ref().map(ToString::to_string),
        "article": serde_json::to_value(&roadmap.article).expect("an article is JSON"),
        "nodes": nodes,
    })
}

fn named(row: &FlatNode<'_>, importance: Importance) -> Vec<String> {
    let skills = row.skills.iter();
    skills
        .filter(|skill| skill.importance == importance)
        .map(|skill| match (skill.choice, skill.pick) {
            (Some(choice), Some(pick)) => format!("{choice} {pick}: {}", skill.skill),
            _ => skill.skill.to_owned(),
        })
        .collect()
}

fn label(element: &Value) -> Option<&str> {
    let fields = [
        "key",
        "title",
        "name",
        "question",
        "challenge",
        "region",
        "skill",
    ];
    fields.iter().find_map(|field| element.get(field)?.as_str())
}

fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('/')
        .try_fold(document, |value, step| match value {
            Value::Array(elements) => elements.iter().find(|element| label(element) == Some(step)),
            _ => value.get(step),
        })
}

fn holds(document: &Value, (path, expected): &Fact) -> bool {
    let Some(value) = at(document, path) else {
        return false;
    };
    let elements = value.as_array().map_or(&[][..], Vec::as_slice);
    match expected {
        Is::Text(text) => value == text,
        Is::Saying(words) => value.as_str().is_some_and(|text| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(&word.to_lowercase()))
        }),
        Is::Number(number) => value.as_f64() == Some(*number),
        Is::True => value == true,
        Is::List(texts) => elements.iter().eq(texts.iter()),
        Is::Labels(labels) => elements
            .iter()
            .map(label)
            .eq(labels.iter().copied().map(Some)),
    }
}

fn missing(document: &Value, facts: &[Fact]) -> Vec<&'static str> {
    let lost = facts.iter().filter(|fact| !holds(document, fact));
    lost.map(|(path, _)| *path).collect()
}

/// Every copy of the value that lacks one thing, with the path of what it lacks.
fn reduced(value: &Value, path: &str) -> Vec<(String, Value)> {
    let mut copies = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(_, field)| !is_default(field)) {
                let path = format!("{path}/{name}");
                let mut without = fields.clone();
                without.remove(name);
                copies.push((path.clone(), without.into()));
                for (path, smaller) in reduced(field, &path) {
                    let mut copy = fields.clone();
                    copy.insert(name.clone(), smaller);
                    copies.push((path, copy.into()));
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let path = format!("{path}/{}", label(element).unwrap_or("…"));
                let mut without = elements.clone();
                without.remove(index);
                copies.push((path.clone(), without.into()));
                for (path, smaller) in reduced(element, &path) {
                    let mut copy = elements.clone();
                    copy[index] = smaller;
                    copies.push((path, copy.into()));
                }
            }
        }
        _ => {}
    }
    copies
}

/// Whether a value says no more than its absence.
fn is_default(value: &Value) -> bool {
    *value == json!(null) || *value == json!([]) || value == false || value == "required"
}

/// Looks for every fact, and for a value that could go without one of them being missed.
#[track_caller]
fn carries(slug: &str, facts: &[Fact], values: usize) {
    let document = document(&guide(slug));
    assert_eq!(missing(&document, facts), Vec::<&str>::new());
    let copies = reduced(&document, "");
    // Guards the walk itself: it must have reached the depths of the document.
    assert!(copies.len() >= values, "only {} values", copies.len());
    let unnoticed = copies
        .into_iter()
        .filter(|(_, copy)| missing(copy, facts).is_empty());
    let paths: Vec<_> = unnoticed.map(|(path, _)| path).collect();
    assert!(paths.is_empty(), "no fact speaks about {paths:#?}");
}

#[test]
fn the_complete_guide_carries_its_facts() {
    let slug = "machine-learning-engineer-complete-guide";
    carries(slug, complete_guide::FACTS, 700);
}

#[test]
fn the_phased_path_carries_its_facts() {
    let slug = "machine-learning-engineer-phased-path";
    carries(slug, phased_path::FACTS, 300);
}

#[test]
fn a_stored_article_is_read_back_as_it_was() {
    for roadmap in load().expect("the guides are roadmaps") {
        let stored = serde_json::to_value(&roadmap.article).expect("an article is JSON");
        let read: Article = serde_json::from_value(stored.clone()).expect("JSON is an article");
        assert_eq!(
            serde_json::to_value(&read).expect("it is JSON again"),
            stored
        );
    }
}

#[test]
fn every_shipped_roadmap_is_loaded_with_the_hash_of_its_file() {
    let files = files().expect("the files are UTF-8");
    let roadmaps = load().expect("the guides are roadmaps");
    let expected: Vec<_> = files
        .iter()
        .map(|file| (file.name.clone(), hash::version(file.text.as_bytes())))
        .collect();
    let loaded: Vec<_> = roadmaps
        .iter()
        .map(|roadmap| {
            (
                format!("roadmaps/{}.yaml", roadmap.slug.value),
                roadmap.content_hash.clone(),
            )
        })
        .collect();
    assert_eq!(loaded, expected);
    assert!(loaded.len() >= 2);
}

#[test]
fn a_shipped_roadmap_is_refused_where_its_role_is_unknown() {
    let known = Known {
        skills: BTreeSet::new(),
        roles: BTreeSet::new(),
        is_region: &|_| false,
    };
    for file in files().expect("the files are UTF-8") {
        let mistakes = read(&file, &known).expect_err("nothing is known");
        let role = mistakes
            .iter()
            .find(|mistake| mistake.message.starts_with("no role"));
        assert!(role.is_some_and(|mistake| mistake.line > 0), "{mistakes:?}");
    }
}
