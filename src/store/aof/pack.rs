//! A tar of an AOF, made as its files arrive: header, bytes, padding, file after file (POSIX ustar with GNU's long
//! names, as `tar` reads it everywhere).

use crate::error::{Error, Result};
use bytes::Bytes;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// All in a tar comes in blocks of so many bytes.
const BLOCK: usize = 512;

/// The header of a file of this size, mode 0600. `modified` is in seconds since 1970.
///
/// # Errors
/// Of kind Failed: a name that no tar can hold.
pub fn header(name: &[u8], bytes: u64, modified: u64) -> Result<Bytes> {
    let mut blocks = Vec::with_capacity(BLOCK);
    let mut entry = ::tar::Header::new_gnu();
    if entry.set_path(Path::new(OsStr::from_bytes(name))).is_err() {
        // The whole name, ended by a NUL, as the content of an entry before; then as much of it as fits.
        let mut long = ::tar::Header::new_gnu();
        long.set_entry_type(::tar::EntryType::GNULongName);
        let field = &mut long.as_gnu_mut().ok_or_else(|| no_name(name))?.name;
        field[..13].copy_from_slice(b"././@LongLink");
        finish(&mut long, name.len() as u64 + 1, 0);
        blocks.extend_from_slice(long.as_bytes());
        blocks.extend_from_slice(name);
        blocks.push(0);
        blocks.extend_from_slice(&padding(name.len() as u64 + 1));
        let field = &mut entry.as_gnu_mut().ok_or_else(|| no_name(name))?.name;
        let length = name.len().min(field.len());
        field[..length].copy_from_slice(&name[..length]);
    }
    finish(&mut entry, bytes, modified);
    blocks.extend_from_slice(entry.as_bytes());
    Ok(blocks.into())
}

fn finish(header: &mut ::tar::Header, bytes: u64, modified: u64) {
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(modified);
    header.set_cksum();
}

/// What follows so many bytes of a file, up to the next block.
pub fn padding(bytes: u64) -> Bytes {
    let over = (bytes % BLOCK as u64) as usize;
    if over == 0 { Bytes::new() } else { Bytes::from(vec![0; BLOCK - over]) }
}

/// What ends an archive.
pub fn end() -> Bytes {
    Bytes::from_static(&[0; 2 * BLOCK])
}

fn no_name(name: &[u8]) -> Error {
    Error::failed(format!("{:?} cannot be the name of a file in a tar", String::from_utf8_lossy(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_can_be_unpacked() -> std::result::Result<(), Box<dyn std::error::Error>> {
        let long = [b"appendonlydir/".as_slice(), &[b'n'; 200], b".1.incr.aof"].concat();
        let files: [(&[u8], Vec<u8>); 4] = [
            (b"appendonlydir/a.manifest", b"file".to_vec()),
            (&long, vec![7; 512]),
            (b"appendonlydir/\xff odd \"name\"", vec![8; 1025]),
            (b"appendonly.aof", Vec::new()),
        ];
        let mut tar = Vec::new();
        for (name, content) in &files {
            tar.extend_from_slice(&header(name, content.len() as u64, 1_763_600_000)?);
            tar.extend_from_slice(content);
            tar.extend_from_slice(&padding(content.len() as u64));
        }
        tar.extend_from_slice(&end());
        assert_eq!(tar.len() % BLOCK, 0);
        let mut archive = ::tar::Archive::new(tar.as_slice());
        let mut read = Vec::new();
        for entry in archive.entries()? {
            let mut entry = entry?;
            let name = entry.path_bytes().into_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            assert_eq!(entry.header().mode()?, 0o600);
            read.push((name, content));
        }
        let expected: Vec<(Vec<u8>, Vec<u8>)> =
            files.iter().map(|(name, content)| (name.to_vec(), content.clone())).collect();
        assert_eq!(read, expected);
        Ok(())
    }
}
