//! postrust's GraphQL engine on a Unix socket, for as long as somebody holds its standard input open.

use anyhow::Context;
use postrust_server::{build, lenient_uri::LenientUnixListener, App, Host};
use tokio::io::AsyncReadExt;
use tokio::net::UnixListener;
use tracing_subscriber::filter::LevelFilter;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::ERROR)
        .with_writer(std::io::stderr)
        .init();
    let config = postrust_core::AppConfig::try_from_env()?;
    let path = config
        .server_unix_socket
        .clone()
        .context("PGRST_SERVER_UNIX_SOCKET is not set")?;
    let mut host = Host::SERVER;
    host.websockets = false; // the stand-in holds them, and asks again for each live query
    host.background_tasks = false;
    let App { router, .. } = build(config, host).await?;
    let listener = LenientUnixListener(UnixListener::bind(path)?);
    axum::serve(listener, router)
        .with_graceful_shutdown(input_ended())
        .await?;
    Ok(())
}

async fn input_ended() {
    let mut rest = Vec::new();
    let _ = tokio::io::stdin().read_to_end(&mut rest).await;
}
