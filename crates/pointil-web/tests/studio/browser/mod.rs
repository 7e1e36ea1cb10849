//! The studio in a real browser. Where none is installed these tests say so and are skipped; `POINTIL_REQUIRE_BROWSER` makes that a failure.

mod accessible;
mod driver;
mod journey;
mod pictures;
mod signing;
mod walk;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::house::{House, clock, keep_time_of};

/// A studio that is served to browsers until it is dropped.
struct Served {
    base: String,
    house: House,
    runtime: Runtime,
}

impl Served {
    /// Serves a house on a free port. Browsers are driven from the test's own thread meanwhile.
    fn new(make: impl AsyncFnOnce() -> House) -> Self {
        let clock = clock();
        let mut runtime = Builder::new_multi_thread();
        // The server's threads live in the time of the test.
        runtime.on_thread_start(move || keep_time_of(Arc::clone(&clock)));
        let runtime = runtime.enable_all().build().unwrap();
        let (house, base) = runtime.block_on(async {
            let house = make().await;
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let base = format!("http://{}", listener.local_addr().unwrap());
            tokio::spawn(pointil_web::serve(
                house.app.clone(),
                listener,
                std::future::pending(),
            ));
            (house, base)
        });
        Self {
            base,
            house,
            runtime,
        }
    }
}
