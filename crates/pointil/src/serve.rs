//! `pointil serve`: the studio on this machine.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use pointil_web::{App, Config, Stop, start_logging};
use serde_json::json;
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::report::Report;

/// Where the studio is and where it listens.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address and port to listen on [default: 127.0.0.1:7878].
    #[arg(long)]
    listen: Option<String>,
    /// The studio's folder: database, photographs, key [default: studio].
    #[arg(long)]
    folder: Option<PathBuf>,
    /// A file of settings (docs/configuration.md).
    #[arg(long, env = "POINTIL_CONFIG")]
    config: Option<PathBuf>,
}

/// Serves the studio until the program is asked to stop.
pub fn serve(arguments: &ServeArguments, report: &Report) -> Result<(), Failure> {
    let listen = arguments.listen.clone().map(|text| ("listen", text));
    let folder = arguments
        .folder
        .as_ref()
        .map(|path| ("folder", path.display().to_string()));
    let flags: Vec<_> = listen.into_iter().chain(folder).collect();
    let config = Config::load(&flags, std::env::vars(), arguments.config.as_deref())
        .map_err(|error| Failure::input(error.to_string()))?;
    start_logging(&config);
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| Failure::output(error.to_string()))?;
    runtime.block_on(run(config, report))
}

async fn run(config: Config, report: &Report) -> Result<(), Failure> {
    let input = |error: &dyn std::fmt::Display| Failure::input(error.to_string());
    let address = config.listen;
    let app = App::open(config, Timestamp::now)
        .await
        .map_err(|error| input(&error))?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::output(format!("{address}: {error}; choose another with --listen"))
    })?;
    let address = listener.local_addr().map_err(|error| input(&error))?;
    let open = format!("http://{address}");
    let mut lines = vec![format!("The studio is at {open}")];
    let is_new = app.studio_id().await.is_ok_and(|studio| studio.is_none());
    if is_new {
        let code = app.setup_code();
        lines.push(format!(
            "From another machine, open it first at {open}/first-visit?code={code}"
        ));
    }
    report.done(&json!({ "address": open }), &lines, &[]);
    tokio::spawn(pointil_web::tidy_daily(app.clone()));
    let time = app.config().shutdown_time;
    let (stop, stopped) = Stop::new();
    let round = tokio::spawn(pointil_web::keep_round(app.clone(), stopped));
    let served = pointil_web::serve(app, listener, async move {
        asked_to_stop().await;
        let _ = stop.send(true);
    });
    let served = served.await;
    // A message that is being handed over is handed over to its end, if there is time.
    let _ = tokio::time::timeout(time, round).await;
    served.map_err(|error| Failure::output(error.to_string()))
}

/// Waits for Ctrl-C or the system's request to end.
pub async fn asked_to_stop() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            return interrupted.await;
        };
        tokio::select! {
            () = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
