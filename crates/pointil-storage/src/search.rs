//! The list of clients and the search in it, page by page.
//!
//! A search walks the stretch of terms that begin with one word, the rarest, and asks for each client on it whether the other words are theirs. Every term
//! carries its client's place in the list, so that the stretch is put in order without looking at the clients.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait};
use serde::Serialize;

use crate::client::{Client, find};
use crate::error::Result;
use crate::fold::{digits, email_key, words};
use crate::id::{ClientId, StudioId};
use crate::store::Store;
use crate::table::{client, client_term};

/// Matches are counted up to here to find the rarest word.
const MANY: u64 = 20_000;
/// A search of more words than this takes the first.
const MOST_WORDS: usize = 8;
/// A page of at most so many clients.
const MOST_PAGE: u64 = 1000;
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

/// A client's place in the list.
type Place = (String, Uuid);

/// Beginnings of terms, of which a client has at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted(Vec<String>);

impl Store {
    /// Clients that match every word of `text`, or all when it has no word: by the beginning of each name, of the e-mail address or a part of it, and by a
    /// phone number's first or last digits. A page holds at most `most`, and never more than a thousand; the next begins after the last client of this one.
    pub async fn search_clients(
        &self,
        studio: StudioId,
        text: &str,
        after: Option<ClientId>,
        most: u64,
    ) -> Result<ClientPage> {
        let most = usize::try_from(Ord::min(most, MOST_PAGE)).unwrap_or(usize::MAX);
        let mut wanted = wanted(text);
        let after = match after {
            Some(id) => Some(self.place(studio, id).await?),
            None => None,
        };
        let mut clients = if wanted.is_empty() {
            self.listed(studio, after, most + 1).await?
        } else {
            let rarest = wanted.remove(self.rarest(studio, &wanted).await?);
            let places = self
                .matching(studio, &rarest, &wanted, after, most + 1)
                .await?;
            self.at(places).await?
        };
        let is_last = clients.len() <= most;
        clients.truncate(most);
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

    async fn place(&self, studio: StudioId, id: ClientId) -> Result<Place> {
        let row = find(studio, id).one(self.db()).await?;
        Ok((row.map(|row| row.sort_key).unwrap_or_default(), id.0))
    }

    async fn listed(
        &self,
        studio: StudioId,
        after: Option<Place>,
        most: usize,
    ) -> Result<Vec<Client>> {
        let mut query = active(studio);
        if let Some(place) = after {
            query = query.filter(behind(client::Column::SortKey, client::Column::Id, place));
        }
        let rows = query
            .order_by_asc(client::Column::SortKey)
            .order_by_asc(client::Column::Id)
            .limit(most as u64)
            .all(self.db())
            .await?;
        rows.into_iter().map(Client::read).collect()
    }

    /// Which of the words has the fewest matches.
    async fn rarest(&self, studio: StudioId, wanted: &[Wanted]) -> Result<usize> {
        let mut rarest = (u64::MAX, 0);
        if wanted.len() == 1 {
            return Ok(0);
        }
        for (place, one) in wanted.iter().enumerate() {
            let mut matches = 0;
            for prefix in &one.0 {
                matches += self.count_matches(studio, prefix).await?;
            }
            rarest = Ord::min(rarest, (matches, place));
        }
        Ok(rarest.1)
    }

    async fn count_matches(&self, studio: StudioId, prefix: &str) -> Result<u64> {
        let matches = beginning(studio, prefix)
            .select_only()
            .column(client_term::Column::Client)
            .limit(MANY)
            .into_query();
        let count = Query::select()
            .expr(Func::count(Expr::val(1)))
            .from_subquery(matches, Alias::new("matches"))
            .to_owned();
        let row = self.db().query_one(&count).await?;
        let count: i64 = match row {
            Some(row) => row.try_get_by_index(0)?,
            None => 0,
        };
        crate::error::count(count)
    }

    /// The first places of clients that have a term of `rarest` and of each of `others`.
    async fn matching(
        &self,
        studio: StudioId,
        rarest: &Wanted,
        others: &[Wanted],
        after: Option<Place>,
        most: usize,
    ) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        // One stretch at a time: for several at once neither database uses its index.
        for prefix in &rarest.0 {
            let mut query = beginning(studio, prefix);
            for other in others {
                query = query.filter(Expr::exists(has(other)));
            }
            places.extend(self.stretch(query, after.clone(), most).await?);
        }
        places.sort();
        places.dedup();
        places.truncate(most);
        Ok(places)
    }

