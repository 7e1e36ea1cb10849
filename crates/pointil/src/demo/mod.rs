//! `pointil demo`: the studio with made-up people in it, opened on the design table.

mod cast;
mod heads;
mod seed;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use jiff::Timestamp;
use pointil_storage::{AccountId, Role};
use pointil_web::{App, Config, DEMONSTRATION, start_logging};
use serde_json::json;
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;
use crate::serve::asked_to_stop;

/// Where the studio would listen, if the place is free.
const USUAL: &str = "127.0.0.1:7878";

/// Where the demonstration is.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Address and port to listen on [default: 127.0.0.1:7878, or any free port when that is taken].
    #[arg(long)]
    listen: Option<String>,
    /// A folder to keep the demonstration in. Without it everything is thrown away at the end.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Do not open a browser.
    #[arg(long)]
    no_open: bool,
    /// Draw the photographs of the demonstration anew into this folder and end.
    #[arg(long, hide = true)]
    draw: Option<PathBuf>,
    /// Of these only those whose names begin so.
    #[arg(long, hide = true, requires = "draw", default_value = "")]
    only: String,
}

/// Serves a studio of made-up people until the program is asked to stop.
pub fn demo(arguments: &DemoArguments, report: &Report) -> Result<(), Failure> {
    if let Some(folder) = &arguments.draw {
        let mut output = Output::new(folder)?;
        let drawn = cast::GUESTS.iter().filter_map(|guest| guest.head.as_ref());
        let asked = drawn.filter(|head| head.photographs.0.starts_with(&arguments.only));
        heads::draw(asked, &mut output)?;
        let files = output.publish()?;
        report.done(&json!({ "photographs": files.len() }), &[], &files);
        return Ok(());
    }
    let temporary = tempfile::tempdir().map_err(|error| Failure::output(error.to_string()))?;
    let folder = arguments.folder.clone();
    let folder = folder.unwrap_or_else(|| temporary.path().join("studio"));
    mark(&folder)?;
    let flags = [("folder", folder.display().to_string())];
    let config = Config::load(&flags, [], None);
    let config = config.map_err(|error| Failure::input(error.to_string()))?;
    start_logging(&config);
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| Failure::output(error.to_string()))?;
    runtime.block_on(run(config, arguments, report))
}

/// Marks a folder as a demonstration's; one that holds a real studio is refused.
fn mark(folder: &Path) -> Result<(), Failure> {
    let mark = folder.join(DEMONSTRATION);
    if folder.join("pointil.sqlite").exists() && !mark.exists() {
        return Err(Failure::input(format!(
            "--folder {}: a real studio is there; name another folder, or start it by `pointil serve --folder`",
            folder.display()
        )));
    }
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        std::fs::write(
            &mark,
            "Everybody in this studio is made up. It can be thrown away.\n",
        )
    });
    written.map_err(|error| Failure::output(format!("{}: {error}", mark.display())))
}

async fn run(config: Config, arguments: &DemoArguments, report: &Report) -> Result<(), Failure> {
    let listener = bind(arguments.listen.as_deref()).await?;
    let app = App::open(config, Timestamp::now)
        .await
        .map_err(|error| Failure::input(error.to_string()))?;
    let (owner, to) = match known(&app).await? {
        Some(owner) => (owner, "/".to_owned()),
        None => {
            let opening = seed::fill(app.store(), Timestamp::now()).await?;
            (opening.owner, format!("/designs/{}", opening.design))
        }
    };
    let path = app.admit_once(owner, &to);
    let path = path.map_err(|error| Failure::input(error.to_string()))?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::output(error.to_string()))?;
    let open = format!("http://{address}{path}");
    let kept = match &arguments.folder {
        Some(folder) => format!("It is kept in {}.", folder.display()),
        None => "It is thrown away when this program ends (Ctrl-C); --folder keeps it.".to_owned(),
    };
    let lines = [
        format!("The demonstration is at {open}"),
        "The address signs you in, once. Nobody in it is real.".to_owned(),
        kept,
    ];
    report.done(&json!({ "address": open }), &lines, &[]);
    if !arguments.no_open {
        open_browser(&open);
    }
    pointil_web::serve(app, listener, asked_to_stop())
        .await
        .map_err(|error| Failure::output(error.to_string()))
}

/// The owner of a demonstration that was kept.
async fn known(app: &App) -> Result<Option<AccountId>, Failure> {
    let failed = |error: &dyn core::fmt::Display| Failure::input(error.to_string());
    let studios = app.store().studios().await.map_err(|e| failed(&e))?;
    let Some(studio) = studios.first() else {
        return Ok(None);
    };
    let accounts = app
        .store()
        .accounts(studio.id)
        .await
        .map_err(|e| failed(&e))?;
    let owner = accounts.iter().find(|own| own.fields.role == Role::Owner);
    Ok(owner.map(|own| own.id))
}

/// Listens where asked; where nothing was asked and the usual place is taken, anywhere.
async fn bind(asked: Option<&str>) -> Result<TcpListener, Failure> {
    let wrong = |text: &str| {
        Failure::input(format!(
            "--listen {text}: an address and a port, such as {USUAL}"
        ))
    };
    let parse = |text: &str| text.parse::<SocketAddr>().map_err(|_| wrong(text));
    let bound = match asked {
        Some(text) => TcpListener::bind(parse(text)?).await,
        None => match TcpListener::bind(parse(USUAL)?).await {
            Ok(listener) => Ok(listener),
            Err(_) => TcpListener::bind("127.0.0.1:0").await,
        },
    };
    bound.map_err(|error| Failure::output(format!("{}: {error}", asked.unwrap_or(USUAL))))
}

/// Asks the system to show an address; one that cannot is no failure, the address was printed.
fn open_browser(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let _ = Command::new(program)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
