//! The connection to a store. It has threads of its own, so that a run that is being ended can still take away what it
//! stored, and that code of any thread can wait for an answer.

use super::errors;
use super::trace::{Counts, Trace};
use super::{Access, Checksum};
use crate::console::Console;
use crate::error::{Error, Result};
use crate::store::stop::Stop;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    ProvideCredentials, RequestChecksumCalculation, ResponseChecksumValidation, SharedHttpClient,
};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, Connector, tls};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

/// A request that the store refuses for the moment is made so often.
const ATTEMPTS: u32 = 6;
/// The pauses between attempts double up to this one.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// For one attempt, which may carry 14 MiB.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(300);
/// How often one who waits looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// Of a run that is being ended: for what must not be left half known, such as a request that makes an object.
const TIME_TO_KNOW: Duration = Duration::from_secs(5);

/// A store.
#[derive(Debug)]
pub struct S3 {
    runtime: Option<Runtime>,
    client: Client,
    counts: Arc<Counts>,
    console: Arc<Console>,
    endpoint: Option<String>,
}

/// Something under way at the store.
pub(super) struct Task<T> {
    answer: mpsc::Receiver<T>,
    work: JoinHandle<()>,
}

impl S3 {
    /// Connects, as far as it needs to know who is asking: the credentials are looked for now. Waits, so it belongs on
    /// a worker thread.
    ///
    /// # Errors
    /// Of kind Failed when there are no credentials; Usage when the certificates cannot be read.
    pub fn connect(access: &Access, console: &Arc<Console>, stop: &Stop) -> Result<Arc<Self>> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("s3").enable_all().build();
        let runtime = runtime.map_err(|error| Error::failed("cannot start a thread for S3").because(&error))?;
        let http = http_client(access)?;
        let counts = Arc::new(Counts::default());
        let (loader_access, trace) =
            (access.clone(), Trace { console: Arc::clone(console), counts: Arc::clone(&counts) });
        let loading = Task::spawn(&runtime, async move { load(&loader_access, http, trace).await });
        let loaded = loading.wait(stop);
        let (client, endpoint) = match loaded {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(error)) | Err(error) => {
                runtime.shutdown_background();
                return Err(error);
            }
        };
        Ok(Arc::new(Self { runtime: Some(runtime), client, counts, console: Arc::clone(console), endpoint }))
    }

    /// The SDK's client.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Where warnings go.
    pub(super) fn console(&self) -> &Console {
        &self.console
    }

    /// How many requests had to be made again so far.
    pub fn retries(&self) -> u64 {
        self.counts.retries()
    }

    /// The checksum that objects get: AWS computes and keeps it, other stores often refuse it.
    pub(super) fn usual_checksum(&self, locked: bool) -> Checksum {
        // A lock needs a checksum or Content-MD5 with every request.
        if self.endpoint.is_none() || locked { Checksum::Crc32 } else { Checksum::None }
    }

    /// Begins something.
    pub(super) fn start<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<Task<T>> {
        let runtime = self.runtime.as_ref().ok_or_else(|| Error::failed("the connection to S3 is closed"))?;
        Ok(Task::spawn(runtime, work))
    }

    /// Does something on the store's threads, for one who does not block: it is not given up when nobody waits.
    ///
    /// # Errors
    /// When the connection is closed.
    pub(super) async fn spawned<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T> {
        let runtime = self.runtime.as_ref().ok_or_else(|| Error::failed("the connection to S3 is closed"))?;
        runtime.spawn(work).await.map_err(|error| Error::failed("the thread of S3 ended").because(&error))
    }

    /// Does something and waits for it, unless nobody wants it any more.
    ///
    /// # Errors
    /// When the run is being ended.
    pub(super) fn wait<T: Send + 'static>(
        &self,
        stop: &Stop,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        self.start(work)?.wait(stop)
    }

    /// Does what must not be given up half way, such as making an object: the end of the run waits a little for it.
    ///
    /// # Errors
    /// When the run is being ended and the answer does not come in time.
    pub(super) fn wait_to_know<T: Send + 'static>(
        &self,
        stop: &Stop,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        self.start(work)?.wait_to_know(stop)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl<T: Send + 'static> Task<T> {
    fn spawn(runtime: &Runtime, work: impl Future<Output = T> + Send + 'static) -> Self {
        let (sender, answer) = mpsc::channel();
        let work = runtime.spawn(async move {
            // Nobody may be waiting any more.
            let _ = sender.send(work.await);
        });
        Self { answer, work }
    }

    pub(super) fn wait(self, stop: &Stop) -> Result<T> {
        self.wait_for(stop, Duration::ZERO)
    }

    pub(super) fn wait_to_know(self, stop: &Stop) -> Result<T> {
        self.wait_for(stop, TIME_TO_KNOW)
    }

    fn wait_for(self, stop: &Stop, grace: Duration) -> Result<T> {
        let mut ends: Option<Instant> = None;
        loop {
            match self.answer.recv_timeout(LOOK) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Disconnected) => return Err(Error::failed("the thread of S3 ended")),
                Err(RecvTimeoutError::Timeout) => {
                    let given_up = match stop.check() {
                        Ok(()) => continue,
                        Err(given_up) => given_up,
                    };
                    if Instant::now() >= *ends.get_or_insert_with(|| Instant::now() + grace) {
                        self.work.abort();
                        return Err(given_up);
                    }
                }
            }
        }
    }

    /// Gives it up.
    pub(super) fn give_up(self) {
        self.work.abort();
        // Until the request is gone: what follows must not be overtaken by it.
        let ends = Instant::now() + TIME_TO_KNOW;
        while !self.work.is_finished() && Instant::now() < ends {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn http_client(access: &Access) -> Result<SharedHttpClient> {
    let mut store = tls::TrustStore::default();
    if let Some(path) = &access.ca_certificates {
        let pem = std::fs::read(path).map_err(|error| {
            Error::usage(format!("cannot read the certificates {}", path.display())).because(&error)
        })?;
        store = store.with_pem_certificate(pem);
    }
    let context = tls::TlsContext::builder().with_trust_store(store).build();
    let context = context.map_err(|error| Error::usage("the certificates for S3 cannot be used").because(&error))?;
    // `build_https` would not ask the environment for a proxy.
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
        connector.tls_provider(provider).tls_context(context.clone()).build()
    }))
}

