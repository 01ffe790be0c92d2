//! A command's words for people: secrets never, user data only where asked for.

use super::config;

/// Commands made of two words.
const CONTAINERS: [&str; 18] = [
    "ACL",
    "CLIENT",
    "CLUSTER",
    "COMMAND",
    "COMMANDLOG",
    "CONFIG",
    "DEBUG",
    "FUNCTION",
    "LATENCY",
    "MEMORY",
    "MODULE",
    "OBJECT",
    "PUBSUB",
    "SCRIPT",
    "SENTINEL",
    "SLOWLOG",
    "XGROUP",
    "XINFO",
];

/// Containers whose third word is a key.
const CONTAINERS_OF_KEYS: [&str; 5] = ["OBJECT", "XGROUP", "XINFO", "MEMORY", "DEBUG"];

/// Commands of one word whose arguments are no keys.
const WITHOUT_KEY: [&str; 4] = ["AUTH", "HELLO", "ECHO", "PING"];

const HIDDEN: &str = "(redacted)";

/// A command as it may be shown: its name and first key, or with `all` each of its words, secrets hidden. Bytes that
/// are not UTF-8 are escaped; the whole is cut after `most` characters.
pub fn show(words: &[Vec<u8>], all: bool, most: usize) -> String {
    let shown = if all { hide_secrets(words) } else { name_and_key(words) };
    cut(&shown.join(" "), most)
}

/// Cuts after so many characters, with `…` in the last place.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// A word with what is not UTF-8 as `\xNN`.
fn legible(word: &[u8]) -> String {
    let mut text = String::with_capacity(word.len());
    for chunk in word.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

fn upper(word: Option<&Vec<u8>>) -> String {
    word.map(|word| legible(word).to_ascii_uppercase()).unwrap_or_default()
}

fn name_and_key(words: &[Vec<u8>]) -> Vec<String> {
    let name = upper(words.first());
    let mut shown = vec![name.clone()];
    let container = CONTAINERS.contains(&name.as_str());
    if container {
        shown.extend(words.get(1).map(|word| legible(word).to_ascii_uppercase()));
    }
    let key = key_index(&name, words);
    shown.extend(key.and_then(|index| words.get(index)).map(|word| legible(word)));
    let told = shown.len();
    if words.len() > told {
        shown.push("…".to_owned());
    }
    shown
}

/// Whether a command has a password in it, or what is treated as one.
pub fn has_secret(words: &[Vec<u8>]) -> bool {
    hide_secrets(words).iter().any(|word| word == HIDDEN)
}

/// Where the first key stands.
pub fn key_index(name: &str, words: &[Vec<u8>]) -> Option<usize> {
    let number = |index: usize| words.get(index).and_then(|word| legible(word).parse::<u64>().ok());
    match name {
        "EVAL" | "EVALSHA" | "EVALSHA_RO" | "EVAL_RO" | "FCALL" | "FCALL_RO" => {
            number(2).filter(|keys| *keys > 0).map(|_| 3)
        }
        "XREAD" | "XREADGROUP" => words.iter().position(|word| word.eq_ignore_ascii_case(b"STREAMS")).map(|at| at + 1),
        "BLMPOP" | "BZMPOP" => Some(3),
        "BITOP" => Some(2),
        "SINTERCARD" | "ZUNION" | "ZINTER" | "ZDIFF" | "ZINTERCARD" | "LMPOP" | "ZMPOP" => Some(2),
        "MIGRATE" => Some(3).filter(|at| words.get(*at).is_some_and(|key| !key.is_empty())),
        _ if CONTAINERS_OF_KEYS.contains(&name) => Some(2),
        // CONFIG SET names a parameter, which is no secret; its value is not shown.
        "CONFIG" => Some(2),
        _ if CONTAINERS.contains(&name) || WITHOUT_KEY.contains(&name) => None,
        _ => Some(1),
    }
}

fn hide_secrets(words: &[Vec<u8>]) -> Vec<String> {
    let mut shown: Vec<String> = words.iter().map(|word| legible(word)).collect();
    let hide = |shown: &mut Vec<String>, from: usize, to: usize| {
        for word in shown.iter_mut().take(to).skip(from) {
            HIDDEN.clone_into(word);
        }
    };
    let count = shown.len();
    match (upper(words.first()).as_str(), upper(words.get(1)).as_str()) {
        ("AUTH", _) => hide(&mut shown, 1, count),
        ("ACL", "SETUSER") => hide(&mut shown, 3, count),
        ("CONFIG", "SET") => {
            for at in (2..count).step_by(2) {
                if config::is_secret(&shown[at]) {
                    hide(&mut shown, at + 1, at + 2);
                }
            }
        }
        ("SENTINEL", "SET" | "CONFIG") => {
            let names = 2..count;
            for at in names.filter(|at| config::is_secret(&legible(&words[*at]))) {
                hide(&mut shown, at + 1, at + 2);
            }
        }
        ("HELLO" | "MIGRATE", _) => {
            for (at, word) in words.iter().enumerate() {
                let secrets = match legible(word).to_ascii_uppercase().as_str() {
                    "AUTH" if upper(words.first()) == "MIGRATE" => 1,
                    "AUTH" | "AUTH2" => 2,
                    _ => continue,
                };
                hide(&mut shown, at + 1, at + 1 + secrets);
            }
        }
        _ => {}
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.as_bytes().to_vec()).collect()
    }

    #[test]
    fn values_are_not_shown_unless_asked_for() {
        for (line, shown) in [
            ("set session:1 hunter2", "SET session:1 …"),
            ("GET k", "GET k"),
            ("EVAL return 0", "EVAL …"),
            ("EVALSHA abc 1 k v", "EVALSHA k …"),
            ("xread COUNT 1 STREAMS s 0", "XREAD s …"),
            ("config set requirepass hunter2", "CONFIG SET requirepass …"),
            ("client kill id 7", "CLIENT KILL …"),
            ("object encoding k", "OBJECT ENCODING k"),
            ("auth hunter2", "AUTH …"),
            ("hello 3 AUTH default hunter2", "HELLO …"),
            ("SAVE", "SAVE"),
        ] {
            assert_eq!(show(&words(line), false, 80), shown, "{line}");
        }
        assert_eq!(show(&words("set session:1 hunter2"), true, 80), "set session:1 hunter2");
    }

    #[test]
    fn secrets_are_never_shown() {
        for line in [
            "auth hunter2",
            "AUTH ops hunter2",
            "hello 3 auth ops hunter2 setname x",
            "CONFIG SET save x requirepass hunter2",
            "config set masterauth hunter2",
            "ACL SETUSER ops on >hunter2",
            "MIGRATE h 1 k 0 10 AUTH hunter2",
            "MIGRATE h 1 k 0 10 AUTH2 ops hunter2",
            "SENTINEL SET mymaster auth-pass hunter2",
        ] {
            let shown = show(&words(line), true, 200);
            assert!(!shown.contains("hunter2") && shown.contains(HIDDEN), "{shown}");
        }
        assert_eq!(show(&words("CONFIG SET maxmemory 1"), true, 80), "CONFIG SET maxmemory 1");
    }

    #[test]
    fn bytes_and_lengths() {
        assert_eq!(show(&[b"GET".to_vec(), vec![0xff, b'k']], false, 80), "GET \\xffk");
        assert_eq!(show(&words("GET 0123456789"), false, 8), "GET 012…");
    }
}
