//! Changes to `waymark.toml` that keep what people wrote: comments, order, and the way lists are laid out.

use anyhow::Context;
use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value, value};

/// How a new file begins.
pub const BEGINNING: &str = "\
# What Waymark collects. `waymark doctor` shows what counts; `waymark sources terms` what each source asks of us.

# Who answers for it: a web address or an e-mail address. It goes into the User-Agent of every request, and nothing is
# collected without it.
# contact = \"https://example.org/bot\"
";

/// Lists boards of a source that are not listed yet, and tells which those are.
///
/// # Errors
/// When the file is no TOML, or has something else where boards are listed.
pub fn add_boards(
    text: &str,
    slug: &str,
    boards: &[String],
) -> anyhow::Result<(String, Vec<String>)> {
    let mut document: DocumentMut = text.parse()?;
    let section = section(&mut document, slug)?;
    let item = section.entry("boards").or_insert(value(Array::new()));
    let list = item.as_array_mut().with_context(|| no_list(slug))?;
    let mut added = Vec::new();
    for board in boards {
        if !holds(list, board) {
            push(list, board);
            added.push(board.clone());
        }
    }
    Ok((document.to_string(), added))
}

/// Takes boards of a source off the list, and tells which were on it. A source that has none left is asked for no more.
///
/// # Errors
/// When the file is no TOML, or has something else where boards are listed.
pub fn remove_boards(
    text: &str,
    slug: &str,
    boards: &[String],
) -> anyhow::Result<(String, Vec<String>)> {
    let mut document: DocumentMut = text.parse()?;
    let section = section(&mut document, slug)?;
    let Some(item) = section.get_mut("boards") else {
        return Ok((text.to_owned(), Vec::new()));
    };
    let list = item.as_array_mut().with_context(|| no_list(slug))?;
    let mut removed = Vec::new();
    for board in boards {
        let at = list.iter().position(|item| item.as_str() == Some(board));
        if let Some(at) = at {
            take_out(list, at);
            removed.push(board.clone());
        }
    }
    let is_on = section.get("enabled").and_then(Item::as_bool) == Some(true);
    let is_empty = |item: &Item| item.as_array().is_some_and(Array::is_empty);
    if is_on && section.get("boards").is_some_and(is_empty) {
        // On and without a board would be a mistake.
        section.remove("enabled");
    }
    Ok((document.to_string(), removed))
}

/// Turns a source on or off, and tells whether the file said otherwise.
///
/// # Errors
/// When the file is no TOML.
pub fn enable(text: &str, slug: &str, enabled: bool) -> anyhow::Result<(String, bool)> {
    let mut document: DocumentMut = text.parse()?;
    let section = section(&mut document, slug)?;
    if section.get("enabled").and_then(Item::as_bool) == Some(enabled) {
        return Ok((text.to_owned(), false));
    }
    let decor = section.get("enabled").and_then(Item::as_value);
    let decor = decor.map(|value| value.decor().clone());
    let mut new = Value::from(enabled);
    if let Some(decor) = decor {
        // A comment behind the old value stays.
        *new.decor_mut() = decor;
    }
    section.insert("enabled", Item::Value(new));
    Ok((document.to_string(), true))
}

/// The section of a source, made where there is none.
fn section<'a>(document: &'a mut DocumentMut, slug: &str) -> anyhow::Result<&'a mut dyn TableLike> {
    let end = document.trailing().as_str().unwrap_or_default().to_owned();
    let is_new = document
        .get("sources")
        .is_none_or(|sources| sources.get(slug).is_none());
    let is_braced = document.get("sources").is_some_and(Item::is_inline_table);
    if is_new && !is_braced && !end.is_empty() {
        // The comments at the end of the file stay before what comes after them.
        document.set_trailing("");
    }
    let sources = document.entry("sources").or_insert_with(|| {
        let mut sources = Table::new();
        sources.set_implicit(true);
        Item::Table(sources)
    });
    let new = if is_braced {
        value(InlineTable::new())
    } else {
        let mut section = Table::new();
        if !end.is_empty() {
            section.decor_mut().set_prefix(format!("{end}\n"));
        }
        Item::Table(section)
    };
    let sources = sources.as_table_like_mut();
    let sources = sources.context("`sources` is no table")?;
    let section = sources.entry(slug).or_insert(new);
    section
        .as_table_like_mut()
        .with_context(|| format!("`sources.{slug}` is no table"))
}

fn no_list(slug: &str) -> String {
    format!("`boards` of {slug} is no list")
}

fn holds(list: &Array, board: &str) -> bool {
    list.iter().any(|item| item.as_str() == Some(board))
}

