//! The article round a roadmap: everything in a guide that is not a node.
//!
//! Each conversion takes its content apart field by field, so that a fact added to the content cannot be forgotten here.

mod advice;
mod knowledge;
mod market;

use std::sync::Arc;

use async_graphql::SimpleObject;
use entity::{content::roadmap::Article, roadmap};

use advice::{Assessment, Challenge, LearningTime, Pathway, Question, Reason, Resource, Tip};
use knowledge::{ChecklistItem, SkillGroup, ToolCategory};
use market::{Career, Industry, SalaryFact};

/// Everything in a guide that is not a node; lists are empty and texts null where the guide does not speak about them.
#[derive(SimpleObject)]
pub(crate) struct RoadmapArticle {
    /// What the role is, in a paragraph.
    definition: Option<String>,
    /// What the role is, in a sentence.
    in_short: Option<String>,
    /// Whom the guide is for.
    audience: Vec<String>,
    /// The way in a few words, one a stage.
    summary_points: Vec<String>,
    /// How long the way takes.
    duration: Option<LearningTime>,
    /// What people in the role do.
    responsibilities: Vec<String>,
    /// Why one would want the role.
    reasons: Vec<Reason>,
    /// What the role pays, by region, as the guide says.
    salaries: Vec<SalaryFact>,
    /// Ways of learning it.
    pathways: Vec<Pathway>,
    /// What to bear in mind in choosing among the pathways.
    pathway_advice: Option<String>,
    /// What one has to know, by field.
    skill_groups: Vec<SkillGroup>,
    /// Tools by what they are for.
    toolbox: Vec<ToolCategory>,
    /// What employers look for.
    checklist: Vec<ChecklistItem>,
    /// Roles that the way opens.
    careers: Vec<Career>,
    /// Industries that hire.
    industries: Vec<Industry>,
    /// What is hard, with what helps.
    challenges: Vec<Challenge>,
    /// Advice for the whole way.
    tips: Vec<Tip>,
    /// Frequent questions with their answers.
    questions: Vec<Question>,
    /// Courses, sites and publications that a node sends its reader to.
    resources: Vec<Resource>,
    /// The guide's way of finding out how ready one is.
    assessment: Option<Assessment>,
}

impl RoadmapArticle {
    /// The article of a roadmap.
    pub(crate) fn new(article: Article, roadmap: &Arc<roadmap::Model>) -> Self {
        let Article {
            definition,
            in_short,
            audience,
            summary_points,
            duration,
            responsibilities,
            reasons,
            salaries,
            pathways,
            pathway_advice,
            skill_groups,
            toolbox,
            checklist,
            careers,
            industries,
            challenges,
            tips,
            questions,
            resources,
            assessment,
        } = article;
        let resource = |resource| Resource::new(resource, roadmap);
        Self {
            definition,
            in_short,
            audience,
            summary_points,
            duration: duration.map(LearningTime::from),
            responsibilities,
            reasons: converted(reasons),
            salaries: converted(salaries),
            pathways: converted(pathways),
            pathway_advice,
            skill_groups: converted(skill_groups),
            toolbox: converted(toolbox),
            checklist: converted(checklist),
            careers: converted(careers),
            industries: converted(industries),
            challenges: converted(challenges),
            tips: converted(tips),
            questions: converted(questions),
            resources: resources.into_iter().map(resource).collect(),
            assessment: assessment.map(Assessment::from),
        }
    }
}

fn converted<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}
