//! Who may do what: one table of routes, one function of roles.

use axum::http::Method;
use pointil_storage::Role;

/// What a person can be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Look after one's own password and devices.
    KeepOwnAccount,
    /// Look at clients.
    ViewClients,
    /// Enter clients and change what is said of them.
    EditClients,
    /// Make two records of one client one, and apart again.
    MergeClients,
    /// Write out everything about a client.
    ExportClients,
    /// Erase a client.
    EraseClients,
    /// Look at photographs.
    ViewPhotographs,
    /// Add photographs and change what is said of them.
    EditPhotographs,
    /// Remove photographs.
    RemovePhotographs,
    /// Look at designs.
    ViewDesigns,
    /// Draw designs.
    EditDesigns,
    /// Look at the practice: screenings, agreements, appointments, sessions, stock.
    ViewPractice,
    /// Prepare a treatment: ask questionnaires, book, receive stock.
    PreparePractice,
    /// Treat: read patch tests and doctors' letters, sign, run sessions.
    TreatClients,
    /// Look at the studio's settings.
    ViewStudio,
    /// Change the studio's settings, save its key.
    EditStudio,
    /// Look at all of the studio's money, at outcomes by whoever treats, and at the trail of events.
    ViewBooks,
    /// Look at accounts.
    ViewAccounts,
    /// Invite people, change their roles, close their accounts.
    EditAccounts,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 19] = [
        Self::KeepOwnAccount,
        Self::ViewClients,
        Self::EditClients,
        Self::MergeClients,
        Self::ExportClients,
        Self::EraseClients,
        Self::ViewPhotographs,
        Self::EditPhotographs,
        Self::RemovePhotographs,
        Self::ViewDesigns,
        Self::EditDesigns,
        Self::ViewPractice,
        Self::PreparePractice,
        Self::TreatClients,
        Self::ViewStudio,
        Self::EditStudio,
        Self::ViewBooks,
        Self::ViewAccounts,
        Self::EditAccounts,
    ];
}

/// Whether somebody with this role may do this.
pub fn can(role: Role, action: Action) -> bool {
    use Action as A;
    let looks = matches!(
        action,
        A::KeepOwnAccount
            | A::ViewClients
            | A::ViewPhotographs
            | A::ViewDesigns
            | A::ViewPractice
            | A::ViewStudio
    );
    let prepares = looks
        || matches!(
            action,
            A::EditClients | A::EditPhotographs | A::PreparePractice
        );
    let treats = prepares
        || matches!(
            action,
            A::EditDesigns
                | A::TreatClients
                | A::MergeClients
                | A::ExportClients
                | A::RemovePhotographs
        );
    match role {
        Role::Owner => true,
        Role::Practitioner => treats,
        Role::Assistant => prepares,
        Role::Reader => looks,
    }
}

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Anybody on the network.
    Stranger,
    /// A signed-in person who may do this.
    May(Action),
}

/// A route and what it asks for.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The method; `HEAD` goes with `GET`.
    pub method: Method,
    /// The route's pattern as the router has it.
    pub path: &'static str,
    /// What it asks for.
    pub permit: Permit,
}

const fn get(path: &'static str, action: Action) -> Rule {
    Rule {
        method: Method::GET,
        path,
        permit: Permit::May(action),
    }
}

const fn post(path: &'static str, action: Action) -> Rule {
    Rule {
        method: Method::POST,
        path,
        permit: Permit::May(action),
    }
}

const fn rule(method: Method, path: &'static str, action: Action) -> Rule {
    Rule {
        method,
        path,
        permit: Permit::May(action),
    }
}

const fn open(method: Method, path: &'static str) -> Rule {
    Rule {
        method,
        path,
        permit: Permit::Stranger,
    }
}

/// Routes that take what another program sends, with a signature over its bytes that the handler checks: no page's form, so it carries no token of ours.
pub const SIGNED: [&str; 1] = ["/payments/stripe"];

