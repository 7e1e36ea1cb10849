//! Records that may be of one person.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::client::{Client, ClientFields};
use crate::error::Result;
use crate::id::{ClientId, StudioId};
use crate::search::active;
use crate::store::Store;
use crate::table::client;

/// What two records have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The last nine digits of the phone number.
    Phone,
    /// The e-mail address.
    Email,
    /// All names, in any order, and the day of birth.
    NameAndBirthDate,
}

/// A record that may be of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// The record.
    pub client: Client,
    /// What it has in common with the one asked about; never empty.
    pub likeness: Vec<Likeness>,
}

/// Records that have one thing in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DuplicateGroup {
    /// What.
    pub likeness: Likeness,
    /// The records, oldest first; at least two.
    pub clients: Vec<Client>,
}

/// The columns that have the same values in records of one likeness.
fn columns(likeness: Likeness) -> &'static [client::Column] {
    match likeness {
        Likeness::Phone => &[client::Column::PhoneKey],
        Likeness::Email => &[client::Column::EmailKey],
        Likeness::NameAndBirthDate => &[client::Column::NameKey, client::Column::BirthDate],
    }
}

const LIKENESSES: [Likeness; 3] = [Likeness::Phone, Likeness::Email, Likeness::NameAndBirthDate];

/// The values of a record in those columns; `None` when it says nothing there.
fn values(fields: &ClientFields, likeness: Likeness) -> Option<Vec<String>> {
    match likeness {
        Likeness::Phone => Some(vec![fields.phone_key()?]),
        Likeness::Email => Some(vec![fields.email_key()?]),
        Likeness::NameAndBirthDate => Some(vec![fields.name_key(), fields.birth_date?.to_string()]),
    }
}

impl Store {
    /// Records in use that may be of the person that `fields` describe, oldest first, other than `except`: to ask before a client is entered twice.
    pub async fn duplicates_of(
        &self,
        studio: StudioId,
        fields: &ClientFields,
        except: Option<ClientId>,
    ) -> Result<Vec<Duplicate>> {
        let mut any = Condition::any();
        for likeness in LIKENESSES {
            if let Some(values) = values(fields, likeness) {
                any = any.add(same(likeness, values));
            }
        }
        if any.is_empty() {
            return Ok(Vec::new());
        }
        let rows = active(studio)
            .filter(any)
            .order_by_asc(client::Column::Id)
            .all(self.db())
            .await?;
        let mut found = Vec::new();
        for row in rows {
            let client = Client::read(row)?;
            let likeness = LIKENESSES
                .into_iter()
                .filter(|&one| {
                    let kept = values(&client.fields, one);
                    kept.is_some() && kept == values(fields, one)
                })
                .collect();
            if except != Some(client.id) {
                found.push(Duplicate { client, likeness });
            }
        }
        Ok(found)
    }

    /// Records in use that may be of one person, at most `most` groups of each likeness.
    pub async fn duplicates(&self, studio: StudioId, most: u64) -> Result<Vec<DuplicateGroup>> {
        let mut groups = Vec::new();
        for likeness in LIKENESSES {
            let columns = columns(likeness);
            let mut query = active(studio).select_only();
            for column in columns {
                query = query
                    .column(*column)
                    .filter(column.is_not_null())
                    .group_by(*column)
                    .order_by_asc(*column);
            }
            let query = query.having(Expr::cust("COUNT(*) > 1")).limit(most);
            let shared: Vec<Vec<String>> = match columns.len() {
                1 => {
                    let one: Vec<String> = query.into_tuple().all(self.db()).await?;
                    one.into_iter().map(|value| vec![value]).collect()
                }
                _ => {
                    let two: Vec<(String, String)> = query.into_tuple().all(self.db()).await?;
                    two.into_iter().map(|(a, b)| vec![a, b]).collect()
                }
            };
            for values in shared {
                let rows = active(studio)
                    .filter(same(likeness, values))
                    .order_by_asc(client::Column::Id)
                    .all(self.db())
                    .await?;
                groups.push(DuplicateGroup {
                    likeness,
                    clients: rows.into_iter().map(Client::read).collect::<Result<_>>()?,
                });
            }
        }
        Ok(groups)
    }
}

fn same(likeness: Likeness, values: Vec<String>) -> Condition {
    columns(likeness)
        .iter()
        .zip(values)
        .fold(Condition::all(), |all, (column, value)| {
            all.add(column.eq(value))
        })
}