async fn load(access: &Access, http: SharedHttpClient, trace: Trace) -> Result<(Client, Option<String>)> {
    let config = shared(access, http).load().await;
    let endpoint = access.endpoint.clone().or_else(|| config.endpoint_url().map(str::to_owned));
    let endpoint = endpoint.filter(|url| !url.contains(".amazonaws.com"));
    let reason = match config.credentials_provider() {
        None => Some("none is configured".to_owned()),
        Some(provider) => provider.provide_credentials().await.err().map(|error| error.to_string()),
    };
    if let Some(reason) = reason {
        return Err(errors::no_credentials(Error::failed("cannot sign requests to S3"), &reason));
    }
    Ok((Client::from_conf(settings(access, &config, endpoint.is_some(), trace)), endpoint))
}

fn shared(access: &Access, http: SharedHttpClient) -> ConfigLoader {
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http);
    if let Some(profile) = &access.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &access.region {
        return loader.region(Region::new(region.clone()));
    }
    if access.endpoint.is_none() {
        return loader;
    }
    // Not from the instance's metadata: outside of AWS asking for it takes seconds, and any region will do.
    let mut profile = ProfileFileRegionProvider::builder();
    if let Some(name) = &access.profile {
        profile = profile.profile_name(name);
    }
    let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new());
    loader.region(region.or_else(profile.build()).or_else(Region::new("us-east-1")))
}

fn settings(access: &Access, config: &SdkConfig, foreign: bool, trace: Trace) -> aws_sdk_s3::Config {
    // What was configured, as by AWS_MAX_ATTEMPTS, wins over ours; what nobody configured is the SDK's own default.
    let usual = RetryConfig::standard().max_attempts();
    let configured = config.retry_config().map(RetryConfig::max_attempts).filter(|attempts| *attempts != usual);
    let attempts = configured.unwrap_or(ATTEMPTS);
    let retries = RetryConfig::standard().with_max_attempts(attempts).with_max_backoff(LONGEST_PAUSE);
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_attempt_timeout(ATTEMPT_TIMEOUT);
    let mut builder = aws_sdk_s3::config::Builder::from(config)
        .retry_config(retries)
        .timeout_config(timeouts.build())
        .force_path_style(access.path_style.unwrap_or(foreign))
        .interceptor(trace);
    // Not for all services: the one that gives credentials for a web identity is somewhere else.
    if let Some(endpoint) = &access.endpoint {
        builder = builder.endpoint_url(endpoint);
    }
    if foreign {
        // Several stores refuse the trailers that the SDK would send otherwise.
        builder = builder
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    }
    builder.build()
}
