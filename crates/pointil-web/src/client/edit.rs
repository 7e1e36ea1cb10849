//! Entering a client, and changing what is said of one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Client, ClientFields, ClientId, RecordId};
use serde::Deserialize;

use crate::app::App;
use crate::client::{Row, find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::practice::enquiry;
use crate::practice::post::catch_up;
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

/// What is entered of a client, as text.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    given_name: String,
    family_name: String,
    preferred_name: String,
    birth_date: String,
    phone: String,
    email: String,
    notes: String,
    revision: String,
    confirmed: String,
    /// The enquiry that a new client is entered for.
    enquiry: String,
}

/// For what a client is entered.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct EnteredFor {
    enquiry: Option<RecordId>,
}

/// A field that two people changed at once.
struct Difference {
    label: &'static str,
    kept: String,
    entered: String,
}

/// A record that may be of the same person.
struct Similar {
    row: Row,
    likeness: String,
}

#[derive(Template)]
#[template(path = "client-form.html")]
struct FormPage {
    frame: Frame,
    form: Form,
    action: String,
    back: String,
    button: &'static str,
    differences: Vec<Difference>,
    similar: Vec<Similar>,
}

impl Entry {
    fn of(client: &Client) -> Self {
        Self {
            revision: client.revision.to_string(),
            ..Self::with(client.fields.clone())
        }
    }

    fn with(fields: ClientFields) -> Self {
        Self {
            given_name: fields.given_name,
            family_name: fields.family_name,
            preferred_name: fields.preferred_name.unwrap_or_default(),
            birth_date: fields
                .birth_date
                .map(|day| day.to_string())
                .unwrap_or_default(),
            phone: fields.phone.unwrap_or_default(),
            email: fields.email.unwrap_or_default(),
            notes: fields.notes,
            ..Self::default()
        }
    }

    fn form(&self, frame: &Frame) -> Form {
        let text =
            |name, label, value: &str| Field::new("text", name, label).holding(value).filled("off");
        let fields = [
            text("given_name", "Given name", &self.given_name),
            text("family_name", "Family name", &self.family_name).optional(),
            text("preferred_name", "Wants to be called", &self.preferred_name).optional(),
            Field::new("date", "birth_date", "Day of birth")
                .holding(&self.birth_date)
                .optional(),
            Field::new("tel", "phone", "Phone")
                .holding(&self.phone)
                .filled("off")
                .optional(),
            Field::new("email", "email", "E-mail address")
                .holding(&self.email)
                .filled("off")
                .optional(),
            Field::new("textarea", "notes", "Notes")
                .holding(&self.notes)
                .optional(),
            Field::hidden("revision", &self.revision),
            Field::hidden("confirmed", &self.confirmed),
            Field::hidden("enquiry", &self.enquiry),
        ];
        Form::new(&frame.csrf, fields)
    }

    fn read(&self) -> Result<ClientFields, Fault> {
        let birth_date = entered(&self.birth_date).map(|text| {
            let fault = || {
                field(
                    "birth_date",
                    &format!("{text:?} is no day: write it as 1980-12-31"),
                )
            };
            text.parse().map_err(|_| fault())
        });
        Ok(ClientFields {
            given_name: self.given_name.trim().to_owned(),
            family_name: self.family_name.trim().to_owned(),
            preferred_name: entered(&self.preferred_name),
            birth_date: birth_date.transpose()?,
            phone: entered(&self.phone),
            email: entered(&self.email),
            notes: self.notes.trim().replace("\r\n", "\n"),
        })
    }

    /// Where this entry and another say different things.
    fn differences(&self, kept: &Self) -> Vec<Difference> {
        let same_lines = |text: &str| text.trim().replace("\r\n", "\n");
        let pairs = [
            ("Given name", &kept.given_name, &self.given_name),
            ("Family name", &kept.family_name, &self.family_name),
            (
                "Wants to be called",
                &kept.preferred_name,
                &self.preferred_name,
            ),
            ("Day of birth", &kept.birth_date, &self.birth_date),
            ("Phone", &kept.phone, &self.phone),
            ("E-mail address", &kept.email, &self.email),
            ("Notes", &kept.notes, &self.notes),
        ];
        pairs
            .into_iter()
            .map(|(label, kept, own)| (label, same_lines(kept), same_lines(own)))
            .filter(|(_, kept, own)| kept != own)
            .map(|(label, kept, entered)| Difference {
                label,
                kept,
                entered,
            })
            .collect()
    }
}

