//! The client's head and where each photograph was taken from, found from the landmarks that were placed in their photographs.

use std::collections::BTreeMap;
use std::sync::Arc;

use pointil_photo::{
    FitSettings, MarkedPhotograph, Outline, PlacedLandmarks, PoseEstimate, decode,
    fit_those_possible,
};
use pointil_scalp::{Head, HeadMeasurements, PictureSize};
use pointil_storage::{ClientId, Photograph, PhotographId, StudioId};

use crate::app::App;
use crate::fault::Fault;
use crate::kept::Kept;
use crate::words;

/// Fits that are kept: one for each client that is worked on, and for the last changes of landmarks.
const MOST_FITS: usize = 64;
/// Outlines that are kept; each is some ten thousand bytes.
const MOST_OUTLINES: usize = 256;

/// A photograph with landmarks in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    /// Which.
    pub(crate) id: PhotographId,
    /// What it is called: from where the head is seen, and a number where several are.
    pub(crate) name: String,
    /// Its size.
    pub(crate) size: PictureSize,
    /// What was placed.
    pub(crate) placed: PlacedLandmarks,
}

/// A photograph whose camera was found.
#[derive(Clone, Debug)]
pub(crate) struct FittedView {
    /// Its landmarks.
    pub(crate) marked: MarkedPhotograph,
    /// Where it was taken from.
    pub(crate) pose: PoseEstimate,
}

/// What the landmarks of one client's photographs say.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientFit {
    /// The head, where any photograph gave one.
    pub(crate) head: Option<Head>,
    /// Photographs whose cameras were found.
    pub(crate) views: BTreeMap<PhotographId, FittedView>,
    /// Why others say nothing yet, in words.
    pub(crate) refused: BTreeMap<PhotographId, String>,
}

type FitKey = (Vec<Placed>, HeadMeasurements);

/// Outlines and fits of this program, by what they were found from.
pub(crate) struct Fits {
    outlines: Kept<(StudioId, PhotographId), Option<Outline>>,
    fits: Kept<FitKey, Arc<ClientFit>>,
}

impl Default for Fits {
    fn default() -> Self {
        Self {
            outlines: Kept::new(MOST_OUTLINES),
            fits: Kept::new(MOST_FITS),
        }
    }
}

/// The landmarks that were placed in a photograph; none where there is no document yet.
///
/// # Errors
/// A document that another program wrote.
pub(crate) fn placed_in(photograph: &Photograph) -> Result<PlacedLandmarks, Fault> {
    match &photograph.fields.document {
        None => Ok(PlacedLandmarks::default()),
        Some(text) => serde_json::from_str(text).map_err(|error| {
            Fault::internal(format!("document of photograph {}: {error}", photograph.id))
        }),
    }
}

/// The size of a photograph.
pub(crate) fn size_of(photograph: &Photograph) -> PictureSize {
    PictureSize {
        width: photograph.width_px,
        height: photograph.height_px,
    }
}

/// A client's photographs with landmarks; `instead` stands for what is kept of one.
pub(crate) async fn placed_of(
    app: &App,
    studio: StudioId,
    client: ClientId,
    instead: Option<(PhotographId, &PlacedLandmarks)>,
) -> Result<Vec<Placed>, Fault> {
    let mut all: Vec<Placed> = Vec::new();
    for photograph in app.store().photographs(studio, client).await? {
        let placed = match instead {
            Some((id, placed)) if id == photograph.id => placed.clone(),
            _ => placed_in(&photograph)?,
        };
        if placed.landmarks.is_empty() {
            continue;
        }
        let words = words::pose(&photograph.fields.pose);
        let same = |name: &str| all.iter().any(|own| own.name == name);
        let numbered = (1..).map(|number| match number {
            1 => words.to_owned(),
            number => format!("{words} ({number})"),
        });
        let name = numbered.into_iter().find(|name| !same(name));
        all.push(Placed {
            id: photograph.id,
            name: name.unwrap_or_default(),
            size: size_of(&photograph),
            placed,
        });
    }
    Ok(all)
}

