//! Rows in COPY's text format, and the temporary tables they travel through.

use std::fmt::{Display, Write};

use sea_orm::sqlx::{self, PgConnection};

use super::Error;

/// Bytes as COPY reads them.
pub(super) struct Bytes(pub(super) [u8; 32]);

impl Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("\\\\x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Rows being gathered for one COPY.
#[derive(Default)]
pub(super) struct Rows {
    text: String,
    row_started: bool,
}

impl Rows {
    fn separate(&mut self) {
        if self.row_started {
            self.text.push('\t');
        }
        self.row_started = true;
    }

    /// A value that needs no escaping: a number, a moment, a flag.
    pub(super) fn plain(&mut self, value: impl Display) {
        self.separate();
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{value}");
    }

    /// A value that may be absent and needs no escaping.
    pub(super) fn optional(&mut self, value: Option<impl Display>) {
        match value {
            Some(value) => self.plain(value),
            None => self.plain("\\N"),
        }
    }

    /// A text.
    pub(super) fn text(&mut self, value: &str) {
        self.separate();
        let mut rest = value;
        while let Some(at) = rest.find(['\\', '\t', '\n', '\r', '\0']) {
            self.text.push_str(&rest[..at]);
            match rest.as_bytes()[at] {
                b'\\' => self.text.push_str("\\\\"),
                b'\t' => self.text.push_str("\\t"),
                b'\n' => self.text.push_str("\\n"),
                b'\r' => self.text.push_str("\\r"),
                // Postgres stores no NUL.
                _ => {}
            }
            rest = &rest[at + 1..];
        }
        self.text.push_str(rest);
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.text(value),
            None => self.plain("\\N"),
        }
    }

    /// An array of numbers.
    pub(super) fn numbers(&mut self, values: impl IntoIterator<Item = impl Display>) {
        self.plain("{");
        for (index, value) in values.into_iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{comma}{value}");
        }
        self.text.push('}');
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        self.text.push('\n');
        self.row_started = false;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Sends the rows by a COPY statement.
    pub(super) async fn send(
        self,
        connection: &mut PgConnection,
        statement: &str,
    ) -> Result<(), Error> {
        let mut copy = connection.copy_in_raw(statement).await?;
        if let Err(error) = copy.send(self.text.into_bytes()).await {
            copy.abort("the rows could not be sent").await?;
            return Err(error);
        }
        copy.finish().await?;
        Ok(())
    }
}

/// Makes the temporary tables that rows travel through on their way into the real ones; a transaction leaves them empty.
pub(super) async fn create_tables(connection: &mut PgConnection) -> Result<(), Error> {
    for statement in [
        "create temporary table if not exists incoming_posting (like posting) on commit delete rows",
        "create temporary table if not exists incoming_text (like posting_text) on commit delete rows",
    ] {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_escaped() {
        let mut rows = Rows::default();
        rows.plain(7);
        rows.text("a\tb\\c\nd\0e\r");
        rows.optional(None::<i32>);
        rows.optional_text(Some("ü"));
        rows.numbers([1, 2]);
        rows.numbers(Vec::<i32>::new());
        rows.end();
        assert_eq!(rows.text, "7\ta\\tb\\\\c\\nde\\r\t\\N\tü\t{1,2}\t{}\n");
    }
}
