//! The list of clients and the search in it, page by page.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::client::{Client, find};
use crate::error::Result;
use crate::fold::{digits, email_key, words};
use crate::id::{ClientId, StudioId};
use crate::store::Store;
use crate::table::{client, client_term};

/// Up to so many matches of a word are looked up one by one; beyond, the list is walked in its order, which then finds a page's worth soon.
const FEW: u64 = 1000;
/// A search of more words than this takes the first.
const MOST_WORDS: usize = 8;
/// The last character there is: everything that begins with a prefix sorts before the prefix and this.
const LAST: char = '\u{10FFFF}';

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientPage {
    /// Clients in use, by family name and given name.
    pub clients: Vec<Client>,
    /// Where the next page begins; `None` when this is the last.
    pub after: Option<ClientId>,
}

/// Beginnings of terms, of which a client has at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted(Vec<String>);

impl Store {
    /// Clients that match every word of `text`, or all when it has no word: by the beginning of each name, of the e-mail address or a part of it, and by a
    /// phone number's first or last digits. A page holds at most `most`; the next begins after the last client of this one.
    pub async fn search_clients(
        &self,
        studio: StudioId,
        text: &str,
        after: Option<ClientId>,
        most: u64,
    ) -> Result<ClientPage> {
        let wanted = wanted(text);
        let mut query = active(studio);
        if let Some(after) = after {
            query = query.filter(self.behind(studio, after).await?);
        }
        let rarest = self.rarest(studio, &wanted).await?;
        for (place, one) in wanted.iter().enumerate() {
            query = match &rarest {
                Some((rare, ids)) if *rare == place => {
                    query.filter(client::Column::Id.is_in(ids.iter().copied()))
                }
                _ => query.filter(Expr::exists(has(one))),
            };
        }
        let mut rows = query
            .order_by_asc(client::Column::SortKey)
            .order_by_asc(client::Column::Id)
            .limit(most.saturating_add(1))
            .all(self.db())
            .await?;
        let is_last = rows.len() as u64 <= most;
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let clients: Vec<Client> = rows.into_iter().map(Client::read).collect::<Result<_>>()?;
        let after = clients.last().map(|client| client.id);
        Ok(ClientPage {
            after: after.filter(|_| !is_last),
            clients,
        })
    }

    /// How many clients are in use.
    pub async fn count_clients(&self, studio: StudioId) -> Result<u64> {
        Ok(active(studio).count(self.db()).await?)
    }

    /// The place in the list behind a client.
    async fn behind(&self, studio: StudioId, id: ClientId) -> Result<Condition> {
        let key = find(studio, id)
            .one(self.db())
            .await?
            .map(|row| row.sort_key)
            .unwrap_or_default();
        Ok(Condition::all()
            .add(client::Column::SortKey.gte(key.clone()))
            .add(
                Condition::any()
                    .add(client::Column::SortKey.gt(key))
                    .add(client::Column::Id.gt(id.0)),
            ))
    }

    /// The first word with few matches, and who they are.
    async fn rarest(
        &self,
        studio: StudioId,
        wanted: &[Wanted],
    ) -> Result<Option<(usize, Vec<Uuid>)>> {
        for (place, one) in wanted.iter().enumerate() {
            let ids: Vec<Uuid> = client_term::Entity::find()
                .select_only()
                .column(client_term::Column::Client)
                .filter(client_term::Column::Studio.eq(studio.0))
                .filter(one.condition())
                .limit(FEW + 1)
                .into_tuple()
                .all(self.db())
                .await?;
            if ids.len() as u64 <= FEW {
                return Ok(Some((place, ids)));
            }
        }
        Ok(None)
    }
}

impl Wanted {
    fn condition(&self) -> Condition {
        self.0.iter().fold(Condition::any(), |any, prefix| {
            any.add(
                Condition::all()
                    .add(client_term::Column::Term.gte(prefix.clone()))
                    .add(client_term::Column::Term.lt(format!("{prefix}{LAST}"))),
            )
        })
    }
}

/// The client of the outer query has one of the wanted terms.
fn has(one: &Wanted) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(client_term::Entity)
        .and_where(
            Expr::col((Alias::new("client_term"), client_term::Column::Client))
                .equals((Alias::new("client"), client::Column::Id)),
        )
        .cond_where(one.condition())
        .to_owned()
}

/// The clients in use.
pub(crate) fn active(studio: StudioId) -> Select<client::Entity> {
    client::Entity::find()
        .filter(client::Column::Studio.eq(studio.0))
        .filter(client::Column::MergedInto.is_null())
        .filter(client::Column::ErasedAt.is_null())
}

/// What a text asks for: words, e-mail addresses, and phone numbers, whose digits may be written with spaces.
fn wanted(text: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut phone = String::new();
    for piece in text.split_whitespace() {
        if is_phone(piece) {
            phone.push_str(&digits(piece));
            continue;
        }
        wanted.extend(by_phone(&mut phone));
        if piece.contains('@') && !piece.starts_with('@') {
            wanted.push(Wanted(vec![format!("@{}", email_key(piece))]));
        } else {
            wanted.extend(words(piece).into_iter().map(|word| Wanted(vec![word])));
        }
    }
    wanted.extend(by_phone(&mut phone));
    wanted.truncate(MOST_WORDS);
    wanted
}

/// Digits and what stands between them in a phone number.
fn is_phone(piece: &str) -> bool {
    !digits(piece).is_empty()
        && piece
            .chars()
            .all(|c| !c.is_alphabetic() && c != '@' && c != '#' && c != '~')
}

/// Digits find a number that begins with them, one that ends with them (a leading 0 is dropped abroad), and a name or address that has them as a word.
fn by_phone(digits: &mut String) -> Option<Wanted> {
    let digits = std::mem::take(digits);
    if digits.is_empty() {
        return None;
    }
    let mut wanted = vec![digits.clone(), format!("#{digits}")];
    let last: String = digits.trim_start_matches('0').chars().rev().collect();
    if last.len() >= 3 {
        wanted.push(format!("~{last}"));
    }
    Some(Wanted(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_words_addresses_and_numbers() {
        let read = |text: &str| {
            wanted(text)
                .into_iter()
                .map(|one| one.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(read("  Zoë O'Br "), [["zoe"], ["obr"]]);
        assert_eq!(read("Anna@Ex"), [["@anna@ex"]]);
        assert_eq!(
            read("anna 07700 900"),
            [
                vec!["anna".to_owned()],
                vec!["07700900".into(), "#07700900".into(), "~0090077".into()]
            ]
        );
        assert_eq!(read("12"), [["12", "#12"]]);
        assert!(read(" -- ").is_empty());
    }
}
