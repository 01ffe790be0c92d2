//! Where backups lie: a sink takes a set in, and nothing has its final name before everything is stored.

pub mod aof;
pub mod catalogue;
pub mod crypt;
pub mod local;
pub mod pack;
pub mod place;
pub mod places;
pub mod s3;
pub mod set;
pub mod source;
pub mod stop;
pub mod stored;
pub mod tee;
pub mod unpack;
pub mod visit;

use crate::error::{Error, Result};

/// Takes one backup set in. Calls come in the order `begin write* finish` for each artefact, or `begin write* discard`
/// for one that is given up and may be begun again, then `commit`, then `keep`. A sink that is dropped before `keep` leaves nothing behind: a run that is interrupted while its set gets its
/// names says that nothing was left, and that has to be so.
pub trait Sink: Send {
    /// Tries whether the place takes anything at all, before work begins whose result goes there. Nothing stays of it.
    ///
    /// # Errors
    /// Of kind Failed, naming the place.
    fn try_out(&mut self) -> Result<()>;

    /// Begins an artefact.
    ///
    /// # Errors
    /// Of kind Failed, naming the place.
    fn begin(&mut self, artefact: &str) -> Result<()>;

    /// Takes the next bytes of the artefact.
    ///
    /// # Errors
    /// Of kind Failed, such as a full disk.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Ends the artefact; its bytes are on stable storage when this returns.
    ///
    /// # Errors
    /// Of kind Failed.
    fn finish(&mut self) -> Result<()>;

    /// Takes away the artefact that was begun and is not finished; those before it stay, and the next may have its name.
    ///
    /// # Errors
    /// Of kind Failed.
    fn discard(&mut self) -> Result<()>;

    /// Puts everything under its final name, the manifest last, and returns the set's place, or places: a sink may
    /// write to several.
    ///
    /// # Errors
    /// Of kind Failed; then the sink has to be dropped, which takes final names away too.
    fn commit(&mut self, manifest: &[u8]) -> Result<Vec<String>>;

    /// Makes the committed set stay.
    fn keep(&mut self);

    /// Takes away what was written, under whatever name.
    fn abort(&mut self);

    /// Places that failed while others went on: where, and why.
    fn failures(&self) -> &[(String, Error)] {
        &[]
    }

    /// Places that took the set and would not show that they have it: where, and why.
    fn unseen(&self) -> Vec<(String, Error)> {
        Vec::new()
    }

    /// How many requests a store refused for the moment, and took when they were made again.
    fn retries(&self) -> u64 {
        0
    }
}