/// Adds at the end, laid out as what is there; a comment behind the last one stays with it.
fn push(list: &mut Array, board: &str) {
    let text = |raw: Option<&RawString>| {
        raw.and_then(RawString::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let trailing = text(Some(list.trailing()));
    let around = list.iter().last().map(|end| {
        let decor = end.decor();
        (text(decor.prefix()), text(decor.suffix()))
    });
    let Some((prefix, suffix)) = around else {
        let new = Value::from(board);
        list.push_formatted(new);
        return;
    };
    let Some((_, indent)) = prefix.rsplit_once('\n') else {
        list.push(board);
        return;
    };
    // What follows the last one stands behind its comma, or else before where the comma goes.
    let behind = if list.trailing_comma() {
        trailing
    } else {
        suffix
    };
    let (comment, close) = behind.rsplit_once('\n').unwrap_or((&behind, ""));
    let new = Value::from(board).decorated(format!("{comment}\n{indent}"), "");
    if !list.trailing_comma()
        && let Some(end) = list.iter_mut().last()
    {
        end.decor_mut().set_suffix("");
    }
    list.push_formatted(new);
    list.set_trailing(format!("\n{close}"));
    list.set_trailing_comma(true);
}

/// Takes one out; a list in one line begins without a blank all the same.
fn take_out(list: &mut Array, at: usize) {
    let removed = list.remove(at);
    if at == 0
        && let Some(first) = list.iter_mut().next()
    {
        let prefix = removed.decor().prefix().cloned().unwrap_or_default();
        first.decor_mut().set_prefix(prefix);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str, boards: &[&str]) -> String {
        let boards: Vec<String> = boards.iter().map(|board| (*board).to_owned()).collect();
        let (text, _) = add_boards(text, "ashby", &boards).unwrap();
        let again = add_boards(&text, "ashby", &boards).unwrap();
        assert_eq!(again, (text.clone(), Vec::new()), "twice is once");
        text
    }

    fn removed(text: &str, boards: &[&str]) -> String {
        let boards: Vec<String> = boards.iter().map(|board| (*board).to_owned()).collect();
        let (text, _) = remove_boards(text, "ashby", &boards).unwrap();
        let again = remove_boards(&text, "ashby", &boards).unwrap();
        assert_eq!(again, (text.clone(), Vec::new()), "twice is once");
        text
    }

    #[test]
    fn a_new_section_goes_to_the_end() {
        assert_eq!(
            added(BEGINNING, &["a", "b"]),
            format!("{BEGINNING}\n[sources.ashby]\nboards = [\"a\", \"b\"]\n")
        );
    }

    #[test]
    fn what_people_wrote_stays_as_it_is() {
        let text = "# ours\ncontact = \"a@example.org\" # who\n\n[sources.lever]\nboards = [\"x\"]\n\n[sources.ashby] # ours\nschedule = \"0 3 * * *\"\nboards = [\"a\"] # one\n\n[collect]\nworkers = 2\n";
        let with_b = text.replace("[\"a\"] # one", "[\"a\", \"b\"] # one");
        assert_eq!(added(text, &["a", "b"]), with_b);
        assert_eq!(removed(&with_b, &["b", "c"]), text);
        assert_eq!(removed(&with_b, &["a"]), with_b.replace("\"a\", ", ""));
    }

    #[test]
    fn a_list_of_lines_stays_one() {
        let begin = "[sources.ashby]\nboards = [\n    # first\n    \"a\", # of a\n";
        let text = format!("{begin}    \"b\", # of b\n]\n");
        let longer = format!("{begin}    \"b\", # of b\n    \"c\",\n]\n");
        assert_eq!(added(&text, &["c"]), longer);
        let open = format!("{begin}    \"b\" # of b\n]\n");
        assert_eq!(added(&open, &["c"]), longer);
        let (kept, gone) = remove_boards(&text, "ashby", &["a".to_owned()]).unwrap();
        assert!(kept.contains("\"b\"") && !kept.contains("\"a\""), "{kept}");
        assert_eq!(gone, ["a"]);
    }

    #[test]
    fn braces_stay_braces() {
        let text = "sources = { lever = { boards = [\"x\"] } }\n";
        let longer = added(text, &["a"]);
        let read: toml::Table = longer.parse().unwrap();
        assert_eq!(
            read["sources"]["ashby"]["boards"][0].as_str(),
            Some("a"),
            "{longer}"
        );
    }

    #[test]
    fn a_source_is_turned_on_and_off() {
        let (on, changed) = enable("", "ashby", true).unwrap();
        assert_eq!(
            (on.as_str(), changed),
            ("[sources.ashby]\nenabled = true\n", true)
        );
        assert_eq!(enable(&on, "ashby", true).unwrap(), (on.clone(), false));
        let text = "[sources.ashby]\nenabled = true # for now\n";
        let (off, _) = enable(text, "ashby", false).unwrap();
        assert_eq!(off, "[sources.ashby]\nenabled = false # for now\n");
        let text = "[sources.ashby]\nenabled = true\nboards = [\"a\"]\n";
        assert_eq!(removed(text, &["a"]), "[sources.ashby]\nboards = []\n");
    }

    #[test]
    fn something_else_in_its_place_is_refused() {
        for text in [
            "sources = 1",
            "[sources]\nashby = 1",
            "[sources.ashby]\nboards = 1",
            "]",
        ] {
            assert!(
                add_boards(text, "ashby", &["a".to_owned()]).is_err(),
                "{text}"
            );
        }
    }
}
