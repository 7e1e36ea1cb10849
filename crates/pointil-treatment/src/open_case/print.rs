//! A case file's text: objects on lines of their own, lists on one line, so that people and version control can read it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::OpenCase;

/// The text of a case.
pub(super) fn text(case: &OpenCase) -> String {
    let mut bytes = Vec::new();
    let mut printer = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
    // Plain data with names for keys always serialises, and memory always takes it.
    let _ = case.serialize(&mut printer);
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap_or_default()
}

/// Objects indented; lists and what is in them on one line.
#[derive(Default)]
struct Lines {
    indent: usize,
    lists: usize,
}

impl Lines {
    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        if self.lists > 0 {
            return Ok(());
        }
        writer.write_all(b"\n")?;
        (0..self.indent).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.lists += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.lists -= 1;
        writer.write_all(b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.indent += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.indent -= 1;
        self.line(writer)?;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.line(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.lists > 0 { b":" } else { b": " })
    }
}
