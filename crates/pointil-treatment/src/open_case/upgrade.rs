//! Older versions of the case file, raised to the present one step by step.

use serde_json::Value;

use super::OpenCaseError;

/// `file` of `version` as the present format has it.
pub(super) fn raised(file: Value, version: u64) -> Result<Value, OpenCaseError> {
    if version == 0 {
        return Err(OpenCaseError::NoVersion);
    }
    Ok(file)
}
