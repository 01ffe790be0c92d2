//! One HTTP/1.1 GET over a stream that is already open.

use super::dial::BoxStream;
use crate::error::{Error, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::rt::TokioIo;

/// Bytes of a page at most.
const LARGEST: usize = 16 << 20;

/// Gets a page as text. An answer that ends before its length or its last chunk is an error: on a forwarded stream an
/// end never means complete.
///
/// # Errors
/// Of kind Target: no HTTP, a status other than 200, a page cut short or larger than 16 MiB.
pub async fn get(stream: BoxStream, host: &str, path: &str) -> Result<String> {
    let failed = || Error::target(format!("cannot get http://{host}{path}"));
    let shaken = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|error| failed().because(&error))?;
    let request = http::Request::get(path).header(http::header::HOST, host).body(Empty::<Bytes>::new());
    let request = request.map_err(|error| failed().because(&error))?;
    let exchange = async {
        let response = sender.send_request(request).await.map_err(|error| failed().because(&error))?;
        if response.status() != http::StatusCode::OK {
            return Err(failed().cause(format!("the answer is {}", response.status())));
        }
        let lengthless = hyper::body::Body::size_hint(response.body()).exact().is_none()
            && !response.headers().contains_key(http::header::TRANSFER_ENCODING);
        if lengthless {
            return Err(failed().cause("the answer has neither a length nor chunks, so its end cannot be told"));
        }
        let body = Limited::new(response.into_body(), LARGEST).collect().await;
        let body = body.map_err(|error| failed().cause(error.to_string()))?;
        Ok(String::from_utf8_lossy(&body.to_bytes()).into_owned())
    };
    tokio::pin!(exchange);
    tokio::select! {
        page = &mut exchange => page,
        // a server may close as soon as it has answered: what it sent before is in the exchange's hands, which is done
        // now or never
        _ = connection => exchange.await,
    }
}
