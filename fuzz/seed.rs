//! Writes the seeds of every target, made of tests/fixtures, into fuzz/corpus.

mod shared;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (target, _) in shared::entry::TARGETS {
        let corpus = here.join("corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        let seeds = shared::seeds::seeds(target, &here.join("../tests/fixtures"));
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(corpus.join(format!("seed-{number:04}")), seed)?;
        }
        println!("{target}: {} seeds", seeds.len());
    }
    Ok(())
}
