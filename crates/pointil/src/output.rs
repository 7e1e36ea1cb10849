//! Where results go: all of them or none. Files are staged in a folder of their own and moved into place at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// An output folder in the making. Dropped before [`Output::publish`], it leaves nothing behind.
pub struct Output {
    folder: PathBuf,
    stage: PathBuf,
    /// Whether `folder` was made here, and goes again if nothing comes of it.
    made: bool,
    names: Vec<String>,
}

impl Output {
    /// Prepares `folder`, which is made if it does not exist.
    pub fn new(folder: &Path) -> Result<Self, Failure> {
        let made = !folder.exists();
        let refuse = |error: &io::Error| {
            let shown = folder.display();
            Failure::output(format!(
                "--out {shown}: {}; choose a folder that you may write to and that has room",
                why(error)
            ))
        };
        fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
        let stage = folder.join(format!(".pointil-{}", std::process::id()));
        let output = Self {
            folder: folder.to_owned(),
            stage,
            made,
            names: Vec::new(),
        };
        fs::create_dir(&output.stage).map_err(|error| refuse(&error))?;
        Ok(output)
    }

    /// Stages `bytes` as the file `name`.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        fs::write(self.stage.join(name), bytes).map_err(|error| self.refusal(name, &error))?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Moves everything into place and says which files are there.
    pub fn publish(mut self) -> Result<Vec<PathBuf>, Failure> {
        let names = std::mem::take(&mut self.names);
        for name in &names {
            let target = self.folder.join(name);
            if target.is_dir() {
                return Err(Failure::output(format!(
                    "{}: is a folder where a file has to go; move it away or choose another --out",
                    target.display()
                )));
            }
        }
        for name in &names {
            let target = self.folder.join(name);
            fs::rename(self.stage.join(name), &target)
                .map_err(|error| self.refusal(name, &error))?;
        }
        self.made = false;
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }

    fn refusal(&self, name: &str, error: &io::Error) -> Failure {
        let shown = self.folder.join(name);
        Failure::output(format!(
            "{}: {}; nothing was written, choose a folder that you may write to and that has room",
            shown.display(),
            why(error)
        ))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // What cannot be removed is a hidden folder of this run's files; there is no one left to tell.
        let _ = fs::remove_dir_all(&self.stage);
        if self.made {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// The reason in plain words.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "may not be written".into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "no room is left".into(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "is a file, not a folder".into()
        }
        io::ErrorKind::ReadOnlyFilesystem => "is on a disk that is read-only".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("pointil-output-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn dropped_output_leaves_nothing_and_published_output_stays() {
        let folder = fresh("drop");
        let mut output = Output::new(&folder).unwrap();
        output.add("a.txt", b"a").unwrap();
        drop(output);
        assert!(!folder.exists());
        let mut output = Output::new(&folder).unwrap();
        output.add("a.txt", b"a").unwrap();
        assert_eq!(output.publish().unwrap(), [folder.join("a.txt")]);
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let folder = fresh("file");
        fs::write(&folder, b"x").unwrap();
        let message = Output::new(&folder).err().unwrap().to_string();
        assert!(message.contains("is a file, not a folder"), "{message}");
        fs::remove_file(&folder).unwrap();
    }

    #[test]
    fn a_folder_in_the_way_of_a_file_keeps_everything_as_it_was() {
        let folder = fresh("folder");
        fs::create_dir_all(folder.join("b.txt")).unwrap();
        let mut output = Output::new(&folder).unwrap();
        output.add("a.txt", b"a").unwrap();
        output.add("b.txt", b"b").unwrap();
        assert!(output.publish().is_err());
        assert!(!folder.join("a.txt").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
