//! A schema.org `JobPosting` as a posting. Fields about people, such as whom to apply to, are not looked at.

use serde_json::{Map, Value, json};

use super::linked::Graph;
use super::{SLUG, place};
use crate::raw::{BodyFormat, RawPay, RawPosting};
use crate::read;
use crate::source::{pay, sections};

/// Longer values are no titles, names, places or dates.
const LONGEST: usize = 500;

/// Properties with texts to read, in the order in which they are read, with the headings that they get.
const TEXTS: [(&str, Option<&str>); 6] = [
    ("description", None),
    ("responsibilities", Some("Responsibilities")),
    ("qualifications", Some("Qualifications")),
    ("skills", Some("Skills")),
    ("experienceRequirements", Some("Requirements")),
    ("educationRequirements", Some("Education")),
];

/// Whether a property, by its names, holds a text to read.
pub(super) fn is_text(names: &str) -> bool {
    let mut names = names.split_whitespace();
    names.any(|name| TEXTS.iter().any(|(text, _)| *text == name))
}

/// Whether a type, or an address of one, is that of a job.
pub(super) fn is_job(kind: &str) -> bool {
    let mut kinds = kind.split_whitespace();
    kinds.any(|kind| kind.rsplit(['/', ':', '#']).next() == Some("JobPosting"))
}

/// Whether an object is a job.
pub(super) fn is_job_object(object: &Map<String, Value>) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => is_job(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_job),
        _ => false,
    }
}

/// A job among the other things that its page says.
pub(super) struct Job<'v> {
    object: &'v Map<String, Value>,
    graph: Option<&'v Graph<'v>>,
}

impl<'v> Job<'v> {
    /// A job of a script.
    pub(super) fn within(graph: &'v Graph<'v>, object: &'v Map<String, Value>) -> Self {
        let graph = Some(graph);
        Self { object, graph }
    }

    /// A job that says everything itself.
    pub(super) fn alone(object: &'v Map<String, Value>) -> Self {
        let graph = None;
        Self { object, graph }
    }

    /// The values of a property.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'v Value> {
        let values = match self.object.get(name) {
            None => &[],
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
        };
        let meant = |value| self.graph.map_or(value, |graph| graph.meant(value));
        values.iter().map(meant)
    }

    /// What a property says in words.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.object.get(name).and_then(text)
    }

    /// The posting; who reads the page gives it its id.
    pub(super) fn posting(&self) -> RawPosting {
        let (locations, country) = place::places(self);
        RawPosting {
            source: SLUG.into(),
            title: self.text("title").or_else(|| self.text("name")),
            company: self.company(),
            locations,
            country,
            remote: self.text("jobLocationType"),
            posted: self.text("datePosted"),
            closes: self.text("validThrough"),
            body: self.body(),
            format: BodyFormat::Html,
            pay: self.pay(),
            ..RawPosting::default()
        }
    }

    /// What the employer calls the job.
    pub(super) fn identifier(&self) -> Option<String> {
        let identifier = self.all("identifier").next()?;
        identifier
            .get("value")
            .and_then(text)
            .or_else(|| text(identifier))
    }

    fn company(&self) -> Option<String> {
        let organization = self.all("hiringOrganization").next()?;
        let name = organization
            .get("name")
            .or_else(|| organization.get("legalName"));
        name.and_then(text).or_else(|| text(organization))
    }

    fn body(&self) -> String {
        let texts = TEXTS.map(|(name, heading)| (heading, self.words(name)));
        let description = texts[0].1.clone().unwrap_or_default();
        let said = |text: &&str| !text.is_empty() && !description.contains(*text);
        let parts = texts.iter().enumerate().map(|(at, (heading, text))| {
            let text = text.as_deref().filter(|text| at == 0 || said(text));
            (*heading, text)
        });
        sections::html(parts)
    }

    /// A property's text as HTML: a list where there are several.
    fn words(&self, name: &str) -> Option<String> {
        let words = |value: &Value| match value {
            Value::String(text) => Some(read::markup(text.trim()).into_owned()),
            Value::Object(_) => {
                let inner = ["description", "name", "credentialCategory"];
                inner
                    .iter()
                    .find_map(|name| value.get(name)?.as_str())
                    .map(str::to_owned)
            }
            _ => None,
        };
        let mut texts: Vec<_> = self.all(name).filter_map(words).collect();
        if texts.len() > 1 {
            return Some(format!("<ul><li>{}</ul>", texts.join("\n<li>")));
        }
        texts.pop()
    }

    /// The currency may stand beside the amount.
    fn pay(&self) -> Option<RawPay> {
        let salary = self.object.get("baseSalary")?;
        let amount =
            text(salary).filter(|text| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        match (amount, self.text("salaryCurrency")) {
            (Some(amount), Some(currency)) => {
                pay::from_json(&json!({"value": amount, "currency": currency}))
            }
            _ => pay::from_json(salary),
        }
    }
}

