//! The program as a person starts it: one way for every test of the command line.
#![allow(dead_code, reason = "each test program uses its own part of these")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The program, to be started.
pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_pointil"))
}

/// What the program does with these arguments.
pub fn pointil(arguments: &[&str]) -> Output {
    command().args(arguments).output().unwrap()
}

/// What it says when all goes well.
pub fn said(arguments: &[&str]) -> String {
    let output = pointil(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The object it prints for machines, however it went.
pub fn json(arguments: &[&str]) -> Value {
    let result = pointil(&[arguments, &["--json"]].concat());
    serde_json::from_slice(&result.stdout).unwrap()
}

/// What it says when it refuses with this exit code.
pub fn refused(code: i32, arguments: &[&str]) -> String {
    message(code, arguments, &pointil(arguments))
}

fn message(code: i32, arguments: &[&str], output: &Output) -> String {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    message
}

/// A place of this test's own for a file or folder.
fn place(name: &str) -> PathBuf {
    let own = format!("{}-{name}", std::process::id());
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(own)
}

/// An empty folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = place(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A file of this test's own.
pub fn file(name: &str, text: &str) -> PathBuf {
    let path = place(name);
    fs::write(&path, text).unwrap();
    path
}

/// A folder to work in, gone when the test is over.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        Self(folder(name))
    }

    /// With a file in it.
    pub fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.0.join(name), text).unwrap();
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// What the program does here.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = command();
        command.current_dir(&self.0).args(arguments);
        command.output().unwrap()
    }

    /// What it says when all goes well.
    pub fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The summary that it prints for machines when all goes well.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let text = self.said(&[arguments, &["--json"]].concat());
        let object: Value = serde_json::from_str(&text).unwrap();
        object["summary"].clone()
    }

    /// What it says when it refuses with this exit code.
    pub fn refused(&self, code: i32, arguments: &[&str]) -> String {
        message(code, arguments, &self.run(arguments))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
