//! A statement under construction: text and bound values grow together, so a value can never become text.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement, Value,
};

/// A statement under construction.
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

impl Sql {
    /// Begins with a text.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends the placeholder of a value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Runs it and reads every row.
    pub(crate) async fn all<T: FromQueryResult>(
        self,
        database: &impl ConnectionTrait,
    ) -> Result<Vec<T>, DbErr> {
        T::find_by_statement(Statement::from_sql_and_values(
            DbBackend::Postgres,
            self.text,
            self.values,
        ))
        .all(database)
        .await
    }

    /// Runs it and reads the column `count` of its only row.
    pub(crate) async fn count(self, database: &DatabaseConnection) -> Result<i64, DbErr> {
        let rows: Vec<Count> = self.all(database).await?;
        Ok(rows.first().map_or(0, |row| row.count))
    }

    /// The text so far.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A pattern for `ILIKE` that finds the text anywhere, with nothing in it taken for a wildcard.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars().filter(|character| *character != '\0') {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The names that could be stored: no stored name has NUL, and Postgres refuses it.
pub(crate) fn storable(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| !name.contains('\0'));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(containing("100%_\\"), "%100\\%\\_\\\\%");
        assert_eq!(containing("a\0b"), "%ab%");
    }

    #[test]
    fn placeholders_count_up() {
        let mut sql = Sql::new("select ");
        sql.bind(1).push(" + ").bind(vec![2, 3]);
        assert_eq!(sql.text(), "select $1 + $2");
    }
}
