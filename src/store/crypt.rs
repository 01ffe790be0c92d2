//! Encryption with age (age-encryption.org/v1): to public keys when a backup is written, with the secret one when it is
//! read. Who takes backups needs no secret.

use crate::error::{Error, Result};
use age::x25519;
use std::io::BufReader;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// The suffix of an encrypted file's name.
pub const SUFFIX: &str = ".age";

/// Public keys: whoever has the secret one of any of them can read.
#[derive(Debug, Clone, Default)]
pub struct Recipients {
    keys: Vec<x25519::Recipient>,
}

/// Secret keys.
#[derive(Clone, Default)]
pub struct Identities {
    keys: Vec<Arc<dyn age::Identity + Send + Sync>>,
}

impl Recipients {
    /// Public keys from the command line and from files that hold one a line, where `#` begins a comment.
    ///
    /// # Errors
    /// Of kind Usage: an unreadable file, a line that is no key, a file without any.
    pub fn load(keys: &[String], files: &[impl AsRef<Path>]) -> Result<Self> {
        let mut all = Self::default();
        for key in keys {
            all.add(key, "--encrypt-to")?;
        }
        for path in files {
            let path = path.as_ref();
            let shown = path.display();
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::usage(format!("cannot read the recipients file {shown}")).because(&error))?;
            let before = all.keys.len();
            for (number, line) in text.lines().enumerate() {
                let line = line.trim();
                if !line.is_empty() && !line.starts_with('#') {
                    all.add(line, &format!("{shown}, line {}", number + 1))?;
                }
            }
            if all.keys.len() == before {
                return Err(Error::usage(format!("the recipients file {shown} holds no key")).hint(KEYGEN));
            }
        }
        Ok(all)
    }

    fn add(&mut self, key: &str, from: &str) -> Result<()> {
        if key.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            // Not repeated here: it is a secret.
            return Err(Error::usage(format!("{from} has a secret key, where the public one belongs"))
                .hint("age-keygen -y FILE shows the public key of a secret one"));
        }
        let parsed = x25519::Recipient::from_str(key).map_err(|reason| {
            Error::usage(format!("{from}: '{key}' is no age public key")).cause(reason).hint(KEYGEN)
        })?;
        if !self.shown().contains(&parsed.to_string()) {
            self.keys.push(parsed);
        }
        Ok(())
    }

    /// Whether there is none, which means that nothing is encrypted.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The public keys as text.
    pub fn shown(&self) -> Vec<String> {
        self.keys.iter().map(ToString::to_string).collect()
    }

    /// Encrypts what is written to it.
    ///
    /// # Errors
    /// Those of `output`, which gets the header.
    pub(super) fn encrypt<W: std::io::Write>(&self, output: W) -> std::io::Result<age::stream::StreamWriter<W>> {
        let keys = self.keys.iter().map(|key| key as &dyn age::Recipient);
        age::Encryptor::with_recipients(keys).map_err(std::io::Error::other)?.wrap_output(output)
    }
}

const KEYGEN: &str = "age-keygen makes a pair of keys; the public one begins with age1";

impl Identities {
    /// Secret keys from files of age-keygen.
    ///
    /// # Errors
    /// Of kind Usage: an unreadable file, or one that holds something else.
    pub fn load(files: &[impl AsRef<Path>]) -> Result<Self> {
        let mut keys = Vec::new();
        for path in files {
            let shown = path.as_ref().display();
            // The errors of this parser name a line, never what stands in it.
            let refused = |error: &dyn std::error::Error| {
                Error::usage(format!("cannot use the identity file {shown}"))
                    .because(error)
                    .hint("a file of age-keygen has a line that begins with AGE-SECRET-KEY-1")
            };
            let file = std::fs::File::open(path).map_err(|error| refused(&error))?;
            let file = age::IdentityFile::from_buffer(BufReader::new(file)).map_err(|error| refused(&error))?;
            let found = file.into_identities().map_err(|error| refused(&error))?;
            if found.is_empty() {
                return Err(Error::usage(format!("the identity file {shown} holds no key")));
            }
            keys.extend(found.into_iter().map(Arc::from));
        }
        Ok(Self { keys })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Decrypts what is read through it.
    ///
    /// # Errors
    /// What age says: no key fits, or the header is damaged.
    pub(super) fn decrypt<R: std::io::Read>(
        &self,
        input: R,
    ) -> Result<age::stream::StreamReader<R>, age::DecryptError> {
        let keys = self.keys.iter().map(|key| &**key as &dyn age::Identity);
        age::Decryptor::new(input)?.decrypt(keys)
    }
}

impl std::fmt::Debug for Identities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identities({})", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret;

    type Tested = std::result::Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn keys_come_from_the_command_line_and_from_files() -> Tested {
        let [first, second] = [(); 2].map(|()| x25519::Identity::generate().to_public().to_string());
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("recipients");
        std::fs::write(&file, format!("# on call\n{second}\n\n{first}\n"))?;
        let recipients = Recipients::load(std::slice::from_ref(&first), &[&file])?;
        assert_eq!(recipients.shown(), [first, second]);
        std::fs::write(&file, "# nobody\n")?;
        assert!(Recipients::load(&[], &[&file]).is_err());
        Ok(())
    }

    #[test]
    fn a_secret_key_is_refused_where_a_public_one_belongs_and_not_repeated() {
        let secret = x25519::Identity::generate().to_string();
        let none: [&Path; 0] = [];
        let error = Recipients::load(&[secret.expose_secret().to_owned()], &none).expect_err("a secret");
        let all = format!("{} {:?}", error.chain(), error.hints());
        assert!(all.contains("secret key") && !all.contains(secret.expose_secret()), "{all}");
        let error = Recipients::load(&["age1nonsense".to_owned()], &none).expect_err("nonsense");
        assert!(error.hints()[0].contains("age-keygen"));
    }
}
