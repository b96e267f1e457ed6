//! Everything in a guide that is not a node: one typed document, stored as JSON with each edition.
//!
//! A reference to a skill or a node keeps its place in the file, so that a mistake in it is reported with its line; stored,
//! it is the plain slug.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Key, Spanned, required};
use crate::roadmap_node::Importance;

/// The article round a roadmap; a guide leaves out what it does not speak about.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Article {
    /// What the role is, in a paragraph.
    pub definition: Option<String>,
    /// What the role is, in a sentence.
    pub in_short: Option<String>,
    /// Whom the guide is for.
    pub audience: Vec<String>,
    /// The way in a few words, one a stage.
    pub summary_points: Vec<String>,
    /// How long the way takes.
    pub duration: Option<Duration>,
    /// What people in the role do.
    pub responsibilities: Vec<String>,
    /// Why one would want the role.
    pub reasons: Vec<Reason>,
    /// What the role pays, by region.
    pub salaries: Vec<Salary>,
    /// Ways of learning it.
    pub pathways: Vec<Pathway>,
    /// What to bear in mind in choosing among the pathways.
    pub pathway_advice: Option<String>,
    /// What one has to know, by field.
    pub skill_groups: Vec<SkillGroup>,
    /// Tools by what they are for.
    pub toolbox: Vec<ToolCategory>,
    /// What employers look for.
    pub checklist: Vec<ChecklistItem>,
    /// Roles that the way opens.
    pub careers: Vec<Career>,
    /// Industries that hire.
    pub industries: Vec<Industry>,
    /// What is hard, with what helps.
    pub challenges: Vec<Challenge>,
    /// Advice for the whole way.
    pub tips: Vec<Tip>,
    /// Frequent questions with their answers.
    pub questions: Vec<Question>,
    /// Courses, sites and publications that a node sends its reader to.
    pub resources: Vec<Resource>,
    /// The guide's way of finding out how ready one is.
    pub assessment: Option<Assessment>,
}

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Months at the least.
    pub months_from: f64,
    /// Months at the most.
    pub months_to: f64,
    /// As the guide prints it.
    pub printed: String,
}

/// A reason to go this way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason in a few words.
    pub title: String,
    /// The reason in a sentence or two.
    pub text: String,
    /// The number behind it.
    #[serde(default)]
    pub figure: Option<Figure>,
}

/// A published number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: String,
    /// The year it is about.
    pub year: u16,
    /// Who published it.
    pub source: String,
}

/// What the role pays in one region, as a guide says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Salary {
    /// Code of the region, e.g. `US`.
    pub region: String,
    /// Currency (ISO 4217).
    pub currency: String,
    /// Lower end in whole units of the currency.
    pub low: u32,
    /// Upper end in whole units of the currency.
    pub high: u32,
    /// Whether the guide says that it goes beyond the upper end.
    #[serde(default)]
    pub open_ended: bool,
    /// What the amounts are paid for, e.g. `year`.
    pub period: String,
    /// As the guide prints it.
    pub printed: String,
    /// The year of the statement.
    pub as_of: u16,
    /// Whose statement it is.
    pub source: String,
}

/// A way of learning the role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    /// Its name.
    pub title: String,
    /// What it is and whom it suits.
    pub summary: String,
    /// Whether the guide recommends it above the others.
    #[serde(default)]
    pub recommended: bool,
    /// What it consists of.
    pub options: Vec<PathwayOption>,
}

/// A part of a pathway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathwayOption {
    /// What it is, e.g. a bachelor's degree.
    pub name: String,
    /// Subjects, providers or courses.
    #[serde(default)]
    pub examples: Vec<String>,
    /// How much it matters within the pathway.
    #[serde(default = "required")]
    pub importance: Importance,
    /// When it is worth it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A field of knowledge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillGroup {
    /// Its name.
    pub title: String,
    /// What it consists of.
    pub items: Vec<SkillGroupItem>,
}

/// A part of a field of knowledge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillGroupItem {
    /// Its name.
    pub title: String,
    /// Slugs of its skills.
    #[schemars(with = "Vec<Key>")]
    pub skills: Vec<Spanned<String>>,
    /// What to look at in particular, where no skill says it.
    #[serde(default)]
    pub notes: Vec<String>,
    /// How much it matters.
    #[serde(default = "required")]
    pub importance: Importance,
}

/// Tools for one purpose.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolCategory {
    /// The purpose.
    pub title: String,
    /// The tools.
    pub tools: Vec<Tool>,
}

/// A tool, which is a skill.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Slug of the skill.
    #[schemars(with = "Key")]
    pub skill: Spanned<String>,
    /// What the guide adds, e.g. the name it uses.
    #[serde(default)]
    pub note: Option<String>,
}

/// One thing that employers look for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// What it is.
    pub title: String,
    /// What belongs to it, in words.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Slugs of the skills that it takes.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
    pub skills: Vec<Spanned<String>>,
    /// Slugs of skills any one of which is enough.
    #[serde(default)]
    #[schemars(with = "Vec<Key>")]
    pub any_of: Vec<Spanned<String>>,
}

/// A role that the way opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Career {
    /// Title of the role.
    pub title: String,
    /// What one does in it.
    pub summary: String,
}

/// An industry that hires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Industry {
    /// Its name.
    pub name: String,
    /// What it hires for.
    pub examples: Vec<String>,
}

/// Something hard, with what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// What is hard.
    pub challenge: String,
    /// What helps.
    pub answer: String,
}

/// A piece of advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tip {
    /// The advice in a few words.
    pub title: String,
    /// The advice in a sentence or two.
    pub text: String,
}

/// A frequent question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Whose answer it is: guides may disagree.
    #[serde(default)]
    pub attribution: Option<String>,
    /// The year for which it holds.
    #[serde(default)]
    pub as_of: Option<u16>,
}

/// A course, a site or a publication, by name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name.
    pub name: String,
    /// Key of the node that sends its reader there.
    #[schemars(with = "Key")]
    pub node: Spanned<String>,
    /// What to do there.
    pub purpose: String,
}

/// A way of finding out how ready one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// What it starts from.
    pub input: String,
    /// What it answers.
    pub results: Vec<String>,
    /// What it costs.
    pub cost: String,
    /// How long it takes.
    pub time: String,
}

impl Article {
    /// Every reference to a skill, in the order of the file's fields.
    pub(super) fn skill_references(&self) -> impl Iterator<Item = &Spanned<String>> {
        let groups = self.skill_groups.iter().flat_map(|group| &group.items);
        let tools = self.toolbox.iter().flat_map(|category| &category.tools);
        groups
            .flat_map(|item| &item.skills)
            .chain(tools.map(|tool| &tool.skill))
            .chain(self.checklist.iter().flat_map(|item| &item.skills))
            .chain(self.checklist.iter().flat_map(|item| &item.any_of))
    }
}
