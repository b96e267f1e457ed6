//! The report, for people.

use super::Report;
use super::source::SourceState;

pub(super) fn report(report: &Report) -> String {
    let settings = report.settings.iter();
    let settings = settings.map(|value| {
        [
            value.name.to_owned(),
            value.value.clone(),
            format!("({})", value.from),
        ]
    });
    let parts = report.parts.iter();
    let parts = parts.map(|part| [part.name.to_owned(), part.state.clone(), String::new()]);
    let sources = report
        .sources
        .iter()
        .map(|state| [state.source.to_owned(), collected(state), details(state)]);
    let mut lines = vec!["what counts".to_owned()];
    lines.extend(table(&settings.collect::<Vec<_>>()));
    lines.push("what is there".to_owned());
    lines.extend(table(&parts.collect::<Vec<_>>()));
    if !report.sources.is_empty() {
        lines.push("sources".to_owned());
        lines.extend(table(&sources.collect::<Vec<_>>()));
    }
    lines.extend(report.broken.iter().map(|text| format!("broken: {text}")));
    lines.extend(report.advice.iter().map(|text| format!("next: {text}")));
    if report.broken.is_empty() {
        lines.push("nothing is broken".to_owned());
    }
    lines.join("\n")
}

fn collected(state: &SourceState) -> String {
    match &state.idle_because {
        None => "collected".to_owned(),
        Some(because) => format!("not collected: {because}"),
    }
}

fn details(state: &SourceState) -> String {
    if !state.enabled {
        return String::new();
    }
    let boards = match &state.boards[..] {
        [] => "as a whole".to_owned(),
        boards => boards.join(", "),
    };
    let set = |(name, is_set): &(&str, bool)| {
        format!("; {name} {}", if *is_set { "set" } else { "not set" })
    };
    let keys: String = state.keys.iter().map(set).collect();
    format!(
        "{boards}; at `{}` UTC ({}){keys}",
        state.schedule, state.schedule_from
    )
}

/// Lines whose columns stand below each other.
fn table(rows: &[[String; 3]]) -> Vec<String> {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    let line = |[name, value, rest]: &[String; 3]| {
        let line = format!("  {name:first$}  {value:second$}  {rest}");
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