/// Finds the head and the cameras of photographs of one client.
pub(crate) async fn fit(
    app: &App,
    studio: StudioId,
    placed: Vec<Placed>,
    measurements: HeadMeasurements,
) -> Result<Arc<ClientFit>, Fault> {
    let key = (placed, measurements);
    if let Some(known) = app.fits().fits.get(&key) {
        return Ok(known);
    }
    let mut outlines = Vec::new();
    for own in &key.0 {
        let enough = own.placed.landmarks.len() >= MarkedPhotograph::LEAST_WITH_OTHERS;
        outlines.push(if enough {
            outline_of(app, studio, own.id).await?
        } else {
            None
        });
    }
    let place = app.pictures().clone().acquire_owned().await;
    let place = place.map_err(Fault::internal)?;
    let found = tokio::task::spawn_blocking(move || {
        let found = Arc::new(found(&key.0, outlines, &key.1));
        drop(place);
        (key, found)
    });
    let (key, found) = found.await.map_err(Fault::internal)?;
    app.fits().fits.put(key, Arc::clone(&found));
    Ok(found)
}

/// The head's outline in a photograph, where its background is plain enough for one.
pub(crate) async fn outline_of(
    app: &App,
    studio: StudioId,
    id: PhotographId,
) -> Result<Option<Outline>, Fault> {
    let key = (studio, id);
    if let Some(known) = app.fits().outlines.get(&key) {
        return Ok(known);
    }
    let picture = app.store().original(studio, id).await?;
    let picture = picture.ok_or(Fault::NotFound)?;
    let place = app.pictures().clone().acquire_owned().await;
    let place = place.map_err(Fault::internal)?;
    let found = tokio::task::spawn_blocking(move || {
        let found = decode(&picture.bytes).map(|own| Outline::of(&own).ok());
        drop(place);
        found
    });
    let found = found.await.map_err(Fault::internal)?;
    let found = found.map_err(Fault::internal)?;
    app.fits().outlines.put(key, found.clone());
    Ok(found)
}

fn found(
    placed: &[Placed],
    outlines: Vec<Option<Outline>>,
    measurements: &HeadMeasurements,
) -> ClientFit {
    let mut refused = BTreeMap::new();
    let mut marked = Vec::new();
    for (own, outline) in placed.iter().zip(outlines) {
        let count = own.placed.landmarks.len();
        if count < MarkedPhotograph::LEAST_WITH_OTHERS {
            refused.insert(own.id, too_few(count));
        } else {
            marked.push(own.placed.marked(own.name.clone(), own.size, outline));
        }
    }
    let possible = fit_those_possible(measurements, &marked, &FitSettings::default());
    let id_of = |name: &str| placed.iter().find(|own| own.name == name).map(|own| own.id);
    for error in &possible.refused {
        if let Some(id) = error.photograph().and_then(id_of) {
            let least = MarkedPhotograph::LEAST_ALONE;
            let count = marked
                .iter()
                .find(|own| Some(own.name.as_str()) == error.photograph());
            let count = count.map_or(0, |own| own.marks.len());
            let words = if count < least {
                too_few(count)
            } else {
                error.to_string()
            };
            refused.insert(id, words);
        }
    }
    let Some(fit) = possible.fit else {
        return ClientFit {
            refused,
            ..ClientFit::default()
        };
    };
    let views = fit.poses.into_iter().filter_map(|pose| {
        let marked = marked.iter().find(|own| own.name == pose.photograph)?;
        let view = FittedView {
            marked: marked.clone(),
            pose,
        };
        Some((id_of(&view.pose.photograph)?, view))
    });
    ClientFit {
        views: views.collect(),
        head: Some(fit.head),
        refused,
    }
}

fn too_few(count: usize) -> String {
    let least = MarkedPhotograph::LEAST_ALONE;
    match least.saturating_sub(count) {
        1 => "One more point, and the head is found.".to_owned(),
        more => format!("{more} more points, and the head is found."),
    }
}
