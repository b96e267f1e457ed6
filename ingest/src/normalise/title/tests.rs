use entity::posting::Seniority::{
    self, CLevel, Director, Intern, Junior, Lead, Manager, Mid, Senior, Vp,
};
use proptest::prelude::*;

use super::*;
use crate::normalise::cases;

struct Bench {
    roles: Vec<RoleEntry>,
    reader: TitleReader,
}

fn bench() -> Bench {
    let roles = entity::content::role::load().unwrap();
    let reader = TitleReader::new(&roles).unwrap();
    Bench { roles, reader }
}

impl Bench {
    fn read(&self, title: &str) -> (&str, Option<Seniority>) {
        let reading = self.reader.read(title);
        let slug = reading.role.map(|i| self.roles[i].slug.value.as_str());
        (slug.unwrap_or("other"), reading.seniority)
    }
}

#[test]
fn titles_found_wanting_on_real_boards() {
    let bench = bench();
    for (title, role, seniority) in [
        ("Sr PM, Search Quality", "product-manager", Some(Senior)),
        ("Order Picker - PM Shift", "other", None),
        (
            "Engineer, Autonomous Driving (Contract)",
            "robotics-engineer",
            None,
        ),
        (
            "Director, Customer Engineering",
            "engineering-manager",
            Some(Director),
        ),
        ("Test Manager", "qa-engineer", Some(Manager)),
        ("Network Engineer (WAN) III", "network-engineer", Some(Mid)),
        ("UX/UI Developer", "frontend-engineer", None),
        ("Data Centre Engineer", "systems-administrator", None),
        (
            "Associate Engineer (Backend, Go)",
            "backend-engineer",
            Some(Junior),
        ),
        ("Rail Structures Engineering Lead", "other", Some(Lead)),
        ("Applied ML Researcher", "research-scientist", None),
        (
            "Distinguished Engineer",
            "software-engineer",
            Some(Seniority::Principal),
        ),
    ] {
        assert_eq!(bench.read(title), (role, seniority), "{title}");
    }
}

#[test]
fn reasons_name_the_words_and_the_list_they_stand_in() {
    let bench = bench();
    for (title, field, rule, evidence) in [
        (
            "Senior Back-End Developer (Go)",
            "role",
            "fields of backend-engineer",
            "Back-End",
        ),
        (
            "Senior Back-End Developer (Go)",
            "seniority",
            "a word of this level",
            "Senior",
        ),
        (
            "Développeuse logiciel",
            "role",
            "names of software-engineer",
            "Développeuse",
        ),
        (
            "Manager, Platform Engineering",
            "role",
            "leaders of engineering-manager",
            "Manager",
        ),
        ("IT Recruiter", "role", "except", "Recruiter"),
        ("Baker", "role", "no words of a role", "Baker"),
        (
            "Lead Generation Specialist",
            "seniority",
            "are none",
            "Lead Generation",
        ),
        (
            "Data Engineer II",
            "seniority",
            "a numeral",
            "Data Engineer II",
        ),
    ] {
        let reasons = bench.reader.reasons(title, &bench.roles);
        let found = reasons.iter().any(|reason| {
            reason.field == field && reason.rule.contains(rule) && reason.evidence == evidence
        });
        assert!(found, "{title}: {field}: {reasons:?}");
    }
}

