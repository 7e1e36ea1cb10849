//! The studio in a real browser. Where none is installed these tests say so and are skipped; `POINTIL_REQUIRE_BROWSER` makes that a failure.

mod accessible;
mod driver;
mod journey;
mod pictures;
mod signing;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::house::House;

/// A studio that is served to browsers until it is dropped.
struct Served {
    base: String,
    _house: House,
    _runtime: Runtime,
}

impl Served {
    /// Serves a house on a free port. Browsers are driven from the test's own thread meanwhile.
    fn new(make: impl AsyncFnOnce() -> House) -> Self {
        let runtime = Runtime::new().unwrap();
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
            _house: house,
            _runtime: runtime,
        }
    }
}
