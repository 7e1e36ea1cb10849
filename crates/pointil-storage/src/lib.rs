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
//! # A first studio
//!
//! ```
//! use pointil_storage::{
//!     Act, Actor, AccountFields, ClientFields, Document, DocumentHash, NewAccount, Role, Store, StoreOptions, StudioFields, Verdict,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = Store::open(&StoreOptions::folder(folder.path())).await?;
//! let at = "2026-03-01T09:00:00Z".parse()?;
//! let owner = NewAccount {
//!     fields: AccountFields { name: "Olga".into(), email: "olga@example.com".into(), role: Role::Owner },
//!     password_hash: "$argon2id$…".into(),
//! };
//! let (studio, olga) = store.create_studio(&StudioFields::default(), &owner, at).await?;
//!
//! let act = Act { studio, actor: Actor::Account(olga), at };
//! let zoe = ClientFields { given_name: "Zoë".into(), ..ClientFields::default() };
//! let client = store.create_client(&act, &zoe).await?;
//! assert_eq!(store.search_clients(studio, "zo", None, 50).await?.clients[0].id, client);
//!
//! let document = |text: &str, hash| Document { text: text.into(), hash: DocumentHash(hash) };
//! let design = store.create_design(&act, client, "Hairline", &document("{}", [0; 32])).await?;
//! let edited = store.edit_design(&act, design, 1, "a density", &document("{\"density\":120}", [1; 32])).await?;
//! let undone = store.undo(&act, design, edited.revision).await?;
//! assert_eq!((undone.document.text.as_str(), undone.redo_steps), ("{}", 1));
//!
//! assert!(matches!(store.verify_audit(studio, None).await?, Verdict::Whole(_)));
//! # Ok(())
//! # }
//! ```
//!
//! # The nouns
//!
//! | noun | calls |
//! |---|---|
//! | store | [`Store::open`], [`Store::close`] |
//! | studio | [`Store::create_studio`], [`Store::studios`], [`Store::studio`], [`Store::edit_studio`] |
//! | account | [`Store::create_account`], [`Store::account`], [`Store::accounts`], [`Store::account_by_email`], [`Store::password_hash`], [`Store::edit_account`], [`Store::change_password`], [`Store::close_account`] |
//! | sign-in | [`Store::begin_attempt`], [`Store::forget_attempts`], [`Store::sign_in`], [`Store::signed_in`], [`Store::devices`], [`Store::sign_out`], [`Store::sign_out_everywhere`] |
//! | client | [`Store::create_client`], [`Store::import_clients`], [`Store::client`], [`Store::clients`], [`Store::edit_client`], [`Store::search_clients`], [`Store::count_clients`], [`Store::duplicates_of`], [`Store::duplicates`], [`Store::merge_clients`], [`Store::undo_merge`], [`Store::merges`], [`Store::timeline`], [`Store::export_client`], [`Store::erase_client`], [`Store::kept_clients`], [`Store::expire_clients`] |
//! | photograph | [`Store::put_photograph`], [`Store::photograph`], [`Store::photographs`], [`Store::original`], [`Store::thumbnail`], [`Store::edit_photograph`], [`Store::remove_photograph`] |
//! | design | [`Store::create_design`], [`Store::design`], [`Store::designs`], [`Store::edit_design`], [`Store::undo`], [`Store::redo`], [`Store::rename_design`] |
//! | version | [`Store::freeze_version`], [`Store::version`], [`Store::versions`], [`Store::versions_of`], [`Store::present_version`], [`Store::approve_version`], [`Store::approvals`], [`Store::comment`], [`Store::ask_for_change`], [`Store::comments`] |
//! | practice record | [`Store::practice_clock`], [`Store::new_record_id`], [`Store::commit_records`], [`Store::committed`], [`Store::forget_commit_names`], [`Store::record`], [`Store::records`], [`Store::record_history`], [`Store::client_records`], [`Store::calendar`], [`Store::records_of_kind`], [`Store::records_with_key`], [`Store::heads_with_key`], [`Store::due_records`], [`Store::count_due`], [`Store::count_records`], [`Store::erase_record`] |
//! | message | [`Store::commit_records`] queues and withdraws; [`Store::claim_messages`], [`Store::begin_hand_over`], [`Store::message_sent`], [`Store::message_failed`], [`Store::message_unclear`], [`Store::release_message`], [`Store::recover_messages`], [`Store::settle_message`], [`Store::doubt_due_messages`], [`Store::message`], [`Store::messages`], [`Store::messages_about`], [`Store::messages_in`], [`Store::count_messages`], [`Store::next_message_at`] |
//! | private link | [`Store::create_link`], [`Store::open_link`], [`Store::link_by_token`], [`Store::links`], [`Store::revoke_link`] |
//! | key and objects | [`Store::rotate_key`], [`Store::retire_old_keys`], [`Store::check_objects`], [`Store::sweep_objects`] |
//! | backup | [`Store::back_up`], [`Backup::verify`], [`Backup::restore`] |
//! | doctor | [`Store::health`] |
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
mod export;
mod fold;
mod health;
mod id;
mod key;
mod link;
mod merge;
mod message;
mod migration;
mod object;
mod photograph;
mod practice;
mod random;
mod search;
mod sign_in;
mod store;
mod studio;
mod table;
mod token;
mod trail;
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
pub use export::{ClientExport, ExportedPhotograph, ExportedRecord};
pub use health::Health;
pub use id::{
    AccountId, ApprovalId, ClaimId, ClientId, CommentId, DesignId, DesignVersionId, LinkId,
    MergeId, MessageId, PhotographId, RecordId, SignInId, StudioId,
};
pub use link::{LinkContents, PrivateLink};
pub use merge::Merge;
pub use message::{
    ClaimedMessage, Failure, Message, MessagePage, MessageState, NewMessage, Settlement, Withdrawal,
};
pub use object::ObjectFault;
pub use photograph::{MediaType, NewPhotograph, Photograph, PhotographFields, Picture};
pub use practice::{
    CommitName, Committed, CommittedRecord, DuePage, DuePlace, NewRecord, PracticeClock,
    PracticeRecord, RecordChanges, RecordEdit, RecordFields, RecordHead, RecordKey, RecordPage,
    RecordRevision, RecordSpan,
};
pub use search::ClientPage;
pub use sign_in::{Attempts, Device, LockRule, SignedIn};
pub use store::{Store, StoreOptions};
pub use studio::{Studio, StudioFields};
pub use token::Token;
pub use trail::TrailFilter;
pub use version::{Approval, Comment, DesignVersion, NewApproval};
