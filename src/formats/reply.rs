//! A server's reply as plain data, whatever the protocol's version: RESP3 has maps and decimals where RESP2 has flat
//! arrays and text, so maps become flat lists here and decimals text.

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// Null.
    Nothing,
    /// An integer.
    Integer(i64),
    /// A string, which need not be UTF-8.
    Bytes(Vec<u8>),
    /// An array, or a map as names and values in turn.
    List(Vec<Plain>),
}

impl Plain {
    /// Text; an integer in digits. None for the rest.
    pub fn text(&self) -> Option<String> {
        match self {
            Plain::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Plain::Integer(number) => Some(number.to_string()),
            Plain::Nothing | Plain::List(_) => None,
        }
    }

    /// A whole number, given as an integer or as digits.
    pub fn signed(&self) -> Option<i64> {
        match self {
            Plain::Integer(number) => Some(*number),
            _ => self.text()?.trim().parse().ok(),
        }
    }

    /// A whole number of nothing less than zero.
    pub fn number(&self) -> Option<u64> {
        self.signed().and_then(|number| u64::try_from(number).ok())
    }

    /// The elements; none of anything that is no list.
    pub fn list(&self) -> &[Plain] {
        match self {
            Plain::List(elements) => elements,
            _ => &[],
        }
    }

    /// Names with their values, of a map or a flat array.
    pub fn pairs(&self) -> impl Iterator<Item = (String, &Plain)> {
        self.list().chunks_exact(2).filter_map(|pair| Some((pair[0].text()?, &pair[1])))
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Self {
        Plain::Bytes(text.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_as_integers_or_digits() {
        assert_eq!((Plain::Integer(7).number(), Plain::from("7").number()), (Some(7), Some(7)));
        assert_eq!((Plain::Integer(-1).number(), Plain::from("-1").signed()), (None, Some(-1)));
        assert_eq!((Plain::from("x").signed(), Plain::Nothing.text()), (None, None));
    }

    #[test]
    fn maps_are_names_and_values_in_turn() {
        let map = Plain::List(vec!["a".into(), Plain::Integer(1), "b".into(), "two".into(), "left over".into()]);
        let pairs: Vec<(String, Option<String>)> = map.pairs().map(|(name, value)| (name, value.text())).collect();
        assert_eq!(pairs, [("a".to_owned(), Some("1".to_owned())), ("b".to_owned(), Some("two".to_owned()))]);
    }
}
