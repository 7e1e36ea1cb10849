//! A step that somebody of the studio takes with a record: who, which record, and what the form sends.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::PracticeRecord;
use pointil_storage::RecordId;

use super::desk::{Day, Desk};
use super::offer::Tried;
use super::sent::Sent;
use crate::app::App;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::seat::Seat;

/// Who asks, at which record, with what.
pub(super) struct Asked {
    pub(super) app: App,
    pub(super) frame: Frame,
    pub(super) seat: Seat,
    pub(super) id: RecordId,
    pub(super) sent: Sent,
}

impl FromRequest<App> for Asked {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let frame = Frame::from_request_parts(&mut parts, app).await?;
        let seat = Seat::from_request_parts(&mut parts, app).await?;
        let id = Path::<RecordId>::from_request_parts(&mut parts, app).await;
        let Path(id) = id.map_err(|_| Fault::NotFound)?;
        let request = Request::from_parts(parts, body);
        Ok(Self {
            app: app.clone(),
            frame,
            seat,
            id,
            sent: Sent::from_request(request, app).await?,
        })
    }
}

/// What a step leads to.
pub(super) enum Stepped {
    /// It is done; the browser goes back to the record.
    Done(Response),
    /// It is refused; the record's page shows why.
    Refused(Box<Again>),
}

/// The record's page once more, with what was tried.
pub(super) struct Again {
    pub(super) app: App,
    pub(super) frame: Frame,
    pub(super) seat: Seat,
    pub(super) id: RecordId,
    pub(super) tried: Tried,
}

impl Asked {
    /// Makes a transition of the record below `back`.
    ///
    /// # Errors
    /// A fault that cannot be mended in the form.
    pub(super) async fn change<R>(
        self,
        back: &str,
        step: &'static str,
        change: impl Fn(R, &Desk, &Day, &Sent) -> Result<R, Fault> + Send + Sync,
    ) -> Result<Stepped, Fault>
    where
        R: PracticeRecord + Clone + Send + Sync,
    {
        let Self {
            app,
            frame,
            seat,
            id,
            sent,
        } = self;
        let made = app
            .alter(seat.act(), id, |own, desk, day| {
                change(own, desk, day, &sent)
            })
            .await;
        match made {
            Ok(()) => Ok(Stepped::Done(
                Redirect::to(&format!("{back}/{id}?done=saved")).into_response(),
            )),
            Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
                let tried = Tried { step, sent, fault };
                Ok(Stepped::Refused(Box::new(Again {
                    app,
                    frame,
                    seat,
                    id,
                    tried,
                })))
            }
            Err(fault) => Err(fault),
        }
    }
}
