//! Cuts a JSON array between its elements. Whether an element is good JSON is for its parser to say: here it only matters
//! where it ends.

use std::collections::VecDeque;

/// Most elements of a stretch.
const ELEMENTS: usize = 500;
/// A stretch ends with the element that makes it this long.
const BYTES: usize = 4 * 1024 * 1024;
/// No element is longer.
const LARGEST: usize = 16 * 1024 * 1024;

/// Why a text is not one JSON array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// It ends too early.
    CutOff,
    /// It is something else.
    NoArray,
    /// One of its elements is longer than any that we read.
    HugeElement,
}

/// An array on its way.
#[derive(Default)]
pub(super) struct Splitter {
    place: Place,
    /// Brackets and braces open inside the array.
    depth: usize,
    /// The elements of the stretch so far, with its opening bracket.
    stretch: Vec<u8>,
    elements: usize,
    /// Where in the stretch the current element begins.
    begins: usize,
    /// Whether the current element has begun.
    has_content: bool,
    /// Whether a comma has been seen, after which an element has to come.
    has_comma: bool,
    ready: VecDeque<Vec<u8>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Before the array.
    #[default]
    Before,
    /// In the array, outside of strings.
    Inside,
    /// In a string.
    String,
    /// In a string, after a backslash.
    Escaped,
    /// Behind the array.
    After,
}

impl Splitter {
    /// Takes in the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Damage> {
        for &byte in bytes {
            match self.place {
                Place::Before => self.begin(byte)?,
                Place::Inside => self.inside(byte)?,
                Place::String => {
                    self.stretch.push(byte);
                    match byte {
                        b'"' => self.place = Place::Inside,
                        b'\\' => self.place = Place::Escaped,
                        _ => {}
                    }
                }
                Place::Escaped => {
                    self.stretch.push(byte);
                    self.place = Place::String;
                }
                Place::After if is_space(byte) => {}
                Place::After => return Err(Damage::NoArray),
            }
        }
        if self.stretch.len() - self.begins > LARGEST {
            return Err(Damage::HugeElement);
        }
        Ok(())
    }

    /// A stretch that is complete.
    pub(super) fn take(&mut self) -> Option<Vec<u8>> {
        self.ready.pop_front()
    }

    /// Says whether the array has ended as it should.
    pub(super) fn finish(&self) -> Result<(), Damage> {
        match self.place {
            Place::After => Ok(()),
            _ => Err(Damage::CutOff),
        }
    }

    fn begin(&mut self, byte: u8) -> Result<(), Damage> {
        match byte {
            b'[' => {
                self.place = Place::Inside;
                self.open();
                Ok(())
            }
            byte if is_space(byte) => Ok(()),
            _ => Err(Damage::NoArray),
        }
    }

    fn inside(&mut self, byte: u8) -> Result<(), Damage> {
        match byte {
            b',' if self.depth == 0 => {
                self.end_element()?;
                self.has_comma = true;
                if self.elements >= ELEMENTS || self.stretch.len() >= BYTES {
                    self.close();
                    self.open();
                } else {
                    self.stretch.push(byte);
                    self.begins = self.stretch.len();
                }
                return Ok(());
            }
            b']' if self.depth == 0 => {
                // Only the very first element may be missing: the array is empty then.
                if self.has_content || self.has_comma {
                    self.end_element()?;
                }
                self.close();
                self.place = Place::After;
                return Ok(());
            }
            b'}' if self.depth == 0 => return Err(Damage::NoArray),
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth -= 1,
            b'"' => self.place = Place::String,
            _ => {}
        }
        self.has_content |= !is_space(byte);
        self.stretch.push(byte);
        Ok(())
    }

    fn end_element(&mut self) -> Result<(), Damage> {
        if !self.has_content {
            return Err(Damage::NoArray);
        }
        self.has_content = false;
        self.elements += 1;
        Ok(())
    }

    fn open(&mut self) {
        self.stretch.push(b'[');
        self.begins = 1;
        self.elements = 0;
    }

    fn close(&mut self) {
        self.stretch.push(b']');
        self.ready.push_back(std::mem::take(&mut self.stretch));
        self.begins = 0;
    }
}

/// What JSON takes for white space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