    /// The first different places of a stretch of terms.
    async fn stretch(
        &self,
        query: Select<client_term::Entity>,
        mut after: Option<Place>,
        most: usize,
    ) -> Result<Vec<Place>> {
        let mut places: Vec<Place> = Vec::new();
        // A client may have several terms on the stretch; they follow one another.
        let batch = 2 * most;
        loop {
            let mut portion = query.clone();
            if let Some(place) = after.take() {
                let columns = (client_term::Column::SortKey, client_term::Column::Client);
                portion = portion.filter(behind(columns.0, columns.1, place));
            }
            let found: Vec<Place> = portion
                .select_only()
                .column(client_term::Column::SortKey)
                .column(client_term::Column::Client)
                .order_by_asc(client_term::Column::SortKey)
                .order_by_asc(client_term::Column::Client)
                .limit(batch as u64)
                .into_tuple()
                .all(self.db())
                .await?;
            let is_last = found.len() < batch;
            after = found.last().cloned();
            places.extend(found);
            places.dedup();
            if is_last || places.len() >= most {
                return Ok(places);
            }
        }
    }

    /// The clients at places, in their order.
    async fn at(&self, places: Vec<Place>) -> Result<Vec<Client>> {
        let mut rows = client::Entity::find()
            .filter(client::Column::Id.is_in(places.iter().map(|(_, id)| *id)))
            .all(self.db())
            .await?;
        rows.sort_by(|one, other| (&one.sort_key, one.id).cmp(&(&other.sort_key, other.id)));
        rows.into_iter().map(Client::read).collect()
    }
}

/// Behind a place in the list.
fn behind<C: ColumnTrait>(sort_key: C, id: C, (key, last): Place) -> Condition {
    Condition::all()
        .add(sort_key.gte(key.clone()))
        .add(Condition::any().add(sort_key.gt(key)).add(id.gt(last)))
}

/// The stretch of terms that begin with a prefix.
fn beginning(studio: StudioId, prefix: &str) -> Select<client_term::Entity> {
    client_term::Entity::find()
        .filter(client_term::Column::Studio.eq(studio.0))
        .filter(client_term::Column::Term.gte(prefix))
        .filter(client_term::Column::Term.lt(format!("{prefix}{LAST}")))
}

/// The client of the outer query's term has one of the wanted terms, too.
fn has(one: &Wanted) -> SelectStatement {
    let other = Alias::new("other_term");
    let term = || Expr::col((other.clone(), client_term::Column::Term));
    let any = one.0.iter().fold(Condition::any(), |any, prefix| {
        let stretch = Condition::all()
            .add(term().gte(prefix.clone()))
            .add(term().lt(format!("{prefix}{LAST}")));
        any.add(stretch)
    });
    Query::select()
        .expr(Expr::val(1))
        .from_as(client_term::Entity, other.clone())
        .and_where(
            Expr::col((other.clone(), client_term::Column::Client))
                .equals((client_term::Entity, client_term::Column::Client)),
        )
        .cond_where(any)
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
    // As entered; without the 0 that is dropped from abroad; without the 00 that stands for the plus of a country.
    let endings = ["", "0", "00"].map(|dropped| digits.strip_prefix(dropped));
    for ending in endings.into_iter().flatten() {
        if ending.len() >= LEAST_ENDING {
            let backward: String = ending.chars().rev().collect();
            wanted.push(format!("~{backward}"));
        }
    }
    Some(Wanted(wanted))
}

/// Fewer last digits than this are those of too many.
const LEAST_ENDING: usize = 3;

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
                vec![
                    "07700900".into(),
                    "#07700900".into(),
                    "~00900770".into(),
                    "~0090077".into()
                ]
            ]
        );
        assert_eq!(read("12"), [["12", "#12"]]);
        let [ends] = &read("000001")[..] else {
            panic!("one number is one thing wanted");
        };
        assert!(ends.contains(&"~100000".to_owned()), "{ends:?}");
        let [abroad] = &read("0044 7700")[..] else {
            panic!("one number is one thing wanted");
        };
        assert!(abroad.contains(&"~007744".to_owned()), "{abroad:?}");
        assert!(read(" -- ").is_empty());
    }
}
