//! The records and files of a studio, on SQLite (the default) or PostgreSQL, by one code base.
//!
//! - **Every write is told** for which studio, by whom and when ([`Act`]), and leaves an event in the studio's chain in the same transaction
//!   ([`Store::verify_audit`]). What a call has answered is on the disk.
//! - **Every read takes the studio.** The two exceptions find the studio by a secret: a device's token and a private link.
//! - **An edit names the revision** that it was made on; a late one is refused ([`StorageError::Stale`]) and nothing is lost.
//! - Absence is `None`; an error says what to do. Rules that forbid something are [`Refusal`]s with stable codes.
//!
//! What the crate does not know: HTTP, pages, passwords, pixels, or what a design means. Documents are opaque text with a hash from the caller;
//! photographs come re-encoded and with their thumbnail. It reads no clock.
//!
//! # The nouns
//!
//! | noun | calls |
//! |---|---|
//! | store | [`Store::open`], [`Store::close`] |
//! | studio | [`Store::create_studio`], [`Store::studios`], [`Store::studio`], [`Store::edit_studio`] |
//! | account | [`Store::create_account`], [`Store::account`], [`Store::accounts`], [`Store::account_by_email`], [`Store::password_hash`], [`Store::edit_account`], [`Store::change_password`], [`Store::close_account`] |
//! | sign-in | [`Store::begin_attempt`], [`Store::forget_attempts`], [`Store::sign_in`], [`Store::signed_in`], [`Store::devices`], [`Store::sign_out`], [`Store::sign_out_everywhere`] |
//! | client | [`Store::create_client`], [`Store::import_clients`], [`Store::client`], [`Store::edit_client`], [`Store::search_clients`], [`Store::count_clients`], [`Store::duplicates_of`], [`Store::duplicates`], [`Store::merge_clients`], [`Store::undo_merge`], [`Store::merges`], [`Store::timeline`], [`Store::export_client`], [`Store::erase_client`], [`Store::kept_clients`], [`Store::expire_clients`] |
//! | photograph | [`Store::put_photograph`], [`Store::photograph`], [`Store::photographs`], [`Store::original`], [`Store::thumbnail`], [`Store::edit_photograph`], [`Store::remove_photograph`] |
//! | design | [`Store::create_design`], [`Store::design`], [`Store::designs`], [`Store::edit_design`], [`Store::undo`], [`Store::redo`], [`Store::rename_design`] |
//! | version | [`Store::freeze_version`], [`Store::version`], [`Store::versions`], [`Store::present_version`], [`Store::approve_version`], [`Store::approvals`], [`Store::comment`], [`Store::comments`] |
//! | private link | [`Store::create_link`], [`Store::open_link`], [`Store::link_by_token`], [`Store::links`], [`Store::revoke_link`] |
//! | key and objects | [`Store::rotate_key`], [`Store::retire_old_keys`], [`Store::check_objects`], [`Store::sweep_objects`] |
//! | backup | [`Store::back_up`], [`Backup::verify`], [`Backup::restore`] |
//! | audit | [`Store::audit_events`], [`Store::audit_head`], [`Store::verify_audit`] |

mod account;
mod act;
mod audit;
mod backup;
mod client;
mod design;
mod document;
mod duplicate;
mod envelope;
mod erasure;
mod error;
mod fold;
mod id;
mod key;
mod link;
mod merge;
mod migration;
mod object;
mod photograph;
mod random;
mod record;
mod search;
mod sign_in;
mod store;
mod studio;
mod table;
mod token;
mod version;
mod write;

pub use account::{Account, AccountFields, NewAccount, Role};
pub use act::{Act, Actor};
pub use audit::{Action, AuditEvent, AuditHead, Verdict};
pub use backup::{Backup, BackupFile};
pub use client::{Client, ClientFields, ClientState};
pub use design::{Design, UNDO_STEPS};
pub use document::{Document, DocumentHash, NotAHash};
pub use duplicate::{Duplicate, DuplicateGroup, Likeness};
pub use erasure::Erasure;
pub use error::{Refusal, Result, StorageError};
pub use id::{
    AccountId, ApprovalId, ClientId, CommentId, DesignId, DesignVersionId, LinkId, MergeId,
    PhotographId, SignInId, StudioId,
};
pub use link::PrivateLink;
pub use merge::Merge;
pub use object::ObjectFault;
pub use photograph::{MediaType, NewPhotograph, Photograph, PhotographFields, Picture};
pub use record::{ClientExport, ExportedPhotograph};
pub use search::ClientPage;
pub use sign_in::{Attempts, Device, LockRule, SignedIn};
pub use store::{Store, StoreOptions};
pub use studio::{Studio, StudioFields};
pub use token::Token;
pub use version::{Approval, Comment, DesignVersion, NewApproval};
