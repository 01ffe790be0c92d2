//! Certificates for servers and clients of Redis.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A CA with the certificates that it has signed, as files.
pub struct Authority {
    folder: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new CA.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        parameters.distinguished_name.push(DnType::CommonName, "redis-ca");
        fs::write(folder.path().join("ca.crt"), parameters.self_signed(&key).unwrap().pem()).unwrap();
        Self { folder, issuer: Issuer::new(parameters, key) }
    }

    /// Its certificate.
    pub fn ca(&self) -> PathBuf {
        self.path("ca.crt")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Certificate and key with this name in it.
    pub fn sign(&self, name: &str, usage: ExtendedKeyUsagePurpose) -> (PathBuf, PathBuf) {
        self.sign_for(&[name], vec![usage])
    }

    /// Certificate and key with all of these names in it, for these uses.
    pub fn sign_for(&self, names: &[&str], usages: Vec<ExtendedKeyUsagePurpose>) -> (PathBuf, PathBuf) {
        let name = names[0];
        let key = KeyPair::generate().unwrap();
        let all: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut parameters = CertificateParams::new(all).unwrap();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters.use_authority_key_identifier_extension = true;
        parameters.extended_key_usages = usages;
        let (certificate, private) = (self.path(&format!("{name}.crt")), self.path(&format!("{name}.key")));
        fs::write(&certificate, parameters.signed_by(&key, &self.issuer).unwrap().pem()).unwrap();
        fs::write(&private, key.serialize_pem()).unwrap();
        (certificate, private)
    }
}