/// Every route of the pages.
pub const PAGES: &[Rule] = &[
    open(Method::GET, "/healthz"),
    open(Method::GET, "/metrics"),
    open(Method::GET, "/assets/{*file}"),
    open(Method::POST, "/theme"),
    open(Method::GET, "/first-visit"),
    open(Method::POST, "/first-visit"),
    open(Method::GET, "/enter/{code}"),
    open(Method::GET, "/sign-in"),
    open(Method::POST, "/sign-in"),
    open(Method::GET, "/welcome/{account}/{until}/{proof}"),
    open(Method::POST, "/welcome/{account}/{until}/{proof}"),
    get("/", Action::ViewClients),
    post("/sign-out", Action::KeepOwnAccount),
    get("/you", Action::KeepOwnAccount),
    post("/you/password", Action::KeepOwnAccount),
    post("/you/devices/sign-out-others", Action::KeepOwnAccount),
    post("/you/devices/{device}/sign-out", Action::KeepOwnAccount),
    get("/studio", Action::ViewStudio),
    post("/studio", Action::EditStudio),
    post("/studio/key", Action::EditStudio),
    get("/studio/prices", Action::ViewStudio),
    post("/studio/prices", Action::EditStudio),
    get("/accounts", Action::ViewAccounts),
    post("/accounts", Action::EditAccounts),
    get("/accounts/{account}", Action::ViewAccounts),
    post("/accounts/{account}", Action::EditAccounts),
    post("/accounts/{account}/close", Action::EditAccounts),
    post("/accounts/{account}/link", Action::EditAccounts),
    get("/clients", Action::ViewClients),
    post("/clients", Action::EditClients),
    get("/clients/list", Action::ViewClients),
    get("/clients/new", Action::EditClients),
    get("/clients/duplicates", Action::MergeClients),
    get("/clients/{client}", Action::ViewClients),
    get("/clients/{client}/edit", Action::EditClients),
    post("/clients/{client}/edit", Action::EditClients),
    get("/clients/{client}/merge", Action::MergeClients),
    post("/clients/{client}/merge", Action::MergeClients),
    post("/merges/{merge}/undo", Action::MergeClients),
    post("/clients/{client}/export", Action::ExportClients),
    get("/clients/{client}/erase", Action::EraseClients),
    post("/clients/{client}/erase", Action::EraseClients),
    post("/clients/{client}/photographs", Action::EditPhotographs),
    get("/clients/{client}/photographs/new", Action::EditPhotographs),
    get("/photographs/{photograph}", Action::ViewPhotographs),
    post("/photographs/{photograph}", Action::EditPhotographs),
    get(
        "/photographs/{photograph}/original",
        Action::ViewPhotographs,
    ),
    get(
        "/photographs/{photograph}/thumbnail",
        Action::ViewPhotographs,
    ),
    get("/photographs/{photograph}/screen", Action::ViewPhotographs),
    get(
        "/photographs/{photograph}/landmarks",
        Action::ViewPhotographs,
    ),
    post(
        "/photographs/{photograph}/landmarks",
        Action::EditPhotographs,
    ),
    post(
        "/photographs/{photograph}/landmarks/try",
        Action::EditPhotographs,
    ),
    post(
        "/photographs/{photograph}/landmarks/save",
        Action::EditPhotographs,
    ),
    post(
        "/photographs/{photograph}/remove",
        Action::RemovePhotographs,
    ),
    get("/designs/{design}/versions", Action::ViewDesigns),
    post("/designs/{design}/versions", Action::EditDesigns),
    get("/designs/{design}/versions/{version}", Action::ViewDesigns),
    post(
        "/designs/{design}/versions/{version}/presented",
        Action::EditDesigns,
    ),
    post(
        "/designs/{design}/versions/{version}/go-back",
        Action::EditDesigns,
    ),
    post(
        "/designs/{design}/versions/{version}/approval",
        Action::EditDesigns,
    ),
    post(
        "/designs/{design}/versions/{version}/comments",
        Action::EditDesigns,
    ),
    get(
        "/designs/{design}/versions/{version}/papers/{paper}",
        Action::ViewDesigns,
    ),
    get(
        "/designs/{design}/versions/{version}/{part}",
        Action::ViewDesigns,
    ),
    get(
        "/designs/{design}/versions/{version}/pictures/{view}/{age}",
        Action::ViewDesigns,
    ),
    get(
        "/designs/{design}/pictures/{view}/{age}",
        Action::ViewDesigns,
    ),
    get("/designs/{design}/compare", Action::ViewDesigns),
    get("/designs/{design}/present", Action::ViewDesigns),
    get("/designs/{design}/papers/{paper}", Action::ViewDesigns),
    post("/designs/{design}/links", Action::EditDesigns),
    post("/designs/{design}/links/{link}/revoke", Action::EditDesigns),
    open(Method::GET, "/ask"),
    open(Method::POST, "/ask"),
    open(Method::GET, "/ask/thanks"),
    get("/enquiries", Action::ViewPractice),
    get("/enquiries/{enquiry}", Action::ViewPractice),
    post("/enquiries/{enquiry}/answer", Action::PreparePractice),
    post("/enquiries/{enquiry}/close", Action::PreparePractice),
    post("/enquiries/{enquiry}/client", Action::PreparePractice),
    get("/clients/{client}/consultation", Action::ViewPractice),
    post("/clients/{client}/consultation", Action::PreparePractice),
    get("/consultations/{consultation}", Action::ViewPractice),
    post("/consultations/{consultation}", Action::PreparePractice),
    post("/consultations/{consultation}/close", Action::TreatClients),
    get("/calendar", Action::ViewPractice),
    get("/clients/{client}/appointments", Action::ViewPractice),
    post("/appointments", Action::PreparePractice),
    get("/appointments/new", Action::PreparePractice),
    get("/appointments/{appointment}", Action::ViewPractice),
    post("/appointments/{appointment}", Action::PreparePractice),
    get("/appointments/{appointment}/move", Action::PreparePractice),
    post("/appointments/{appointment}/move", Action::PreparePractice),
    get("/studio/places", Action::ViewPractice),
    post("/studio/places", Action::EditStudio),
    post("/studio/places/{place}/close", Action::EditStudio),
    post("/studio/places/{place}/reopen", Action::EditStudio),
    get("/clients/{client}/sessions", Action::ViewPractice),
    post("/clients/{client}/sessions", Action::TreatClients),
    get("/sessions/{session}", Action::ViewPractice),
    post("/sessions/{session}/{step}", Action::TreatClients),
    get("/clients/{client}/agreements", Action::ViewPractice),
    post("/clients/{client}/agreements", Action::TreatClients),
    get("/agreements/{agreement}", Action::ViewPractice),
    post("/agreements/{agreement}/offer", Action::TreatClients),
    post("/agreements/{agreement}/sign", Action::TreatClients),
    post("/agreements/{agreement}/countersign", Action::TreatClients),
    post("/agreements/{agreement}/withdraw", Action::TreatClients),
    post("/agreements/{agreement}/decline", Action::TreatClients),
    get("/clients/{client}/consents", Action::ViewPractice),
    post("/clients/{client}/consents", Action::PreparePractice),
    post("/consents/{consent}/withdraw", Action::PreparePractice),
    get("/clients/{client}/patch-tests", Action::ViewPractice),
    post("/clients/{client}/patch-tests", Action::PreparePractice),
    post("/patch-tests/{test}/clear", Action::TreatClients),
    post("/patch-tests/{test}/reaction", Action::TreatClients),
    post("/patch-tests/{test}/abandon", Action::TreatClients),
    get("/studio/credentials", Action::ViewPractice),
    post("/studio/credentials", Action::EditStudio),
    get("/studio/credentials/{credential}", Action::ViewPractice),
    post("/studio/credentials/{credential}/renew", Action::EditStudio),
    post(
        "/studio/credentials/{credential}/revoke",
        Action::EditStudio,
    ),
    post(
        "/studio/credentials/{credential}/acknowledge",
        Action::EditStudio,
    ),
    open(Method::GET, "/credentials"),
    get("/studio/protocol", Action::ViewPractice),
    post("/studio/protocol", Action::EditStudio),
    get("/clients/{client}/screening", Action::ViewPractice),
    post("/clients/{client}/screening", Action::PreparePractice),
    get("/screenings/{screening}", Action::ViewPractice),
    post("/screenings/{screening}", Action::PreparePractice),
    post("/screenings/{screening}/letter", Action::TreatClients),
    post("/screenings/{screening}/still", Action::PreparePractice),
    post("/screenings/{screening}/change", Action::PreparePractice),
    get("/alarms", Action::ViewPractice),
    get("/clients/{client}/aftercare", Action::ViewPractice),
    post("/clients/{client}/check-ins", Action::PreparePractice),
    get("/check-ins/{check_in}", Action::ViewPractice),
    post("/check-ins/{check_in}/answer", Action::PreparePractice),
    post("/check-ins/{check_in}/ask-again", Action::PreparePractice),
    post("/check-ins/{check_in}/hand-over", Action::PreparePractice),
    post("/check-ins/{check_in}/call", Action::PreparePractice),
    post("/check-ins/{check_in}/escalate", Action::PreparePractice),
    post("/check-ins/{check_in}/contact", Action::PreparePractice),
    post("/check-ins/{check_in}/resolve", Action::TreatClients),
    post("/check-ins/{check_in}/close", Action::TreatClients),
    get("/events", Action::ViewPractice),
    get("/clients/{client}/events", Action::ViewPractice),
    post("/clients/{client}/events", Action::PreparePractice),
    get("/clients/{client}/events/new", Action::PreparePractice),
    get("/events/{event}", Action::ViewPractice),
    post("/events/{event}/assess", Action::TreatClients),
    post("/events/{event}/send", Action::TreatClients),
    post("/events/{event}/follow-up", Action::TreatClients),
    post("/events/{event}/close", Action::TreatClients),
    get("/events/{event}/report", Action::TreatClients),
    get("/events/{event}/report.json", Action::TreatClients),
    get("/clients/{client}/reviews", Action::ViewPractice),
    post("/clients/{client}/reviews", Action::PreparePractice),
    post("/clients/{client}/removal-plans", Action::TreatClients),
    get("/removal-plans/{plan}", Action::ViewPractice),
    post("/removal-plans/{plan}/agree", Action::TreatClients),
    post("/removal-plans/{plan}/step", Action::TreatClients),
    post("/removal-plans/{plan}/finish", Action::TreatClients),
    post("/removal-plans/{plan}/stop", Action::TreatClients),
    get("/reviews/{review}", Action::ViewPractice),
    post("/reviews/{review}/answer", Action::PreparePractice),
    post("/reviews/{review}/look", Action::TreatClients),
    get("/stock", Action::ViewPractice),
    post("/stock", Action::PreparePractice),
    get("/stock/new", Action::PreparePractice),
    get("/stock/{lot}", Action::ViewPractice),
    get("/stock/{lot}/received", Action::ViewPractice),
    post("/stock/{lot}/open", Action::PreparePractice),
    post("/stock/{lot}/take", Action::PreparePractice),
    post("/stock/{lot}/quarantine", Action::PreparePractice),
    post("/stock/{lot}/release", Action::TreatClients),
    post("/stock/{lot}/recall", Action::PreparePractice),
    post("/stock/{lot}/expire", Action::PreparePractice),
    post("/stock/{lot}/discard", Action::PreparePractice),
    post("/stock/{lot}/certificates", Action::PreparePractice),
    get("/clients/{client}/account", Action::ViewPractice),
    get(
        "/clients/{client}/account/{posting}",
        Action::PreparePractice,
    ),
    post(
        "/clients/{client}/account/{posting}",
        Action::PreparePractice,
    ),
    get(
        "/clients/{client}/corrections/{correction}",
        Action::TreatClients,
    ),
    post(
        "/clients/{client}/corrections/{correction}",
        Action::TreatClients,
    ),
    get("/clients/{client}/statement", Action::ViewPractice),
    get("/clients/{client}/statement/export", Action::ViewPractice),
    get("/invoices/{entry}", Action::ViewPractice),
    get("/clients/{client}/online-payment", Action::PreparePractice),
    post("/clients/{client}/online-payment", Action::PreparePractice),
    open(Method::POST, "/payments/stripe"),
    open(Method::GET, "/paid"),
    get("/today", Action::ViewPractice),
    get("/studio/terms", Action::ViewPractice),
    post("/studio/terms", Action::EditStudio),
    get("/studio/places/{place}/hours", Action::ViewPractice),
    post("/studio/places/{place}/hours", Action::EditStudio),
    get("/studio/time-off", Action::ViewPractice),
    post("/studio/time-off", Action::PreparePractice),
    post("/studio/time-off/{off}/cancel", Action::PreparePractice),
    get("/waiting", Action::ViewPractice),
    post("/waiting", Action::PreparePractice),
    get("/waiting/new", Action::PreparePractice),
    get("/waiting/{waiting}", Action::ViewPractice),
    post("/waiting/{waiting}", Action::PreparePractice),
    get("/studio/outcomes", Action::ViewBooks),
    get("/studio/trail", Action::ViewBooks),
    get("/studio/money", Action::ViewBooks),
    get("/studio/money/export", Action::ViewBooks),
    post("/studio/money/heading", Action::EditStudio),
    get("/calendar/feeds", Action::ViewPractice),
    post("/calendar/feeds", Action::PreparePractice),
    post("/calendar/feeds/{feed}/revoke", Action::PreparePractice),
    open(Method::GET, "/feeds/{secret}"),
    get("/studio/messages", Action::ViewPractice),
    post("/studio/messages/test", Action::PreparePractice),
    post("/studio/messages/{message}/settle", Action::PreparePractice),
    get("/clients/{client}/messages", Action::ViewPractice),
    get("/records/{record}/{paper}", Action::ViewPractice),
    get("/clients/{client}/links", Action::ViewPractice),
    post("/clients/{client}/links", Action::PreparePractice),
    post(
        "/clients/{client}/links/{link}/revoke",
        Action::PreparePractice,
    ),
    open(Method::GET, "/look/{token}/record/{record}"),
    open(Method::POST, "/look/{token}/record/{record}"),
    open(Method::GET, "/look/{token}/record/{record}/{file}"),
    open(
        Method::GET,
        "/look/{token}/record/{record}/pictures/{view}/{age}",
    ),
    open(Method::GET, "/look/{token}"),
    open(Method::POST, "/look/{token}/approval"),
    open(Method::POST, "/look/{token}/comments"),
    open(Method::GET, "/look/{token}/{version}/{part}"),
    open(Method::GET, "/look/{token}/{version}/pictures/{view}/{age}"),
];

