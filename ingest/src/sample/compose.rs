//! The sections of a made-up posting, before any layout.

use entity::content::sample::{Family, NonEmpty, Prose};
use entity::posting::{Requirement, Seniority};

use super::demand::Asked;
use super::random::Random;
use super::wording::{fill, list, phrase};

/// What a posting is about.
pub(super) struct Job<'a> {
    pub(super) company: &'a str,
    pub(super) does: &'a str,
    pub(super) family: Family,
    pub(super) level: Option<Seniority>,
    pub(super) asked: &'a [Asked<'a>],
    pub(super) pay: Option<&'a str>,
}

/// A heading with what stands below it.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
    pub(super) listed: bool,
}

/// A composed text.
pub(super) struct Text {
    pub(super) sections: Vec<Section>,
    /// Skills that only the company's own description names.
    pub(super) company_only: Vec<String>,
}

/// Puts a posting together. A `brief` one goes without headings, so its sentences must say by themselves what is required.
pub(super) fn compose(random: &mut Random, prose: &Prose, job: &Job<'_>, brief: bool) -> Text {
    let (about, company_only) = about(random, prose, job, brief);
    let mut sections = vec![tasks(random, prose, job, brief)];
    sections.extend(stack(random, prose, job));
    if brief || random.percent(7) {
        sections.push(cued(random, prose, job));
    } else {
        sections.extend(requirements(random, prose, job));
    }
    if !brief {
        sections.push(benefits(random, prose));
    }
    sections.extend(job.pay.filter(|_| random.percent(40)).map(|pay| Section {
        heading: random.pick(&prose.headings.pay).clone(),
        lines: vec![phrase(random, &prose.pay, &[("pay", pay)])],
        listed: false,
    }));
    if random.percent(80) {
        sections.insert(0, about);
    } else {
        sections.push(about);
    }
    sections.push(Section {
        heading: random.pick(&prose.headings.closing).clone(),
        lines: random.some(&prose.closing, if brief { 1 } else { 2 }),
        listed: false,
    });
    Text {
        sections,
        company_only,
    }
}

fn about(random: &mut Random, prose: &Prose, job: &Job<'_>, brief: bool) -> (Section, Vec<String>) {
    let year = random.between(1988, 2023).to_string();
    let size = (random.between(3, 90) * 5).to_string();
    let values = [
        ("company", job.company),
        ("does", job.does),
        ("year", &*year),
        ("size", &*size),
    ];
    let mut lines = vec![phrase(random, &prose.about, &values)];
    // Sentences that give the year a second time would contradict nobody, but read badly.
    let more = random.some(&prose.more_about, if brief { 1 } else { 2 });
    lines.extend(
        more.iter()
            .filter(|line| !(line.contains("{year}") && lines.concat().contains(&year)))
            .map(|line| fill(line, &values))
            .collect::<Vec<_>>(),
    );
    let mut company_only = Vec::new();
    if !brief && random.percent(7) {
        let aside = random.pick(&prose.asides);
        let asked = |slug: &String| job.asked.iter().any(|one| one.slug == slug);
        if !aside.skills.iter().any(asked) {
            lines.push(fill(&aside.text, &values));
            company_only = aside.skills.iter().cloned().collect();
        }
    }
    let heading = phrase(random, &prose.headings.about, &values);
    let section = Section {
        heading,
        lines,
        listed: false,
    };
    (section, company_only)
}

fn tasks(random: &mut Random, prose: &Prose, job: &Job<'_>, brief: bool) -> Section {
    let mut lines = Vec::new();
    let thing = random.pick(&prose.things).clone();
    if job.family != Family::Other {
        lines.push(phrase(random, &prose.intro, &[("thing", &thing)]));
    }
    let count = if brief { 2 } else { 4 };
    for task in random.some(prose.tasks.of(job.family), count) {
        let thing = random.pick(&prose.things).clone();
        lines.push(fill(&task, &[("thing", &thing)]));
    }
    Section {
        heading: random.pick(&prose.headings.tasks).clone(),
        lines,
        listed: !brief && random.percent(60),
    }
}

/// Names tools and asks for nothing.
fn stack(random: &mut Random, prose: &Prose, job: &Job<'_>) -> Option<Section> {
    let names = names(job, Requirement::Unspecified, false);
    let heading = random.pick(&prose.headings.stack).clone();
    let line = sentence(random, &prose.stack, &names, prose)?;
    Some(Section {
        heading,
        lines: vec![line],
        listed: false,
    })
}

