//! Which files have to be moved where, from what lies in the folders just now: the same answer leads to the same end,
//! wherever a run was killed before.

use super::record::Record;

/// Names in the data folder, and in the folders of the run that are in it; of a folder that is not there, none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The data folder itself.
    pub top: Vec<String>,
    /// [`Record::new_folder`].
    pub new: Vec<String>,
    /// [`Record::aside_folder`].
    pub aside: Vec<String>,
    /// [`Record::undone_folder`].
    pub undone: Vec<String>,
}

/// One rename, both names relative to the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What is moved.
    pub from: String,
    /// Its new name, at which nothing is.
    pub to: String,
}

/// The files that are there before the run moves any: what it calls old from then on.
#[must_use]
pub fn old(record: &Record, top: &[String]) -> Vec<String> {
    record.layout.loadable().into_iter().filter(|name| top.contains(name)).collect()
}

/// The old files go aside.
///
/// # Errors
/// In words: a file is where none can be, since somebody else started the server or moved files; nothing is to be done
/// then but to look.
pub fn aside(record: &Record, listing: &Listing) -> Result<Vec<Move>, String> {
    let folder = record.aside_folder();
    let mut moves = Vec::new();
    for name in &record.old {
        match (listing.top.contains(name), listing.aside.contains(name)) {
            (true, false) => moves.push(Move { from: name.clone(), to: format!("{folder}/{name}") }),
            (false, true) => {}
            (true, true) => return Err(appeared(name, &format!("{folder}/{name}"))),
            (false, false) => return Err(gone(name)),
        }
    }
    match record.layout.loadable().iter().find(|name| listing.top.contains(name) && !record.old.contains(name)) {
        Some(name) => Err(appeared(name, &folder)),
        None => Ok(moves),
    }
}

/// The new files get their names.
///
/// # Errors
/// As [`aside`].
pub fn into_place(record: &Record, listing: &Listing) -> Result<Vec<Move>, String> {
    let folder = record.new_folder();
    let mut moves = Vec::new();
    for name in record.layout.made() {
        match (listing.new.contains(&name), listing.top.contains(&name)) {
            (true, false) => moves.push(Move { from: format!("{folder}/{name}"), to: name }),
            (false, true) => {}
            (true, true) => return Err(appeared(&name, &format!("{folder}/{name}"))),
            (false, false) => return Err(gone(&name)),
        }
    }
    Ok(moves)
}

