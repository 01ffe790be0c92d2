//! TLS to Redis, inside the forwarded stream: the server's certificate is checked end to end.

use super::dial::BoxStream;
use crate::error::{Error, Result};
use crate::target::topology::Endpoint;
use rustls::ClientConfig;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsConnector;

/// The files and names of `--redis-tls`, as given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// `--redis-cacert`.
    pub ca_certificates: Option<PathBuf>,
    /// `--redis-cert` and `--redis-key`.
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    /// `--redis-sni`.
    pub server_name: Option<String>,
    /// `--redis-insecure`.
    pub insecure: bool,
}

/// What to ask oneself where a handshake is not answered: a server that does not speak TLS on this port takes it for the
/// beginning of a command, and waits for more or says so.
pub fn no_tls_port(endpoint: &Endpoint) -> String {
    match endpoint {
        Endpoint::Pod { .. } => {
            "does this port speak TLS? --port names another; without --redis-tls it is spoken to plainly".to_owned()
        }
        Endpoint::Address { host, port } => {
            format!("does this port speak TLS? if not: --url redis://{}, without --redis-tls", authority(host, *port))
        }
    }
}

/// What to ask oneself where a server hangs up on the first words that are not TLS.
pub fn perhaps_tls(endpoint: &Endpoint) -> String {
    let option = match endpoint {
        Endpoint::Pod { .. } => "--redis-tls".to_owned(),
        Endpoint::Address { host, port } => format!("--url rediss://{}", authority(host, *port)),
    };
    format!("does its port speak TLS? then {option}; is it just restarting? then ask again")
}

/// A host and a port as a URL has them.
fn authority(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// A prepared TLS configuration.
#[derive(Clone)]
pub struct RedisTls {
    config: Arc<ClientConfig>,
    server_name: Option<String>,
}

impl std::fmt::Debug for RedisTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisTls").field("server_name", &self.server_name).finish_non_exhaustive()
    }
}

impl RedisTls {
    /// Reads the certificates and the key.
    ///
    /// # Errors
    /// Of kind Usage, naming the file.
    pub fn load(settings: &TlsSettings) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::failed("cannot set up TLS").because(&error))?;
        let builder = if settings.insecure {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider)))
        } else {
            builder.with_root_certificates(roots(settings.ca_certificates.as_deref())?)
        };
        let config = match &settings.client_certificate {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
                builder
                    .with_client_auth_cert(certificates(certificate)?, private)
                    .map_err(|error| unreadable(certificate, &error))?
            }
        };
        Ok(Self { config: Arc::new(config), server_name: settings.server_name.clone() })
    }

    /// Speaks TLS over a stream. The name to expect is `--redis-sni`, else `host`.
    ///
    /// # Errors
    /// Of kind Target, with the reason of the handshake's failure.
    pub async fn wrap(
        &self,
        stream: BoxStream,
        host: &str,
        endpoint: &Endpoint,
        timeout: Duration,
    ) -> Result<BoxStream> {
        let name = self.server_name.as_deref().unwrap_or(host).to_owned();
        let attempt = || Error::target(format!("cannot speak TLS to Redis on {host}"));
        let server = ServerName::try_from(name).map_err(|error| attempt().because(&error))?;
        let handshake = TlsConnector::from(Arc::clone(&self.config)).connect(server, stream);
        let stream = tokio::time::timeout(timeout, handshake)
            .await
            .map_err(|_| attempt().cause("no answer in time").hint(no_tls_port(endpoint)))?
            .map_err(|error| match is_no_tls(&error) {
                true => attempt().cause("what it answers is no TLS").hint(no_tls_port(endpoint)),
                false => attempt().because(&error).hint("--redis-cacert FILE and --redis-sni NAME say what to trust"),
            })?;
        Ok(Box::new(stream))
    }
}

/// Whether the other side answered the handshake with something else, such as an error reply.
fn is_no_tls(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidMessage(_)))
}

fn unreadable(path: &Path, error: &dyn std::error::Error) -> Error {
    Error::usage(format!("cannot use {} for TLS", path.display())).because(error)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(path, &error))
}

/// The named certificates; without `--redis-cacert` the places where systems keep theirs.
fn roots(file: Option<&Path>) -> Result<RootCertStore> {
    const SYSTEM: [&str; 4] = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ];
    let path = match file {
        Some(path) => path,
        None => SYSTEM.iter().map(Path::new).find(|path| path.exists()).ok_or_else(|| {
            Error::usage("no CA certificates were found on this machine").hint("name them with --redis-cacert FILE")
        })?,
    };
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(certificates(path)?);
    if added == 0 {
        return Err(Error::usage(format!("{} holds no usable certificate", path.display())));
    }
    Ok(roots)
}

/// `--redis-insecure`: any certificate will do, but the handshake's signatures are still checked.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
