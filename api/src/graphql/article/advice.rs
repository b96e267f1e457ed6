//! What a guide advises: reasons, pathways, challenges, tips, questions, resources.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{content::roadmap as content, roadmap};

use super::converted;
use crate::graphql::{
    nullable::Nullable,
    roadmap_node::{Importance, RoadmapNode},
};

/// How long the way takes.
#[derive(SimpleObject)]
pub(super) struct LearningTime {
    /// Months at the least.
    months_from: f64,
    /// Months at the most.
    months_to: f64,
    /// As the guide prints it.
    printed: String,
}

impl From<content::Duration> for LearningTime {
    fn from(found: content::Duration) -> Self {
        let content::Duration {
            months_from,
            months_to,
            printed,
        } = found;
        Self {
            months_from,
            months_to,
            printed,
        }
    }
}

/// A reason to go this way.
#[derive(SimpleObject)]
pub(super) struct Reason {
    /// The reason in a few words.
    title: String,
    /// The reason in a sentence or two.
    text: String,
    /// The number behind it.
    figure: Option<Figure>,
}

impl From<content::Reason> for Reason {
    fn from(found: content::Reason) -> Self {
        let content::Reason {
            title,
            text,
            figure,
        } = found;
        Self {
            title,
            text,
            figure: figure.map(Figure::from),
        }
    }
}

/// A published number.
#[derive(SimpleObject)]
pub(super) struct Figure {
    /// The number.
    value: f64,
    /// What it counts.
    unit: String,
    /// The year it is about.
    year: u16,
    /// Who published it.
    source: String,
}

impl From<content::Figure> for Figure {
    fn from(found: content::Figure) -> Self {
        let content::Figure {
            value,
            unit,
            year,
            source,
        } = found;
        Self {
            value,
            unit,
            year,
            source,
        }
    }
}

/// A way of learning the role.
#[derive(SimpleObject)]
pub(super) struct Pathway {
    /// What it is called.
    title: String,
    /// What it is and whom it suits.
    summary: String,
    /// Whether the guide recommends it above the others.
    recommended: bool,
    /// What it consists of.
    options: Vec<PathwayOption>,
}

impl From<content::Pathway> for Pathway {
    fn from(found: content::Pathway) -> Self {
        let content::Pathway {
            title,
            summary,
            recommended,
            options,
        } = found;
        Self {
            title,
            summary,
            recommended,
            options: converted(options),
        }
    }
}

/// A part of a pathway.
#[derive(SimpleObject)]
pub(super) struct PathwayOption {
    /// What it is, e.g. a bachelor's degree.
    name: String,
    /// Subjects, providers or courses.
    examples: Vec<String>,
    /// How much it matters within the pathway.
    importance: Importance,
    /// When it is worth it.
    note: Option<String>,
}

impl From<content::PathwayOption> for PathwayOption {
    fn from(found: content::PathwayOption) -> Self {
        let content::PathwayOption {
            name,
            examples,
            importance,
            note,
        } = found;
        Self {
            name,
            examples,
            importance: importance.into(),
            note,
        }
    }
}

/// Something hard, with what helps.
#[derive(SimpleObject)]
pub(super) struct Challenge {
    /// What is hard.
    challenge: String,
    /// What helps.
    answer: String,
}

impl From<content::Challenge> for Challenge {
    fn from(found: content::Challenge) -> Self {
        let content::Challenge { challenge, answer } = found;
        Self { challenge, answer }
    }
}

/// A piece of advice.
#[derive(SimpleObject)]
pub(super) struct Tip {
    /// The advice in a few words.
    title: String,
    /// The advice in a sentence or two.
    text: String,
}

impl From<content::Tip> for Tip {
    fn from(found: content::Tip) -> Self {
        let content::Tip { title, text } = found;
        Self { title, text }
    }
}

/// A frequent question with its answer.
#[derive(SimpleObject)]
#[expect(
    clippy::struct_field_names,
    reason = "a question has a question and an answer"
)]
pub(super) struct Question {
    /// What is asked.
    question: String,
    /// What the guide answers.
    answer: String,
    /// Whose answer it is: guides may disagree.
    attribution: Option<String>,
    /// The year for which it holds.
    as_of: Option<u16>,
}

impl From<content::Question> for Question {
    fn from(found: content::Question) -> Self {
        let content::Question {
            question,
            answer,
            attribution,
            as_of,
        } = found;
        Self {
            question,
            answer,
            attribution,
            as_of,
        }
    }
}

/// A guide's way of finding out how ready one is.
#[derive(SimpleObject)]
pub(super) struct Assessment {
    /// What it starts from.
    input: String,
    /// What it answers.
    results: Vec<String>,
    /// What it costs.
    cost: String,
    /// How long it takes.
    time: String,
}

impl From<content::Assessment> for Assessment {
    fn from(found: content::Assessment) -> Self {
        let content::Assessment {
            input,
            results,
            cost,
            time,
        } = found;
        Self {
            input,
            results,
            cost,
            time,
        }
    }
}

/// A course, a site or a publication, by name.
pub(super) struct Resource {
    roadmap: Arc<roadmap::Model>,
    name: String,
    node: String,
    purpose: String,
}

impl Resource {
    /// A resource of a roadmap.
    pub(super) fn new(found: content::Resource, roadmap: &Arc<roadmap::Model>) -> Self {
        let content::Resource {
            name,
            node,
            purpose,
        } = found;
        Self {
            roadmap: Arc::clone(roadmap),
            name,
            node: node.value,
            purpose,
        }
    }
}

/// A course, a site or a publication, by name.
#[Object]
impl Resource {
    /// What it is called.
    async fn name(&self) -> &str {
        &self.name
    }

    /// The node that sends its reader there.
    async fn node(&self, ctx: &Context<'_>) -> Nullable<RoadmapNode> {
        RoadmapNode::find(ctx, &self.roadmap, &self.node)
            .await
            .into()
    }

    /// What to do there.
    async fn purpose(&self) -> &str {
        &self.purpose
    }
}
