//! What several members have in common is said once.

use super::Cell;

/// One line for each set of members whose value is the same; where all agree, a line without their names. Members
/// without a value are left out, and then the others are named.
pub fn grouped<'a>(members: impl IntoIterator<Item = (&'a str, Option<Cell>)>) -> Vec<Cell> {
    let mut groups: Vec<(Cell, Vec<&str>)> = Vec::new();
    let mut count = 0;
    for (member, value) in members {
        count += 1;
        let Some(value) = value else { continue };
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, members)) => members.push(member),
            None => groups.push((value, vec![member])),
        }
    }
    let all_agree = groups.len() == 1 && groups[0].1.len() == count;
    let line = |(value, members): (Cell, Vec<&str>)| match all_agree {
        true => value,
        false => Cell::toned(format!("{} ({})", value.text, members.join(", ")), value.tone),
    };
    groups.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(members: &[(&str, Option<&str>)]) -> Vec<String> {
        let cells = members.iter().map(|(member, value)| (*member, value.map(Cell::plain)));
        grouped(cells).into_iter().map(|cell| cell.text).collect()
    }

    #[test]
    fn members_are_named_only_where_they_differ() {
        assert_eq!(texts(&[("a", Some("x")), ("b", Some("x"))]), ["x"]);
        assert_eq!(texts(&[("a", Some("x")), ("b", Some("y")), ("c", Some("x"))]), ["x (a, c)", "y (b)"]);
        assert_eq!(texts(&[("a", Some("x")), ("b", None)]), ["x (a)"]);
    }
}