/// What a value says in words: a text, a number, the first of several, the name or the value of what is more.
pub(super) fn text(value: &Value) -> Option<String> {
    let said = match value {
        Value::String(text) => plain(text),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => return text(values.first()?),
        Value::Object(object) => {
            let inner = object.get("@value").or_else(|| object.get("name"))?;
            return text(inner);
        }
        _ => return None,
    };
    let says_something = !matches!(said.as_str(), "" | "null" | "undefined" | "None" | "N/A");
    (says_something && said.len() <= LONGEST).then_some(said)
}

/// The words of a short text, in one line; what is escaped in it is as it was meant.
pub(super) fn plain(text: &str) -> String {
    if text.len() > 4 * LONGEST || !text.contains(['&', '<', '\n']) {
        return text.trim().to_owned();
    }
    let read = read::to_text(text, BodyFormat::Html).text;
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(job: &Value) -> RawPosting {
        Job::alone(job.as_object().unwrap()).posting()
    }

    #[test]
    fn values_are_read_in_every_shape() {
        for (value, expected) in [
            (json!(" R&amp;D <b>Lead</b>\n"), Some("R&D Lead")),
            (json!(["Cook", "Chef"]), Some("Cook")),
            (
                json!({"@type": "Date", "@value": "2026-01-02"}),
                Some("2026-01-02"),
            ),
            (json!({"name": "Norway"}), Some("Norway")),
            (json!(17), Some("17")),
            (json!("null"), None),
            (json!(""), None),
            (json!([]), None),
            (json!(true), None),
            (json!("x".repeat(501)), None),
        ] {
            assert_eq!(text(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_text_in_several_properties_is_one() {
        let job = json!({
            "description": "You bake.\nYou sell.",
            "responsibilities": "You bake.",
            "skills": ["SQL", {"@type": "DefinedTerm", "name": "Rust"}],
            "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 12},
        });
        assert_eq!(
            read(&job).body,
            "You bake.<br>\nYou sell.\n<h3>Skills</h3><ul><li>SQL\n<li>Rust</ul>\n"
        );
        let escaped =
            json!({"description": "&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "skills": "<b>SQL</b>"});
        assert_eq!(
            read(&escaped).body,
            "<p>R&amp;D</p>\n<h3>Skills</h3><b>SQL</b>\n"
        );
    }

    #[test]
    fn pay_may_have_its_currency_beside_it() {
        let pay = |job: Value| read(&job).pay.map(|pay| pay.to_text().into_owned());
        let amount = json!({"baseSalary": 50_000, "salaryCurrency": "NOK"});
        assert_eq!(pay(amount).as_deref(), Some("50000–50000 NOK"));
        let words = json!({"baseSalary": "£20 an hour", "salaryCurrency": "GBP"});
        assert_eq!(pay(words).as_deref(), Some("£20 an hour"));
        let full = json!({"baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": {"minValue": 1_000, "maxValue": "2000", "unitText": "MONTH"}}});
        assert_eq!(pay(full).as_deref(), Some("1000–2000 EUR MONTH"));
        assert_eq!(pay(json!({"estimatedSalary": 5})), None);
    }

    #[test]
    fn employers_and_identifiers_are_read_in_every_shape() {
        for organization in [
            json!("Nordlys"),
            json!({"name": "Nordlys"}),
            json!([{"legalName": "Nordlys"}]),
        ] {
            let job = json!({"hiringOrganization": organization});
            assert_eq!(read(&job).company.as_deref(), Some("Nordlys"), "{job}");
        }
        for identifier in [
            json!("7"),
            json!(7),
            json!({"@type": "PropertyValue", "name": "Nordlys", "value": 7}),
        ] {
            let job = json!({"identifier": identifier});
            let job = Job::alone(job.as_object().unwrap());
            assert_eq!(job.identifier().as_deref(), Some("7"));
        }
    }
}