fn form_page(frame: Frame, form: Form) -> FormPage {
    FormPage {
        frame: frame.titled("Enter a client").at(Nav::Clients),
        form,
        action: "/clients".to_owned(),
        back: "/clients".to_owned(),
        button: "Enter client",
        differences: Vec::new(),
        similar: Vec::new(),
    }
}

fn edit_page(frame: Frame, client: &Client, form: Form) -> FormPage {
    FormPage {
        frame: frame.titled(full_name(&client.fields)).at(Nav::Clients),
        action: format!("/clients/{}/edit", client.id),
        back: format!("/clients/{}", client.id),
        button: "Save",
        ..form_page(Frame::default(), form)
    }
}

pub(crate) async fn show_new(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Query(entered): Query<EnteredFor>,
) -> Result<Response, Fault> {
    let entry = match entered.enquiry {
        Some(id) => Entry {
            enquiry: id.to_string(),
            ..Entry::with(enquiry::begins_with(&app, &seat, id).await?)
        },
        None => Entry::default(),
    };
    let form = entry.form(&frame);
    page(&form_page(frame, form))
}

pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    axum::Form(mut entry): axum::Form<Entry>,
) -> Result<Response, Fault> {
    let fields = match entry.read() {
        Ok(fields) => fields,
        Err(fault) => {
            let form = entry.form(&frame).refused(fault)?;
            return page(&form_page(frame, form));
        }
    };
    if entry.confirmed.is_empty() {
        let similar = similar(&app, &seat, &fields).await?;
        if !similar.is_empty() {
            "yes".clone_into(&mut entry.confirmed);
            let form = entry.form(&frame);
            return page(&FormPage {
                similar,
                button: "Enter all the same",
                ..form_page(frame, form)
            });
        }
    }
    match app.store().create_client(&seat.act(), &fields).await {
        Ok(id) => {
            let to = match entry.enquiry.parse::<RecordId>() {
                Ok(asked) => {
                    enquiry::link_to(&app, &seat, asked, id).await?;
                    format!("/enquiries/{asked}?done=client-entered")
                }
                Err(_) => format!("/clients/{id}?done=client-entered"),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let form = entry.form(&frame).refused(error.into())?;
            page(&form_page(frame, form))
        }
    }
}

async fn similar(app: &App, seat: &Seat, fields: &ClientFields) -> Result<Vec<Similar>, Fault> {
    let found = app.store().duplicates_of(seat.studio, fields, None).await?;
    let shown = found.into_iter().take(5).map(|one| {
        let words: Vec<&str> = one
            .likeness
            .iter()
            .map(|like| words::likeness(*like))
            .collect();
        Similar {
            row: Row::of(&one.client),
            likeness: words.join(", "),
        }
    });
    Ok(shown.collect())
}

pub(crate) async fn show_edit(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
) -> Result<Response, Fault> {
    let client = find(&app, &seat, id).await?;
    let form = Entry::of(&client).form(&frame);
    page(&edit_page(frame, &client, form))
}

pub(crate) async fn edit(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
    axum::Form(entry): axum::Form<Entry>,
) -> Result<Response, Fault> {
    let edited = async {
        let fields = entry.read()?;
        let revision = revision(&entry.revision)?;
        let act = seat.act();
        let edited = app.store().edit_client(&act, id, revision, &fields);
        let edited = edited.await?;
        catch_up(&app, act, id, &fields).await;
        Ok::<u64, Fault>(edited)
    };
    match edited.await {
        Ok(_) => Ok(Redirect::to(&format!("/clients/{id}?done=saved")).into_response()),
        Err(fault) => {
            let client = find(&app, &seat, id).await?;
            show_refused(frame, &client, entry, fault)
        }
    }
}

/// The form as it was entered, with what is wrong; or, when somebody else was quicker, with what they changed.
fn show_refused(
    frame: Frame,
    client: &Client,
    mut entry: Entry,
    fault: Fault,
) -> Result<Response, Fault> {
    let Fault::Stale { current } = fault else {
        let form = entry.form(&frame).refused(fault)?;
        return page(&edit_page(frame, client, form));
    };
    let differences = entry.differences(&Entry::of(client));
    entry.revision = current.to_string();
    let form = entry.form(&frame);
    let mut answer = page(&FormPage {
        differences,
        button: "Save mine",
        ..edit_page(frame, client, form)
    })?;
    *answer.status_mut() = axum::http::StatusCode::CONFLICT;
    Ok(answer)
}