/// The old files come back, and what was restored goes aside in its turn.
///
/// # Errors
/// As [`aside`].
pub fn back(record: &Record, listing: &Listing) -> Result<Vec<Move>, String> {
    let (aside, undone) = (record.aside_folder(), record.undone_folder());
    let mut names = record.layout.loadable();
    names.extend(record.old.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
    let mut moves = Vec::new();
    for name in names {
        let here = listing.top.contains(&name);
        let is_old = record.old.contains(&name);
        let is_aside = listing.aside.contains(&name);
        // What is at an old file's name while that is aside is the restored one; what never was there is so, too.
        if here && (is_aside || !is_old) {
            if listing.undone.contains(&name) {
                return Err(appeared(&name, &format!("{undone}/{name}")));
            }
            moves.push(Move { from: name.clone(), to: format!("{undone}/{name}") });
        }
        match (is_old, is_aside, here) {
            (true, true, _) => moves.push(Move { from: format!("{aside}/{name}"), to: name }),
            (true, false, false) => return Err(gone(&name)),
            _ => {}
        }
    }
    Ok(moves)
}

fn appeared(name: &str, other: &str) -> String {
    format!("{name} is there, and so is {other}: has somebody started the server, or put files there, meanwhile?")
}

fn gone(name: &str) -> String {
    format!("{name} is nowhere: has somebody moved or deleted it?")
}

#[cfg(test)]
mod tests {
    use super::super::layout::Aof;
    use super::super::record::tests::record;
    use super::*;
    use std::collections::BTreeMap;

    type Phase = fn(&Record, &Listing) -> Result<Vec<Move>, String>;

    /// A disk: path → what it holds.
    type Disk = BTreeMap<String, &'static str>;

    fn listing(record: &Record, disk: &Disk) -> Listing {
        let below = |folder: &str| {
            let names = disk.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
            names.map(str::to_owned).collect()
        };
        Listing {
            top: disk.keys().filter(|path| !path.contains('/')).cloned().collect(),
            new: below(&record.new_folder()),
            aside: below(&record.aside_folder()),
            undone: below(&record.undone_folder()),
        }
    }

    /// Does at most so many moves, as a run that is killed after them; tells whether that was the end.
    fn carry_out(disk: &mut Disk, moves: Vec<Move>, most: usize) -> bool {
        let all = moves.len();
        for Move { from, to } in moves.into_iter().take(most) {
            let what = disk.remove(&from).unwrap_or_else(|| panic!("{from} is not there"));
            assert!(disk.insert(to.clone(), what).is_none(), "{to} was overwritten");
        }
        most >= all
    }

    fn top(disk: &Disk) -> Vec<(&str, &str)> {
        disk.iter().filter(|(path, _)| !path.contains('/')).map(|(path, what)| (path.as_str(), *what)).collect()
    }

    #[test]
    fn killed_after_any_move_there_and_back_the_end_is_the_same() {
        let olds: [&[&str]; 4] = [&["dump.rdb"], &["dump.rdb", "appendonlydir"], &["appendonly.aof"], &[]];
        for (old_names, aof) in olds.iter().flat_map(|old| [(old, Aof::Off), (old, Aof::Manifest), (old, Aof::Single)])
        {
            for step in 0..4 {
                let mut record = record();
                record.layout.aof = aof;
                let mut disk: Disk = old_names.iter().map(|name| ((*name).to_owned(), "old")).collect();
                let before = disk.clone();
                for name in record.layout.made() {
                    disk.insert(format!("{}/{name}", record.new_folder()), "new");
                }
                record.old = old(&record, &listing(&record, &disk).top);
                let phases: [Phase; 3] = [aside, into_place, back];
                for (number, phase) in phases.into_iter().enumerate() {
                    // Killed after `step` moves each time, and taken up again, until there is nothing left to do.
                    loop {
                        let moves = phase(&record, &listing(&record, &disk));
                        let moves = moves.unwrap_or_else(|why| panic!("{old_names:?} {aof:?}: {why}"));
                        if carry_out(&mut disk, moves, step.max(1)) {
                            break;
                        }
                    }
                    if number == 1 {
                        let made: Vec<&str> = top(&disk).iter().map(|(name, _)| *name).collect();
                        let mut wanted = record.layout.made();
                        wanted.sort();
                        assert_eq!(made, wanted, "{old_names:?} {aof:?}");
                        assert!(top(&disk).iter().all(|(_, what)| *what == "new"));
                    }
                }
                assert_eq!(top(&disk), top(&before), "{old_names:?} {aof:?}: all is back");
                assert_eq!(
                    disk.values().filter(|what| **what == "new").count(),
                    record.layout.made().len(),
                    "nothing is lost"
                );
            }
        }
    }

    #[test]
    fn turned_back_in_the_middle_the_old_files_come_back() {
        for done in 0..4 {
            let mut record = record();
            let mut disk: Disk = ["dump.rdb", "appendonlydir"].map(|name| (name.to_owned(), "old")).into();
            let before = disk.clone();
            for name in record.layout.made() {
                disk.insert(format!("{}/{name}", record.new_folder()), "new");
            }
            record.old = old(&record, &listing(&record, &disk).top);
            let moves = aside(&record, &listing(&record, &disk)).unwrap_or_default();
            if carry_out(&mut disk, moves, done) {
                let moves = into_place(&record, &listing(&record, &disk)).unwrap_or_default();
                carry_out(&mut disk, moves, done.saturating_sub(2));
            }
            let moves = back(&record, &listing(&record, &disk)).unwrap_or_else(|why| panic!("{why}"));
            assert!(carry_out(&mut disk, moves, usize::MAX));
            assert_eq!(top(&disk), top(&before), "after {done} moves");
        }
    }

    #[test]
    fn what_somebody_else_did_meanwhile_stops_it() {
        let mut record = record();
        record.old = vec!["dump.rdb".into()];
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let both = Listing { top: names(&["dump.rdb"]), aside: names(&["dump.rdb"]), ..Listing::default() };
        assert!(aside(&record, &both).is_err_and(|why| why.contains("meanwhile")));
        let started = Listing { top: names(&["dump.rdb", "appendonlydir"]), ..Listing::default() };
        assert!(aside(&record, &started).is_err());
        assert!(aside(&record, &Listing::default()).is_err_and(|why| why.contains("nowhere")));
        assert!(into_place(&record, &Listing::default()).is_err());
        assert!(back(&record, &Listing::default()).is_err());
    }
}
