//! Reading what `COPY … TO STDOUT (FORMAT binary)` sends: rows of fields, each with its length before it.

/// What was sent is not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database sent rows in an unknown form")]
pub(crate) struct Malformed;

/// What a binary copy begins with; an extension of variable length follows.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// Gathers what arrives and gives out whole rows.
#[derive(Debug, Default)]
pub(super) struct Stream {
    waiting: Vec<u8>,
    begun: bool,
}

impl Stream {
    /// Takes what has arrived and passes each row that is whole to `read`.
    pub(super) fn take<E: From<Malformed>>(
        &mut self,
        bytes: &[u8],
        mut read: impl FnMut(&mut Fields<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        // Postgres sends a row at a time, so usually nothing waits and nothing is copied.
        let joined;
        let mut rest = if self.waiting.is_empty() {
            bytes
        } else {
            self.waiting.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.waiting);
            &joined[..]
        };
        if !self.begun {
            let Some(after) = header(rest)? else {
                self.waiting.extend_from_slice(rest);
                return Ok(());
            };
            rest = after;
            self.begun = true;
        }
        while let Some((row, after)) = row(rest)? {
            let mut fields = Fields(row);
            read(&mut fields)?;
            rest = after;
        }
        self.waiting.extend_from_slice(rest);
        Ok(())
    }
}

fn header(bytes: &[u8]) -> Result<Option<&[u8]>, Malformed> {
    let Some((signature, rest)) = bytes.split_at_checked(SIGNATURE.len()) else {
        return Ok(None);
    };
    if signature != SIGNATURE {
        return Err(Malformed);
    }
    let Some((lengths, rest)) = rest.split_first_chunk::<8>() else {
        return Ok(None);
    };
    let [.., a, b, c, d] = *lengths;
    let extension = usize::try_from(i32::from_be_bytes([a, b, c, d])).map_err(|_| Malformed)?;
    Ok(rest.get(extension..))
}

/// Some bytes and those that follow them.
type Parts<'a> = (&'a [u8], &'a [u8]);

/// The fields of the next row and what follows it; nothing where it has not arrived whole, or was the last.
fn row(bytes: &[u8]) -> Result<Option<Parts<'_>>, Malformed> {
    let Some((fields, mut rest)) = bytes.split_first_chunk::<2>() else {
        return Ok(None);
    };
    // The end is told by -1.
    let Ok(fields) = u16::try_from(i16::from_be_bytes(*fields)) else {
        return Ok(None);
    };
    let row = rest;
    for _ in 0..fields {
        let Some((length, after)) = rest.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = i32::from_be_bytes(*length);
        let length = usize::try_from(length.max(0)).map_err(|_| Malformed)?;
        let Some(after) = after.get(length..) else {
            return Ok(None);
        };
        rest = after;
    }
    Ok(row.get(..row.len() - rest.len()).map(|row| (row, rest)))
}

/// The fields of one row that were not read yet.
#[derive(Debug)]
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// The next field; none where it is null.
    fn next(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        let (length, rest) = self.0.split_first_chunk::<4>().ok_or(Malformed)?;
        let length = i32::from_be_bytes(*length);
        let Ok(length) = usize::try_from(length) else {
            self.0 = rest;
            return Ok(None);
        };
        let (field, rest) = rest.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(Some(field))
    }

    fn fixed<const N: usize>(&mut self) -> Result<Option<[u8; N]>, Malformed> {
        let field = self.next()?;
        field
            .map(|field| field.try_into().map_err(|_| Malformed))
            .transpose()
    }

    /// A `smallint`.
    pub(super) fn small(&mut self) -> Result<Option<i16>, Malformed> {
        Ok(self.fixed()?.map(i16::from_be_bytes))
    }

    /// An `integer` or a `date`.
    pub(super) fn integer(&mut self) -> Result<Option<i32>, Malformed> {
        Ok(self.fixed()?.map(i32::from_be_bytes))
    }

    /// A `bigint` or a `timestamptz`.
    pub(super) fn big(&mut self) -> Result<Option<i64>, Malformed> {
        Ok(self.fixed()?.map(i64::from_be_bytes))
    }

    /// A `boolean`.
    pub(super) fn truth(&mut self) -> Result<bool, Malformed> {
        self.fixed::<1>()?.map(|[byte]| byte != 0).ok_or(Malformed)
    }

    /// A `text`.
    pub(super) fn text(&mut self) -> Result<Option<&'a str>, Malformed> {
        let field = self.next()?;
        field
            .map(|field| std::str::from_utf8(field).map_err(|_| Malformed))
            .transpose()
    }

    /// An `integer[]` or a `smallint[]`, into a list that is used again; false where it is null.
    pub(super) fn list(&mut self, into: &mut Vec<i32>) -> Result<bool, Malformed> {
        into.clear();
        let Some(field) = self.next()? else {
            return Ok(false);
        };
        let dimensions = field.first_chunk::<4>().ok_or(Malformed)?;
        if i32::from_be_bytes(*dimensions) == 0 {
            return Ok(true);
        }
        // Dimensions, whether there are nulls, the elements' type; then length and lower bound of the one dimension.
        let mut elements = Fields(field.get(20..).ok_or(Malformed)?);
        while !elements.0.is_empty() {
            let element = elements.next()?.ok_or(Malformed)?;
            into.push(
                match element.len() {
                    2 => element
                        .first_chunk()
                        .map(|bytes| i16::from_be_bytes(*bytes).into()),
                    _ => element
                        .first_chunk()
                        .map(|bytes| i32::from_be_bytes(*bytes)),
                }
                .ok_or(Malformed)?,
            );
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of two rows: a number and a list, then two nulls.
    fn copy() -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0; 8]);
        bytes.extend([0, 2]);
        bytes.extend([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0]);
        bytes.extend([
            0, 0, 0, 36, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1,
        ]);
        bytes.extend([0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 4, 255, 255, 255, 255]);
        bytes.extend([0, 2]);
        bytes.extend([255; 8]);
        bytes.extend([255, 255]);
        bytes
    }

    type Seen = Vec<(Option<i64>, bool, Vec<i32>)>;

    fn read(parts: &[&[u8]]) -> Result<Seen, Malformed> {
        let (mut stream, mut seen) = (Stream::default(), Seen::new());
        for part in parts {
            stream.take(part, |fields| {
                let mut list = Vec::new();
                let number = fields.big()?;
                let present = fields.list(&mut list)?;
                seen.push((number, present, list));
                Ok::<_, Malformed>(())
            })?;
        }
        Ok(seen)
    }

    #[test]
    fn rows_come_out_whole_however_they_arrive() {
        let copy = copy();
        let expected = vec![(Some(256), true, vec![7, -1]), (None, false, vec![])];
        assert_eq!(read(&[&copy]).unwrap(), expected);
        for cut in 0..copy.len() {
            let (head, tail) = copy.split_at(cut);
            assert_eq!(read(&[head, tail]).unwrap(), expected, "cut at {cut}");
        }
    }

    #[test]
    fn another_form_is_refused() {
        assert_eq!(read(&[b"id\tname\n1\tone\n2\ttwo\n"]), Err(Malformed));
        let mut copy = copy();
        // A number of seven bytes.
        copy[24] = 7;
        assert_eq!(read(&[&copy]), Err(Malformed));
    }
}