/// Every route of the JSON API.
pub const API: &[Rule] = &[
    open(Method::GET, "/api/v1/openapi.json"),
    open(Method::POST, "/api/v1/sign-ins"),
    rule(
        Method::DELETE,
        "/api/v1/sign-ins/current",
        Action::KeepOwnAccount,
    ),
    get("/api/v1/studio", Action::ViewStudio),
    get("/api/v1/accounts", Action::ViewAccounts),
    get("/api/v1/clients", Action::ViewClients),
    post("/api/v1/clients", Action::EditClients),
    get("/api/v1/clients/{client}", Action::ViewClients),
    rule(Method::PUT, "/api/v1/clients/{client}", Action::EditClients),
    rule(
        Method::DELETE,
        "/api/v1/clients/{client}",
        Action::EraseClients,
    ),
    get(
        "/api/v1/clients/{client}/photographs",
        Action::ViewPhotographs,
    ),
    post(
        "/api/v1/clients/{client}/photographs",
        Action::EditPhotographs,
    ),
    get(
        "/api/v1/photographs/{photograph}/original",
        Action::ViewPhotographs,
    ),
    rule(
        Method::DELETE,
        "/api/v1/photographs/{photograph}",
        Action::RemovePhotographs,
    ),
    get(
        "/api/v1/photographs/{photograph}/landmarks",
        Action::ViewPhotographs,
    ),
    rule(
        Method::PUT,
        "/api/v1/photographs/{photograph}/landmarks",
        Action::EditPhotographs,
    ),
    get("/api/v1/clients/{client}/designs", Action::ViewDesigns),
    post("/api/v1/clients/{client}/designs", Action::EditDesigns),
    get("/api/v1/designs/{design}", Action::ViewDesigns),
    rule(Method::PUT, "/api/v1/designs/{design}", Action::EditDesigns),
    get("/api/v1/designs/{design}/versions", Action::ViewDesigns),
    post("/api/v1/designs/{design}/versions", Action::EditDesigns),
    get("/api/v1/versions/{version}", Action::ViewDesigns),
    post(
        "/api/v1/versions/{version}/presentation",
        Action::EditDesigns,
    ),
    post("/api/v1/versions/{version}/approval", Action::EditDesigns),
    get("/api/v1/versions/{version}/comments", Action::ViewDesigns),
    post("/api/v1/versions/{version}/comments", Action::EditDesigns),
    get("/api/v1/versions/{version}/comparison", Action::ViewDesigns),
    get("/api/v1/clients/{client}/links", Action::ViewDesigns),
    post("/api/v1/designs/{design}/links", Action::EditDesigns),
    rule(Method::DELETE, "/api/v1/links/{link}", Action::EditDesigns),
    get("/api/v1/clients/{client}/records", Action::ViewPractice),
    get("/api/v1/records", Action::ViewPractice),
    get("/api/v1/records/{record}", Action::ViewPractice),
    get("/api/v1/records/{record}/history", Action::ViewPractice),
    get("/api/v1/received", Action::ViewPractice),
    post("/api/v1/clients/{client}/sessions", Action::TreatClients),
    get("/api/v1/sessions/{session}/gates", Action::ViewPractice),
    post("/api/v1/sessions/{session}/steps", Action::TreatClients),
];

