//! The services of `sdks.e2e.spec.ts` in Rust. `PORT` says where they listen on loopback.

mod counter;
mod memory;
mod signup;
mod steps;

use restate_sdk::endpoint::ServiceOptions;
use restate_sdk::prelude::*;
use restate_sdk::service::IntoServiceDefinition;
use std::time::Duration;

#[tokio::main]
async fn main() {
    let port = std::env::var("PORT").expect("PORT is set");
    // Long waits suspend: each is followed by a new attempt.
    let suspends_soon = || ServiceOptions::new().inactivity_timeout(Duration::from_millis(50));
    let endpoint = Endpoint::builder()
        .bind(
            counter::Counter
                .into_service_definition()
                .options(suspends_soon()),
        )
        .bind(
            signup::Signup
                .into_service_definition()
                .options(suspends_soon()),
        )
        .bind(
            steps::Steps
                .into_service_definition()
                .options(suspends_soon()),
        )
        .build();
    HttpServer::new(endpoint)
        .listen_and_serve(format!("127.0.0.1:{port}").parse().unwrap())
        .await;
}
