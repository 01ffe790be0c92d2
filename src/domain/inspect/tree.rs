//! Who follows whom, drawn as a tree of lines.

/// A member as the tree sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// The member that it follows, if it follows one of this instance.
    pub follows: Option<String>,
}

/// The order in which to show the members, each with what to put before its name: replicas below the member they
/// follow, those that follow nobody here at the top level. Every member is drawn once, in a circle too.
pub fn draw(nodes: &[Node]) -> Vec<(usize, String)> {
    let mut drawn = Vec::new();
    let mut left: Vec<usize> = (0..nodes.len()).collect();
    let is_root = |node: &Node| {
        let leader = node.follows.as_ref();
        leader.is_none_or(|leader| *leader == node.name || !nodes.iter().any(|other| other.name == *leader))
    };
    for index in 0..nodes.len() {
        if is_root(&nodes[index]) {
            below(nodes, index, ("", ""), &mut left, &mut drawn);
        }
    }
    // what is left follows itself in a circle
    while let Some(index) = left.first().copied() {
        below(nodes, index, ("", ""), &mut left, &mut drawn);
    }
    drawn
}

fn below(
    nodes: &[Node],
    index: usize,
    (mark, indent): (&str, &str),
    left: &mut Vec<usize>,
    drawn: &mut Vec<(usize, String)>,
) {
    left.retain(|other| *other != index);
    drawn.push((index, mark.to_owned()));
    let name = &nodes[index].name;
    let followers = |left: &[usize]| -> Vec<usize> {
        left.iter().copied().filter(|other| nodes[*other].follows.as_ref() == Some(name)).collect()
    };
    let all = followers(left);
    for (at, follower) in all.iter().enumerate() {
        // one that was drawn further up in a circle is not drawn again
        if !left.contains(follower) {
            continue;
        }
        let last = at + 1 == all.len();
        let (mark, next) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let (mark, next) = (format!("{indent}{mark}"), format!("{indent}{next}"));
        below(nodes, *follower, (&mark, &next), left, drawn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pairs: &[(&str, Option<&str>)]) -> Vec<String> {
        let nodes: Vec<Node> = pairs
            .iter()
            .map(|(name, follows)| Node { name: (*name).to_owned(), follows: follows.map(str::to_owned) })
            .collect();
        draw(&nodes).into_iter().map(|(index, mark)| format!("{mark}{}", nodes[index].name)).collect()
    }

    #[test]
    fn replicas_of_replicas_are_indented() {
        let drawn = lines(&[("a", Some("b")), ("b", None), ("c", Some("a")), ("d", Some("b"))]);
        assert_eq!(drawn, ["b", "├─ a", "│  └─ c", "└─ d"]);
    }

    #[test]
    fn nobody_is_left_out_or_drawn_twice() {
        assert_eq!(lines(&[("a", Some("elsewhere")), ("b", Some("a"))]), ["a", "└─ b"]);
        assert_eq!(lines(&[("a", Some("b")), ("b", Some("a")), ("c", Some("c"))]), ["c", "a", "└─ b"]);
    }
}
