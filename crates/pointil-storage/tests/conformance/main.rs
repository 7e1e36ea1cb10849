//! One suite of stories, told on SQLite and on PostgreSQL. PostgreSQL is found through `POINTIL_POSTGRES_URL` (`tests/postgres.sh` starts one);
//! without it, its half says that it was skipped.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a story that cannot go on has failed, and one that is not told says so"
)]

mod accounts;
mod audit;
mod backup;
mod chance;
mod chance_messages;
mod chance_records;
mod clients;
mod designs;
mod house;
mod messages;
mod photographs;
mod records;
mod studio;