/// What a route asks for; `None` for one that is not in the tables, which then answers nobody. Below `/designs` looking asks for
/// [`Action::ViewDesigns`] and everything else for [`Action::EditDesigns`].
pub fn permit(method: &Method, path: &str) -> Option<Permit> {
    let method = match *method {
        Method::HEAD => &Method::GET,
        _ => method,
    };
    if path == "/designs" || path.starts_with("/designs/") {
        return Some(Permit::May(match *method {
            Method::GET => Action::ViewDesigns,
            _ => Action::EditDesigns,
        }));
    }
    PAGES
        .iter()
        .chain(API)
        .find(|rule| rule.path == path && rule.method == *method)
        .map(|rule| rule.permit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_hold_more_rights_the_higher_they_are() {
        for action in Action::ALL {
            let held: Vec<bool> = Role::ALL.iter().map(|role| can(*role, action)).collect();
            assert!(held.is_sorted_by(|high, low| high >= low), "{action:?}");
            assert!(held[0], "{action:?}");
        }
    }

    #[test]
    fn a_reader_only_looks() {
        let rights = Action::ALL.into_iter().filter(|a| can(Role::Reader, *a));
        let expected = [
            Action::KeepOwnAccount,
            Action::ViewClients,
            Action::ViewPhotographs,
            Action::ViewDesigns,
            Action::ViewPractice,
            Action::ViewStudio,
        ];
        assert_eq!(rights.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_unknown_route_has_no_permit() {
        assert_eq!(permit(&Method::GET, "/nowhere"), None);
        assert_eq!(permit(&Method::DELETE, "/clients"), None);
        assert_eq!(permit(&Method::GET, "/designsomething"), None);
    }
}
