//! The heads of records and of the answers in them: lines of names and values.

use std::io::{self, BufRead, Read};

/// A longer head is none.
const LONGEST: u64 = 128 * 1024;

/// A head: its first line, and its fields.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The first line.
    pub(super) first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    /// The head with which these bytes begin, up to and with the empty line.
    pub(super) fn read(reader: &mut impl BufRead) -> io::Result<Self> {
        let mut limited = reader.take(LONGEST);
        let mut head = Self::default();
        let mut line = Vec::new();
        for number in 0_u64.. {
            line.clear();
            limited.read_until(b'\n', &mut line)?;
            if !line.ends_with(b"\n") {
                let (kind, message) = if limited.limit() == 0 {
                    (io::ErrorKind::InvalidData, "its head is too long")
                } else {
                    (io::ErrorKind::UnexpectedEof, "it ends in its head")
                };
                return Err(io::Error::new(kind, message));
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim();
            match line.split_once(':') {
                _ if number == 0 => line.clone_into(&mut head.first),
                _ if line.is_empty() => break,
                Some((name, value)) => {
                    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
                    head.fields.push((name, value.to_owned()));
                }
                // A value that goes on, which none of those does that are looked at.
                None => {}
            }
        }
        Ok(head)
    }

    /// The value of the first field of this name, which is given in small letters.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_up_to_its_empty_line() {
        let mut bytes: &[u8] =
            b"HTTP/1.1 200 OK\r\nContent-Type:  text/html \r\n folded\r\nX: 1\nX: 2\r\n\r\nbody";
        let head = Head::read(&mut bytes).unwrap();
        assert_eq!(head.first, "HTTP/1.1 200 OK");
        assert_eq!(head.get("content-type"), Some("text/html"));
        assert_eq!((head.get("x"), head.get("y")), (Some("1"), None));
        assert_eq!(bytes, b"body");
    }

    #[test]
    fn a_head_has_an_end() {
        for (bytes, kind) in [
            (b"WARC/1.0\r\nA: b".to_vec(), io::ErrorKind::UnexpectedEof),
            (b"WARC/1.0\r\n".to_vec(), io::ErrorKind::UnexpectedEof),
            (b"a: b\n".repeat(100_000), io::ErrorKind::InvalidData),
        ] {
            assert_eq!(Head::read(&mut &bytes[..]).unwrap_err().kind(), kind);
        }
    }
}