#[test]
fn titles_of_own_writing() {
    let bench = bench();
    for (title, role, seniority) in [
        (
            "Senior Java Entwickler (m/w/d)",
            "software-engineer",
            Some(Senior),
        ),
        ("Sr. Back-end Dev", "backend-engineer", Some(Senior)),
        (
            "Software Engineer, Machine Learning",
            "machine-learning-engineer",
            None,
        ),
        ("Software Engineer II/III", "software-engineer", Some(Mid)),
        ("VP of Engineering", "engineering-manager", Some(Vp)),
        (
            "Head of Data Engineering",
            "engineering-manager",
            Some(Director),
        ),
        (
            "Manager, Platform Engineering",
            "engineering-manager",
            Some(Manager),
        ),
        ("Head of Product", "product-manager", Some(Director)),
        (
            "Chief Technology Officer",
            "engineering-manager",
            Some(CLevel),
        ),
        (
            "Werkstudent Softwareentwicklung",
            "software-engineer",
            Some(Intern),
        ),
        (
            "Praktikant (m/w/d) im Bereich Machine Learning",
            "machine-learning-engineer",
            Some(Intern),
        ),
        ("Data Science Lead", "data-scientist", Some(Lead)),
        ("Cloud Security Engineer", "security-engineer", None),
        ("iOS/Android Developer", "mobile-engineer", None),
        ("DevOps / Backend Engineer", "devops-engineer", None),
        ("Junior Webentwickler:in", "web-developer", Some(Junior)),
        ("Platform Engineer", "platform-engineer", None),
        (
            "Senior Software Engineer II",
            "software-engineer",
            Some(Senior),
        ),
        ("Sales Engineer", "solutions-engineer", None),
    ] {
        assert_eq!(bench.read(title), (role, seniority), "{title}");
    }
}

#[test]
fn titles_that_are_no_tech_roles() {
    let bench = bench();
    for (title, seniority) in [
        ("Lead Generation Specialist", None),
        ("Staff Accountant", None),
        ("Principal (School)", None),
        ("Account Executive, Data Platform", None),
        ("Executive Assistant to the CTO", None),
        ("Business Developer", None),
        ("Technical Recruiter - Software Engineer roles", None),
        ("Senior Living Advisor", None),
        ("Sales Associate", None),
        ("Civil Engineer", None),
        ("Chief of Staff", None),
        ("Mid-Market Account Executive", None),
        ("", None),
        ("(m/w/d)", None),
    ] {
        assert_eq!(bench.read(title), ("other", seniority), "{title}");
    }
}

#[test]
fn words_given_twice_in_different_spellings_are_refused() {
    let mut roles = entity::content::role::load().unwrap();
    let mut words = roles[1].fields[0].clone();
    words.value = "Data-Scientist".into();
    roles[1].names.push(words);
    let error = TitleReader::new(&roles).unwrap_err();
    assert!(error.message.contains("another spelling"), "{error}");
}

#[derive(serde::Deserialize)]
struct Case {
    raw: String,
    expect: Expected,
}

#[derive(serde::Deserialize)]
struct Expected {
    role: Option<String>,
    seniority: Option<Seniority>,
}

#[test]
#[expect(clippy::print_stderr, reason = "a measure is there to be read")]
fn labelled_titles() {
    let Some(cases) = cases::load::<Case>("titles") else {
        return;
    };
    let bench = bench();
    let (mut roles, mut levels, mut all) = (0, 0, 0);
    for case in cases {
        let (role, seniority) = bench.read(&case.raw);
        let expected = case.expect.role.as_deref().unwrap_or("other");
        all += 1;
        roles += usize::from(role == expected);
        levels += usize::from(seniority == case.expect.seniority);
        if role != expected || seniority != case.expect.seniority {
            eprintln!(
                "{}: {role} {seniority:?}, not {expected} {:?}",
                case.raw, case.expect.seniority
            );
        }
    }
    eprintln!("roles {roles}/{all}, levels {levels}/{all}");
    assert!(roles * 100 >= all * 92, "roles {roles}/{all}");
    assert!(levels * 100 >= all * 95, "levels {levels}/{all}");
}

proptest! {
    #[test]
    fn no_title_breaks_the_reader(title in "\\PC{0,80}") {
        let roles = entity::content::role::load().unwrap();
        let reading = TitleReader::new(&roles).unwrap().read(&title);
        prop_assert!(reading.role.is_none_or(|i| i < roles.len()));
    }

    #[test]
    fn case_and_space_do_not_matter(i in 0..46usize) {
        let bench = bench();
        let title = bench.roles[i].title.clone();
        let read = bench.reader.read(&title);
        prop_assert_eq!(read, bench.reader.read(&format!("  {} ", title.to_uppercase())));
        prop_assert_eq!(read.role, Some(i), "{}", title);
    }
}
