//! The studio key: a file that the owner holds, with one key for each rotation and one that addresses are made with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use crate::error::{Result, StorageError};
use crate::random;

/// The first line of a key file.
const HEADING: &str = "pointil studio key 1";
/// No key file is larger: a thousand rotations.
const MOST_BYTES: u64 = 80_000;

/// A key of 256 bits that is wiped when it is dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u8; 32]);

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The keys of a key file.
pub(crate) struct StudioKey {
    path: PathBuf,
    /// Addresses stay the same over rotations, so they have a key of their own.
    pub(crate) address: Key,
    /// Keys that data keys are wrapped with, by version.
    versions: BTreeMap<u32, Key>,
}

impl StudioKey {
    /// Reads the key file; makes it when it is absent and `may_create`, readable by its owner alone.
    pub(crate) fn open(path: &Path, may_create: bool) -> Result<Self> {
        match File::open(path) {
            Ok(file) => Self::read(path, file),
            Err(error) if error.kind() == ErrorKind::NotFound && may_create => Self::create(path),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(StorageError::key(
                path,
                "absent, but photographs were encrypted with it: put the kept copy back",
            )),
            Err(error) => Err(StorageError::file(path, error)),
        }
    }

    fn create(path: &Path) -> Result<Self> {
        let key = Self {
            path: path.to_owned(),
            address: Key(random::bytes()?),
            versions: BTreeMap::from([(1, Key(random::bytes()?))]),
        };
        match key.write_new(path) {
            // Another node was quicker: its key counts.
            Err(StorageError::File { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                Self::open(path, false)
            }
            Err(error) => Err(error),
            Ok(()) => Ok(key),
        }
    }

    /// A key file comes into being whole or not at all: written aside, then linked under its name.
    fn write_new(&self, path: &Path) -> Result<()> {
        let aside = self.write_aside()?;
        let linked = std::fs::hard_link(&aside, path);
        let removed = std::fs::remove_file(&aside);
        linked.map_err(|error| StorageError::file(path, error))?;
        removed.map_err(|error| StorageError::file(&aside, error))?;
        sync_folder(path)
    }

    fn write_aside(&self) -> Result<PathBuf> {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{}", *hex(&random::bytes::<8>()?)));
        let aside = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            let mut file = options.open(&aside)?;
            file.write_all(self.to_text().as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| StorageError::file(&aside, error))?;
        Ok(aside)
    }

    fn read(path: &Path, file: File) -> Result<Self> {
        check_private(path, &file)?;
        let mut text = Zeroizing::new(String::new());
        file.take(MOST_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| StorageError::file(path, error))?;
        Self::parse(path, &text).ok_or_else(|| {
            StorageError::key(
                path,
                format!("not a key file (its first line is {HEADING:?}, then address and versions as 64 hexadecimal digits): put the kept copy back"),
            )
        })
    }

    fn parse(path: &Path, text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEADING) {
            return None;
        }
        let mut address = None;
        let mut versions = BTreeMap::new();
        for line in lines.filter(|line| !line.trim().is_empty()) {
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["address", digits] => address = Some(Key(unhex(digits)?)),
                ["version", number, digits] => {
                    versions.insert(number.parse().ok()?, Key(unhex(digits)?));
                }
                _ => return None,
            }
        }
        Some(Self {
            path: path.to_owned(),
            address: address?,
            versions: (!versions.is_empty()).then_some(versions)?,
        })
    }

    fn to_text(&self) -> Zeroizing<String> {
        // Room for everything at once: a text that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(128 + 96 * self.versions.len()));
        let _ = writeln!(text, "{HEADING}\naddress {}", *hex(&self.address.0));
        for (version, key) in &self.versions {
            let _ = writeln!(text, "version {version} {}", *hex(&key.0));
        }
        text
    }

    /// The newest key: new data keys are wrapped with it.
    pub(crate) fn newest(&self) -> Result<(u32, &Key)> {
        self.versions
            .last_key_value()
            .map(|(version, key)| (*version, key))
            .ok_or_else(|| StorageError::key(&self.path, "has no version"))
    }

    /// The key of one version.
    pub(crate) fn version(&self, version: u32) -> Result<&Key> {
        self.versions.get(&version).ok_or_else(|| {
            StorageError::key(
                &self.path,
                format!("has no version {version}, which an object was wrapped with: put the kept copy back"),
            )
        })
    }

    /// The same keys and a new version, written over the file.
    pub(crate) fn rotate(&self) -> Result<Self> {
        let (newest, _) = self.newest()?;
        let mut rotated = Self {
            path: self.path.clone(),
            address: self.address.clone(),
            versions: self.versions.clone(),
        };
        rotated.versions.insert(newest + 1, Key(random::bytes()?));
        rotated.replace()?;
        Ok(rotated)
    }

    /// Forgets all versions but the newest, in the file as well.
    pub(crate) fn retire(&self) -> Result<Self> {
        let (newest, key) = self.newest()?;
        let retired = Self {
            path: self.path.clone(),
            address: self.address.clone(),
            versions: BTreeMap::from([(newest, key.clone())]),
        };
        retired.replace()?;
        Ok(retired)
    }

    fn replace(&self) -> Result<()> {
        let aside = self.write_aside()?;
        std::fs::rename(&aside, &self.path)
            .map_err(|error| StorageError::file(&self.path, error))?;
        sync_folder(&self.path)
    }
}

/// A new name is on the disk only when its folder is.
fn sync_folder(path: &Path) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| StorageError::file(folder, error))
}

#[cfg(unix)]
fn check_private(path: &Path, file: &File) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file
        .metadata()
        .map_err(|error| StorageError::file(path, error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(StorageError::key(
        path,
        format!("others may read it (mode {mode:o}): run chmod 600 on it"),
    ))
}

#[cfg(not(unix))]
fn check_private(_path: &Path, _file: &File) -> Result<()> {
    Ok(())
}

/// Bytes as hexadecimal digits, wiped when dropped.
pub(crate) fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Exactly `N` bytes from hexadecimal digits.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(16 * high + low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.key");
        let made = StudioKey::open(&path, true).unwrap();
        let read = StudioKey::open(&path, false).unwrap();
        assert!(made.address == read.address && made.versions == read.versions);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.key");
        StudioKey::open(&path, true).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = StudioKey::open(&path, false).err().unwrap().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
    }

    #[test]
    fn rotation_keeps_old_versions_until_they_are_retired() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.key");
        let first = StudioKey::open(&path, true).unwrap();
        first.rotate().unwrap();
        let second = StudioKey::open(&path, false).unwrap();
        assert_eq!(second.newest().unwrap().0, 2);
        assert!(second.version(1).unwrap() == first.version(1).unwrap());
        second.retire().unwrap();
        let third = StudioKey::open(&path, false).unwrap();
        assert!(third.version(1).is_err());
        assert!(third.version(2).unwrap() == second.version(2).unwrap());
        assert!(third.address == first.address);
    }

    #[test]
    fn what_is_not_a_key_file_is_refused() {
        let path = Path::new("studio.key");
        let full = format!(
            "{HEADING}\naddress {}\nversion 1 {}\n",
            "0a".repeat(32),
            "0b".repeat(32)
        );
        assert!(StudioKey::parse(path, &full).is_some());
        for wrong in [
            full.replace("key 1", "key 2"),
            full.replace("0a", "0"),
            full.replace("version 1", "version one"),
            full.lines().take(2).collect::<Vec<_>>().join("\n"),
            full.replace("address", "adress"),
        ] {
            assert!(StudioKey::parse(path, &wrong).is_none(), "{wrong}");
        }
    }
}