fn requirements(random: &mut Random, prose: &Prose, job: &Job<'_>) -> Vec<Section> {
    let years = years(random, job.level).to_string();
    let hard = named(job, Requirement::Required, false);
    let mut lines = bullets(random, &prose.required, &hard, prose, &years);
    for name in names(job, Requirement::Required, true) {
        lines.push(phrase(random, &prose.soft, &[("skills", name)]));
    }
    lines.extend(random.some(&prose.other_needs, 2));
    let nice = named(job, Requirement::Nice, false);
    let mut sections = Vec::new();
    if nice.is_empty() || random.percent(25) {
        lines.extend(bullets(random, &prose.nice_cued, &nice, prose, &years));
    } else {
        sections.push(Section {
            heading: random.pick(&prose.headings.nice).clone(),
            lines: bullets(random, &prose.nice, &nice, prose, &years),
            listed: true,
        });
    }
    let required = Section {
        heading: random.pick(&prose.headings.required).clone(),
        lines,
        listed: true,
    };
    sections.insert(0, required);
    sections
}

/// Requirements in sentences that need no heading.
fn cued(random: &mut Random, prose: &Prose, job: &Job<'_>) -> Section {
    let mut lines = Vec::new();
    let mut required = names(job, Requirement::Required, false);
    required.extend(names(job, Requirement::Required, true));
    lines.extend(sentence(random, &prose.required_cued, &required, prose));
    let nice = names(job, Requirement::Nice, false);
    lines.extend(sentence(random, &prose.nice_cued, &nice, prose).map(|line| line + "."));
    Section {
        heading: random.pick(&prose.headings.required).clone(),
        lines,
        listed: false,
    }
}

fn benefits(random: &mut Random, prose: &Prose) -> Section {
    let count = random.between(3, 5);
    Section {
        heading: random.pick(&prose.headings.benefits).clone(),
        lines: random.some(&prose.benefits, usize::try_from(count).unwrap_or(3)),
        listed: true,
    }
}

/// Lines of one to three skills each; a name that must not stand alone draws its neighbour into its line.
fn bullets(
    random: &mut Random,
    templates: &NonEmpty<String>,
    asked: &[&Asked<'_>],
    prose: &Prose,
    years: &str,
) -> Vec<String> {
    let mut asked: Vec<_> = asked.to_vec();
    random.shuffle(&mut asked);
    // Last of all stands a name that may stand alone.
    asked.sort_by_key(|one| !one.skill.list_only);
    let mut lines = Vec::new();
    let mut rest = asked.as_slice();
    while let Some(first) = rest.first() {
        let listed = rest.iter().take_while(|one| one.skill.list_only).count();
        let wished = usize::try_from(random.between(1, 3)).unwrap_or(1);
        let least = if first.skill.list_only { listed + 1 } else { 1 };
        let (line, left) = rest.split_at(wished.max(least).min(rest.len()));
        let mut names: Vec<&str> = line.iter().map(|one| one.name).collect();
        random.shuffle(&mut names);
        let skills = list(&names, &prose.and);
        let template = random.pick(templates);
        lines.push(fill(template, &[("skills", &skills), ("years", years)]));
        rest = left;
    }
    random.shuffle(&mut lines);
    lines
}

fn sentence(
    random: &mut Random,
    templates: &NonEmpty<String>,
    names: &[&str],
    prose: &Prose,
) -> Option<String> {
    let template = random.pick(templates);
    let skills = list(names, &prose.and);
    (!names.is_empty()).then(|| fill(template, &[("skills", &skills)]))
}

fn named<'a>(job: &Job<'a>, requirement: Requirement, soft: bool) -> Vec<&'a Asked<'a>> {
    job.asked
        .iter()
        .filter(|one| one.requirement == requirement && one.skill.soft == soft)
        .collect()
}

fn names<'a>(job: &Job<'a>, requirement: Requirement, soft: bool) -> Vec<&'a str> {
    let named = named(job, requirement, soft);
    named.into_iter().map(|one| one.name).collect()
}

fn years(random: &mut Random, level: Option<Seniority>) -> u64 {
    match level {
        Some(Seniority::Intern | Seniority::Junior) => 1,
        Some(Seniority::Senior | Seniority::Lead | Seniority::Manager) => random.between(4, 6),
        Some(Seniority::Staff | Seniority::Principal) => random.between(7, 10),
        _ => random.between(2, 4),
    }
}
